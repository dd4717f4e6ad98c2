"""The crawl state: addresses asked and articles known, in one SQLite file of a state folder.

Rows are keyed by the address and by the article's id, and carry their host: sites share
nothing, so a file can hold many of them, or be parted by them.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import astuple, fields
from operator import attrgetter
from pathlib import Path

from pipelines.statefile import StateFile

from .rows import Address, KnownArticle, Run, SiteSummary

FILE = "crawl.sqlite"
"""The file's name in a state folder."""
_VERSION = 1
_DAY = 86_400
# Of this many of SQLite's variables a statement may always have (SQLITE_MAX_VARIABLE_NUMBER was 999 once).
_TOGETHER = 500
_RUNS_KEPT = 100
# Rewriting the file pays when so much of it is empty, and so many bytes.
_EMPTY_SHARE, _EMPTY_BYTES = 0.25, 8 * 1024 * 1024


class CrawlState(StateFile):
    """The file, open: a context manager closes it.

    :param path: made, with its folder, when it is not there.
    :raises StateError: it cannot be opened, or is not ours.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, _SCHEMA, _VERSION, "pages are fetched and written anew")

    def addresses(self, urls: Iterable[str]) -> list[Address]:
        """What is known of some addresses, in any order; of unknown ones nothing.

        :raises StateError: the file cannot be read.
        """
        return self._rows(Address, "url", list(urls))

    def articles(self, ids: Iterable[str]) -> list[KnownArticle]:
        """What is known of some articles.

        :raises StateError: the file cannot be read.
        """
        return self._rows(KnownArticle, "id", list(ids))

    def links(self, url: str) -> bytes | None:
        """What an address led to, as it was put.

        :raises StateError: the file cannot be read.
        """
        with self.named_errors():
            row = self.base.execute("SELECT packed FROM links WHERE url = ?", (url,)).fetchone()
        return row[0] if row else None

    def put(
        self,
        addresses: Iterable[Address] = (),
        articles: Iterable[KnownArticle] = (),
        links: Iterable[tuple[str, bytes]] = (),
    ) -> None:
        """Write rows, all or none of them; those of the same key are replaced.

        :raises StateError: the file cannot be written.
        """
        with self.transaction() as base:
            for kind, rows in ((Address, addresses), (KnownArticle, articles)):
                marks = ", ".join("?" * len(fields(kind)))
                statement = f"INSERT OR REPLACE INTO {_TABLES[kind]} VALUES ({marks})"
                base.executemany(statement, map(_VALUES[kind], rows))
            base.executemany("INSERT OR REPLACE INTO links VALUES (?, ?)", links)

    def written(self, hashes: dict[str, str]) -> None:
        """The lines of some articles, by id, have another ``content_hash`` now.

        :raises StateError: the file cannot be written.
        """
        with self.transaction() as base:
            base.executemany(
                "UPDATE article SET written = ? WHERE id = ?", [(h, i) for i, h in hashes.items()]
            )

    def end_run(self, run: Run) -> None:
        """Note a run, and forget the earliest.

        :raises StateError: the file cannot be written.
        """
        with self.transaction() as base:
            base.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?)", astuple(run))
            base.execute(
                """DELETE FROM run WHERE started <
                (SELECT started FROM run ORDER BY started DESC LIMIT 1 OFFSET ?)""",
                (_RUNS_KEPT - 1,),
            )

    def known_articles(self, hosts: Iterable[str]) -> int:
        """How many written articles of some hosts, and hosts below them, there are.

        :raises StateError: the file cannot be read.
        """
        wanted = {host.removeprefix("www.") for host in hosts}
        with self.named_errors():
            counts = self.base.execute(
                "SELECT site, count(*) FROM article WHERE written IS NOT NULL GROUP BY site"
            )
            return sum(n for site, n in counts if any(f".{site}".endswith(f".{host}") for host in wanted))

    def sites(self) -> list[SiteSummary]:
        """What is known of each host, by name.

        :raises StateError: the file cannot be read.
        """
        with self.named_errors():
            rows = self.base.execute(
                """SELECT site, count(*), count(DISTINCT article), max(fetched) FROM address
                GROUP BY site ORDER BY site"""
            )
            return [SiteSummary(*row) for row in rows]

    def last_run(self) -> Run | None:
        """The latest run that ended.

        :raises StateError: the file cannot be read.
        """
        with self.named_errors():
            row = self.base.execute("SELECT * FROM run ORDER BY started DESC LIMIT 1").fetchone()
        return Run(*row) if row else None

    def forget(self, before: float) -> int:
        """Drop addresses that nothing has led to since, and articles that have no others.

        :param before: Unix seconds.
        :returns: how many addresses.
        :raises StateError: the file cannot be written.
        """
        with self.transaction() as base:
            base.execute(
                "DELETE FROM links WHERE url IN (SELECT url FROM address WHERE named < ?)", (before,)
            )
            gone = base.execute("DELETE FROM address WHERE named < ?", (before,)).rowcount
            if gone:
                base.execute(
                    """DELETE FROM article WHERE id NOT IN
                    (SELECT article FROM address WHERE article IS NOT NULL)"""
                )
        return gone

    def forget_links(self, before: float) -> None:
        """Drop what articles led to that have not changed since: in a whole run all of it was met.

        :raises StateError: the file cannot be written.
        """
        which = "kind IN ('article', 'old') AND has_links AND changed < ?"
        with self.transaction() as base:
            base.execute(f"DELETE FROM links WHERE url IN (SELECT url FROM address WHERE {which})", (before,))
            base.execute(f"UPDATE address SET has_links = 0 WHERE {which}", (before,))

    def compact(self, *, always: bool = False) -> None:
        """Rewrite the file without its empty pages, when that pays.

        :raises StateError: another run writes it, or the disk is full.
        """
        with self.named_errors():
            empty, pages, size = (
                self.base.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("freelist_count", "page_count", "page_size")
            )
            if always or (empty > pages * _EMPTY_SHARE and empty * size > _EMPTY_BYTES):
                self.base.execute("VACUUM")
            self.base.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _rows(self, kind: type, key: str, keys: list[str]) -> list:
        found = []
        with self.named_errors():
            for start in range(0, len(keys), _TOGETHER):
                some = keys[start : start + _TOGETHER]
                marks = ", ".join("?" * len(some))
                rows = self.base.execute(f"SELECT * FROM {_TABLES[kind]} WHERE {key} IN ({marks})", some)
                found += [kind(*row) for row in rows]
        return found


def days_ago(days: float) -> float:
    """Unix seconds."""
    return time.time() - days * _DAY


_TABLES = {Address: "address", KnownArticle: "article"}
# dataclasses.astuple copies every value, at ten times the cost of writing the row.
_VALUES = {kind: attrgetter(*(f.name for f in fields(kind))) for kind in _TABLES}
# Columns in the order of the fields of the rows.
_SCHEMA = """
CREATE TABLE address (
    url TEXT PRIMARY KEY, site TEXT NOT NULL, first_seen REAL NOT NULL, named REAL NOT NULL,
    changed REAL NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, article TEXT, tried REAL, fetched REAL,
    etag TEXT, last_modified TEXT, body BLOB, text TEXT, failures INTEGER NOT NULL,
    false_dates INTEGER NOT NULL, published TEXT, has_links INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX address_article ON address (article);
CREATE INDEX address_named ON address (named);
CREATE TABLE links (url TEXT PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE article (
    id TEXT PRIMARY KEY, site TEXT NOT NULL, url TEXT NOT NULL, source TEXT NOT NULL,
    first_seen REAL NOT NULL, fetched REAL NOT NULL, changed REAL NOT NULL, text TEXT NOT NULL,
    written TEXT, previous TEXT, revision INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE run (
    started REAL NOT NULL, ended REAL NOT NULL, reason TEXT NOT NULL, new INTEGER NOT NULL,
    changed INTEGER NOT NULL, unchanged INTEGER NOT NULL, failed INTEGER NOT NULL
);
"""
