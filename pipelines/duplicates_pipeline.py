"""The Scrapy item pipeline that tells near-duplicates."""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem, NotConfigured

from .article import Article
from .duplicates.stories import DAYS, FILE, Stories
from .duplicates.story import story_of
from .itempipelines import CleanPipeline
from .statefile import StateError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)
DEDUPE = ("mark", "drop", "off")
"""What becomes of near-duplicates: said in the item, left out, or not looked for."""
# Articles noted in one transaction where nobody tells when to commit: some 30 ms of writing at a time.
_TOGETHER = 100


class DuplicateArticle(DropItem):
    """Dropped: the text has been printed before.

    :param article: with its ``duplicate_of``.
    """

    def __init__(self, article: Article) -> None:
        super().__init__(f"{article.id} is a duplicate of {article.duplicate_of}", log_level="DEBUG")
        self.article = article


class DuplicatesPipeline:
    """Say in each article which others are the same text: ``cluster``, ``duplicate_of``.

    As an article comes it is told from those before it. Where the output can be read again
    (local files of JSON Lines) its lines are settled when the crawl is over, by all of its
    articles: then the earliest published is the first, and ``drop`` leaves out the others. Elsewhere
    the first is the one that came first. Other items pass untouched.

    Settings: ``DEDUPE`` (``"mark"``, ``"drop"`` or ``"off"``; ``"mark"``), ``DEDUPE_DAYS`` (between
    printings, and so long stories are kept; 30), ``STATE_DIR`` (a folder; without one, stories of
    this crawl alone are known). Stat: ``copydesk/duplicates``.

    :raises ValueError: ``DEDUPE`` is none of these.
    :raises StateError: when the spider is opened: the file in the folder cannot be used.
    """

    def __init__(self, crawler: Crawler, folder: Path | None, days: int, *, drop: bool) -> None:
        self._crawler, self.days, self.drop = crawler, days, drop
        # Removed with this object: the lines are settled after the spider is closed.
        self._scratch = TemporaryDirectory(prefix="copydesk-") if folder is None else None
        self.path = Path(folder or self._scratch.name, FILE)
        self.run: int | None = None
        """The run's number in the file; None before the first article, and where the file failed."""
        self.at_once = False
        """Whether what is written stays as it is, and is not settled at the end."""
        self._cleaning: CleanPipeline | None = None
        self._stories: Stories | None = None
        self._waiting = 0

    @property
    def at_the_end(self) -> str | None:
        """What becomes of duplicates when the lines are settled, ``"mark"`` or ``"drop"``; None where
        lines stay as they are written."""
        if self.run is None or self.at_once:
            return None
        return "drop" if self.drop else "mark"

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DuplicatesPipeline:
        settings = crawler.settings
        dedupe = dedupe_of(settings)
        if dedupe == "off":
            raise NotConfigured
        folder = settings.get("STATE_DIR")
        days = settings.getint("DEDUPE_DAYS", DAYS)
        return cls(crawler, Path(folder) if folder else None, days, drop=dedupe == "drop")

    def open_spider(self) -> None:
        self._stories = Stories(self.path, self.days)
        self._cleaning = self._crawler.get_item_pipeline(CleanPipeline)
        if self._cleaning is not None:
            self._cleaning.sketches.wanted = True

    def close_spider(self) -> None:
        if self._stories is not None:
            self._using(self._stories.forget)
        if self._stories is not None:
            self._stories.close()

    def commit(self) -> None:
        """Write what was noted: a run that is killed then has it."""
        if self._stories is not None and self._waiting:
            self._waiting = 0
            self._using(self._stories.commit)

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Article) or self._stories is None:
            return item
        if self.run is None:
            self._begin()
        sketch = self._cleaning.sketches.take(item) if self._cleaning is not None else None
        story = story_of(item, sketch)
        told = self._using(self._stories.note, story) if story is not None else None
        if told is None:
            return item
        self._waiting += 1
        if self._waiting >= _TOGETHER:
            self.commit()
        item = told.on(item)
        if self.at_once and item.duplicate_of is not None:
            if self.drop:
                raise DuplicateArticle(item)
            self._crawler.stats.inc_value("copydesk/duplicates")
        return item

    def _begin(self) -> None:
        """Not before the first article: a resumed spider has its state when it has been opened."""
        state = getattr(self._crawler.spider, "state", None)
        if isinstance(state, dict):
            # Where one run was stopped the next goes on: its articles are no earlier ones.
            self._stories.run = state.setdefault("stories_run", self._stories.run)
        self.run = self._stories.run
        self.at_once = not _is_settled(self._crawler)

    def _using(self, do: Any, *arguments: Any) -> Any:
        try:
            return do(*arguments)
        except StateError as error:
            # The articles are what counts; they are written without what the file would have told.
            logger.error("Near-duplicates are not told from here on: %s", error)
            self._stories.close()
            self._stories = self.run = None
            return None


def dedupe_of(settings: BaseSettings) -> str:
    """The setting ``DEDUPE``.

    :raises ValueError: it is none of :data:`DEDUPE`.
    """
    dedupe = settings.get("DEDUPE", "mark")
    if dedupe not in DEDUPE:
        raise ValueError(f"DEDUPE is {dedupe!r}: {', '.join(DEDUPE[:-1])} or {DEDUPE[-1]} is wanted")
    return dedupe


def _is_settled(crawler: Crawler) -> bool:
    """Whether all that is written is read again when the crawl is over."""
    from scrapy.extensions.feedexport import FeedExporter

    exporter = crawler.get_extension(FeedExporter)
    slots = exporter.slots if exporter is not None else []
    return bool(slots) and all(getattr(slot.storage, "settles", False) for slot in slots)
