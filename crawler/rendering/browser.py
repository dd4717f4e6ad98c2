"""The extension that renders pages, by scrapy-playwright."""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response

from crawler.signals import page_rendered
from crawler.sites import Sites

from .modes import RenderingError, RenderModes, browser_path

if TYPE_CHECKING:
    from playwright.async_api import Page as Tab

_ARGUMENTS = (
    # No network of its own: no name is an address to it, and what needs no name goes to a proxy that is none.
    # All it gets is what Routes gives it.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-gpu",
    "--js-flags=--max-old-space-size=512",
)
_NOWHERE = {"server": "http://0.0.0.0:9", "bypass": "<-loopback>"}
_GRACE = 5.0  # seconds, for closing a tab whose time is over


class Rendering:
    """Renders pages by the system's Chromium.

    A tab and a context a page: no cookies, no storage, no service workers are shared, not by
    the pages of one site either. The page is as it was sent when it is opened; it is taken when
    nothing has been asked for during half a second, or when half its time is over.

    Settings: ``RENDER`` (``off``, ``auto``, ``true``: for sites that do not say), ``BROWSER_PATH``
    (else found), ``RENDER_TIMEOUT`` (seconds a page; 30), ``RENDER_PAGES`` (tabs at a time; 4)
    and ``RENDER_PAGES_PER_SITE`` (2).

    :raises RenderingError: the extra or Chromium is missing, or a setting is wrong.
    """

    def __init__(self, crawler: Crawler, modes: RenderModes) -> None:
        # An extra: its absence has been told by browser_path.
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

        settings = crawler.settings
        self.modes = modes
        self._crawler = crawler
        self._sites = Sites.from_settings(settings)
        self._timeout = settings.getfloat("RENDER_TIMEOUT", 30.0)
        self._tabs = asyncio.Semaphore(max(1, settings.getint("RENDER_PAGES", 4)))
        at_once = max(1, settings.getint("RENDER_PAGES_PER_SITE", 2))
        self._site_tabs: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(at_once))
        self._contexts = 0
        # Not the crawl's download handler: that fetches, this renders what was fetched. It is told by its
        # configuration, since settings cannot be changed any more.
        self._handler = ScrapyPlaywrightDownloadHandler.from_crawler(crawler)
        config = self._handler.config
        config.max_pages_per_context = 1
        config.navigation_timeout_ms = self._timeout * 1000
        config.launch_options = launch_options(browser_path(settings))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Rendering:
        modes = RenderModes(crawler.settings)
        if not modes.any:
            raise NotConfigured
        browser_path(crawler.settings)
        extension = cls(crawler, modes)
        crawler.signals.connect(extension.close, signals.spider_closed)
        return extension

    async def close(self) -> None:
        await self._handler.close()

    async def render(self, response: Response) -> bytes:
        """A page as it stands after its scripts have run.

        :param response: the page as it was sent.
        :returns: HTML in UTF-8.
        :raises RenderingError: its time was over before it could be opened, the browser failed, or what
            it made is larger than ``DOWNLOAD_MAXSIZE``.
        """
        from playwright.async_api import Error as BrowserError

        async with self._site_tabs[self._sites.key(response.url)], self._tabs:
            tabs: list[Tab] = []
            try:
                async with asyncio.timeout(self._timeout + _GRACE):
                    rendered = await self._handler.download_request(self._request(response, tabs))
            except TimeoutError:
                raise RenderingError(f"rendering took longer than {self._timeout:g} s") from None
            except BrowserError as error:
                raise RenderingError(f"the browser failed: {error.message.splitlines()[0]}") from None
            finally:
                for tab in tabs:
                    with suppress(BrowserError, TimeoutError):
                        async with asyncio.timeout(_GRACE):
                            await tab.context.close()
        if not rendered.url.startswith(("http://", "https://")):
            raise RenderingError(f"the browser shows a page of its own, {rendered.url}")
        html = rendered.text.encode("utf-8", "replace")
        if len(html) > (most := self._crawler.settings.getint("DOWNLOAD_MAXSIZE")) > 0:
            raise RenderingError(f"what the browser made of it is {len(html)} bytes, more than {most}")
        self._crawler.stats.inc_value("copydesk/render/pages")
        await self._crawler.signals.send_catch_log_async(page_rendered, response=response, html=html)
        return html

    def _request(self, response: Response, tabs: list[Tab]) -> Request:
        from scrapy_playwright.page import PageMethod

        from .routes import Routes

        routes = Routes(self._crawler, response, self._timeout / 2)

        async def prepare(tab: Tab, request: Request) -> None:
            tabs.append(tab)
            await routes.attach(tab)

        self._contexts += 1
        meta: dict[str, Any] = {
            "playwright": True,
            "playwright_context": f"page {self._contexts}",
            "playwright_context_kwargs": {
                "user_agent": self._crawler.settings.get("USER_AGENT"),
                "service_workers": "block",
                "accept_downloads": False,
            },
            "playwright_page_init_callback": prepare,
            "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded"},
            "playwright_page_methods": [PageMethod(self._settled)],
        }
        return Request(response.url, meta=meta)

    async def _settled(self, tab: Tab) -> None:
        """Wait until nothing more is asked for, or as long as a page that never rests may take."""
        from playwright.async_api import TimeoutError as BrowserTimeout

        with suppress(BrowserTimeout):
            await tab.wait_for_load_state("networkidle", timeout=self._timeout / 2 * 1000)


def launch_options(program: str) -> dict[str, Any]:
    """How Playwright starts the browser: without a network, in its sandbox, and ended by us alone."""
    return {
        "executable_path": program,
        "args": list(_ARGUMENTS),
        "proxy": _NOWHERE,
        # Chromium refuses to run as root with it.
        "chromium_sandbox": os.geteuid() != 0,
        # Ctrl-C reaches the whole process group; the crawl ends with what it has.
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
    }
