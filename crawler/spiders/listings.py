"""Feeds and sitemaps: what they name, and which of it is worth a request."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from scrapy.http import Request, Response

from crawler.discovery.entry import Entry
from crawler.discovery.feeds import NotAFeed
from crawler.discovery.sitemaps import NotASitemap
from crawler.increments.asking import LISTED_AS
from crawler.increments.revisits import CHANGED
from pipelines import PageError

T = TypeVar("T")
# Pages looked up together in the state, and the reactor turns between.
_TOGETHER = 500


class ListingsMixin:
    """What a :class:`~crawler.spiders.news.NewsSpider` does with feeds and sitemaps."""

    def listing_request(
        self, url: str, kind: str, callback: Any, arguments: dict[str, Any], **meta: Any
    ) -> Request:
        """A request for a feed or sitemap.

        :param kind: as :data:`~crawler.increments.asking.LISTED_AS` has it.
        :param arguments: of the callback.
        """
        if meta.get("guess"):
            # Given up after retries it would be logged as an error; a guess that fails is none.
            meta["dont_retry"] = True
        meta[LISTED_AS] = kind
        return Request(url, callback, errback=self.failed, cb_kwargs=arguments, meta=meta, priority=20)

    async def named_by(
        self,
        response: Response,
        read: Callable[..., tuple[T, bytes]],
        kept: Callable[..., T],
        *arguments: Any,
    ) -> T | None:
        """What a feed or sitemap names, read in the pool, or as kept when it has not changed.

        :param read: its body, its address and the arguments to what it names, and the same packed.
        :param kept: what was packed and the arguments to what it names.
        :returns: None where it cannot be read; that is reported.
        """
        if response.status == 304:
            packed = self.increments.unchanged(response)
            try:
                return await self.pool.run(kept, packed, *arguments) if packed is not None else None
            except ValueError:
                return None  # it was a page, and is
        try:
            found, packed = await self.pool.run(read, response.body, response.url, *arguments)
        except (NotAFeed, NotASitemap, PageError) as error:
            self.increments.failed(response.url, type(error).__name__)
            if not response.meta.get("guess"):
                self.report(response.url, type(error).__name__, str(error))
            return None
        self.increments.listing(response, "listing", packed)
        return found

    async def listed_pages(
        self, entries: Iterable[Entry], *, follow: int, priority: Callable[[str], int]
    ) -> AsyncIterator[Request]:
        """Requests for the pages of a feed or sitemap that are wanted, and not known as they are."""
        wanted = ((e.url, e.date) for e in entries if self.wanted(e.url, e.date))
        for pages in _batches(wanted):
            reasons = self.increments.worth_asking(pages, follow)
            for url, dated in pages:
                if (why := reasons.pop(url, None)) is not None:
                    yield self.page_request(
                        url,
                        follow=follow,
                        priority=priority(url),
                        dated=dated or "",
                        # A link to it may have been found not due already; the date makes it so.
                        dont_filter=why == CHANGED,
                        **self.own(url),
                    )


def _batches(pages: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(pages, _TOGETHER)):
        yield batch
