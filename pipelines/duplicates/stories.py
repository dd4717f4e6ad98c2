"""Stories: which articles are one text, in one SQLite file.

Of each article a sketch is kept, and under which keys (:mod:`.bands`) it is found. An article
is told from those before it as it is noted; which of a run's articles was there first is settled
when all of them are known (:meth:`Stories.settle`), so that the order in which they came makes no
difference. A duplicate is one of the first of its cluster, not of another duplicate: a story that
changes from printing to printing does not end as one with what it began as.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ..article import Article
from ..statefile import StateFile
from .bands import band_keys
from .deciding import is_same
from .sketches import ALGORITHM, Sketch
from .story import Story

FILE = "stories.sqlite"
"""The file's name in a state folder."""
DAYS = 30
"""Wire copy is printed within days; what is further apart is told again, not printed again."""
_MOST_OF_A_KEY, _MOST_LOOKED_AT = 16, 8
_VERSION = 1
_SCHEMA = """
CREATE TABLE story (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, run INTEGER NOT NULL,
    published TEXT NOT NULL, url TEXT NOT NULL, day INTEGER, noted INTEGER,
    shingles INTEGER NOT NULL, signature BLOB NOT NULL, figures BLOB NOT NULL,
    first TEXT NOT NULL, met INTEGER NOT NULL
);
CREATE INDEX story_run ON story (run, met);
CREATE INDEX story_first ON story (first);
CREATE TABLE band (key INTEGER NOT NULL, story INTEGER NOT NULL, PRIMARY KEY (key, story)) WITHOUT ROWID;
CREATE TABLE made (algorithm INTEGER NOT NULL)
"""


class Told(NamedTuple):
    """What an article is among the others."""

    cluster: str | None = None
    """The ``id`` of the cluster's first article; None for one that is alone."""
    duplicate_of: str | None = None
    """The same; None for the first itself."""
    new: bool = True
    """Whether the article was first noted in this run."""

    def on(self, article: Article) -> Article:
        """The article with what is told of it; itself where it says so already."""
        if (article.cluster, article.duplicate_of) == (self.cluster, self.duplicate_of):
            return article
        return replace(article, cluster=self.cluster, duplicate_of=self.duplicate_of)


class Stories(StateFile):
    """The file, open: a context manager closes it.

    :param path: made, with its folder, when it is not there. ``Path(":memory:")`` keeps nothing.
    :param days: between two articles, and so long they are kept.
    :raises StateError: it cannot be opened, or is not ours.

    >>> with Stories(Path("stories.sqlite")) as stories:
    ...     for article in articles:
    ...         if story := story_of(article):
    ...             stories.note(story)
    ...     stories.settle()
    ...     told = (stories.told(article.id) for article in articles)
    ...     marked = [t.on(article) if t else article for t, article in zip(told, articles)]
    """

    def __init__(self, path: Path, days: int = DAYS) -> None:
        super().__init__(path, _SCHEMA, _VERSION, "duplicates of what earlier runs saw are not told")
        self._days, self._writing = days, False
        with self.transaction() as base:
            if base.execute("SELECT algorithm FROM made").fetchone() != (ALGORITHM,):
                # Their signatures cannot be compared with those made now.
                for table in ("story", "band", "made"):
                    base.execute(f"DELETE FROM {table}")
                base.execute("INSERT INTO made VALUES (?)", (ALGORITHM,))
            (last,) = base.execute("SELECT coalesce(max(run), 0) FROM story").fetchone()
        self.run: int = last + 1
        """Number of this run. A run that goes on where another was stopped has that one's, so that
        its articles are no earlier ones: set it before the first is noted."""

    def note(self, story: Story) -> Told:
        """Note an article, and tell what it is among those noted before it.

        It is written with the next :meth:`commit`. An article that was noted in an earlier run
        stays what it is, with the text it has now.

        :raises StateError: the file cannot be written.
        """
        with self.named_errors():
            if not self._writing:
                self.base.execute("BEGIN IMMEDIATE")
                self._writing = True
            keys = band_keys(story.sketch).tolist()
            known = self.base.execute(f"SELECT {_COLUMNS} FROM story WHERE id = ?", (story.id,)).fetchone()
            if known is not None and not self._replace(_Row(*known), story):
                return self._told(story.id) or Told()
            found = self._meeting(keys, story)
            first = self._first(found, story) if known is None else None
            if known is None:
                self._insert(story, first or story.id, met=bool(found))
                number = self.base.execute("SELECT last_insert_rowid()").fetchone()[0]
            else:
                number = known[0]
                if found:
                    self.base.execute("UPDATE story SET met = 1 WHERE number = ?", (number,))
            self._file(keys, number)
            return self._told(story.id) or Told()

    def commit(self) -> None:
        """Write what was noted.

        :raises StateError: the file cannot be written.
        """
        if self._writing:
            with self.named_errors():
                self.base.execute("COMMIT")
            self._writing = False

    def settle(self) -> None:
        """Tell anew which of this run's articles were there first: the earliest published.

        After it :meth:`told` does not depend on the order in which they were noted. What earlier
        runs have told stays. Doing it twice changes nothing.

        :raises StateError: the file cannot be written.
        """
        self.commit()
        with self.transaction() as base:
            # The others have met nobody.
            rows = base.execute(
                f"SELECT {_COLUMNS} FROM story WHERE run = ? AND met ORDER BY published, url, id", (self.run,)
            ).fetchall()
            for row in map(_Row._make, rows):
                self._unfile(row)
            (last,) = base.execute("SELECT coalesce(max(number), 0) FROM story").fetchone()
            for number, row in enumerate(map(_Row._make, rows), start=last + 1):
                keys = band_keys(row.sketch).tolist()
                first = self._first(self._meeting(keys, row), row)
                # Numbers in this order too: where a key has many, the first of them are looked at.
                base.execute(
                    "UPDATE story SET number = ?, first = ? WHERE id = ?", (number, first or row.id, row.id)
                )
                self._file(keys, number)

    def told(self, article: str) -> Told | None:
        """What an article is among the others.

        :param article: its ``id``.
        :returns: None where there is nothing to say: it was not noted or is forgotten, or it is of an
            earlier run and alone as far as is still known.
        :raises StateError: the file cannot be read.
        """
        with self.named_errors():
            return self._told(article)

    def forget(self) -> None:
        """Drop what was fetched more than :data:`DAYS` days before the last that is noted.

        :raises StateError: the file cannot be written.
        """
        self.commit()
        with self.transaction() as base:
            (last,) = base.execute("SELECT max(noted) FROM story").fetchone()
            old = base.execute(
                f"SELECT {_COLUMNS} FROM story WHERE noted < ?", ((last or 0) - self._days,)
            ).fetchall()
            for row in map(_Row._make, old):
                self._unfile(row)
                base.execute("DELETE FROM story WHERE number = ?", (row.number,))

    def close(self) -> None:
        """Close it; what was noted since the last :meth:`commit` is not kept."""
        super().close()

    def _told(self, article: str) -> Told | None:
        row = self.base.execute("SELECT first, run FROM story WHERE id = ?", (article,)).fetchone()
        if row is None:
            return None
        first, run = row
        new = run == self.run
        if first != article:
            return Told(first, first, new)
        others = self.base.execute(
            "SELECT 1 FROM story WHERE first = ? AND id <> ? LIMIT 1", (article, article)
        ).fetchone()
        if others:
            return Told(article, None, new)
        return Told() if new else None

    def _replace(self, known: _Row, story: Story) -> bool:
        """Give an article its new text; whether it has to be compared anew."""
        if known.run == self.run and (known.published, known.signature) <= (
            story.published,
            story.sketch.signature,
        ):
            return False  # whichever of the two came first
        self._unfile(known)
        sketch = story.sketch
        self.base.execute(
            "UPDATE story SET noted = ?, shingles = ?, signature = ?, figures = ? WHERE number = ?",
            (story.noted, sketch.shingles, sketch.signature, sketch.figures, known.number),
        )
        if known.run == self.run:
            self.base.execute(
                "UPDATE story SET published = ?, url = ?, day = ? WHERE number = ?",
                (story.published, story.url, story.day, known.number),
            )
            return True
        self._file(band_keys(sketch).tolist(), known.number)
        return False

    def _insert(self, story: Story, first: str, *, met: bool) -> None:
        sketch = story.sketch
        self.base.execute(
            f"INSERT INTO story ({_COLUMNS}) VALUES ({', '.join('?' * len(_Row._fields))})",
            (
                None, story.id, self.run, story.published, story.url, story.day, story.noted,
                sketch.shingles, sketch.signature, sketch.figures, first, met,
            ),
        )  # fmt: skip

    def _file(self, keys: list[int], number: int) -> None:
        self.base.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", [(key, number) for key in keys])

    def _unfile(self, row: _Row) -> None:
        keys = band_keys(row.sketch).tolist()
        self.base.executemany(
            "DELETE FROM band WHERE key = ? AND story = ?", [(key, row.number) for key in keys]
        )

    def _meeting(self, keys: list[int], story: Story | _Row) -> list[int]:
        """Numbers of the articles that share a key with one, those that share most first."""
        found: Counter[int] = Counter()
        for key in keys:
            sharing = self.base.execute(
                "SELECT story FROM band WHERE key = ? ORDER BY story LIMIT ?", (key, _MOST_OF_A_KEY)
            ).fetchall()
            found.update(number for (number,) in sharing)
            if len(sharing) == 1:
                self.base.execute("UPDATE story SET met = 1 WHERE number = ? AND NOT met", sharing[0])
        return sorted(found, key=lambda number: (-found[number], number))[:_MOST_LOOKED_AT]

    def _first(self, found: list[int], story: Story | _Row) -> str | None:
        """The first of the cluster an article belongs to; None where it is of none."""
        best: tuple[float, int, str] | None = None
        for number in found:
            other = self._row("number", number)
            if not self._is_same(story, other) or other.first == story.id:
                continue
            leader = other if other.first == other.id else self._row("id", other.first)
            if leader is None:
                leader = other  # forgotten already
            elif leader is not other and not is_same(story.sketch, leader.sketch):
                continue
            likeness = (-story.sketch.resemblance(leader.sketch), leader.number, other.first)
            best = min(best, likeness) if best else likeness
        return best[2] if best else None

    def _is_same(self, story: Story | _Row, other: _Row) -> bool:
        near = story.day is None or other.day is None or abs(story.day - other.day) <= self._days
        return near and is_same(story.sketch, other.sketch)

    def _row(self, column: str, value: int | str) -> _Row | None:
        row = self.base.execute(f"SELECT {_COLUMNS} FROM story WHERE {column} = ?", (value,)).fetchone()
        return _Row(*row) if row else None


class _Row(NamedTuple):
    """A row of ``story``."""

    number: int
    id: str
    run: int
    published: str
    url: str
    day: int | None
    noted: int | None
    shingles: int
    signature: bytes
    figures: bytes
    first: str
    met: int

    @property
    def sketch(self) -> Sketch:
        return Sketch(self.shingles, self.signature, self.figures)


_COLUMNS = ", ".join(_Row._fields)
