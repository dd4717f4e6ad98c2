"""The ``feed`` spider: the articles of RSS, Atom and JSON feeds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy.http import Request, Response

from crawler.discovery.feeds import NotAFeed, read_feed
from pipelines import PageError

from .news import NewsSpider


class FeedSpider(NewsSpider):
    """``scrapy crawl feed -a url=https://paper.example/feed.xml``"""

    name = "feed"
    articles_are_certain = True

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls:
            yield self.feed_request(url, start=True)

    def feed_request(self, url: str, **meta: Any) -> Request:
        if meta.get("guess"):
            # Given up after retries it would be logged as an error; a guess that fails is none.
            meta["dont_retry"] = True
        return Request(url, self.parse_feed, errback=self.failed, meta=meta, priority=20)

    async def parse_feed(self, response: Response) -> AsyncIterator[Request]:
        """Requests for the articles a feed names, in its order."""
        try:
            entries = await self.pool.run(read_feed, response.body, response.url)
        except (NotAFeed, PageError) as error:
            if not response.meta.get("guess"):
                self.report(response.url, type(error).__name__, str(error))
            return
        for entry in entries:
            if self.wanted(entry.url, entry.date):
                yield self.page_request(entry.url, follow=self.depth_of(entry.url), priority=10)
