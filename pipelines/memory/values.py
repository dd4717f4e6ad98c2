"""What is known of a site, and what one page adds to it: values that go between processes.

After some pages it is known at which spots (:mod:`pipelines.memory.spots`) of a site's
pages the headline and the body stand, and at which nothing of the body: where it was so
on the last few pages, and not otherwise for some time (:mod:`pipelines.memory.learning`).
Where the next page has nothing but that, its blocks need not be judged again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NO_HEADLINE = ""
"""In place of a spot: the page prints its headline nowhere."""

Outcome = Literal["learning", "used", "fell back", "agreed", "disagreed"]


@dataclass(frozen=True, slots=True)
class SiteMemory:
    """What is known of a site. Empty, it knows nothing, and the page is one to learn from.

    A value: a :class:`~pipelines.Page` carries it to the steps, in whatever process.
    """

    body: frozenset[str] = frozenset()
    """Spots whose text was the body's on some pages running, and not otherwise of late."""
    other: frozenset[str] = frozenset()
    """Spots whose text was likewise not the body's."""
    headlines: frozenset[str] = frozenset()
    """Spots of the headline; :data:`NO_HEADLINE` where pages print none."""
    check: bool = False
    """Clean this page as if nothing were known, and compare."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return not self.headlines


@dataclass(frozen=True, slots=True)
class Observation:
    """What one article adds to what is known of its site.

    A spot may be in both ``body`` and ``other``: then it tells nothing.
    """

    outcome: Outcome
    body: frozenset[str] = frozenset()
    other: frozenset[str] = frozenset()
    headline: str | None = None
    """The headline's spot, :data:`NO_HEADLINE`, or None: not looked at."""
