"""Fetch the files a site keeps for crawlers: one request for all who wait, none while a copy is good."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from crawler.safety.errors import RedirectLoop, TooManyRedirects
from pipelines.statefile import StateError

from .backoff import Backoff
from .kept_files import STALE, Copy, KeptFiles
from .retry_after import seconds_asked

logger = logging.getLogger(__name__)
_REDIRECTS = 5
"""RFC 9309 section 2.3.1.2: at least five, to other hosts too."""
# So long a file behind too many redirects is taken for not there.
_LOST = 60.0 * 60


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A file nobody can tell anything of: the server failed, or was not reached."""

    url: str
    reason: str
    error: Exception | None
    """What kept it from being reached; None for an answer."""
    asked: float | None
    """Seconds its Retry-After asks for."""
    again: float
    """Unix time before which it is not asked for again."""
    times: int = 1


class SiteFiles:
    """The files of one kind of all sites: ``/robots.txt``.

    :param stats: prefix of the stats: ``robotstxt`` counts ``robotstxt/request_count``,
        ``…/response_count`` and ``…/response_status_count/200`` as Scrapy does.
    :param meta: of the requests.
    """

    def __init__(self, crawler: Crawler, most_bytes: int, stats: str, meta: dict[str, Any]) -> None:
        self._crawler, self._most_bytes, self._stats, self._meta = crawler, most_bytes, stats, meta
        self._backoff = Backoff.from_settings(crawler.settings)
        self._kept: KeptFiles | None = None
        self._coming: dict[str, asyncio.Future[Copy | Unreachable]] = {}
        self._unreachable: dict[str, Unreachable] = {}

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()

    async def get(self, url: str) -> Copy | Unreachable:
        """A file as it is, or as it last was if it cannot be reached now."""
        now = time.time()
        known = self.known(url)
        if known is not None and now < known.fresh_until:
            return known
        failed = self._unreachable.get(url)
        if failed is None or now >= failed.again:
            if (coming := self._coming.get(url)) is None:
                coming = self._coming[url] = asyncio.ensure_future(self._fetch(url, known, failed))
                coming.add_done_callback(lambda _: self._coming.pop(url))
            # Who is cancelled leaves the others their answer.
            found = await asyncio.shield(coming)
            if isinstance(found, Copy):
                return found
            failed = found
        return known if known is not None and now - known.checked < STALE else failed

    def known(self, url: str) -> Copy | None:
        """The copy there is, however old."""
        if self._kept is None:
            self._kept = KeptFiles.from_settings(self._crawler.settings)
        try:
            return self._kept.get(url)
        except StateError as error:
            logger.error("%s is fetched anew: %s", url, error)
            return None

    async def _fetch(self, url: str, known: Copy | None, before: Unreachable | None) -> Copy | Unreachable:
        stats = self._crawler.stats
        stats.inc_value(f"{self._stats}/request_count")
        # Tried again by whoever needs it, when it is time.
        meta = {"redirect_ttl": _REDIRECTS, "dont_retry": True, "allow_offsite": True, "site_file": True}
        headers = known.validators if known is not None else {}
        request = Request(url, NO_CALLBACK, headers=headers, meta=meta | self._meta, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except (RedirectLoop, TooManyRedirects):
            # RFC 9309 section 2.3.1.2: after five redirects it may be taken for not there. A loop has
            # as many as anyone likes.
            found = Copy(url, 404, b"", None, None, time.time(), time.time() + _LOST)
        except IgnoreRequest as refused:
            return self._failed(url, before, str(refused), refused)
        except Exception as error:  # noqa: BLE001 - whatever kept it from being read, it is told
            stats.inc_value(f"{self._stats}/exception_count/{type(error).__name__}")
            return self._failed(url, before, str(error) or type(error).__name__, error)
        else:
            stats.inc_value(f"{self._stats}/response_count")
            stats.inc_value(f"{self._stats}/response_status_count/{response.status}")
            now = time.time()
            if response.status == 304 and known is not None:
                found = known.confirmed(response, now)
            elif response.status == 429 or not 200 <= response.status < 500:
                asked = seconds_asked(response.headers.get("Retry-After"), now)
                return self._failed(url, before, f"HTTP {response.status}", None, asked)
            else:
                # A redirect left standing leads nowhere: RFC 9309 has it not there.
                found = Copy.of(url, response, self._most_bytes, now)
        self._unreachable.pop(url, None)
        self._kept.keep(found)
        return found

    def _failed(
        self,
        url: str,
        before: Unreachable | None,
        reason: str,
        error: Exception | None,
        asked: float | None = None,
    ) -> Unreachable:
        times = before.times + 1 if before is not None else 1
        again = time.time() + (self._backoff.seconds(times) if asked is None else asked)
        failed = self._unreachable[url] = Unreachable(url, reason, error, asked, again, times)
        return failed
