"""The ``sitemap`` spider: the articles of a site's sitemaps, newest first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import Request, Response

from crawler.discovery.links import article_likeness
from crawler.discovery.sitemaps import USUAL_PLACES, Sitemap, read_sitemap, robots_sitemaps
from crawler.increments.asking import LISTED_AS

from .news import NewsSpider


class SitemapSpider(NewsSpider):
    """``scrapy crawl sitemap -a url=https://paper.example/sitemap.xml``

    A site's own address does too: its robots.txt names the sitemaps, or they are looked
    for in the usual places.
    """

    name = "sitemap"
    follow_depth = 0

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls:
            if urlsplit(url).path.strip("/") in ("", "robots.txt"):
                yield self.robots_request(url)
            else:
                yield self.sitemap_request(url, start=True)

    def robots_request(self, url: str) -> Request:
        robots = urljoin(url, "/robots.txt")
        return Request(robots, self.parse_robots, errback=self.no_robots, priority=30)

    def sitemap_request(self, url: str, **meta: Any) -> Request:
        if meta.get("guess"):
            # Given up after retries it would be logged as an error; a guess that fails is none.
            meta["dont_retry"] = True
        # A sitemap on a host of its own is the site's word all the same.
        return Request(
            url,
            self.parse_sitemap,
            errback=self.failed,
            meta={"allow_offsite": True, LISTED_AS: "sitemap", **meta},
            priority=20,
        )

    def parse_robots(self, response: Response) -> Any:
        """Requests for the sitemaps robots.txt names, or for the usual places."""
        named = robots_sitemaps(response.body, response.url)
        if named:
            yield from (self.sitemap_request(url) for url in named)
        else:
            yield from self.guessed_sitemaps(response.url)

    def no_robots(self, failure: Any) -> Any:
        """Errback: a site without robots.txt may have a sitemap."""
        yield from self.guessed_sitemaps(failure.request.url)

    def guessed_sitemaps(self, url: str) -> Any:
        for place in USUAL_PLACES:
            yield self.sitemap_request(urljoin(url, place), guess=True)

    async def parse_sitemap(self, response: Response) -> AsyncIterator[Request]:
        """Requests for the pages and further sitemaps a sitemap names, newest first."""
        sitemap = await self.named_by(response, read_sitemap, Sitemap)
        if sitemap is None:
            return
        for entry in sitemap.sitemaps:
            # An index's date is its file's last change: all in it is older.
            if not (self.since and entry.date and entry.date[:10] < self.since):
                yield self.sitemap_request(entry.url)
        async for request in self.listed_pages(
            sitemap.pages, follow=self.follow_depth, priority=lambda url: 5 + article_likeness(url)
        ):
            yield request
