"""An address worth fetching, and what its source says of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipelines import addresses

from .cleaning import clean, is_clean


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of a feed or sitemap."""

    url: str
    date: str | None = None
    """ISO 8601: when it was published or last changed."""


# A page's links are looked at for several reasons, and a site's menu is on all its pages.
@lru_cache(maxsize=8192)
def address(url: str, base: str) -> str | None:
    """An absolute http(s) address, :func:`~crawler.discovery.cleaning.clean`, or None.

    >>> address("/story?utm_source=mail#top", "https://paper.example/")
    'https://paper.example/story'
    """
    if is_clean(url):
        return url
    if url.startswith("/") and is_clean(rooted := f"{_root(base)}{url}"):
        return rooted
    absolute = addresses.absolute(url, base)
    return clean(absolute) if absolute is not None else None


@lru_cache(maxsize=256)
def _root(base: str) -> str:
    """Scheme and host of an address; empty for none."""
    root = addresses.absolute("/", base)
    return (clean(root) or "").removesuffix("/") if root is not None else ""
