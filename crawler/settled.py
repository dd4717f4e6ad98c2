"""Settled output: a run's articles once more, now that all of the crawl's are known.

What comes back on a site's pages is not known when the first of them are written, nor which
printing of a text is the first. So the lines of a run are settled when it is over, all by the
same knowledge: which of them came first makes no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from pipelines.line import from_line, to_line

from .exporters import compressed
from .settlers import Settler


def settle_lines(source: Path, target: IO[bytes], name: str, settlers: Sequence[Settler]) -> dict[str, str]:
    """Copy a file of lines, its articles settled.

    :param source: JSON Lines, as an exporter of ours wrote them, plain.
    :param target: where to, open.
    :param name: what it is called when it is complete; the ending tells its compression.
    :param settlers: who is asked, in this order. Lines none of them changes are copied as they are.
    :returns: the ``content_hash`` of every article's line, by id.
    :raises StateError: a state file cannot be used.
    :raises ValueError: a line is no JSON.
    :raises OSError: the disk is full.
    """
    hashes = {}
    with ExitStack() as stack:
        for settler in settlers:
            stack.enter_context(settler)
        stream = compressed(target, name)
        if stream is not target:
            stack.callback(stream.close)
        for line in stack.enter_context(source.open("rb")):
            article = settled = from_line(line)
            for settler in settlers:
                if settled is not None:
                    settled = settler.settle(settled)
            if settled is not None:
                hashes[settled.id] = settled.content_hash
                if settled is not article:
                    line = to_line(settled)
            if settled is not None or article is None:
                stream.write(line)
    return hashes
