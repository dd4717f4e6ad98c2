"""The blocks of an HTML page: every piece of visible text, once, in order, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from lxml import etree
from lxml.html import HtmlElement

from .blocks import HEADINGS, PageBlock, squash, visible
from .captions.texts import picture_text
from .paths import Paths
from .rules import landmark

# What a browser starts on a new line (HTML standard, "Rendering", flow content).
BLOCK_TAGS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir "
    "div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr "
    "legend li main menu nav ol option p pre search section summary table tbody td tfoot "
    "th thead tr ul video audio".split()
)
# Holds no text a reader sees, or text for a program.
_UNSEEN = frozenset(
    "head script style noscript template iframe svg math select object embed canvas "
    "textarea map datalist title meta link".split()
)
# What changes more than the marks around a text; most other elements only lay it out.
_BOUNDS = BLOCK_TAGS | {"a", "b", "strong", "td", "th"}
# Never has a text, whatever its class says.
_EMPTY = frozenset("br img input col wbr source track area".split())
_CELLS = frozenset(("td", "th"))
# Ancestors that say what a block belongs to.
_LANDMARK = {
    tag: frozenset((tag,))
    for tag in "nav aside footer header form figure figcaption blockquote button li a table".split()
}
# Their names tell of the page: that there are comments, that a picture has a caption.
_WHOLE_PAGE = frozenset(("html", "body", "main", "article"))
_NOTHING: frozenset[str] = frozenset()
_HIDDEN_MARK = frozenset(("hidden",))
_PICTURE_TEXT = frozenset(("caption", "credit"))
# A line break of the page, told from the line ends of its source; no page has this character.
_BREAK = "\x00"
_BREAKS = re.compile(r"\x00(?:\s*\x00)+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Regions no article stands in. A quarter of a page's elements are there, and one block does
# for each: the audit trail names the region either way.
_ASIDES = frozenset(("nav", "footer", "hidden"))
_PROSE_CHARS, _MOST_PROSE = 120, 2
_NAME_CHARS = 300  # of the classes of an element; a page's own longer ones would be kept
_LAYOUT_CELL_CHARS = 300
# As itertext gives them, in half the time.
_TEXTS = etree.XPath("descendant::text()", smart_strings=False)


@dataclass(slots=True, frozen=True, eq=False)
class _Place:
    """What surrounds a piece of text: one of the few score kinds of place a page has."""

    inside: frozenset[str]
    kind: str
    bold: bool
    pre: bool
    in_table: bool
    linked: bool
    aside: bool


@lru_cache(maxsize=4096)
def _place(inside: frozenset[str], kind: str, bold: bool, pre: bool, in_table: bool) -> _Place:
    """The one place of these properties: places are compared by identity, which is fastest."""
    return _Place(inside, kind, bold, pre, in_table, "a" in inside, bool(inside & _ASIDES))


class _Collector:
    """Gathers text nodes and closes a block at every boundary."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self.paths = Paths()
        self.parts: list[str] = []
        self.link_chars = 0
        self.bold_chars = 0

    def text(self, text: str, place: _Place) -> None:
        if text.isspace():
            self.parts.append(" ")
            return
        self.parts.append(text.replace("\n", _BREAK) if place.pre else text)
        if place.linked:
            self.link_chars += len(text.strip())
        if place.bold:
            self.bold_chars += len(text.strip())

    def close(self, place: _Place, element: HtmlElement) -> None:
        joined = visible("".join(self.parts))
        for piece in _BREAKS.split(joined) if _BREAK in joined else (joined,):
            if _BREAK in piece:
                lines = (" ".join(line.split()).strip(" |") for line in piece.split(_BREAK))
                text = "\n".join(line for line in lines if line)
            else:
                text = " ".join(piece.split()).strip(" |")
            if words := squash(text):
                # Not by keyword, which takes half as long again: a page has hundreds of blocks.
                self.blocks.append(
                    PageBlock(
                        place.kind,
                        text,
                        None,  # its place is written out for what is kept alone
                        len(self.blocks),
                        element,
                        0,
                        place.inside,
                        self.link_chars,
                        self.bold_chars,
                        words,
                        self.paths,
                    )
                )
        self.parts.clear()
        self.link_chars = self.bold_chars = 0


def html_blocks(root: HtmlElement) -> list[PageBlock]:
    """The blocks of a parsed page, in document order.

    :param root: the page's element tree, without comments; it is only read.
    """
    collector = _Collector()
    parts, collect, close = collector.parts, collector.text, collector.close
    # A walk, not a recursion: pages nest deeper than Python's stack. Half of a page's texts
    # are indentation, worth a space at most, and amid a block only.
    place: _Place | None = _place(_NOTHING, "paragraph", False, False, False)
    above = here = root.getparent()
    owner = root
    opened: list[tuple[HtmlElement | None, _Place | None, HtmlElement]] = []
    for element in chain(root.iter(), (None,)):
        parent = element.getparent() if element is not None else above
        while here is not parent:
            left, within, owned = here, place, owner
            here, place, owner = opened.pop()
            if owned is not owner and parts:
                close(within, owned)
            if (tail := left.tail) and place is not None and (parts or not tail.isspace()):
                collect(tail, place)
        if element is None:
            break
        opened.append((here, place, owner))
        here = element
        if place is None:
            continue  # amid what nobody sees
        tag = element.tag
        if tag in _EMPTY:
            if tag == "br":
                parts.append(_BREAK)
            continue
        if tag in _UNSEEN:
            place = None
            continue
        marks, within, own = _marks(element), place, False
        if marks or tag in _BOUNDS:
            within, own = _enter(place, tag, marks, tag == "table" and _is_data(element))
        if own:
            if parts:
                close(place, owner)
            owner = element
            if within.aside and not place.aside and (lines := _lines(element)) is not None:
                parts.append(lines)
                close(within, element)
                place = None
                continue
        elif parts and within.in_table and tag in _CELLS:
            parts.append(" | ")
        place = within
        if (text := element.text) and (parts or not text.isspace()):
            collect(text, place)
    if parts:
        close(place, owner)
    return collector.blocks


# The same few hundred steps lead through all the pages of a site.
@lru_cache(maxsize=8192)
def _enter(place: _Place, tag: str, marks: frozenset[str], is_data: bool) -> tuple[_Place, bool]:
    """The place within an element, and whether the element is a block of its own.

    A span that holds a caption or a credit is a piece of its own to a reader; in a table
    of data only the rows are.
    """
    if tag in _WHOLE_PAGE:
        marks &= _HIDDEN_MARK
    own = tag == "tr" if place.in_table else tag in BLOCK_TAGS or bool(marks & _PICTURE_TEXT)
    inside = place.inside | marks | _LANDMARK.get(tag, _NOTHING)
    return _place(
        inside,
        _kind(tag, inside, place.kind) if own else place.kind,
        place.bold or tag in ("b", "strong"),
        place.pre or tag == "pre",
        is_data if tag == "table" else place.in_table,
    ), own


def _lines(element: HtmlElement) -> str | None:
    """The texts in a menu, a footer or hidden element, a line each: nobody asks for their
    blocks. None where they are prose: an element left open has taken the article in."""
    if next(element.iter(*_UNSEEN), None) is None:
        texts = [text for text in _TEXTS(element) if not text.isspace()]
    else:
        texts = list(_seen_texts(element))
    if sum(len(text) > _PROSE_CHARS for text in texts) > _MOST_PROSE:
        return None
    return _BREAK.join(texts)


def _seen_texts(element: HtmlElement) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        if event == "start":
            if part.tag in _UNSEEN:
                walk.skip_subtree()
                continue
            text = part.text
        else:
            text = part.tail if part is not element else None
        if text and not text.isspace():
            yield text


def _marks(element: HtmlElement) -> frozenset[str]:
    """What an element's attributes say about the text inside it."""
    get = element.get
    # The names are bytes because lxml works with bytes, and this runs for every element.
    names = get(b"class") or get(b"itemprop") or get(b"id")
    marks = _named(names) if names and len(names) <= _NAME_CHARS else _NOTHING
    if (own := get(b"id")) and own is not names and len(own) <= _NAME_CHARS:
        marks |= _named(own) - _PICTURE_TEXT
    if get(b"hidden") is not None or ((style := get(b"style")) and _HIDDEN.search(style)):
        marks |= _HIDDEN_MARK
    return marks


# A site has some hundred class names; they come back on every element and page.
@lru_cache(maxsize=4096)
def _named(names: str) -> frozenset[str]:
    if (region := landmark(names)) is not None:
        return frozenset((region,))
    text = picture_text(names)
    return frozenset((text,)) if text else _NOTHING


def _kind(tag: str, inside: frozenset[str], kind: str) -> str:
    if tag in HEADINGS:
        return "crosshead"
    if "blockquote" in inside:
        return "quote"
    if "li" in inside:
        return "list"
    if tag == "tr":
        return "table" if "table" in inside else kind
    return "paragraph"


def _is_data(table: HtmlElement) -> bool:
    """Told from a table that only lays the page out: no table within, short cells."""
    if table.get("role") == "presentation" or table.find(".//table") is not None:
        return False
    cells = [len(cell.text_content().strip()) for cell in table.iter("td", "th")]
    return len(cells) > 1 and max(cells) <= _LAYOUT_CELL_CHARS
