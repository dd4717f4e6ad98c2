"""WARC files in the making: named, written record by record, rotated, taken over from a killed run."""

from __future__ import annotations

import fcntl
import os
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from fastwarc import WarcRecord
from fastwarc.stream_io import GzipWriter

OPEN = ".open"
"""Ending of a file that is still written, after ``.warc.gz``."""
# Of gzip: a third of the time 9 takes, for a tenth more.
_LEVEL = 4
_CHUNK = 1 << 16  # bytes; unpacked, a thousand times as many at most


class WarcFiles:
    """The files one run writes: ``copydesk-YYYYMMDDhhmmss-NNNNN-PID.warc.gz``, a gzip member a record.

    A file has ``.open`` after its name until it is complete. It is locked as long: what another
    run leaves open, because it was killed, is known by having no lock, and is made complete
    first (:func:`take_over`).

    :param folder: made when it is not there.
    :param most: bytes; a file that has as many is complete, and the next begun.
    :param first: makes the first record of a file (warcinfo), given its name.
    :raises OSError: the folder cannot be made or written to.
    """

    def __init__(self, folder: Path, most: int, first: Callable[[str], WarcRecord]) -> None:
        self._folder, self._most, self._first = folder, most, first
        self._count = 0
        self._file: IO[bytes] | None = None
        self.name = ""
        """Of the file that was written to last, as it will be called."""
        folder.mkdir(parents=True, exist_ok=True)
        for left in sorted(folder.glob(f"*.warc.gz{OPEN}")):
            take_over(left)

    def begin(self) -> None:
        """Begin the next file, if the present one is full or there is none. Between two calls,
        all records go to one file."""
        if self._file is not None and self._file.tell() >= self._most:
            self.close()
        if self._file is not None:
            return
        now = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        self.name = f"copydesk-{now}-{self._count:05}-{os.getpid()}.warc.gz"
        # Not "w": a file that is there is never written over. Unbuffered: a record is with the system at
        # once, so that a run that is killed loses at most the one it was writing.
        new = self._folder / f".{self.name}"
        self._file = new.open("xb", buffering=0)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Not before it is locked: another run would take it for one that was left.
        new.rename(self._folder / (self.name + OPEN))
        self._count += 1
        self.write(self._first(self.name))

    def write(self, record: WarcRecord) -> None:
        """Add a record, with its block digest.

        :raises OSError: the disk is full. What was written of the record is cut off again.
        """
        buffer = _Buffer()
        packed = GzipWriter(buffer, compression_level=_LEVEL)
        record.write(packed, checksum_data=True)
        packed.finish()
        start = self._file.tell()
        try:
            # An unbuffered file may take less than it is given; the next piece then says why.
            rest = memoryview(b"".join(buffer.parts))
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            self._file.truncate(start)
            self._file.seek(start)
            raise

    def sync(self) -> None:
        """Wait until all that was written is on the disk."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Make the present file complete."""
        if self._file is None:
            return
        self.sync()
        opened = self._folder / (self.name + OPEN)
        opened.rename(opened.with_suffix(""))
        self._file.close()
        self._file = None


class _Buffer:
    """A file to fastwarc, which closes what it has written to when it is thrown away."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None: ...

    def close(self) -> None: ...


def take_over(left: Path) -> Path | None:
    """Make a file complete that a killed run left open: its last record is cut off where it is torn.

    :returns: the complete file; None when another run is writing it, or nothing whole is in it.
    :raises OSError: it cannot be read or renamed.
    """
    try:
        file = left.open("r+b")
    except FileNotFoundError:
        return None  # another run has just taken it over
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        whole = _end_of_whole_members(file)
        file.truncate(whole)
        if not whole:
            left.unlink()
            return None
        complete = left.with_suffix("")
        left.rename(complete)
        return complete


def _end_of_whole_members(file: IO[bytes]) -> int:
    """Where the last gzip member that is whole ends."""
    end = place = 0
    file.seek(0)
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    data = b""
    while data or (data := file.read(_CHUNK)):
        try:
            member.decompress(data)
        except zlib.error:
            break
        place += len(data) - len(member.unused_data)
        data = member.unused_data
        if member.eof:
            end = place
            member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    return end
