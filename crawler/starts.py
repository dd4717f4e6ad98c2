"""Addresses the operator gives."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit


def listed_addresses(file: Path) -> list[str]:
    """Addresses of a file, one a line; blank lines and ``#`` comments are passed over.

    :raises ValueError: a line is no address; the message names it.
    :raises OSError: the file cannot be read.
    """
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [web_address(line) for line in lines if line and not line.startswith("#")]


def web_address(text: str) -> str:
    """Check an address the operator typed.

    :raises ValueError: it is no http(s) address; the message names it.
    """
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{text!r} is not a web address: {error}") from None
    if (
        parts.scheme not in ("http", "https")
        or not host
        or not ("." in host or host == "localhost" or ":" in host)
    ):
        raise ValueError(f"{text!r} is not a web address; give one like https://paper.example/")
    return address
