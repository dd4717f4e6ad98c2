"""Which sites are rendered, and what that needs."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

from scrapy.settings import BaseSettings

from crawler.sites import Sites
from pipelines import PageError

OFF, AUTO, ALWAYS = "off", "auto", "true"
MODES = (AUTO, ALWAYS, OFF)
RENDERED_TYPE = "text/html; charset=utf-8"
"""Content type of what a browser made of a page."""
PART_OF_PAGE = "part_of_page"
"""Key of a request's meta: it is for a page in the browser, and no page itself."""
_SAME = {"false": OFF, "": OFF, "0": OFF, "none": OFF, "1": ALWAYS}
# Debian's name, and those of other systems.
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class RenderingError(PageError):
    """A page, or any, cannot be rendered. ``str()`` says why and what to do."""


class RenderModes:
    """``off``, ``auto`` or ``true`` by address: as its site has it, else by the setting ``RENDER``.

    :raises RenderingError: one of them is something else.
    """

    def __init__(self, settings: BaseSettings) -> None:
        self._sites = Sites.from_settings(settings)
        self._else = _mode(settings.get("RENDER"), "RENDER")
        self._named = {
            site.name: _mode(site.render, f"site {site.name}: render")
            for site in self._sites
            if site.render is not None
        }

    @property
    def any(self) -> bool:
        """Whether anything may be rendered."""
        return self._else != OFF or any(mode != OFF for mode in self._named.values())

    def of(self, url: str) -> str:
        """The mode of an address."""
        if not self._named:
            return self._else
        site = self._sites.of(url)
        return self._named.get(site.name, self._else) if site is not None else self._else


def _mode(value: object, where: str) -> str:
    mode = str(value or "").lower()
    mode = _SAME.get(mode, mode)
    if mode not in MODES:
        raise RenderingError(f"{where} is {value!r}: auto, true or off is wanted")
    return mode


def browser_path(settings: BaseSettings) -> str:
    """The program to render with: setting ``BROWSER_PATH``, else the system's Chromium.

    :raises RenderingError: it, or the extra, is missing.
    """
    if find_spec("scrapy_playwright") is None:
        raise RenderingError("rendering needs the extra 'browser': pip install 'copydesk[browser]'")
    given = settings.get("BROWSER_PATH")
    found = shutil.which(given) if given else next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        if given:
            raise RenderingError(f"BROWSER_PATH is {given}: there is no such program")
        raise RenderingError(
            "rendering needs Chromium: install it (Debian, Ubuntu: apt install chromium), or set BROWSER_PATH"
        )
    return found
