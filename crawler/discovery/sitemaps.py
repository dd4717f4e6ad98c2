"""Sitemaps: urlsets and indexes, Google News dates, gzip, and the lines in robots.txt."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain
from typing import IO

from lxml import etree

from pipelines.dates import iso, of_url

from .entry import Entry, address
from .feeds import NotAFeed, read_feed
from .packed import PackedEntries
from .periods import name_periods

USUAL_PLACES = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml")
"""Where sites keep a sitemap that robots.txt does not name."""

# The protocol's own limit for one file, uncompressed (sitemaps.org, "Sitemap file requirements").
MAX_BYTES = 50 * 1024 * 1024
# Four times what the protocol allows: many sites do not count.
MAX_ENTRIES = 200_000
_ROBOTS_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
# What a crawler has to read of a robots.txt (RFC 9309, 2.5).
_ROBOTS_BYTES = 512_000
_FEEDS = frozenset(("rss", "feed", "RDF"))
# A story's address may have the day of another time zone.
_OTHER_ZONE = timedelta(days=2)


class NotASitemap(Exception):
    """What was fetched is no sitemap. ``str()`` says why."""


@dataclass(slots=True)
class Sitemap:
    """What is wanted of what a sitemap file names."""

    pages: PackedEntries = field(default_factory=PackedEntries)
    """Pages, newest first; those without a date last, in the file's order."""
    sitemaps: list[Entry] = field(default_factory=list)
    """Further files, for an index; newest first, by their dates or those in their names."""
    older: int = 0
    """Pages and files left out for being older than asked for."""
    broken: str | None = None
    """Why the file was not read to its end, if it was not."""


def robots_sitemaps(body: bytes, url: str) -> list[str]:
    """The addresses in robots.txt's Sitemap lines."""
    text = body[:_ROBOTS_BYTES].decode("utf-8-sig", "replace")
    found = (address(place, url) for place in _ROBOTS_LINE.findall(text))
    return list(dict.fromkeys(filter(None, found)))


@dataclass(slots=True)
class Named:
    """All that a sitemap file names, in its order."""

    pages: list[Entry] = field(default_factory=list)
    sitemaps: list[Entry] = field(default_factory=list)
    broken: str | None = None
    """Why the file was not read to its end, if it was not."""

    def since(self, day: str | None) -> Sitemap:
        """What of it is wanted.

        :param day: ISO 8601; what is known to be older is left out.
        """
        last_days = {url: last for url, (_, last) in name_periods([e.url for e in self.sitemaps]).items()}
        # An index's date is its file's last change: all in it is older.
        files = [
            e
            for e in self.sitemaps
            if not (day and ((e.date and e.date[:10] < day) or last_days.get(e.url, day) < day))
        ]
        pages = [
            e for e in self.pages if not (day and (e.date[:10] < day if e.date else _is_older(e.url, day)))
        ]
        files.sort(key=lambda e: e.date or last_days.get(e.url, ""), reverse=True)
        pages.sort(key=lambda e: e.date or "", reverse=True)
        older = len(self.sitemaps) + len(self.pages) - len(files) - len(pages)
        return Sitemap(PackedEntries.of(pages), files, older, self.broken)


def read_sitemap(body: bytes, url: str) -> Named:
    """Read a sitemap or a sitemap index, gzipped or not; broken XML as far as it goes.

    The file is unpacked and parsed a piece at a time. The news extension's ``publication_date``
    goes before ``lastmod``; translations (``xhtml:link``) and pictures are no pages of its list. A
    feed is taken for a sitemap too, as the protocol has it.

    :raises NotASitemap: it is none.
    """
    found = _Found(url)
    file = _Bounded(body)
    head = file.peek(1024)
    try:
        if b"<" in head:
            if not _read_xml(file, found):
                _read_feed(body, found)
        else:
            _read_text(file, found)
    except _Spoiled as error:
        found.named.broken = str(error)
    named = found.named
    if named.broken and not named.pages and not named.sitemaps:
        raise NotASitemap(named.broken)
    return named


@dataclass(slots=True)
class _Found:
    url: str
    named: Named = field(default_factory=Named)

    def add(self, tag: str, said: dict[str, str]) -> None:
        day = iso(said.get("publication_date") or said.get("lastmod") or "")
        if (found := address(said.get("loc", ""), self.url)) is None:
            return
        if len(self.named.pages) + len(self.named.sitemaps) >= MAX_ENTRIES:
            raise _Spoiled(f"more than {MAX_ENTRIES} addresses")
        (self.named.sitemaps if tag == "sitemap" else self.named.pages).append(Entry(found, day))


def _is_older(url: str, since: str) -> bool:
    """Whether the day in an address is before another."""
    day = of_url(url)
    return bool(day and (date.fromisoformat(day[:10]) + _OTHER_ZONE).isoformat() < since)


def _read_xml(file: _Bounded, found: _Found) -> bool:
    """Read the file's entries; False when it is a feed."""
    root = ""
    entry: dict[str, str] = {}
    # No entities, no network, no huge trees: a sitemap is somebody else's XML.
    events = etree.iterparse(
        file, events=("start", "end"), recover=True, resolve_entities=False, no_network=True,
        load_dtd=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for event, element in events:
            tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if not root:
                root = tag
                if root in _FEEDS:
                    return False
                if root not in ("urlset", "sitemapindex"):
                    raise NotASitemap(f"the root element is <{root}>")
            if event == "start":
                continue
            if element.text and (name := _field(element, tag)):
                entry.setdefault(name, element.text.strip())
            elif tag in ("url", "sitemap"):
                found.add(tag, entry)
                entry = {}
                element.clear()
                # The file may name 50,000 pages; keep none of the tree behind us.
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise _Spoiled(str(error)) from error
    if not root:
        raise NotASitemap("there is no XML in it")
    return True


def _field(element: etree._Element, tag: str) -> str | None:
    """What an element says of its entry. Extensions have a loc and dates of their own: the
    image's, the video's; only the news one's date is the page's."""
    if tag == "publication_date":
        return tag if "news" in (etree.QName(element).namespace or "") else None
    parent = element.getparent()
    if tag in ("loc", "lastmod") and parent is not None:
        return (
            tag if etree.QName(parent).localname in ("url", "sitemap") and _plain(element, parent) else None
        )
    return None


def _plain(element: etree._Element, parent: etree._Element) -> bool:
    return etree.QName(element).namespace == etree.QName(parent).namespace


def _read_feed(body: bytes, found: _Found) -> None:
    try:
        found.named.pages += read_feed(b"".join(iter(_Bounded(body).readline, b"")), found.url).entries
    except NotAFeed as error:
        raise NotASitemap(str(error)) from error


def _read_text(file: _Bounded, found: _Found) -> None:
    """One address a line: the protocol's plain form."""
    first = file.readline().removeprefix(b"\xef\xbb\xbf")
    for line in chain([first], iter(file.readline, b"")):
        for word in line.decode("utf-8", "replace").split():
            if not word.startswith(("http://", "https://")):
                raise NotASitemap("neither XML nor a list of addresses")
            found.add("url", {"loc": word})
    if not found.named.pages:
        raise NotASitemap("neither XML nor a list of addresses")


class _Spoiled(Exception):
    """The file ends here, for us."""


class _Bounded:
    """A file's bytes, unpacked as they are asked for, and no more of them than the protocol allows."""

    def __init__(self, body: bytes) -> None:
        file = io.BytesIO(body)
        self._file: IO[bytes] = (
            io.BufferedReader(gzip.GzipFile(fileobj=file)) if body[:2] == b"\x1f\x8b" else file
        )
        self._left = MAX_BYTES

    def peek(self, size: int) -> bytes:
        try:
            head = self._file.read(size)
            self._file.seek(0)
        except (OSError, EOFError, zlib.error) as error:
            raise NotASitemap(f"spoiled gzip: {error}") from error
        return head

    def read(self, size: int = -1) -> bytes:
        return self._counted(lambda: self._file.read(size if 0 <= size <= 1 << 16 else 1 << 16))

    def readline(self) -> bytes:
        return self._counted(lambda: self._file.readline(1 << 16))

    def _counted(self, read: Callable[[], bytes]) -> bytes:
        try:
            data = read()
        except (OSError, EOFError, zlib.error) as error:
            raise _Spoiled(f"spoiled gzip: {error}") from error
        self._left -= len(data)
        if self._left < 0:
            raise _Spoiled(f"more than {MAX_BYTES} bytes unpacked")
        return data
