"""Reading a dateline: a style proposes, the parts are checked, what follows is a sentence."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..article import Dateline, Place
from ..namesakes import choose
from ..places import find_country, find_place, find_region
from .days import Day, day_of_month, read_day
from .leads import is_label, is_lead
from .placing import read_places
from .styles import Style, all_signs, styles
from .wires import country_of, is_agency, is_outlet, stands_alone

_HEAD_CHARS = 160
_CLOSING = " \n\t\u00a0—–―−─‒-|ـ:：=＝"
_FIGURE = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}(?:[:.h]\d\d|\s?[-–]\s?\d)")
# "Berlin - Hamburg": two names of equal rank.
_ROUTE = re.compile(r"\s[-–](?:\s|$)")


def read_dateline(
    text: str,
    language: str | None = None,
    published: str | None = None,
    home: str | None = None,
    own: Collection[str] = (),
) -> tuple[Dateline, str] | None:
    """The dateline a paragraph starts with.

    :param language: ISO 639-1, of the text.
    :param published: ISO 8601; completes a date without a year, and is compared with it.
    :param home: the site's country, ISO 3166-1; settles places of the same name.
    :param own: what the outlet calls itself, as :func:`own_names` has it.
    :returns: the dateline and the paragraph without it, or None when it has none.

    >>> dateline, rest = read_dateline("HANOI, Vietnam (AP) — Ministers met on Monday.")
    >>> dateline.raw, dateline.agency, rest
    ('HANOI, Vietnam (AP)', 'AP', 'Ministers met on Monday.')
    """
    head = text[:_HEAD_CHARS]
    printed = all_signs().intersection(head)
    figures = _FIGURE.search(head) is not None
    for style in styles():
        if printed.isdisjoint(style.signs) or (style.has_figures and not figures):
            continue
        if not style.is_for(language, home):
            continue
        match = style.pattern.match(head)
        if match is None:
            continue
        rest = text[match.end() :].lstrip(_CLOSING)
        # "London — and much of the south — froze": a dateline stands before a sentence, and a
        # clock or "3 - 1" is none.
        if len(rest) < 2 or rest[0].islower() or _CLOCK.match(rest):
            continue
        if found := _Reading(style, match, language, published, home, own).read(rest):
            return found, rest
    return None


def _is_country(place: Place) -> bool:
    """Whether it is a country or a region by its own name, and no town: "Iran", not "SINGAPORE"."""
    if not (find_country(place.name) or find_region(place.name)):
        return False
    choice = choose(place.name)
    return choice is None or choice.place.population == 0


class _Reading:
    """One style's proposal, checked."""

    def __init__(
        self,
        style: Style,
        match: re.Match[str],
        language: str | None,
        published: str | None,
        home: str | None,
        own: Collection[str],
    ) -> None:
        self._style, self._raw = style, match[0]
        self._parts = {name: (part or "").strip() for name, part in match.groupdict().items()}
        self._language, self._published, self._home, self._own = language, published, home, own

    def read(self, rest: str) -> Dateline | None:
        """The dateline, or None where one of its parts is not what it should be."""
        style, parts = self._style, self._parts
        agency, qualifier = parts.get("agency") or None, None
        known = agency is not None and is_agency(agency, self._own)
        if agency and not known:
            # "Córdoba (Argentina) -": what stands in brackets is a country.
            if style.bracketed_country and (find_country(agency) or find_region(agency)):
                agency, qualifier = None, agency
            elif not (style.any_agency and is_outlet(agency)):
                return None
        if style.wire and agency and not stands_alone(agency, self._own, self._home):
            return None
        agency = agency or parts.get("sign")
        day = None
        if printed := parts.get("date"):
            day = read_day(printed, self._language, self._published)
            if day is None:
                return None
        elif printed := parts.get("day"):
            day = Day(day_of_month(printed, self._published))
        places: list[Place] = []
        if parts.get("places"):
            found = self._places(agency, qualifier, known, day)
            if found is None:
                return None
            places = found
        # "LANSING, Mich. –": the state makes it certain as well.
        certain = places and (self._is_certain(known, day) or "," in parts["places"])
        plain = self._in_capitals() and not style.is_stopped
        if style.lead and not certain and not is_lead(rest, self._language, plain):
            return None
        return Dateline(
            raw=self._printed(agency),
            places=places,
            date=day.iso if day else None,
            agency=agency,
            byline=parts.get("byline") or None,
        )

    def _is_certain(self, known: bool, day: Day | None) -> bool:
        """An agency or a date makes a line in capitals a dateline, whatever follows."""
        return known or day is not None

    def _name(self) -> str:
        """The first place's."""
        return self._parts.get("places", "").partition(",")[0].partition("/")[0].strip()

    def _in_capitals(self) -> bool:
        name = self._name()
        return name == name.upper() and name != name.lower()

    def _places(
        self, agency: str | None, qualifier: str | None, known: bool, day: Day | None
    ) -> list[Place] | None:
        style = self._style
        printed = self._parts["places"].strip(" ,")
        if _ROUTE.search(printed):
            return None
        name, capitals = self._name(), self._in_capitals()
        if style.capitals and not capitals:
            return None
        if style.mixed and (capitals or name == name.lower()):
            return None
        certain = self._is_certain(known, day)
        if "," not in printed and is_label(name, self._language, capitals and not style.speakers):
            if not certain or not find_place(name):
                return None
        if style.in_gazetteer and not find_place(name):
            return None
        near = {country} if known and agency and (country := country_of(agency)) else set()
        if qualifier:
            printed = f"{printed}, {qualifier}"
        unknown = known and not style.in_gazetteer
        found = read_places(printed, self._home, near, certain, unknown)
        if found is None and "byline" in self._parts:
            found = self._unglued(printed)
        if found and style.town and not certain and any(map(_is_country, found)):
            return None
        if found and style.homes and not all(place.country in style.homes for place in found):
            return None
        return found

    def _unglued(self, glued: str) -> list[Place] | None:
        """Part a name from the place glued behind it: 王小明台北 is 王小明 in 台北."""
        for start in range(1, len(glued) - 1):
            if found := read_places(glued[start:], self._home):
                self._parts["byline"] += glued[:start]
                return found
        return None

    def _printed(self, agency: str | None) -> str:
        """The line as printed, without what closes it."""
        raw = self._raw.strip().rstrip(_CLOSING).rstrip()
        # The stop of "N.Y." is the place's; that behind an agency, a bracket, "Berlin" or before
        # a dash ("LIMA.-") closes the dateline.
        bare = raw.rstrip("./ ")
        printed_last = agency or ("," not in raw and self._parts.get("places"))
        closes = self._style.is_stopped or (printed_last and bare.endswith(printed_last))
        return bare if closes or bare.endswith(")") else raw
