"""Parts of an article in the making: they still know which blocks of the page they took.

The steps between ``body`` and ``finish`` work on these. They are the public classes
with the page's blocks remembered, so that every block can be accounted for once, at
the end; ``finish`` turns them into the plain ones.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter

from .article import Caption, Dropped
from .blocks import PageBlock


@dataclass(slots=True)
class DraftCaption(Caption):
    """A caption and the indexes of the page's blocks it was printed in."""

    indexes: tuple[int, ...] = ()


@dataclass(slots=True)
class DraftDrop(Dropped):
    """A removal and the index of the page's block it removed; -1 for part of one."""

    index: int = -1


def drop(block: PageBlock, rule: str) -> DraftDrop:
    """Record that a whole block goes, and by which rule."""
    return DraftDrop(block.text, rule, block.place, block.index)


def plain(part: object, kind: type) -> object:
    """The public part of a draft: a ``kind`` with the same values."""
    return kind(*_values_of(kind)(part))


@cache
def _values_of(kind: type) -> attrgetter:
    return attrgetter(*(f.name for f in fields(kind)))
