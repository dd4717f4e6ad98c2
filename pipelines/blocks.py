"""The blocks of a page: every piece of visible text, once, in order, with its place.

Everything later works on these: the body is a choice among them, captions and
boilerplate are taken from them, and whatever no step takes is in the audit
trail. A block is what a reader sees as one piece: a paragraph, a heading, a
list item, a table row, a button's label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from .article import Block

# What a browser starts on a new line (HTML standard, "Rendering", flow content).
BLOCK_TAGS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir "
    "div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr "
    "legend li main menu nav ol option p pre search section summary table tbody td tfoot "
    "th thead tr ul video audio".split()
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Holds no text a reader sees, or text for a program.
_UNSEEN = frozenset(
    "head script style noscript template iframe svg math select object embed canvas "
    "textarea map datalist title meta link".split()
)
# What changes more than the marks around a text; most other elements only lay it out.
_BOUNDS = BLOCK_TAGS | {"a", "b", "strong", "td", "th"}
_CELLS = frozenset(("td", "th"))
# Ancestors that say what a block belongs to.
_LANDMARK = {
    tag: frozenset((tag,))
    for tag in "nav aside footer header form figure figcaption blockquote button li a table".split()
}
_NOTHING: frozenset[str] = frozenset()
_HIDDEN_MARK = frozenset(("hidden",))
_COMMENTS = frozenset(("comments",))
_PICTURE_TEXT = frozenset(("caption", "credit"))
# A line break of the page, told from the line ends of its source; no page has this character.
_BREAK = "\x00"
_BREAKS = re.compile(r"\x00(?:\s*\x00)+")
# Soft hyphens and zero-width marks are typesetting, not text. The joiners U+200C and
# U+200D stay: Persian and the scripts of India are misspelt without them.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Class names by which the trade's CMSs mark a picture's text: whole words of the name.
_CAPTION_NAME = re.compile(
    r"(?:^|[\s_-])(?:caption|captions|cutline|figcaption|bildunterschrift|legende|"
    r"pie-?(?:de-?)?foto|didascalia)(?:$|[\s_-])|"
    r"(?:image|img|photo|picture|media|figure)[_-]?_?(?:caption|description|desc|legend)",
    re.IGNORECASE,
)
_CREDIT_NAME = re.compile(
    r"(?:^|[\s_-])(?:credit|credits|photocredit|photographer|copyright|bildquelle|source)(?:$|[\s_-])|"
    r"(?:image|img|photo|picture|media|figure|caption)[_-]?_?(?:credit|copyright|source|author)",
    re.IGNORECASE,
)
# Readers' comments, whole words of a name: not "comments-open", nor one comment among a forum's.
_COMMENTS_NAME = re.compile(
    r"(?:^|\s)(?:(?:article|post|story|reader|user|view|entry|page|wp|fb)[_-]+)*"
    r"(?:comments?[_-]?(?:area|list|section|thread|wrapper|container|block|box|tree)|comments|"
    r"disqus(?:[_-]thread)?|livefyre|respond|kommentare|commentaires|comentarios)(?:\s|$)",
    re.IGNORECASE,
)
_NAME_STEMS = (
    "comment", "disqus", "livefyre", "respond", "kommentare", "comentarios",
    "capt", "cutline", "bildunter", "legend", "foto", "didasc", "desc", "credit", "photographer", "copyright",
    "bildquelle", "source", "author",
)  # fmt: skip
# Both are str.isalnum, a run or a page at a time.
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_LETTERS = re.compile(r"[^\W_]+")
# Regions no article stands in. A quarter of a page's elements are there, and one block does
# for each: the audit trail names the region either way.
_ASIDES = frozenset(("nav", "footer", "hidden"))
_PROSE_CHARS, _MOST_PROSE = 120, 2
_LIST_MARK = re.compile(r"(?:[-*•·▪◦]|\d{1,2}[.)])\s+")
_LAYOUT_CELL_CHARS = 300
_WRAPPED_COLUMNS = 50


@dataclass(slots=True)
class PageBlock(Block):
    """A block together with what the page says about it.

    A :class:`~pipelines.article.Block` that still knows where it comes from;
    the last step turns those of the body into plain blocks.
    """

    index: int = -1
    """Its position among the page's blocks, from 0; -1 for text not on the page
    itself (an ``articleBody`` in JSON-LD)."""
    element: HtmlElement | None = None
    line: int = 0
    """For plain text, the line it starts on, from 1."""
    inside: frozenset[str] = frozenset()
    """Names of the landmarks around it, plus ``hidden``, ``caption``, ``credit``."""
    link_chars: int = 0
    bold_chars: int = 0
    words: str = field(default="", repr=False)
    """The text without anything but letters and digits: what two printings of the
    same words have in common."""

    @property
    def where(self) -> str:
        """Its place, as the audit trail names it."""
        if self.element is not None:
            return self.element.getroottree().getpath(self.element)
        return f"line {self.line}" if self.line else "embedded data"

    @property
    def is_linked(self) -> bool:
        """Most of it is a link."""
        return self.link_chars * 2 > len(self.text)


def squash(text: str) -> str:
    """Letters and digits only: a comparison blind to spacing and punctuation."""
    if text.isascii():
        return text.encode().translate(None, _NO_LETTERS).decode()
    return "".join(_LETTERS.findall(text))


def tidy(text: str) -> str:
    """One line: runs of white space become one space, invisible marks go."""
    return " ".join(_INVISIBLE.sub("", text).split())


def short_text(element: HtmlElement, most: int) -> str | None:
    """The words in an element on one line, or None when they are more than ``most`` characters.

    Stops reading as soon as that is sure: the element may be the page.
    """
    texts: list[str] = []
    length = 0
    for text in element.itertext():
        if not text.isspace():
            length += len(text)
            if length > most * 2:
                return None
            texts.append(text)
    text = tidy(" ".join(texts))
    return text if len(text) <= most else None


class _Place(NamedTuple):
    """What surrounds a piece of text: one of the few score kinds of place a page has."""

    inside: frozenset[str] = _NOTHING
    kind: str = "paragraph"
    bold: bool = False
    pre: bool = False
    in_table: bool = False


class _Collector:
    """Gathers text nodes and closes a block at every boundary."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self.parts: list[str] = []
        self.link_chars = 0
        self.bold_chars = 0

    def text(self, text: str, place: _Place) -> None:
        if text.isspace():
            # Half of a page's text nodes are indentation: worth a space at most.
            if self.parts:
                self.parts.append(" ")
            return
        inside, _, bold, pre, _ = place
        self.parts.append(text.replace("\n", _BREAK) if pre else text)
        if "a" in inside:
            self.link_chars += len(text.strip())
        if bold:
            self.bold_chars += len(text.strip())

    def close(self, place: _Place, element: HtmlElement) -> None:
        joined = "".join(self.parts)
        if not joined.isascii():
            joined = _INVISIBLE.sub("", joined)
        for piece in _BREAKS.split(joined) if _BREAK in joined else (joined,):
            if _BREAK in piece:
                lines = (" ".join(line.split()).strip(" |") for line in piece.split(_BREAK))
                text = "\n".join(line for line in lines if line)
            else:
                text = " ".join(piece.split()).strip(" |")
            if words := squash(text):
                self.blocks.append(
                    PageBlock(
                        kind=place.kind,
                        text=text,
                        index=len(self.blocks),
                        element=element,
                        inside=place.inside,
                        link_chars=self.link_chars,
                        bold_chars=self.bold_chars,
                        words=words,
                    )
                )
        self.parts.clear()
        self.link_chars = self.bold_chars = 0


def html_blocks(root: HtmlElement) -> list[PageBlock]:
    """The blocks of a parsed page, in document order.

    :param root: the page's element tree; it is only read.
    """
    collector = _Collector()
    parts, collect, close = collector.parts, collector.text, collector.close
    place, owner = _Place(), root
    opened: list[tuple[_Place, HtmlElement]] = []
    # A walk, not a recursion: pages nest deeper than Python's stack.
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            opened.append((place, owner))
            tag = element.tag
            if tag in _UNSEEN:
                walk.skip_subtree()
                continue
            within, own = _enter(place, tag, _marks(element), tag == "table" and _is_data(element))
            if own:
                if parts:
                    close(place, owner)
                owner = element
                if within.inside & _ASIDES and not place.inside & _ASIDES:
                    if (lines := _lines(element)) is not None:
                        parts.append(lines)
                        close(within, element)
                        walk.skip_subtree()
                        place = within
                        continue
            elif tag == "br":
                parts.append(_BREAK)
            elif parts and within.in_table and tag in _CELLS:
                parts.append(" | ")
            place = within
            if text := element.text:
                collect(text, place)
        else:
            within, owned = place, owner
            place, owner = opened.pop()
            if owned is not owner and parts:
                close(within, owned)
            if tail := element.tail:
                collect(tail, place)
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
    if tag == "body":
        marks -= _PICTURE_TEXT | _COMMENTS
    if not marks and tag not in _BOUNDS:
        return place, False
    own = tag == "tr" if place.in_table else tag in BLOCK_TAGS or bool(marks & _PICTURE_TEXT)
    inside = place.inside | marks | _LANDMARK.get(tag, _NOTHING)
    return _Place(
        inside=inside,
        kind=_kind(tag, inside, place.kind) if own else place.kind,
        bold=place.bold or tag in ("b", "strong"),
        pre=place.pre or tag == "pre",
        in_table=is_data if tag == "table" else place.in_table,
    ), own


def _lines(element: HtmlElement) -> str | None:
    """The texts in a menu, a footer or hidden element, a line each: nobody asks for their
    blocks. None where they are prose: an element left open has taken the article in."""
    texts: list[str] = []
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
            texts.append(text)
    if sum(len(text) > _PROSE_CHARS for text in texts) > _MOST_PROSE:
        return None
    return _BREAK.join(texts)


def _marks(element: HtmlElement) -> frozenset[str]:
    """What an element's attributes say about the text inside it."""
    get = element.get
    names = get("class") or get("itemprop") or get("id")
    marks = _named(names) if names else _NOTHING
    if (own := get("id")) and own is not names and "comments" in _named(own):
        marks |= _COMMENTS
    if get("hidden") is not None or ((style := get("style")) and _HIDDEN.search(style)):
        marks |= _HIDDEN_MARK
    return marks


# A site has some hundred class names; they come back on every element and page.
@lru_cache(maxsize=4096)
def _named(names: str) -> frozenset[str]:
    # Looking for a few letters first is ten times as fast as the patterns on a miss.
    lower = names.lower()
    for stem in _NAME_STEMS:
        if stem in lower:
            break
    else:
        return _NOTHING
    if len(names) > 300:
        return _NOTHING
    if _COMMENTS_NAME.search(names):
        return _COMMENTS
    if _CREDIT_NAME.search(names):
        return frozenset(("credit",))
    return frozenset(("caption",)) if _CAPTION_NAME.search(names) else _NOTHING


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


def text_blocks(text: str) -> list[PageBlock]:
    """The blocks of a plain text: parted by blank lines, or by lines where there are none.

    Lines that were only wrapped are joined again; a run of short lines (a menu, an
    address) is a block a line.
    """
    blocks: list[PageBlock] = []
    for line, piece in _text_pieces(text):
        tidied = tidy(piece)
        if words := squash(tidied):
            mark = _LIST_MARK.match(tidied)
            blocks.append(
                PageBlock(
                    kind="list" if mark else "paragraph",
                    text=tidied[mark.end() :] if mark else tidied,
                    index=len(blocks),
                    line=line,
                    words=words,
                )
            )
    return blocks


def _text_pieces(text: str) -> Iterator[tuple[int, str]]:
    run: list[tuple[int, str]] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.strip():
            run.append((number, line))
            continue
        yield from _unwrap(run)
        run = []


def _unwrap(run: list[tuple[int, str]]) -> Iterable[tuple[int, str]]:
    if len(run) > 1 and all(len(line.strip()) >= _WRAPPED_COLUMNS for _, line in run[:-1]):
        longest = max(len(line) for _, line in run)
        # Lines of very unequal length are paragraphs without blank lines between them.
        if all(len(line) > longest * 0.6 for _, line in run[:-1]) and longest < 140:
            return [(run[0][0], " ".join(line for _, line in run))]
    return run
