"""Redirects, by status and by meta refresh: their loops and dead ends are told, not swallowed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import (
    BaseRedirectMiddleware,
    MetaRefreshMiddleware,
    RedirectMiddleware,
)
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from w3lib.url import canonicalize_url, safe_url_string

from .errors import BadRedirect, RedirectLoop, TooManyRedirects

_STATUSES = (301, 302, 303, 307, 308)


class _Told(BaseRedirectMiddleware):
    """What both have in common: what Scrapy answers, looked at."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        try:
            answer = super().process_response(request, response)
        except IgnoreRequest as error:
            raise TooManyRedirects(
                f"more than {self.max_redirect_times} redirects (REDIRECT_MAX_TIMES)"
            ) from error
        except ValueError as error:
            raise BadRedirect(f"it redirects to what is no address: {error}") from error
        if not isinstance(answer, Request):
            return self.not_redirected(request, answer)
        limit = self.crawler.settings.getint("URLLENGTH_LIMIT")
        if limit and len(answer.url) > limit:
            raise BadRedirect(f"it redirects to an address of more than {limit} characters (URLLENGTH_LIMIT)")
        been = map(canonicalize_url, answer.meta["redirect_urls"])
        # Scrapy's filter of duplicates would drop it without a word.
        return self.back_again(answer, response) if canonicalize_url(answer.url) in been else answer

    def not_redirected(self, request: Request, response: Response) -> Response:
        return response

    def back_again(self, answer: Request, response: Response) -> Response:
        raise RedirectLoop(f"it redirects back to {answer.url}")


class ToldRedirectMiddleware(_Told, RedirectMiddleware):
    """Scrapy's, that fails by name where a redirect leads nowhere.

    From https to http it may lead: nothing secret is sent, and some papers still do it.

    :raises RedirectLoop: to where the chain has been.
    :raises TooManyRedirects: beyond ``REDIRECT_MAX_TIMES``.
    :raises BadRedirect: to another scheme than http and https, to what is no address, or
        to one longer than ``URLLENGTH_LIMIT``.
    """

    def not_redirected(self, request: Request, response: Response) -> Response:
        location = response.headers.get("Location")
        wanted: Any = request.meta.get("handle_httpstatus_list", ())
        if (
            response.status not in _STATUSES
            or location is None
            or request.meta.get("dont_redirect")
            or request.meta.get("handle_httpstatus_all")
            or response.status in wanted
            or response.status in getattr(self.crawler.spider, "handle_httpstatus_list", ())
        ):
            return response
        scheme = urlsplit(urljoin(request.url, safe_url_string(location))).scheme
        raise BadRedirect(f"it redirects to a {scheme}: address; only http and https are fetched")


class ToldMetaRefreshMiddleware(_Told, MetaRefreshMiddleware):
    """Scrapy's, for pages that lead elsewhere: one that reloads itself, as front pages and
    live blogs do, is a page."""

    def back_again(self, answer: Request, response: Response) -> Response:
        return response
