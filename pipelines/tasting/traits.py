"""Traits: what tells a block of the article from the rest of the page, as numbers.

The copy taster (:mod:`pipelines.tasting.taster`) weighs them. None knows a site: they are the
shape of the text (length, links, sentence ends), the names the markup gives and the words
a text begins with (by tables learned from many sites), and the block's place
(:mod:`pipelines.tasting.surroundings`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..blocks import PageBlock, squash
from ..page import Page
from .likeness import likeness
from .names import NameTable
from .skeleton import skeleton
from .surroundings import COLUMNS as PLACE_COLUMNS
from .surroundings import Surroundings
from .wording import COLUMNS as WORD_COLUMNS
from .wording import Wording

_TAGS = (
    "p div li h1 h2 h3 h4 h5 span blockquote a td tr button section article header footer body main "
    "figcaption label strong"
).split()
_TAG_ROW = {tag: row for row, tag in enumerate(_TAGS)}
_MARKS = "aside header form figure figcaption blockquote li a table caption credit".split()
_KINDS = ("paragraph", "crosshead", "quote", "list", "table")
_CONTEXT = (-2, -1, 1, 2)
_LOOKED_AT = 200  # characters
_END = frozenset(".!?…\"”»'’。！？」』):;")
_QUOTE = frozenset("\"“„«»'‘「”")
_LONG_ENOUGH, _LONG_TITLE = 20, 12  # letters that are no chance when they are in both
_MOST_MASS = 500  # letters; a longer paragraph weighs no more in its company
# The columns that are measured, in the order in which the functions below give them.
_COLUMNS = f"""
    length stops commas spaces bars lines mail copyright capitals digits
    near_least near_most near_mean near_known far_least far_most far_mean far_known
    linked bold few_words ends colon question ellipsis lower digit quote address has_link
    {WORD_COLUMNS}
    from_headline below_headline is_headline_block is_title is_summary in_summary in_title has_title
    copies
    {PLACE_COLUMNS}
    headline_known position
""".split()
# What is counted matters less the more there is: these are given as logarithms.
_COUNTED = [
    _COLUMNS.index(name)
    for name in """length stops commas spaces bars lines from_first to_last from_first_close to_last_close
    siblings from_headline copies""".split()
]
_LINKED, _WORDS = _COLUMNS.index("linked"), [_COLUMNS.index("word_least"), _COLUMNS.index("word_mean")]
# What counts of a neighbour.
_IN_CONTEXT = [
    _COLUMNS.index(name)
    for name in """length spaces few_words linked bold ends near_least near_mean far_least far_mean
    word_least word_mean""".split()
]
# What is counted, as it comes in the columns: marks, then capitals and digits.
_MARKS_COUNTED = (".!?。！？…", ",，、", " ", "|", "\n", "@", "©")
_CAPITAL, _DIGIT = len(_MARKS_COUNTED) + 1, len(_MARKS_COUNTED) + 2


def _classes() -> np.ndarray:
    """What each character of the basic plane counts as: a number from 1, 0 for most."""
    classes = np.zeros(0x10000, dtype=np.uint8)
    for code in range(0x10000):
        letter = chr(code)
        classes[code] = _CAPITAL if letter.isupper() else _DIGIT if letter.isdigit() else 0
    for number, letters in enumerate(_MARKS_COUNTED, start=1):
        classes[[ord(letter) for letter in letters]] = number
    return classes


_CLASSES = _classes()


class Traits(NamedTuple):
    """The traits of a page's candidates."""

    rows: np.ndarray
    """float32, one row a candidate, one column a trait."""
    mass: np.ndarray
    """Letters of each, the longest cut: what it weighs among its company."""
    groups: tuple[np.ndarray, ...]
    """Numbers of what candidates share: the look, the parent, the parent's parent."""


def measure(
    shown: Sequence[PageBlock],
    page: Page,
    title: str | None,
    summary: str | None,
    names: NameTable,
    wording: Wording,
) -> Traits:
    """Measure blocks.

    :param shown: the page's candidates, in order; one at least.
    :param title: the headline, where it is known; ``summary`` likewise.
    :param names: what the names in the markup are known to say.
    :param wording: what the words a text begins with are known to say.
    """
    bones = skeleton(shown)
    place = Surroundings(shown, bones)
    headline, count = page.headline_index(title), len(page.blocks)
    columns = (
        _counts([block.text for block in shown]),
        names.table(bones),
        _own(shown, headline, _key(title), _key(summary), wording),
        place.table(page.pictured),
        np.full(len(shown), headline is not None),
        np.array([block.index for block in shown]) / count,
    )
    measured = np.column_stack(columns).astype(np.float32)
    measured[:, _COUNTED] = _signed_log(measured[:, _COUNTED])
    looks, parents, _ = place.groups
    beyond = likeness(
        np.array([block.kind == "crosshead" for block in shown]),
        np.array([float(len(block.text)) for block in shown]),
        measured[:, _LINKED],
        measured[:, _WORDS],
        place.prose,
        looks,
        parents,
    )
    context = measured[:, _IN_CONTEXT]
    marked = np.frombuffer(
        b"".join([_coded(b.kind, b.element.tag, b.inside) for b in shown]), dtype=np.float32
    ).reshape(len(shown), -1)
    return Traits(
        np.hstack([measured, *(shifted(context, by) for by in _CONTEXT), marked, beyond], dtype=np.float32),
        np.minimum([len(block.words) for block in shown], _MOST_MASS),
        place.groups,
    )


def _key(text: str | None) -> str:
    return squash(text or "").casefold()


def _counts(texts: list[str]) -> np.ndarray:
    """Length, and counts of marks; capitals and digits as shares of the text's beginning.

    Counted over all texts at once: a call a text and mark would cost ten times as much.
    """
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    starts = np.cumsum(lengths) - lengths
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), dtype=np.uint32)
    classes = _CLASSES[np.minimum(codes, 0xFFFF)]
    # Few characters are any of these.
    places = np.flatnonzero(classes)
    texts_of, classes = np.repeat(np.arange(len(texts)), lengths)[places], classes[places]
    counts = (classes < _CAPITAL) | (places - starts[texts_of] < _LOOKED_AT)
    keys = (texts_of * (_DIGIT + 1) + classes)[counts]
    counted = np.bincount(keys, minlength=len(texts) * (_DIGIT + 1)).reshape(len(texts), -1)
    shares = counted[:, _CAPITAL:] / np.minimum(lengths, _LOOKED_AT)[:, np.newaxis]
    return np.column_stack([lengths, counted[:, 1:_CAPITAL], shares])


def _own(
    shown: Sequence[PageBlock],
    headline: int | None,
    title: str,
    summary: str,
    wording: Wording,
) -> np.ndarray:
    """Traits that are asked of one block at a time."""
    worded = wording.of
    copies = Counter([block.words for block in shown])
    # One flat list: numpy reads a list of rows more slowly, and an array.array grows slowly.
    numbers: list[float] = []
    for block in shown:
        text, words, linked = block.text, block.words, block.link_chars
        length, first, last = len(text), text[0], text[-1]
        numbers += (
            min(1.0, linked / length),
            min(1.0, block.bold_chars / length),
            min(text.count(" ") + 1, 30) / 30,
            last in _END,
            last == ":",
            last == "?",
            last == "…" or text.endswith("..."),
            first.islower(),
            first.isdigit(),
            first in _QUOTE,
            "http" in text,
            linked > 0,
        )
        numbers += worded(text)
        letters, folded = len(words), words.casefold()
        distance = 0 if headline is None else block.index - headline
        numbers += (
            distance,
            distance > 0,
            headline is not None and distance == 0,
            folded == title,
            folded == summary,
            letters > _LONG_ENOUGH and summary != "" and (folded in summary or summary in folded),
            letters > _LONG_TITLE and folded in title,
            len(title) > _LONG_ENOUGH and title in folded,
            copies[words],
        )
    return np.array(numbers, dtype=np.float32).reshape(len(shown), -1)


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


def shifted(values: np.ndarray, by: int) -> np.ndarray:
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
