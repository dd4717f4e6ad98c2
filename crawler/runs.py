"""The log of runs: when each site was crawled last, and what the last runs came to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.statefile import StateFile

from . import spans
from .site_outcomes import ELSEWHERE, WHOLE
from .sites import Site

FILE = "runs.sqlite"
"""The file's name in a state folder."""
MOST_RUNS = 500
_VERSION = 1
_SCHEMA = """
CREATE TABLE site (
    name TEXT PRIMARY KEY, started REAL NOT NULL, outcome TEXT NOT NULL,
    whole_started REAL, whole_ended REAL, articles INTEGER NOT NULL, failed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE run (number INTEGER PRIMARY KEY, started REAL NOT NULL, summary TEXT NOT NULL);
"""
_NOTE_SITE = """
INSERT INTO site VALUES (:name, :started, :outcome, :whole_started, :whole_ended, :articles, :failed)
ON CONFLICT (name) DO UPDATE SET
    started = excluded.started, outcome = excluded.outcome,
    whole_started = coalesce(excluded.whole_started, whole_started),
    whole_ended = coalesce(excluded.whole_ended, whole_ended),
    articles = excluded.articles, failed = excluded.failed
"""


class LastCrawl(NamedTuple):
    """A site's last crawls. Times are Unix times, in seconds."""

    started: float
    outcome: str
    whole_started: float | None
    """When the last one began that got all that was wanted; None: there was none yet."""
    whole_ended: float | None
    articles: int
    """In the last crawl, whole or not."""
    failed: int


class Runs(StateFile):
    """The file, open: a context manager closes it.

    :param path: made, with its folder, when it is not there.
    :raises StateError: it cannot be opened, or is not ours.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, _SCHEMA, _VERSION, "every site is due again")

    def last(self, site: str) -> LastCrawl | None:
        """What is known of a site; None: nothing.

        :raises StateError: the file cannot be read.
        """
        columns = ", ".join(LastCrawl._fields)
        with self.named_errors():
            row = self.base.execute(f"SELECT {columns} FROM site WHERE name = ?", (site,)).fetchone()
        return LastCrawl(*row) if row else None

    def note(
        self, started: float, ended: float, sites: Mapping[str, Mapping[str, Any]], summary: Mapping[str, Any]
    ) -> None:
        """Note a run that is over. Of the log the last :data:`MOST_RUNS` are kept.

        :param sites: what came of each, as :func:`crawler.site_outcomes.site_results`.
        :raises StateError: the file cannot be written.
        """
        with self.transaction() as base:
            for name, result in sites.items():
                if name == ELSEWHERE:
                    continue
                whole = result["outcome"] in WHOLE
                row = {
                    "name": name,
                    "started": started,
                    **result,
                    "outcome": result["outcome"] or "unfinished",
                }
                row["whole_started"], row["whole_ended"] = (started, ended) if whole else (None, None)
                base.execute(_NOTE_SITE, row)
            line = json.dumps(summary, ensure_ascii=False)
            base.execute("INSERT INTO run (started, summary) VALUES (?, ?)", (started, line))
            base.execute("DELETE FROM run WHERE number <= (SELECT max(number) FROM run) - ?", (MOST_RUNS,))

    def log(self) -> list[dict[str, Any]]:
        """The summaries of the last runs, oldest first.

        :raises StateError: the file cannot be read.
        """
        with self.named_errors():
            rows = self.base.execute("SELECT summary FROM run ORDER BY number").fetchall()
        return [json.loads(summary) for (summary,) in rows]


def due(sites: Iterable[Site], runs: Runs, now: float) -> list[Site]:
    """The sites whose ``every`` has passed since their last whole crawl began, and those without.

    Counted from when it began, and a twentieth early (five minutes at most): a timer of the same
    span then finds the site due each time, though it does not fire to the second.

    :param now: Unix time, seconds.
    :raises StateError: the log cannot be read.
    """
    return [site for site in sites if _is_due(site, runs, now)]


def _is_due(site: Site, runs: Runs, now: float) -> bool:
    if site.every is None or (last := runs.last(site.name)) is None or last.whole_started is None:
        return True
    span = spans.seconds(site.every)
    # A clock that was put back must not keep a site from being crawled.
    return not 0 <= now - last.whole_started < span - min(span / 20, 300)
