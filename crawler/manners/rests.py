"""Rests: a site that is to be left alone for a while is."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from crawler.signals import site_rest
from crawler.sites import Sites

from .backoff import Backoff
from .quiet import QuietHours

logger = logging.getLogger(__name__)
# At least so long, even after "Retry-After: 0".
_LEAST = 1.0
# How often a request that waits looks whether the crawl ends.
_LOOK = 0.25


class SiteIsResting(Exception):
    """The request was on its way when its site's rest began."""

    def __init__(self, until: float) -> None:
        super().__init__(f"its site rests until {until:.0f}")
        self.until = until


class SiteRests:
    """Downloader middleware: whose site rests goes back to the scheduler.

    A rest begins with :data:`crawler.signals.site_rest`, whoever sends it: here for quiet hours
    and by :meth:`refused`. The scheduler then keeps the site's requests; those it had handed out
    are given back with ``meta["not_before"]`` (Unix time). With a scheduler that does not look at
    that (Scrapy's own) they wait here.

    A site that refuses ``REST_TIMES`` times in a row, or asks for more than ``REST_MAX`` seconds,
    is left alone for the rest of the run: its requests end in :class:`IgnoreRequest`.

    Settings: ``REST_START``, ``REST_MAX``, ``REST_TIMES``, ``QUIET_HOURS``.
    Stats: ``copydesk/rests``, ``copydesk/rests/REASON``, ``copydesk/left_alone``.

    :raises ValueError: the hours of ``QUIET_HOURS`` or of a site are none.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._sites = Sites.from_settings(settings)
        self._backoff = Backoff.from_settings(settings)
        self._most_times = settings.getint("REST_TIMES", 6)
        hours = settings.get("QUIET_HOURS")
        self._everywhere = (QuietHours.parse(hours),) if hours else ()
        self._quiet = {site.name: (QuietHours.parse(site.quiet),) for site in self._sites if site.quiet}
        self._visits: dict[str, QuietHours] = {}
        self._until: dict[str, float] = {}
        self._times: dict[str, int] = {}
        self._left: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SiteRests:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.rest, site_rest)
        return middleware

    def refused(
        self, url: str, reason: str, asked: float | None = None, until: float | None = None
    ) -> float | None:
        """The server refuses to answer for now: its site rests.

        :param asked: for so many seconds, by its word; else for longer each time.
        :param until: or until then, by the caller's own count.
        :returns: the Unix time it rests until; None when it is left alone for the rest of the run.
        """
        site, now = self._sites.key(url), time.time()
        if site in self._left:
            return None
        if asked is not None and asked > self._backoff.most:
            return self.leave(site, f"{reason}, and asks for {asked:.0f} s, more than REST_MAX")
        resting = self._until.get(site, 0.0)
        if now >= resting:
            # What was sent together is refused together, and counts once.
            self._times[site] = self._times.get(site, 0) + 1
        elif asked is None and until is None:
            return resting
        times = self._times.get(site, 0)
        if times > self._most_times:
            return self.leave(site, f"{reason}, {self._most_times + 1} times in a row")
        if until is None:
            seconds = self._backoff.seconds(max(1, times)) if asked is None else max(asked, _LEAST)
            until = now + seconds
        if until > resting:
            self._send(site, until, reason)
        return max(until, resting)

    def answered(self, url: str) -> None:
        """The server answers as it should."""
        if self._times:
            self._times.pop(self._sites.key(url), None)

    def leave(self, site: str, reason: str) -> None:
        """Leave a site alone for the rest of the run."""
        logger.warning("%s is left alone for the rest of this run: %s", site, reason)
        self._crawler.stats.inc_value("copydesk/left_alone")
        self._left[site] = f"the site is left alone for the rest of the run: {reason}"
        self._give_back(site, lambda: IgnoreRequest(self._left[site]))

    def is_resting(self, url: str) -> bool:
        """Whether nothing is to be asked of an address's site now."""
        site, now = self._sites.key(url), time.time()
        return site in self._left or now < self._until.get(site, 0.0) or bool(self._quiet_until(site, now))

    def visits(self, url: str, hours: QuietHours) -> None:
        """Its robots.txt has hours in which no visit is wanted."""
        self._visits[self._sites.key(url)] = hours

    def rest(self, site: str, until: float) -> None:
        """Handler of the signal."""
        self._until[site] = max(until, self._until.get(site, 0.0))
        self._give_back(site, lambda: SiteIsResting(until))

    async def process_request(self, request: Request) -> Request | None:
        if await self._waited(request):
            if request.callback is NO_CALLBACK:
                # Asked for by a component, not by the scheduler: it would be back at once.
                raise IgnoreRequest("the crawl ends")
            return request.replace(dont_filter=True)
        return self.held(request)

    def held(self, request: Request) -> Request | None:
        """The request to give back to the scheduler while its site rests; None when it may go.

        :raises IgnoreRequest: the site is left alone.
        """
        site, now = self._sites.key(request.url), time.time()
        if site in self._left:
            raise IgnoreRequest(self._left[site])
        until = self._until.get(site, 0.0)
        if now >= until and (over := self._quiet_until(site, now)):
            until = over
            self._send(site, until, "quiet hours")
        return put_off(request, until) if now < until else None

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        return put_off(request, exception.until) if isinstance(exception, SiteIsResting) else None

    def _quiet_until(self, site: str, now: float) -> float | None:
        hours = [*self._quiet.get(site, self._everywhere)]
        if site in self._visits:
            hours.append(self._visits[site])
        return max(filter(None, (quiet.until(now) for quiet in hours)), default=None)

    def _send(self, site: str, until: float, reason: str) -> None:
        stats = self._crawler.stats
        stats.inc_value("copydesk/rests")
        stats.inc_value(f"copydesk/rests/{reason}")
        logger.info("%s rests for %.0f s: %s", site, until - time.time(), reason)
        self._crawler.signals.send_catch_log(site_rest, site=site, until=until, reason=reason)

    def _give_back(self, site: str, error: Callable[[], Exception]) -> None:
        """Take a site's requests out of the downloader's queues: they are not sent."""
        for slot in self._crawler.engine.downloader.slots.values():
            waiting = list(slot.queue)
            slot.queue.clear()
            for request, answer in waiting:
                if self._sites.key(request.url) == site:
                    answer.errback(Failure(error()))
                else:
                    slot.queue.append((request, answer))

    async def _waited(self, request: Request) -> bool:
        """Wait, where the scheduler did not; whether the crawl ended before."""
        not_before = request.meta.get("not_before", 0.0)
        while (seconds := not_before - time.time()) > 0:
            if self.is_closing():
                return True
            await asyncio.sleep(min(seconds, _LOOK))
        return False

    def is_closing(self) -> bool:
        """Whether the crawl ends."""
        slot = self._crawler.engine._slot
        return slot is None or slot.closing is not None


def put_off(request: Request, until: float) -> Request:
    """The request for the scheduler, not to be handed out before a Unix time."""
    return request.replace(meta={**request.meta, "not_before": until}, dont_filter=True)
