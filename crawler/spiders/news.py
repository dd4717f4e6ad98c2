"""What all our spiders share: reading pages beside the reactor, accepting articles, failures."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import HtmlResponse, Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.bounds import Bounds
from crawler.closed_sites import SiteClosed
from crawler.discovery.kind import is_about_the_paper
from crawler.discovery.links import Links
from crawler.discovery.seen import Seen
from crawler.discovery.stories import Stories
from crawler.frontier.accepted import Accepted
from crawler.frontier.scheduler import frontier_of
from crawler.increments.asking import DATED, LISTED_AS
from crawler.increments.extension import Increments
from crawler.increments.kept import unpack
from crawler.increments.nothing import NothingKept
from crawler.items import FailedPage
from crawler.reading import Reading, read_page
from crawler.rendering.browser import Rendering
from crawler.rendering.modes import ALWAYS, AUTO, OFF, RENDERED_TYPE, RenderingError
from crawler.signals import page_failed, page_read, site_closed
from crawler.sites import Sites, asked_url, sites_of
from crawler.sites_file import read_sites
from crawler.starts import web_address
from crawler.traps import Trapped
from crawler.warc.middleware import PAGE
from pipelines import Article, Page, PageError
from pipelines.itempipelines import CleanPipeline
from pipelines.memory.keeper import Visit
from pipelines.pool import CleaningPool
from pipelines.rights import HEADERS
from pipelines.steps.finish import id_of

from .listings import ListingsMixin
from .parts import PartsMixin

# Dead links are the web's, not a failure of the crawl; they are counted.
_GONE = (404, 410)


class NewsSpider(ListingsMixin, PartsMixin, Spider):
    """Base of the spiders. Their arguments (``-a NAME=VALUE``):

    :param url: where to start: one address, or several parted by white space.
    :param allow: regular expression; only addresses it is found in are fetched.
    :param deny: regular expression; addresses it is found in are not fetched.
    :param since: day (YYYY-MM-DD), or ``7d``; articles published before it are left out.
    :param max_articles: stop after so many articles.
    :param sites: a sites file (docs/sites.md), instead of ``url``. What is said of a site goes
        before what is said here of all.
    :raises ValueError: an argument is not of its form.
    :raises crawler.sites_file.SitesError: the sites file cannot be used.

    The sites of the crawl are in the setting ``SITES``; without any, those of the start pages are.
    """

    articles_are_certain = False
    """Whether what this spider is sent to are articles, whatever the page looks like."""

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
        self._for_all = Bounds.of(allow, deny, since)
        self.sites = Sites()
        self._bounds: dict[str, Bounds] = {}
        self.max_articles = int(max_articles) if max_articles else None
        self.seen = Seen()
        """The addresses found so far in this run, to count those that are new."""
        self._stories = Stories()
        # Kept between the runs of a job (JOBDIR), also when one is killed.
        self.state: dict[str, Any] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, sites: str = "", **kwargs: Any) -> Self:
        if sites:
            named = [asdict(site) for site in read_sites(Path(sites))]
            crawler.settings.set("SITES", named, priority="spider")
        spider = super().from_crawler(crawler, *args, **kwargs)
        if crawler.settings.getlist("SITES"):
            known = Sites.from_settings(crawler.settings)
        else:
            known = Sites(sites_of(spider.start_urls))
            # They are frozen when a spider is built for a crawler that is set up already.
            if not crawler.settings.frozen:
                crawler.settings.set("SITES", [asdict(site) for site in known], priority="spider")
        spider._set_sites(known)
        return spider

    def _set_sites(self, sites: Sites) -> None:
        self.sites = sites
        self._bounds = {site.name: self._for_all.with_site(site) for site in sites}
        self.start_urls = self.start_urls or [url for site in sites for url in site.start]

    def bounds_of(self, url: str) -> Bounds:
        """What of an address's site is wanted: by what is said of the site, and else of all."""
        site = self.sites.of(url)
        return self._for_all if site is None else self._bounds[site.name]

    @property
    def _accepted_of(self) -> Counter[str]:
        """How many articles of each site were accepted, in this run and those it resumes."""
        return self.state.setdefault("accepted_of", Counter())

    @property
    def _seen(self) -> Accepted | set[str]:
        """Ids of the articles accepted, in this run and those it resumes."""
        frontier = frontier_of(self.crawler)
        return frontier.accepted if frontier is not None else self.state.setdefault("accepted", set())

    def is_written(self, article: Article) -> bool:
        """Whether a run that this one resumes has written it."""
        frontier = frontier_of(self.crawler)
        return frontier is not None and frontier.accepted.is_kept(article.id)

    def page_meta(self) -> dict[str, Any]:
        """What requests for pages, as against feeds and sitemaps, have in their meta."""
        return {"page": True, "download_maxsize": self.settings.getint("PAGE_MAXSIZE")}

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
        """Whether an address is within its site's ``allow``, ``deny`` and ``since``."""
        bounds = self.bounds_of(url)
        return bounds.hold(url) and not bounds.is_old(dated)

    def page_request(
        self,
        url: str,
        *,
        follow: int = 0,
        nth: int = 1,
        priority: int = 0,
        start: bool = False,
        dated: str | None = None,
        dont_filter: bool = False,
        **meta: Any,
    ) -> Request:
        """A request for a page.

        :param follow: how many links away from it the crawl may go.
        :param nth: which page of a list it is.
        :param start: the operator named it: fetch it in any case, and report when it is gone.
        :param dated: when a feed or sitemap says that it last changed; empty where it does not say.
        """
        self.seen.add(url)
        return Request(
            url,
            callback=self.parse_page,
            errback=self.failed,
            cb_kwargs={"follow": follow, "nth": nth},
            meta=self.page_meta() | {"start": start, LISTED_AS: "page", DATED: dated, **meta},
            priority=priority,
            dont_filter=dont_filter,
        )

    def depth_of(self, url: str) -> int:
        """How many links away from what a feed or sitemap names the crawl may go."""
        return 0

    def own(self, url: str) -> dict[str, Any]:
        """What requests for a further host of a site's own carry; nothing, unless a spider says otherwise."""
        return {}

    async def parse_page(self, response: Response, follow: int = 0, nth: int = 1) -> AsyncIterator[Any]:
        """Read a page in the pool; yield its article and the requests it leads to."""
        if response.status == 304:
            for request in self.follow(self._kept(response), response, follow, nth):
                yield request
            return
        try:
            # First of all: pages are remembered in the order in which they come.
            page = page_of(response, self.bounds_of(response.url).language)
            async with self.cleaning.visiting(page) as visit:
                reading = await self._read(response, visit, follow > 0)
                visit.seen = reading.seen
                response.meta[PAGE] = visit.page
        except PageError as error:
            self.increments.failed(response.url, type(error).__name__)
            self.report(response.url, type(error).__name__, str(error))
            return
        if reading.article is not None:
            reading.article = self._believed(reading.article)
        article = self._noted(reading, response)
        if article is not None and self._accepted(article):
            reading.article = article
            rest = self.rest_request(reading, response)
            if rest is None:
                self.cleaning.sketches.put(article, reading.sketch)
                self.tell_archive(article, response)
            yield article if rest is None else rest
            self.stop_when_enough()
        for request in self.follow(reading, response, follow, nth):
            yield request

    def _kept(self, response: Response) -> Reading:
        """What a page that was not sent, being as it was, gave when it was."""
        packed = self.increments.unchanged(response)
        links = unpack(Links, packed) if packed is not None else Links()
        return Reading(links=links, is_unchanged=self.increments.kind_of(response.url) == "article")

    def _noted(self, reading: Reading, response: Response) -> Article | None:
        """What a page gave, noted for later crawls; its article, when that is new or changed."""
        if reading.error is not None:
            name = type(reading.error).__name__
            self.increments.failed(response.url, name, reading.packed_links)
            self.report(response.url, name, str(reading.error))
            return None
        self.crawler.signals.send_catch_log(page_read, url=asked_url(response), spider=self)
        if reading.article is not None:
            return self.increments.judged(reading.article, response, reading.packed_links)
        if reading.not_found:
            self.increments.failed(response.url, "gone")
            return None
        is_list = reading.first_page is None and not is_about_the_paper(response.url)
        self.increments.listing(response, "listing" if is_list else "page", reading.packed_links)
        return None

    async def _read(self, response: Response, visit: Visit, follow: bool) -> Reading:
        """Read a page, as it was sent or as a browser renders it."""
        read = partial(
            self.pool.run,
            read_page,
            follow=follow,
            sure=self.articles_are_certain,
            steps=self.cleaning.steps,
            sketch=self.cleaning.sketches.wanted,
        )
        rendering = self.crawler.get_extension(Rendering)
        mode = rendering.modes.of(response.url) if rendering and isinstance(response, HtmlResponse) else OFF
        if mode != ALWAYS:
            reading = await read(visit.page, may_render=mode == AUTO)
            if not reading.needs_browser:
                return reading
        try:
            html = await rendering.render(response)
        except RenderingError as error:
            return Reading(error=error)
        visit.page = replace(visit.page, body=html, content_type=RENDERED_TYPE)
        return await read(visit.page)

    def follow(self, reading: Reading, response: Response, depth: int, nth: int) -> Iterable[Request]:
        """Requests a page leads to: none, unless a spider says otherwise."""
        return ()

    def _believed(self, article: Article) -> Article:
        """An article, without the canonical address that another story has given as its own."""
        if article.canonical_url in (None, article.url) or not self._stories.is_other(article):
            return article
        self.crawler.stats.inc_value("copydesk/canonical_not_believed")
        return replace(article, canonical_url=article.url, id=id_of(article.url, article.content_hash))

    def _accepted(self, article: Article) -> bool:
        stats = self.crawler.stats
        if self.max_articles and len(self._seen) >= self.max_articles:
            return False
        site = self.sites.key(article.url or "")
        bounds = self.bounds_of(article.url or "")
        if bounds.max_articles and self._accepted_of[site] >= bounds.max_articles:
            self._close_site(site, "max_articles")
            return False
        if bounds.is_old(article.published):
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
        self._accepted_of[site] += 1
        if self._accepted_of[site] == bounds.max_articles:
            self._close_site(site, "max_articles")
        return True

    def _close_site(self, site: str, reason: str) -> None:
        self.crawler.signals.send_catch_log(site_closed, site=site, reason=reason, spider=self)

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
        elif isinstance(error, SiteClosed):
            stats.inc_value("copydesk/left_out")
        elif isinstance(error, Trapped):
            return  # counted where it was found out
        elif isinstance(error, IgnoreRequest):
            self.increments.failed(request.url, "refused")
            if request.meta.get("start"):
                name = "Refused" if type(error) is IgnoreRequest else type(error).__name__
                self.report(request.url, name, str(error) or "the crawl's rules forbid it")
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


def page_of(response: Response, language: str | None = None) -> Page:
    """The page a response holds.

    :param language: ISO 639-1, for a page that does not say.
    """
    content_type = response.headers.get("Content-Type")
    return Page(
        response.body,
        url=response.url,
        content_type=content_type.decode("latin-1") if content_type else None,
        status=response.status,
        fetched_at=response.meta.get("fetched_at") or datetime.now(UTC).isoformat(timespec="seconds"),
        language=language,
        headers=rights_headers(response),
    )


def rights_headers(response: Response) -> tuple[tuple[str, str], ...]:
    """The headers of :attr:`pipelines.Page.headers`."""
    return tuple((n, v.decode("latin-1")) for n in HEADERS for v in response.headers.getlist(n))
