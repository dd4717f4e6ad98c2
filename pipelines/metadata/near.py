"""The lines around the headline, where bylines and dates are printed on pages that mark up neither."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .plain_text import is_clock

if TYPE_CHECKING:
    from ..page import Page

_BEFORE, _AFTER, _LINE_CHARS = 4, 10, 120
_FURTHER = 60
_NOT_TEXT = frozenset(("nav", "aside", "footer", "form", "button", "hidden"))


def lines(title: str | None, page: Page) -> Iterator[str]:
    """Short blocks around the headline: those after it first, above it stands the page's own clock."""
    headline = page.headline_index(title)
    if headline is None:
        # Behind a kicker it is another block than the title.
        tops = (b.index for b in page.blocks if b.element is not None and b.element.tag == "h1")
        headline = next(tops, None)
    if headline is None:
        return
    first, last = max(0, headline - _BEFORE), headline + _AFTER
    for block in page.blocks[headline + 1 : last] + page.blocks[first:headline]:
        if len(block.text) <= _LINE_CHARS and not is_clock(block.text):
            yield block.text


def openings(title: str | None, page: Page) -> Iterator[str]:
    """How the blocks after the headline begin: "Berlin, 14 March 2025. The bridge …"."""
    start = page.headline_index(title) or 0
    for block in page.blocks[start : start + _FURTHER]:
        if block.inside.isdisjoint(_NOT_TEXT):
            yield block.text[:_LINE_CHARS]
