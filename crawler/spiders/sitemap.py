"""The ``sitemap`` spider: the articles of a site's sitemaps, newest first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import Request, Response

from crawler.discovery.scoring import article_likeness
from crawler.discovery.sitemaps import USUAL_PLACES, robots_sitemaps
from crawler.reading import kept_sitemap, sitemap_of

from .news import NewsSpider


class SitemapSpider(NewsSpider):
    """``scrapy crawl sitemap -a url=https://paper.example/sitemap.xml``

    A site's own address does too: its robots.txt names the sitemaps, or they are looked
    for in the usual places.
    """

    name = "sitemap"
    _files = 0
    """Files that indexes have named and that are read."""

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls:
            if urlsplit(url).path.strip("/") in ("", "robots.txt"):
                yield self.robots_request(url)
            else:
                yield self.sitemap_request(url, start=True)

    def robots_request(self, url: str) -> Request:
        robots = urljoin(url, "/robots.txt")
        # It was asked for before any page was, with all the patience there is.
        meta = {"dont_retry": True}
        return Request(robots, self.parse_robots, errback=self.no_robots, meta=meta, priority=30)

    def sitemap_request(self, url: str, level: int = 1, **meta: Any) -> Request:
        """A request for a sitemap.

        :param level: how many indexes it was found through, and one.
        """
        # A sitemap on a host of its own is the site's word all the same.
        meta = {"allow_offsite": True, **meta}
        return self.listing_request(url, "sitemap", self.parse_sitemap, {"level": level}, **meta)

    def parse_robots(self, response: Response) -> Any:
        """Requests for the sitemaps robots.txt names, or for the usual places."""
        named = robots_sitemaps(response.body, response.url)
        if named:
            # A feed is as good, and often is named.
            yield from (self.sitemap_request(url) for url in named)
        else:
            yield from self.guessed_sitemaps(response.url)

    def no_robots(self, failure: Any) -> Any:
        """Errback: a site without robots.txt may have a sitemap."""
        yield from self.guessed_sitemaps(failure.request.url)

    def guessed_sitemaps(self, url: str) -> Any:
        for place in USUAL_PLACES:
            yield self.sitemap_request(urljoin(url, place), guess=True)

    async def parse_sitemap(self, response: Response, level: int = 1) -> AsyncIterator[Request]:
        """Requests for the pages and further sitemaps a sitemap names, newest first."""
        since = self.bounds_of(response.url).since
        sitemap = await self.named_by(response, sitemap_of, kept_sitemap, since)
        if sitemap is None:
            return
        if sitemap.broken:
            self.report(response.url, "BrokenSitemap", f"read as far as it goes: {sitemap.broken}")
        if sitemap.older:
            self.crawler.stats.inc_value("copydesk/sitemap_older_than_since", sitemap.older)
        for entry in sitemap.sitemaps:
            if self._may_read(level):
                yield self.sitemap_request(entry.url, level + 1)
        depth = self.depth_of(response.url)
        async for request in self.listed_pages(
            sitemap.pages, follow=depth, priority=lambda url: 5 + article_likeness(url)
        ):
            yield request

    def _may_read(self, level: int) -> bool:
        """Whether one more file of an index at this level is read: indexes may name each other for ever."""
        for name, usual, reached in (
            ("SITEMAP_MAX_DEPTH", 4, level),
            ("SITEMAP_MAX_FILES", 5000, self._files),
        ):
            if reached >= self.settings.getint(name, usual):
                self.crawler.stats.inc_value(f"copydesk/trap/{name.lower().replace('_max', '')}")
                return False
        self._files += 1
        return True
