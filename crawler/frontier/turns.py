"""Whose turn it is: a fair share for every site, and none for those that rest."""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from .file import FrontierFile


@dataclass(slots=True, eq=False)
class Site:
    """A site's place in the frontier."""

    number: int
    name: str
    most: int
    """Requests it may have in flight; 0 for any number."""
    pending: int = 0
    in_flight: int = 0
    rests_until: float = 0.0
    """Unix time, seconds."""


class Turns:
    """The requests of a frontier's file, site by site in turn.

    Within a site the request of highest priority goes first, and of those the oldest. A site
    that has as much in flight as it may, or that rests, is passed over.

    :param most: a site's name to how much of it may be in flight; 0 for any number.
    """

    def __init__(self, file: FrontierFile, most: Callable[[str], int]) -> None:
        self.file, self._most = file, most
        self._sites: dict[str, Site] = {}
        self._by_number: dict[int, Site] = {}
        self._turns: OrderedDict[str, Site] = OrderedDict()
        """Those with pending requests that do not rest; whose turn it is first."""
        self._resting: list[tuple[float, int]] = []
        """When the rest of which site ends: a heap."""
        for number, name, rests_until in file.sites():
            self._known(number, name).rests_until = rests_until
        for number, count in file.pending():
            self._more(self._by_number[number], count)
        self._next_due = file.next_due()

    def add(self, name: str, priority: int, body: bytes | None, not_before: float | None = None) -> int:
        """Add a request of a site, as :meth:`FrontierFile.add`."""
        site = self._site(name)
        number = self.file.add(site.number, priority, body, not_before)
        if not_before is None:
            self._more(site, 1)
        elif self._next_due is None or not_before < self._next_due:
            self._next_due = not_before
        return number

    def take(self, now: float) -> tuple[Site, int, bytes | None] | None:
        """The next request: its site, number and body; None when there is none to be had now."""
        self._wake(now)
        for name, site in self._turns.items():
            if site.most and site.in_flight >= site.most:
                continue
            row = self.file.take(site.number)
            assert row is not None, f"{name}: {site.pending} requests were counted, and none is there"
            site.pending -= 1
            site.in_flight += 1
            if site.pending:
                self._turns.move_to_end(name)
            else:
                del self._turns[name]
            return site, *row
        return None

    @staticmethod
    def left(site: Site) -> None:
        """One of its requests is no longer in flight."""
        site.in_flight -= 1

    def rest(self, name: str, until: float) -> None:
        """Hand out nothing of a site before a time (Unix, seconds); of several, the latest."""
        site = self._site(name)
        if until > site.rests_until:
            site.rests_until = until
            self.file.rest(site.number, until)
            if self._turns.pop(name, None) is not None:
                heapq.heappush(self._resting, (until, site.number))

    def next_time(self) -> float | None:
        """When something that rests or waits may go; None when nothing does."""
        while self._resting:
            until, number = self._resting[0]
            site = self._by_number[number]
            if site.rests_until <= until:
                break
            # It was sent to rest again meanwhile, for longer.
            heapq.heapreplace(self._resting, (site.rests_until, number))
        times = [self._resting[0][0]] if self._resting else []
        if self._next_due is not None:
            times.append(self._next_due)
        return min(times, default=None)

    def has_pending(self, before: float) -> bool:
        """Whether there is a request to hand out now, or before a time."""
        time = self.next_time()
        return bool(self._turns) or (time is not None and time <= before)

    def _wake(self, now: float) -> None:
        if self._next_due is not None and self._next_due <= now:
            for number, count in self.file.due(now):
                self._more(self._by_number[number], count)
            self._next_due = self.file.next_due()
        while self._resting and self._resting[0][0] <= now:
            site = self._by_number[heapq.heappop(self._resting)[1]]
            if site.rests_until > now:
                heapq.heappush(self._resting, (site.rests_until, site.number))
            else:
                site.rests_until = 0.0
                self._turns[site.name] = site

    def _more(self, site: Site, count: int) -> None:
        if not site.pending:
            if site.rests_until:
                # Over or not: the next look at the clock tells.
                heapq.heappush(self._resting, (site.rests_until, site.number))
            else:
                self._turns[site.name] = site
        site.pending += count

    def _site(self, name: str) -> Site:
        return self._sites.get(name) or self._known(self.file.add_site(name), name)

    def _known(self, number: int, name: str) -> Site:
        site = self._sites[name] = self._by_number[number] = Site(number, name, self._most(name))
        return site
