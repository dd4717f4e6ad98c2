"""Body: trafilatura says which of the page's blocks are the article.

Trafilatura returns text; this finds the blocks of the page that hold it, so that the
body keeps the page's own paragraphs and headings, and so that everything it left out
is known too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace

import trafilatura

from ..article import Article, Block
from ..blocks import PageBlock, squash
from ..page import Page

# Shorter lines ("Berlin") occur inside other words; they must match a block exactly.
_FREE_CHARS = 24
_PROBE_CHARS = 32


def body(article: Article, page: Page) -> Article:
    """Choose the body's blocks. For plain text all of them; later steps take out the rest."""
    if page.tree is None:
        return replace(article, body=list(page.blocks))
    extracted = trafilatura.bare_extraction(
        page.tree, url=page.url, include_comments=False, with_metadata=False
    )
    lines = extracted.text.split("\n") if extracted is not None and extracted.text else []
    return replace(article, body=_find(lines, page.blocks))


def _find(lines: list[str], blocks: list[PageBlock]) -> list[Block]:
    """The page's blocks that print these lines, in the lines' order.

    A line that is nowhere on the page (it came from embedded data, or trafilatura
    rewrote it) becomes a paragraph of its own.
    """
    printed = "".join(block.words for block in blocks)
    starts = []
    position = 0
    for block in blocks:
        starts.append(position)
        position += len(block.words)
    exact: dict[str, list[int]] = defaultdict(list)
    for block in blocks:
        exact[block.words].append(block.index)

    found: list[Block] = []
    used: set[int] = set()
    at = 0  # the block after the last one found: a text runs down the page
    for line in lines:
        words = squash(line)
        if not words:
            continue
        span = _span(words, at, exact, printed, starts, used)
        if span is None:
            found.append(PageBlock(kind="paragraph", text=line.removeprefix("- "), words=words))
            continue
        for index in range(*span):
            if index not in used:
                used.add(index)
                found.append(blocks[index])
        at = span[1]
    return found


def _span(
    words: str,
    at: int,
    exact: dict[str, list[int]],
    printed: str,
    starts: list[int],
    used: set[int],
) -> tuple[int, int] | None:
    """First and past-the-last block of a line, the nearest one after ``at``."""
    if same := exact.get(words):
        index = next((i for i in same if i >= at), same[-1])
        return index, index + 1
    if len(words) < _FREE_CHARS:
        return None
    begin = printed.find(words, starts[at] if at < len(starts) else 0)
    if begin < 0:
        begin = printed.find(words)
    if begin >= 0:
        return _blocks_of(begin, begin + len(words), starts)
    # Trafilatura dropped or joined something inside: its two ends still tell the place.
    first, last = words[:_PROBE_CHARS], words[-_PROBE_CHARS:]
    begin = printed.find(first, starts[at] if at < len(starts) else 0)
    if begin < 0:
        begin = printed.find(first)
    if begin < 0:
        return None
    end = printed.find(last, begin, begin + len(words) * 2 + 400)
    if end < 0:
        return None
    return _blocks_of(begin, end + len(last), starts)


def _blocks_of(begin: int, end: int, starts: list[int]) -> tuple[int, int]:
    """The blocks a stretch of the printed words covers."""
    return bisect_right(starts, begin) - 1, bisect_right(starts, end - 1)
