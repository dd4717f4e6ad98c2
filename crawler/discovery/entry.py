"""An address worth fetching, and what its source says of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from courlan import clean_url


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of a feed or sitemap."""

    url: str
    date: str | None = None
    """ISO 8601: when it was published or last changed."""


def address(url: str, base: str) -> str | None:
    """An absolute http(s) address without fragment and tracking parameters, or None.

    >>> address("/story?utm_source=mail#top", "https://paper.example/")
    'https://paper.example/story'
    """
    try:
        absolute = urljoin(base, url.strip())
        parts = urlsplit(absolute)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        return clean_url(parts._replace(fragment="").geturl())
    except ValueError:
        return None  # "http://[" and its like: no address at all
