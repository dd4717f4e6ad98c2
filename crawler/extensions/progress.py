"""Show how a crawl gets on."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.signals import page_failed


class Progress:
    """A line on stderr: articles, pages, failures, time. Setting ``PROGRESS``."""

    def __init__(self, crawler: Crawler) -> None:
        self._bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.fields[articles]} articles"),
            TextColumn("{task.fields[pages]} pages"),
            TextColumn("{task.fields[failed]} failed"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._counts = {"articles": 0, "pages": 0, "failed": 0}
        self._task = self._bar.add_task("crawl", total=None, **self._counts)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        if not crawler.settings.getbool("PROGRESS"):
            raise NotConfigured
        extension = cls(crawler)
        for signal, name in (
            (signals.item_scraped, "articles"),
            (signals.response_received, "pages"),
            (page_failed, "failed"),
        ):
            crawler.signals.connect(extension.counter(name), signal, weak=False)
        crawler.signals.connect(extension.start, signals.spider_opened)
        crawler.signals.connect(extension.stop, signals.spider_closed)
        return extension

    def counter(self, name: str) -> Any:
        def count(**kwargs: Any) -> None:
            self._counts[name] += 1
            self._bar.update(self._task, **self._counts)

        return count

    def start(self) -> None:
        self._bar.start()

    def stop(self) -> None:
        self._bar.stop()
