"""Periods in addresses: which year, month or day a file of an archive is of, by its name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from pipelines.addresses import parts

# 2024-03-14, 2024/03, 202403, 2024; also yyyy=2024&mm=03.
_PERIOD = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?:(?:[-_/.]|&?(?:mm?|month)=)?(?P<month>\d{1,2})"
    r"(?:(?:[-_/.]|&?(?:dd?|day)=)?(?P<day>\d{1,2}))?)?(?!\d)"
)
_DIGITS = re.compile(r"\d+")


def name_periods(urls: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The first and the last day (ISO 8601) of the period each address names; those that name one.

    A number alone is a year only where the numbers of all files named alike are: a site may well
    have a ``sitemap-2024.xml`` that comes after ``sitemap-2023.xml`` and 2,022 others.

    >>> name_periods(["https://paper.example/sitemap-2024-02.xml"])
    {'https://paper.example/sitemap-2024-02.xml': ('2024-02-01', '2024-02-29')}
    """
    found: dict[str, tuple[str, str]] = {}
    alike: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        alike[_DIGITS.sub("0", url)].append(url)
    for group in alike.values():
        named = {url: period for url in group if (period := _period(url))}
        if len(named) == len(group):
            found |= named
    return found


def _period(url: str) -> tuple[str, str] | None:
    split = parts(url)
    for match in _PERIOD.finditer(f"{split.path}?{split.query}"):
        if (days := _days(*match.group("year", "month", "day"))) is not None:
            return days
    return None


def _days(year: str, month: str | None, day: str | None) -> tuple[str, str] | None:
    # No paper is on the web from before, and none from after next year.
    if not 1980 <= int(year) <= date.today().year + 1:
        return None
    try:
        first = date(int(year), int(month or 1), int(day or 1))
        if day:
            last = first
        elif month:
            last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        else:
            last = date(first.year, 12, 31)
    except ValueError:
        return None
    return first.isoformat(), last.isoformat()
