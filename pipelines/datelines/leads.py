"""What a dateline stands before: a story's first sentence. And what only looks like one."""

from __future__ import annotations

import re
from functools import cache

from ..places import find_place
from ..scripts import weight
from . import days
from .rules import rules

# Chinese, Japanese, Thai: no spaces between the words.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]")
_FEWEST_WORDS, _FEWEST_LETTERS = 4, 20
_MOST_CHARS = 400  # enough to tell
# A stop behind a short word may be an abbreviation's: "U.S. President", "Mr. Poe".
_SENTENCE = re.compile(
    r"[^.!?。！？।؟\n]*(?:(?:[.!?](?=\S)|(?:(?<=\b\w)|(?<=\b\w\w)|(?<=\b\w{3}))\.)[^.!?。！？।؟\n]*)*"
)
# "München 3:1", "AC Arno – 2-0": a result, not a sentence.
_SCORE = re.compile(r"(?:[^\W\d_a-zà-ÿа-яё][\w.'’-]*\s){1,3}[-–(]?\s?\d{1,3}\s?[:–-]\s?\d{1,3}\b")
# "15 Oct 2024 - 08:22": the line of the clock.
_DATED = re.compile(rf"{days.PATTERN}\s?[-–—|:·,]", re.IGNORECASE)
_NEXT = re.compile(r"([^\W\d_][^—–|:.,;]{1,30}?)\s*(?:—|–|\|| -\s|:)")


def is_lead(rest: str, language: str | None = None, capitals: bool = False) -> bool:
    """Whether it reads as the first sentence of a story.

    :param capitals: it stands behind a place in capitals and a dash, so that short sentences do.

    >>> is_lead("Die Regierung berät heute den Haushalt.", "de"), is_lead("Trinken. Schlafen.", "de")
    (True, False)
    """
    rest = rest[:_MOST_CHARS]
    first = rest if capitals else _SENTENCE.match(rest)[0]
    is_short = len(first.split()) < _FEWEST_WORDS and not _UNSPACED.search(first)
    if is_short or weight(first) < _FEWEST_LETTERS:
        return False
    if _SCORE.match(rest) or _DATED.match(rest):
        return False
    opener = re.match(r"[^\W\d_]+", rest)
    if opener and opener[0].casefold() in _looking_back(language):
        return False
    # "Berlin - Madrid - Rom: ..." is a route.
    after = _NEXT.match(rest)
    return not (after and find_place(after[1]))


def is_label(name: str, language: str | None, capitals: bool) -> bool:
    """Whether a name is more often a label, a word or a person's name than a place's.

    :param capitals: it is printed in capitals, as persons' names are not.

    >>> is_label("MOBILE", "en", capitals=True), is_label("Austin", "en", capitals=False)
    (True, True)
    """
    words, persons = _labels(language or "en")
    folded = name.casefold()
    return folded in words or (not capitals and folded in persons)


@cache
def _labels(language: str) -> tuple[frozenset[str], frozenset[str]]:
    rows = [row for row in rules()["label"] if row["language"] in (language, "any")]
    words = (word for row in rows for word in row.get("words", ()))
    return frozenset(words), frozenset(word for row in rows for word in row.get("persons", ()))


@cache
def _looking_back(language: str | None) -> frozenset[str]:
    """Words that a story does not begin with, as they point at what went before."""
    rows = rules()["looking_back"]
    return frozenset(rows.get(language or "", ()))
