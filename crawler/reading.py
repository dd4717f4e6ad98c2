"""Reading a fetched page: article and links in one pass, in a worker process.

This is all of a crawl's work on a page: it is parsed here, once, and not on the
reactor's thread. Imported by the workers, so no Scrapy in here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines import STEPS, Article, Page, PageError, Step
from pipelines.duplicates.handover import clean_and_sketch
from pipelines.duplicates.sketches import Sketch
from pipelines.memory.values import Observation

from .discovery.kind import is_article
from .discovery.links import Links, find_links


@dataclass(slots=True)
class Reading:
    """What a page gave."""

    article: Article | None = None
    """None for a section page, a front page and the like."""
    error: PageError | None = None
    """Why there is no article where one was to be expected."""
    links: Links = field(default_factory=Links)
    seen: Observation | None = None
    """What the memory of its site may learn from it."""
    sketch: Sketch | None = None
    """Of the article's text, to tell whether it is a duplicate."""


def read_page(
    page: Page, *, follow: bool, sure: bool, steps: Sequence[Step] = STEPS, sketch: bool = False
) -> Reading:
    """Read one page.

    :param follow: look for links.
    :param sure: the operator says it is an article; the page is not asked.
    :param steps: what it is cleaned by.
    :param sketch: sketch the article's text too.
    :raises pipelines.PageError: there is nothing in it to read.
    """
    links = find_links(page.tree, page.url or "") if follow and page.tree is not None else Links()
    if not sure and not is_article(page):
        return Reading(links=links)
    try:
        article, seen, sketched = clean_and_sketch(page, steps, sketch=sketch)
        return Reading(article, links=links, seen=seen, sketch=sketched)
    except PageError as error:
        # The links of a page that cannot be cleaned are as good as any.
        return Reading(error=error, links=links)
