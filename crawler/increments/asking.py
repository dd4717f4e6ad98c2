"""Asking: whether a request is to be sent, and on which conditions."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from scrapy.crawler import Crawler
from scrapy.http import Request

from .records import Records
from .revisits import CHANGED, DAY, DUE, NEW, Past, Revisits
from .rows import Address, KnownArticle

LISTED_AS = "listed_as"
"""Key of ``Request.meta``: ``page``, ``feed`` or ``sitemap``. A request without it (robots.txt) is
always sent."""
DATED = "dated"
"""Key of ``Request.meta``: when a feed or sitemap says the page last changed (ISO 8601), or an
empty string where it names the page without a date."""
WHY = "why_asked"
"""Key of ``Request.meta``: the reason it was sent for."""
LEADS_ON = "leads on"
"""Why a page that is not due is looked at: for what it led to."""
# An article's address that failed so often in a row is given up for another of its addresses.
_GIVEN_UP = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a request."""

    why: str | None
    """Why to ask; None: not to."""
    at: str | None = None
    """The article's own address, which is to be asked in place of this one."""
    conditions: dict[str, str] = field(default_factory=dict)
    """Headers to ask with."""


class Asking:
    """Decides by what is known. Settings: ``REFETCH``, ``REVISIT_SHARE``, ``REVISIT_DAYS``."""

    def __init__(self, records: Records, crawler: Crawler) -> None:
        settings = crawler.settings
        self._records, self._crawler = records, crawler
        self._refetch = settings.getbool("REFETCH")
        self.rule = Revisits(settings.getfloat("REVISIT_SHARE", 0.2), settings.getfloat("REVISIT_DAYS", 30))
        self.started = time.time()
        # Addresses met in this run, and how far from them it was to go: a page's links are most pages' links.
        self._met: dict[str, int] = {}

    def decide(self, request: Request) -> Decision:
        """:raises StateError: the state cannot be read."""
        return self.decide_on(
            request.url,
            request.meta[LISTED_AS],
            dated=request.meta.get(DATED),
            follow=request.cb_kwargs.get("follow", 0),
            start=request.meta.get("start", False),
        )

    def decide_on(
        self,
        url: str,
        listed_as: str = "page",
        *,
        dated: str | None = None,
        follow: int = 0,
        start: bool = False,
    ) -> Decision:
        """:raises StateError: the state cannot be read."""
        now = time.time()
        row = self._records.address(url)
        if row is None:
            return Decision(NEW)
        if now - row.named > DAY:
            row.named = now
            self._records.put(row)
        article = self._records.article(row.article)
        at = None
        if article is not None and article.source != url:
            source = self._records.address(article.source)
            if source is not None and is_usable(source):
                row, at = source, source.url
            elif row.fetched is None:
                return Decision(NEW)  # a redirect to what is gone: it may lead elsewhere now
        if row.tried is not None and row.tried >= self.started:
            return Decision(None)
        reason = self._reason(row, article, now, listed_as, dated, follow, start)
        if reason is None:
            return Decision(None)
        return Decision(reason, at, {} if self._wants_body(row, article, follow) else conditions(row))

    def worth_asking(self, pages: list[tuple[str, str | None]], follow: int) -> dict[str, str]:
        """Which pages are worth a request, in their order, with the reason: those that are due, and
        those that lead on (:data:`LEADS_ON`). Of those met before in this run, the ones that are to
        lead further, or that have changed by a date that is given now.

        :param pages: addresses and their dates.
        :raises StateError: the state cannot be read.
        """
        pages = [(url, dated) for url, dated in pages if dated or self._met.get(url, -1) < follow]
        self._records.read_ahead(url for url, _ in pages)
        worth: dict[str, str] = {}
        for url, dated in pages:
            why = self.decide_on(url, dated=dated, follow=follow).why
            met = self._met.get(url, -1)
            if why != CHANGED and met >= follow:
                continue
            self._met[url] = max(met, follow)
            if why is not None or (follow > 0 and self._leads_on(url)):
                worth[url] = why or LEADS_ON
            elif met < 0:
                self._crawler.stats.inc_value("copydesk/not_due")
        return worth

    def _leads_on(self, url: str) -> bool:
        row = self._records.address(url)
        return row is not None and row.has_links

    def _reason(
        self,
        row: Address,
        article: KnownArticle | None,
        now: float,
        listed_as: str,
        dated: str | None,
        follow: int,
        start: bool,
    ) -> str | None:
        past = past_of(row, article)
        if self._refetch:
            return self.rule.reason(past, now, dated) or DUE
        if row.kind == "old":
            return NEW if self._crawler.spider.wanted(row.url, row.published) else None
        if row.kind != "article" and (start or (listed_as != "page" and not past.failures)):
            return DUE
        if self._is_misread(row):
            return NEW
        reason = self.rule.reason(past, now, dated)
        if reason is None and row.kind and not past.failures and follow > 0 and not row.has_links:
            # It was read when its links were not wanted.
            return None if self.rule.is_done_with(past, now) else DUE
        return reason

    def _is_misread(self, row: Address) -> bool:
        """Held to be no article, and now the operator says that it is one."""
        return row.kind in ("listing", "page") and self._crawler.spider.articles_are_certain

    def wants_body(self, row: Address, request: Request) -> bool:
        """Whether "unchanged" would be no answer to a request."""
        return self._wants_body(row, self._records.article(row.article), request.cb_kwargs.get("follow", 0))

    def _wants_body(self, row: Address, article: KnownArticle | None, follow: int) -> bool:
        if self._refetch or row.fetched is None or self._is_misread(row):
            return True
        if row.kind not in ("article", "listing", "page") or (row.kind == "article" and article is None):
            return True
        return follow > 0 and not row.has_links


def is_usable(source: Address) -> bool:
    """Whether an article is still read from an address."""
    return source.outcome not in ("gone", "moved") and source.failures < _GIVEN_UP


def past_of(row: Address, article: KnownArticle | None) -> Past:
    """What counts for the rule of an address, and the article it leads to."""
    changed = row.changed if article is None else max(article.changed, article.first_seen)
    return Past(
        row.kind, row.tried, row.fetched, changed, row.failures, row.outcome == "gone", row.false_dates
    )


def conditions(row: Address) -> dict[str, str]:
    """Headers that ask for a page only if it has changed (RFC 9110, 13.1)."""
    headers = {}
    if row.etag:
        headers["If-None-Match"] = row.etag
    if row.last_modified:
        headers["If-Modified-Since"] = row.last_modified
    return headers
