"""Keep a list of the pages that failed."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.items import FailedPage
from crawler.output import Part
from crawler.safety.plain_log import one_line
from crawler.signals import page_failed
from pipelines.line import to_line

logger = logging.getLogger(__name__)

_SAID = 1_000  # characters of it in the log; the list has all


class FailedPages:
    """Log, count and write down every page that gave no article though it should have.

    Setting ``FAILED_PAGES``: a file for them (JSON Lines). A run without failures
    removes the file of an earlier one; a resumed run (``JOBDIR``) adds to it.
    Stats: ``copydesk/failed`` and one a kind.
    """

    def __init__(self, crawler: Crawler, path: str, *, resumed: bool = False) -> None:
        self.crawler = crawler
        self.path = Path(path) if path else None
        self._resumed = resumed
        self._part: Part | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FailedPages:
        job = crawler.settings.get("JOBDIR")
        resumed = bool(job) and Path(job, "requests.seen").exists()
        extension = cls(crawler, crawler.settings.get("FAILED_PAGES") or "", resumed=resumed)
        crawler.signals.connect(extension.page_failed, page_failed)
        crawler.signals.connect(extension.spider_error, signals.spider_error)
        crawler.signals.connect(extension.item_error, signals.item_error)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def page_failed(self, failed: FailedPage) -> None:
        said = one_line(f"{failed.url}: {failed.error}: {failed.message}")
        logger.warning("Failed: %s", said[:_SAID])
        self.crawler.stats.inc_value("copydesk/failed")
        self.crawler.stats.inc_value(f"copydesk/failed/{failed.error}")
        if self.path is None:
            return
        if self._part is None:
            self._part = Part(self.path, append=self._resumed)
        self._part.file.write(to_line(failed))
        self._part.file.flush()

    def spider_error(self, failure: Failure, response: Response) -> None:
        self._bug(failure, response.url)

    def item_error(self, item: Any, response: Response | None, failure: Failure) -> None:
        self._bug(failure, getattr(item, "url", None) or (response.url if response else None))

    def _bug(self, failure: Failure, url: str | None) -> None:
        self.page_failed(FailedPage(url, type(failure.value).__name__, str(failure.value)))

    def spider_closed(self, spider: Spider) -> None:
        if self._part is not None:
            self._part.keep()
        elif self.path is not None and not self._resumed:
            self.path.unlink(missing_ok=True)
