"""Wording: what the words a text begins with say of it.

"Subscribe", "Foto" and "Kommentare" begin what is around articles; "however" and "sagte"
are an article's. The table is learned (``benchmarks/train_taster.py``) as that of the
names in the markup is: each word has a leaning, its log odds of standing in the article's
shorter blocks, every site one voice.
"""

from __future__ import annotations

from typing import NamedTuple

# What is around articles says what it is at once.
_LOOKED_AT = 120  # characters


class WordLeaning(NamedTuple):
    """What a text's first words say: below 0 against, above for the article.

    ``least`` is the strongest word against it, ``three`` the mean of the three strongest;
    ``known`` the share of words that are in the table, ``first`` what the first one says.
    """

    least: float = 0.0
    three: float = 0.0
    mean: float = 0.0
    most: float = 0.0
    known: float = 0.0
    first: float = 0.0


_SILENT = WordLeaning()


def first_words(text: str) -> list[str]:
    """The words a text begins with, as the table has them: with the marks at their ends."""
    return text[:_LOOKED_AT].lower().split()


class Wording:
    """The leanings of words.

    :param leanings: log odds by word, see :func:`first_words`.
    """

    def __init__(self, leanings: dict[str, float]) -> None:
        self.leanings = leanings

    def of(self, text: str) -> WordLeaning:
        words = first_words(text)
        leanings = self.leanings
        found = sorted([leanings[word] for word in words if word in leanings])
        if not found:
            return _SILENT
        three = found[:3]
        return WordLeaning(
            found[0],
            sum(three) / len(three),
            sum(found) / len(found),
            found[-1],
            len(found) / len(words),
            leanings.get(words[0], 0.0),
        )
