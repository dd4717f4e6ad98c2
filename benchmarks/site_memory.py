"""CPU with and without site memory: ``python -m benchmarks.site_memory [FOLDER]``.

A folder's pages (.html, also gzipped, by name) are taken for those of one site, in that
order; without one, the fixture site's articles over and over. Each page is cleaned twice,
by turns with what is remembered first and without it first, in one process; the lines are
compared. Pages that cannot be cleaned are left out.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from pipelines import Page, PageError
from pipelines.line import to_line
from pipelines.memory.keeper import Keeper
from pipelines.memory.observing import Cleaned, clean_and_observe

from .crawl import fixture_pages

T = TypeVar("T")
_WARM = 30  # pages that are cleaned before: models are loaded, names known


def folder_pages(folder: Path) -> list[bytes]:
    """The pages in a folder."""
    files = sorted(file for file in folder.iterdir() if file.name.endswith((".html", ".html.gz")))
    return [gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files]


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What a function returns, and the seconds of CPU it took."""
    begin = time.process_time()
    return work(), time.process_time() - begin


def compare(pages: Sequence[bytes]) -> tuple[Counter[str], Counter[str], dict[str, list[float]]]:
    """Clean pages with and without memory.

    :returns: how often what happened; of these, how many lines differ; seconds without and
        with memory, for all pages and for those from the first that used it.
    """
    happened: Counter[str] = Counter()
    keeper = Keeper(count=lambda name: happened.update((name,)))
    differ: Counter[str] = Counter()
    seconds = {"all pages": [0.0, 0.0], "from the first use": [0.0, 0.0]}
    for body in pages[:_WARM]:
        with suppress(PageError):
            clean_and_observe(Page(body))
    for number, body in enumerate(pages):
        page = Page(body, url=f"https://site.example/{number}")
        visit = keeper.arrive(page)
        visit.remember()
        remembering = visit.page

        def with_memory(page: Page = remembering) -> tuple[Cleaned, bytes]:
            cleaned = clean_and_observe(page)
            return cleaned, to_line(cleaned.article)

        def without(page: Page = page) -> bytes:
            return to_line(clean_and_observe(Page(page.body, url=page.url)).article)

        try:
            if number % 2:
                line, plain = timed(without)
                (cleaned, remembered), used = timed(with_memory)
            else:
                (cleaned, remembered), used = timed(with_memory)
                line, plain = timed(without)
        except PageError as error:
            print(f"page {number}: {error}", file=sys.stderr)
            keeper.settle(visit)
            continue
        visit.seen = cleaned.seen
        keeper.settle(visit)
        if line != remembered:
            differ[cleaned.seen.outcome if cleaned.seen else "none"] += 1
        for name in seconds if happened["used"] else ("all pages",):
            seconds[name][0] += plain
            seconds[name][1] += used
    return happened, differ, seconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", help="saved pages of one site")
    parser.add_argument("--pages", type=int, default=440, help="how many pages of the fixture site")
    arguments = parser.parse_args()
    if arguments.folder and not arguments.folder.is_dir():
        sys.exit(f"benchmarks.site_memory: {arguments.folder}: no such folder")
    folder = arguments.folder
    pages = folder_pages(folder) if folder else [*fixture_pages(arguments.pages).values()]
    happened, differ, seconds = compare(pages)
    print(f"{len(pages)} pages:", ", ".join(f"{name} {count}" for name, count in sorted(happened.items())))
    for name, (plain, used) in seconds.items():
        if plain:
            print(f"{name}: CPU with memory / without: {used / plain:.3f}")
    print(f"lines that differ: {sum(differ.values())}")


if __name__ == "__main__":
    main()
