"""The blocks of a plain text: paragraphs, and the lines of lists, tables and menus."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .blocks import PageBlock, squash, tidy

LIST_MARK = re.compile(r"[-*•·▪◦]\s+(?=\S)")
"""What begins an item. A figure does not: "1." is a word of the text."""
_WRAPPED_COLUMNS = 50
_CELLS = " | "
_SENTENCE_END = re.compile(r"[.!?。！？…।:;][\"”»’')\]]*$")

_Line = tuple[int, str]


def text_blocks(text: str) -> list[PageBlock]:
    """The blocks of a plain text: parted by blank lines, or by lines where there are none.

    Lines that were only wrapped are joined again; of a run of short lines (a menu, an
    address) each is a block, and they are known to be one run by their line numbers.
    """
    blocks: list[PageBlock] = []
    for run in _runs(text):
        kind = _kind(run)
        for line, piece in run:
            if words := squash(piece):
                if kind == "list":
                    piece = LIST_MARK.sub("", piece, count=1)
                blocks.append(PageBlock(kind=kind, text=piece, index=len(blocks), line=line, words=words))
    return blocks


def _runs(text: str) -> Iterator[list[_Line]]:
    """Lines with no blank one between them, each with its number from 1."""
    run: list[_Line] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if tidied := tidy(line):
            run.append((number, tidied))
        elif run:
            yield _unwrapped(run)
            run = []


def _kind(run: list[_Line]) -> str:
    """A run is a list where each of its lines has a mark, a table where most are parted into cells.

    A mark that stands alone is kept, but the one we write lists with ourselves.
    """
    lines = [line for _, line in run]
    if all(map(LIST_MARK.match, lines)) and (len(lines) > 1 or lines[0].startswith("- ")):
        return "list"
    if len(lines) > 1 and sum(_CELLS in line for line in lines) * 2 > len(lines):
        return "table"
    return "paragraph"


def _unwrapped(run: list[_Line]) -> list[_Line]:
    """One line of those that were only wrapped: as long as each other, and sentences run on."""
    lines = [line for _, line in run]
    first = lines[:-1]
    longest = max(map(len, lines))
    if (
        first
        and longest < 140
        # Lines of very unequal length are paragraphs without blank lines between them.
        and all(len(line) >= _WRAPPED_COLUMNS and len(line) > longest * 0.6 for line in first)
        and not all(map(_SENTENCE_END.search, first))
        and not any(LIST_MARK.match(line) or _CELLS in line for line in lines)
    ):
        return [(run[0][0], " ".join(lines))]
    return run
