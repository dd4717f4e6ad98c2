"""Pages in WARC files: those of our crawls as the crawl saw them, and the articles of anybody's.

Where the pages are is found by going through the files once (:func:`archived_pages`); each is
read when it is cleaned (:func:`archived_page`), by its place in its file, in a worker.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fastwarc import WarcRecord, WarcRecordType

from pipelines import Page

from .decided import Decided
from .files import OPEN
from .records import MOST_BYTES, Place, UnreadableRecord, fetched_at, http, read, records, uri

if TYPE_CHECKING:
    from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

_ENDINGS = (".warc", ".warc.gz", f".warc.gz{OPEN}")

_HELD = (WarcRecordType.response, WarcRecordType.revisit, WarcRecordType.conversion)


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page of an archive: where its parts are, or what is the matter with it."""

    place: Place
    """Of its response, or of what is damaged."""
    url: str | None = None
    decided: Decided | None = None
    """What our crawl decided; None for others' archives: it is to be seen whether it is an article."""
    payload: Place | None = None
    """Of the response that has the body, where its own is a revisit record."""
    rendered: Place | None = None
    """Of what a browser made of it."""
    error: str | None = None
    """Why it cannot be read."""


@dataclass(slots=True)
class _Index:
    """What is in some files."""

    records: dict[str, Place] = field(default_factory=dict)
    """Responses, revisits and conversions by record id."""
    payloads: dict[str, Place] = field(default_factory=dict)
    """Responses by payload digest."""
    revisited: dict[Place, tuple[str, str]] = field(default_factory=dict)
    """By the revisit's place: the record it refers to, and the digest; empty where it does not say."""
    found: list[tuple[ArchivedPage, str]] = field(default_factory=list)
    """Pages, in order, each with the record it is of, where it is known by that."""
    seen: set[Path] = field(default_factory=set)

    def add(self, file: Path, *, pages: bool) -> None:
        """Go through a file.

        :param pages: its pages are wanted, and what is damaged in it is to be told.
        """
        self.seen.add(file)
        ours = False
        for place, record in records(file):
            if record is None:
                if pages:
                    page = ArchivedPage(
                        place, error=f"{place}: damaged; what follows is read, where it can be"
                    )
                    self.found.append((page, ""))
                continue
            kind, id = record.record_type, record.record_id or ""
            if kind == WarcRecordType.warcinfo:
                ours = b"software: copydesk/" in record.reader.read(MOST_BYTES)
            elif kind == WarcRecordType.metadata:
                if pages and ours:
                    self._decided(place, record)
            elif kind in _HELD:
                self.records[id] = place
                digest = record.headers.get("WARC-Payload-Digest", "")
                if kind == WarcRecordType.revisit:
                    self.revisited[place] = record.headers.get("WARC-Refers-To", ""), digest
                elif kind == WarcRecordType.response:
                    self.payloads.setdefault(digest, place)
                if pages and not ours and _is_page(record):
                    self.found.append((ArchivedPage(place, uri(record)), id))

    def _decided(self, place: Place, record: WarcRecord) -> None:
        of = record.headers.get("WARC-Refers-To", "")
        page = ArchivedPage(place, uri(record))
        try:
            decided = Decided.from_json(record.reader.read(MOST_BYTES))
        except ValueError as error:
            self.found.append((replace(page, error=f"{place}: damaged: {error}"), ""))
            return
        if decided is not None:
            self.found.append((replace(page, decided=decided), of))

    def resolved(self, page: ArchivedPage, of: str) -> tuple[ArchivedPage, bool]:
        """The page with its parts' places, and whether all were found."""
        if page.error is not None:
            return page, True
        response = self.records.get(of) if page.decided is not None else page.place
        if response is None:
            return replace(page, error=f"{page.place}: its response {of} {_ELSEWHERE}"), False
        page = replace(page, place=response)
        if page.decided is not None and page.decided.rendered is not None:
            rendered = self.records.get(page.decided.rendered)
            if rendered is None:
                error = f"{page.place}: what a browser made of it, {page.decided.rendered}, {_ELSEWHERE}"
                return replace(page, error=error), False
            return replace(page, rendered=rendered), True
        if response in self.revisited:
            refers, digest = self.revisited[response]
            payload = self.records.get(refers) if refers else None
            payload = payload if payload not in self.revisited else None
            payload = payload or self.payloads.get(digest or refers)
            if payload is None:
                error = (
                    f"{page.place}: its body is in another file, as {refers or digest}, which {_ELSEWHERE}"
                )
                return replace(page, error=error), False
            page = replace(page, payload=payload)
        return page, True


_ELSEWHERE = "is neither in the files given nor beside them"


def is_warc(path: Path) -> bool:
    """Whether a file is an archive, by its name."""
    return path.name.lower().endswith(_ENDINGS)


def archived_pages(files: Iterable[Path]) -> list[ArchivedPage]:
    """The pages of some archives, in order.

    Of our crawls' those that became articles; of others' answers of status 200 that are HTML.
    A page that was done twice, because the run was killed between, is there once. What a page
    refers to and is not in these files is looked for in the archives beside them.

    :raises OSError: a file cannot be opened.
    :raises OnePiece: a file is packed in one piece.
    """
    files = list(files)
    index = _Index()
    for file in files:
        index.add(file, pages=True)
    last = {page.decided.key: n for n, (page, _) in enumerate(index.found) if page.decided is not None}
    found = [
        (page, of)
        for n, (page, of) in enumerate(index.found)
        if page.decided is None or last[page.decided.key] == n
    ]
    if not all(index.resolved(page, of)[1] for page, of in found):
        for folder in dict.fromkeys(file.parent for file in files):
            for beside in sorted(folder.iterdir()):
                if is_warc(beside) and beside not in index.seen:
                    index.add(beside, pages=False)
    return [index.resolved(page, of)[0] for page, of in found]


def archived_page(archived: ArchivedPage) -> Page:
    """Read a page as the crawl that archived it did: its content encodings undone.

    :raises UnreadableRecord: a record is damaged.
    :raises PageError: it cannot be read.
    """
    if archived.error is not None:
        raise UnreadableRecord(archived.error)
    # Half a second, and pages that are not archived do without.
    from scrapy.exceptions import IgnoreRequest
    from scrapy.http import Request, Response

    from crawler.rendering.modes import RENDERED_TYPE
    from crawler.spiders.news import page_of

    record = read(archived.place)
    address, at = uri(record), fetched_at(record)
    status, headers, body = http(record, archived.place)
    if archived.payload is not None:
        _, _, body = http(read(archived.payload), archived.payload)
    try:
        request = Request(address, meta={"fetched_at": at})
        response = Response(address, status, headers, body, request=request)
        page = page_of(_unpacker().process_response(request, response))
    except (IgnoreRequest, ValueError, OSError, EOFError) as error:
        raise UnreadableRecord(f"{archived.place}: cannot be unpacked: {error}") from error
    if archived.rendered is not None:
        html = read(archived.rendered).reader.read(MOST_BYTES)
        page = replace(page, body=html, content_type=RENDERED_TYPE)
    if archived.decided is not None:
        page = archived.decided.as_read(page)
    return page


@cache
def _unpacker() -> HttpCompressionMiddleware:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
    from scrapy.statscollectors import DummyStatsCollector

    crawler = Crawler(Spider)
    crawler.stats = DummyStatsCollector(crawler)
    return HttpCompressionMiddleware(crawler=crawler)


def _is_page(record: WarcRecord) -> bool:
    """Whether a record of somebody else's archive may be an article's page."""
    if record.record_type not in (WarcRecordType.response, WarcRecordType.revisit):
        return False
    if "server-not-modified" in record.headers.get("WARC-Profile", ""):
        return False
    try:
        record.parse_http()
        return record.http_headers.status_code == 200 and "html" in (record.http_content_type or "")
    except (OSError, ValueError, AttributeError):
        return False
