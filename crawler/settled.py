"""Settled output: a file's articles once more, now that all of the crawl's are known.

What comes back on a site's pages, and which of some printings was there first, is not known when
the first of them are written. So the lines of a run are settled when it is over, all by the same
knowledge: which of them came first makes no difference.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import zstandard

from pipelines.line import from_line, to_line

from .exporters import compressed
from .settlers import Settler


def settle_lines(source: Path, target: IO[bytes], name: str, settlers: Sequence[Settler]) -> None:
    """Copy a file of lines, its articles settled.

    :param source: JSON Lines, as an exporter of ours wrote them.
    :param name: its name when it is complete; the ending tells the compression of both.
    :param settlers: who is asked, in this order. Lines none of them changes are copied as they are.
    :raises StateError: a state file cannot be used.
    :raises ValueError: a line is no JSON.
    :raises OSError: the disk is full.
    """
    with ExitStack() as stack:
        for settler in settlers:
            stack.enter_context(settler)
        stream = compressed(target, name)
        if stream is not target:
            stack.callback(stream.close)
        for line in stack.enter_context(_opened(source, name)):
            article = settled = from_line(line)
            for settler in settlers:
                if settled is not None:
                    settled = settler.settle(settled)
            if settled is not None and settled is not article:
                line = to_line(settled)
            if settled is not None or article is None:
                stream.write(line)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        if name.endswith(".gz"):
            with gzip.open(file) as unpacked:
                yield unpacked
        elif name.endswith(".zst"):
            # A file that was added to has a frame a run.
            reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
            yield io.BufferedReader(reader)
        else:
            yield file
