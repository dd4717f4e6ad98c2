"""Feeds: RSS, Atom, RDF and JSON Feed."""

from __future__ import annotations

from typing import Any

import fastfeedparser

from pipelines.dates import iso

from .entry import Entry, address

USUAL_PLACES = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/feed.json")
"""Where sites that name no feed keep one."""


class NotAFeed(Exception):
    """What was fetched is no feed. ``str()`` says why."""


def read_feed(body: bytes, url: str) -> list[Entry]:
    """The articles a feed names.

    :raises NotAFeed: it is none.
    """
    try:
        feed = fastfeedparser.parse(body, include_content=False, include_media=False, include_tags=False)
    except Exception as error:
        raise NotAFeed(f"{type(error).__name__}: {error}") from error
    entries = []
    for item in feed.entries:
        if found := _page(item, url):
            entries.append(Entry(found, iso(item.get("published") or item.get("updated") or "")))
    return entries


def _page(item: dict[str, Any], url: str) -> str | None:
    """The address of an entry's page: an Atom entry links to itself and to media as well."""
    links = [link["href"] for link in item.get("links", ()) if link.get("rel") in (None, "alternate")]
    permalink = str(item.get("id") or "")
    candidates = [*links, item.get("link"), permalink if permalink.startswith("http") else None]
    return next((found for c in candidates if c and (found := address(c, url))), None)
