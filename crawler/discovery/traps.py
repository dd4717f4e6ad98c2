"""Traps: endless calendars, filters in every combination, paths that go in circles.

Told by the address where that is certain, else by what its like have brought: addresses of one
pattern that led to no article, page after page, are not followed further. A pattern that has
brought an article is never bounded.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from urllib.parse import unquote

from pipelines.addresses import parts

from .scoring import article_likeness, has_slug
from .words import words

# Patterns remembered, of all sites together: some 10 MB.
_MOST_PATTERNS = 20_000
_LONGEST, _DEEPEST, _MOST_PARAMETERS = 2_000, 16, 10
_TIMES = 3
# An address that looks like an article's may be one more that turns out to be none.
_LIKELY = 10
# Where the address does not look like one's, a tenth of the pages must have been articles.
_FEW = 10
_CALENDAR = re.compile(r"/((?:19|20|21)\d{2})(?:[/-](\d{1,2}))?(?:[/-]\d{1,2})?/?$")
_CALENDAR_PARAMETER = re.compile(
    r"(?:^|&)(?:date|day|month|year|ym|cal\w*|tribe-bar-date|from|start|yyyy|jahr|monat|mois|annee|mes|fecha)"
    r"=((?:19|20|21)\d{2})(?:-?(\d{1,2}))?(?:-?\d{1,2})?(?=&|$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")


def trap_of(url: str, today: date) -> str | None:
    """The kind of trap an address is by its looks; None for any other.

    ``long`` (2,000 characters), ``deep`` (16 parts), ``circle`` (a part thrice, or /a/b/a/b/),
    ``filters`` (more than ten parameters), ``calendar`` (months to come).
    """
    if len(url) > _LONGEST:
        return "long"
    split = parts(url)
    segments = [s for s in split.path.split("/") if s]
    if len(segments) > _DEEPEST:
        return "deep"
    if _goes_in_circles(segments):
        return "circle"
    if split.query.count("&") >= _MOST_PARAMETERS:
        return "filters"
    for match in (_CALENDAR.search(split.path), _CALENDAR_PARAMETER.search(split.query)):
        if match and (int(match[1]), int(match[2] or 1)) > (today.year, today.month):
            return "calendar"
    return None


def _goes_in_circles(segments: list[str]) -> bool:
    worded = [s for s in segments if not s.isdecimal()]
    if any(count >= _TIMES for count in Counter(worded).values()):
        return True
    pairs = list(pairwise(segments))
    return any(
        one == two and not (one[0].isdecimal() and one[1].isdecimal())
        for one, two in zip(pairs, pairs[2:], strict=False)
    )


def patterns_of(url: str) -> tuple[str, str]:
    """What an address shares with those of the same template: with its parameters' names, and with
    several parameters counted as any.

    >>> patterns_of("https://paper.example/shop/hats?color=red&size=4")
    ('/shop/*?color&size', '/shop/*?*')
    """
    split = parts(url)
    segments = [s for s in unquote(split.path).lower().split("/") if s]
    shape = "/".join(_shape(s, first=n == 0 and len(segments) > 1) for n, s in enumerate(segments))
    names = sorted({pair.partition("=")[0] for pair in split.query.split("&") if pair})
    exact = f"/{shape}?{'&'.join(names)}" if names else f"/{shape}"
    return exact, f"/{shape}?*" if len(names) > 1 else exact


def _shape(segment: str, *, first: bool) -> str:
    word = segment.partition(".")[0]
    if (first and _WORD.fullmatch(word)) or word in words("list_names") or word in words("page_names"):
        return word
    if word.isdecimal():
        return "0" * min(len(word), 5)
    return "*-*" if has_slug(word) else "*"


@dataclass(slots=True)
class _Record:
    barren: int = 0
    """Pages in a row that led to no article."""
    articles: int = 0
    pages: int = 0


class Traps:
    """What addresses of each pattern have brought so far, in this run.

    :param pages: how many of one pattern may bring nothing, in a row; ten times as many where the
        address looks like an article's.
    :param site_pages: how many of one site may bring nothing, in a row, before only what looks
        like an article is followed.
    """

    def __init__(self, pages: int = 25, site_pages: int = 1000) -> None:
        self._pages, self._site_pages = pages, site_pages
        self._records: OrderedDict[tuple[str, str], _Record] = OrderedDict()

    def refuses(self, site: str, url: str) -> str | None:
        """Why an address is not to be followed: a kind of :func:`trap_of`, ``pattern`` or ``site``."""
        if (trap := trap_of(url, date.today())) is not None:
            return trap
        exact, loose = patterns_of(url)
        own = self._records.get((site, exact))
        likely = article_likeness(url) > 0
        # One list that was taken for an article frees no calendar.
        if own is not None and own.articles and (likely or own.articles * _FEW >= own.pages):
            return None
        limit = self._pages * (_LIKELY if likely else 1)
        for pattern in (exact, loose):
            if (record := self._records.get((site, pattern))) is not None and record.barren >= limit:
                return "pattern"
        whole = self._records.get((site, ""))
        if not likely and whole is not None and whole.barren >= self._site_pages:
            return "site"
        return None

    def saw(self, site: str, url: str, *, article: bool, leads: bool) -> None:
        """Take note of a page.

        :param article: it is an article's, wanted or not.
        :param leads: it led to addresses not seen before that may be articles.
        """
        for pattern in dict.fromkeys((*patterns_of(url), "")):
            record = self._records.setdefault((site, pattern), _Record())
            self._records.move_to_end((site, pattern))
            record.pages += 1
            record.articles += article
            record.barren = 0 if article or leads else record.barren + 1
        while len(self._records) > _MOST_PATTERNS:
            self._records.popitem(last=False)
