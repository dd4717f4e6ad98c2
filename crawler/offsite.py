"""Offsite rules: a site's own hosts, and the one its start page moved to."""

from __future__ import annotations

from scrapy import Spider
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.http import Request

from .sites import host_of


class OwnHostsMiddleware(OffsiteMiddleware):
    """Scrapy's, the hosts of the crawl's sites, and what a request says of its host (``meta["own_host"]``).

    A start page may redirect to the site's other name; ``allowed_domains`` has that for this run,
    and the requests that are kept for the next carry it.
    """

    def should_follow(self, request: Request, spider: Spider) -> bool:
        own = request.meta.get("own_host")
        if own is not None and host_of(request.url) == own:
            return True
        sites = getattr(spider, "sites", None)
        return super().should_follow(request, spider) or (
            sites is not None and sites.of(request.url) is not None
        )
