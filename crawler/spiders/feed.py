"""The ``feed`` spider: the articles of RSS, Atom and JSON feeds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy.http import Request, Response

from crawler.discovery.entry import Entry
from crawler.discovery.feeds import read_feed
from crawler.increments.asking import LISTED_AS

from .news import NewsSpider


class FeedSpider(NewsSpider):
    """``scrapy crawl feed -a url=https://paper.example/feed.xml``"""

    name = "feed"
    articles_are_certain = True
    follow_depth = 0

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls:
            yield self.feed_request(url, start=True)

    def feed_request(self, url: str, **meta: Any) -> Request:
        if meta.get("guess"):
            # Given up after retries it would be logged as an error; a guess that fails is none.
            meta["dont_retry"] = True
        meta = {LISTED_AS: "feed", **meta}
        return Request(url, self.parse_feed, errback=self.failed, meta=meta, priority=20)

    async def parse_feed(self, response: Response) -> AsyncIterator[Request]:
        """Requests for the articles a feed names, in its order."""
        entries = await self.named_by(response, read_feed, Entry)
        async for request in self.listed_pages(
            entries or (), follow=self.follow_depth, priority=lambda _: 10
        ):
            yield request
