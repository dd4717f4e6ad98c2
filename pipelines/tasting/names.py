"""Names in the markup: what an element's class, id and the like say of its text.

Sites name things alike: a ``standfirst`` is the article's, a ``newsletter-promo`` is
not. The table is learned (``benchmarks/train_taster.py``): each word has a leaning, its
log odds of standing on the article's blocks, every site one voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice

import numpy as np
from lxml.html import HtmlElement

from .skeleton import Skeleton

_ATTRIBUTES = ("class", "id", "itemprop", "role", "data-testid", "data-component")
_WORD = re.compile(r"[A-Za-z][a-z]{2,19}|[A-Z]{3,20}")
_MOST_CHARS = 300
# The names of these tell what kind of page it is, not which part.
_WHOLE_PAGE = frozenset(("html", "body"))
# Of the names of some elements: the least and the greatest leaning, their sum, how many are known.
_Leanings = tuple[float, float, float, int]
_SILENT: _Leanings = (0.0, 0.0, 0.0, 0)


def names_of(element: HtmlElement) -> str:
    """The names its markup gives an element, as one string."""
    # What there is first: it is asked in the time that one of them takes.
    given = element.keys()
    if not given:
        return ""
    get = element.get
    return " ".join([value for name in _ATTRIBUTES if name in given and (value := get(name))])[:_MOST_CHARS]


def words(names: str) -> frozenset[str]:
    """The words in names: ``articleBody__text`` is article, body, text."""
    return frozenset([word.lower() for word in _WORD.findall(names)])


def words_near(element: HtmlElement) -> frozenset[str]:
    """Words of the names of an element and its parent."""
    return frozenset().union(*islice(_outward(element), 2))


def near_and_far(element: HtmlElement) -> tuple[frozenset[str], frozenset[str]]:
    """Words of the names of an element and its parent, and of all above."""
    found = list(_outward(element))
    return frozenset().union(*found[:2]), frozenset().union(*found[2:])


def _outward(element: HtmlElement) -> Iterator[frozenset[str]]:
    """Words of the names of an element, and of each around it."""
    for around in chain((element,), element.iterancestors()):
        if around.tag not in _WHOLE_PAGE:
            yield words(names_of(around))


class NameTable:
    """The leanings of words, for names near a text and for those far from it.

    :param near: log odds by word, below 0 against, above for the article.
    :param far: likewise.
    """

    def __init__(self, near: dict[str, float], far: dict[str, float]) -> None:
        self.near, self.far = near, far
        # A site has some hundred names; they come back on every element and page.
        self._leanings = lru_cache(maxsize=16_384)(self._leanings_of)

    def table(self, bones: Skeleton) -> np.ndarray:
        """What names say of each block: ``least most mean known``, of those near, then of those far.

        Near are the names of its element and the parent, far all those further out.
        """
        leanings, up = self._leanings, bones.up
        near, far = map(list, zip(*[leanings(names_of(e)) for e in bones.elements], strict=True))
        near.append(_SILENT)
        far.append(_SILENT)
        around = far  # grows to: of an element and all around it
        for number, element in enumerate(bones.elements):
            if element.tag in _WHOLE_PAGE:
                around[number] = _SILENT
            else:
                around[number] = _together(around[number], around[up[number]])
        rows: list[float] = []
        for number in bones.holds.tolist():
            parent = up[number]
            rows += _together(near[number], near[parent])
            rows += around[up[parent]]
        found = np.array(rows, dtype=np.float32).reshape(-1, 8)
        found[:, 2::4] /= np.maximum(found[:, 3::4], 1)
        return found

    def _leanings_of(self, names: str) -> tuple[_Leanings, _Leanings]:
        known, near, far = words(names), self.near, self.far
        return (
            _sum([near[word] for word in known if word in near]),
            _sum([far[word] for word in known if word in far]),
        )


def _sum(found: list[float]) -> _Leanings:
    return (min(found), max(found), sum(found), len(found)) if found else _SILENT


def _together(one: _Leanings, other: _Leanings) -> _Leanings:
    if not one[3]:
        return other
    if not other[3]:
        return one
    return (
        one[0] if one[0] < other[0] else other[0],
        one[1] if one[1] > other[1] else other[1],
        one[2] + other[2],
        one[3] + other[3],
    )
