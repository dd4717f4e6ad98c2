"""The months' names in the world's languages, from the tables dateparser comes with.

To read "14. März 2025" takes a look into a table; dateparser itself takes a millisecond,
and a tenth of a second for the first date in a language.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
CODE_CHARS, LANGUAGES_KEPT = 4, 256
"""A page may say anything of its language: no code is longer than three letters, and so many are kept."""
_OTHER_CODES = {"no": "nb", "iw": "he", "in": "id", "tl": "fil"}
# Looked through where the language is not known or lacks the word: templates mix languages.
_BIG_LANGUAGES = (
    "en es de fr pt it nl ru pl sv da nb fi cs hu ro uk tr ar fa he el vi id th hi ca sk bg hr sl lt lv et"
).split()


def month_of(word: str, language: str | None = None) -> int | None:
    """The number of a month's name, full or short; None when it is none.

    :param language: ISO 639-1; its names go before those of other languages.

    >>> month_of("Sept."), month_of("März", "de"), month_of("listopada", "pl"), month_of("Tipps")
    (9, 3, 11, None)
    """
    key = _key(word)
    return _names((language or "en")[:CODE_CHARS]).get(key) or _all_names().get(key)


@lru_cache(maxsize=LANGUAGES_KEPT)
def _names(language: str) -> Mapping[str, int]:
    """One language's names."""
    found: dict[str, int] = {}
    for number, name in enumerate(_MONTHS, start=1):
        for word in table(language).get(name, ()):
            # Bare figures and single letters are no names.
            if len(word) > 2 and not any(c.isdigit() for c in word):
                found.setdefault(_key(word), number)
    return found


def table(language: str) -> Mapping[str, Any]:
    """dateparser's table of a language; empty where it has none."""
    code = _OTHER_CODES.get(language, language)
    if not (code.isascii() and code.isalpha()):
        return {}
    try:
        return import_module(f"dateparser.data.date_translation_data.{code}").info
    except ModuleNotFoundError:
        return {}


@cache
def _all_names() -> Mapping[str, int]:
    """The big languages' names; what is two months in two languages is left out."""
    numbers: dict[str, set[int]] = {}
    for language in _BIG_LANGUAGES:
        for word, number in _names(language).items():
            numbers.setdefault(word, set()).add(number)
    return {word: next(iter(several)) for word, several in numbers.items() if len(several) == 1}


def _key(word: str) -> str:
    """Without accents, case and the stop of an abbreviation: sites write "Fevrier" and "MÄR."."""
    word = word.strip(" .").casefold()
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn") or word
