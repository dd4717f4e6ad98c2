"""Phrases: whole blocks of text that are never part of an article, by language.

The rules are data (``rules/phrases/*.toml``): a thousand turns of phrase a language, few
of which begin as a given block does. So they are filed by their first letters, and one is
compiled when a block first begins as it does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from operator import itemgetter

from .rules import load
from .starts import alternatives, beginning, needed, one_i, starts

_START_CHARS = 4
_STARTS_KEPT = 1024


@dataclass(frozen=True)
class Phrase:
    """A pattern that fits whole blocks, with the id of its rule."""

    id: str
    pattern: str
    kind: str = ""
    """What it is to the trade: "share", "related", "paywall"; see ``rules/phrase_kinds.toml``."""

    @cached_property
    def is_cased(self) -> bool:
        """Capitals count in a part of it, "(?-i:…)"."""
        return "(?-i:" in self.pattern

    @cached_property
    def parts(self) -> tuple[Phrase, ...]:
        """Its turns of phrase, which begin each in its own way."""
        return tuple(Phrase(self.id, part, self.kind) for part in alternatives(self.pattern))

    @cached_property
    def starts(self) -> frozenset[str]:
        """How what it fits begins."""
        return starts(self.pattern, _START_CHARS)

    @cached_property
    def needed(self) -> str:
        """Letters without which it fits nothing. Where a pattern may begin with anything, it
        takes long to find that it does not fit."""
        return one_i(needed(self.pattern).lower())

    def fits(self, block: str, lower: str) -> bool:
        """Whether it is the whole block.

        :param lower: the block by :func:`lower_case`.
        """
        return self._compiled.fullmatch(block if self.is_cased else lower) is not None

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        # Matching without regard to case takes twice as long as matching lower case.
        return re.compile(self.pattern, re.IGNORECASE) if self.is_cased else re.compile(one_i(self.pattern))


class PhraseBook:
    """Phrases in order, filed by how they begin."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._filed: dict[str, list[tuple[int, Phrase]]] = defaultdict(list)
        for entry in enumerate(part for phrase in phrases for part in phrase.parts):
            for start in entry[1].starts:
                self._filed[start].append(entry)
        self._beginning_as = lru_cache(maxsize=_STARTS_KEPT)(self._find)

    def match(self, block: str) -> str | None:
        """The id of the first rule that a whole block fits, or None."""
        found = self.find(block)
        return found.id if found else None

    def find(self, block: str) -> Phrase | None:
        """The first phrase that a whole block fits, or None."""
        lower = lower_case(block)
        for needed_letters, phrase in self._beginning_as(beginning(lower, _START_CHARS)):
            if needed_letters in lower and phrase.fits(block, lower):
                return phrase
        return None

    def _find(self, start: str) -> tuple[tuple[str, Phrase], ...]:
        found = (e for length in range(len(start) + 1) for e in self._filed.get(start[:length], ()))
        return tuple((phrase.needed, phrase) for _, phrase in sorted(found, key=itemgetter(0)))


def lower_case(text: str) -> str:
    """Lower case, as patterns are matched with."""
    return text.lower() if text.isascii() else one_i(text.lower())


@cache
def phrases(name: str) -> tuple[Phrase, ...]:
    """The phrases of one file: a language's code, or "any"."""
    rules = load(f"phrases/{name}.toml")["phrase"]
    found = [Phrase(f"phrase/{name}/{rule['id']}", rule["pattern"], rule["kind"]) for rule in rules]
    return tuple(sorted(found, key=lambda phrase: phrase.is_cased))


# Both written forms of Norwegian are in one file.
_SAME_FILE = {"nb": "no", "nn": "no"}


def phrase_book(language: str | None) -> PhraseBook:
    """The phrases that apply to a page in a language.

    English ones apply everywhere: share buttons and consent boxes of software made
    for the world are seldom translated. A language without a file has these only.
    """
    name = _SAME_FILE.get(language, language)
    return _book(name if name in _files() else "en")


@cache
def _files() -> frozenset[str]:
    names = (file.name for file in (files(__package__) / "rules" / "phrases").iterdir())
    return frozenset(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


@cache
def _book(name: str) -> PhraseBook:
    return PhraseBook(phrase for file in dict.fromkeys(("any", name, "en")) for phrase in phrases(file))
