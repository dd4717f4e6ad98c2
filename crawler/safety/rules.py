"""The operator's word on private addresses: setting ``ALLOW_PRIVATE_HOSTS``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .addresses import literal, private_kind
from .errors import PrivateAddress

_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*", re.IGNORECASE)


class PrivateHosts:
    """Which hosts may be asked though their address is private.

    :param allowed: ``HOST`` or ``HOST:PORT`` each, an IPv6 address in brackets. A name is
        allowed at whatever address it has, an address by whatever name; without a port, all.
    :raises ValueError: one is neither; the message names it.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = frozenset(_host_and_port(entry) for entry in allowed if entry.strip())

    def check(self, host: str, port: int, address: str) -> None:
        """Let an address be connected to, or not.

        :param host: the host as the URL names it.
        :param address: the IP address it has.
        :raises PrivateAddress: it is private, and not allowed.
        """
        kind = private_kind(address)
        if kind is None or self._names(host, port) or self._names(address, port):
            return
        where = f"{host} is" if literal(host) else f"{host} is at {address},"
        named = f"[{host}]" if ":" in host else host
        article = "an" if kind == "unspecified" else "a"
        raise PrivateAddress(f"{where} {article} {kind} address; --allow-private {named} if that is meant")

    def _names(self, host: str, port: int) -> bool:
        key = _key(host)
        return (key, port) in self._allowed or (key, None) in self._allowed


def _host_and_port(entry: str) -> tuple[str, int | None]:
    host, port = entry.strip(), ""
    if host.startswith("["):
        host, bracket, port = host[1:].partition("]")
        port = port.removeprefix(":") if bracket and port[:1] in ("", ":") else "?"
    elif host.count(":") == 1:
        host, _, port = host.partition(":")
        port = port or "?"
    ascii_host = _key(host)
    if (
        not (literal(ascii_host) or _NAME.fullmatch(ascii_host))
        or (":" in host and not entry.strip().startswith("["))
        or (port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536))
    ):
        raise ValueError(
            f"{entry!r} is no HOST or HOST:PORT; write it as intranet.example, 127.0.0.1:8000 or [::1]:8000"
        )
    return ascii_host, int(port) if port else None


def _key(host: str) -> str:
    """A host in one spelling: addresses as they are usually written, names in IDNA's lower case."""
    if address := literal(host):
        return address
    try:
        name = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        name = host
    return name.rstrip(".").lower()
