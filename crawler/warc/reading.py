"""Pages of WARC files, read by their places, as the crawl that archived them read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from crawler.reading import read_part
from pipelines import STEPS, Page, Step
from pipelines.line import to_line
from pipelines.memory.observing import Cleaned, clean_and_observe

from .index import ArchivedPage, Parts
from .records import MOST_BYTES, UnreadableRecord, fetched_at, http, read, uri

if TYPE_CHECKING:
    from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware


def archived_article(archived: ArchivedPage, steps: Sequence[Step] = STEPS) -> Cleaned:
    """The article that a crawl of ours made of archived pages, and what its site's memory may learn.

    :param archived: with what the crawl decided.
    :raises UnreadableRecord: a record is damaged.
    :raises PageError: a page cannot be cleaned.
    """
    article, seen = clean_and_observe(archived_page(archived), steps)
    for number, page in enumerate(archived.decided.pages[1:], start=1):
        article = read_part(
            archived_page(archived, number),
            so_far=to_line(article).decode(),
            number=page.number,
            whole=page.whole,
            steps=steps,
        ).article
    return Cleaned(archived.decided.applied(article), seen)


def archived_page(archived: ArchivedPage, number: int = 0) -> Page:
    """Read a page: its content encodings undone.

    :param number: which of the article's pages, from 0.
    :raises UnreadableRecord: a record is damaged, or is in none of the files.
    """
    if archived.error is not None:
        raise UnreadableRecord(archived.error)
    page = _received(archived.parts[number])
    if archived.decided is None:
        return page
    page = archived.decided.pages[number].as_read(page)
    return replace(page, id=archived.decided.fields["id"]) if number == 0 else page


def _received(parts: Parts) -> Page:
    # Half a second, and pages that are not archived do without.
    from scrapy.exceptions import IgnoreRequest
    from scrapy.http import Request, Response

    from crawler.rendering.modes import RENDERED_TYPE
    from crawler.spiders.news import page_of

    record = read(parts.response)
    address, at = uri(record), fetched_at(record)
    status, headers, body = http(record, parts.response)
    if parts.payload is not None:
        _, _, body = http(read(parts.payload), parts.payload)
    try:
        request = Request(address, meta={"fetched_at": at})
        response = Response(address, status, headers, body, request=request)
        page = page_of(_unpacker().process_response(request, response))
    except (IgnoreRequest, ValueError, OSError, EOFError) as error:
        raise UnreadableRecord(f"{parts.response}: cannot be unpacked: {error}") from error
    if parts.rendered is not None:
        html = read(parts.rendered).reader.read(MOST_BYTES)
        page = replace(page, body=html, content_type=RENDERED_TYPE)
    return page


@cache
def _unpacker() -> HttpCompressionMiddleware:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
    from scrapy.statscollectors import DummyStatsCollector

    crawler = Crawler(Spider)
    crawler.stats = DummyStatsCollector(crawler)
    return HttpCompressionMiddleware(crawler=crawler)
