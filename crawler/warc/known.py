"""What an archive holds already: for records that say "the same again" in place of a body."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.statefile import StateFile

from .files import OPEN

FILE = "archive.sqlite"
"""Its name in the archive's folder: it goes where the archive goes."""
_MOST = 500_000  # pages; some 150 MB. Those not come across for longest are forgotten.
_SCHEMA = """
CREATE TABLE page (
    uri TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    held_uri TEXT NOT NULL,
    held_record TEXT NOT NULL,
    held_date TEXT NOT NULL,
    file TEXT NOT NULL
);
CREATE INDEX page_digest ON page (digest)
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A response record that holds a payload."""

    uri: str
    record: str
    """Its WARC-Record-ID, with the angle brackets."""
    date: str
    """Its WARC-Date."""
    file: str
    """The name of the file it is in."""
    digest: str


class Known:
    """The payloads of an archive, by address and by digest. One thread at a time.

    What is noted is kept when :meth:`commit` is called: not before the records are on the disk.

    :param folder: the archive's.
    :raises StateError: its file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._file = StateFile(
            folder / FILE, _SCHEMA, 1, "bodies that are in the archive already are written once more"
        )
        self._new: dict[str, Held] = {}
        self._new_digests: dict[str, Held] = {}
        with self._file.transaction() as base:
            # Files that were moved away take their payloads with them.
            files = [row[0] for row in base.execute("SELECT DISTINCT file FROM page")]
            there = {path.name.removesuffix(OPEN) for path in folder.iterdir()}
            gone = [(name,) for name in files if name not in there]
            base.executemany("DELETE FROM page WHERE file = ?", gone)

    def by_digest(self, digest: str) -> Held | None:
        """A record that holds the payload of this digest."""
        return self._new_digests.get(digest) or self._find("digest", digest)

    def by_uri(self, uri: str) -> Held | None:
        """The record that holds what was last received from an address."""
        return self._new.get(uri) or self._find("uri", uri)

    def note(self, uri: str, held: Held) -> None:
        """Note that an address gave a payload, held by this record (its own, or another of the same)."""
        self._new[uri] = self._new_digests[held.digest] = held

    @property
    def uncommitted(self) -> int:
        """Addresses noted and not kept yet."""
        return len(self._new)

    def commit(self) -> None:
        """Keep what was noted.

        :raises StateError: the file cannot be written.
        """
        if not self._new:
            return
        rows = [(uri, h.digest, h.uri, h.record, h.date, h.file) for uri, h in self._new.items()]
        with self._file.transaction() as base:
            base.executemany("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?)", rows)
            base.execute("DELETE FROM page WHERE rowid <= (SELECT max(rowid) FROM page) - ?", (_MOST,))
        self._new.clear()
        self._new_digests.clear()

    def close(self) -> None:
        self._file.close()

    def _find(self, column: str, value: str) -> Held | None:
        columns = "held_uri, held_record, held_date, file, digest"
        with self._file.named_errors():
            row = self._file.base.execute(
                f"SELECT {columns} FROM page WHERE {column} = ? LIMIT 1", (value,)
            ).fetchone()
        return Held(*row) if row else None
