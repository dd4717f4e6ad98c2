"""The ``feed`` spider: the articles of RSS, Atom and JSON feeds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy.http import Request, Response

from crawler.reading import feed_of, kept_feed

from .news import NewsSpider


class FeedSpider(NewsSpider):
    """``scrapy crawl feed -a url=https://paper.example/feed.xml``

    A feed's older pages (RFC 5005) are read as long as they name anything new, ``FEED_MAX_PAGES`` at most.
    """

    name = "feed"
    articles_are_certain = True

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls:
            yield self.feed_request(url, start=True)

    def feed_request(self, url: str, nth: int = 1, **meta: Any) -> Request:
        """A request for a feed.

        :param nth: which page of it.
        """
        return self.listing_request(url, "feed", self.parse_feed, {"nth": nth}, **meta)

    async def parse_feed(self, response: Response, nth: int = 1) -> AsyncIterator[Any]:
        """Requests for the articles a feed names, in its order, and for its next page."""
        feed = await self.named_by(response, feed_of, kept_feed)
        if feed is None:
            if "page_depth" in response.meta:
                # A page about the site's feeds, most likely.
                async for result in self.parse_page(response, response.meta["page_depth"]):
                    yield result
            return
        wanted = [entry for entry in feed.entries if self.wanted(entry.url, entry.date)]
        is_news = any(entry.url not in self.seen for entry in wanted)
        depth = self.depth_of(response.url)
        async for request in self.listed_pages(wanted, follow=depth, priority=lambda url: 10):
            yield request
        if feed.older and wanted and (nth == 1 or is_news):
            if nth >= self.settings.getint("FEED_MAX_PAGES", 20):
                self.crawler.stats.inc_value("copydesk/trap/feed_pages")
                return
            meta = {key: value for key, value in response.meta.items() if key in ("guess", "allow_offsite")}
            for url in feed.older[:1]:
                yield self.feed_request(url, nth + 1, **meta)
