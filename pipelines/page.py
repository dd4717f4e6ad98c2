"""The page: what came in, and what is read from it once."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import load_html

from .addresses import base_of
from .article import Rights
from .blocks import PageBlock, key_of
from .decode import decode, without_surrogates
from .errors import NoPage
from .html_blocks import html_blocks
from .memory.spots import Spots
from .memory.values import SiteMemory
from .metadata import head, json_ld
from .metadata.evidence import Evidence
from .rights import read as read_rights
from .text_blocks import text_blocks

_TAG = re.compile(
    r"<(?:!doctype|html|head|body|div|p|article|section|span|meta|h[1-6]|table|br|a\s)\b", re.IGNORECASE
)


@dataclass
class Page:
    """A page as received. Steps read it; nothing changes it.

    What is derived from it (text, tree, blocks) is worked out on first use and
    kept, so that a page is decoded and parsed once, whoever asks.
    """

    body: bytes | str
    """The page: bytes as received (content encodings undone), or decoded text."""
    url: str | None = None
    id: str | None = None
    kind: Literal["html", "text"] | None = None
    """``None``: found out from the page."""
    content_type: str | None = None
    """The Content-Type header."""
    status: int | None = None
    """The HTTP status."""
    fetched_at: str | None = None
    """ISO 8601, UTC."""
    headers: tuple[tuple[str, str], ...] = ()
    """Name and value of the response's headers, one sent twice is there twice; those that tell of
    rights (:data:`pipelines.rights.HEADERS`) are read."""
    memory: SiteMemory | None = None
    """What is known of its site from earlier pages; None: it is read for itself alone."""
    language: str | None = None
    """ISO 639-1: what its site is written in, for a page that does not say."""

    @cached_property
    def markup(self) -> str:
        """The page as text.

        :raises NotText: the bytes are no text.
        :raises NoPage: there is nothing in it.
        """
        return self._decoded[0]

    @cached_property
    def _decoded(self) -> tuple[str, bytes | None]:
        """The page as text, and its bytes where they are this text in UTF-8: nine pages in ten
        need not be encoded again for the parser."""
        as_received = None
        if isinstance(self.body, str):
            text = without_surrogates(self.body.removeprefix("\ufeff"))
        else:
            text, charset = decode(self.body, self.content_type)
            # Bytes that are no UTF-8 have become replacement characters.
            if charset == "utf-8" and "\ufffd" not in text:
                as_received = self.body.removeprefix(BOM_UTF8)
        # NUL ends a page in libxml2; browsers and copy desks read on.
        if "\x00" in text if as_received is None else b"\x00" in as_received:
            text, as_received = text.replace("\x00", ""), None
        if not text or text.isspace():
            raise NoPage("the page is empty")
        return text, as_received

    @cached_property
    def is_html(self) -> bool:
        if self.kind is not None:
            return self.kind == "html"
        return _TAG.search(self.markup, 0, 5_000) is not None

    @cached_property
    def tree(self) -> HtmlElement | None:
        """The element tree; None for plain text.

        :raises NoPage: there is no HTML in it.
        """
        if not self.is_html:
            return None
        # huge_tree: without it libxml2 stops at 256 nested elements and loses the rest.
        parser = HTMLParser(
            encoding="utf-8", huge_tree=True, collect_ids=False, remove_comments=True, remove_pis=True
        )
        # lxml.html chooses each element's class in Python, for the sake of forms; one class
        # for all, chosen in C, saves a sixth of all the time a page takes.
        parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
        try:
            tree = document_fromstring(self._decoded[1] or self.markup.encode(), parser=parser)
        except etree.ParserError as error:
            raise NoPage(f"there is no HTML in it: {error}") from error
        # A tree of next to nothing: trafilatura knows how to mend some broken starts.
        if len(tree) < 2 and (mended := load_html(self.markup)) is not None and len(mended) > len(tree):
            return mended
        return tree

    @cached_property
    def blocks(self) -> list[PageBlock]:
        """Every piece of visible text, in order."""
        return text_blocks(self.markup) if self.tree is None else html_blocks(self.tree)

    @cached_property
    def json_ld(self) -> Evidence:
        """What its JSON-LD says; empty for plain text."""
        return Evidence() if self.tree is None else json_ld.read(self.tree)

    @cached_property
    def head(self) -> Evidence:
        """What its head says; empty for plain text."""
        return Evidence() if self.tree is None else head.read(self.tree)

    @cached_property
    def rights(self) -> Rights:
        """What its headers and meta tags say machines may do with it."""
        return read_rights(self.tree, self.headers, self.url)

    @cached_property
    def base_url(self) -> str | None:
        """What its relative addresses are relative to: its own, unless it says otherwise."""
        return self.url if self.tree is None else base_of(self.tree, self.url)

    @cached_property
    def pictured(self) -> frozenset[HtmlElement]:
        """The elements with a picture in them, pictures themselves among them."""
        found: set[HtmlElement] = set()
        for image in self.tree.iter("img", "picture", "amp-img") if self.tree is not None else ():
            element: HtmlElement | None = image
            while element is not None and element not in found:
                found.add(element)
                element = element.getparent()
        return frozenset(found)

    @cached_property
    def spots(self) -> Spots:
        """Where its blocks stand, as the site's other pages would name the place."""
        return Spots()

    def headline_index(self, title: str | None) -> int | None:
        """The block that prints the headline: an h1 of these words, else the first block."""
        key = key_of(title or "")
        if key and key not in self._headlines:
            # Made lower case, letters are never fewer, and at most three times as many.
            short = (block for block in self.blocks if len(key) <= len(block.words) * 3 <= len(key) * 3)
            found = [block for block in short if block.words.casefold() == key]
            marked = (b for b in found if b.element is not None and b.element.tag == "h1")
            self._headlines[key] = next((b.index for b in (*marked, *found)), None)
        return self._headlines.get(key)

    @cached_property
    def _headlines(self) -> dict[str, int | None]:
        """Where the headlines are printed that have been asked for."""
        return {}
