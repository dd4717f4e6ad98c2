"""Which of the places of a name a dateline means, and what told.

The evidence, strongest first:

1. ``region`` or ``country``: one is printed, after the name (``BUFFALO, N.Y.``, ``HANOI,
   Vietnam``) or as the name (``BAVARIA``, ``LEBANON``).
2. ``stands alone``: AP and Reuters print the city without its state or country.
3. ``dateline``: another place of the same dateline, or a national news agency, tells the
   country (``KARACHI/HYDERABAD``, ``HYDERABAD (APP)``).
4. ``home``: the site's country has a place of the name.
5. ``population``: the biggest; or ``only one``: there is no other.

3 and 4 count where the place has at least a twentieth of the biggest one's people. No
function here raises for any string.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from .places import Candidate, find_country, find_place, find_regions, fold, key
from .rules import load

SettledBy = Literal["region", "country", "stands alone", "dateline", "home", "population", "only one"]

OUTWEIGHED = 20
"""A place nearby wins over a namesake abroad up to this many times its size."""

LARGE = 100
"""Below this population, in thousands, a region of the same name is meant."""

MOST_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """A place, and how it was chosen."""

    place: Candidate
    settled_by: SettledBy
    others: tuple[Candidate, ...] = ()
    """The other places the name may mean, likeliest first; all of them."""

    @property
    def alternatives(self) -> list[str]:
        """The likeliest of the others, as ``"Region, CC"`` or ``"CC"``."""
        told = dict.fromkeys(_written(place) for place in self.others)
        told.pop(_written(self.place), None)
        return list(told)[:MOST_ALTERNATIVES]


def _written(place: Candidate) -> str:
    return f"{place.region}, {place.country}" if place.region else place.country


def choose(
    name: str,
    qualifier: str | None = None,
    home: str | None = None,
    near: Collection[str] = (),
    sure: bool = False,
) -> Choice | None:
    """The place a dateline means.

    :param qualifier: what is printed after the name (``"Ill."``, ``"Vietnam"``, ``"Ontario,
        Canada"``). Where no place of the name is known in there, the qualifier's country and
        region are the answer.
    :param home: ISO code of the country of the site that prints it.
    :param near: ISO codes of countries that the rest of the dateline tells.
    :param sure: it is a dateline, so that even a word more often printed as a label
        («Media», «Police») is a place's name.
    :returns: None for what is not a known place.

    >>> choose("HYDERABAD", near={"PK"}).settled_by, choose("HYDERABAD", near={"PK"}).alternatives[0]
    ('dateline', 'Telangana, IN')
    """
    places = find_place(name)
    if qualifier and (meanings := _meanings(qualifier, home)):
        return _inside(name, places, meanings)
    if qualifier and (text := fold(key(qualifier))):
        for place in places:
            if place.region and fold(key(place.region)) == text:
                return _choice(place, "region", places)
    return _alone(name, places, home, near, sure)


def resolve(name: str, qualifier: str | None = None, home: str | None = None) -> Candidate | None:
    """The place that :func:`choose` chooses."""
    choice = choose(name, qualifier, home)
    return choice.place if choice else None


def _choice(place: Candidate, settled_by: SettledBy, places: tuple[Candidate, ...]) -> Choice:
    return Choice(place, settled_by, tuple(other for other in places if other != place))


def _inside(
    name: str, places: tuple[Candidate, ...], meanings: list[tuple[str, str | None]]
) -> Choice | None:
    """The biggest place of the name in the country or region that is printed."""
    for place in places:
        for country, region in meanings:
            if place.country == country and region in (None, place.region):
                return _choice(place, "region" if region else "country", places)
    if not key(name):
        return None
    country, region = meanings[0]
    return Choice(Candidate(country, region, 0), "region" if region else "country", places)


def _alone(
    name: str, places: tuple[Candidate, ...], home: str | None, near: Collection[str], sure: bool
) -> Choice | None:
    """A place whose region is not printed, or not known."""
    printed = key(name)
    if printed in _labels() and not sure:
        return None
    if code := _standalone().get(printed):
        country, _, region = code.partition("-")
        mine = (p for p in places if p.country == country and region in ("", p.region))
        return _choice(next(mine, Candidate(country, region or None, 0)), "stands alone", places)
    # A country or region by its name: «Lebanon» is not Lebanon, Tenn. The short
    # ones may be abbreviations, which mean nothing on their own.
    abbreviated = len(fold(printed)) <= 3 and printed.isascii()
    if not abbreviated and (meanings := _meanings(name, home, whole=True)):
        country, own = meanings[0]
        if own is None or not places or places[0].population < LARGE:
            mine = (p for p in places if p.country == country and own in (None, p.region))
            others = places + tuple(Candidate(c, r, 0) for c, r in meanings[1:])
            told: SettledBy = "region" if own else "country"
            if any(c != home for c, _ in meanings) and country == home:
                told = "home"
            return _choice(next(mine, Candidate(country, own, 0)), told, others)
    if not places:
        return None
    best = places[0]
    if len(places) == 1:
        return Choice(best, "only one")
    nearby: tuple[tuple[SettledBy, Collection[str | None]], ...] = (("dateline", near), ("home", (home,)))
    for told, countries in nearby:
        for place in places:
            if place.country in countries and place.population * OUTWEIGHED >= best.population:
                return _choice(place, "population" if place is best else told, places)
    return _choice(best, "population", places)


def _meanings(text: str, home: str | None = None, whole: bool = False) -> list[tuple[str, str | None]]:
    """The countries and regions a qualifier may mean, likeliest first.

    ``"Georgia"`` is the country and the state, the state first if ``home`` is
    the US. ``"Ontario, Canada"`` is read from its end. With ``whole`` a region
    must be written in full.
    """
    head, comma, tail = text.rpartition(",")
    if comma and head.strip() and (country := find_country(tail)):
        regions: list[tuple[str, str | None]] = [*find_regions(head.rpartition(",")[2], country)]
        return regions or [(country, None)]
    found: list[tuple[str, str | None]] = []
    if country := find_country(text):
        found.append((country, None))
    if not whole or len(key(text)) > 4 or not text.isascii():
        found += find_regions(text)
    return sorted(found, key=lambda meaning: meaning[0] != home)


@cache
def _standalone_file() -> dict[str, Any]:
    return load("standalone.toml")


@cache
def _standalone() -> dict[str, str]:
    """Names that stand alone → ``"CC"`` or ``"CC-REGION"``; AP's before Reuters'."""
    data = _standalone_file()
    return {**data["reuters"], **data["ap"]}


@cache
def _labels() -> frozenset[str]:
    """Words that are labels («Media —») more often than places."""
    return frozenset(_standalone_file()["labels"]["words"])
