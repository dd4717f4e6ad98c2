"""Which pages are in WARC files, and where: found by going through the files once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from fastwarc import WarcRecord, WarcRecordType

from .decided import Decided
from .files import OPEN
from .records import MOST_BYTES, Place, records, uri

_ENDINGS = (".warc", ".warc.gz", f".warc.gz{OPEN}")
_HELD = (WarcRecordType.response, WarcRecordType.revisit, WarcRecordType.conversion)


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts of a page are."""

    response: Place
    payload: Place | None = None
    """Of the response that has the body, where its own is a revisit record."""
    rendered: Place | None = None
    """Of what a browser made of it."""


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page of an archive, or what is the matter with it."""

    place: Place
    """Of the record that tells of it, or that is damaged."""
    url: str | None = None
    decided: Decided | None = None
    """What our crawl decided; None for others' archives: it is to be seen whether it is an article."""
    parts: tuple[Parts, ...] = ()
    """Its own, and those of the article's further pages."""
    error: str | None = None
    """Why it cannot be read."""


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
    last = {page.decided.key: page.place for page in index.found if page.decided is not None}
    found = [page for page in index.found if page.decided is None or last[page.decided.key] == page.place]
    pages = [index.resolved(page) for page in found]
    if any(page.error for page in pages):
        for folder in dict.fromkeys(file.parent for file in files):
            for beside in sorted(folder.iterdir()):
                if is_warc(beside) and beside not in index.seen:
                    index.add(beside, pages=False)
        pages = [index.resolved(page) for page in found]
    return pages


class _Missing(Exception):
    """A record that is in none of the files. ``str()`` says which."""


@dataclass(slots=True)
class _Index:
    """What is in some files."""

    records: dict[str, Place] = field(default_factory=dict)
    """Responses, revisits and conversions by record id."""
    payloads: dict[str, Place] = field(default_factory=dict)
    """Responses by payload digest."""
    revisited: dict[Place, tuple[str, str]] = field(default_factory=dict)
    """By the revisit's place: the record it refers to, and the digest; empty where it does not say."""
    found: list[ArchivedPage] = field(default_factory=list)
    """In order; their parts are not looked for yet."""
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
                    error = f"{place}: damaged; what follows is read, where it can be"
                    self.found.append(ArchivedPage(place, error=error))
            elif record.record_type == WarcRecordType.warcinfo:
                ours = b"software: copydesk/" in record.reader.read(MOST_BYTES)
            elif record.record_type == WarcRecordType.metadata:
                if pages and ours:
                    self.found.extend(_decided(place, record))
            elif record.record_type in _HELD:
                self._held(place, record)
                if pages and not ours and _is_page(record):
                    self.found.append(ArchivedPage(place, uri(record)))

    def _held(self, place: Place, record: WarcRecord) -> None:
        self.records[record.record_id or ""] = place
        digest = record.headers.get("WARC-Payload-Digest", "")
        if record.record_type == WarcRecordType.revisit:
            self.revisited[place] = record.headers.get("WARC-Refers-To", ""), digest
        elif record.record_type == WarcRecordType.response and digest:
            self.payloads.setdefault(digest, place)

    def resolved(self, page: ArchivedPage) -> ArchivedPage:
        """The page with its parts; with an error, when one of them is in none of the files."""
        if page.error is not None:
            return page
        try:
            if page.decided is None:
                return replace(page, parts=(self._parts(page.place),))
            parts = (
                self._parts(self._place(read.record), self._place(read.rendered) if read.rendered else None)
                for read in page.decided.pages
            )
            return replace(page, parts=tuple(parts))
        except _Missing as missing:
            why = f"{missing} is neither in the files given nor beside them"
            return replace(page, error=f"{page.place}: the record {why}")

    def _place(self, id: str) -> Place:
        if (place := self.records.get(id)) is None:
            raise _Missing(id)
        return place

    def _parts(self, response: Place, rendered: Place | None = None) -> Parts:
        if response not in self.revisited:
            return Parts(response, None, rendered)
        refers, digest = self.revisited[response]
        payload = self.records.get(refers)
        if payload is None or payload in self.revisited:
            payload = self.payloads.get(digest)
        if payload is None:
            raise _Missing(refers or digest)
        return Parts(response, payload, rendered)


def _decided(place: Place, record: WarcRecord) -> Iterator[ArchivedPage]:
    page = ArchivedPage(place, uri(record))
    try:
        decided = Decided.from_json(record.reader.read(MOST_BYTES))
    except ValueError as error:
        yield replace(page, error=f"{place}: damaged: {error}")
        return
    if decided is not None:
        yield replace(page, decided=decided)


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
