"""Traits: what tells a block of the article from the rest of the page, as numbers.

The copy taster (:mod:`pipelines.taster`) weighs them. None knows a site or a language:
they are the shape of the text (length, links, sentence ends), the names the markup
gives (by a table of words learned from many sites), and the block's place (how much of
the page's prose stands beside it, how far it is from the headline).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

import numpy as np
from lxml.html import HtmlElement

from .blocks import PageBlock, squash
from .names import NameTable
from .page import Page

_TAGS = (
    "p div li h1 h2 h3 h4 h5 span blockquote a td tr button section article header footer body main "
    "figcaption label strong"
).split()
_TAG_ROW = {tag: row for row, tag in enumerate(_TAGS)}
_MARKS = "aside header form figure figcaption blockquote li a table caption credit".split()
_KINDS = ("paragraph", "crosshead", "quote", "list", "table")
# No part of an article: what stands there is not even shown to the taster. Of 5,303
# blocks of 203 articles four stood in one of these.
_NEVER = frozenset(("nav", "hidden", "button", "footer"))
_PROSE_CHARS, _CONTAINER_SHARE = 60, 0.7
_LOOKED_AT = 200
_END = frozenset(".!?…\"”»'’。！？」』):;")
_SENTENCE_END = frozenset(".!?。！？…")
_QUOTE = frozenset("\"“„«»'‘「”")
_NO_CAPITALS = bytes(code for code in range(128) if not chr(code).isupper())
_NO_DIGITS = bytes(code for code in range(128) if not chr(code).isdigit())
_CONTEXT = (-2, -1, 1, 2)
# The columns that are measured, in the order in which the functions below give them.
_COLUMNS = """
    length words few_words linked bold ends ends_sentence colon question lower digit quote capitals digits
    stops commas bar lines mail copyright address
    near_least near_most near_mean near_known far_least far_most far_mean far_known
    alike beside parent_mass grandparent_mass great_mass in_container to_container up down is_beside
    from_first to_last from_first_close to_last_close between between_close before depth in_article in_main
    siblings has_link has_image after_sibling before_sibling
    headline_known from_headline below_headline is_headline_block is_title is_summary in_summary in_title
    position copied copies
""".split()
# What is counted matters less the more there is: these are given as logarithms.
_COUNTED = [
    _COLUMNS.index(name)
    for name in """length words stops commas from_first to_last from_first_close to_last_close siblings
    from_headline copies""".split()
]
# What counts of a neighbour.
_IN_CONTEXT = [
    _COLUMNS.index(name)
    for name in """length words few_words linked bold ends near_least near_mean far_least far_mean""".split()
]


# So many links in a row are a menu: more than a quarter of all candidates. Of 6,897 blocks of
# articles 40 stood in one.
_MENU = 12
_EDGE = max(_CONTEXT)


def candidates(blocks: Sequence[PageBlock]) -> list[PageBlock]:
    """The blocks that may be the article's: not those in menus, footers, buttons, or hidden.

    Of a run of links, a menu whatever its markup calls it, only the ends: what is beside
    a text tells something of it. Where nothing else is on the page, an element left open
    has taken the article in, and all blocks may be it.
    """
    shown = [block for block in blocks if not block.inside & _NEVER]
    if not any(map(_prose, shown)):
        shown = list(blocks)
    found: list[PageBlock] = []
    for is_linked, run in groupby(shown, key=attrgetter("is_linked")):
        linked = list(run)
        found += linked if not is_linked or len(linked) < _MENU else linked[:_EDGE] + linked[-_EDGE:]
    return found


def table(
    shown: Sequence[PageBlock],
    page: Page,
    title: str | None,
    summary: str | None,
    names: NameTable,
) -> np.ndarray:
    """One row a block, one column a trait.

    :param shown: the page's :func:`candidates`, in order.
    :param title: the headline, where it is known; ``summary`` likewise.
    :param names: what the names in the markup are known to say.
    :returns: float32, one row for each of ``shown``.
    """
    place, named = _Place(shown, page.pictured), names.on_page()
    headline, count = page.headline_index(title), len(page.blocks)
    key, standfirst = squash(title or "").casefold(), squash(summary or "").casefold()
    copies = Counter(block.words for block in shown)
    # One flat list: numpy reads a list of rows more slowly, and an array.array grows slowly.
    numbers: list[float] = []
    coded = []
    for row, block in enumerate(shown):
        near, far = named(block.element)
        numbers += _shape(block)
        numbers += near
        numbers += far
        numbers += place.of(row)
        numbers += _against_headline(block, headline, key, standfirst)
        numbers += (block.index / count, copies[block.words] > 1, copies[block.words])
        coded.append(_coded(block.kind, block.element.tag, block.inside))
    measured = np.array(numbers, dtype=np.float32).reshape(-1, len(_COLUMNS))
    measured[:, _COUNTED] = _signed_log(measured[:, _COUNTED])
    context = measured[:, _IN_CONTEXT]
    marked = np.frombuffer(b"".join(coded), dtype=np.float32).reshape(len(shown), -1)
    return np.hstack([measured, *(_shifted(context, by) for by in _CONTEXT), marked])


def _shape(block: PageBlock) -> tuple[float, ...]:
    """Traits of the text alone."""
    text = block.text
    length, letters = len(text), len(block.words)
    start = text[:_LOOKED_AT]
    seen = min(letters, _LOOKED_AT) or 1
    words = text.count(" ") + text.count("\n") + 1
    first, last = text[0], text[-1]
    count = text.count
    return (
        length,
        words,
        min(words, 30) / 30,
        min(1.0, block.link_chars / length),
        min(1.0, block.bold_chars / length),
        last in _END,
        last in _SENTENCE_END,
        last == ":",
        last == "?",
        first.islower(),
        first.isdigit(),
        first in _QUOTE,
        _capitals(start) / seen,
        _digits(start) / seen,
        count(".") + count("!") + count("?") + count("。"),
        count(",") + count("，") + count("、"),
        "|" in text,
        "\n" in text,
        "@" in text,
        "©" in text,
        "http" in text,
    )


def _capitals(text: str) -> int:
    if text.isascii():
        return len(text.encode().translate(None, _NO_CAPITALS))
    return sum(map(str.isupper, text))


def _digits(text: str) -> int:
    if text.isascii():
        return len(text.encode().translate(None, _NO_DIGITS))
    return sum(map(str.isdigit, text))


def _against_headline(block: PageBlock, headline: int | None, title: str, summary: str) -> tuple[float, ...]:
    words = block.words.casefold()
    long = len(words) > 20
    distance = 0 if headline is None else block.index - headline
    return (
        headline is not None,
        distance,
        distance > 0,
        headline is not None and distance == 0,
        bool(title) and words == title,
        bool(summary) and words == summary,
        bool(summary) and long and (words in summary or summary in words),
        bool(title) and len(words) > 12 and words in title,
    )


class _Place:
    """Where the prose of a page stands, and every block in relation to it."""

    def __init__(self, shown: Sequence[PageBlock], pictured: frozenset[HtmlElement]) -> None:
        self.shown, self.pictured = shown, pictured
        self.prose = [_prose(block) for block in shown]
        self.total = sum(self.prose) or 1
        self.parents = [block.element.getparent() for block in shown]
        self.mass: dict[HtmlElement, int] = defaultdict(int)
        self.beside: dict[HtmlElement | None, int] = defaultdict(int)
        self.alike: dict[tuple[str | None, ...], int] = defaultdict(int)
        self.looks = [_look(b.element, parent) for b, parent in zip(shown, self.parents, strict=True)]
        for block, parent, look, letters in zip(shown, self.parents, self.looks, self.prose, strict=True):
            if letters:
                self.alike[look] += letters
                self.beside[parent] += letters
                self.mass[block.element] += letters
        for parent, letters in self.beside.items():
            while parent is not None:
                self.mass[parent] += letters
                parent = parent.getparent()
        self._heights: dict[HtmlElement, tuple[int, bool, bool]] = {}
        self.around_container = self._chain(self._container())
        self.around_parent = self._chain(max(self.beside, key=self.beside.__getitem__, default=None))
        self._known_steps: dict[HtmlElement, tuple[int, int, int]] = {}
        self.steps = [self._steps(block.element) for block in shown]
        inside = [i for i, steps in enumerate(self.steps) if steps[0] == 0 and self.prose[i]]
        close = [i for i, s in enumerate(self.steps) if s[1] == 0 and s[2] <= 2 and self.prose[i]]
        last = len(shown)
        self.inside = (inside[0], inside[-1]) if inside else (0, last)
        self.close = (close[0], close[-1]) if close else (0, last)
        self.before = np.cumsum(self.prose) / self.total

    def of(self, row: int) -> tuple[float, ...]:
        """Traits of a block's place."""
        block, parent, total = self.shown[row], self.parents[row], self.total
        grandparent = parent.getparent() if parent is not None else None
        great = grandparent.getparent() if grandparent is not None else None
        to_container, up, down = self.steps[row]
        depth, in_article, in_main = self._height(block.element)
        mass = self.mass.get
        first, last = self.inside
        first_close, last_close = self.close
        element = block.element
        return (
            self.alike.get(self.looks[row], 0) / total,
            self.beside.get(parent, 0) / total,
            mass(parent, 0) / total,
            mass(grandparent, 0) / total,
            mass(great, 0) / total,
            to_container == 0,
            min(to_container, 10) / 10,
            min(up, 10) / 10,
            min(down, 10) / 10,
            up == 0 and down == 1,
            row - first,
            last - row,
            row - first_close,
            last_close - row,
            first <= row <= last,
            first_close <= row <= last_close,
            float(self.before[row]),
            depth / 20,
            in_article,
            in_main,
            len(parent) if parent is not None else 0,
            block.link_chars > 0,
            element in self.pictured,
            row > 0 and parent is self.parents[row - 1],
            row + 1 < len(self.parents) and parent is self.parents[row + 1],
        )

    def _container(self) -> HtmlElement | None:
        """The innermost element with most of the prose in it."""
        enough = self.total * _CONTAINER_SHARE
        # More than half: they all lie on one line from the root, so the least is innermost.
        holding = [element for element, letters in self.mass.items() if letters >= enough]
        return max(holding, key=lambda element: self._height(element)[0], default=None)

    @staticmethod
    def _chain(element: HtmlElement | None) -> dict[HtmlElement, int]:
        """An element and those around it, with how many steps up they are."""
        chain: dict[HtmlElement, int] = {}
        while element is not None:
            chain[element] = len(chain)
            element = element.getparent()
        return chain

    def _steps(self, element: HtmlElement) -> tuple[int, int, int]:
        """Steps from the container up to what it shares with this element; from the prose's
        parent up, and from there down."""
        below: list[HtmlElement] = []
        current: HtmlElement | None = element
        while current is not None and current not in self._known_steps:
            below.append(current)
            current = current.getparent()
        to_container, up, down = self._known_steps[current] if current is not None else (99, 99, -1)
        for current in reversed(below):
            to_container = self.around_container.get(current, to_container)
            if current in self.around_parent:
                up, down = self.around_parent[current], 0
            else:
                down += 1
            self._known_steps[current] = (to_container, up, down)
        return to_container, up, down

    def _height(self, element: HtmlElement) -> tuple[int, bool, bool]:
        """Its depth in the page, and whether it is in an ``article`` and in ``main``."""
        unknown = []
        current: HtmlElement | None = element
        while current is not None and current not in self._heights:
            unknown.append(current)
            current = current.getparent()
        depth, in_article, in_main = self._heights[current] if current is not None else (0, False, False)
        for current in reversed(unknown):
            depth += 1
            in_article |= current.tag == "article"
            in_main |= current.tag == "main"
            self._heights[current] = (depth, in_article, in_main)
        return self._heights[element]


def _prose(block: PageBlock) -> int:
    """Letters of a block that reads as running text; 0 for any other."""
    if len(block.text) < _PROSE_CHARS or block.is_linked or block.inside & {"figcaption", "caption"}:
        return 0
    return len(block.words)


def _look(element: HtmlElement, parent: HtmlElement | None) -> tuple[str | None, ...]:
    """What blocks set in one style have in common."""
    if parent is None:
        return (element.tag, element.get("class"))
    return (element.tag, element.get("class"), parent.tag, parent.get("class"))


@lru_cache(maxsize=4096)
def _coded(kind: str, tag: str, inside: frozenset[str]) -> bytes:
    """Kind, tag and landmarks, a column each: a row of float32, as bytes."""
    row = np.zeros(len(_KINDS) + len(_TAGS) + len(_MARKS), dtype=np.float32)
    row[_KINDS.index(kind)] = 1
    if tag in _TAG_ROW:
        row[len(_KINDS) + _TAG_ROW[tag]] = 1
    for column, mark in enumerate(_MARKS, start=len(_KINDS) + len(_TAGS)):
        row[column] = mark in inside
    return row.tobytes()


def _shifted(values: np.ndarray, by: int) -> np.ndarray:
    """The rows of the block so many places before (below 0) or after; 0 beyond the ends."""
    moved = np.zeros_like(values)
    if abs(by) >= len(values):
        return moved
    if by < 0:
        moved[-by:] = values[:by]
    else:
        moved[:-by] = values[by:]
    return moved


def _signed_log(values: np.ndarray) -> np.ndarray:
    return np.copysign(np.log1p(np.abs(values)), values)
