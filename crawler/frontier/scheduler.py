"""The Scrapy scheduler of the frontier."""

from __future__ import annotations

import logging
import pickle
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from weakref import WeakValueDictionary

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.dupefilters import BaseDupeFilter, RFPDupeFilter
from scrapy.exceptions import CloseSpider
from scrapy.http import Request
from scrapy.utils.asyncio import call_later, create_looping_call
from scrapy.utils.job import job_dir
from scrapy.utils.misc import build_from_crawler, load_object
from scrapy.utils.request import request_from_dict
from twisted.python.failure import Failure

from crawler.manners.per_site import SiteSettings
from crawler.signals import checkpoint, site_rest
from pipelines import Article
from pipelines.statefile import StateError

from . import job
from .accepted import Accepted
from .file import FILE, FrontierFile
from .turns import Site, Turns

logger = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Flight:
    """A request handed out and not done."""

    number: int
    site: Site
    written: list[str] = field(default_factory=list)
    """Ids of its articles that have passed the pipelines."""


class Frontier:
    """Fair, and safe to kill: requests and fingerprints are in SQLite.

    It has the interface of :class:`scrapy.core.scheduler.BaseScheduler`, which takes whoever has it
    for a subclass (and so tells no scheduler from another).

    A request is done when its callback or errback has ended, its items have passed the
    pipelines and been exported, and the requests it led to are in here; or when another
    took its place (a redirect, a retry). Which are done is committed every
    ``FRONTIER_CHECKPOINT`` seconds, after the signal :data:`crawler.signals.checkpoint`:
    a run that is killed does again what it had not committed.

    Sites (:class:`crawler.sites.Sites`) take turns, the highest priority first within a site,
    then first in, first out. None has more in its downloader than
    ``CONCURRENT_REQUESTS_PER_DOMAIN``, which a site's ``settings`` may change. One sent to rest
    (signal :data:`crawler.signals.site_rest`), and a request with ``not_before`` in its meta (Unix
    time, seconds), wait until then. When nothing else is left than what waits for longer than
    ``LONGEST_REST`` seconds, the crawl ends with the reason ``put_off``.

    Duplicates are told by Scrapy's request fingerprinter. The fingerprints are committed with the
    requests, so Scrapy's own ``DUPEFILTER_CLASS`` is not asked; another one is, in their place.

    With a ``JOBDIR`` the file is ``JOBDIR/frontier.sqlite``; a crawl that ends whole removes it.
    """

    def __init__(self, crawler: Crawler, folder: Path | None) -> None:
        settings = crawler.settings
        self.crawler, self.folder = crawler, folder
        self._sites = SiteSettings(settings)
        self._interval = settings.getfloat("FRONTIER_CHECKPOINT", 1.0)
        self._longest_rest = settings.getfloat("LONGEST_REST", 3600.0)
        self._downloading: dict[Request, _Flight] = {}
        self._scraping: dict[Request, _Flight] = {}
        self._objects: dict[int, Request] = {}
        """Requests that cannot be written down, by number."""
        self._held: WeakValueDictionary[int, Request] = WeakValueDictionary()
        """Requests that somebody else holds on to, and waits for, as Scrapy's shell does."""
        self._loop: Any = None
        self._timer: Any = None
        self._given_up: str | None = None
        self._reason = ""
        kind = load_object(settings["DUPEFILTER_CLASS"])
        self._filter: BaseDupeFilter | None = (
            None if kind is RFPDupeFilter else build_from_crawler(kind, crawler)
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Frontier:
        folder = job_dir(crawler.settings)
        frontier = cls(crawler, Path(folder) if folder else None)
        crawler.signals.connect(frontier.item_scraped, signals.item_scraped)
        crawler.signals.connect(frontier.spider_idle, signals.spider_idle)
        # Nobody holds it any more by then.
        crawler.signals.connect(frontier.engine_stopped, signals.engine_stopped, weak=False)
        crawler.signals.connect(frontier.site_rest, site_rest)
        return frontier

    # --- Scrapy's interface -----------------------------------------------------------

    def open(self, spider: Spider) -> Any:
        self.spider = spider
        self.file = FrontierFile(self.folder and self.folder / FILE)
        self.turns = Turns(self.file, self._most)
        self.accepted = Accepted(self.file)
        self.is_resumed = self.file.kept("begun") is not None
        """Whether this run goes on with what an earlier one began."""
        self.file.keep("begun", "")
        self.token = self.file.token if self.folder else None
        """A word of this job alone; None when nothing of it is kept."""
        self.file.commit()
        if self.is_resumed:
            logger.info("Going on with %s: %d requests to do", self.folder, len(self.file))
        if self.file.lost:
            logger.warning("%d requests were in memory alone, and are lost", self.file.lost)
        self._loop = create_looping_call(self.checkpoint)
        self._loop.start(self._interval, now=False)
        return self._filter.open() if self._filter is not None else None

    def close(self, reason: str) -> Any:
        if self._loop is None:
            return None  # it could not be opened
        self._reason = reason
        self._loop.stop()
        if self._timer is not None:
            self._timer.cancel()
        self.checkpoint(closing=True)
        return self._filter.close(reason) if self._filter is not None else None

    def enqueue_request(self, request: Request) -> bool:
        with self._giving_up():
            if not request.dont_filter and self._is_seen(request):
                return False
            body = self._body(request)
            wait = request.meta.get("not_before")
            number = self.turns.add(self._sites.key(request.url), request.priority, body, wait)
            if body is None:
                self._objects[number] = request
            self._held[number] = request
            self.crawler.stats.inc_value("scheduler/enqueued")
            return True
        return False

    def next_request(self) -> Request | None:
        while self._given_up is None:
            with self._giving_up():
                self._look()
                taken = self.turns.take(time.time())
                if taken is None:
                    self._wake_in_time()
                    return None
                site, number, body = taken
                request = self._request(number, body)
                if request is None:
                    self.turns.left(site)
                    self.file.done(number)
                    continue
                self._downloading[request] = _Flight(number, site)
                self.crawler.stats.inc_value("scheduler/dequeued")
                return request
        return None

    def has_pending_requests(self) -> bool:
        return self._given_up is None and self.turns.has_pending(time.time() + self._longest_rest)

    # --- what is done -----------------------------------------------------------------

    def checkpoint(self, closing: bool = False) -> None:
        """Have everybody hand over what he holds back, then commit what is done."""
        if self._given_up is not None:
            return
        with self._giving_up():
            self._look()
            answers = self.crawler.signals.send_catch_log(checkpoint, spider=self.spider, closing=closing)
            for _, answer in answers:
                if isinstance(answer, Failure):
                    self.give_up(f"{answer.type.__name__}: {answer.value}")
                    return
            self.file.commit()

    def give_up(self, why: str) -> None:
        """Commit nothing more, and end the crawl: what is not committed is done again when it goes on."""
        if self._given_up is None:
            self._given_up = why
            logger.error("The crawl ends, since what it does cannot be kept: %s", why)

    def _look(self) -> None:
        """See in Scrapy's engine what has left the downloader, and what is done with altogether.

        A request is in the one or the other of its two sets from the moment it is handed out
        until its last item is exported: there is no moment between them for anyone to look.
        """
        engine = self.crawler.engine
        downloading, scraping = engine.downloader.active, engine.scraper.slot.active
        for request in [r for r in self._downloading if r not in downloading]:
            flight = self._scraping[request] = self._downloading.pop(request)
            self.turns.left(flight.site)
        for request in [r for r in self._scraping if r not in scraping]:
            flight = self._scraping.pop(request)
            if flight.written:
                self.accepted.keep(flight.written)
            self.file.done(flight.number)

    def item_scraped(self, item: Any, response: Any) -> None:
        if isinstance(item, Article):
            request = getattr(response, "request", None)
            flight = self._scraping.get(request) or self._downloading.get(request)
            if flight is not None:
                flight.written.append(item.id)
            elif response is None:
                # Of no request: made by the spider as it started.
                self.accepted.keep([item.id])

    # --- rests and the end ------------------------------------------------------------

    def site_rest(self, site: str, until: float) -> None:
        with self._giving_up():
            self.turns.rest(site, until)

    def spider_idle(self) -> None:
        with self._giving_up():
            self._look()
        if self._given_up is not None:
            raise CloseSpider("frontier_error")
        if len(self.file):
            raise CloseSpider("put_off")

    def engine_stopped(self) -> None:
        """Everything is closed, the output is stored: a job that is done has no use for its file."""
        if not self._reason:
            return  # a second Ctrl-C stopped it within a request: as if it had been killed
        self.file.close()
        failed = any(name.startswith("feedexport/failed_count/") for name in self.crawler.stats.get_stats())
        if self.folder and self._reason in job.WHOLE and not failed:
            job.remove(self.folder)

    def _wake_in_time(self) -> None:
        """The engine asks again within 5 seconds; a site that has rested for one must not wait for it."""
        when = self.turns.next_time()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if when is not None:
            self._timer = call_later(max(0.0, when - time.time()), self._wake)

    def _wake(self) -> None:
        self._timer = None
        # Scrapy 2.19 has no public way to say that there is something to do.
        slot = self.crawler.engine._slot
        if slot is not None:
            slot.nextcall.schedule()

    # --- requests ---------------------------------------------------------------------

    def _is_seen(self, request: Request) -> bool:
        if self._filter is not None:
            seen = self._filter.request_seen(request)
        else:
            seen = not self.file.is_new(self.crawler.request_fingerprinter.fingerprint(request))
        if seen:
            self.crawler.stats.inc_value("dupefilter/filtered")
        return seen

    def _body(self, request: Request) -> bytes | None:
        """The request in bytes; None where that cannot be, as for a callback that is no method."""
        try:
            row = request.to_dict(spider=self._methods(request))
            if "_class" not in row:
                # What is empty is so by default: half of it.
                row = {name: value for name, value in row.items() if value}
            return pickle.dumps(row, protocol=5)
        except (ValueError, TypeError, AttributeError, pickle.PicklingError) as error:
            if not self.crawler.stats.get_value("scheduler/unserializable"):
                logger.warning("%s cannot be written down, and is lost if the run is: %s", request, error)
            self.crawler.stats.inc_value("scheduler/unserializable")
            return None

    def _methods(self, request: Request) -> Any:
        """The spider, as far as a request names its methods: Scrapy looks through all there is of one,
        which takes half a millisecond."""
        named = (f for f in (request.callback, request.errback) if callable(f))
        methods = {name: f for f in named if (name := getattr(f, "__name__", ""))}
        return SimpleNamespace(**{n: f for n, f in methods.items() if getattr(self.spider, n, None) == f})

    def _request(self, number: int, body: bytes | None) -> Request | None:
        held = self._held.pop(number, None)
        if body is None:
            return self._objects.pop(number)
        if held is not None and held not in self._downloading and held not in self._scraping:
            return held
        try:
            return request_from_dict(pickle.loads(body), spider=self.spider)
        except (ValueError, TypeError, AttributeError, ImportError, pickle.UnpicklingError) as error:
            logger.error("A request of %s cannot be read, and is left out: %s", self.folder, error)
            return None

    def _most(self, name: str) -> int:
        return self._sites.of_key(name).getint("CONCURRENT_REQUESTS_PER_DOMAIN")

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        try:
            with self.file.named_errors():
                yield
        except StateError as error:
            self.give_up(str(error))


def frontier_of(crawler: Crawler) -> Frontier | None:
    """The crawl's frontier, once its spider is open; None for another scheduler."""
    try:
        scheduler = crawler.engine.scheduler
    except RuntimeError:  # Scrapy's answer before the crawl begins
        return None
    return scheduler if isinstance(scheduler, Frontier) else None
