"""Settled output: a file's articles once more, now that all of the crawl's are known.

What comes back on a site's pages is not known when the first of them are written. So the
lines of a run are settled when it is over, all by the same knowledge: which of them came
first makes no difference.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import IO

import zstandard

from pipelines.line import from_line, to_line
from pipelines.recurring.samples import Samples
from pipelines.recurring.settling import settle
from pipelines.recurring.sightings import site_of

from .exporters import compressed


def settle_lines(
    source: Path, target: IO[bytes], name: str, state: Path, skip: int = 0
) -> tuple[int, dict[str, str]]:
    """Copy a file of lines, articles without what comes back on their sites.

    :param source: JSON Lines, as an exporter of ours wrote them.
    :param name: its name when it is complete; the ending tells the compression of both.
    :param state: the file of :class:`~pipelines.recurring.samples.Samples`.
    :param skip: bytes at the beginning to copy as they are: lines of earlier runs. Somebody has read
        them, and revisions name their hashes.
    :returns: how many blocks were taken out, and the ``content_hash`` of every article's line, by id.
        Lines without anything to take out are copied as they are.
    :raises StateError: ``state`` cannot be read.
    :raises ValueError: a line is no JSON.
    :raises OSError: the disk is full.
    """
    taken, hashes = 0, {}
    with ExitStack() as stack:
        samples = stack.enter_context(Samples(state))
        known = cache(samples.of)
        file = stack.enter_context(source.open("rb"))
        _copy(file, target, skip)
        stream = compressed(target, name)
        if stream is not target:
            stack.callback(stream.close)
        for line in stack.enter_context(_unpacked(file, name)):
            article = from_line(line)
            site = site_of(article) if article is not None else None
            if site is not None and (settled := settle(article, known(site))) is not article:
                taken += len(settled.dropped) - len(article.dropped)
                article = settled
                line = to_line(settled)
            if article is not None:
                hashes[article.id] = article.content_hash
            stream.write(line)
    return taken, hashes


def _copy(source: IO[bytes], target: IO[bytes], length: int) -> None:
    while length > 0 and (block := source.read(min(length, 1 << 20))):
        target.write(block)
        length -= len(block)


@contextmanager
def _unpacked(file: IO[bytes], name: str) -> Iterator[IO[bytes]]:
    """What is in an open file from its position on."""
    if name.endswith(".gz"):
        with gzip.open(file) as unpacked:
            yield unpacked
    elif name.endswith(".zst"):
        # A file that was added to has a frame a run.
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        yield io.BufferedReader(reader)
    else:
        yield file
