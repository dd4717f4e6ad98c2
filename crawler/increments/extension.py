"""The extension that keeps the crawl state: opens it, commits it, and closes it."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from scrapy.settings import BaseSettings

from crawler.signals import checkpoint, lines_settled
from pipelines import Article
from pipelines.statefile import StateError

from .asking import LISTED_AS, Asking
from .crawl_state import FILE, CrawlState, days_ago
from .noting import Noting, body_hash
from .records import Records
from .rows import Run

logger = logging.getLogger(__name__)


class Increments:
    """What the crawl knows from earlier runs, and learns for later ones.

    Settings: ``STATE_DIR`` (a folder; none: nothing is known or learned), ``DRY_RUN_STATE``
    (a folder to know from, without learning), and those of :class:`~.asking.Asking`. What is
    learned is committed at :data:`crawler.signals.checkpoint`, and at the end, when the output is
    stored. Where the output is not a local file of ours, it is on its place at the end alone, and
    so is the commit. Stats: ``copydesk/new``, ``changed``, ``unchanged``, ``refetched``,
    ``not_modified`` (304), ``same_bytes``, ``not_due``.

    :raises StateError: the file cannot be used.
    """

    def __init__(self, crawler: Crawler, path: Path, *, dry: bool) -> None:
        self._crawler, self._dry = crawler, dry
        # A dry run makes no file.
        self.state = CrawlState(path if path.exists() or not dry else Path(":memory:"))
        self._records = Records(self.state)
        self.asking = Asking(self._records, crawler)
        refetch = crawler.settings.getbool("REFETCH")
        self.noting = Noting(self._records, refetch, crawler.stats.inc_value)
        self.decide, self.worth_asking = self.asking.decide, self.asking.worth_asking
        self.judged, self.listing = self.noting.judged, self.noting.listing
        self.failed, self.too_old, self.written = self.noting.failed, self.noting.too_old, self.noting.written
        self._settled: dict[str, str] = {}
        self._reason = ""

    @staticmethod
    def is_wanted(settings: BaseSettings) -> bool:
        return crawl_state_file(settings) is not None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Increments:
        path = crawl_state_file(crawler.settings)
        if path is None:
            raise NotConfigured
        extension = cls(crawler, path, dry=crawler.settings.getbool("DRY_RUN"))
        connect = crawler.signals.connect
        # Once the feeds are open, and have connected before: their lines go first.
        connect(extension.spider_opened, signals.spider_opened)
        connect(extension.item_scraped, signals.item_scraped)
        connect(extension.item_dropped, signals.item_dropped)
        connect(extension.request_dropped, signals.request_dropped)
        connect(extension.lines_settled, lines_settled)
        connect(extension.spider_closed, signals.spider_closed)
        # The last signal of all: the output is stored by then.
        connect(extension.engine_stopped, signals.engine_stopped)
        return extension

    def kind_of(self, url: str) -> str:
        """What an address is known to be, as :attr:`~.crawl_state.Address.kind`."""
        row = self._records.address(url)
        return row.kind or ("article" if row.article else "") if row is not None else ""

    def is_same(self, request: Request, body: bytes) -> bool:
        """Whether a body is, by its hash, the one that was last read, and may go unread."""
        row = self._records.address(request.url)
        if row is None or row.body is None or self.asking.wants_body(row, request):
            return False
        return row.body == body_hash(body)

    def unchanged(self, response: Response) -> bytes | None:
        """Note that a page was not sent; what it led to when it was, packed, where that is kept."""
        row = self.noting.unchanged(response)
        return self._records.links(row.url) if row is not None and row.has_links else None

    def spider_opened(self) -> None:
        if not self._dry and self._is_local():
            self._crawler.signals.connect(self.commit, checkpoint)

    def item_scraped(self, item: Any) -> None:
        if isinstance(item, Article):
            self.noting.written(item)

    def item_dropped(self, item: Any) -> None:
        if isinstance(item, Article):
            self.noting.written(item, dropped=True)

    def request_dropped(self, request: Request) -> None:
        # A redirect to a page that was asked for before ends here.
        if LISTED_AS in request.meta and (urls := request.meta.get("redirect_urls")):
            self.noting.redirected(urls, request.url)

    def lines_settled(self, hashes: dict[str, str]) -> None:
        self._settled |= hashes

    def commit(self) -> None:
        """Have all that was noted in the file."""
        try:
            self.noting.commit()
        except StateError as error:
            # It is tried again with the next; articles come before what is known of them.
            logger.error("What was fetched is not noted: %s", error)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        self._reason = reason

    def engine_stopped(self) -> None:
        try:
            if not self._dry and not self._is_lost():
                self._end()
        except StateError as error:
            logger.error("What was fetched is not noted: %s", error)
        finally:
            self.state.close()

    def _end(self) -> None:
        self.noting.commit()
        if self._settled:
            self.state.written(self._settled)
        stats = self._crawler.stats
        new, changed, unchanged, failed = (
            stats.get_value(f"copydesk/{name}", 0) for name in ("new", "changed", "unchanged", "failed")
        )
        self.state.end_run(
            Run(self.asking.started, time.time(), self._reason, new, changed, unchanged, failed)
        )
        if self._reason == "finished":
            self.state.forget(days_ago(self._crawler.settings.getfloat("RETENTION_DAYS", 365)))
            self.state.forget_links(days_ago(self.asking.rule.days))
        self.state.compact()

    def _is_local(self) -> bool:
        """Whether lines are on their place as they are written."""
        from scrapy.extensions.feedexport import FeedExporter

        from crawler.output import AtomicFileStorage

        feeds = self._crawler.get_extension(FeedExporter)
        return feeds is not None and all(isinstance(slot.storage, AtomicFileStorage) for slot in feeds.slots)

    def _is_lost(self) -> bool:
        """Whether an output could not be stored."""
        return any(name.startswith("feedexport/failed_count/") for name in self._crawler.stats.get_stats())


def crawl_state_file(settings: BaseSettings) -> Path | None:
    """The file of a crawl's state; None when it keeps none."""
    folder = settings.get("DRY_RUN_STATE" if settings.getbool("DRY_RUN") else "STATE_DIR")
    return Path(folder, FILE) if folder else None
