"""Datelines: place, date and agency before the first sentence, taken apart and checked.

The styles are data (``rules/datelines.toml``). A style's pattern only proposes; the
proposal stands when its places are places, its agency a wire service and its date a
day of the calendar. A dateline missed does less harm than a sentence beheaded, so
doubt keeps the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from .article import Dateline, Place
from .months import month_of
from .places import find_country, find_region, resolve
from .rules import find_agency, glued_agencies, load

_HEAD_CHARS = 160
_DASH = r"(?:—|–|―|−|--+|-(?=\s)|-$|\|)"
# Day and month in either order, year or none.
_DATE = (
    r"(?:le |el |den |am )?(?:\d{1,2}(?:\.|st|nd|rd|th|er)?(?: de)? [^\W\d_]{3,12}\.?(?:,? (?:de )?\d{4})?"
    r"|[^\W\d_]{3,12}\.? \d{1,2}(?:, ?\d{4})?|\d{1,2}[./]\d{1,2}[./](?:\d{4})?)"
)
_PIECES = {
    "places": r"(?P<places>[^\W\d_][^()\[\]{}:;!?—–\"“”«»|]{1,70}?)",
    "date": rf"(?P<date>{_DATE})",
    "agency": r"(?P<agency>[^()\[\]（）【】=＝—–:]{2,40}?)",
    "byline": r"(?P<byline>[^()\[\]（）【】=＝]{2,20}?)",
    "dash": _DASH,
    "place_zh": r"(?P<places>[\u4e00-\u9fff]{2,8}?)",
    "place_ja": r"(?P<places>[\u3040-\u30ff\u4e00-\u9fffー]{2,12}?)",
    "place_ko": r"(?P<places>[\uac00-\ud7a3]{2,10}(?:[·/][\uac00-\ud7a3]{2,10})*)",
    "date_zh": r"(?P<date>\d{1,2}月\d{1,2}日)",
    "day_zh": r"(?:\d{1,2}日)",
}
_SLASH = re.compile(r"\s*(?:/|·|;|\s(?:and|und|et|y|i|и)\s)\s*")
_FIGURES = re.compile(r"^(\d{1,2})[./](\d{1,2})[./](\d{4})?$|^(\d{1,2})月(\d{1,2})日$")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th|er)?(?: de)? ([^\W\d_]{3,})", re.IGNORECASE)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,})\.? (\d{1,2})(?!\d)")
_YEAR = re.compile(r"\b\d{4}\b")


@dataclass(frozen=True)
class _Style:
    id: str
    pattern: re.Pattern[str]
    signs: frozenset[str]
    languages: tuple[str, ...]
    caps: bool
    any_agency: bool
    known_only: bool


@cache
def _styles() -> tuple[_Style, ...]:
    return tuple(_style(row) for row in load("datelines.toml")["style"])


@cache
def _signs() -> frozenset[str]:
    return frozenset().union(*(style.signs for style in _styles()))


def _style(row: dict[str, Any]) -> _Style:
    pattern = row["pattern"].replace("{agency_glued}", f"(?P<agency>{glued_agencies()})")
    for name, piece in _PIECES.items():
        pattern = pattern.replace(f"{{{name}}}", piece)
    return _Style(
        id=row["id"],
        pattern=re.compile(pattern.replace(" ", r"\s"), re.IGNORECASE),
        signs=frozenset(row["signs"]),
        languages=tuple(row.get("languages", ())),
        caps=row.get("caps", False),
        any_agency=row.get("any_agency", False),
        known_only=row.get("known_only", False),
    )


def read_dateline(
    text: str, language: str | None = None, published: str | None = None, home: str | None = None
) -> tuple[Dateline, str] | None:
    """The dateline a paragraph starts with.

    :param published: ISO date that completes a date without a year.
    :param home: the site's country, ISO 3166-1; settles places of the same name.
    :returns: the dateline and the paragraph without it, or None when it has none.
    """
    head = text[:_HEAD_CHARS]
    printed = {sign for sign in _signs() if sign in head}
    for style in _styles():
        if printed.isdisjoint(style.signs) or (style.languages and language not in style.languages):
            continue
        match = style.pattern.match(head)
        if match and (found := _checked(style, match, language, published, home)):
            rest = text[match.end() :].lstrip(" \n—–-:")
            # "London — and much of the south — froze": a dateline stands before a sentence.
            if len(rest) > 1 and not rest[0].islower():
                return found, rest
    return None


def _checked(
    style: _Style, match: re.Match[str], language: str | None, published: str | None, home: str | None
) -> Dateline | None:
    parts = match.groupdict()
    printed_agency = (parts.get("agency") or "").strip()
    known_agency = find_agency(printed_agency) is not None
    if printed_agency and not known_agency and not style.any_agency:
        return None
    day = None
    if parts.get("date"):
        day = _day(parts["date"], language, published)
        if day is None:
            return None
    places: list[Place] = []
    if parts.get("places"):
        printed = parts["places"].strip(" ,")
        name = printed.partition(",")[0]
        if style.caps and name != name.upper():
            return None
        sure = known_agency or day is not None
        found = _places(printed, home, sure and not style.known_only)
        if found is None and "byline" in parts:
            found = _unglued(parts, home)
        if found is None:
            return None
        places = found
    raw = match[0].strip().rstrip("—–―−-|:：=＝ ").strip()
    # The stop of "N.Y." is the place's, that behind an agency or "Berlin" closes the dateline.
    if style.id == "place-stop" or (printed_agency and raw.rstrip("./").endswith(printed_agency)):
        raw = raw.rstrip("./")
    return Dateline(
        raw=raw,
        places=places,
        date=day or None,
        agency=printed_agency or None,
        byline=(parts.get("byline") or "").strip() or None,
    )


def _places(printed: str, home: str | None, sure: bool) -> list[Place] | None:
    """The places of a dateline, or None when one of them is none.

    :param sure: an agency or a date stands beside them, so a name in capitals that no
        gazetteer knows is a village, not a headline.
    """
    places = []
    for piece in _SLASH.split(printed):
        name, _, qualifier = (p.strip() for p in piece.partition(","))
        if not name or len(name.split()) > 4:
            return None
        if qualifier and not (find_region(qualifier) or find_country(qualifier)):
            return None
        found = resolve(name, qualifier or None, home)
        if found is None:
            if not (name == name.upper() and name != name.lower() and sure):
                return None
            places.append(Place(name=name))
        else:
            places.append(Place(name=name, region=found.region, country=found.country))
    return places


def _unglued(parts: dict[str, str], home: str | None) -> list[Place] | None:
    """Part a name from the place glued behind it: 王小明台北 is 王小明 in 台北.

    Moves what belongs to it to ``parts["byline"]``.
    """
    glued = parts["places"]
    for start in range(1, len(glued) - 1):
        if found := _places(glued[start:], home, sure=False):
            parts["byline"] = (parts["byline"] or "") + glued[:start]
            return found
    return None


def _day(printed: str, language: str | None, published: str | None) -> str | None:
    """ISO day; empty when the year is neither printed nor known; None when it is no date."""
    if figures := _FIGURES.match(printed):
        day, month, year = figures.group(1, 2, 3)
        if figures[4]:
            month, day = figures.group(4, 5)
        month_day = (int(month), int(day))
    else:
        if words := _DAY_MONTH.search(printed):
            day, name = words.groups()
        elif words := _MONTH_DAY.search(printed):
            name, day = words.groups()
        else:
            return None
        month = month_of(name, language)
        if month is None:
            return None
        month_day = (month, int(day))
        year = found[0] if (found := _YEAR.search(printed)) else None
    try:
        return _with_year(month_day, int(year) if year else None, published)
    except ValueError:
        return None


def _with_year(month_day: tuple[int, int], year: int | None, published: str | None) -> str:
    """A dateline's day is at or a little before publication, so December under a January
    paper is last year's."""
    if year is None:
        if not published:
            date(2000, *month_day)  # raises for the 31st of February
            return ""
        printed_on = date.fromisoformat(published[:10])
        years = (printed_on.year - 1, printed_on.year, printed_on.year + 1)
        days = [d for y in years if (d := _date_or_none(y, month_day))]
        return min(days, key=lambda d: abs((d - printed_on).days)).isoformat()
    return date(year, *month_day).isoformat()


def _date_or_none(year: int, month_day: tuple[int, int]) -> date | None:
    try:
        return date(year, *month_day)
    except ValueError:
        return None  # 29 February in a common year
