"""Keep a list of the duplicates that were left out."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.items import DroppedDuplicate
from crawler.output import Part
from crawler.signals import duplicate_dropped
from pipelines.duplicates_pipeline import DuplicateArticle
from pipelines.line import to_line

logger = logging.getLogger(__name__)


class DroppedDuplicates:
    """Log (at INFO), count and write down every article that ``DEDUPE = "drop"`` left out.

    Setting ``DROPPED_DUPLICATES``: a file for them (JSON Lines). A run that drops none
    removes the file of an earlier one. Stat: ``copydesk/duplicates_dropped``.
    """

    def __init__(self, crawler: Crawler, path: str) -> None:
        self.crawler = crawler
        self.path = Path(path) if path else None
        self._part: Part | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler, crawler.settings.get("DROPPED_DUPLICATES") or "")
        crawler.signals.connect(extension.dropped, duplicate_dropped)
        crawler.signals.connect(extension.item_dropped, signals.item_dropped)
        # Later than the spider is closed: the output is settled then.
        crawler.signals.connect(extension.engine_stopped, signals.engine_stopped)
        return extension

    def item_dropped(self, exception: Exception) -> None:
        if isinstance(exception, DuplicateArticle):
            self.dropped(DroppedDuplicate.of(exception.article))

    def dropped(self, dropped: DroppedDuplicate) -> None:
        logger.info("Duplicate: %s: left out, it is %s", dropped.url, dropped.duplicate_of)
        self.crawler.stats.inc_value("copydesk/duplicates_dropped")
        if self.path is None:
            return
        if self._part is None:
            self._part = Part(self.path)
        self._part.file.write(to_line(dropped))
        self._part.file.flush()

    def engine_stopped(self) -> Any:
        if self._part is not None:
            self._part.keep()
        elif self.path is not None:
            self.path.unlink(missing_ok=True)
