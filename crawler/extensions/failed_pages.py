"""Keep a list of the pages that failed."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.frontier.scheduler import frontier_of
from crawler.items import FailedPage
from crawler.kept_lines import KeptLines
from crawler.safety.plain_log import one_line
from crawler.signals import checkpoint, page_failed
from pipelines.line import to_line

logger = logging.getLogger(__name__)

_SAID = 1_000  # characters of it in the log; the list has all


class FailedPages:
    """Log, count and write down every page that gave no article though it should have.

    Setting ``FAILED_PAGES``: a file for them (JSON Lines). A run without failures
    removes the file of an earlier one; one that goes on with a job (``JOBDIR``) adds to it,
    and to what a killed run of the job has left, each failure once.
    Stats: ``copydesk/failed`` and one a kind.
    """

    def __init__(self, crawler: Crawler, path: str) -> None:
        self.crawler = crawler
        self.path = Path(path) if path else None
        self._lines: KeptLines | None = None
        self._found: set[bytes] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FailedPages:
        extension = cls(crawler, crawler.settings.get("FAILED_PAGES") or "")
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.checkpoint, checkpoint)
        crawler.signals.connect(extension.page_failed, page_failed)
        crawler.signals.connect(extension.spider_error, signals.spider_error)
        crawler.signals.connect(extension.item_error, signals.item_error)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        if self.path is not None:
            frontier = frontier_of(self.crawler)
            self._lines = KeptLines(self.path, frontier.token if frontier is not None else None)
            self._found.update(self._lines.found())

    def checkpoint(self) -> None:
        if self._lines is not None:
            self._lines.sync()

    def page_failed(self, failed: FailedPage) -> None:
        said = one_line(f"{failed.url}: {failed.error}: {failed.message}")
        logger.warning("Failed: %s", said[:_SAID])
        self.crawler.stats.inc_value("copydesk/failed")
        self.crawler.stats.inc_value(f"copydesk/failed/{failed.error}")
        line = to_line(failed)
        if self._lines is not None and line not in self._found:
            file = self._lines.open()
            file.write(line)
            file.flush()

    def spider_error(self, failure: Failure, response: Response) -> None:
        self._bug(failure, response.url)

    def item_error(self, item: Any, response: Response | None, failure: Failure) -> None:
        self._bug(failure, getattr(item, "url", None) or (response.url if response else None))

    def _bug(self, failure: Failure, url: str | None) -> None:
        self.page_failed(FailedPage(url, type(failure.value).__name__, str(failure.value)))

    def spider_closed(self) -> None:
        if self._lines is None:
            return
        resumed = (frontier := frontier_of(self.crawler)) is not None and frontier.is_resumed
        if self._lines.close():
            old = self.path if resumed and self.path.exists() else None
            self._lines.make_whole(lambda file: _copy((old, self._lines.part), file))
            self._lines.take_name()
        else:
            self._lines.discard()
            if not resumed:
                self.path.unlink(missing_ok=True)


def _copy(sources: Iterable[Path | None], target: IO[bytes]) -> None:
    for source in filter(None, sources):
        with source.open("rb") as file:
            shutil.copyfileobj(file, target)
