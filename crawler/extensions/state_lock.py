"""Have the state folder for this run alone, whoever runs it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.lock import locked
from crawler.run_summary import this_command


class StateLock:
    """Lock the folder of the setting ``STATE_DIR`` until the engine has stopped.

    A process that has the lock already, as ``copydesk crawl`` has, may go on.

    :raises Locked: another process has it: the crawl does not begin.
    """

    def __init__(self, folder: Path) -> None:
        self._held = ExitStack()
        self._held.enter_context(locked(folder, this_command()))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StateLock:
        if not (folder := crawler.settings.get("STATE_DIR")):
            raise NotConfigured
        extension = cls(Path(folder))
        crawler.signals.connect(extension.release, signals.engine_stopped)
        return extension

    def release(self) -> None:
        self._held.close()
