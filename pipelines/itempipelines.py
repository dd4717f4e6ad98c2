"""Scrapy item pipelines: thin callers of the cleaning steps."""

from __future__ import annotations

import logging
from contextlib import AbstractAsyncContextManager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .article import Article
from .desk import steps
from .duplicates.handover import Sketches, clean_and_sketch
from .memory.keeper import MOST_SITES, Keeper, Visit
from .page import Page
from .pool import CleaningPool
from .recurring.deciding import SiteText
from .recurring.samples import FILE, Samples
from .recurring.settling import settle
from .recurring.sightings import Sightings, sightings
from .statefile import StateError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)
# Articles noted in one transaction: some 20 ms of writing at a time.
_TOGETHER = 100


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
        self.sketches = Sketches()

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
            article, visit.seen, sketch = await self.pool.run(
                partial(clean_and_sketch, sketch=self.sketches.wanted), visit.page, self.steps
            )
        self.sketches.put(article, sketch)
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


class RecurringPipeline:
    """Learn what comes back on a site's articles, and drop what earlier crawls have told of it.

    What this crawl tells counts when it is over: the storage of local files settles its
    lines then (:class:`crawler.output.AtomicFileStorage`). Other items pass untouched.

    Settings: ``STATE_DIR`` (a folder; none, the default, learns nothing) and
    ``RECURRING_TEXT`` (true).

    :raises StateError: when the spider is opened: the file in the folder cannot be used.
    """

    def __init__(self, path: Path, crawler: Crawler) -> None:
        self._path, self._crawler = path, crawler
        self._samples: Samples | None = None
        self._known: dict[str, SiteText] = {}
        self._seen: list[Sightings] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RecurringPipeline:
        path = state_file(crawler.settings)
        if path is None:
            from scrapy.exceptions import NotConfigured

            raise NotConfigured
        return cls(path, crawler)

    def open_spider(self) -> None:
        self._samples = Samples(self._path)

    def close_spider(self) -> None:
        self.commit()
        if self._samples is not None:
            self._samples.close()

    def process_item(self, item: Any) -> Any:
        seen = sightings(item) if isinstance(item, Article) else None
        if seen is None or self._samples is None:
            return item
        # As the crawl found it: what it adds itself must not depend on which page was first.
        if seen.site not in self._known:
            self._known[seen.site] = self._samples.of(seen.site)
        self._seen.append(seen)
        if len(self._seen) >= _TOGETHER:
            self.commit()
        settled = settle(item, self._known[seen.site])
        if settled is not item:
            blocks = len(settled.dropped) - len(item.dropped)
            self._crawler.stats.inc_value("copydesk/recurring_blocks", blocks)
        return settled

    def commit(self) -> None:
        """Write down what the articles so far have told: a run that is killed has it then."""
        if self._samples is None or not self._seen:
            return
        try:
            self._samples.add(self._seen)
        except StateError as error:
            # The articles are what counts; they are written without what these would have told.
            logger.error("Nothing more is learned of recurring text: %s", error)
            self._samples.close()
            self._samples = None
        self._seen.clear()


def state_file(settings: BaseSettings) -> Path | None:
    """Where a crawl keeps what comes back on sites' pages; None when it does not."""
    folder = settings.get("STATE_DIR")
    return Path(folder, FILE) if folder and settings.getbool("RECURRING_TEXT", True) else None
