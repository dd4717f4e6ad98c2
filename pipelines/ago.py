"""Days told from the reader's own: "3 hours ago", "vor 2 Tagen", from dateparser's tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache

from .months import CODE_CHARS, LANGUAGES_KEPT, table
from .rules import date_rules

_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
# Longer lines tell a story.
_MOST_CHARS = 60
_DIGIT, _NUMBER = re.compile(r"\d"), re.compile(r"\d+")


def day_ago(text: str, language: str | None, now: str) -> str | None:
    """The day that a line tells by how long ago it is; None where it tells none.

    :param now: when the page was fetched, ISO 8601.

    >>> day_ago("Posted 3 hours ago", "en", "2025-03-14T01:30:00+00:00")
    '2025-03-13'
    """
    if len(text) > _MOST_CHARS or not _DIGIT.search(text):
        return None
    for code in dict.fromkeys(((language or "en")[:CODE_CHARS], "en")):
        for pattern, unit in _patterns(code):
            if found := pattern.search(text):
                try:
                    return (datetime.fromisoformat(now) - int(found[1]) * unit).date().isoformat()
                except OverflowError:
                    return None  # before the year 1
    return None


def is_ago(text: str, language: str | None) -> bool:
    """Whether a line says how long ago something was printed and nothing else.

    >>> is_ago("Updated 3 hours ago", "en"), is_ago("He was here 3 hours ago", "en")
    (True, False)
    """
    # One number and a short one: no date, no clock.
    if len(text) > _MOST_CHARS or len(numbers := _NUMBER.findall(text)) != 1 or len(numbers[0]) > 3:
        return False
    found = _any_unit(language or "en").search(text)
    if not found:
        return False
    told, rest = date_rules(), f"{text[: found.start()]} {text[found.end() :]}"
    return not any(map(str.isalnum, told.published.sub("", told.updated.sub("", rest))))


@lru_cache(maxsize=LANGUAGES_KEPT)
def _any_unit(language: str) -> re.Pattern[str]:
    """All of a language's phrases and the English ones, in one."""
    told = dict.fromkeys(p.pattern for code in (language, "en") for p, _ in _patterns(code))
    return re.compile("|".join(told), re.IGNORECASE)


@lru_cache(maxsize=LANGUAGES_KEPT)
def _patterns(language: str) -> list[tuple[re.Pattern[str], timedelta]]:
    return list(_compiled(language))


def _compiled(language: str) -> Iterator[tuple[re.Pattern[str], timedelta]]:
    told = table(language).get("relative-type-regex", {})
    for unit, length in _UNITS.items():
        # Its own pattern for a number allows for fractions.
        phrases = {re.sub(r"\(\\d[^)]*\)", "N", p) for p in told.get(f"\\1 {unit} ago", ())}
        for phrase in sorted(phrases, key=len, reverse=True):
            figures = phrase.replace("N", r"(\d{1,3})")
            yield re.compile(rf"(?<!\w){figures}(?![^\W\d_])", re.IGNORECASE), length
