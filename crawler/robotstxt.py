"""Obey robots.txt for every request that waits for it."""

from __future__ import annotations

from typing import Any

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Request
from scrapy.utils.httpobj import urlparse_cached


class EveryRequestRobotsTxtMiddleware(RobotsTxtMiddleware):
    """Scrapy's, for requests that reach a site together.

    Those that come while robots.txt is fetched wait for one Deferred, and Scrapy 2.19
    hands the rules to the first of them alone: the others are given None, and pass.
    """

    async def robot_parser(self, request: Request) -> Any:
        await super().robot_parser(request)
        return self._parsers[urlparse_cached(request).netloc]
