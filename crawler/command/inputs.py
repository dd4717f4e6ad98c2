"""What ``copydesk clean`` and ``explain`` are given: files, folders, standard input, listings."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, NamedTuple

from crawler.discovery.kind import is_article
from crawler.items import FailedPage
from crawler.warc.index import ArchivedPage, archived_pages, is_warc
from crawler.warc.reading import archived_article, archived_page
from crawler.warc.records import OnePiece
from pipelines import STEPS, Article, NoPage, Page, Step
from pipelines.duplicates.stories import FILE as STORIES
from pipelines.duplicates.stories import Stories
from pipelines.duplicates.story import Story, story_of
from pipelines.errors import PageError
from pipelines.line import to_line
from pipelines.memory.observing import Cleaned, clean_and_observe
from pipelines.memory.values import Observation, SiteMemory
from pipelines.recurring.deciding import SiteText
from pipelines.recurring.samples import Samples
from pipelines.recurring.settling import settle
from pipelines.recurring.sightings import Sightings, sightings, site_of

_PAGES = {".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text"}
_LISTINGS = (".jsonl", ".ndjson")
# As much as a crawl takes (DOWNLOAD_MAXSIZE); a few bytes of gzip can hold a thousand times more.
_MOST_BYTES = 64 * 1024 * 1024


class InputError(Exception):
    """An input that cannot be used. ``str()`` names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Saved:
    """One page to clean: where it is, and what is known of it."""

    path: Path | None
    """None: ``body`` holds it (standard input)."""
    url: str | None = None
    id: str | None = None
    content_type: str | None = None
    status: int | None = None
    fetched_at: str | None = None
    kind: Literal["html", "text"] | None = None
    body: bytes = b""
    memory: SiteMemory | None = None
    state: Path | None = None
    """The file that knows what comes back on its site; None leaves it in."""
    archived: ArchivedPage | None = None
    """Where it is in ``path``, a WARC file."""

    @property
    def name(self) -> str:
        return "-" if self.path is None else str(self.path)


def saved_pages(paths: Iterable[str]) -> Iterator[Saved]:
    """The pages named on the command line, in order; a folder's by name, with its archives last.

    :raises InputError: a path is missing or unreadable, a listing has a bad line.
    """
    for archives, names in groupby(paths, lambda name: is_warc(Path(name)) and Path(name).is_file()):
        # Archives named one after another are one: a crawl's files refer to each other.
        together = list(names)
        yield from _archived(list(map(Path, together))) if archives else _pages(together)


def _pages(paths: Iterable[str]) -> Iterator[Saved]:
    for name in paths:
        path = Path(name)
        if name == "-":
            yield Saved(None, body=sys.stdin.buffer.read())
        elif path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.is_file() and kind_of(p))
            archives = sorted(p for p in path.rglob("*") if p.is_file() and is_warc(p))
            if not found and not archives:
                raise InputError(f"{name}: no .html, .txt or .warc file (or .gz of one) in this folder")
            yield from (Saved(p, kind=kind_of(p)) for p in found)
            yield from _archived(archives)
        elif not path.exists():
            raise InputError(f"{name}: no such file or folder")
        elif _inner_suffix(path) in _LISTINGS:
            yield from _listed(path)
        else:
            _readable(path)
            yield Saved(path, kind=kind_of(path))


def _archived(files: list[Path]) -> Iterator[Saved]:
    try:
        pages = archived_pages(files)
    except OSError as error:
        raise InputError(f"{error.filename or files[0]}: cannot be read: {error.strerror or error}") from None
    except OnePiece as error:
        raise InputError(str(error)) from None
    for page in pages:
        id = page.decided.fields["id"] if page.decided is not None else None
        yield Saved(page.place.file, page.url, id, archived=page)


def kind_of(path: Path) -> Literal["html", "text"] | None:
    """What a file's name says it is; None when it says nothing."""
    return _PAGES.get(_inner_suffix(path))


def _inner_suffix(path: Path) -> str:
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _readable(path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _listed(listing: Path) -> Iterator[Saved]:
    """Pages of a listing: JSON Lines with ``path`` (relative to it), and any of ``url``,
    ``id``, ``content_type``, ``status``, ``fetched_at``."""
    _readable(listing)
    opened = gzip.open if listing.suffix == ".gz" else open
    try:
        with opened(listing, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _row(line, listing.parent, f"{listing}, line {number}")
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{listing}: cannot be read: {error}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{listing}: not UTF-8 (byte {error.start}): save the listing as UTF-8") from None


def _row(line: str, folder: Path, where: str) -> Saved:
    """A line of a listing, its values checked."""
    try:
        row: Any = json.loads(line)
    except ValueError as error:
        raise InputError(f"{where}: not JSON: {error}") from None
    except RecursionError:
        raise InputError(f"{where}: nests too deep for a listing") from None
    if not isinstance(row, dict) or not isinstance(row.get("path"), str):
        raise InputError(f'{where}: needs a "path", the page\'s file relative to the listing')
    for name, kind in (("url", str), ("content_type", str), ("fetched_at", str), ("status", int)):
        if not isinstance(row.get(name), kind | None):
            raise InputError(f'{where}: "{name}" is {row[name]!r}, not {kind.__name__}')
    path = folder / row["path"]
    return Saved(
        path,
        url=row.get("url"),
        id=str(row["id"]) if row.get("id") is not None else None,
        content_type=row.get("content_type"),
        status=row.get("status"),
        fetched_at=row.get("fetched_at"),
        kind=kind_of(path),
    )


class CleanedLine(NamedTuple):
    """What cleaning a saved page gives."""

    line: bytes
    seen: Observation | None
    """What the memory of its site may learn from it."""
    story: Story | None
    """What tells whether it is a duplicate."""


def cleaned_line(saved: Saved, steps: Sequence[Step] = STEPS, *, sketch: bool = False) -> CleanedLine:
    """Read a saved page and clean it. Runs in a worker.

    :param steps: what it is cleaned by.
    :param sketch: tell its ``story`` too.
    :returns: an empty line for a page of somebody's archive that is no article, and for an article
        that its crawl has left out as a duplicate.
    :raises PageError: it cannot be read or cleaned.
    """
    cleaned = _cleaned(saved, steps)
    if cleaned is None:
        return CleanedLine(b"", None, None)
    article, seen = cleaned
    # As in a crawl: of the text as it is before the state says anything of it.
    story = story_of(article) if sketch else None
    decided = saved.archived.decided if saved.archived is not None else None
    if saved.state is not None and not sketch and decided is not None and decided.duplicates is not None:
        article = _told(article, saved.state.with_name(STORIES))
        if article.duplicate_of is not None and decided.duplicates == "drop":
            return CleanedLine(b"", seen, None)
    if saved.state is not None and (site := site_of(article)):
        article = settle(article, known_of(saved.state, site))
    return CleanedLine(to_line(article), seen, story)


def sightings_of(saved: Saved) -> Sightings | None:
    """Read a saved page, clean it, and tell what is to be noted of it. Runs in a worker.

    :raises PageError: it cannot be read or cleaned.
    """
    cleaned = _cleaned(saved)
    return sightings(cleaned.article) if cleaned is not None else None


def _told(article: Article, path: Path) -> Article:
    """An archived article as its crawl's lines have it in the end, by the state as it is now."""
    stories = _stories(path)
    told = stories.told(article.id) if stories is not None else None
    return told.on(article) if told is not None else article


@lru_cache(maxsize=1)
def _stories(path: Path) -> Stories | None:
    if not path.is_file():
        return None
    stories = Stories(path)
    # As the last crawl was told of its own.
    stories.run -= 1
    return stories


@lru_cache(maxsize=64)
def known_of(state: Path, site: str) -> SiteText:
    """What a state file knows of a site.

    :raises StateError: it cannot be read.
    """
    with Samples(state) as samples:
        return samples.of(site)


def _cleaned(saved: Saved, steps: Sequence[Step] = STEPS) -> Cleaned | None:
    """Its article; None for a page of somebody's archive that is none."""
    archived = saved.archived
    if archived is not None and archived.decided is not None:
        return archived_article(archived, steps)
    page = page_of(saved)
    if archived is not None and not is_article(page):
        return None
    return clean_and_observe(page, steps)


def page_of(saved: Saved) -> Page:
    """Read a saved page.

    :raises PageError: it cannot be read.
    """
    if saved.archived is not None:
        page = archived_page(saved.archived)
        return page if saved.archived.decided is not None else replace(page, memory=saved.memory)
    return Page(
        _read(saved),
        url=saved.url,
        id=saved.id,
        kind=saved.kind,
        content_type=saved.content_type,
        status=saved.status,
        fetched_at=saved.fetched_at,
        memory=saved.memory,
    )


def _read(saved: Saved) -> bytes:
    if saved.path is None:
        return saved.body
    try:
        packed = saved.path.suffix.lower() == ".gz"
        with gzip.open(saved.path) if packed else saved.path.open("rb") as file:
            body = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise NoPage("no such file") from None
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(f"cannot be read: {error}") from error
    if len(body) > _MOST_BYTES:
        raise UnreadableFile(f"more than {_MOST_BYTES >> 20} MiB: no page is")
    return body


def failed_page(saved: Saved, error: PageError) -> FailedPage:
    """How a saved page that failed is reported."""
    return FailedPage(saved.url, type(error).__name__, str(error), saved.id, saved.name)


class UnreadableFile(PageError):
    """A saved page's file cannot be read, or is spoiled gzip."""
