"""The downloader middleware of increments: asks only for what is due, and only if it has changed."""

from __future__ import annotations

from functools import cached_property

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response

from .asking import LISTED_AS, WHY
from .extension import Increments

NOT_DUE, NOT_MODIFIED, SAME_BYTES = "not_due", "not_modified", "same_bytes"
_CONDITIONAL = ("If-None-Match", "If-Modified-Since")


class IncrementsMiddleware:
    """Send conditions with a request, or do not send it.

    What is not due, not modified (304), or came again byte by byte reaches the spider as a 304
    with a flag; the spider then goes by what is kept of the page.

    Scrapy's own ``HttpCacheMiddleware`` is not what is wanted: it keeps every body (a crawl of a
    year would be kept whole), decides on freshness by headers meant for readers' browsers
    (``RFC2616Policy`` would not look at an article again for as long as ``max-age`` says), and
    hands a page that is unchanged to the spider as if it had come: it would be cleaned, and
    written, once more.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> IncrementsMiddleware:
        # The extension is made after the middlewares' settings are read, and before they are asked.
        if not Increments.is_wanted(crawler.settings):
            raise NotConfigured
        return cls(crawler)

    def process_request(self, request: Request) -> Request | Response | None:
        if LISTED_AS not in request.meta:
            return None
        # A redirect or a retry carries what was set for the request before it.
        for header in _CONDITIONAL:
            request.headers.pop(header, None)
        request.meta[WHY] = None
        decision = self._increments.asking.decide(request)
        if decision.why is None:
            self._crawler.stats.inc_value("copydesk/not_due")
            return unsent(request)
        if decision.at is not None:
            return request.replace(url=decision.at)
        request.meta[WHY] = decision.why
        # Only what was asked with conditions may be answered by 304.
        statuses = [code for code in request.meta.get("handle_httpstatus_list", ()) if code != 304]
        request.meta["handle_httpstatus_list"] = [*statuses, 304] if decision.conditions else statuses
        for header, value in decision.conditions.items():
            request.headers[header] = value
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        if LISTED_AS not in request.meta or NOT_DUE in response.flags:
            return response
        if response.status == 304 and 304 in request.meta.get("handle_httpstatus_list", ()):
            self._crawler.stats.inc_value("copydesk/not_modified")
            return response.replace(flags=[*response.flags, NOT_MODIFIED])
        if response.status == 200 and self._increments.is_same(request, response.body):
            self._crawler.stats.inc_value("copydesk/same_bytes")
            request.meta["handle_httpstatus_list"] = [304]
            return response.replace(status=304, body=b"", flags=[*response.flags, SAME_BYTES])
        return response

    @cached_property
    def _increments(self) -> Increments:
        return self._crawler.get_extension(Increments)


def unsent(request: Request) -> Response:
    """The answer to a request that is not sent."""
    request.meta["handle_httpstatus_list"] = [304]
    return Response(request.url, status=304, flags=[NOT_DUE], request=request)
