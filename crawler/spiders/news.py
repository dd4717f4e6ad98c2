"""What all our spiders share: reading pages beside the reactor, accepting articles, failures."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.discovery.entry import Entry
from crawler.discovery.feeds import NotAFeed
from crawler.discovery.kind import is_about_the_paper
from crawler.discovery.links import Links
from crawler.discovery.sitemaps import NotASitemap
from crawler.increments.asking import DATED, LISTED_AS
from crawler.increments.extension import Increments
from crawler.increments.kept import unpack
from crawler.increments.nothing import NothingKept
from crawler.increments.revisits import CHANGED
from crawler.items import FailedPage
from crawler.reading import Reading, read_listing, read_page
from crawler.signals import page_failed
from pipelines import Article, Page, PageError
from pipelines.itempipelines import CleanPipeline
from pipelines.pool import CleaningPool

# Dead links are the web's, not a failure of the crawl; they are counted.
_GONE = (404, 410)
# Pages of a listing looked up together.
_TOGETHER = 500
T = TypeVar("T")


class NewsSpider(Spider):
    """Base of the spiders. Their arguments (``-a NAME=VALUE``):

    :param url: where to start: one address, or several parted by white space.
    :param allow: regular expression; only addresses it is found in are fetched.
    :param deny: regular expression; addresses it is found in are not fetched.
    :param since: day (YYYY-MM-DD); articles published before it are left out.
    :param max_articles: stop after so many articles.
    :raises ValueError: an argument is not of its form.
    """

    articles_are_certain = False
    """Whether what this spider is sent to are articles, whatever the page looks like."""
    custom_settings: ClassVar[dict[str, str]] = {
        # First found, first fetched: newest first, as feeds and sitemaps list them.
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "SCHEDULER_DISK_QUEUE": "scrapy.squeues.PickleFifoDiskQueue",
    }

    def __init__(
        self,
        url: str | Iterable[str] = "",
        allow: str | None = None,
        deny: str | None = None,
        since: str | None = None,
        max_articles: str | int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.start_urls = [web_address(u) for u in (url.split() if isinstance(url, str) else url)]
        self._allow = re.compile(allow) if allow else None
        self._deny = re.compile(deny) if deny else None
        self.since = date.fromisoformat(since).isoformat() if since else None
        self.max_articles = int(max_articles) if max_articles else None
        # Scrapy keeps it between runs when there is a JOBDIR, and puts its own here then.
        self.state: dict[str, Any] = {}

    @property
    def _seen(self) -> set[str]:
        """Ids of the articles accepted, in this run and those it resumes."""
        return self.state.setdefault("accepted", set())

    @cached_property
    def increments(self) -> Increments | NothingKept:
        """What is known from earlier crawls."""
        return self.crawler.get_extension(Increments) or NothingKept()

    @property
    def pool(self) -> CleaningPool:
        """The cleaning pool, which the item pipeline owns."""
        return self.cleaning.pool

    @property
    def cleaning(self) -> CleanPipeline:
        """The item pipeline that cleans pages."""
        pipeline = self.crawler.get_item_pipeline(CleanPipeline)
        if pipeline is None or pipeline.pool is None:
            raise CloseSpider("pipelines.itempipelines.CleanPipeline must be in ITEM_PIPELINES")
        return pipeline

    def wanted(self, url: str, dated: str | None = None) -> bool:
        """Whether an address is within ``allow``, ``deny`` and ``since``."""
        if self._allow and not self._allow.search(url):
            return False
        if self._deny and self._deny.search(url):
            return False
        return not (self.since and dated and dated[:10] < self.since)

    def page_request(
        self,
        url: str,
        *,
        follow: int = 0,
        priority: int = 0,
        start: bool = False,
        dated: str | None = None,
        dont_filter: bool = False,
    ) -> Request:
        """A request for a page.

        :param follow: how many links away from it the crawl may go.
        :param start: the operator named it: fetch it in any case, and report when it is gone.
        :param dated: when a feed or sitemap says that it last changed; empty where it does not say.
        """
        return Request(
            url,
            callback=self.parse_page,
            errback=self.failed,
            cb_kwargs={"follow": follow},
            meta={"start": start, LISTED_AS: "page", DATED: dated},
            priority=priority,
            dont_filter=dont_filter,
        )

    async def listed_pages(
        self, entries: Iterable[Entry], *, follow: int, priority: Callable[[str], int]
    ) -> AsyncIterator[Request]:
        """Requests for the pages of a feed or sitemap that are wanted, and not known as they are."""
        pages = [(entry.url, entry.date) for entry in entries if self.wanted(entry.url, entry.date)]
        for start in range(0, len(pages), _TOGETHER):
            some = pages[start : start + _TOGETHER]
            reasons = self.increments.worth_asking(some, follow)
            for url, dated in some:
                if (why := reasons.pop(url, None)) is not None:
                    # A link to it may have been found not due already; the date makes it so.
                    yield self.page_request(
                        url,
                        follow=follow,
                        priority=priority(url),
                        dated=dated or "",
                        dont_filter=why == CHANGED,
                    )

    async def named_by(self, response: Response, read: Callable[[bytes, str], T], kind: type) -> T | None:
        """What a feed or sitemap names, read in the pool, or as kept when it has not changed.

        :param kind: what ``read`` gives, or gives a list of.
        :returns: None where it cannot be read; that is reported.
        """
        if response.status == 304:
            kept = self.increments.unchanged(response)
            return await self.pool.run(unpack, kind, kept) if kept is not None else None
        try:
            found, packed = await self.pool.run(read_listing, read, response.body, response.url)
        except (NotAFeed, NotASitemap, PageError) as error:
            self.increments.failed(response.url, type(error).__name__)
            if not response.meta.get("guess"):
                self.report(response.url, type(error).__name__, str(error))
            return None
        self.increments.listing(response, "listing", packed)
        return found

    async def parse_page(self, response: Response, follow: int = 0) -> AsyncIterator[Any]:
        """Read a page in the pool; yield its article and the requests it leads to."""
        if response.status == 304:
            # Not sent, since it is as it was: it leads where it led.
            kept = self.increments.unchanged(response)
            links = unpack(Links, kept) if kept is not None else Links()
            for request in self.follow(Reading(links=links), response, follow):
                yield request
            return
        try:
            # First of all: pages are remembered in the order in which they come.
            async with self.cleaning.visiting(page_of(response)) as visit:
                reading = await self.pool.run(
                    read_page,
                    visit.page,
                    follow=follow > 0,
                    sure=self.articles_are_certain,
                    steps=self.cleaning.steps,
                )
                visit.seen = reading.seen
        except PageError as error:
            self.increments.failed(response.url, type(error).__name__)
            self.report(response.url, type(error).__name__, str(error))
            return
        article = self._noted(reading, response)
        if article is not None and self._accepted(article):
            yield article
            if self.max_articles and len(self._seen) >= self.max_articles:
                raise CloseSpider("max_articles")
        for request in self.follow(reading, response, follow):
            yield request

    def _noted(self, reading: Reading, response: Response) -> Article | None:
        """What a page gave, noted for later crawls; its article, when that is new or changed."""
        if reading.error is not None:
            name = type(reading.error).__name__
            self.increments.failed(response.url, name, reading.packed_links)
            self.report(response.url, name, str(reading.error))
        elif reading.article is not None:
            return self.increments.judged(reading.article, response, reading.packed_links)
        else:
            kind = "page" if is_about_the_paper(response.url) else "listing"
            self.increments.listing(response, kind, reading.packed_links)
        return None

    def follow(self, reading: Reading, response: Response, depth: int) -> Iterable[Request]:
        """Requests a page leads to: none, unless a spider says otherwise."""
        return ()

    def _accepted(self, article: Article) -> bool:
        stats = self.crawler.stats
        if self.max_articles and len(self._seen) >= self.max_articles:
            return False
        if self.since and article.published and article.published[:10] < self.since:
            stats.inc_value("copydesk/older_than_since")
            self.increments.too_old(article)
            return False
        # One story at several addresses has one canonical address, so one id.
        if article.id in self._seen:
            stats.inc_value("copydesk/same_article")
            # Its line is there already: a run that was killed wrote it.
            self.increments.written(article)
            return False
        self._seen.add(article.id)
        return True

    def failed(self, failure: Failure) -> None:
        """Errback: tell failures from refusals and dead links, and report the failures."""
        request: Request = failure.request
        error = failure.value
        stats = self.crawler.stats
        if isinstance(error, HttpError):
            status = error.response.status
            self.increments.failed(request.url, "gone" if status in _GONE else f"HTTP {status}")
            if status in _GONE and not request.meta.get("start"):
                stats.inc_value("copydesk/dead_links")
            elif not request.meta.get("guess"):
                self.report(request.url, f"HTTP {status}", "the server refused the page")
        elif isinstance(error, IgnoreRequest):
            self.increments.failed(request.url, "refused")
            if request.meta.get("start"):
                self.report(request.url, "Refused", str(error) or "the crawl's rules forbid it")
            else:
                stats.inc_value("copydesk/refused")
        else:
            self.increments.failed(request.url, type(error).__name__)
            if not request.meta.get("guess"):
                self.report(request.url, type(error).__name__, str(error) or repr(error))

    def report(self, url: str, error: str, message: str) -> None:
        """Send :data:`crawler.signals.page_failed`."""
        failed = FailedPage(url=url, error=error, message=message)
        self.crawler.signals.send_catch_log(page_failed, failed=failed, spider=self)


def page_of(response: Response) -> Page:
    """The page a response holds."""
    content_type = response.headers.get("Content-Type")
    return Page(
        response.body,
        url=response.url,
        content_type=content_type.decode("latin-1") if content_type else None,
        status=response.status,
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def listed_addresses(file: Path) -> list[str]:
    """Addresses of a file, one a line; blank lines and ``#`` comments are passed over.

    :raises ValueError: a line is no address; the message names it.
    :raises OSError: the file cannot be read.
    """
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [web_address(line) for line in lines if line and not line.startswith("#")]


def web_address(text: str) -> str:
    """Check an address the operator typed.

    :raises ValueError: it is no http(s) address; the message names it.
    """
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{text!r} is not a web address: {error}") from None
    if (
        parts.scheme not in ("http", "https")
        or not host
        or not ("." in host or host == "localhost" or ":" in host)
    ):
        raise ValueError(f"{text!r} is not a web address; give one like https://paper.example/")
    return address
