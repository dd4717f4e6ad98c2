"""Addresses as pages give them: often relative, sometimes no addresses at all."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import SplitResult, urljoin, urlsplit

from lxml.html import HtmlElement

_NO_PARTS = SplitResult("", "", "", "", "")


@lru_cache(maxsize=4096)
def parts(url: str | None) -> SplitResult:
    """The parts of an address; all empty when it is malformed or None."""
    try:
        split = urlsplit(url or "")
        _ = split.hostname, split.port  # these raise, and later than urlsplit does
        return split
    except ValueError:
        return _NO_PARTS


def absolute(url: str | None, base: str | None) -> str | None:
    """An http(s) address on its own, or None when it is none.

    :param base: the page it stands on; None leaves out relative ones.
    """
    try:
        joined = urljoin(base or "", (url or "").strip())
    except ValueError:
        return None
    split = parts(joined)
    return joined if url and split.scheme in ("http", "https") and split.hostname else None


def base_of(tree: HtmlElement, url: str | None) -> str | None:
    """What a page's relative addresses are relative to: its ``<base href>``, else its own address."""
    head = tree.find("head")
    base = head.find("base") if head is not None else None
    return (absolute(base.get("href"), url) if base is not None else None) or url


def host(url: str | None) -> str | None:
    """The host without "www."; None when there is none."""
    name = parts(url).hostname
    return name.removeprefix("www.") if name else None
