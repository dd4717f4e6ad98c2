"""Sites: what the operator says of each, and which site an address is of.

A crawl of given URLs has a site of each start page's host, with nothing said of it; a
crawl of ``sites.toml`` has those of the file. Whatever is limited, throttled or shared
fairly is so by these sites.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response
from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True)
class Site:
    """A site of a crawl. ``None`` is: as for all sites, by setting or option."""

    name: str
    """What it is called in logs, stats and the summary; unique in a crawl."""
    start: tuple[str, ...]
    """Addresses of front pages or sections."""
    hosts: tuple[str, ...] = ()
    """Further hosts that are its own; those of the start pages are, and all hosts below them."""
    since: str | None = None
    """ISO 8601 day: what was published before it is left out."""
    max_articles: int | None = None
    depth: int | None = None
    """Links away from a start page to go."""
    allow: str | None = None
    """Regular expression; only addresses it is found in are fetched."""
    deny: str | None = None
    language: str | None = None
    """ISO 639-1, for pages that do not say."""
    every: str | None = None
    """Not before so long after its last whole crawl: ``6h``, ``2d``."""
    quiet: str | None = None
    """Hours of the day in which nothing is fetched: ``22:00-06:00 Europe/Berlin``."""
    render: str | None = None
    """``auto`` or ``true``: by a browser, where the page as sent holds no article."""
    settings: dict[str, Any] = field(default_factory=dict)
    """Scrapy settings that can differ from site to site, by name."""


class Sites:
    """The sites of a crawl, by address. Setting ``SITES``: a list of dicts of :class:`Site`'s fields."""

    def __init__(self, sites: Iterable[Site] = ()) -> None:
        self._sites = tuple(sites)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Sites:
        return cls(Site(**site) for site in settings.getlist("SITES"))

    def __iter__(self) -> Any:
        return iter(self._sites)

    def of(self, url: str) -> Site | None:
        """The site an address is of: that of its host, or of the nearest host above it."""
        host = host_of(url)
        while host:
            if (site := self._by_host.get(host)) is not None:
                return site
            host = host.partition(".")[2]
        return None

    def key(self, url: str) -> str:
        """Name of the address's site; its host, where nothing is said of it."""
        site = self.of(url)
        return site.name if site is not None else host_of(url)

    @cached_property
    def _by_host(self) -> dict[str, Site]:
        return {
            host: site
            for site in reversed(self._sites)
            for host in (*site.hosts, *(host_of(url) for url in site.start))
        }


def sites_of(urls: Iterable[str]) -> list[Site]:
    """The sites of start pages of which nothing more is said: one a host, called by it."""
    starts: dict[str, list[str]] = {}
    for url in urls:
        starts.setdefault(host_of(url), []).append(url)
    return [Site(host, tuple(some)) for host, some in starts.items()]


def asked_url(response: Response) -> str:
    """The address a response was asked for by, before any redirect: whose site it counts for."""
    return response.meta.get("redirect_urls", [response.url])[0]


# The links of one page are looked at for many reasons.
@lru_cache(maxsize=8192)
def host_of(url: str) -> str:
    """An address's host in lower case, without ``www.``; empty for none."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
