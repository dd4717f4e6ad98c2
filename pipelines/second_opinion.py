"""A second opinion: trafilatura says which of the page's blocks are the article.

Asked where the copy taster is in doubt. Trafilatura returns text; this finds the blocks
of the page that hold it, so that the body keeps the page's own paragraphs and headings.

It is given the smallest part of the page that holds nearly all of its prose, in its
fast mode: that takes two thirds of the time and finds more of the articles exactly than
the whole page does (docs/extraction.md has the figures). Where the answer leaves out
most of the prose it is asked again, with the whole page and all its fallbacks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from copy import deepcopy

import trafilatura
from lxml.html import HtmlElement

from .article import Block
from .blocks import PageBlock, squash
from .page import Page

# Paragraphs of at least so many characters are prose; less in all than _LEAST_PROSE of it
# (letters) is not enough to tell where the article is.
_PROSE_CHARS = 80
_LEAST_PROSE = 600
_ELSEWHERE = frozenset(("footer", "nav", "hidden", "aside"))
# Share of the prose a part must hold, and share of it an answer must. Chosen on a
# development corpus from 0.90, 0.95, 0.98 and 0.5, 0.8, 0.9.
_PART_SHARE = 0.98
_ANSWER_SHARE = 0.5
# Shorter lines ("Berlin") occur inside other words; they must match a block exactly.
_FREE_CHARS = 24
_PROBE_CHARS = 32
# Blocks above a heading among which one of its own text must be.
_HEADING_REACH = 4


def second_opinion(page: Page) -> list[Block]:
    """The blocks trafilatura takes for the article, in its order.

    A line of its answer that is nowhere on the page (it came from embedded data, or
    trafilatura rewrote it) comes as a paragraph of its own.

    :param page: an HTML page.
    """
    lines = _of_part(page) or _extracted(page.tree, page.url, fast=False)
    return _with_headings(_find(lines, page.blocks), page.blocks)


def _of_part(page: Page) -> list[str] | None:
    """The lines of the part that holds the prose; None when that is not the article."""
    for elsewhere in (_ELSEWHERE, _ELSEWHERE - {"aside"}):
        prose = [
            block
            for block in page.blocks
            if len(block.text) >= _PROSE_CHARS
            and not block.inside & elsewhere
            and not block.is_linked
            and block.text.count(" | ") < 2  # a menu
        ]
        letters = sum(len(block.words) for block in prose)
        # An <aside> that is never closed holds the rest of the page, article and all.
        if letters >= _LEAST_PROSE:
            break
    else:
        return None
    lines = _extracted(_alone(_part(page.tree, prose, letters), page.tree), page.url, fast=True)
    answer = squash("".join(lines))
    found = sum(len(block.words) for block in prose if block.words[:_PROBE_CHARS] in answer)
    return lines if found >= letters * _ANSWER_SHARE else None


def _part(root: HtmlElement, prose: list[PageBlock], letters: int) -> HtmlElement:
    """The smallest element that holds enough of the prose."""
    held: Counter[HtmlElement] = Counter()
    for block in prose:
        element = block.element
        while element is not None:
            held[element] += len(block.words)
            element = element.getparent()
    part: HtmlElement | None = root
    smallest = root
    while part is not None:
        smallest = part
        part = next((child for child in part if held[child] >= letters * _PART_SHARE), None)
    return smallest


def _alone(part: HtmlElement, root: HtmlElement) -> HtmlElement:
    """A page of nothing but this part."""
    if part.tag in ("html", "body"):
        return root
    page, body = root.makeelement("html", root.attrib), root.makeelement("body")
    page.append(body)
    copy = deepcopy(part)
    copy.tail = None
    if copy.tag in ("p", "td", "li"):
        copy.tag = "div"  # what it was part of is not here
    body.append(copy)
    return page


def _extracted(tree: HtmlElement, url: str | None, fast: bool) -> list[str]:
    # Trafilatura works on a copy of a tree it is given.
    document = trafilatura.bare_extraction(tree, url=url, fast=fast, include_comments=False)
    return document.text.split("\n") if document is not None and document.text else []


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
    # A hidden copy of the text, for phones, is not where it is printed.
    for block in sorted(blocks, key=lambda b: "hidden" in b.inside):
        exact[block.words].append(block.index)

    found: list[Block] = []
    used: set[int] = set()
    at = 0  # the block after the last one found: a text runs down the page
    for line in lines:
        words = squash(line)
        if not words:
            continue
        span = _span(words, at, exact, printed, starts)
        if span is None:
            found.append(PageBlock(kind="paragraph", text=line.removeprefix("- "), words=words))
            continue
        for index in range(*span):
            if index not in used:
                used.add(index)
                found.append(blocks[index])
        at = span[1]
    return found


def _with_headings(found: list[Block], blocks: list[PageBlock]) -> list[Block]:
    """Give back the headings trafilatura leaves out between two paragraphs it keeps.

    Only siblings of both: what stands under another roof heads something else.
    """
    chosen = {block.index for block in found if block.index >= 0}
    body: list[Block] = []
    for block in found:
        heading = blocks[block.index - 1] if block.index > 0 else None
        if heading is not None and heading.kind == "crosshead" and heading.index not in chosen:
            roof = _roof(heading)
            above = (b for b in body[-_HEADING_REACH:] if -1 < b.index < heading.index)
            if not heading.is_linked and _roof(block) is roof and any(_roof(b) is roof for b in above):
                chosen.add(heading.index)
                body.append(heading)
        body.append(block)
    return body


def _roof(block: PageBlock) -> HtmlElement | None:
    """The element a block shares with its neighbours: wrappers of one child are looked through."""
    roof = block.element.getparent() if block.element is not None else None
    while roof is not None and len(roof) == 1 and not (roof.text or "").strip():
        roof = roof.getparent()
    return roof


def _span(
    words: str,
    at: int,
    exact: dict[str, list[int]],
    printed: str,
    starts: list[int],
) -> tuple[int, int] | None:
    """First and past-the-last block of a line, the nearest one after ``at``."""
    if same := exact.get(words):
        index = next((i for i in same if i >= at), same[0])
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
