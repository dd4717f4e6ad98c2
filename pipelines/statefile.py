"""State files: what is kept from run to run, each kind of it in one SQLite file of a state folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

_WAIT = 30  # seconds, for another run that writes


class StateError(Exception):
    """A state file that cannot be used. ``str()`` names it and says what to do."""


class StateFile:
    """A SQLite file of ours, open: a context manager closes it.

    It is in write-ahead mode: a run that is killed loses what it had not committed, and
    nothing else. No transaction is begun by itself; see :meth:`transaction`.

    :param path: made, with its folder, when it is not there; None for a temporary file, gone
        when it is closed.
    :param schema: its statements, parted by ``;``.
    :param version: of the schema.
    :param remedy: what is lost when the file is moved away: ``"it is learned anew"``.
    :raises StateError: it cannot be opened, or is not ours.
    """

    def __init__(self, path: Path | None, schema: str, version: int, remedy: str) -> None:
        self.path, self._remedy = path, remedy
        with self.named_errors():
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            # SQLite's own name for a temporary file is the empty one.
            name = path or ""
            self.base = sqlite3.connect(name, timeout=_WAIT, isolation_level=None, check_same_thread=False)
            self.base.execute("PRAGMA journal_mode = WAL")
            self.base.execute("PRAGMA synchronous = NORMAL")
            # Two runs may find it empty at the same time.
            self.base.execute("BEGIN IMMEDIATE")
            found = self.base.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                for statement in filter(str.strip, schema.split(";")):
                    self.base.execute(statement)
                self.base.execute(f"PRAGMA user_version = {version}")
            self.base.execute("COMMIT")
        if found not in (0, version):
            self.close()
            raise StateError(f"{path}: written by another version of Copydesk; move it away, and {remedy}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is written in the block, or nothing of it.

        :raises StateError: the file cannot be written.
        """
        with self.named_errors():
            self.base.execute("BEGIN IMMEDIATE")
            try:
                yield self.base
            except BaseException:
                self.base.execute("ROLLBACK")
                raise
            self.base.execute("COMMIT")

    @contextmanager
    def named_errors(self) -> Iterator[None]:
        """Errors of the database in the block as :class:`StateError`."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            advice = f"move it away, and {self._remedy}"
            if isinstance(error, sqlite3.OperationalError):
                advice = "is another run writing it, is the disk full, may it be written?"
            raise StateError(f"{self.path}: cannot be used: {error}; {advice}") from None
        except OSError as error:
            raise StateError(f"{self.path}: cannot be made: {error.strerror}") from None

    def close(self) -> None:
        self.base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
