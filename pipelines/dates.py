"""Moments: ISO 8601 read and written, and dates as they are printed in the world's languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from .countries import home_country
from .months import month_of
from .rules import date_rules

_ISO = re.compile(
    r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{1,2})(?:[.,:]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?"
)
# As mail and servers write it: "Fri, 14 Mar 2025 10:05:00 +0100", "Fri Mar 14 10:05:00 UTC 2025".
_MAIL = re.compile(
    r"^\s*(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})\s+"
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})\s*(?:\(\w+\))?\s*$"
)
_SERVER = re.compile(
    r"^\s*[A-Za-z]{3}\s+([A-Za-z]{3})\s+(\d{1,2})\s+(\d{1,2}):(\d{2}):(\d{2})\s+(?:([A-Z]{1,4})\s+)?(\d{4})\s*$"
)
_BARE = re.compile(
    r"^\s*((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
    r"(?:T?([0-2]\d):?([0-5]\d)(?::?([0-5]\d))?(Z|[+-]\d{2}:?\d{2})?)?\s*$"
)
# Seconds since 1970, or thousandths of them: from 2001 to 2033.
_SECONDS = re.compile(r"^\s*(1\d{9})(?:\d{3})?\s*$")
_URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?!\d)|"
    r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})/|(?<![\d-])(\d{2})([-_.])(\d{2})\8(20\d{2})(?![\d-])|"
    r"(?<!\d)(0[1-9]|[12]\d|3[01])()(0[1-9]|1[0-2])(20\d{2})(?!\d)"
)
# Thai papers count the years from Buddha.
_YEAR = r"(?:19[89]|20\d|25[4-9])\d"
_BUDDHIST_YEARS = 543
# Other scripts' figures as ours.
_FIGURES = {zero + n: str(n) for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0xFF10) for n in range(10)}
# Letters and the marks on them: Hindi and Thai months are not of \w alone.
_MONTH_WORD = r"[^\s\d_,.()/:-]{3,14}"
# Where a date may stand in a text, most telling first; what is no day of the calendar is passed over.
_PRINTED = re.compile(
    rf"(?P<iso>{_YEAR}-\d{{2}}-\d{{2}}(?:[T ]+\d{{1,2}}:\d{{2}})?)|"
    rf"(?P<y1>{_YEAR})\s*[年년]\s*(?P<m1>\d{{1,2}})\s*[月월]\s*(?P<d1>\d{{1,2}})\s*[日일]|"
    rf"(?P<d2>\d{{1,2}})(?:\.|st|nd|rd|th|º|er)?[\s/.-]\s*(?:de\s+|of\s+)?(?P<w2>{_MONTH_WORD})[.,]?[\s/.-]\s*"
    rf"(?:de\s+|del\s+)?(?P<y2>{_YEAR})|"
    rf"(?P<d3>\d{{1,2}})\s+tháng\s+(?P<m3>\d{{1,2}}),?\s+(?:năm\s+)?(?P<y3>{_YEAR})|"
    rf"(?P<y4>{_YEAR})\.?\s+(?:m\.\s+)?(?P<w4>{_MONTH_WORD})\s+(?P<d4>\d{{1,2}})(?!\d)|"
    rf"(?P<w5>{_MONTH_WORD})\.?\s+(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y5>{_YEAR})|"
    rf"(?<!\d)(?P<a6>\d{{1,2}})(?P<s6>[./-])\s?(?P<b6>\d{{1,2}})(?P=s6)\s?(?P<y6>{_YEAR})(?![\d:])|"
    rf"(?P<y7>{_YEAR})(?P<s7>[./])\s?(?P<m7>\d{{1,2}})(?P=s7)\s?(?P<d7>\d{{1,2}})(?!\d)|"
    r"(?<![\d.,/-])(?P<a8>\d{2})(?P<s8>[./])(?P<b8>\d{2})(?P=s8)(?P<y8>\d{2})(?=\d{1,2}:\d\d|(?![\d/:]|[.,]\d))",
    re.IGNORECASE,
)
# Nothing else needs to be looked at closely: most lines have no such figures in them.
_MAYBE = re.compile(rf"{_YEAR}|\d{{2}}([./])\d{{2}}\1\d{{2}}")
# A time of day; its half is told after it ("9:05 p.m.") or, in East Asia, before it.
_CLOCK = re.compile(
    r"(?:(?P<before>오후|午後|下午)\s*)?(?<![\d:])(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?!\d)"
    r"\s*(?P<after>[ap]\.?m\b)?",
    re.IGNORECASE,
)
# Where the day comes after the month in figures (CLDR, short date formats).
_MONTH_FIRST = frozenset({"en"})
_MONTH_FIRST_COUNTRIES = frozenset({"US", "PH", "CA"})
# The web is no older; what is printed with an earlier day is somebody's birth.
_FIRST_PAGE = "1992"
_MOST_CHARS, _LABEL_CHARS = 400, 30
_LATE_HOUR = 20


def iso(value: str) -> str | None:
    """Read a date as machines write it.

    :returns: ISO 8601: a day, or a minute or second with the offset where one is
        given; None when it is none.

    >>> iso("2025-03-14 10:05:00 +0100")
    '2025-03-14T10:05:00+01:00'
    """
    match = _ISO.match(value)
    if match:
        return _moment(*match.groups())
    if match := _MAIL.match(value):
        day, month, year, *clock = match.groups()
        return _moment(year, month_of(month), day, *clock)
    if match := _SERVER.match(value):
        month, day, *clock, zone, year = match.groups()
        return _moment(year, month_of(month), day, *clock, zone if zone in ("UTC", "GMT") else None)
    if (match := _BARE.match(value)) and match[7]:
        return _moment(*match.groups())
    return None


def bare(value: str) -> str | None:
    """Read a date of figures alone: "20250314T1005", which may be any clock's, or seconds since 1970."""
    if match := _BARE.match(value):
        return _moment(*match.groups())
    if match := _SECONDS.match(value):
        return datetime.fromtimestamp(int(match[1]), UTC).isoformat()
    return None


def _moment(
    year: str,
    month: str | int | None,
    day: str,
    hour: str | None,
    minute: str | None,
    second: str | None,
    offset: str | None,
) -> str | None:
    if month is None:
        return None
    try:
        if hour is None:
            return datetime(int(year), int(month), int(day)).date().isoformat()
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute or 0), int(second or 0))
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
            day, _, month, year = match.groups()[6:10] if match[7] else match.groups()[10:14]
        if found := iso(f"{year}-{int(month):02}-{int(day):02}"):
            return found
    return None


def printed(text: str, language: str | None = None, url: str | None = None) -> str | None:
    """The first full date in a text, in any of the world's languages; with the time when it is printed.

    :param language: of the page; with the country where it tells, as in "en-GB".
    :param url: of the page: its country tells the order of day and month.

    >>> printed("Veröffentlicht am 14. März 2025 um 10:05 Uhr", "de")
    '2025-03-14T10:05:00'
    """
    return next(all_printed(text, language, url), None)


def all_printed(text: str, language: str | None = None, url: str | None = None) -> Iterator[str]:
    """Every full date in a text, in order."""
    text = text[:_MOST_CHARS]
    if not text.isascii():
        text = text.translate(_FIGURES)
    if not _MAYBE.search(text):
        return
    code, _, region = (language or "").replace("_", "-").partition("-")
    code = code.lower()
    country = region.upper() if len(region) == 2 else home_country(url)
    month_first = code in _MONTH_FIRST and (country is None or country in _MONTH_FIRST_COUNTRIES)
    for match in _PRINTED.finditer(text):
        day = _day(match, code or None, month_first)
        if day is None or day < _FIRST_PAGE:
            continue
        if len(day) > 10:
            yield day
            continue
        yield day + _time(text, match.start(), match.end())


def _time(text: str, start: int, end: int) -> str:
    """The time of day printed beside a date, after it or before it; empty where there is none."""
    clock = _CLOCK.search(text[end:]) or _CLOCK.search(text[:start])
    if not clock:
        return ""
    hour = int(clock["hour"])
    half = "p" if clock["before"] else (clock["after"] or "").lower()[:1]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"T{hour:02}:{clock['minute']}:00"


def _day(match: re.Match[str], language: str | None, month_first: bool) -> str | None:
    """The day that figures and words of the pattern give; None where it is no day of the calendar."""
    found = {name: value for name, value in match.groupdict().items() if value}
    if "iso" in found:
        return iso(found["iso"])
    kind = next(name for name in found if name[0] == "y")[1]
    year = found[f"y{kind}"]
    if year > "2500" and len(year) == 4:
        year = str(int(year) - _BUDDHIST_YEARS) if language == "th" else "0000"
    if f"a{kind}" in found:
        return _of_figures(found[f"a{kind}"], found[f"b{kind}"], year, month_first)
    word = found.get(f"w{kind}")
    month = month_of(word, language) if word else int(found[f"m{kind}"])
    return iso(f"{year}-{month:02}-{int(found[f'd{kind}']):02}") if month else None


def is_update(text: str) -> bool:
    """Whether a dated line tells of a change only, not of the publication."""
    rules = date_rules()
    return rules.updated.search(text) is not None and rules.published.search(text) is None


def is_label(text: str, updates: bool = False) -> bool:
    """Whether a line only says that a day of publication follows, "Published on:", or of a change."""
    rules = date_rules()
    words = rules.updated if updates else rules.published
    return len(text) < _LABEL_CHARS and words.fullmatch(text.rstrip(" :：")) is not None


def is_local(day: str, moment: str) -> bool:
    """Whether a day may be the one on which a moment of UTC fell, somewhere in the world.

    >>> is_local("2025-03-13", "2025-03-14T02:30:00+00:00"), is_local("2025-03-13", "2025-03-14T15:00:00Z")
    (True, False)
    """
    if not is_utc(moment):
        return False
    apart = days_apart(moment, day)
    hour = int(moment[11:13])
    return apart == 0 or (apart == -1 and hour < 10) or (apart == 1 and hour >= 10)


def is_utc(moment: str) -> bool:
    """Whether a moment is, or may be, given in UTC; a day alone is none."""
    return moment[10:11] == "T" and moment[19:] in ("", "Z", "+00:00")


def is_near_midnight(moment: str) -> bool:
    """Whether a moment of UTC falls on another day where many people live."""
    return not 9 <= int(moment[11:13]) < 15


def in_zone_of(shown: str, moment: str) -> str | None:
    """A moment of UTC as the page shows it: with the zone's offset where the time of day is shown,
    else the day alone; None where the two cannot be the same moment.

    >>> in_zone_of("2025-03-13T21:44:00", "2025-03-14T00:44:52+00:00"), in_zone_of("2025-03-15", "2025-03-14")
    ('2025-03-13T21:44:52-03:00', None)
    """
    if not is_utc(moment) or not is_local(shown[:10], moment):
        return None
    if len(shown) == 10:
        # A later day without a clock may be that of a change, if it is not close to midnight.
        return shown if shown < moment[:10] or int(moment[11:13]) >= _LATE_HOUR else None
    utc = datetime.fromisoformat(moment[:19])
    ahead = round((datetime.fromisoformat(shown[:16]) - utc.replace(second=0)).total_seconds() / 60)
    if ahead % 15 or not -12 * 60 <= ahead <= 14 * 60:
        return None
    local = utc + timedelta(minutes=ahead)
    return f"{local.isoformat()}{'-' if ahead < 0 else '+'}{abs(ahead) // 60:02}:{abs(ahead) % 60:02}"


def days_apart(one: str, other: str) -> int:
    """How many days the second moment's day is after the first's."""
    return (datetime.fromisoformat(other[:10]) - datetime.fromisoformat(one[:10])).days


def _of_figures(one: str, two: str, year: str, month_first: bool) -> str | None:
    """A day in figures, year last; the order is turned round where it gives no day."""
    year = year if len(year) == 4 else f"20{year}"
    orders = ((one, two), (two, one)) if month_first else ((two, one), (one, two))
    return next((d for m, day in orders if (d := iso(f"{year}-{int(m):02}-{int(day):02}"))), None)
