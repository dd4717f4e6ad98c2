"""What each step of the desk costs: ``python -m benchmarks.steps FOLDER``.

CPU time a page, by step, over a corpus folder (as :mod:`benchmarks.corpus` reads it); plain
trafilatura sees each page in the same process, so that the last column can be compared from one
machine to another. What of a page is worked out on first use counts for the step that asks first.

All pages are gone through twice. A process compiles its rules when a page first needs them, and
lives for thousands of pages: the first time round holds that too, the second is what a page costs.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.console import Console
from rich.table import Table

from pipelines import STEPS, Article, Page, PageError

from .corpus import page_bytes, plain_trafilatura, warm_up

COPY_DESK = ("captions", "dateline", "boilerplate")
"""The steps that take apart what the body step chose."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="corpus folder with truth.jsonl and pages/")
    arguments = parser.parse_args()
    truth = arguments.folder / "truth.jsonl"
    if not truth.is_file():
        sys.exit(f"benchmarks.steps: {truth}: no such file; name a folder with truth.jsonl and pages/")
    warm_up()
    rows = [json.loads(line) for line in truth.read_text("utf-8").splitlines()]
    _print(*(_spent(arguments.folder, rows) for _ in range(2)))


def _spent(folder: Path, rows: list[dict[str, Any]]) -> dict[str, list[float]]:
    """Seconds of every page, by step."""
    spent: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        page = page_bytes(folder, row["id"])
        begin = time.process_time()
        plain_trafilatura(page, row.get("url"))
        spent["trafilatura"].append(time.process_time() - begin)
        try:
            for name, seconds in _by_step(Page(page, url=row.get("url"))).items():
                spent[name].append(seconds)
        except PageError as error:
            print(f"{row['id']}: {error}", file=sys.stderr)
    return spent


def _by_step(page: Page) -> dict[str, float]:
    """Seconds by step, of a page that can be cleaned."""
    spent, article = {}, Article()
    for step in STEPS:
        begin = time.process_time()
        article = step(article, page)
        spent[step.__name__] = time.process_time() - begin
    spent["the copy desk"] = sum(spent[name] for name in COPY_DESK)
    spent["all steps"] = sum(spent[step.__name__] for step in STEPS)
    return spent


def _print(first: dict[str, list[float]], again: dict[str, list[float]]) -> None:
    table = Table(title=f"CPU a page; the copy desk: {', '.join(COPY_DESK)}")
    for column in ("", "ms, first time", "ms, mean", "ms, p99", "÷ trafilatura, mean"):
        table.add_column(column, justify="right" if column else "left")
    peer = fmean(again["trafilatura"])
    for name, seconds in again.items():
        p99 = sorted(seconds)[int(len(seconds) * 0.99)]
        figures = (fmean(first[name]), fmean(seconds), p99)
        table.add_row(name, *(f"{s * 1000:.2f}" for s in figures), f"{fmean(seconds) / peer:.3f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
