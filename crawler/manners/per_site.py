"""Settings that can differ from site to site."""

from __future__ import annotations

from functools import cache
from typing import Any

from scrapy.settings import BaseSettings

from crawler.sites import Sites

_KINDS: dict[str, type] = {
    "DOWNLOAD_DELAY": float,
    "DOWNLOAD_DELAY_JITTER": float,
    "CONCURRENT_REQUESTS_PER_DOMAIN": int,
    "AUTOTHROTTLE_ENABLED": bool,
    "AUTOTHROTTLE_START_DELAY": float,
    "AUTOTHROTTLE_MAX_DELAY": float,
    "AUTOTHROTTLE_TARGET_CONCURRENCY": float,
    "ROBOTSTXT_OBEY": bool,
    "MAX_CRAWL_DELAY": float,
    "USER_AGENT": str,
    "DOWNLOAD_TIMEOUT": float,
    "DOWNLOAD_MAXSIZE": int,
    "RETRY_TIMES": int,
    "OBEY_RIGHTS": list,
}
PER_SITE_SETTINGS = tuple(_KINDS)
"""Names ``Site.settings`` may have. Any other is for the whole crawl."""

_ABOVE_ZERO = frozenset(
    ("CONCURRENT_REQUESTS_PER_DOMAIN", "AUTOTHROTTLE_TARGET_CONCURRENCY", "DOWNLOAD_TIMEOUT")
)
_WANTED = {
    float: "a number",
    int: "a whole number",
    bool: "true or false",
    str: "a string",
    list: "a list of strings",
}


def check(settings: dict[str, Any]) -> None:
    """Check a site's settings.

    :raises ValueError: one cannot differ from site to site, or is of another kind; the message
        names it.
    """
    for name, value in settings.items():
        kind = _KINDS.get(name)
        if kind is None:
            raise ValueError(f"{name} cannot be set for one site; these can: {', '.join(PER_SITE_SETTINGS)}")
        kinds = (int, float) if kind is float else (kind,)
        right = isinstance(value, kinds) and (kind is bool or not isinstance(value, bool))
        if right and kind is list:
            right = all(isinstance(entry, str) for entry in value)
        if not right:
            raise ValueError(f"{name} is {value!r}; {_WANTED[kind]} is wanted")
        if kind in (int, float) and not (value > 0 if name in _ABOVE_ZERO else value >= 0):
            raise ValueError(
                f"{name} is {value!r}; it must be {'above 0' if name in _ABOVE_ZERO else '0 or more'}"
            )


class SiteSettings:
    """The settings of each site: the crawl's, with the site's own before them."""

    def __init__(self, settings: BaseSettings) -> None:
        self._settings, self._sites = settings, Sites.from_settings(settings)
        own = {site.name: site.settings for site in self._sites if site.settings}

        @cache
        def of(name: str) -> BaseSettings:
            merged = settings.copy()
            merged.update({n: v for n, v in own[name].items() if n in _KINDS}, priority="cmdline")
            return merged

        self._of, self.own = of, own

    def key(self, url: str) -> str:
        return self._sites.key(url)

    def of(self, url: str) -> BaseSettings:
        """The settings for an address."""
        return self.of_key(self._sites.key(url))

    def of_key(self, key: str) -> BaseSettings:
        """The settings of a site, by its :meth:`~crawler.sites.Sites.key`."""
        return self._of(key) if key in self.own else self._settings
