"""Feeds: RSS, Atom, RDF and JSON Feed."""

from __future__ import annotations

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
    except Exception as error:  # noqa: BLE001 - it documents none; whatever it raises, this is no feed
        raise NotAFeed(f"{type(error).__name__}: {error}") from error
    entries = []
    for item in feed.entries:
        link = item.get("link") or item.get("id") or ""
        if found := address(link, url):
            entries.append(Entry(found, iso(item.get("published") or item.get("updated") or "")))
    return entries
