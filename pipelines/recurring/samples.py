"""Samples: what is known of each site's recurring text, in one SQLite file.

Of each site some hundred stories are kept: those whose hashes are smallest, of the latest
months first. Which stories these are depends on the stories alone, not on the order in which
they come or on how often one comes; and a site's old furniture is forgotten when a few
hundred stories have come without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pipelines.statefile import StateFile

from .deciding import IN_PLACE_REPEATS, LEAST, SiteText
from .sightings import Sightings

MOST_STORIES = 300
"""Of a site. Five in a hundred of them are fifteen: enough to be sure of a note that long."""
FILE = "recurring.sqlite"
"""The file's name in a state folder."""
_VERSION = 1
_SCHEMA = """
CREATE TABLE site (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE story (
    site INTEGER NOT NULL, page INTEGER NOT NULL, month TEXT NOT NULL,
    story INTEGER NOT NULL, headline INTEGER NOT NULL,
    PRIMARY KEY (site, page)
) WITHOUT ROWID;
CREATE TABLE block (
    site INTEGER NOT NULL, page INTEGER NOT NULL, text INTEGER NOT NULL, spot INTEGER NOT NULL,
    PRIMARY KEY (site, page, text)
) WITHOUT ROWID;
"""


class Learned(NamedTuple):
    """How much is known of a site."""

    site: str
    stories: int
    recurring: int
    """Texts that came back on stories enough to be looked at."""


class Samples(StateFile):
    """The file, open: a context manager closes it.

    :param path: made, with its folder, when it is not there.
    :raises StateError: it cannot be opened, or is not ours.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, _SCHEMA, _VERSION, "it is learned anew")

    def add(self, seen: Iterable[Sightings]) -> None:
        """Note some articles; one that was noted before takes its own place.

        :raises StateError: the file cannot be written.
        """
        by_site = defaultdict(list)
        for sightings in seen:
            by_site[sightings.site].append(sightings)
        if not by_site:
            return
        with self.transaction():
            for site, articles in by_site.items():
                self._add(site, articles)

    def _add(self, site: str, articles: list[Sightings]) -> None:
        base = self.base
        base.execute("INSERT OR IGNORE INTO site (name) VALUES (?)", (site,))
        (number,) = base.execute("SELECT id FROM site WHERE name = ?", (site,)).fetchone()
        for seen in articles:
            base.execute("DELETE FROM block WHERE site = ? AND page = ?", (number, seen.page))
            base.execute(
                "INSERT OR REPLACE INTO story VALUES (?, ?, ?, ?, ?)",
                (number, seen.page, seen.month, seen.story, seen.headline),
            )
            base.executemany(
                "INSERT INTO block VALUES (?, ?, ?, ?)",
                [(number, seen.page, text, spot) for text, spot in seen.blocks],
            )
        too_many = base.execute(
            "SELECT page FROM story WHERE site = ? ORDER BY month DESC, page LIMIT -1 OFFSET ?",
            (number, MOST_STORIES),
        ).fetchall()
        for table in ("story", "block"):
            base.executemany(
                f"DELETE FROM {table} WHERE site = ? AND page = ?",
                [(number, page) for (page,) in too_many],
            )

    def of(self, site: str) -> SiteText:
        """What is known of a site; of one never seen, nothing.

        :raises StateError: the file cannot be read.
        """
        with self.named_errors():
            found = self.base.execute("SELECT id FROM site WHERE name = ?", (site,)).fetchone()
            if found is None:
                return SiteText()
            (stories,) = self.base.execute(
                "SELECT min(count(DISTINCT story), count(DISTINCT headline)) FROM story WHERE site = ?", found
            ).fetchone()
            texts = self.base.execute(
                """SELECT text, min(count(DISTINCT story), count(DISTINCT headline)) AS stories
                FROM block JOIN story USING (site, page) WHERE site = ? GROUP BY text HAVING stories >= ?""",
                (*found, LEAST),
            ).fetchall()
            spots = self.base.execute(
                """SELECT spot FROM block WHERE site = ? GROUP BY spot
                HAVING count(*) >= ? AND count(*) >= count(DISTINCT text) * ?""",
                (*found, LEAST, IN_PLACE_REPEATS),
            ).fetchall()
        return SiteText(stories, dict(texts), frozenset(spot for (spot,) in spots))

    def summary(self) -> list[Learned]:
        """How much is known of each site, by name.

        :raises StateError: the file cannot be read.
        """
        with self.named_errors():
            names = [name for (name,) in self.base.execute("SELECT name FROM site ORDER BY name")]
        known = ((name, self.of(name)) for name in names)
        return [Learned(name, text.stories, len(text.texts)) for name, text in known]
