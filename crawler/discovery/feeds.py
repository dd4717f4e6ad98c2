"""Feeds: RSS, Atom, RDF and JSON Feed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import feedparser

from pipelines.dates import iso

from .entry import Entry, address

USUAL_PLACES = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/feed.json")
"""Where sites that name no feed keep one."""
# Links of a feed to its older pages (RFC 5005, 3 and 4).
_OLDER = ("next", "prev-archive")
# Said of what is plainly ASCII but for some letters: a template's words, not the file's.
_WIDE_CHARSET = re.compile(
    rb"(<\?xml[^>]{0,100}?)\sencoding=[\"']utf-?(?:16|32)[^\"'>]{0,10}[\"']", re.IGNORECASE
)
_DATES = ("published", "issued", "created", "updated")


# Elements left open: a feed has some ten, and for each of a million feedparser takes its time.
_DEEPEST = 100_000


class NotAFeed(Exception):
    """What was fetched is no feed. ``str()`` says why."""


@dataclass(slots=True)
class Feed:
    """What a page of a feed names."""

    entries: list[Entry] = field(default_factory=list)
    """Each address once, in the feed's order."""
    older: list[str] = field(default_factory=list)
    """Further pages of it."""


def read_feed(body: bytes, url: str) -> Feed:
    """The articles a feed names; a feed with errors as far as it can be made out.

    :raises NotAFeed: it is none.
    """
    if body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _json_feed(body, url)
    if not body.strip():
        raise NotAFeed("it is empty")
    if _open_elements(body) > _DEEPEST:
        raise NotAFeed("its elements are in each other without end")
    if b"\0" not in body:
        body = _WIDE_CHARSET.sub(rb"\1", body, count=1)
    try:
        feed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, TypeError, KeyError, AttributeError, AssertionError, RecursionError) as error:
        raise NotAFeed(f"{type(error).__name__}: {error}") from error
    if not feed.entries and not feed.get("version"):
        error = feed.get("bozo_exception")
        raise NotAFeed(f"there is no feed in it: {error}" if error else "there is no feed in it")
    entries = _once(
        Entry(found, next((day for name in _DATES if (day := iso(str(item.get(name) or "")))), None))
        for item in feed.entries
        if (found := _page(item, url))
    )
    links = (link for link in feed.feed.get("links", ()) if link.get("rel") in _OLDER)
    older = (address(str(link.get("href") or ""), url) for link in links)
    return Feed(entries, list(dict.fromkeys(filter(None, older))))


def _open_elements(body: bytes) -> int:
    """How many elements are begun and not ended, about: what is quoted counts as well."""
    ended, others = body.count(b"</"), body.count(b"<!") + body.count(b"<?")
    return body.count(b"<") - others - ended * 2 - body.count(b"/>")


def _page(item: dict[str, Any], url: str) -> str | None:
    """The address of an entry's page: an Atom entry links to itself and to media as well, and a
    feed that counts its readers names the page apart."""
    links = [link.get("href") for link in item.get("links", ()) if link.get("rel") in (None, "alternate")]
    permalink = str(item.get("id") or "")
    candidates = [
        item.get("feedburner_origlink"),
        *links,
        item.get("link"),
        permalink if permalink.startswith("http") else None,
    ]
    return next((found for c in candidates if c and (found := address(str(c), url))), None)


def _json_feed(body: bytes, url: str) -> Feed:
    """JSON Feed (jsonfeed.org, 1.1)."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"spoiled JSON: {error}") from error
    items = feed.get("items")
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version")):
        raise NotAFeed("it is JSON, and no JSON Feed")
    entries = _once(
        Entry(found, iso(str(item.get("date_published") or item.get("date_modified") or "")))
        for item in items
        if isinstance(item, dict) and (found := _json_page(item, url))
    )
    older = address(str(feed.get("next_url") or ""), url)
    return Feed(entries, [older] if older else [])


def _json_page(item: dict[str, Any], url: str) -> str | None:
    permalink = str(item.get("id") or "")
    candidates = (item.get("url"), item.get("external_url"), permalink if "://" in permalink else None)
    return next((found for c in candidates if c and (found := address(str(c), url))), None)


def _once(entries: Iterator[Entry]) -> list[Entry]:
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.url, entry)
    return list(found.values())
