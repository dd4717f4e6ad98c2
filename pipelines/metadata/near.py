"""The lines around the headline, where bylines and dates are printed on pages that mark up neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..blocks import key_of
from ..dates import is_label
from .plain_text import is_clock

if TYPE_CHECKING:
    from ..blocks import PageBlock
    from ..page import Page

_BEFORE, _NEXT, _AFTER, _LINE_CHARS = 4, 3, 10, 140
_FURTHER = 60
_COLON, _LABEL_CHARS = re.compile("[:：]"), 24
_DATELINE = re.compile(r"\d{4}\s*(?:\([^)]*\)\s*)?[-–—]")
# What begins with the day names no place before it: "14.3.2025 - It rained".
_DAY_FIRST = re.compile(r"\W{0,2}\d{1,2}[./]")
_NOT_STORY = frozenset("nav aside footer form button hidden".split())
_NOT_TEXT = _NOT_STORY | {"figure", "caption", "credit"}


def lines(title: str | None, page: Page) -> Iterator[str]:
    """Short blocks around the headline: those right after it first, then the one over it, then
    those further down. Further above stands the page's own clock."""
    headline = _headline(title, page)
    if headline is None:
        return
    before = page.blocks[max(0, headline - _BEFORE) : headline]
    after = page.blocks[headline + 1 : headline + _AFTER]
    for block in (*after[:_NEXT], *before[-1:], *after[_NEXT:], *before[:-1]):
        if len(block.text) <= _LINE_CHARS and not is_clock(block.text):
            yield block.text


def further(title: str | None, page: Page) -> Iterator[str]:
    """How the blocks further down begin: a press release's "Berlin, 14 March 2025. The bridge".

    A dateline's day is that of the event, a caption's that of the picture.
    """
    for block in _text(title, page, _NOT_TEXT):
        line = block.text[:_LINE_CHARS]
        if (not _DATELINE.search(line) or _DAY_FIRST.match(line)) and not is_clock(line):
            yield line


def labelled(title: str | None, page: Page, updates: bool = False) -> Iterator[str]:
    """The lines that follow one which only says that a day of publication does: "Published on:".

    :param updates: or that of a change: "Last change:".
    """
    label = ""
    for block in _text(title, page, _NOT_STORY):
        if label:
            yield f"{label} {block.text[:_LINE_CHARS]}"
        label = block.text if is_label(block.text, updates) else ""


def endings(page: Page) -> Iterator[str]:
    """Short lines with a colon, from the second quarter of a page on: where stories are signed."""
    for block in page.blocks[len(page.blocks) // 4 :]:
        if len(block.text) <= _LINE_CHARS and _COLON.search(block.text, 0, _LABEL_CHARS):
            if block.inside.isdisjoint(_NOT_TEXT):
                yield block.text


def _text(title: str | None, page: Page, but: frozenset[str]) -> Iterator[PageBlock]:
    start = page.headline_index(title) or 0
    return (b for b in page.blocks[start : start + _FURTHER] if b.inside.isdisjoint(but))


def _headline(title: str | None, page: Page) -> int | None:
    """The block that prints the headline: an h1, even where a kicker or a day is in it too."""
    found = page.headline_index(title)
    element = page.blocks[found].element if found is not None else None
    if element is not None and element.tag == "h1":
        return found
    mains = [b for b in page.blocks if b.element is not None and b.element.tag == "h1"]
    key = key_of(title or "")
    around = next((b.index for b in mains if key and key in b.words.casefold()), None)
    if around is not None:
        return around
    return found if found is not None else mains[0].index if mains else None
