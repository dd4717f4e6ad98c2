"""The lock of a state folder: two runs on the same one never overlap."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE = "lock"
"""The lock's name in a state folder."""
_POLL = 0.2  # seconds


@dataclass(slots=True)
class _Holding:
    descriptor: int
    users: int = 0


# What this process has: a crawl within it need not wait for itself.
_held: dict[Path, _Holding] = {}


class Locked(Exception):
    """Another run has the folder. ``str()`` says which, and since when."""


@contextmanager
def locked(folder: Path, command: str, wait: float = 0.0) -> Iterator[None]:
    """Have a state folder for this run alone, for as long as the block lasts.

    The kernel holds the lock (``flock``): it is released when the process ends, however it
    ends. The file stays; it tells who has the lock: a JSON object with ``pid``, ``since``
    and ``command``. (The filelock library empties the file as it opens it, and with it what
    the holder has written there.)

    A process that has it already has it within the block too.

    :param command: what is run, for whoever finds the folder locked.
    :param wait: seconds to wait for a run that has it.
    :raises Locked: another run has it, and had it to the end of the wait.
    :raises OSError: the file cannot be made or written.
    """
    real = folder.resolve()
    if real not in _held:
        _held[real] = _taken(folder, command, wait)
    holding = _held[real]
    holding.users += 1
    try:
        yield
    finally:
        holding.users -= 1
        if not holding.users:
            del _held[real]
            # Closing is releasing: there must be nothing of us to read by then.
            os.ftruncate(holding.descriptor, 0)
            os.close(holding.descriptor)


def _taken(folder: Path, command: str, wait: float) -> _Holding:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    # Not truncated, and not inherited by worker processes: they are spawned (PEP 446).
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _take(descriptor, path, time.monotonic() + wait)
        since = datetime.now(UTC).isoformat(timespec="seconds")
        holder = json.dumps({"pid": os.getpid(), "since": since, "command": command}).encode()
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, holder + b"\n", 0)
    except BaseException:
        os.close(descriptor)
        raise
    return _Holding(descriptor)


def _take(descriptor: int, path: Path, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if (left := until - time.monotonic()) <= 0:
                raise Locked(f"{path.parent}: {_holder(path)}") from None
            time.sleep(min(_POLL, left))
        else:
            return


def _holder(path: Path) -> str:
    try:
        said = json.loads(path.read_bytes())
        return f"another run is at work: pid {said['pid']}, since {said['since']}: {said['command']}"
    except (OSError, ValueError, KeyError, TypeError):
        # It has the lock, and has not yet written who it is.
        return "another run is at work, begun just now"
