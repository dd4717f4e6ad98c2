"""Retry when the server says, not at once (RFC 9110 section 10.2.3, RFC 6585 section 4)."""

from __future__ import annotations

import time

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Request, Response

from .backoff import Backoff
from .rests import SiteRests, put_off
from .retry_after import seconds_asked

_REFUSALS = (429, 503)
_RESTS = "rests_until"


class RetryAfterMiddleware(RetryMiddleware):
    """Scrapy's, for servers that want to be left alone: their whole site rests before the retry.

    That is after 429 and 503, for as long as ``Retry-After`` says, else for longer each time; and
    after any other status that is retried (``RETRY_HTTP_CODES``), when it says so. A redirect that
    says so is followed then. What has ``meta["robotstxt"]`` is left to who asked for it.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfterMiddleware:
        middleware = super().from_crawler(crawler)
        # When a middleware sees an answer, the downloader has sent the next request of its queue.
        crawler.signals.connect(middleware.downloaded, signals.response_downloaded)
        return middleware

    def downloaded(self, request: Request, response: Response) -> None:
        """Let the site rest that asks for it."""
        rests = self.crawler.get_downloader_middleware(SiteRests)
        status = response.status
        if rests is None or request.meta.get("robotstxt"):
            return
        asked = self._asked(response)
        if status in _REFUSALS or (asked is not None and status in self.retry_http_codes):
            request.meta[_RESTS] = rests.refused(request.url, f"HTTP {status}", asked)
        elif status < 500:
            rests.answered(request.url)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if request.meta.get("robotstxt"):
            return response
        if 300 <= response.status < 400:
            if asked := self._asked(response):
                # The redirect middleware copies it to the request that follows.
                most = Backoff.from_settings(self.crawler.settings).most
                request.meta["not_before"] = time.time() + min(asked, most)
            return response
        if _RESTS not in request.meta:
            return super().process_response(request, response)
        until = request.meta.pop(_RESTS)
        if until is None or request.meta.get("dont_retry"):
            return response
        retry = self._retry(request, f"HTTP {response.status}")
        return put_off(retry, until) if retry is not None else response

    @staticmethod
    def _asked(response: Response) -> float | None:
        return seconds_asked(response.headers.get("Retry-After"), time.time())
