"""Many entries in little room: how a worker hands over a sitemap of 50,000 addresses."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .entry import Entry

# A chunk is unpacked in a millisecond or two: the reactor has other work.
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class PackedEntries:
    """A sequence of entries, compressed, that is gone through a few hundred at a time.

    50,000 addresses are some 500 kB instead of 15 MB: through the pipe from the worker at once,
    and in memory for as long as the reactor takes to schedule them.
    """

    chunks: tuple[bytes, ...] = ()
    count: int = 0

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> PackedEntries:
        chunks = (
            zlib.compress(json.dumps([(e.url, e.date) for e in entries[start : start + _CHUNK]]).encode(), 1)
            for start in range(0, len(entries), _CHUNK)
        )
        return cls(tuple(chunks), len(entries))

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Entry]:
        for chunk in self.chunks:
            for url, date in json.loads(zlib.decompress(chunk)):
                yield Entry(url, date)
