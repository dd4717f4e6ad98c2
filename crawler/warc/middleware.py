"""Keep what comes in: the downloader middleware that stands next to the downloader."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4
from weakref import WeakSet

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response

from crawler.signals import checkpoint, page_rendered
from pipelines import Article
from pipelines.statefile import StateError

from .archive import Archive, Exchange
from .decided import Decided, ReadPage
from .messages import request_message, response_head

logger = logging.getLogger(__name__)
R = TypeVar("R")

# Keys of a request's meta: the record of what came back, what was read of it, what a browser made of it.
RECORD, PAGE, RENDERED = "warc_record", "page_as_read", "warc_rendered"


class ArchiveError(Exception):
    """The archive cannot be written. ``str()`` says why."""


class ArchiveMiddleware:
    """Archive every exchange: pages, redirects, errors, robots.txt, feeds and sitemaps.

    A response goes on when it is written, by a thread of the archive's own; that is the
    back-pressure. When it cannot be written the response fails and the crawl is ended: no
    article without its page. For every article whose spider tells its pages (:meth:`made_of`), what
    was decided of it is written as well (:mod:`crawler.warc.decided`), by :class:`ArchivePipeline`.

    Settings: ``ARCHIVE_DIR`` (a folder; none, the default, keeps nothing) and
    ``ARCHIVE_MAX_MB`` (of a file; 1024). Stats: ``copydesk/archive/responses``, ``…/revisits``,
    ``…/pages``.

    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._with_cookies = not crawler.settings.getbool("COOKIES_ENABLED")
        # One thread: records follow each other, and SQLite is asked by one alone.
        self._thread = ThreadPoolExecutor(1, "archive")
        self._archive: Archive | None = None
        # Requests that went to the downloader.
        self._sent: WeakSet[Request] = WeakSet()
        self._made_of: dict[str, tuple[ReadPage, ...]] = {}
        self._failed: ArchiveError | None = None
        self._ending: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveMiddleware:
        if not crawler.settings.get("ARCHIVE_DIR"):
            raise NotConfigured
        middleware = cls(crawler)
        crawler.signals.connect(middleware.spider_opened, signals.spider_opened)
        crawler.signals.connect(middleware.page_rendered, page_rendered)
        crawler.signals.connect(middleware.forget, signals.item_dropped)
        crawler.signals.connect(middleware.forget, signals.item_error)
        crawler.signals.connect(middleware.checkpoint, checkpoint)
        crawler.signals.connect(middleware.spider_closed, signals.spider_closed)
        return middleware

    def spider_opened(self, spider: Spider) -> None:
        settings = self._crawler.settings
        info = {
            "http-header-user-agent": settings.get("USER_AGENT") or "",
            "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        }
        if contact := settings.get("CONTACT"):
            info["operator"] = contact
        most = max(1, int(settings.getfloat("ARCHIVE_MAX_MB", 1024) * 1024 * 1024))
        try:
            self._archive = self._now(Archive, Path(settings["ARCHIVE_DIR"]), most, info)
        except ArchiveError as error:
            self._failed = error

    def process_request(self, request: Request) -> None:
        self._sent.add(request)

    async def process_response(self, request: Request, response: Response) -> Response:
        if request not in self._sent:
            return response  # another middleware's answer: nothing was received
        at = datetime.now(UTC).replace(microsecond=0)
        # What a page's article says of when it was fetched is what its record says.
        request.meta["fetched_at"] = at.isoformat()
        if self._failed is not None:
            self._end(self._failed)
            raise self._failed
        exchange = Exchange(
            id=_record_id(),
            request_id=_record_id(),
            uri=response.url,
            at=at,
            request=request_message(request),
            head=response_head(response, with_cookies=self._with_cookies),
            body=response.body,
            status=response.status,
            ip=str(response.ip_address) if response.ip_address else None,
            truncated="disconnect" if "dataloss" in response.flags else None,
        )
        revisit = await self._later(lambda archive: archive.add(exchange))
        request.meta[RECORD] = exchange.id
        kind = "revisits" if revisit else "responses"
        self._crawler.stats.inc_value(f"copydesk/archive/{kind}")
        return response

    async def page_rendered(self, response: Response, html: bytes) -> None:
        if RECORD not in response.meta:
            return
        id, of = _record_id(), response.meta[RECORD]
        at = datetime.fromisoformat(response.meta["fetched_at"])
        await self._later(lambda archive: archive.add_rendered(id, html, response.url, of, at))
        response.meta[RENDERED] = id

    def made_of(self, article: Article, pages: Iterable[ReadPage]) -> None:
        """Tell, before it is yielded, of which pages an article was made."""
        self._made_of[article.id] = tuple(pages)

    async def made(self, article: Article, duplicates: str | None) -> None:
        """Write what was decided of an article, now that all of it is. Nothing, when nobody has told
        of which pages it is.

        :param duplicates: as :attr:`Decided.duplicates`.
        :raises ArchiveError: it cannot be written.
        """
        if not (pages := self._made_of.pop(article.id, ())):
            return
        # Tried when nothing more can be fetched too: there is often room for so little.
        decided = Decided.of(article, pages, duplicates)
        uri, of = article.url or "", pages[0].record
        await self._later(lambda archive: archive.add_decided(_record_id(), decided, uri, of))
        self._crawler.stats.inc_value("copydesk/archive/pages")

    def forget(self, item: Any) -> None:
        """An article is not to be."""
        if isinstance(item, Article):
            self._made_of.pop(item.id, None)

    def checkpoint(self) -> None:
        if self._archive is not None and self._failed is None:
            try:
                self._now(self._archive.commit)
            except ArchiveError as error:
                self._end(error)

    def spider_closed(self) -> None:
        try:
            if self._archive is not None:
                self._now(self._archive.close)
        except ArchiveError as error:
            if self._failed is None:
                logger.error("%s", error)
        finally:
            self._thread.shutdown()

    async def _later(self, work: Callable[[Archive], R]) -> R:
        """Have the archive's thread do something, and wait for it."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, work, self._archive)
        except (OSError, StateError) as error:
            failed = self._named(error)
            self._end(failed)
            raise failed from None

    def _now(self, function: Callable[..., R], *args: Any) -> R:
        """Have the archive's thread do something, after all it has still to do, and block for it."""
        try:
            return self._thread.submit(function, *args).result()
        except (OSError, StateError) as error:
            raise self._named(error) from None

    def _named(self, error: OSError | StateError) -> ArchiveError:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        return ArchiveError(f"ARCHIVE_DIR {self._crawler.settings['ARCHIVE_DIR']}: cannot be written: {why}")

    def _end(self, error: ArchiveError) -> None:
        self._failed = error
        if self._ending is None:
            logger.error("%s; the crawl is ended", error)
            engine = self._crawler.engine
            self._ending = asyncio.ensure_future(engine.close_spider_async(reason="archive_failed"))


def read_page_of(response: Response, **place: Any) -> ReadPage:
    """The page of an archived response, as it was read.

    :param place: ``number`` and ``whole``, of an article's further page.
    """
    meta = response.meta
    return ReadPage.of(meta.get(PAGE), meta[RECORD], meta.get(RENDERED), **place)


def _record_id() -> str:
    return f"<{uuid4().urn}>"
