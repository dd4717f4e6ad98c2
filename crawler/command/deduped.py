"""Near-duplicates among saved pages: their lines wait until all are known."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from crawler.items import DroppedDuplicate
from crawler.settled import settle_lines
from crawler.settlers import Duplicates
from pipelines.duplicates.stories import DAYS, FILE, Stories

from .inputs import CleanedLine


@contextmanager
def deduped(
    lines: IO[bytes], listed: Callable[[DroppedDuplicate], None], dedupe: str
) -> Iterator[Callable[[CleanedLine], None]]:
    """A function to call with each line; they are written when the block ends.

    :param lines: where they are written, in their order, settled.
    :param listed: called with each that is dropped.
    :param dedupe: ``mark``, ``drop`` all but the first of a cluster, or ``off``: then they
        are written as they come.
    :raises StateError: the temporary folder cannot be written.
    """
    if dedupe == "off":
        yield lambda cleaned: lines.write(cleaned.line)
        return
    with TemporaryDirectory(prefix="copydesk-") as folder:
        waiting = Path(folder, "lines.jsonl")
        with waiting.open("wb") as file, Stories(Path(folder, FILE)) as stories:

            def write(cleaned: CleanedLine) -> None:
                file.write(cleaned.line)
                if cleaned.story is not None:
                    stories.note(cleaned.story)

            try:
                yield write
            except KeyboardInterrupt:
                # What there is is worth having, though nothing is told of it.
                file.flush()
                with waiting.open("rb") as written:
                    shutil.copyfileobj(written, lines)
                raise
            stories.commit()
            run = stories.run
        settler = Duplicates(Path(folder, FILE), DAYS, run, drop=dedupe == "drop")
        settle_lines(waiting, lines, waiting.name, [settler])
        for dropped in settler.left_out:
            listed(dropped)
