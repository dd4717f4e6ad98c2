"""The day in a dateline: "le 3 mars", "5 мая", "Mar 3", "03.03.2025", "4月24日", "3日".

What is not printed of it comes from the day of publication, and that of it is only
believed where the two agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ..months import month_of

MOST_DAYS = 40
"""Between a dateline's day whose year is not printed, and publication. On the development
pages none is further apart than one day; but monthlies print month-old copy."""

_LEAP, _LONGEST = 2000, 63  # a year that has every day; days in which each number of a day comes

# A word that may be a month, or two: "كانون الثاني". Indian scripts write vowels as marks.
_WORD = r"[^\s\d_,.:;()\[\]{}/|—–=-]{2,14}"
_MONTH = rf"{_WORD}(?: (?:الأول|الاول|الثاني))?"
_OF = r"(?:de |d['’]|of |ta['’] )?"
_YEAR = r"(?:,? ?(?:de |del )?\d{4})?"
PATTERN = (
    r"(?:(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
    r"|le|el|den|am|dne|на|في|ngày),? )?"
    rf"(?:\d{{1,2}}(?:\.|st|nd|rd|th|er|º|-го)?[ -]?{_OF}{_MONTH}\.?{_YEAR}(?: г\.?|\.)?"
    rf"|\d{{4}}\. {_WORD} \d{{1,2}}\.?(?:, {_WORD})?"
    rf"|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?!\d|[.:]\d)(?:,? \d{{4}})?(?: d\.)?"
    r"|\d{1,2} tháng \d{1,2}(?: năm \d{4})?"
    r"|(?:\d{4}([./-])\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}(?:[./-](?:\d{2,4})?)?)(?![\d:]))"
)
"""A regular expression of what may be a date, in alphabets; without groups of its own names."""

_EAST = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_FIGURES = re.compile(r"(?:\D{0,5} )?(\d{1,4})([./-])(\d{1,2})(?:\2(\d{2,4})?)?")
_VIETNAMESE = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2})(?: năm (\d{4}))?")
_HUNGARIAN = re.compile(rf"\d{{4}}\. (?P<month>{_WORD}) (?P<day>\d{{1,2}})")
_DAY_MONTH = re.compile(
    rf"(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|-го)?[ -]?{_OF}(?P<month>{_MONTH})", re.IGNORECASE
)
_MONTH_DAY = re.compile(rf"(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?!\d)")
_PRINTED_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Day:
    """A date that is printed. ``iso`` is None where no day can be made of it: the year is
    not known, it is a misprint, or it is nowhere near the day of publication."""

    iso: str | None


def read_day(printed: str, language: str | None = None, published: str | None = None) -> Day | None:
    """The day a dateline prints.

    :param published: ISO 8601 day or moment.
    :returns: None for what is no date at all.

    >>> read_day("Dec. 31", "en", "2025-01-02"), read_day("27.6.205"), read_day("Tipps 3")
    (Day(iso='2024-12-31'), Day(iso=None), None)
    """
    paper = _paper(published)
    if east := _EAST.search(printed):
        year, month, day = (int(n) if n else None for n in east.groups())
        return Day(_completed([(month, day)], year, paper))
    if figures := _FIGURES.fullmatch(printed):
        return _of_figures(figures, paper)
    if vietnamese := _VIETNAMESE.fullmatch(printed):
        day, month, year = (int(n) if n else None for n in vietnamese.groups())
        return Day(_completed([(month, day)], year, paper))
    year = int(found[0]) if (found := _PRINTED_YEAR.search(printed)) else None
    for pattern in (_HUNGARIAN, _DAY_MONTH, _MONTH_DAY):
        words = pattern.search(printed)
        if words and (month := month_of(words["month"], language)):
            return Day(_completed([(month, int(words["day"]))], year, paper))
    return None


def day_of_month(printed: str, published: str | None = None) -> str | None:
    """The ISO day of a bare "3日": the last third of a month before publication, or the
    day after it, as the world's days begin at different hours."""
    paper = _paper(published)
    last = paper.toordinal() + 1 if paper else 0
    for ordinal in range(last, max(last - _LONGEST, 0), -1):
        day = date.fromordinal(min(ordinal, date.max.toordinal()))
        if day.day == int(printed):
            return day.isoformat()
    return None


def _of_figures(figures: re.Match[str], paper: date | None) -> Day | None:
    """3.3., 03/03/2025, 2025-03-03. Two figures alone may be a score: they must make a day, and
    "3-1" makes none."""
    first, _, second, last = figures.groups()
    if len(first) == 4:
        orders = [(int(second), int(last))] if last else []
        return Day(_completed(orders, int(first), paper))
    a, b = int(first), int(second)
    orders = [(b, a)] if a == b else [(b, a), (a, b)]
    if not last:
        days = [d for month, day in orders if (d := _day(_LEAP, month, day))]
        return Day(_completed(orders, None, paper)) if days and figures[2] != "-" else None
    # "27.6.205" is a misprint of a year nobody can tell.
    year = {2: 2000 + int(last), 4: int(last)}.get(len(last))
    return Day(_completed(orders, year, paper) if year else None)


def _completed(orders: Iterable[tuple[int, int]], year: int | None, paper: date | None) -> str | None:
    """The ISO day of a month and day.

    :param orders: the pairs it may be ("3/4" is two); the one nearest to publication is
        taken, the first where that is not known.
    """
    days = [d for month, day in orders for y in _years(year, paper) if (d := _day(y, month, day))]
    if paper is None:
        return days[0].isoformat() if days else None
    nearest = min(days, key=lambda d: abs((d - paper).days), default=None)
    if nearest is None or (year is None and abs((nearest - paper).days) > MOST_DAYS):
        return None
    # A dateline is not written after its story is printed: a year from the future is a misprint.
    return nearest.isoformat() if (nearest - paper).days <= MOST_DAYS else None


def _years(year: int | None, paper: date | None) -> Iterator[int]:
    """Under a January paper December is last year's."""
    if year is not None:
        yield year
    elif paper is not None:
        yield from (paper.year, paper.year - 1, paper.year + 1)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _paper(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None
