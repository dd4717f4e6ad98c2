"""Surroundings: where the prose of a page stands, and every block in relation to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from lxml.html import HtmlElement

from ..blocks import PageBlock
from .skeleton import Skeleton

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


class Surroundings:
    """Blocks in relation to the prose of their page, and to one another.

    :param shown: the blocks, in order.
    :param bones: their skeleton.

    ``prose`` has the letters of each that reads as running text.
    """

    def __init__(self, shown: Sequence[PageBlock], bones: Skeleton) -> None:
        self._shown, self._bones = shown, bones
        self._parents = bones.above[bones.holds]
        self.prose = np.array([prose(block) for block in shown])
        self._total = float(self.prose.sum()) or 1.0
        holds = bones.holds.tolist()
        looks = [(element.tag, element.get(b"class")) for element in bones.elements]
        looks.append((None, None))
        self._looks = numbered((looks[i], looks[bones.up[i]]) for i in holds)
        # Each element's once: to count its children lxml walks over them.
        counts = [*map(len, bones.elements), 0]
        self._siblings = [counts[i] for i in bones.up]
        self._weigh()

    @property
    def groups(self) -> tuple[np.ndarray, ...]:
        """Numbers of what blocks share: the look, the parent, the parent's parent."""
        return self._looks, self._parents, self._bones.above[self._parents]

    def _weigh(self) -> None:
        """How much prose, text and links stand right in each element, and in all of it."""
        up, most = self._bones.up, len(self._bones.up)
        self._beside = np.bincount(self._parents, self.prose, most)
        texts = [len(block.text) for block in self._shown]
        letters = self._beside.tolist()
        chars = np.bincount(self._parents, texts, most).tolist()
        links = np.bincount(
            self._parents, np.minimum([block.link_chars for block in self._shown], texts), most
        ).tolist()
        for number in range(most - 2, 0, -1):
            outer = up[number]
            letters[outer] += letters[number]
            chars[outer] += chars[number]
            links[outer] += links[number]
        self._letters = np.array(letters)
        self._link_share = np.array(links) / np.maximum(chars, 1)
        # What is beyond the root is nothing.
        self._beside[-1] = self._letters[-1] = self._link_share[-1] = 0.0

    def table(self, pictured: frozenset[HtmlElement]) -> np.ndarray:
        """One row a block, one column a trait of its place: ``COLUMNS``.

        :param pictured: the page's elements with a picture in them.
        """
        total, parents, last = self._total, self._parents, len(self._shown)
        letters, above = self.prose, self._bones.above
        alike = np.bincount(self._looks, letters)[self._looks] / total
        heights, steps = self._lines()
        steps = steps[self._bones.holds]
        to_container, up, down = steps.T
        positions = np.arange(last)
        first, end = _ends(np.flatnonzero((to_container == 0) & (letters > 0)), last)
        first_close, end_close = _ends(np.flatnonzero((up == 0) & (down <= _CLOSE) & (letters > 0)), last)
        after = np.zeros(last, dtype=bool)
        after[1:] = parents[1:] == parents[:-1]
        before = np.zeros(last, dtype=bool)
        before[:-1] = after[1:]
        lines = [parents, above[parents], above[above[parents]]]
        return np.column_stack(
            [
                self._beside[parents] / total,
                *(self._letters[line] / total for line in lines),
                *(self._link_share[line] for line in lines),
                heights[parents],
                np.array(self._siblings)[self._bones.holds],
                alike,
                np.minimum(steps, 10) / 10,
                np.cumsum(letters) / total,
                to_container == 0,
                (up == 0) & (down == 1),
                [block.element in pictured for block in self._shown],
                positions - first,
                end - positions,
                positions - first_close,
                end_close - positions,
                (first <= positions) & (positions <= end),
                (first_close <= positions) & (positions <= end_close),
                after,
                before,
            ]
        )

    def _lines(self) -> tuple[np.ndarray, np.ndarray]:
        """Two rows of three for each element: its depth, and whether it is in an ``article`` and
        in ``main``; the steps from the container up to what it shares with this element, from
        the prose's parent up, and from there down."""
        elements, up = self._bones.elements, self._bones.up
        around_container = self._chain(self._container())
        around_parent = self._chain(int(self._beside.argmax()) if self._beside.any() else None)
        heights: list[tuple[float, bool, bool]] = []
        steps: list[tuple[int, int, int]] = []
        for number, element in enumerate(elements):
            outer = up[number]
            depth, in_article, in_main = heights[outer] if outer < number else (0.0, False, False)
            to_container, up_to, down = steps[outer] if outer < number else (_FAR, _FAR, -1)
            tag = element.tag
            heights.append((depth + 0.05, in_article or tag == "article", in_main or tag == "main"))
            to_container = around_container.get(number, to_container)
            if number in around_parent:
                steps.append((to_container, around_parent[number], 0))
            else:
                steps.append((to_container, up_to, down + 1))
        heights.append((0.0, False, False))
        return np.array(heights, dtype=np.float32), np.array(steps, dtype=np.float32)

    def _container(self) -> int | None:
        """The innermost element with most of the prose in it."""
        # More than half: they all lie on one line from the root, so the last is innermost.
        holding = np.flatnonzero(self._letters >= self._total * _CONTAINER_SHARE)
        return int(holding[-1]) if len(holding) else None

    def _chain(self, number: int | None) -> dict[int, int]:
        """An element and those around it, with how many steps up they are."""
        chain: dict[int, int] = {}
        while number is not None and number < len(self._bones.elements):
            chain[number] = len(chain)
            number = self._bones.up[number]
        return chain


def numbered(keys: Iterable[object]) -> np.ndarray:
    """A number for each key: equal keys, equal numbers; from 0."""
    known: dict[object, int] = {}
    return np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.intp)


def _ends(rows: np.ndarray, beyond: int) -> tuple[int, int]:
    """The first and the last of some rows; the whole page where there are none."""
    return (int(rows[0]), int(rows[-1])) if len(rows) else (0, beyond)
