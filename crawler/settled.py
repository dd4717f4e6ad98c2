"""Settled output: a file's articles once more, now that all of the crawl's are known.

What comes back on a site's pages is not known when the first of them are written. So the
lines of a run are settled when it is over, all by the same knowledge: which of them came
first makes no difference.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import chain
from pathlib import Path
from typing import IO

import zstandard

from pipelines.line import from_line, to_line
from pipelines.recurring.samples import Samples
from pipelines.recurring.settling import settle
from pipelines.recurring.sightings import site_of

from .exporters import compressed


def settle_lines(sources: Iterable[Path], target: IO[bytes], name: str, state: Path) -> int:
    """Copy files of lines, one after the other, articles without what comes back on their sites.

    :param sources: JSON Lines, as an exporter of ours wrote them, compressed as their names' endings say.
    :param target: where to, open.
    :param name: what it is called when it is complete; the ending tells its compression.
    :param state: the file of :class:`~pipelines.recurring.samples.Samples`.
    :returns: how many blocks were taken out. Lines without any are copied as they are.
    :raises StateError: ``state`` cannot be read.
    :raises ValueError: a line is no JSON, or a source is not compressed as its name says.
    :raises OSError: the disk is full.
    """
    taken = 0
    with ExitStack() as stack:
        samples = stack.enter_context(Samples(state))
        known = cache(samples.of)
        stream = compressed(target, name)
        if stream is not target:
            stack.callback(stream.close)
        for line in chain.from_iterable(_lines(source) for source in sources):
            article = from_line(line)
            site = site_of(article) if article is not None else None
            if site is not None and (settled := settle(article, known(site))) is not article:
                taken += len(settled.dropped) - len(article.dropped)
                line = to_line(settled)
            stream.write(line)
    return taken


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            if path.name.endswith(".gz"):
                with gzip.open(file) as unpacked:
                    yield from unpacked
            elif path.name.endswith(".zst"):
                # A file that was added to has a frame a run.
                reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
                yield from io.BufferedReader(reader)
            else:
                yield from file
    except (EOFError, zlib.error, zstandard.ZstdError) as error:
        raise ValueError(f"{path}: {error}") from None
