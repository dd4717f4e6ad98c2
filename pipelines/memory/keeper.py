"""The keeper of site memories: which page is cleaned with what memory.

What a page's memory holds depends on the pages of its site that came before it, in
their order, and on nothing else: not on which worker was done first. Pages are counted
in generations; those of one are cleaned with what the generations up to the one before
the last have told, and wait until that is in.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from .. import addresses
from ..article import Article
from ..desk import STEPS, Step
from ..page import Page
from .learning import Learned
from .observing import clean_and_observe
from .values import Observation, SiteMemory

GENERATION = 8
"""Pages. So many at least of one site are cleaned side by side before any has to wait."""
CHECK_EVERY = 10
"""Pages; one of so many is cleaned as if nothing were known, and compared."""
MOST_SITES = 500
"""The site that no page came from for longest is forgotten, and learned anew when one does."""


@dataclass(slots=True)
class Site:
    """A site's pages so far, and what they have told. Plain data: it can be pickled."""

    arrived: int = 0
    complete: int = 0
    """Generations whose pages are all settled and learned from."""
    settled: dict[int, Observation | None] = field(default_factory=dict)
    """Pages of later generations, by number."""
    learned: Learned = field(default_factory=Learned)
    memories: dict[int, SiteMemory | None] = field(default_factory=lambda: {0: SiteMemory(), 1: SiteMemory()})
    """By generation: the first that is not complete, and the next."""

    def settle(self, number: int, seen: Observation | None) -> None:
        self.settled[number] = seen
        while True:
            pages = range(self.complete * GENERATION, (self.complete + 1) * GENERATION)
            if not all(page in self.settled for page in pages):
                return
            told = [self.settled.pop(page) for page in pages]
            self.learned = self.learned.after([seen for seen in told if seen is not None])
            del self.memories[self.complete]
            self.memories[self.complete + 2] = self.learned.memory
            self.complete += 1


@dataclass(slots=True)
class Visit:
    """A page on its way to be cleaned."""

    page: Page
    """With its memory, once :attr:`is_ready`."""
    site: Site | None
    number: int = 0
    """Its place among the site's pages, from 0."""
    seen: Observation | None = None
    """What it told: for whoever cleans it to fill in."""

    @property
    def is_ready(self) -> bool:
        """Whether all is known that its memory depends on."""
        return self.site is None or self.number // GENERATION in self.site.memories

    def remember(self) -> None:
        """Give the page its memory."""
        memory = self.site.memories[self.number // GENERATION] if self.site is not None else None
        if memory is not None:
            check = not memory.is_empty and self.number % CHECK_EVERY == CHECK_EVERY - 1
            self.page = replace(self.page, memory=replace(memory, check=check))


class Keeper:
    """Keeps the memories of sites, in the process that hands out the pages.

    :param sites: where to keep them, by host; one that is saved goes on where it was.
    :param most: how many sites; 0 remembers nothing.
    :param count: called with the name of what happened: ``used``, ``fell_back``, ``agreed``,
        ``disagreed``, ``learning``, for every article; ``retired`` when a memory is given up.
    """

    def __init__(
        self,
        sites: dict[str, Site] | None = None,
        most: int = MOST_SITES,
        count: Callable[[str], None] = lambda name: None,
    ) -> None:
        self.sites = {} if sites is None else sites
        self._most, self._count = most, count
        self._waiting: list[asyncio.Future[None]] = []
        for site in self.sites.values():
            # Pages that were on their way when a run was broken off never came back.
            for number in range(site.complete * GENERATION, site.arrived):
                if number not in site.settled:
                    site.settle(number, None)

    def arrive(self, page: Page) -> Visit:
        """Note that a page has come. The order of these calls is the order of pages.

        Every visit must be settled, whatever becomes of its page.
        """
        host = addresses.host(page.url)
        if host is None or self._most <= 0:
            return Visit(page, None)
        # A dict keeps its order: the site of the latest page is moved to its end.
        site = self.sites[host] = self.sites.pop(host, None) or Site()
        if len(self.sites) > self._most:
            del self.sites[next(iter(self.sites))]
        site.arrived += 1
        return Visit(page, site, site.arrived - 1)

    def settle(self, visit: Visit) -> None:
        """Note that a page is done, with what it told; nothing, when it is no article or failed."""
        site = visit.site
        if site is None:
            return
        if visit.seen is not None:
            self._count(visit.seen.outcome.replace(" ", "_"))
        before = site.learned
        site.settle(visit.number, visit.seen)
        if site.learned is not before:
            if site.learned.articles < before.articles:
                self._count("retired")
            self._wake()

    def clean(self, page: Page, steps: Sequence[Step] = STEPS) -> Article:
        """Clean a page here and now, with what is remembered of its site, and learn from it.

        :param page: with its ``url``, which tells the site.
        :param steps: the list to run.
        :raises PageError: it cannot be cleaned.

        >>> keeper = Keeper()
        >>> articles = [keeper.clean(page) for page in pages]
        """
        visit = self.arrive(page)
        try:
            visit.remember()
            article, visit.seen = clean_and_observe(visit.page, steps)
        finally:
            self.settle(visit)
        return article

    @asynccontextmanager
    async def visiting(self, page: Page) -> AsyncIterator[Visit]:
        """For as long as a page is cleaned: waits for what its memory depends on, and settles it."""
        visit = self.arrive(page)
        try:
            while not visit.is_ready:
                news = asyncio.get_running_loop().create_future()
                self._waiting.append(news)
                await news
            visit.remember()
            yield visit
        finally:
            self.settle(visit)

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for news in waiting:
            if not news.done():
                news.set_result(None)
