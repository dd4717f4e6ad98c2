"""A day in any words: dateparser, for the few values that no pattern of ours reads.

It takes a millisecond, and a tenth of a second for the first date in a language, so it is
asked late: for a value that markup names as the day of publication, and for nothing else.
"""

from __future__ import annotations

import re

import dateparser

# Longer values are no dates: an element wrongly named.
_MOST_CHARS = 60
_DIGIT = re.compile(r"\d")
# A month alone, or a weekday, is no day; and none is told from today, which is not the page's.
_SETTINGS = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}


def day_in_words(value: str, language: str | None) -> str | None:
    """The day, ISO 8601, or None.

    :param language: ISO 639-1; English where it is None or dateparser has not learned it.

    >>> day_in_words("14-Mar-25", "en"), day_in_words("14 março, sexta-feira, 2025", "pt")
    ('2025-03-14', '2025-03-14')
    """
    if len(value) > _MOST_CHARS or not _DIGIT.search(value):
        return None
    for code in dict.fromkeys((language or "en", "en")):
        try:
            found = dateparser.parse(value, languages=[code], settings=_SETTINGS)
        except ValueError:
            continue  # a language it does not know
        if found is not None:
            return found.date().isoformat()
    return None
