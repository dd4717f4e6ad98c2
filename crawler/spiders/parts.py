"""Articles over several pages: their parts fetched one after another, and joined.

Each request for a part carries the article so far, as a line of output: plain data, which
the frontier keeps. A crawl that is killed amid an article goes on with the next part.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy.exceptions import CloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawler.reading import Reading, read_part
from crawler.warc.decided import ReadPage
from crawler.warc.middleware import PAGE, RECORD, ArchiveMiddleware, read_page_of
from pipelines import Article, PageError
from pipelines.line import from_line, to_line

# Key of a request's meta: the pages the article was made of so far, as the archive has them.
_READ = "archived_pages"
_FIRST = 50  # priority: an article begun goes before all others


class PartsMixin:
    """What a :class:`~crawler.spiders.news.NewsSpider` does with an article that goes on elsewhere.

    Setting ``ARTICLE_MAX_PAGES``. Stats: ``copydesk/joined_articles``, ``copydesk/article_parts``.
    """

    _begun = 0
    """Articles that wait for a part."""

    def rest_request(self, reading: Reading, response: Response) -> Request | None:
        """A request for the rest of an article, where there is any."""
        if reading.article is None or self._most_pages() < 2:
            return None
        todo = reading.pages.further
        place = reading.pages.whole or next(iter(todo), None)
        if place is None:
            return None
        self._begun += 1
        self._note_read(response)
        line = to_line(reading.article).decode()
        if reading.pages.whole:
            return self._part_request(place, line, todo, 2, whole=True, response=response)
        return self._part_request(place, line, todo[1:], 2, response=response)

    def _part_request(
        self, url: str, so_far: str, todo: list[str], number: int, *, response: Any, whole: bool = False
    ) -> Request:
        # The page may have been fetched for another's sake, and be filtered for it.
        carried = {key: value for key, value in response.meta.items() if key in ("own_host", _READ)}
        return Request(
            url,
            callback=self.parse_part,
            errback=self.part_failed,
            cb_kwargs={"so_far": so_far, "todo": todo, "number": number, "whole": whole},
            meta=self.page_meta() | {"part": True} | carried,
            priority=_FIRST,
            dont_filter=True,
        )

    async def parse_part(
        self, response: Response, so_far: str, todo: list[str], number: int, whole: bool
    ) -> AsyncIterator[Any]:
        """Join a part; yield the request for the next, or the article when it was the last."""
        from .news import page_of

        try:
            page = page_of(response, self.bounds_of(response.url).language)
            async with self.cleaning.visiting(page) as visit:
                response.meta[PAGE] = visit.page
                part = await self.pool.run(
                    read_part,
                    visit.page,
                    so_far=so_far,
                    number=number,
                    whole=whole,
                    steps=self.cleaning.steps,
                    sketch=self.cleaning.sketches.wanted,
                )
                visit.seen = part.seen
        except PageError as error:
            self.report(response.url, type(error).__name__, _lacking(number, whole, str(error)))
            for result in self._go_on(response, so_far, None, todo, number, whole):
                yield result
            return
        self.cleaning.sketches.put(part.article, part.sketch)
        self.crawler.stats.inc_value("copydesk/article_parts")
        if part.brought:
            self._note_read(response, number=number, whole=whole)
        if whole and part.brought:
            todo = []
        elif part.brought:
            todo = list(dict.fromkeys((*todo, *part.further)))
        elif not whole:
            # The same words again: there is no such page, or it is the comments' second.
            todo = []
        for result in self._go_on(response, part.line, part.article, todo, number, whole):
            yield result

    def part_failed(self, failure: Failure) -> Iterator[Any]:
        """Errback: a part that cannot be had is reported, and the article written without it."""
        request: Request = failure.request
        known = request.cb_kwargs
        what = _lacking(known["number"], known["whole"], str(failure.value) or repr(failure.value))
        status = getattr(getattr(failure.value, "response", None), "status", None)
        self.report(request.url, f"HTTP {status}" if status else type(failure.value).__name__, what)
        yield from self._go_on(request, known["so_far"], None, known["todo"], known["number"], known["whole"])

    def _go_on(
        self, source: Any, line: str, article: Article | None, todo: list[str], number: int, whole: bool
    ) -> Iterator[Any]:
        """The next part, or the article."""
        number = number if whole else number + 1
        if todo and number <= self._most_pages():
            yield self._part_request(todo[0], line, todo[1:], number, response=source)
            return
        if todo:
            self.crawler.stats.inc_value("copydesk/trap/article_pages")
            self.report(todo[0], "PagesLeftOut", f"more than ARTICLE_MAX_PAGES={self._most_pages()} pages")
        self._begun = max(0, self._begun - 1)
        self.crawler.stats.inc_value("copydesk/joined_articles")
        article = article or from_line(line)
        if (archive := self._archive) is not None:
            archive.made_of(article, map(ReadPage.from_row, source.meta.get(_READ, ())))
        if not self.is_written(article):
            yield article
        self.stop_when_enough()

    def tell_archive(self, article: Article, response: Response) -> None:
        """Tell the archive that this page is all of an article."""
        if self._archive is not None and RECORD in response.meta:
            self._archive.made_of(article, (read_page_of(response),))

    def _note_read(self, response: Response, **place: Any) -> None:
        """Note, for the archive, that this page is the article's too."""
        if self._archive is not None and RECORD in response.meta:
            row = read_page_of(response, **place).to_row()
            response.meta[_READ] = [*response.meta.get(_READ, ()), row]

    @property
    def _archive(self) -> ArchiveMiddleware | None:
        return self.crawler.get_downloader_middleware(ArchiveMiddleware)

    def stop_when_enough(self) -> None:
        """Stop at ``max_articles``, and not before the articles begun are done."""
        if self.max_articles and len(self._seen) >= self.max_articles and not self._begun:
            raise CloseSpider("max_articles")

    def _most_pages(self) -> int:
        return self.crawler.settings.getint("ARTICLE_MAX_PAGES", 30)


def _lacking(number: int, whole: bool, why: str) -> str:
    which = "the article on one page" if whole else f"page {number} of an article"
    return f"{which} is lacking: {why}"
