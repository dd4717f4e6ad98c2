"""Scrapy item pipelines: thin callers of the cleaning steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .desk import clean_page
from .page import Page
from .pool import CleaningPool

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class CleanPipeline:
    """Turn the pages a spider yields into articles, beside the reactor.

    Any spider can use it: yield a :class:`~pipelines.Page`, get an
    :class:`~pipelines.Article` exported. Other items pass untouched. A page that
    cannot be cleaned raises :class:`~pipelines.PageError`, which Scrapy reports as
    an item error.

    Settings: ``CLEAN_WORKERS`` (processes; 0, the default, for one a core) and
    ``CLEAN_TIMEOUT`` (seconds a page; 30).
    """

    def __init__(self, workers: int = 0, timeout: float = 30.0) -> None:
        self._workers, self._timeout = workers, timeout
        self.pool: CleaningPool | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        return cls(
            crawler.settings.getint("CLEAN_WORKERS", 0),
            crawler.settings.getfloat("CLEAN_TIMEOUT", 30.0),
        )

    def open_spider(self) -> None:
        self.pool = CleaningPool(self._workers or None, self._timeout)

    def close_spider(self) -> None:
        if self.pool is not None:
            self.pool.close()

    async def process_item(self, item: Any) -> Any:
        if not isinstance(item, Page):
            return item
        return await self.pool.run(clean_page, item)
