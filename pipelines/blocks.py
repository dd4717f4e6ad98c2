"""Blocks: what a reader sees as one piece — a paragraph, a heading, a list item, a table
row, a button's label.

Everything after parsing works on a page's blocks: the body is a choice among them,
captions and boilerplate are taken from them, and whatever no step takes is in the audit
trail. :mod:`pipelines.html_blocks` and :mod:`pipelines.text_blocks` cut pages into them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from .article import Block
from .paths import Paths

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Soft hyphens and zero-width marks are typesetting, not text. The joiners U+200C and
# U+200D stay: Persian and the scripts of India are misspelt without them.
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
# All three are str.isalnum, a run or a page at a time.
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_NO_LETTERS_1252 = bytes(
    code for code in range(256) if not bytes((code,)).decode("cp1252", "replace").isalnum()
)
_LETTERS = re.compile(r"[^\W_]+")


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
    paths: Paths | None = field(default=None, repr=False, compare=False)
    """Of the page's elements; all its blocks share them."""

    @property
    def place(self) -> str:
        """Its place, as a line of output names it."""
        if self.element is not None:
            return (self.paths or Paths()).of(self.element)
        return f"line {self.line}" if self.line else "embedded data"

    @property
    def is_linked(self) -> bool:
        """Most of it is a link."""
        return self.link_chars * 2 > len(self.text)


def squash(text: str) -> str:
    """Letters and digits only: a comparison blind to spacing and punctuation."""
    if text.isascii():
        return text.encode().translate(None, _NO_LETTERS).decode()
    try:
        # Western Europe's letters and the typographer's marks; twice as fast as the pattern.
        return text.encode("cp1252").translate(None, _NO_LETTERS_1252).decode("cp1252")
    except UnicodeEncodeError:
        return "".join(_LETTERS.findall(text))


def key_of(text: str) -> str:
    """What two printings of the same words have in common, capitals or not."""
    return squash(text).casefold()


def visible(text: str) -> str:
    """A text without the marks that nobody sees."""
    if not text.isascii():
        for mark in _INVISIBLE:
            if mark in text:
                text = text.replace(mark, "")
    return text


def tidy(text: str) -> str:
    """One line: runs of white space become one space, invisible marks go."""
    return " ".join(visible(text).split())


def only_child(element: HtmlElement) -> HtmlElement | None:
    """The one element in an element; None where there is none, or another.

    ``len(element)`` counts all of them, and an element of many lines is many blocks that ask.
    """
    first = next(element.iterchildren(), None)
    return first if first is not None and first.getnext() is None else None


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
