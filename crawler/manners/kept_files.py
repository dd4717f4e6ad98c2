"""Files a site keeps for crawlers, as last fetched: kept from run to run (``robots.sqlite``)."""

from __future__ import annotations

import logging
import re
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path

from scrapy.http import Response
from scrapy.settings import BaseSettings

from pipelines.statefile import StateError, StateFile

FILE = "robots.sqlite"
DAY = 24 * 60 * 60
STALE = 30 * DAY
"""A copy may stand in for a file that cannot be reached for so long (RFC 9309 section 2.4: some
reasonable time; the search engine it comes from takes 30 days)."""

# Before that no file is asked for again, whatever its Cache-Control says: every page depends on it.
_LEAST = 5 * 60
_IN_MEMORY = 1000
_MAX_AGE = re.compile(rb"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_NO_CACHE = re.compile(rb"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,=])", re.IGNORECASE)
_VERSION = 1
_SCHEMA = """
CREATE TABLE file (
    url TEXT PRIMARY KEY,
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    etag TEXT,
    modified TEXT,
    checked REAL NOT NULL,
    fresh_until REAL NOT NULL
) WITHOUT ROWID
"""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Copy:
    """A file as it was last fetched."""

    url: str
    status: int
    """200, or the 4xx that says there is none."""
    body: bytes
    etag: str | None
    modified: str | None
    checked: float
    """Unix time at which the site last said that it is so."""
    fresh_until: float

    @classmethod
    def of(cls, url: str, response: Response, most_bytes: int, now: float) -> Copy:
        """The copy of an answer; what is longer than ``most_bytes`` is cut one byte after."""
        found = 200 <= response.status < 300
        headers = response.headers
        return cls(
            url,
            200 if found else response.status,
            response.body[: most_bytes + 1] if found else b"",
            _text(headers.get("ETag")) if found else None,
            _text(headers.get("Last-Modified")) if found else None,
            now,
            now + _lifetime(headers.get("Cache-Control")),
        )

    def confirmed(self, response: Response, now: float) -> Copy:
        """The copy after a 304: it is still so."""
        return replace(self, checked=now, fresh_until=now + _lifetime(response.headers.get("Cache-Control")))

    @property
    def validators(self) -> dict[str, str]:
        """Headers for a request that is answered in full only when the file has changed."""
        known = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in known.items() if value}


class KeptFiles:
    """Copies by address: in a state file, and the latest in memory.

    :param path: the state file; None keeps them in memory alone.
    :raises StateError: it cannot be used.
    """

    def __init__(self, path: Path | None) -> None:
        self._copies: OrderedDict[str, Copy] = OrderedDict()
        self._state = StateFile(path, _SCHEMA, _VERSION, "it is fetched anew") if path else None
        if self._state is not None:
            with self._state.transaction() as base:
                base.execute("DELETE FROM file WHERE checked < ?", (time.time() - STALE,))

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> KeptFiles:
        """Those of ``STATE_DIR``; in memory alone, and an error in the log, when it cannot be used."""
        folder = settings.get("STATE_DIR")
        try:
            return cls(Path(folder, FILE) if folder else None)
        except StateError as error:
            logger.error("robots.txt files are not kept for the next crawl: %s", error)
            return cls(None)

    def get(self, url: str) -> Copy | None:
        if url in self._copies:
            self._copies.move_to_end(url)
            return self._copies[url]
        if self._state is None:
            return None
        with self._state.named_errors():
            row = self._state.base.execute("SELECT * FROM file WHERE url = ?", (url,)).fetchone()
        if row is None:
            return None
        self._remember(copy := Copy(*row))
        return copy

    def keep(self, copy: Copy) -> None:
        self._remember(copy)
        if self._state is None:
            return
        row = (copy.url, copy.status, copy.body, copy.etag, copy.modified, copy.checked, copy.fresh_until)
        try:
            with self._state.transaction() as base:
                base.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        except StateError as error:
            # The crawl has it in memory; the next one fetches it again.
            logger.error("%s is not kept for the next crawl: %s", copy.url, error)

    def close(self) -> None:
        if self._state is not None:
            self._state.close()

    def _remember(self, copy: Copy) -> None:
        self._copies[copy.url] = copy
        if len(self._copies) > _IN_MEMORY:
            self._copies.popitem(last=False)


def _lifetime(cache_control: bytes | None) -> float:
    """Seconds a copy is good: as long as the site says, but a day at most (RFC 9309 section 2.4)."""
    if cache_control is None:
        return DAY
    if _NO_CACHE.search(cache_control):
        return _LEAST
    found = _MAX_AGE.search(cache_control)
    return float(min(DAY, max(_LEAST, int(found[1])))) if found else DAY


def _text(header: bytes | None) -> str | None:
    return header.decode("latin-1") if header else None
