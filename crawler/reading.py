"""Reading a fetched page: article and links in one pass, in a worker process.

This is all of a crawl's work on a page: it is parsed here, once, and not on the
reactor's thread. Imported by the workers, so no Scrapy in here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipelines import STEPS, Article, Page, PageError, Step
from pipelines.duplicates.handover import clean_and_sketch
from pipelines.duplicates.sketches import Sketch, sketch_of
from pipelines.joining import with_page
from pipelines.line import from_line, to_line
from pipelines.memory.observing import clean_and_observe
from pipelines.memory.values import Observation

from .discovery.article_pages import ArticlePages, article_pages, first_page
from .discovery.feeds import Feed, read_feed
from .discovery.fragments import page_of_json
from .discovery.kind import is_article, says_not_found
from .discovery.links import Links, find_links
from .discovery.sitemaps import Named, Sitemap, read_sitemap
from .increments.kept import pack, unpack
from .rendering.need import needs_browser

_NO_LINKS = frozenset(("nofollow", "none"))


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
    needs_browser: bool = False
    """As it was sent there is nothing in it to read, and scripts that may change that."""
    pages: ArticlePages = field(default_factory=ArticlePages)
    """The article's other pages."""
    first_page: str | None = None
    """Where the article begins that this is a later page of."""
    is_unchanged: bool = False
    """An article that was not sent, being as it was."""
    not_found: bool = False
    """It says that there is no such page, whatever its status."""
    sketch: Sketch | None = None
    """Of the article's text, to tell whether it is a duplicate."""


def read_page(
    page: Page,
    *,
    follow: bool,
    sure: bool,
    steps: Sequence[Step] = STEPS,
    sketch: bool = False,
    may_render: bool = False,
) -> Reading:
    """Read one page.

    :param follow: look for links.
    :param sure: the operator says it is an article; the page is not asked.
    :param steps: what it is cleaned by.
    :param sketch: sketch the article's text too.
    :param may_render: say so, and no more, when it needs a browser.
    :raises pipelines.PageError: there is nothing in it to read.
    """
    if may_render and needs_browser(page):
        return Reading(needs_browser=True)
    if not sure and "json" in (page.content_type or "").lower():
        fragment = page_of_json(page.markup)
        if fragment is None:
            return Reading()
        page = replace(page, body=fragment, kind="html")
        links = find_links(page.tree, page.url or "")
        return Reading(links=links, packed_links=pack(links))
    links = find_links(page.tree, page.url or "") if follow and page.tree is not None else Links()
    if not _NO_LINKS.isdisjoint(page.rights.robots):
        # Feeds and sitemaps are named for crawlers; links on the page it does not want followed.
        links = replace(links, pages=[], next=[], maybe_feeds=[])
    packed = pack(links) if follow else None
    if not sure and not is_article(page):
        if says_not_found(page):
            return Reading(not_found=True)
        return Reading(links=links, packed_links=packed)
    if not sure and page.tree is not None and (first := first_page(page.tree, page.url or "")):
        return Reading(links=links, packed_links=packed, first_page=first)
    try:
        article, seen, sketched = clean_and_sketch(page, steps, sketch=sketch)
    except PageError as error:
        # The links of a page that cannot be cleaned are as good as any.
        return Reading(error=error, links=links, packed_links=packed)
    reading = Reading(article, links=links, seen=seen, sketch=sketched)
    if page.tree is not None:
        reading.pages = article_pages(page.tree, page.url or "")
        own = {reading.pages.whole, *reading.pages.further}
        # What follows an article is its next page, or another article.
        links.pages = [url for url in dict.fromkeys((*links.pages, *links.next)) if url not in own]
        links.next = []
    reading.packed_links = pack(links) if follow else None
    return reading


@dataclass(slots=True)
class PartReading:
    """What a further page of an article gave."""

    article: Article
    """The article as far as it is known now."""
    line: str
    """The same, for the request for the next page."""
    brought: bool
    """Whether the page had anything to add."""
    further: list[str]
    """The pages after it, as it names them."""
    seen: Observation | None = None
    sketch: Sketch | None = None
    """Of the article as far as it is known now."""


def read_part(
    page: Page,
    *,
    so_far: str,
    number: int,
    whole: bool,
    steps: Sequence[Step] = STEPS,
    sketch: bool = False,
) -> PartReading:
    """Read a further page of an article, and join it to those before.

    :param so_far: the article up to here, as a line of output.
    :param number: which page it is.
    :param whole: it is said to have all of the article, and stands instead of the first page if it
        has no less, and the most of that.
    :param sketch: sketch the text so far too.
    :raises pipelines.PageError: the page cannot be cleaned.
    """
    before = from_line(so_far)
    assert before is not None, "so_far is a line of ours"
    part, seen = clean_and_observe(page, steps)
    if whole:
        brought = len(part.text) >= len(before.text) and _holds(part, before)
        kept = ("id", "url", "canonical_url", "revision", "previous_hash")
        article = replace(part, **{name: getattr(before, name) for name in kept}) if brought else before
        further = []
    else:
        article = with_page(before, part, number)
        brought = len(article.body) > len(before.body)
        first = before.url or page.url or ""
        further = article_pages(page.tree, page.url or "", first).further if page.tree is not None else []
    sketched = sketch_of(article.text) if sketch else None
    return PartReading(article, to_line(article).decode(), brought, further, seen, sketched)


def _holds(whole: Article, first: Article) -> bool:
    """Whether an article has most of another's text: a link said so, and may lead to another story."""
    texts = {block.text for block in whole.body}
    held = sum(len(block.text) for block in first.body if block.text in texts)
    return held * 2 >= sum(len(block.text) for block in first.body)


def feed_of(body: bytes, url: str) -> tuple[Feed, bytes]:
    """What a feed names, and the same packed, for later runs.

    :raises crawler.discovery.feeds.NotAFeed: it is none.
    """
    feed = read_feed(body, url)
    return feed, pack(feed)


def kept_feed(packed: bytes) -> Feed:
    """What :func:`feed_of` has packed.

    :raises ValueError: it was not packed by it.
    """
    return unpack(Feed, packed)


def sitemap_of(body: bytes, url: str, since: str | None) -> tuple[Sitemap, bytes]:
    """What is wanted of a sitemap, and all that it names packed, for later runs.

    :param since: ISO 8601 day.
    :raises crawler.discovery.sitemaps.NotASitemap: it is none.
    """
    named = read_sitemap(body, url)
    return named.since(since), pack(named)


def kept_sitemap(packed: bytes, since: str | None) -> Sitemap:
    """What is wanted of what :func:`sitemap_of` has packed.

    :raises ValueError: it was not packed by it.
    """
    return unpack(Named, packed).since(since)
