"""Wording: what the words a text begins with say of it.

"Subscribe", "Foto" and "Kommentare" begin what is around articles; "however" and "sagte"
are an article's. The table is learned (``benchmarks/train_taster.py``) as that of the
names in the markup is: each word has a leaning, its log odds of standing in the article's
shorter blocks, every site one voice.
"""

from __future__ import annotations

# What is around articles says what it is at once.
_LOOKED_AT = 120  # characters


# Below 0 speaks against, above for the article: the strongest word against it, the mean of the
# three strongest, that of all, the strongest for it, the share of words known, the first word.
COLUMNS = "word_least word_three word_mean word_most word_known word_first"
_SILENT = (0.0,) * 6


def first_words(text: str) -> list[str]:
    """The words a text begins with, as the table has them: with the marks at their ends."""
    return text[:_LOOKED_AT].lower().split()


class Wording:
    """The leanings of words.

    :param leanings: log odds by word, see :func:`first_words`.
    """

    def __init__(self, leanings: dict[str, float]) -> None:
        self.leanings = leanings

    def of(self, text: str) -> tuple[float, ...]:
        """What a text's first words say: the columns are those of :data:`COLUMNS`."""
        words = first_words(text)
        leanings = self.leanings
        found = sorted([leanings[word] for word in words if word in leanings])
        if not found:
            return _SILENT
        three = found[:3]
        return (
            found[0],
            sum(three) / len(three),
            sum(found) / len(found),
            found[-1],
            len(found) / len(words),
            leanings.get(words[0], 0.0),
        )
