"""The download handler: Scrapy's for HTTP/1.1, kept to public addresses and to bounded answers."""

from __future__ import annotations

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from scrapy.http import Response

from .connecting import CheckedPool
from .errors import BadAnswer, BodyTooLarge, PartialAnswer, PrivateAddress
from .heads import bounded_factory
from .lookup import check_url
from .rules import PrivateHosts


class SafeDownloadHandler(HTTP11DownloadHandler):
    """For ``DOWNLOAD_HANDLERS``: ``http`` and ``https``.

    No connection is made to a private, loopback, link-local, metadata or otherwise special
    address, unless the host is in ``ALLOW_PRIVATE_HOSTS``; each connection is checked as it
    is opened, for pages as for robots.txt, redirects and retries. A connection to a proxy is
    the operator's word and is not checked; the host asked through it is looked up here and
    refused when any of its addresses is, and left to the proxy when it cannot be looked up.

    Settings: ``ALLOW_PRIVATE_HOSTS``, ``RESPONSE_MAX_HEADERS``, ``RESPONSE_HEAD_MAXSIZE``, and
    Scrapy's ``DOWNLOAD_MAXSIZE`` and ``DOWNLOAD_TIMEOUT`` (all of an answer, first byte to last).

    :raises ValueError: ``ALLOW_PRIVATE_HOSTS`` holds what is no host.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        settings = crawler.settings
        self._stats = crawler.stats
        self._rules = PrivateHosts(settings.getlist("ALLOW_PRIVATE_HOSTS"))
        pool = CheckedPool(reactor, self._rules, settings.getfloat("DOWNLOAD_TIMEOUT"), self._contextFactory)
        pool.maxPersistentPerHost = self._pool.maxPersistentPerHost
        pool._factory = bounded_factory(
            settings.getint("RESPONSE_MAX_HEADERS"), settings.getint("RESPONSE_HEAD_MAXSIZE")
        )
        self._pool = pool

    async def download_request(self, request: Request) -> Response:
        try:
            if request.meta.get("proxy"):
                await check_url(self._rules, request.url)
            response = await super().download_request(request)
        except PrivateAddress:
            self._stats.inc_value("safety/private_address")
            raise
        except DownloadCancelledError as error:
            most = request.meta.get("download_maxsize", self._default_maxsize)
            raise BodyTooLarge(f"the body is larger than {most} bytes (DOWNLOAD_MAXSIZE)") from error
        except DownloadFailedError as error:
            # Twisted wraps what its parser met in a list of reasons.
            for reason in getattr(error.__cause__, "reasons", ()):
                if isinstance(reason.value, BadAnswer):
                    raise reason.value from error
            raise
        if response.status == 206 and "Range" not in request.headers:
            raise PartialAnswer("the server sent a part of it (206), unasked")
        return response
