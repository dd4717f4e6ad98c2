"""Reading a fetched page: article and links in one pass, in a worker process.

This is all of a crawl's work on a page: it is parsed here, once, and not on the
reactor's thread. Imported by the workers, so no Scrapy in here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pipelines import STEPS, Article, Page, PageError, Step
from pipelines.memory.observing import clean_and_observe
from pipelines.memory.values import Observation

from .discovery.kind import is_article
from .discovery.links import Links, find_links
from .increments.kept import pack

T = TypeVar("T")


@dataclass(slots=True)
class Reading:
    """What a page gave."""

    article: Article | None = None
    """None for a section page, a front page and the like."""
    error: PageError | None = None
    """Why there is no article where one was to be expected."""
    links: Links = field(default_factory=Links)
    packed_links: bytes | None = None
    """``links``, for later runs; None when they were not looked for."""
    seen: Observation | None = None
    """What the memory of its site may learn from it."""


def read_page(page: Page, *, follow: bool, sure: bool, steps: Sequence[Step] = STEPS) -> Reading:
    """Read one page.

    :param follow: look for links.
    :param sure: the operator says it is an article; the page is not asked.
    :param steps: what it is cleaned by.
    :raises pipelines.PageError: there is nothing in it to read.
    """
    links = find_links(page.tree, page.url or "") if follow and page.tree is not None else Links()
    packed = pack(links) if follow else None
    if not sure and not is_article(page):
        return Reading(links=links, packed_links=packed)
    try:
        article, seen = clean_and_observe(page, steps)
        return Reading(article, links=links, packed_links=packed, seen=seen)
    except PageError as error:
        # The links of a page that cannot be cleaned are as good as any.
        return Reading(error=error, links=links, packed_links=packed)


def read_listing(read: Callable[[bytes, str], T], body: bytes, url: str) -> tuple[T, bytes]:
    """What a feed or sitemap names, and the same for later runs."""
    found = read(body, url)
    return found, pack(found)
