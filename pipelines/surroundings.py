"""Surroundings: where the prose of a page stands, and every block in relation to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from lxml.html import HtmlElement

from .blocks import PageBlock

_PROSE_CHARS, _CONTAINER_SHARE = 60, 0.7
_UNPRINTED = frozenset(("figcaption", "caption"))
_FAR = 99  # steps: not on the way at all
_CLOSE = 2  # steps below the element that most of the prose stands in
# In the order in which `Surroundings.table` gives them.
COLUMNS = """
    beside parent_mass grandparent_mass great_mass parent_links grandparent_links great_links
    depth in_article in_main siblings
    alike to_container up down before
    in_container is_beside has_image from_first to_last from_first_close to_last_close between between_close
    after_sibling before_sibling
"""


def prose(block: PageBlock) -> int:
    """Letters of a block that reads as running text; 0 for any other."""
    if len(block.text) < _PROSE_CHARS or block.is_linked or block.inside & _UNPRINTED:
        return 0
    return len(block.words)


class _Weight(NamedTuple):
    """What stands in an element."""

    prose: int = 0
    chars: int = 0
    link_chars: int = 0


_NOTHING = _Weight()


class Surroundings:
    """Blocks in relation to the prose of their page, and to one another.

    :param shown: the blocks, in order.
    :param pictured: the page's elements with a picture in them.
    """

    def __init__(self, shown: Sequence[PageBlock], pictured: frozenset[HtmlElement]) -> None:
        self.shown, self.pictured = shown, pictured
        self.parents = [block.element.getparent() for block in shown]
        self.prose = [prose(block) for block in shown]
        self._heights: dict[HtmlElement | None, tuple[int, bool, bool]] = {None: (0, False, False)}
        self._unique = list(dict.fromkeys(self.parents))
        number = {parent: row for row, parent in enumerate(self._unique)}
        self._parent_of = np.array([number[parent] for parent in self.parents], dtype=np.intp)
        self._weigh()
        self._looks = numbered(
            (b.element.tag, b.element.get("class"), parent.tag, parent.get("class"))
            if parent is not None
            else (b.element.tag, b.element.get("class"))
            for b, parent in zip(shown, self.parents, strict=True)
        )

    @property
    def groups(self) -> tuple[np.ndarray, ...]:
        """Numbers of what blocks share: the look, the parent, the parent's parent."""
        above = numbered(parent.getparent() if parent is not None else None for parent in self._unique)
        return self._looks, self._parent_of, above[self._parent_of]

    def _weigh(self) -> None:
        """How much prose, text and links stand right in each parent, and in all above it."""
        rows = self._parent_of
        most = len(self._unique)
        self._beside = np.bincount(rows, self.prose, most)
        chars = np.bincount(rows, [len(b.text) for b in self.shown], most)
        links = np.bincount(rows, [min(b.link_chars, len(b.text)) for b in self.shown], most)
        self._total = float(self._beside.sum()) or 1.0
        sums: dict[HtmlElement, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        for parent, *weights in zip(
            self._unique, self._beside.tolist(), chars.tolist(), links.tolist(), strict=True
        ):
            while parent is not None:
                known = sums[parent]
                known[0] += weights[0]
                known[1] += weights[1]
                known[2] += weights[2]
                parent = parent.getparent()
        self._sums = sums

    def table(self) -> np.ndarray:
        """One row a block, one column a trait of its place: ``COLUMNS``."""
        total, rows, last = self._total, self._parent_of, len(self.shown)
        letters = np.array(self.prose)
        alike = np.bincount(self._looks, letters)[self._looks] / total
        of_parents = np.array([self._of_parent(parent) for parent in self._unique], dtype=np.float32)
        steps = np.array(self._steps(), dtype=np.float32)
        to_container, up, down = steps.T
        before = np.cumsum(letters) / total
        positions = np.arange(last)
        first, end = _ends(np.flatnonzero((to_container == 0) & (letters > 0)), last)
        first_close, end_close = _ends(
            np.flatnonzero((up == 0) & (down <= _CLOSE) & (letters > 0)), last
        )
        beside_last = np.concatenate(([False], rows[1:] == rows[:-1]))
        return np.column_stack(
            [
                self._beside[rows] / total,
                of_parents[rows],
                alike,
                np.minimum(steps, 10) / 10,
                before,
                to_container == 0,
                (up == 0) & (down == 1),
                [block.element in self.pictured for block in self.shown],
                positions - first,
                end - positions,
                positions - first_close,
                end_close - positions,
                (first <= positions) & (positions <= end),
                (first_close <= positions) & (positions <= end_close),
                beside_last,
                np.concatenate((beside_last[1:], [False])),
            ]
        )

    def _of_parent(self, parent: HtmlElement | None) -> tuple[float, ...]:
        """What the children of one element have in common."""
        total = self._total
        above: list[tuple[float, float]] = []
        element = parent
        for _ in range(3):
            letters, chars, links = self._sums[element] if element is not None else (0.0, 0.0, 0.0)
            above.append((letters / total, links / chars if chars else 0.0))
            element = element.getparent() if element is not None else None
        depth, in_article, in_main = self._height(parent)
        masses, densities = zip(*above, strict=True)
        return (
            *masses,
            *densities,
            (depth + 1) / 20,
            in_article,
            in_main,
            len(parent) if parent is not None else 0,
        )

    def _steps(self) -> list[tuple[int, int, int]]:
        """For each block: steps from the container up to what it shares with its element; from
        the prose's parent up, and from there down."""
        around_container = _chain(self._container())
        most = int(self._beside.argmax()) if self._beside.any() else None
        around_parent = _chain(self._unique[most] if most is not None else None)
        known: dict[HtmlElement | None, tuple[int, int, int]] = {None: (_FAR, _FAR, -1)}

        def of(element: HtmlElement, above: tuple[int, int, int]) -> tuple[int, int, int]:
            to_container, up, down = above
            to_container = around_container.get(element, to_container)
            up_to = around_parent.get(element)
            return (to_container, up, down + 1) if up_to is None else (to_container, up_to, 0)

        for parent in self._unique:
            below = []
            while parent not in known:
                below.append(parent)
                parent = parent.getparent()
            for element in reversed(below):
                known[element] = of(element, known[element.getparent()])
        return [of(b.element, known[p]) for b, p in zip(self.shown, self.parents, strict=True)]

    def _container(self) -> HtmlElement | None:
        """The innermost element with most of the prose in it."""
        enough = self._total * _CONTAINER_SHARE
        # More than half: they all lie on one line from the root, so the least is innermost.
        holding = [element for element, sums in self._sums.items() if sums[0] >= enough]
        return max(holding, key=lambda element: self._height(element)[0], default=None)

    def _height(self, element: HtmlElement | None) -> tuple[int, bool, bool]:
        """Its depth in the page, and whether it is in an ``article`` and in ``main``."""
        below = []
        while element not in self._heights:
            below.append(element)
            element = element.getparent()
        depth, in_article, in_main = self._heights[element]
        for element in reversed(below):
            depth += 1
            in_article |= element.tag == "article"
            in_main |= element.tag == "main"
            self._heights[element] = (depth, in_article, in_main)
        return depth, in_article, in_main


def numbered(keys: Iterable[object]) -> np.ndarray:
    """A number for each key: equal keys, equal numbers; from 0."""
    known: dict[object, int] = {}
    return np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.intp)


def _ends(rows: np.ndarray, beyond: int) -> tuple[int, int]:
    """The first and the last of some rows; the whole page where there are none."""
    return (int(rows[0]), int(rows[-1])) if len(rows) else (0, beyond)


def _chain(element: HtmlElement | None) -> dict[HtmlElement, int]:
    """An element and those around it, with how many steps up they are."""
    chain: dict[HtmlElement, int] = {}
    while element is not None:
        chain[element] = len(chain)
        element = element.getparent()
    return chain
