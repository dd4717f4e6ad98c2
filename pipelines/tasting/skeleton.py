"""The skeleton of a page: the elements that hold some blocks, and those around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from lxml.html import HtmlElement

from ..blocks import PageBlock


@dataclass(frozen=True)
class Skeleton:
    """Elements by number, so that what is true of one and of those around it is worked out
    once, in a loop over lists: asking lxml for parents again and again takes most of the time."""

    elements: list[HtmlElement]
    """Each behind its parent."""
    up: list[int]
    """The number of each one's parent; of the root, and beyond the list's end, that end."""
    holds: np.ndarray
    """For each block the number of its element."""

    @cached_property
    def above(self) -> np.ndarray:
        """``up`` as an array: an element's parent's parent is ``above[above[number]]``."""
        return np.array(self.up, dtype=np.intp)


def skeleton(blocks: Sequence[PageBlock]) -> Skeleton:
    """The skeleton of some blocks of a page, one at least."""
    known: dict[HtmlElement | None, int] = {}
    elements: list[HtmlElement] = []
    parents: list[HtmlElement | None] = []
    for block in blocks:
        element: HtmlElement | None = block.element
        line = []
        while element is not None and element not in known:
            line.append(element)
            element = element.getparent()
        for inner in reversed(line):
            known[inner] = len(elements)
            elements.append(inner)
            parents.append(element)
            element = inner
    beyond = len(elements)
    known[None] = beyond
    return Skeleton(
        elements,
        [*(known[parent] for parent in parents), beyond],
        np.array([known[block.element] for block in blocks], dtype=np.intp),
    )
