"""Names in the markup: what an element's class, id and the like say of its text.

Sites name things alike: a ``standfirst`` is the article's, a ``newsletter-promo`` is
not. The table is learned (``benchmarks/train_taster.py``): each word has a leaning, its
log odds of standing on the article's blocks, every site one voice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

_ATTRIBUTES = frozenset(("class", "id", "itemprop", "role", "data-testid", "data-component"))
_WORD = re.compile(r"[a-z]{3,20}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST_CHARS = 300
# Of the elements around a text the first two are near, the next five far.
NEAR, FAR = 2, 5


class Leaning(NamedTuple):
    """What some names say: below 0 against, above for the article; how many are known."""

    least: float = 0.0
    most: float = 0.0
    mean: float = 0.0
    known: int = 0


_SILENT = Leaning()


def names_of(element: HtmlElement) -> str:
    """The names its markup gives an element, as one string."""
    return " ".join([value for name, value in element.items() if name in _ATTRIBUTES])[:_MOST_CHARS]


# A site has some hundred names; they come back on every element and page.
@lru_cache(maxsize=16_384)
def words(names: str) -> frozenset[str]:
    """The words in names: ``articleBody__text`` is article, body, text."""
    return frozenset(_WORD.findall(_CAMEL.sub("-", names).lower()))


def near_and_far(element: HtmlElement) -> tuple[frozenset[str], frozenset[str]]:
    """Words of the names of an element and its parent, and of the five above."""
    found: list[frozenset[str]] = []
    current: HtmlElement | None = element
    while current is not None and len(found) < NEAR + FAR:
        found.append(words(names_of(current)))
        current = current.getparent()
    return frozenset().union(*found[:NEAR]), frozenset().union(*found[NEAR:])


class NameTable:
    """The leanings of words, for names near a text and for those far from it."""

    def __init__(self, near: dict[str, float], far: dict[str, float]) -> None:
        self.near, self.far = near, far
        self._leanings = lru_cache(maxsize=16_384)(self._leanings_of)

    def on_page(self) -> Callable[[HtmlElement, HtmlElement | None], tuple[Leaning, Leaning]]:
        """A reader of one page's elements and their parents; what they share is worked out once."""
        own: dict[HtmlElement, str] = {}
        above: dict[HtmlElement | None, Leaning] = {None: _SILENT}
        known: dict[tuple[str, HtmlElement | None], tuple[Leaning, Leaning]] = {}

        def of(element: HtmlElement) -> tuple[Leaning, Leaning]:
            if element not in own:
                own[element] = names_of(element)
            return self._leanings(own[element])

        def far(outer: HtmlElement | None) -> Leaning:
            if outer not in above:
                line, current = [], outer
                while current is not None and len(line) < FAR:
                    line.append(of(current)[1])
                    current = current.getparent()
                above[outer] = _together(line)
            return above[outer]

        def read(element: HtmlElement, parent: HtmlElement | None) -> tuple[Leaning, Leaning]:
            # The paragraphs of one parent mostly have the same names, or none.
            names = names_of(element)
            if (names, parent) not in known:
                near = [self._leanings(names)[0]]
                if parent is not None:
                    near.append(of(parent)[0])
                known[names, parent] = (
                    _together(near),
                    far(parent.getparent() if parent is not None else None),
                )
            return known[names, parent]

        return read

    def _leanings_of(self, names: str) -> tuple[Leaning, Leaning]:
        known = words(names)
        near, far = ([table[word] for word in known if word in table] for table in (self.near, self.far))
        return _leaning(near), _leaning(far)


def _leaning(found: list[float]) -> Leaning:
    return Leaning(min(found), max(found), sum(found) / len(found), len(found)) if found else _SILENT


def _together(several: list[Leaning]) -> Leaning:
    told = [leaning for leaning in several if leaning.known]
    if len(told) < 2:
        return told[0] if told else _SILENT
    known = sum(leaning.known for leaning in told)
    return Leaning(
        min(leaning.least for leaning in told),
        max(leaning.most for leaning in told),
        sum(leaning.mean * leaning.known for leaning in told) / known,
        known,
    )
