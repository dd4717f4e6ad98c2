"""The places in a dateline: cut apart, looked up, and settled."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from ..article import Place
from ..namesakes import Choice, choose
from ..places import find_country, find_place, find_region
from .rules import rules

_BETWEEN = re.compile(r"\s*[/·;、]\s*")
_AND = re.compile(r"\s(?:and|und|et|y|e|i|и|و|та|en|og|och|ve)\s")
_EPITHET = re.compile(r"\s?\([^()]*\)$")
_MOST_WORDS, _MOST_PLACES = 5, 5


def read_places(
    printed: str,
    home: str | None = None,
    near: Collection[str] = (),
    sure: bool = False,
    unknown: bool = False,
) -> list[Place] | None:
    """The places of a dateline, or None when one of them is none.

    :param near: countries the rest of the dateline tells.
    :param sure: an agency or a date stands beside them, so "NICE" is the town.
    :param unknown: an agency stands beside them, so a name in capitals that no gazetteer
        knows is a village, not a headline.
    """
    pieces = _pieces(printed)
    if pieces is None:
        return None
    # What one place is sure of tells where the others are.
    told = set(near)
    if len(pieces) > 1:
        for name, qualifier in pieces:
            choice = _settle(name, qualifier, home, (), sure)
            if choice and choice.settled_by in ("region", "country", "stands alone", "only one"):
                told.add(choice.place.country)
    places = []
    for name, qualifier in pieces:
        choice = _settle(name, qualifier, home, told, sure)
        capitals = name == name.upper() and name != name.lower()
        # "Confused, Ohio — My neighbour sings": a state alone makes a village of capitals only.
        if qualifier and not (sure or capitals) and not find_place(name):
            return None
        if choice is not None:
            place = choice.place
            places.append(Place(name, place.region, place.country, choice.settled_by, choice.alternatives))
        elif unknown and capitals:
            places.append(Place(name))
        else:
            return None
    return places


def _settle(
    name: str, qualifier: str | None, home: str | None, near: Collection[str], sure: bool
) -> Choice | None:
    return choose(_EPITHET.sub("", name).partition("/")[0], qualifier, home, near, sure)


def _pieces(printed: str) -> list[tuple[str, str | None]] | None:
    """Names with the states or countries printed after them."""
    pieces: list[tuple[str, str | None]] = []
    for piece in _apart(printed):
        if pieces and piece.casefold().rstrip(".") in _rivers():
            # "Frankfurt/Main" is one town.
            name, qualifier = pieces.pop()
            pieces.append((f"{name}/{piece}", qualifier))
            continue
        name, _, qualifier = (part.strip() for part in piece.partition(","))
        if any(c.isdigit() for c in name) and not find_place(name):
            return None  # a street and its number
        if not name or len(name.split()) > _MOST_WORDS or len(pieces) == _MOST_PLACES:
            return None
        if qualifier and not _is_known(qualifier):
            return None
        pieces.append((name, qualifier or None))
    return pieces


def _apart(printed: str) -> Iterator[str]:
    for piece in _BETWEEN.split(printed):
        name, _, qualifier = piece.partition(",")
        # "SARAJEVO, Bosnia and Herzegovina" is one place, "LONDON and PARIS" are two.
        if _is_known(qualifier) or find_place(name):
            yield piece
        else:
            yield from _AND.split(piece)


def _is_known(qualifier: str) -> bool:
    """Whether it is a region's or a country's name, or both: "Ontario, Canada"."""
    if qualifier.lstrip()[:1].islower():
        return False  # "in", "or" and "me" are words, "IN", "OR" and "ME" states
    region, comma, country = qualifier.rpartition(",")
    if comma:
        return bool(find_country(country) and (find_region(region) or find_place(region)))
    return bool(find_region(qualifier) or find_country(qualifier))


@cache
def _rivers() -> frozenset[str]:
    return frozenset(rules()["rivers"])
