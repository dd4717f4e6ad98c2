"""Lines on their way into an output file, safe to kill at any moment."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar

T = TypeVar("T")
_BLOCK = 1 << 16


class LinesFile(io.BufferedWriter):
    """A file of plain lines, whatever its name will say: it is compressed when it is complete.

    After a line that could not be written nothing more is: the torn line stays the last.
    """

    error: OSError | None = None

    def write(self, data: Any) -> int:
        self.check()
        try:
            return super().write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self.check()
        try:
            super().flush()
        except OSError as error:
            self.error = error
            raise

    def check(self) -> None:
        """:raises OSError: something could not be written."""
        if self.error is not None:
            raise OSError(self.error.errno, self.error.strerror)


class KeptLines:
    """The lines a run adds to a file, in a hidden file beside it until they are stored.

    ``.NAME.WORD.part`` holds the lines, plain. They are stored in three moves: the complete new
    file is made under the name ``.NAME.WORD.whole``, the part is removed, and the whole takes
    the file's name. Who finds a whole makes the moves that are left, so lines are stored
    once, whenever the run was killed.

    :param word: a job's own, so that what a killed run of it left is found again; None for a
        run that leaves nothing to go on with.
    :raises OSError: what was left cannot be finished.
    """

    def __init__(self, path: Path, word: str | None) -> None:
        word = word or secrets.token_hex(4)
        self.path = path
        self.part = path.with_name(f".{path.name}.{word}.part")
        self._whole = path.with_name(f".{path.name}.{word}.whole")
        self._draft = path.with_name(f".{path.name}.{word}.draft")
        self._file: LinesFile | None = None
        self._synced = 0
        self.was_stored = self._whole.exists()
        """Whether an earlier run was killed while it stored: all of its lines are in the file now."""
        if self.was_stored:
            self.take_name()
        elif self.part.exists():
            _cut_torn_line(self.part)

    def found(self) -> Iterator[bytes]:
        """The lines an earlier run of the job has left; none once it has stored them."""
        if self.part.exists():
            with self.part.open("rb") as file:
                yield from file

    def open(self) -> LinesFile:
        """The part, to add lines to.

        :raises OSError: it cannot be made.
        """
        if self._file is None:
            self.part.parent.mkdir(parents=True, exist_ok=True)
            self._file = LinesFile(io.FileIO(self.part, "ab"))
        return self._file

    def sync(self) -> None:
        """Have all lines on the disk, though the power fails.

        :raises OSError: they cannot be written.
        """
        if self._file is not None and not self._file.closed:
            self._file.flush()
            if self._file.tell() != self._synced:
                os.fsync(self._file.fileno())
                self._synced = self._file.tell()

    def close(self) -> bool:
        """No more lines are added; whether there are any."""
        self.sync()
        if self._file is not None and not self._file.closed:
            self._file.close()
        return self.part.exists() and self.part.stat().st_size > 0

    def make_whole(self, write: Callable[[IO[bytes]], T] | None) -> T | None:
        """Make the complete file, under its hidden name.

        :param write: writes it; None where the part is the file.
        :returns: what ``write`` does.
        :raises OSError: the disk is full, say. The part stays.
        """
        if write is None:
            self.part.replace(self._whole)
            return None
        try:
            with self._draft.open("wb") as file:
                result = write(file)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            self._draft.unlink(missing_ok=True)
            raise
        self._draft.replace(self._whole)
        return result

    def take_name(self) -> None:
        """The complete file takes its name."""
        self.part.unlink(missing_ok=True)
        self._whole.replace(self.path)

    def discard(self) -> None:
        """There is nothing to store."""
        if self._file is not None:
            self._file.close()
        self.part.unlink(missing_ok=True)


def _cut_torn_line(path: Path) -> None:
    """A run that is killed may leave the beginning of a line at the end."""
    with path.open("r+b") as file:
        end = file.seek(0, os.SEEK_END)
        while end:
            start = max(0, end - _BLOCK)
            file.seek(start)
            newline = file.read(end - start).rfind(b"\n")
            if newline >= 0:
                end = start + newline + 1
                break
            end = start
        file.truncate(end)
