"""The day of publication: which of a page's dates it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .. import dates, zones
from ..ago import day_ago
from ..any_words import day_in_words
from . import near
from .evidence import Evidence
from .plain_text import is_clock

if TYPE_CHECKING:
    from ..page import Page

# What the head tells; the rest is what a reader sees.
_TOLD = ("json-ld", "meta")


@dataclass(frozen=True)
class Calendar:
    """Reads the dates of one page.

    :param named: evidence by the name of its source, the most trusted first.
    :param title: the headline: dates are printed near it.
    :param tongue: the page's language, with the country where it tells: 3/4 is another day
        in en-GB than in en-US.
    """

    page: Page
    named: Mapping[str, Evidence]
    title: str | None
    tongue: str | None

    def choose(self) -> tuple[str | None, str]:
        """The first evidence that gives a day, none of it after the page was fetched.

        :returns: ISO 8601 or None, and the name of the source.
        """
        told = {source: day for source in _TOLD if (day := self._told(source))}
        if len(told) == 2 and self._confirmed(told["meta"], told["json-ld"]):
            del told["json-ld"]
        for source, found in told.items():
            return self._local(found), source
        for found, source in self._candidates():
            if found and self._is_past(found):
                return self._local(found), source
        return None, "none"

    @property
    def _language(self) -> str | None:
        return (self.tongue or "").replace("_", "-").partition("-")[0].lower() or None

    @cached_property
    def _fetched(self) -> str | None:
        """When the page was fetched; None where that is no day of the web's."""
        found = dates.iso(self.page.fetched_at or "")
        return found if found and dates.FIRST_PAGE <= found < dates.LAST_PAGE else None

    def _is_past(self, day: str) -> bool:
        return day[:4] > "1900" and not (self._fetched and zones.is_after(day, self._fetched))

    def _read(self, value: str) -> str | None:
        return dates.iso(value) or dates.printed(value, self.tongue, self.page.url)

    def _told(self, source: str) -> str | None:
        evidence = self.named[source]
        vague = set(evidence.any_date)
        return self._first(value for value in evidence.published if value not in vague)

    def _first(self, values: Iterable[str]) -> str | None:
        return next((day for value in values if (day := self._read(value)) and self._is_past(day)), None)

    def _any_date(self) -> str | None:
        """A day that may be the one on which the page was made, unless what is shown says that it is."""
        found = self._first(value for source in _TOLD for value in self.named[source].any_date)
        if found is None:
            return None
        shown = self._shown
        return found if not shown or any(abs(zones.days_apart(found, day)) < 2 for day in shown) else None

    def _confirmed(self, one: str, other: str) -> bool:
        """Whether two days are far apart, and what is shown near the headline confirms the first."""
        if abs(zones.days_apart(one, other)) < 2:
            return False
        shown = {day[:10] for day in self._shown}
        return one[:10] in shown and other[:10] not in shown

    def _candidates(self) -> Iterator[tuple[str | None, str]]:
        yield self._any_date(), "meta"
        for source, evidence in self.named.items():
            if source not in _TOLD:
                for value in evidence.published:
                    yield self._read(value), source
        for source in _TOLD:
            yield from ((dates.bare(value), source) for value in self.named[source].published)
        if self.page.url:
            yield dates.of_url(self.page.url), "url"
        for evidence in self.named.values():
            yield from ((day, "text") for day in self._printed(evidence.dated))
        yield from ((day, "text") for day in self._shown)
        yield from ((day, "text") for day in self._printed(near.labelled(self.title, self.page)))
        if self._fetched:
            yield from ((day, "text") for day in self._ago(self._fetched))
        for source, evidence in self.named.items():
            yield from ((day_in_words(value, self._language), source) for value in evidence.published)
        # A page that tells of its last change only.
        for source, evidence in self.named.items():
            for value in evidence.modified:
                yield self._read(value), source
        lines = [*self._lines, *near.labelled(self.title, self.page, updates=True)]
        yield from ((day, "text") for day in self._printed(lines, updates=True))
        yield from ((day, "text") for day in self._printed(near.further(self.title, self.page)))

    @cached_property
    def _lines(self) -> list[str]:
        """The lines near the headline."""
        return list(near.lines(self.title, self.page))

    @cached_property
    def _shown(self) -> list[str]:
        """The days printed in them, but for those of a change."""
        return list(self._printed(self._lines))

    def _printed(self, lines: Iterable[str], updates: bool = False) -> Iterator[str]:
        """The first date of each line, but of those that tell of a change.

        :param updates: of those that do.
        """
        for line in lines:
            if (day := dates.printed(line, self.tongue, self.page.url)) and dates.is_update(line) is updates:
                if not is_clock(line):
                    yield day

    def _ago(self, now: str) -> Iterator[str]:
        """The days of lines that tell how long ago it was, "3 hours ago"."""
        shown = [line for e in self.named.values() for line in (*e.published, *e.dated)]
        for line in (*shown, *self._lines):
            if (day := day_ago(line, self._language, now)) and not dates.is_update(line):
                yield day

    def _local(self, found: str) -> str:
        """The day as the publication counts it, where it gives the moment in UTC.

        A site in Denver files a story of the evening under its own day; in UTC it is the next.
        """
        if not zones.is_utc(found):
            return found
        day = dates.of_url(self.page.url) if self.page.url else None
        if day is None or not zones.is_local(day, found):
            return self._as_shown(found)
        if found[:10] == day:
            return found
        others = (dates.iso(value) for evidence in self.named.values() for value in evidence.published)
        return next((other for other in others if other and other[:10] == day), day)

    def _as_shown(self, found: str) -> str:
        """The moment as printed near the headline, where that is another day than in UTC."""
        if not zones.is_near_midnight(found):
            return found
        for shown in self._shown:
            if shown[:10] == found[:10]:
                return found
            if local := zones.in_zone_of(shown, found):
                return local
        return found
