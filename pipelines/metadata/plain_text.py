"""Plain text: which block is the headline, where nothing is marked up."""

from __future__ import annotations

import re

from ..blocks import PageBlock
from ..dates import printed
from ..rules import date_rules
from ..scripts import is_wide, weight

_HEAD_BLOCKS = 14
_FULL_STOP = re.compile(r"(?<![.…])[.。।][\"”»’')\]]*$")
_TIME = re.compile(r"\b\d{1,2}:\d{2}(:\d{2})?")
_PARAGRAPH_CHARS = 140
_HEADLINE_CHARS = 200


def read(blocks: list[PageBlock]) -> tuple[str | None, str | None]:
    """The headline of a text and the block that gives its date.

    A headline is the line the text repeats, else the longest line before the first
    paragraph that reads like one; mastheads, clocks and links stand above it. A line with
    a full stop is none, and what stands under such a line is no headline either.

    :returns: headline and the text of the dated block, each None when there is none.
    """
    start = next((b.index for b in blocks[: _HEAD_BLOCKS * 2] if is_paragraph(b.text)), len(blocks))
    head = _above_prose([b for b in blocks[: min(start, _HEAD_BLOCKS)] if not is_clock(b.text)])
    seen: set[str] = set()
    for block in head:
        if block.kind != "paragraph":
            continue
        if block.words in seen and len(block.words) >= 12:
            return block.text, _dated(blocks, block.index, start)
        seen.add(block.words)
    lines = [b for b in head if _like_headline(b)]
    # A line alone above the story is its headline, however short.
    if not lines and len(head) == 1 and head[0].kind == "paragraph" and head[0].index + 1 < len(blocks):
        lines = head
    if not lines or _ends_sentence(blocks[0].text):
        return None, None
    headline = max(lines, key=lambda b: (min(len(b.words), 40), -b.index))
    return headline.text, _dated(blocks, headline.index, start)


def _above_prose(head: list[PageBlock]) -> list[PageBlock]:
    """The lines down to the first sentence under one that reads like a headline."""
    for position, block in enumerate(head):
        if _ends_sentence(block.text) and (position == 1 or any(map(_like_headline, head[:position]))):
            return [b for b in head[:position] if not _ends_sentence(b.text)]
    return [b for b in head if not _ends_sentence(b.text)]


def is_paragraph(text: str) -> bool:
    """Long enough to be prose, and a sentence ends in it."""
    return weight(text) >= _PARAGRAPH_CHARS and re.search(r"[.!?。！？]", text) is not None


def is_clock(text: str) -> bool:
    """The page's clock when it was fetched: a date with a time to the second, alone, or "Today is …"."""
    if len(text) >= 80:
        return False
    time = _TIME.search(text)
    exact = time is not None and time[1] is not None and len(text) < 60
    return bool((exact or date_rules().clock.search(text)) and printed(text))


def _like_headline(block: PageBlock) -> bool:
    text, words = block.text, block.text.split()
    if block.kind != "paragraph" or _ends_sentence(text):
        return False
    long_enough = len(words) >= 4 or (is_wide(text) and len(text) >= 8)
    return long_enough and weight(text) <= _HEADLINE_CHARS


def _ends_sentence(text: str) -> bool:
    return _FULL_STOP.search(text) is not None


def _dated(blocks: list[PageBlock], headline: int, start: int) -> str | None:
    """The line under the headline that holds a date: "March 29, 2016 10:03 AM"."""
    for block in blocks[headline + 1 : max(start, headline + 5)]:
        if len(block.text) < 90 and not is_clock(block.text) and printed(block.text):
            return block.text
    return None
