"""A dry run: what would be fetched is printed, and only what leads to it is fetched."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response

from crawler.discovery.scoring import article_likeness
from pipelines import Article

from .asking import DATED, LISTED_AS
from .extension import Increments
from .middleware import unsent
from .nothing import NothingKept
from .revisits import CHANGED, NEW


class DryRun:
    """Print the address of an article in place of asking for it. Setting ``DRY_RUN``.

    An address is an article's if it is known to be, if a feed or sitemap names it, or if it looks
    like one; any other page is fetched, for its links, and told when it turns out to be an article.
    A line has the address and, after a tab, why: ``new``, ``changed since DATE`` or ``due again``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._told: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DryRun:
        if not crawler.settings.getbool("DRY_RUN"):
            raise NotConfigured
        middleware = cls(crawler)
        crawler.signals.connect(middleware.item_scraped, signals.item_scraped)
        return middleware

    def process_request(self, request: Request) -> Response | None:
        if request.meta.get(LISTED_AS) != "page":
            return None
        decision = self._increments.decide(request)
        if decision.why is None or not self._is_article(request):
            return None  # the next middleware sees to it
        dated = request.meta.get(DATED)
        why = f"{decision.why} {dated}" if decision.why == CHANGED else decision.why
        self._tell(decision.at or request.url, why)
        return unsent(request)

    def item_scraped(self, item: Any) -> None:
        """A page that did not look like an article is one."""
        if isinstance(item, Article) and item.url is not None:
            self._tell(item.url, NEW if item.revision == 1 else CHANGED)

    def _is_article(self, request: Request) -> bool:
        kind = self._increments.kind_of(request.url)
        if kind:
            return kind in ("article", "old")
        if request.meta.get(DATED) is not None or self._crawler.spider.articles_are_certain:
            return True
        return not request.meta.get("start") and article_likeness(request.url) > 0

    def _tell(self, url: str, why: str) -> None:
        limit = self._crawler.spider.max_articles
        if url not in self._told and (limit is None or len(self._told) < limit):
            self._told.add(url)
            sys.stdout.write(f"{url}\t{why}\n")

    @cached_property
    def _increments(self) -> Increments | NothingKept:
        return self._crawler.get_extension(Increments) or NothingKept()
