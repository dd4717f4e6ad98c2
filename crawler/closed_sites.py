"""Sites of which no more is wanted in this run: what is still to be fetched of them is not."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from .signals import site_closed
from .sites import Sites


class SiteClosed(IgnoreRequest):
    """A request of a site of which no more is wanted."""


class ClosedSitesMiddleware:
    """A downloader middleware that refuses the requests of sites that were closed.

    See :data:`crawler.signals.site_closed`. It stands before all others, so that a closed site
    is asked nothing, and its requests wait for nothing.
    """

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._closed: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ClosedSitesMiddleware:
        middleware = cls(Sites.from_settings(crawler.settings))
        crawler.signals.connect(middleware.site_closed, site_closed)
        return middleware

    def site_closed(self, site: str, reason: str) -> None:
        self._closed[site] = reason

    def process_request(self, request: Request) -> Any:
        """:raises SiteClosed: no more is wanted of its site."""
        if self._closed and (reason := self._closed.get(self._sites.key(request.url))):
            raise SiteClosed(f"no more of this site is fetched: {reason}")
