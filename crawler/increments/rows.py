"""The rows of the crawl state. Times are Unix seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Address:
    """An address and what became of it. Times are Unix seconds."""

    url: str
    site: str
    """Its host (:func:`crawler.sites.host_of`)."""
    first_seen: float
    named: float
    """When a page, feed or sitemap last led to it, to the day."""
    changed: float
    """When its text, or a listing's links, last changed."""
    kind: str = ""
    """``article``, ``listing``, ``page`` (about the paper), ``old`` (an article from before
    ``since``), or empty: never read."""
    outcome: str = ""
    """Of the last time: ``read``, ``304``, ``gone``, ``refused``, ``moved``, else the error's name."""
    article: str | None = None
    """Id of the article it leads to."""
    tried: float | None = None
    fetched: float | None = None
    etag: str | None = None
    last_modified: str | None = None
    body: bytes | None = None
    """Hash of the bytes it was read from."""
    text: str | None = None
    """``content_hash`` as cleaned, before recurring text is taken out; of a listing, of its links."""
    failures: int = 0
    false_dates: int = 0
    published: str | None = None
    has_links: bool = False
    """Whether what it led to is kept."""


@dataclass(slots=True)
class KnownArticle:
    """An article, whatever its addresses. Times are Unix seconds."""

    id: str
    site: str
    url: str
    """The canonical one where it has one."""
    source: str
    """The address it is read from; its others are only known to lead to it."""
    first_seen: float
    fetched: float
    changed: float
    text: str
    """``content_hash`` as cleaned."""
    written: str | None = None
    """``content_hash`` of its last line; None when a pipeline dropped it."""
    previous: str | None = None
    """``previous_hash`` of its last line."""
    revision: int = 0
    """Of its last line."""


@dataclass(slots=True)
class Run:
    """A run that is over."""

    started: float
    ended: float
    reason: str
    new: int
    changed: int
    unchanged: int
    failed: int


@dataclass(slots=True)
class SiteSummary:
    """How much is known of a host."""

    site: str
    addresses: int
    articles: int
    last_fetched: float | None
