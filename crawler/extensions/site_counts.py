"""Count what came of each site."""

from __future__ import annotations

from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from crawler.items import FailedPage
from crawler.signals import page_failed, page_read, site_closed
from crawler.site_outcomes import ELSEWHERE, NOT_DUE, count_key, outcome
from crawler.sites import Sites, asked_url


class SiteCounts:
    """Stats ``copydesk/site/NAME/…`` (:mod:`crawler.site_outcomes`), for every site of the crawl.

    What is fetched of hosts that are no site's counts as :data:`~crawler.site_outcomes.ELSEWHERE`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._stats = crawler.stats
        self._sites = Sites.from_settings(crawler.settings)
        self._closed: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SiteCounts:
        extension = cls(crawler)
        crawler.signals.connect(extension.item_scraped, signals.item_scraped)
        crawler.signals.connect(extension.response_received, signals.response_received)
        crawler.signals.connect(extension.page_failed, page_failed)
        crawler.signals.connect(extension.page_read, page_read)
        crawler.signals.connect(extension.site_closed, site_closed)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def _count(self, url: str | None, what: str, how_much: int = 1) -> None:
        site = self._sites.of(url or "")
        name = ELSEWHERE if site is None else site.name
        self._stats.inc_value(count_key(name, what), how_much)

    def item_scraped(self, item: Any, response: Response | None) -> None:
        self._count(getattr(item, "url", None) or (response.url if response else None), "articles")

    def response_received(self, response: Response, request: Request) -> None:
        # robots.txt is asked for by a middleware, which takes the answer itself.
        if request.callback is NO_CALLBACK or NOT_DUE in response.flags:
            return
        url = asked_url(response)
        if response.status == 304:
            self._count(url, "not_modified")
        elif response.status < 400:
            self._count(url, "fetched")
        self._count(url, "bytes", len(response.body))

    def page_failed(self, failed: FailedPage) -> None:
        self._count(failed.url, "failed")

    def page_read(self, url: str) -> None:
        self._count(url, "read")

    def site_closed(self, site: str, reason: str) -> None:
        self._closed.setdefault(site, reason)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        for site in self._sites:
            said = outcome(self._stats.get_stats(), site.name, reason, self._closed.get(site.name))
            self._stats.set_value(count_key(site.name, "outcome"), said)
