"""The day of publication: which of a page's dates it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from .. import dates
from . import near
from .evidence import Evidence

if TYPE_CHECKING:
    from ..page import Page


def choose(
    page: Page, named: Mapping[str, Evidence], title: str | None, tongue: str | None
) -> tuple[str | None, str]:
    """The first evidence that gives a day, none of it after the page was fetched.

    :param named: evidence by the name of its source, the most trusted first.
    :param tongue: the page's language, with the country where it tells: 3/4 is another day
        in en-GB than in en-US.
    :returns: ISO 8601 or None, and the name of the source.
    """
    latest = page.fetched_at
    late = False
    for found, source in _candidates(page, named, title, tongue):
        if found and found[:4] > "1900":
            # Days are compared: offsets can put an honest clock hours ahead.
            if latest and found[:10] > latest[:10]:
                late = True
                continue
            return _local(found, page.url, named), source
    return None, "none"


def _candidates(
    page: Page, named: Mapping[str, Evidence], title: str | None, tongue: str | None
) -> Iterator[tuple[str | None, str]]:
    for source, evidence in named.items():
        for value in evidence.published:
            yield dates.iso(value) or dates.printed(value, tongue, page.url), source
    if page.url:
        yield dates.of_url(page.url), "url"
    for evidence in named.values():
        for text in evidence.dated:
            if not dates.is_update(text):
                yield dates.printed(text, tongue, page.url), "text"
    for lines in (near.lines, near.further):
        for text in lines(title, page):
            if not dates.is_update(text):
                yield dates.printed(text, tongue, page.url), "text"


def _local(found: str, url: str | None, named: Mapping[str, Evidence]) -> str:
    """The day as the publication counts it, where it gives the moment in UTC.

    A site in Denver files a story of the evening under its own day; in UTC it is the next.
    """
    day = dates.of_url(url) if url else None
    if day is None or found[:10] == day or not dates.is_local(day, found):
        return found
    others = (dates.iso(value) for evidence in named.values() for value in evidence.published)
    return next((other for other in others if other and other[:10] == day), day)
