"""Learning a site: from the articles of some pages to what its memory holds.

Values and pure functions. Pages are learned from in generations of a fixed number, in
their order of arrival (:mod:`pipelines.memory.keeper`), so that the same pages give the same
memory whoever cleaned them, and in whatever order they were done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from .values import Observation, SiteMemory

ARTICLES = 8
"""So many articles are read before anything is held to be known."""
_PAGES = 3  # and a spot must have been on so many of them, alike each time
# What was otherwise is past after so many generations: one odd page is not to spoil a site for good.
_PASSED, _LONG_AGO = 8, -1000
_MOST_SPOTS = 1000  # of a site; those not seen for longest are forgotten
_UNFIT_SHARE, _UNFIT_GENERATIONS = 0.25, 12
_MOST_STRIKES = 6


class Spot(NamedTuple):
    """On how many pages running a spot held the body alone, or other text alone; and the
    generation in which it last held any of either."""

    body: int = 0
    other: int = 0
    last_body: int = _LONG_AGO
    last_other: int = _LONG_AGO

    @property
    def pages(self) -> int:
        return max(self.body, self.other)

    @property
    def last(self) -> int:
        return max(self.last_body, self.last_other)

    def is_body(self, generation: int) -> bool:
        return self.body >= _PAGES and generation - self.last_other > _PASSED

    def is_other(self, generation: int) -> bool:
        return self.other >= _PAGES and generation - self.last_body > _PASSED

    def with_page(self, body: bool, other: bool, generation: int) -> Spot:
        """After one more page, with the body there, other text, or both."""
        return Spot(
            0 if other else self.body + 1,
            0 if body else self.other + 1,
            generation if body else self.last_body,
            generation if other else self.last_other,
        )


class Headline(NamedTuple):
    """On how many pages the headline stood at a spot, and the generation in which it last did."""

    pages: int = 0
    last: int = _LONG_AGO


_Seen = TypeVar("_Seen", Spot, Headline)


@dataclass(frozen=True, slots=True)
class Learned:
    """What the complete generations of a site's pages have told so far."""

    spots: Mapping[str, Spot] = field(default_factory=dict)
    headlines: Mapping[str, Headline] = field(default_factory=dict)
    """The headline's spots."""
    articles: int = 0
    generation: int = 0
    strikes: int = 0
    """How often all was forgotten, less how often a check has agreed since."""
    rest: int = 0
    """Generations still to come that nothing is learned from."""
    unfit: int = 0
    """Generations in a row whose pages did not look like those remembered."""

    def after(self, seen: Sequence[Observation]) -> Learned:
        """What is known after one more generation.

        :param seen: what its articles told, in their pages' order.
        """
        following = replace(self, generation=self.generation + 1)
        if self.rest:
            return replace(following, rest=self.rest - 1)
        outcomes = [observation.outcome for observation in seen]
        if "disagreed" in outcomes:
            return following._anew()
        tried = sum(outcome in ("used", "agreed", "fell back") for outcome in outcomes)
        fits = tried - outcomes.count("fell back")
        if tried:
            following = replace(following, unfit=self.unfit + 1 if fits < tried * _UNFIT_SHARE else 0)
        if following.unfit >= _UNFIT_GENERATIONS:
            return following._anew()
        return following._with(seen, max(0, self.strikes - outcomes.count("agreed")))

    @property
    def memory(self) -> SiteMemory | None:
        """For the generation after the next; None where that is not to be learned from either."""
        if self.rest > 1:
            return None
        if self.articles < ARTICLES:
            return SiteMemory()
        now = self.generation
        return SiteMemory(
            frozenset(name for name, spot in self.spots.items() if spot.is_body(now)),
            frozenset(name for name, spot in self.spots.items() if spot.is_other(now)),
            frozenset(name for name, spot in self.headlines.items() if spot.pages >= _PAGES),
        )

    def _anew(self) -> Learned:
        """Nothing, and a rest before it is tried again: a site that is never twice alike, or
        whose places mislead, is to cost next to nothing."""
        strikes = min(self.strikes + 1, _MOST_STRIKES)
        # One at least: the pages of the next generation have what is now forgotten.
        return Learned(generation=self.generation, strikes=strikes, rest=2**strikes - 1)

    def _with(self, seen: Sequence[Observation], strikes: int) -> Learned:
        spots, headlines, articles = dict(self.spots), dict(self.headlines), self.articles
        for observation in seen:
            if observation.headline is None:
                continue
            articles += 1
            known = headlines.get(observation.headline, Headline())
            headlines[observation.headline] = Headline(known.pages + 1, self.generation)
            for name in observation.body | observation.other:
                body, other = name in observation.body, name in observation.other
                spots[name] = spots.get(name, Spot()).with_page(body, other, self.generation)
        return replace(
            self,
            spots=_freshest(spots),
            headlines=_freshest(headlines),
            articles=articles,
            strikes=strikes,
        )


def _freshest(spots: Mapping[str, _Seen]) -> dict[str, _Seen]:
    """Those seen last, and of these the ones on most pages."""
    found = sorted(spots.items(), key=lambda item: (-item[1].last, -item[1].pages, item[0]))
    return dict(found[:_MOST_SPOTS])
