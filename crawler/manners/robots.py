"""Obey robots.txt by RFC 9309."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Request, Response, TextResponse
from scrapy.utils.httpobj import urlparse_cached

from .kept_files import Copy
from .pace import SitePaces
from .per_site import SiteSettings
from .quiet import QuietHours
from .rests import SiteRests, put_off
from .robots_rules import MOST_BYTES, RobotsRules
from .site_files import SiteFiles, Unreachable

logger = logging.getLogger(__name__)
_IN_MEMORY = 1000
# Reading so many bytes, or asking so many rules, takes long enough to be felt on the reactor's thread.
_LARGE, _MANY = 32 * 1024, 2000
_PORTS = {"http": 80, "https": 443}


class RobotsMiddleware:
    """Downloader middleware in place of Scrapy's ``RobotsTxtMiddleware``.

    One file for each scheme, host and port (RFC 9309 section 2.3), asked for once by all who wait
    for it. 2xx is obeyed; 4xx allows everything, 401 and 403 too (2.3.1.3); 5xx, 429 and no answer
    forbid everything (2.3.1.4), unless a copy of the last 30 days is there. After a 5xx or 429 the
    site rests and is asked again; where there is no answer its pages fail as robots.txt did, until
    it is time to ask again. Copies are good for 24 hours, or shorter by Cache-Control, and are kept
    in ``STATE_DIR``.

    Crawl-delay and Request-rate become the site's delay; a site that asks for more than
    ``MAX_CRAWL_DELAY`` is not crawled. Outside of its Visit-time a site rests.

    A request for robots.txt itself is answered from the copy.

    Settings: ``ROBOTSTXT_OBEY`` and ``MAX_CRAWL_DELAY``, also in ``Site.settings``;
    ``ROBOTSTXT_USER_AGENT``.
    Request meta: ``dont_obey_robotstxt``.
    Stats: as Scrapy's, ``robotstxt/…``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._settings = SiteSettings(crawler.settings)
        obeys = [crawler.settings, *map(self._settings.of_key, self._settings.own)]
        if not any(settings.getbool("ROBOTSTXT_OBEY") for settings in obeys):
            raise NotConfigured
        self._crawler = crawler
        self._token = crawler.settings.get("ROBOTSTXT_USER_AGENT") or "copydesk"
        # Its own rules do not keep it from being read.
        meta = {"dont_obey_robotstxt": True, "robotstxt": True}
        self._files = SiteFiles(crawler, MOST_BYTES, "robotstxt", meta)
        self._rules: OrderedDict[str, tuple[Copy, asyncio.Future[RobotsRules]]] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.spider_closed, signals.spider_closed)
        return middleware

    def spider_closed(self) -> None:
        self._files.close()

    async def process_request(self, request: Request) -> Request | Response | None:
        if request.meta.get("dont_obey_robotstxt") or urlparse_cached(request).scheme not in _PORTS:
            return None
        if not self._settings.of(request.url).getbool("ROBOTSTXT_OBEY"):
            return None
        address = robots_address(request.url)
        found = await self._files.get(address)
        if isinstance(found, Unreachable):
            return self._without(request, found)
        if request.url == address and request.method == "GET":
            return TextResponse(address, status=found.status, body=found.body, request=request)
        rules = await self._rules_of(address, found)
        self._keep_pace(request.url, rules)
        many = len(rules.lines) > _MANY
        if not (await asyncio.to_thread(rules.allows, request.url) if many else rules.allows(request.url)):
            self._crawler.stats.inc_value("robotstxt/forbidden")
            raise IgnoreRequest("Forbidden by robots.txt")
        # A rest may have begun while the file was fetched.
        rests = self._crawler.get_downloader_middleware(SiteRests)
        return rests.held(request) if rests is not None else None

    def _without(self, request: Request, failed: Unreachable) -> Request:
        """Nothing is known of what is allowed: so nothing is."""
        rests = self._crawler.get_downloader_middleware(SiteRests)
        if rests is not None and rests.is_closing():
            return put_off(request, failed.again)
        self._crawler.stats.inc_value("robotstxt/unreachable")
        if failed.error is not None:
            raise failed.error.with_traceback(None)
        reason = f"robots.txt cannot be read: {failed.reason}"
        until = rests.refused(request.url, reason, failed.asked, failed.again) if rests is not None else None
        if until is None:
            raise IgnoreRequest(f"{reason}; nothing may be fetched then")
        return put_off(request, until)

    def _keep_pace(self, url: str, rules: RobotsRules) -> None:
        if rules.visits is not None and (rests := self._crawler.get_downloader_middleware(SiteRests)):
            rests.visits(url, QuietHours(rules.visits[1], rules.visits[0]))
        if not rules.delay:
            return
        most = self._settings.of(url).getfloat("MAX_CRAWL_DELAY", 60.0)
        if rules.delay > most:
            self._crawler.stats.inc_value("robotstxt/too_slow")
            asked = f"robots.txt asks for {rules.delay:g} s between requests"
            raise IgnoreRequest(f"{asked}, more than MAX_CRAWL_DELAY ({most:g})")
        if (paces := self._crawler.get_downloader_middleware(SitePaces)) is not None:
            paces.slow_down(url, rules.delay)

    async def _rules_of(self, address: str, copy: Copy) -> RobotsRules:
        known = self._rules.get(address)
        if known is None or known[0] is not copy:
            known = self._rules[address] = (copy, asyncio.ensure_future(self._read(copy)))
            if len(self._rules) > _IN_MEMORY:
                self._rules.popitem(last=False)
        return await asyncio.shield(known[1])

    async def _read(self, copy: Copy) -> RobotsRules:
        if len(copy.body) > _LARGE:
            return await asyncio.to_thread(RobotsRules, copy.body, self._token)
        return RobotsRules(copy.body, self._token)


def robots_address(url: str) -> str:
    """Where the robots.txt is that holds for an address: one a scheme, host and port.

    >>> robots_address("https://Paper.example:443/story?id=1")
    'https://paper.example/robots.txt'
    """
    return site_address(url, "/robots.txt")


def site_address(url: str, path: str) -> str:
    """The address of a path on the scheme, host and port of another address."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return f"{parts.scheme}://{host}{f':{port}' if port and port != _PORTS.get(parts.scheme) else ''}{path}"
