"""Moments: ISO 8601 read and written, dates in the world's languages by dateparser."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Any

from dateparser import DateDataParser
from htmldate import find_date
from lxml.html import HtmlElement

from .countries import home_country
from .rules import date_rules

_ISO = re.compile(
    r"^\s*(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?"
)
_URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?!\d)|"
    r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})/|(?<![\d-])(\d{2})([-_.])(\d{2})\8(20\d{2})(?![\d-])"
)
_DATEPARSER_NAMES = {"no": "nb"}
# Tried in turn where the language is not known; dateparser's two hundred take it half a second.
_BIG_LANGUAGES = (
    "en es de fr pt it nl ru pl sv da nb fi cs hu ro uk tr ar fa he el zh ja ko vi id th hi".split()
)
_YEAR = r"(?:19|20)\d{2}"
# Letters and the marks on them: Hindi and Thai months are not of \w alone.
_MONTH_WORD = r"[^\s\d_,.()/:-]{3,14}\.?"
# Printed dates, most telling first. dateparser reads the words; this only finds where
# a date stands, for it to look at nothing else.
_PRINTED = re.compile(
    rf"{_YEAR}-\d{{2}}-\d{{2}}(?:[T ]+\d{{1,2}}:\d{{2}})?|"
    rf"{_YEAR}\s*[年년]\s*\d{{1,2}}\s*[月월]\s*\d{{1,2}}\s*[日일]|"
    rf"\d{{1,2}}(?:\.|st|nd|rd|th|º|er)?\s+(?:de\s+|of\s+)?{_MONTH_WORD},?\s+(?:de\s+|del\s+)?{_YEAR}|"
    rf"\d{{1,2}}\s+tháng\s+\d{{1,2}},?\s+(?:năm\s+)?{_YEAR}|{_YEAR}\.\s*{_MONTH_WORD}\s+\d{{1,2}}\.?|"
    rf"{_MONTH_WORD}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}|"
    rf"(?<!\d)\d{{1,2}}([./-])\d{{1,2}}\1{_YEAR}(?![\d:])|{_YEAR}([./])\d{{1,2}}\2\d{{1,2}}|"
    r"(?<![\d.,/-])\d{2}([./])\d{2}\3\d{2}(?=\d{1,2}:\d\d|(?![\d/:]|[.,]\d))",
    re.IGNORECASE,
)
# A time of day; its half is told after it ("9:05 p.m.") or, in East Asia, before it.
_CLOCK = re.compile(
    r"(?:(?P<before>오후|午後|下午)\s*)?(?<![\d:])(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?!\d)"
    r"\s*(?P<after>[ap]\.?m\b)?",
    re.IGNORECASE,
)
# Where the day comes after the month in figures (CLDR, short date formats).
_MONTH_FIRST = frozenset({"en"})
_MONTH_FIRST_COUNTRIES = frozenset({"US", "PH", "CA"})
_FIGURES = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
# The web is no older; what is printed with an earlier day is somebody's birth.
_FIRST_PAGE = "1992"


def iso(value: str) -> str | None:
    """Read a date as machines write it.

    :returns: ISO 8601: a day, or a minute or second with the offset where one is
        given; None when it is none.

    >>> iso("2025-03-14 10:05:00 +0100")
    '2025-03-14T10:05:00+01:00'
    """
    match = _ISO.match(value)
    if not match:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    try:
        if hour is None:
            return datetime(int(year), int(month), int(day)).date().isoformat()
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
    except ValueError:
        return None
    return moment.isoformat() + _offset(offset)


def _offset(offset: str | None) -> str:
    if offset is None:
        return ""
    if offset[0] not in "+-":
        return "+00:00"
    digits = offset[1:].replace(":", "").ljust(4, "0")
    # No clock on earth is further off than Kiribati's.
    return f"{offset[0]}{digits[:2]}:{digits[2:]}" if digits <= "1400" and digits[2:] < "60" else ""


def of_url(url: str) -> str | None:
    """The day in an address such as ``/2025/03/14/slug``; None when there is none."""
    for match in _URL_DATE.finditer(url):
        if match[1] or match[4]:
            year, month, day = match.groups()[:3] if match[1] else match.groups()[3:6]
        else:
            day, month, year = match[7], match[9], match[10]
        if found := iso(f"{year}-{int(month):02}-{int(day):02}"):
            return found
    return None


def printed(text: str, language: str | None = None, url: str | None = None) -> str | None:
    """The date printed in a short text, words or figures, in any language.

    :param language: of the page; with None, or one dateparser lacks, it finds out.
    :param url: its host's country decides whether 3/4 is in March or in April.
    :returns: ISO 8601, with the time of day where it is printed; None when there is
        no full date (day, month and year).
    """
    match = _PRINTED.search(text)
    if not match:
        return None
    if found := iso(match[0]):
        return found
    code, _, region = (language or "").replace("_", "-").partition("-")
    code = code.lower()
    country = region.upper() if len(region) == 2 else home_country(url)
    month_first = code in _MONTH_FIRST and (country is None or country in _MONTH_FIRST_COUNTRIES)
    if figures := _FIGURES.fullmatch(match[0]):
        day = _of_figures(*figures.groups(), month_first)
    else:
        day = _parsed(match[0], code or None, "MDY" if month_first else "DMY")
    if day is None or day < _FIRST_PAGE:
        return None
    clock = _CLOCK.search(text[match.end() :]) or _CLOCK.search(text[: match.start()])
    if not clock:
        return day
    hour = int(clock["hour"])
    half = "p" if clock["before"] else (clock["after"] or "").lower()[:1]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{day}T{hour:02}:{clock['minute']}:00"


def is_update(text: str) -> bool:
    """Whether a dated line tells of a change only, not of the publication."""
    rules = date_rules()
    return rules.updated.search(text) is not None and rules.published.search(text) is None


def is_local(day: str, moment: str) -> bool:
    """Whether a day may be the one on which a moment of UTC fell, somewhere in the world.

    >>> is_local("2025-03-13", "2025-03-14T02:30:00+00:00"), is_local("2025-03-13", "2025-03-14T15:00:00Z")
    (True, False)
    """
    moment = moment.replace("Z", "+00:00")
    if moment[10:11] != "T" or moment[19:] not in ("", "+00:00"):
        return False
    apart = (datetime.fromisoformat(day) - datetime.fromisoformat(moment[:10])).days
    hour = int(moment[11:13])
    return apart == 0 or (apart == -1 and hour < 10) or (apart == 1 and hour >= 10)


def searched(tree: HtmlElement, latest: str | None = None) -> str | None:
    """The day htmldate finds anywhere on a page: slow, and a guess, for pages that mark up nothing.

    :param latest: ISO 8601; no later day is meant.
    """
    day = latest[:10] if latest else None
    try:
        return find_date(tree, extensive_search=False, original_date=True, max_date=day)
    except (ValueError, OverflowError, AttributeError, TypeError):
        return None


def _of_figures(one: str, two: str, year: str, month_first: bool) -> str | None:
    """A day in figures, year last; the order is turned round where it gives no day."""
    year = year if len(year) == 4 else f"20{year}"
    orders = ((one, two), (two, one)) if month_first else ((two, one), (one, two))
    return next((d for m, day in orders if (d := iso(f"{year}-{int(m):02}-{int(day):02}"))), None)


@lru_cache(maxsize=1024)
def _parsed(text: str, language: str | None, order: str) -> str | None:
    # Trying every language takes dateparser fifty times as long as trying one.
    parser = _parser(language, order) or _parser(None, order)
    found = parser.get_date_data(text)
    if found.date_obj is not None and found.period == "day":
        return found.date_obj.date().isoformat()
    return None


@lru_cache(maxsize=32)
def _parser(language: str | None, order: str) -> DateDataParser | None:
    """A parser for one language: making one costs far more than a parse."""
    settings = {"DATE_ORDER": order, "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    return parser_of(language, settings)


def parser_of(language: str | None, settings: dict[str, Any]) -> DateDataParser | None:
    """A dateparser for one language, or for the biggest ones (None); None when it lacks it."""
    if language is None:
        return DateDataParser(languages=_BIG_LANGUAGES, settings=settings)
    parser = DateDataParser(languages=[_DATEPARSER_NAMES.get(language, language)], settings=settings)
    try:
        parser.get_date_data("1")  # it says so no earlier than here
    except ValueError:
        return None
    return parser
