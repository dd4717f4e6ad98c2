"""Scrapy's side of traps: requests for what turned out to be one are not made."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Request


class Trapped(IgnoreRequest):
    """An address that would lead into a trap. ``str()`` says which."""


class TrapMiddleware:
    """Downloader middleware: by the time a link's turn comes, more is known of its like.

    Settings ``TRAP_PAGES`` (0 bounds nothing) and ``TRAP_SITE_PAGES``. Only requests found by links
    (``meta["found"]``) of spiders that have ``traps`` are looked at. Stats: ``copydesk/trap/KIND``.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getint("TRAP_PAGES", 25):
            raise NotConfigured
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> TrapMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        spider = self._crawler.spider
        if not request.meta.get("found") or getattr(spider, "traps", None) is None:
            return
        if (trap := spider.traps.refuses(spider.sites.key(request.url), request.url)) is not None:
            self._crawler.stats.inc_value(f"copydesk/trap/{trap}")
            raise Trapped(f"a trap ({trap}): {request.url}")
