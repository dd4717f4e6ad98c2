"""The ``site`` spider: a whole news site, by its links, feeds and sitemaps."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Request, Response

from crawler.discovery.feeds import USUAL_PLACES
from crawler.discovery.links import article_likeness
from crawler.reading import Reading
from crawler.sites import Sites, host_of

from .feed import FeedSpider
from .sitemap import SitemapSpider

# Without a bound a crawl by links goes round a site's archive for ever.
_DEPTH = 5


class SiteSpider(FeedSpider, SitemapSpider):
    """``scrapy crawl site -a url=https://paper.example/ -O out.jsonl``

    Fetches the start pages, what they link to on the same site, and what the site's
    feeds and sitemaps name; keeps the articles.

    :param depth: how many links away from a start page to go; 5 unless given.
    """

    name = "site"
    articles_are_certain = False

    def __init__(self, depth: str | int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.follow_depth = _DEPTH if depth is None else int(depth)

    def _set_sites(self, sites: Sites) -> None:
        super()._set_sites(sites)
        named = (host for site in sites for host in site.hosts)
        self.allowed_domains = list(dict.fromkeys((*map(host_of, self.start_urls), *named)))

    def depth_of(self, url: str) -> int:
        """How many links away from a start page its site goes."""
        depth = self.bounds_of(url).depth
        return self.follow_depth if depth is None else depth

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls:
            yield self.page_request(url, follow=self.depth_of(url), priority=40, start=True)
        for root in dict.fromkeys(urljoin(url, "/") for url in self.start_urls):
            if self.depth_of(root) > 0:
                yield self.robots_request(root)

    def follow(self, reading: Reading, response: Response, depth: int) -> Iterable[Request]:
        if depth <= 0:
            return
        links = reading.links
        yield from (self.feed_request(url) for url in links.feeds)
        if response.meta.get("start") and not links.feeds:
            yield from (self.feed_request(urljoin(response.url, place), guess=True) for place in USUAL_PLACES)
        for url in links.pages:
            if self.wanted(url):
                further = min(depth - 1, self.depth_of(url))
                yield self.page_request(url, follow=further, priority=article_likeness(url))
