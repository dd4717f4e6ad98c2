"""Sitemaps: urlsets and indexes, Google News dates, gzip, and the lines in robots.txt."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from dataclasses import dataclass, field

from lxml import etree

from pipelines.dates import iso

from .entry import Entry, address

USUAL_PLACES = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml")
"""Where sites keep a sitemap that robots.txt does not name."""

# The protocol's own limit for one file, uncompressed (sitemaps.org, "Sitemap file requirements").
MAX_BYTES = 50 * 1024 * 1024
_ROBOTS_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
# What a crawler has to read of a robots.txt (RFC 9309, 2.5).
_ROBOTS_BYTES = 512_000


class NotASitemap(Exception):
    """What was fetched is no sitemap. ``str()`` says why."""


@dataclass(slots=True)
class Sitemap:
    """What a sitemap file names."""

    pages: list[Entry] = field(default_factory=list)
    """Pages, newest first; those without a date last, in the file's order."""
    sitemaps: list[Entry] = field(default_factory=list)
    """Further files, for an index."""


def robots_sitemaps(body: bytes, url: str) -> list[str]:
    """The addresses in robots.txt's Sitemap lines."""
    text = body[:_ROBOTS_BYTES].decode("utf-8-sig", "replace")
    return [found for place in _ROBOTS_LINE.findall(text) if (found := address(place, url))]


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """Read a sitemap or a sitemap index, gzipped or not; broken XML as far as it goes.

    The news extension's ``publication_date`` goes before ``lastmod``.

    :raises NotASitemap: it is none, or larger than the protocol allows.
    """
    if body[:2] == b"\x1f\x8b":
        body = _unzipped(body)
    if b"<" not in body[:1024]:
        return _text_sitemap(body, url)
    sitemap = Sitemap()
    root = ""
    entry: dict[str, str] = {}
    # No entities, no network, no huge trees: a sitemap is somebody else's XML.
    events = etree.iterparse(
        io.BytesIO(body), events=("start", "end"), recover=True, resolve_entities=False, no_network=True,
        load_dtd=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for event, element in events:
            tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if not root:
                root = tag
                if root not in ("urlset", "sitemapindex"):
                    raise NotASitemap(f"the root element is <{root}>")
            if event == "start":
                continue
            if element.text and (field := _field(element, tag)):
                entry.setdefault(field, element.text.strip())
            elif tag in ("url", "sitemap"):
                _add(sitemap, tag, entry, url)
                entry = {}
                element.clear()
                # The file may name 50,000 pages; keep none of the tree behind us.
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise NotASitemap(str(error)) from error
    if not root:
        raise NotASitemap("there is no XML in it")
    sitemap.pages.sort(key=lambda e: e.date or "", reverse=True)
    sitemap.sitemaps.sort(key=lambda e: e.date or "", reverse=True)
    return sitemap


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


def _add(sitemap: Sitemap, tag: str, entry: dict[str, str], url: str) -> None:
    found = address(entry.get("loc", ""), url)
    if found is None:
        return
    date = iso(entry.get("publication_date") or entry.get("lastmod") or "")
    (sitemap.pages if tag == "url" else sitemap.sitemaps).append(Entry(found, date))


def _text_sitemap(body: bytes, url: str) -> Sitemap:
    """One address a line: the protocol's plain form."""
    lines = body.decode("utf-8-sig", "replace").split()
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines):
        raise NotASitemap("neither XML nor a list of addresses")
    return Sitemap(pages=[Entry(found) for line in lines if (found := address(line, url))])


def _unzipped(body: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
            unzipped = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise NotASitemap(f"spoiled gzip: {error}") from error
    if len(unzipped) > MAX_BYTES:
        raise NotASitemap(f"more than {MAX_BYTES} bytes unpacked")
    return unzipped
