"""Regions: what no step spoke of, told in as few entries as the page has boxes and menus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from .account import Entry
from .draft import DraftDrop

# Deeper in the page, neighbours dropped by one rule are told as one region.
_REGION_DEPTH = 4


def regions(entries: Iterable[Entry]) -> Iterator[DraftDrop]:
    """The blocks of an account that no step spoke of.

    Neighbours under one roof are one entry; a menu of ninety links is one menu.
    """
    run: list[Entry] = []
    roof = _Roof()
    for entry in entries:
        if entry.is_said:
            if run:
                yield _region(run, roof.element)
            run = []
        elif run and entry.rule == run[0].rule and roof.covers(entry.block.element):
            run.append(entry)
        else:
            if run:
                yield _region(run, roof.element)
            run = [entry]
            roof.raise_over(entry.block.element)
    if run:
        yield _region(run, roof.element)


def _region(run: list[Entry], roof: HtmlElement | None) -> DraftDrop:
    first = run[0].block
    where = first.paths.of(roof) if roof is not None else first.place
    return DraftDrop("\n".join(entry.block.text for entry in run), run[0].rule, where, first.index)


class _Roof:
    """The innermost element that a run of blocks has in common."""

    def __init__(self) -> None:
        self.element: HtmlElement | None = None
        self._depths: dict[HtmlElement, int] = {}  # of it and those around it; the root's is 1
        self._below: HtmlElement | None = None

    def raise_over(self, element: HtmlElement | None) -> None:
        """Begin with one block."""
        self.element, self._below = element, None
        line = []
        while element is not None:
            line.append(element)
            element = element.getparent()
        self._depths = {element: depth for depth, element in enumerate(reversed(line), start=1)}

    def covers(self, element: HtmlElement | None) -> bool:
        """Widen it over one more block; False where it would be too much of the page."""
        parent = element.getparent() if element is not None else None
        if parent is not None and parent is self._below:
            return True  # as its last sibling was
        shared = element
        while shared is not None and shared not in self._depths:
            shared = shared.getparent()
        if shared is None or self._depths[shared] < _REGION_DEPTH:
            return False
        while self.element is not shared:
            del self._depths[self.element]
            self.element = self.element.getparent()
        self._below = parent if shared is not element else None
        return True
