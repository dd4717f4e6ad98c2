"""Pace: how many requests at a time a site gets, and how far apart."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from scrapy import signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response

from crawler.rendering.modes import PART_OF_PAGE

from .per_site import SiteSettings

_META = {
    "DOWNLOAD_TIMEOUT": "download_timeout",
    "DOWNLOAD_MAXSIZE": "download_maxsize",
    "RETRY_TIMES": "max_retry_times",
}


@dataclass(slots=True)
class Pace:
    """What holds for a site's slot in the downloader."""

    concurrency: int
    least: float
    """Seconds between requests, at least."""
    start: float
    """Seconds between the first ones."""
    most: float
    """Seconds AutoThrottle may come to."""
    target: float
    """Requests at a time AutoThrottle aims at; 0 where it is off."""
    jitter: float
    """Share by which a delay is varied."""


class _Waiting(deque):
    """A slot's queue. What leaves it counts as in transfer at once: Scrapy 2.19 counts it when its
    task has begun, and sends together what comes together, however few a site is to get at a time.
    What has ``meta["site_file"]`` goes first: others wait for it."""

    def __init__(self, slot: Slot) -> None:
        super().__init__(slot.queue)
        self._in_transfer = slot.transferring

    def append(self, waiting: Any) -> None:
        add = super().appendleft if waiting[0].meta.get("site_file") else super().append
        add(waiting)

    def popleft(self) -> Any:
        waiting = super().popleft()
        self._in_transfer.add(waiting[0])
        return waiting


class SitePaces:
    """Downloader middleware: one downloader slot a site, whatever its hosts, with the site's settings.

    Settings, each also in ``Site.settings``: ``DOWNLOAD_DELAY``, ``DOWNLOAD_DELAY_JITTER``,
    ``CONCURRENT_REQUESTS_PER_DOMAIN``, ``AUTOTHROTTLE_…``, ``DOWNLOAD_TIMEOUT``,
    ``DOWNLOAD_MAXSIZE``, ``RETRY_TIMES``, ``USER_AGENT``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._settings = SiteSettings(crawler.settings)
        self._paces: dict[str, Pace] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SitePaces:
        middleware = cls(crawler)
        # Sent just before a request is put into its slot's queue.
        crawler.signals.connect(middleware.queued, signals.request_reached_downloader)
        return middleware

    def queued(self, request: Request) -> None:
        slot = self._crawler.engine.downloader.slots.get(request.meta.get("download_slot"))
        if slot is not None and not isinstance(slot.queue, _Waiting):
            slot.queue = _Waiting(slot)

    def process_request(self, request: Request) -> None:
        # A redirect takes the slot of where it came from along.
        key = self._settings.key(request.url)
        if PART_OF_PAGE in request.meta:
            # What a browser needs for a page is asked for when the page was: it waits for no delay.
            request.meta["download_slot"] = f"{key} (browser)"
            return
        request.meta["download_slot"] = key
        self.of(key)
        for name, meta in _META.items():
            if name in self._settings.own.get(key, ()):
                request.meta[meta] = self._settings.own[key][name]
        if agent := self._settings.own.get(key, {}).get("USER_AGENT"):
            request.headers["User-Agent"] = agent

    def of(self, key: str) -> Pace:
        """The pace of a site, by its name."""
        if key not in self._paces:
            settings = self._settings.of_key(key)
            least = settings.getfloat("DOWNLOAD_DELAY")
            throttled = settings.getbool("AUTOTHROTTLE_ENABLED")
            pace = self._paces[key] = Pace(
                settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
                least,
                max(least, settings.getfloat("AUTOTHROTTLE_START_DELAY")) if throttled else least,
                max(least, settings.getfloat("AUTOTHROTTLE_MAX_DELAY")),
                settings.getfloat("AUTOTHROTTLE_TARGET_CONCURRENCY") if throttled else 0.0,
                settings.getfloat("DOWNLOAD_DELAY_JITTER"),
            )
            self._apply(key, pace)
        return self._paces[key]

    def slow_down(self, url: str, seconds: float) -> None:
        """Keep requests to an address's site at least so many seconds apart."""
        key = self._settings.key(url)
        pace = self.of(key)
        if seconds <= pace.least:
            return
        pace.least = seconds
        pace.start, pace.most = max(pace.start, seconds), max(pace.most, seconds)
        # Varied, every other delay would be shorter than the site has asked for.
        pace.jitter = 0.0
        self._apply(key, pace)

    def _apply(self, key: str, pace: Pace) -> None:
        downloader = self._crawler.engine.downloader
        # A slot that idles for a minute is made anew, by these.
        downloader.per_slot_settings[key] = {
            "concurrency": pace.concurrency,
            "delay": pace.start,
            "jitter": pace.jitter,
        }
        if (slot := downloader.slots.get(key)) is not None:
            slot.concurrency, slot.jitter = pace.concurrency, pace.jitter
            slot.delay = max(slot.delay, pace.least)


class SiteThrottle(AutoThrottle):
    """Scrapy's AutoThrottle, within each site's pace.

    It is on for all sites or (``AUTOTHROTTLE_ENABLED`` in ``Site.settings``) off for some.
    """

    def _response_downloaded(self, response: Response, request: Request, spider: object) -> None:
        paces = self.crawler.get_downloader_middleware(SitePaces)
        key = request.meta.get("download_slot")
        if PART_OF_PAGE in request.meta:
            return
        if paces is not None and key is not None:
            pace = paces.of(key)
            if not pace.target:
                return
            self.mindelay, self.maxdelay, self.target_concurrency = pace.least, pace.most, pace.target
        super()._response_downloaded(response, request, spider)

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        slot.delay = max(slot.delay, self.mindelay)
