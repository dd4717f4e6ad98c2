"""Keep what a spider remembers, so that a killed run does not forget it."""

from __future__ import annotations

import pickle
import time
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from crawler.frontier.scheduler import Frontier, frontier_of
from crawler.signals import checkpoint

_NAME = "spider state"
# Of a crawl's time, what may be spent on saving the state: it is a pickle, and grows.
_SHARE = 0.02


class KeptState:
    """Save ``spider.state`` (a dict) in the frontier at checkpoints; give it back to a crawl that goes on.

    Instead of Scrapy's SpiderState, which saves it when the spider is closed and loses it with a run
    that is killed. A state that takes long to save is saved less often, and always at the end.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._saved: bytes | None = None
        self._next = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KeptState:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.checkpoint, checkpoint)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        frontier = frontier_of(self.crawler)
        kept = frontier.file.kept(_NAME) if frontier is not None else None
        if kept is not None:
            spider.state = pickle.loads(kept)
        elif not hasattr(spider, "state"):
            spider.state = {}

    def checkpoint(self, spider: Spider, closing: bool = False) -> None:
        frontier = frontier_of(self.crawler)
        if frontier is not None and frontier.folder is not None:
            self._save(frontier, spider.state, closing)

    def _save(self, frontier: Frontier, state: dict[str, Any], closing: bool) -> None:
        begin = time.monotonic()
        if begin < self._next and not closing:
            return
        dumped = pickle.dumps(state, protocol=5)
        if dumped != self._saved:
            frontier.file.keep(_NAME, dumped)
            self._saved = dumped
        end = time.monotonic()
        self._next = end + (end - begin) / _SHARE
