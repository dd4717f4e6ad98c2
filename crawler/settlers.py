"""Settlers: what is said of an article once all of a crawl's are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Self

from scrapy.crawler import Crawler

from crawler.items import DroppedDuplicate
from pipelines.article import Article
from pipelines.duplicates.stories import Stories
from pipelines.duplicates_pipeline import DuplicatesPipeline
from pipelines.itempipelines import state_file
from pipelines.recurring.deciding import SiteText
from pipelines.recurring.samples import Samples
from pipelines.recurring.settling import settle
from pipelines.recurring.sightings import site_of


class Settler(AbstractContextManager):
    """Base: opened, it is given each article of the output in turn, and says what becomes of it.

    :raises StateError: when it is opened or used: its state file cannot be used.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        """Stats, by name."""
        self.left_out: list[DroppedDuplicate] = []

    def settle(self, article: Article) -> Article | None:
        """The article as it is to be; itself where nothing changes, None where it is left out."""
        raise NotImplementedError


class RecurringText(Settler):
    """Takes out what comes back on a site's articles.

    :param path: the file of :class:`~pipelines.recurring.samples.Samples`.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def __enter__(self) -> Self:
        self._samples = Samples(self._path)
        self._known: Callable[[str], SiteText] = cache(self._samples.of)
        return self

    def __exit__(self, *_: object) -> None:
        self._samples.close()

    def settle(self, article: Article) -> Article:
        site = site_of(article)
        settled = settle(article, self._known(site)) if site is not None else article
        if taken := len(settled.dropped) - len(article.dropped):
            self.counts["copydesk/recurring_blocks"] += taken
        return settled


class Duplicates(Settler):
    """Says which articles are one text, and leaves all but the first out where that is asked.

    :param path: the file of :class:`~pipelines.duplicates.stories.Stories`.
    :param run: the crawl's number in it.
    """

    def __init__(self, path: Path, days: int, run: int, *, drop: bool) -> None:
        super().__init__()
        self._path, self._days, self._run, self._drop = path, days, run, drop

    def __enter__(self) -> Self:
        self._stories = Stories(self._path, self._days)
        self._stories.run = self._run
        self._stories.settle()
        return self

    def __exit__(self, *_: object) -> None:
        self._stories.close()

    def settle(self, article: Article) -> Article | None:
        told = self._stories.told(article.id)
        settled = told.on(article) if told is not None else article
        if settled.duplicate_of is None:
            return settled
        if self._drop:
            self.left_out.append(DroppedDuplicate.of(settled))
            return None
        self.counts["copydesk/duplicates"] += told is not None and told.new
        return settled


def settlers(crawler: Crawler) -> list[Settler]:
    """Those that a crawl's settings ask for, in their order."""
    found: list[Settler] = []
    duplicates = crawler.get_item_pipeline(DuplicatesPipeline)
    if duplicates is not None and duplicates.at_the_end is not None:
        found.append(Duplicates(duplicates.path, duplicates.days, duplicates.run, drop=duplicates.drop))
    if (samples := state_file(crawler.settings)) is not None:
        found.append(RecurringText(samples))
    return found
