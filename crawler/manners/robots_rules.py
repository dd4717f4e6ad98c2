"""robots.txt by RFC 9309: which of its lines are for us, and what they say."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import time
from functools import cached_property

from protego import Protego

MOST_BYTES = 500 * 1024
"""As much of a file as is read (RFC 9309 section 2.5); a line broken off there is none."""

_EOL = re.compile(r"\r\n|\r|\n")
# RFC 9309 section 2.2.1: letters, "_" and "-". Digits too: there are crawlers called so.
_TOKEN = re.compile(r"[\w-]+", re.ASCII)
_AGENT = frozenset(("user-agent", "useragent", "user agent"))
# What belongs to a group, and so ends its list of crawlers. Any other line (a sitemap, a content
# signal) stands for itself and must not part a group (RFC 9309 section 2.2.4).
_RULE = frozenset(("allow", "disallow", "crawl-delay", "request-rate", "visit-time"))
# As the big search engines read them.
_MISSPELT = dict.fromkeys(("dissallow", "dissalow", "disalow", "diasllow", "disallaw"), "disallow")


class RobotsRules:
    """The rules of a robots.txt for one crawler.

    Only the groups for it are given to the parser (protego), which matches paths as RFC 9309
    section 2.2.2 says; it finds groups by the first letters of a name, cuts lines at
    characters that end none, and a file of many names and many rules costs it their product.

    :param body: the file; what is not UTF-8 in it is passed over.
    :param token: the crawler's name, as in ``User-agent:`` lines.
    """

    def __init__(self, body: bytes, token: str) -> None:
        self.lines = tuple(_lines_for(body, token.lower()))
        self._parser = Protego.parse("\n".join(("User-agent: *", *(f"{n}: {v}" for n, v in self.lines))))

    def allows(self, url: str) -> bool:
        return self._parser.can_fetch(url, "*")

    @cached_property
    def delay(self) -> float:
        """Seconds between requests, by Crawl-delay and Request-rate, whichever is longer; 0 for
        none. Neither is in the RFC. The hours of a Request-rate are passed over: it holds all day."""
        rate = self._parser.request_rate("*")
        delays = (self._parser.crawl_delay("*") or 0.0, rate.seconds / rate.requests if rate else 0.0)
        return max(d for d in delays if math.isfinite(d))

    @cached_property
    def visits(self) -> tuple[time, time] | None:
        """Hours of the day (UTC) outside of which no visit is wanted, by Visit-time; None for any."""
        hours = self._parser.visit_time("*")
        return (hours.start_time, hours.end_time) if hours and hours.start_time != hours.end_time else None


class PathPattern:
    """A path of robots.txt's kind, with ``*`` and ``$``: whether addresses match it."""

    def __init__(self, pattern: str) -> None:
        # A line of its own, whatever is in it.
        line = "".join(pattern.split()).replace("#", "%23")
        self._parser = Protego.parse(f"User-agent: *\nDisallow: {line}")

    def matches(self, url: str) -> bool:
        return not self._parser.can_fetch(url, "*")


def _lines_for(body: bytes, token: str) -> Iterator[tuple[str, str]]:
    """Field and value of the lines for a crawler: those of all groups that name it; where none
    does, of all groups for ``*``."""
    ours: list[tuple[str, str]] = []
    everyones: list[tuple[str, str]] = []
    is_named = is_ours = is_everyones = in_agents = False
    for name, value in _fields(body):
        if name in _AGENT:
            if not in_agents:
                is_ours = is_everyones = False
            in_agents = True
            is_everyones |= value == "*"
            if (found := _TOKEN.match(value)) and found[0].lower() == token:
                is_ours = is_named = True
        elif name in _RULE:
            in_agents = False
            if is_ours:
                ours.append((name, value))
            if is_everyones:
                everyones.append((name, value))
    yield from ours if is_named else everyones


def _fields(body: bytes) -> Iterator[tuple[str, str]]:
    text = body[:MOST_BYTES].decode("utf-8-sig", "ignore")
    lines = _EOL.split(text)
    if len(body) > MOST_BYTES and body[MOST_BYTES : MOST_BYTES + 1] not in (b"\r", b"\n"):
        lines.pop()
    for line in lines:
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            name = " ".join(name.split()).lower()
            # What ends no line for us must end none for the parser.
            yield _MISSPELT.get(name, name.replace("crawl delay", "crawl-delay")), " ".join(value.split())
