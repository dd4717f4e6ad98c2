"""What a page in the browser asks for: answered by Scrapy's downloader, or refused."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page as Tab
from playwright.async_api import Request as Asked
from playwright.async_api import Route
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from .modes import PART_OF_PAGE

logger = logging.getLogger(__name__)

# What builds a page. Not: pictures, fonts, sound and film, frames, beacons, event streams, sockets.
_BUILDS = frozenset(("script", "xhr", "fetch", "stylesheet"))
# A page that asks for more does not get it.
_MOST = 150
_MOST_BYTES = 8 * 1024 * 1024
_AT_ONCE = 6  # requests to a host, as browsers do
# What the browser says of itself and the connection; the downloader says its own.
_OWN = frozenset(("host", "connection", "user-agent", "accept-encoding", "content-length", "cookie"))
# What is undone by now.
_UNDONE = frozenset(("content-encoding", "content-length", "transfer-encoding", "set-cookie"))


class Routes:
    """Answers the requests of one tab.

    The document is the one Scrapy has fetched already; it does not go elsewhere, by script or
    otherwise. What builds it (scripts, data, style sheets, which scripts wait for) is fetched
    through the downloader middlewares, except robots.txt, which is asked about pages; all else
    is refused.

    :param document: the page as it was sent.
    :param timeout: seconds a request may take.
    """

    def __init__(self, crawler: Crawler, document: Response, timeout: float) -> None:
        self._crawler, self._document, self._timeout = crawler, document, timeout
        self._opened = False
        self._asked = 0

    async def attach(self, tab: Tab) -> None:
        """Answer what the tab asks for from now on, and refuse what windows it opens ask for."""
        await tab.context.route("**", lambda route: route.abort())
        await tab.route("**", self._answer)
        await tab.route_web_socket("**", lambda socket: socket.close())

    async def _answer(self, route: Route, asked: Asked) -> None:
        # The tab may be closed, its time over, before the answer is there.
        with suppress(BrowserError):
            if asked.is_navigation_request():
                if self._opened or asked.frame.parent_frame is not None:
                    # No Content: the tab stays where it is. Refused, it would show the browser's own page.
                    await route.fulfill(status=204)
                    return
                self._opened = True
                await _fulfil(route, self._document)
            elif (response := await self._fetched(asked)) is None:
                await route.abort("blockedbyclient")
            else:
                await _fulfil(route, response)

    async def _fetched(self, asked: Asked) -> Response | None:
        stats = self._crawler.stats
        self._asked += 1
        if (
            asked.resource_type not in _BUILDS
            or not asked.url.startswith(("http://", "https://"))
            or self._asked > _MOST
        ):
            stats.inc_value("copydesk/render/refused")
            return None
        stats.inc_value("copydesk/render/requests")
        try:
            request = await self._request(asked)
            return await self._crawler.engine.download_async(request)
        except BrowserError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever keeps a script from coming, the page does without
            logger.debug("Not for the browser: %s: %r", asked.url, error)
            stats.inc_value("copydesk/render/failed_requests")
            return None

    async def _request(self, asked: Asked) -> Request:
        # A slot of its own: a browser does not pause between the scripts of a page.
        slot = f"browser {urlsplit(asked.url).netloc}"
        settings = self._crawler.engine.downloader.per_slot_settings
        settings.setdefault(slot, {"concurrency": _AT_ONCE, "delay": 0})
        meta: dict[str, Any] = {
            PART_OF_PAGE: True,
            "dont_obey_robotstxt": True,
            "allow_offsite": True,
            "dont_retry": True,
            "download_maxsize": _MOST_BYTES,
            "download_timeout": self._timeout,
            "download_slot": slot,
            "autothrottle_dont_adjust_delay": True,
        }
        headers = {
            name: value
            for name, value in (await asked.all_headers()).items()
            if name not in _OWN and not name.startswith(":")
        }
        body = asked.post_data_buffer or b""
        return Request(asked.url, method=asked.method, headers=headers, body=body, meta=meta)


async def _fulfil(route: Route, response: Response) -> None:
    headers = {
        name.decode("latin-1"): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
        if name.decode("latin-1").lower() not in _UNDONE
    }
    await route.fulfill(status=response.status, headers=headers, body=response.body)
