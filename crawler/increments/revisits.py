"""When a known page is asked again: the rule, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

HOUR, DAY = 3600.0, 86_400.0
# A failure may be the moment's: the next run tries again. Then after 1, 2, 4 … hours.
_LONGEST_WAIT = 7 * DAY
# What is gone is asked after 1, 2, 4, 8 and 16 days, a month in all, and then no more.
_MOST_GONE = 6
# Some sitemaps give every page the present date: that is believed so often in a row, of one page.
_FALSE_DATES = 3

NEW, CHANGED, DUE = "new", "changed since", "due again"


@dataclass(frozen=True, slots=True)
class Past:
    """What counts of a page's past. Times are Unix seconds."""

    kind: str
    """``article``, ``listing`` (what leads to articles), ``page`` (about the paper), or empty: never read."""
    tried: float | None
    """When it was last asked; None for never."""
    fetched: float | None
    """When it was last had, or told to be unchanged."""
    changed: float
    """When its text, or a listing's links, last changed, or were first seen."""
    failures: int = 0
    """In a row; 404 and 410 count too."""
    gone: bool = False
    """The last of them was a 404 or 410."""
    false_dates: int = 0
    """How often in a row a later date was given for it, and it had not changed."""


@dataclass(frozen=True, slots=True)
class Revisits:
    """The rule.

    A page is asked again when it was last fetched as long ago as a fifth of its age, the time
    since it last changed or was first seen: a new article in every run of an hourly crawl,
    one a day old about every five hours. One that has not changed for a month is done with.
    """

    share: float = 0.2
    """Setting ``REVISIT_SHARE``."""
    days: float = 30
    """Setting ``REVISIT_DAYS``."""

    def reason(self, past: Past, now: float, dated: str | None = None) -> str | None:
        """Why to ask for a page now; None: it is not due.

        :param dated: ISO 8601: when a feed or sitemap says that it last changed.
        """
        if past.tried is None:
            return NEW
        if (
            past.fetched is not None
            and past.false_dates < _FALSE_DATES
            and is_later(dated, past.fetched, now)
        ):
            return CHANGED
        if past.failures:
            return self._after_failures(past, now)
        if past.fetched is None:
            return NEW
        if past.kind == "listing" and not self.is_done_with(past, now):
            return DUE
        if past.kind == "article" and self.is_done_with(past, now):
            return None
        wait = self.share * max(0.0, now - past.changed)
        if past.kind == "page":
            wait = max(wait, DAY)
        return DUE if now - past.fetched >= wait else None

    def is_done_with(self, past: Past, now: float) -> bool:
        """Whether it has not changed for so long that no change is expected."""
        return now - past.changed > self.days * DAY

    def _after_failures(self, past: Past, now: float) -> str | None:
        again = NEW if past.fetched is None else DUE
        # Doubling for ever would leave the range of numbers.
        doublings = min(past.failures, 20)
        if past.gone:
            wait = DAY * 2 ** (doublings - 1)
            return again if past.failures < _MOST_GONE and now - past.tried >= wait else None
        wait = min(HOUR * 2 ** (doublings - 2), _LONGEST_WAIT) if past.failures > 1 else 0.0
        return again if now - past.tried >= wait else None


def is_later(dated: str | None, fetched: float, now: float) -> bool:
    """Whether a date is after a time, or may be: a day without a time lasts to its end, or to now.

    >>> is_later("2025-03-14", datetime(2025, 3, 14, 12, tzinfo=UTC).timestamp(), 2e9)
    True
    """
    if not dated:
        return False
    try:
        moment = datetime.fromisoformat(dated)
    except ValueError:
        return False
    if len(dated) <= len("2025-03-14"):
        moment += timedelta(days=1)
    elif not moment.microsecond:
        moment += timedelta(seconds=1)  # it may have been at the end of it
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(moment.timestamp(), now) > fetched
