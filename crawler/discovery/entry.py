"""An address worth fetching, and what its source says of it."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines import addresses

from .cleaning import clean, is_clean


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of a feed or sitemap."""

    url: str
    date: str | None = None
    """ISO 8601: when it was published or last changed."""


def address(url: str, base: str) -> str | None:
    """An absolute http(s) address, :func:`~crawler.discovery.cleaning.clean`, or None.

    >>> address("/story?utm_source=mail#top", "https://paper.example/")
    'https://paper.example/story'
    """
    if is_clean(url):
        return url
    absolute = addresses.absolute(url, base)
    return clean(absolute) if absolute is not None else None
