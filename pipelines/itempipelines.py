"""Scrapy item pipelines: thin callers of the cleaning steps."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .desk import steps
from .memory.keeper import MOST_SITES, Keeper, Visit
from .memory.observing import clean_and_observe
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

    Settings: ``CLEAN_WORKERS`` (processes; 0, the default, for one a core),
    ``CLEAN_TIMEOUT`` (seconds a page; 30), ``SITE_MEMORY`` (go by what earlier pages
    of a site told; true) and ``DATELINE`` (``"strip"`` it from the text, or ``"keep"`` it there
    too; anything else is a :class:`ValueError`). A spider with a ``state`` (a crawl with a
    ``JOBDIR``) keeps what is remembered for the run that resumes it.
    """

    def __init__(
        self,
        workers: int = 0,
        timeout: float = 30.0,
        crawler: Crawler | None = None,
        dateline: str = "strip",
    ) -> None:
        self._workers, self._timeout, self._crawler = workers, timeout, crawler
        self.steps = steps(dateline)
        self.pool: CleaningPool | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        return cls(
            crawler.settings.getint("CLEAN_WORKERS", 0),
            crawler.settings.getfloat("CLEAN_TIMEOUT", 30.0),
            crawler,
            crawler.settings.get("DATELINE", "strip"),
        )

    def open_spider(self) -> None:
        self.pool = CleaningPool(self._workers or None, self._timeout)

    def close_spider(self) -> None:
        if self.pool is not None:
            self.pool.close()

    async def process_item(self, item: Any) -> Any:
        if not isinstance(item, Page):
            return item
        async with self.visiting(item) as visit:
            article, visit.seen = await self.pool.run(clean_and_observe, visit.page, self.steps)
        return article

    def visiting(self, page: Page) -> AbstractAsyncContextManager[Visit]:
        """For as long as a page is cleaned, as :meth:`pipelines.memory.keeper.Keeper.visiting`."""
        return self._keeper.visiting(page)

    @cached_property
    def _keeper(self) -> Keeper:
        """The memories of the crawl's sites."""
        # Not before the first page: a resumed spider has its state when it has been opened.
        crawler = self._crawler
        if crawler is None or not crawler.settings.getbool("SITE_MEMORY", True):
            return Keeper(most=0)
        state = getattr(crawler.spider, "state", None)
        return Keeper(
            state.setdefault("site_memory", {}) if isinstance(state, dict) else None,
            MOST_SITES,
            lambda name: crawler.stats.inc_value(f"copydesk/site_memory/{name}"),
        )
