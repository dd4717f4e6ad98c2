"""The ``site`` spider: a whole news site, by its links, feeds and sitemaps."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import Request, Response

from crawler.discovery.feeds import USUAL_PLACES
from crawler.discovery.links import article_likeness
from crawler.reading import Reading

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
        hosts = (urlsplit(url).hostname or "" for url in self.start_urls)
        self.allowed_domains = list(dict.fromkeys(host.removeprefix("www.") for host in hosts))

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls:
            yield self.page_request(url, follow=self.follow_depth, priority=40, start=True)
        for root in dict.fromkeys(urljoin(url, "/") for url in self.start_urls):
            if self.follow_depth > 0:
                yield self.robots_request(root)

    def follow(self, reading: Reading, response: Response, depth: int) -> Iterable[Request]:
        if depth <= 0:
            return
        links = reading.links
        yield from (self.feed_request(url) for url in links.feeds)
        if response.meta.get("start") and not links.feeds:
            yield from (self.feed_request(urljoin(response.url, place), guess=True) for place in USUAL_PLACES)
        pages = [(url, None) for url in links.pages if self.wanted(url)]
        for url in self.increments.worth_asking(pages, depth - 1):
            yield self.page_request(url, follow=depth - 1, priority=article_likeness(url))
