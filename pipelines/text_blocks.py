"""The blocks of a plain text: paragraphs, and the lines of lists and menus."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .blocks import PageBlock, squash, tidy

_LIST_MARK = re.compile(r"(?:[-*•·▪◦]|\d{1,2}[.)])\s+")
_WRAPPED_COLUMNS = 50


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
