"""The ``site`` spider: a whole news site, by its links, feeds and sitemaps."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Request, Response

from crawler.discovery.feeds import USUAL_PLACES
from crawler.discovery.scoring import article_likeness, is_listing
from crawler.discovery.traps import Traps
from crawler.discovery.twins import plain_form, same_page
from crawler.reading import Reading
from crawler.sites import Sites, host_of

from .feed import FeedSpider
from .sitemap import SitemapSpider

# Without a bound a crawl by links goes round a site's archive for ever.
_DEPTH = 5
_MOST_TWINS = 100_000
# Links of menus and sidebars are on every page: the scheduler need not be asked of them each time.
_MOST_ASKED = 50_000


class SiteSpider(FeedSpider, SitemapSpider):
    """``scrapy crawl site -a url=https://paper.example/ -O out.jsonl``

    Fetches the start pages, what they link to on the same site, and what the site's
    feeds and sitemaps name; keeps the articles.

    :param depth: how many links away from a start page to go; 5 unless given. The further pages of
        a list are as far as its first.

    Settings: ``LISTING_MAX_PAGES``, ``TRAP_PAGES``, ``TRAP_SITE_PAGES``, ``SITE_MAX_FEEDS``.
    """

    name = "site"
    articles_are_certain = False

    def __init__(self, depth: str | int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.follow_depth = _DEPTH if depth is None else int(depth)
        self._moved: dict[str, str] = {}
        self._twins: OrderedDict[str, None] = OrderedDict()
        self._asked: OrderedDict[str, None] = OrderedDict()
        self._feeds: dict[str, int] = {}

    def _set_sites(self, sites: Sites) -> None:
        super()._set_sites(sites)
        named = (host for site in sites for host in site.hosts)
        self.allowed_domains = list(dict.fromkeys((*map(host_of, self.start_urls), *named)))

    def depth_of(self, url: str) -> int:
        """How many links away from a start page its site goes."""
        depth = self.bounds_of(url).depth
        return self.follow_depth if depth is None else depth

    @cached_property
    def traps(self) -> Traps:
        return Traps(
            self.settings.getint("TRAP_PAGES", 25) or 10**9, self.settings.getint("TRAP_SITE_PAGES", 1000)
        )

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls:
            # It may redirect to where the site is now.
            yield self.page_request(
                url, follow=self.depth_of(url), priority=40, start=True, allow_offsite=True
            )
        for root in dict.fromkeys(urljoin(url, "/") for url in self.start_urls):
            if self.depth_of(root) > 0:
                yield self.robots_request(root)

    def follow(self, reading: Reading, response: Response, depth: int, nth: int) -> Iterable[Request]:
        if response.meta.get("start"):
            yield from self._moved_to(response, depth)
        links, stats = reading.links, self.crawler.stats
        is_article = reading.article is not None or reading.error is not None or reading.is_unchanged
        if is_article:
            self._note_twins(links.twins, response.url)
        if reading.not_found:
            stats.inc_value("copydesk/trap/not_found")
        news = [u for u in links.pages if u not in self._asked and u not in self.seen and self._is_own(u)]
        leads = [url for url in news if not is_listing(url)]
        if depth > 0 or is_article:
            self.traps.saw(
                self.sites.key(response.url),
                response.url,
                article=is_article or reading.first_page is not None,
                leads=any(self._may_be_article(url) for url in leads),
            )
        if reading.first_page is not None and self.wanted(reading.first_page):
            stats.inc_value("copydesk/later_pages_alone")
            yield self._found(reading.first_page, depth)
        if depth <= 0:
            return
        if not is_article or response.meta.get("start"):
            yield from self._feed_requests(reading, response, depth)
        pages = [
            (url, None)
            for url in links.pages
            if not self._is_asked(url) and self._is_to_follow(url, links.dates.get(url))
        ]
        self._asked |= dict.fromkeys(url for url, _ in pages)
        for url in self.increments.worth_asking(pages, depth - 1):
            yield self._found(url, min(depth - 1, self.depth_of(url)))
        if self._goes_on(reading, response.url, leads, nth):
            for url in links.next:
                if self.wanted(url) and self._is_own(url):
                    yield self._found(url, depth, nth + 1)

    def _found(self, url: str, depth: int, nth: int = 1) -> Request:
        # Where both are linked to, a page goes before its AMP and mobile views.
        priority = -1 if plain_form(url) else article_likeness(url)
        return self.page_request(url, follow=depth, nth=nth, priority=priority, found=True, **self.own(url))

    def _is_asked(self, url: str) -> bool:
        """Whether an address was requested a short while ago."""
        if url in self._asked:
            self._asked.move_to_end(url)
            return True
        while len(self._asked) >= _MOST_ASKED:
            self._asked.popitem(last=False)
        return False

    def _is_to_follow(self, url: str, dated: str | None) -> bool:
        stats = self.crawler.stats
        is_new = self.seen.add(url)
        # The day in an address or beside a link is the story's; a list's is when it was made.
        if not self.wanted(url, None if is_listing(url) else dated):
            return False
        if (plain := plain_form(url)) is not None and (plain in self.seen or same_page(url) in self._twins):
            stats.inc_value("copydesk/twins", int(is_new))
            return False
        if url in self._twins:
            stats.inc_value("copydesk/twins", int(is_new))
            return False
        if (trap := self.traps.refuses(self.sites.key(url), url)) is not None:
            stats.inc_value(f"copydesk/trap/{trap}", int(is_new))
            return False
        return True

    def _goes_on(self, reading: Reading, url: str, leads: list[str], nth: int) -> bool:
        """Whether a list's next page is worth asking for: as long as there are addresses on this one
        that were on none before, and not all of them from before ``since``."""
        if not reading.links.next:
            return False
        if nth >= self.settings.getint("LISTING_MAX_PAGES", 1000):
            self.crawler.stats.inc_value("copydesk/trap/listing_pages")
            return False
        dates = [reading.links.dates[lead] for lead in leads if lead in reading.links.dates]
        if dates and len(dates) * 2 >= len(leads) and self.bounds_of(url).is_old(max(dates)):
            self.crawler.stats.inc_value("copydesk/listings_older_than_since")
            return False
        # The front page may name all of a first page's stories, and none of the second's.
        if nth > 1 and not leads:
            self.crawler.stats.inc_value("copydesk/listings_at_end")
            return False
        return True

    def _may_be_article(self, url: str) -> bool:
        return article_likeness(url) > 0 and self.traps.refuses(self.sites.key(url), url) is None

    def _note_twins(self, twins: list[str], url: str) -> None:
        """Remember a page's other addresses. A canonical one is believed where it is the same
        but for AMP and the like: a template's mistake would hide a story."""
        for twin in twins:
            if twin != url and (plain_form(twin) is not None or same_page(twin) == same_page(url)):
                self._twins[twin] = None
        while len(self._twins) > _MOST_TWINS:
            self._twins.popitem(last=False)

    def _feed_requests(self, reading: Reading, response: Response, depth: int) -> Iterator[Request]:
        links = reading.links
        # A feed on a host of its own is the site's word, when a <link> says so.
        asked: list[tuple[str, dict[str, Any]]] = [(url, {"allow_offsite": True}) for url in links.feeds]
        asked += [
            (url, {"guess": True, "page_depth": depth - 1} | self.own(url))
            for url in links.maybe_feeds
            if self._is_own(url) and self.wanted(url)
        ]
        if response.meta.get("start") and not links.feeds:
            usual = (urljoin(response.url, place) for place in USUAL_PLACES)
            asked += [(url, {"guess": True} | self.own(url)) for url in usual]
        site = self.sites.key(response.url)
        for url, meta in asked:
            if not self.seen.add(f"feed {url}"):
                continue
            if self._feeds.get(site, 0) >= self.settings.getint("SITE_MAX_FEEDS", 200):
                self.crawler.stats.inc_value("copydesk/trap/feeds")
                continue
            self._feeds[site] = self._feeds.get(site, 0) + 1
            yield self.feed_request(url, **meta)

    def _moved_to(self, response: Response, depth: int) -> Iterator[Request]:
        """A start page that was answered from another host: that is the site's own as well, once."""
        start = (response.meta.get("redirect_urls") or [response.url])[0]
        host = host_of(response.url)
        if self._is_own(response.url) or host_of(start) in self._moved.values():
            return
        self._moved[host] = host_of(start)
        self.allowed_domains.append(host)
        self.crawler.stats.inc_value("copydesk/moved_sites")
        if depth > 0:
            yield self.robots_request(response.url)

    def _is_own(self, url: str) -> bool:
        host = host_of(url)
        named = any(host == own or host.endswith(f".{own}") for own in self.allowed_domains)
        return named or self.sites.of(url) is not None

    def own(self, url: str) -> dict[str, Any]:
        host = host_of(url)
        return {"own_host": host} if host in self._moved else {}
