"""The frontier's file: requests, their fingerprints, and what a resumed crawl must know, in SQLite."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path

from pipelines.statefile import StateFile

FILE = "frontier.sqlite"
"""Its name in a job's folder."""

_PENDING, _IN_FLIGHT, _WAITING = 0, 1, 2  # there is no state "done": the row is deleted

_SCHEMA = f"""
CREATE TABLE requests (
    id INTEGER PRIMARY KEY, site INTEGER NOT NULL, priority INTEGER NOT NULL,
    state INTEGER NOT NULL, not_before REAL NOT NULL, body BLOB
);
CREATE INDEX pending ON requests (site, priority DESC, id) WHERE state = {_PENDING};
CREATE INDEX waiting ON requests (not_before) WHERE state = {_WAITING};
CREATE TABLE seen (fingerprint BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE sites (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, rests_until REAL NOT NULL);
CREATE TABLE accepted (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE kept (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""


class FrontierFile(StateFile):
    """Requests in one of three states: pending, waiting for their time, in flight.

    Whatever is written belongs to one transaction until :meth:`commit`: a run that is killed
    leaves the file as the last commit had it, with what was in flight pending again.

    :param path: None for a temporary file.
    :raises StateError: it cannot be opened, or another run has it.
    """

    def __init__(self, path: Path | None) -> None:
        super().__init__(path, _SCHEMA, 1, "the crawl begins anew")
        with self.named_errors():
            if path is None:
                # Nobody opens it again, so nothing has to be undone.
                self.base.execute("PRAGMA journal_mode = OFF")
            self.begin()
            self.base.execute(f"UPDATE requests SET state = {_PENDING} WHERE state = {_IN_FLIGHT}")
            self.lost = self.base.execute("DELETE FROM requests WHERE body IS NULL").rowcount
            """Requests of an earlier run that only its memory held."""

    def begin(self) -> None:
        if not self.base.in_transaction:
            self.base.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        if self.base.in_transaction:
            self.base.execute("COMMIT")

    # --- requests ---------------------------------------------------------------------

    def is_new(self, fingerprint: bytes) -> bool:
        """Note a fingerprint; whether it had not been noted before."""
        self.begin()
        return self.base.execute("INSERT OR IGNORE INTO seen VALUES (?)", (fingerprint,)).rowcount == 1

    def add(self, site: int, priority: int, body: bytes | None, not_before: float | None = None) -> int:
        """Add a request.

        :param body: the request in bytes; None: it cannot be kept, and is lost with the run.
        :param not_before: Unix time, seconds; it waits until :meth:`due`.
        :returns: its number: those added later have higher ones.
        """
        self.begin()
        state = _PENDING if not_before is None else _WAITING
        row = (site, priority, state, not_before or 0.0, body)
        return self.base.execute(
            "INSERT INTO requests (site, priority, state, not_before, body) VALUES (?, ?, ?, ?, ?)", row
        ).lastrowid

    def take(self, site: int) -> tuple[int, bytes | None] | None:
        """The site's next request, now in flight: number and body."""
        self.begin()
        row = self.base.execute(
            f"SELECT id, body FROM requests WHERE site = ? AND state = {_PENDING} "
            "ORDER BY priority DESC, id LIMIT 1",
            (site,),
        ).fetchone()
        if row is not None:
            self.base.execute(f"UPDATE requests SET state = {_IN_FLIGHT} WHERE id = ?", (row[0],))
        return row

    def done(self, number: int) -> None:
        self.begin()
        self.base.execute("DELETE FROM requests WHERE id = ?", (number,))

    def due(self, now: float) -> list[tuple[int, int]]:
        """Make the requests pending whose time has come: how many, by site."""
        self.begin()
        due = f"state = {_WAITING} AND not_before <= ?"
        counts = self.base.execute(f"SELECT site, count(*) FROM requests WHERE {due} GROUP BY site", (now,))
        sites = counts.fetchall()
        if sites:
            self.base.execute(f"UPDATE requests SET state = {_PENDING} WHERE {due}", (now,))
        return sites

    def next_due(self) -> float | None:
        """When the first of the requests that wait may go."""
        return self.base.execute(f"SELECT min(not_before) FROM requests WHERE state = {_WAITING}").fetchone()[
            0
        ]

    def pending(self) -> list[tuple[int, int]]:
        """How many requests are pending, by site."""
        query = f"SELECT site, count(*) FROM requests WHERE state = {_PENDING} GROUP BY site"
        return self.base.execute(query).fetchall()

    def __len__(self) -> int:
        """Requests not done."""
        return self.base.execute("SELECT count(*) FROM requests").fetchone()[0]

    # --- sites ------------------------------------------------------------------------

    def sites(self) -> list[tuple[int, str, float]]:
        """Number, name, and the Unix time until which it rests."""
        return self.base.execute("SELECT id, name, rests_until FROM sites ORDER BY id").fetchall()

    def add_site(self, name: str) -> int:
        self.begin()
        return self.base.execute("INSERT INTO sites (name, rests_until) VALUES (?, 0)", (name,)).lastrowid

    def rest(self, site: int, until: float) -> None:
        self.begin()
        self.base.execute("UPDATE sites SET rests_until = ? WHERE id = ?", (until, site))

    # --- articles accepted ------------------------------------------------------------

    def accept(self, ids: Iterable[str]) -> int:
        """Keep ids of articles; how many are new."""
        self.begin()
        return self.base.executemany(
            "INSERT OR IGNORE INTO accepted VALUES (?)", ((found,) for found in ids)
        ).rowcount

    def has_accepted(self, found: str) -> bool:
        return bool(self.base.execute("SELECT 1 FROM accepted WHERE id = ?", (found,)).fetchone())

    def count_accepted(self) -> int:
        return self.base.execute("SELECT count(*) FROM accepted").fetchone()[0]

    # --- whatever else is kept --------------------------------------------------------

    def keep(self, name: str, value: bytes | str) -> None:
        self.begin()
        self.base.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, value))

    def kept(self, name: str) -> bytes | str | None:
        row = self.base.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
        return row and row[0]

    @property
    def token(self) -> str:
        """A word of this file alone, in the names of the job's hidden files."""
        if (token := self.kept("token")) is None:
            token = secrets.token_hex(4)
            self.keep("token", token)
        return str(token)

    def restart(self) -> None:
        """Forget all there is to fetch. What was accepted, and where it was written, is kept."""
        self.begin()
        for table in ("requests", "seen", "sites"):
            self.base.execute(f"DELETE FROM {table}")
        self.base.execute("DELETE FROM kept WHERE name IN ('asked', 'spider state')")
