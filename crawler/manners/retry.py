"""Retry when the server says, not at once (RFC 9110 section 10.2.3, RFC 6585 section 4)."""

from __future__ import annotations

import time

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Request, Response

from .backoff import Backoff
from .rests import SiteRests, put_off
from .retry_after import seconds_asked

_REFUSALS = (429, 503)


class RetryAfterMiddleware(RetryMiddleware):
    """Scrapy's, for servers that want to be left alone: their whole site rests before the retry.

    That is after 429 and 503, for as long as ``Retry-After`` says, else for longer each time; and
    after any other status that is retried (``RETRY_HTTP_CODES``), when it says so. A redirect that
    says so is followed then. What has ``meta["robotstxt"]`` is left to who asked for it.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:
        status, now = response.status, time.time()
        if request.meta.get("robotstxt"):
            return response
        asked = seconds_asked(response.headers.get("Retry-After"), now)
        if 300 <= status < 400:
            if asked:
                most = Backoff.from_settings(self.crawler.settings).most
                # The redirect middleware copies it to the request that follows.
                request.meta["not_before"] = now + min(asked, most)
            return response
        rests = self.crawler.get_downloader_middleware(SiteRests)
        if rests is not None:
            if status in _REFUSALS or (asked is not None and status in self.retry_http_codes):
                return self._after_rest(
                    request, response, rests.refused(request.url, f"HTTP {status}", asked)
                )
            if status < 500:
                rests.answered(request.url)
        return super().process_response(request, response)

    def _after_rest(self, request: Request, response: Response, until: float | None) -> Request | Response:
        if until is None or request.meta.get("dont_retry"):
            return response
        retry = self._retry(request, f"HTTP {response.status}")
        return put_off(retry, until) if retry is not None else response
