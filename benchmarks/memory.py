"""Memory of one worker over a corpus folder: ``python -m benchmarks.memory FOLDER``.

Copydesk and plain trafilatura each clean every page in a process of their own. What
counts is that the figure stays where it is after the first some hundred pages: a worker
lives as long as a crawl.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import resource
import sys
from pathlib import Path

from .corpus import EXTRACTORS, page_bytes

_EVERY = 100  # pages
_FLAT_AFTER = 500  # pages


def resident(name: str, folder: Path) -> tuple[list[float], float]:
    """MiB resident after every hundred pages, and the most there ever was."""
    extractor = EXTRACTORS[name]
    found = []
    with (folder / "truth.jsonl").open(encoding="utf-8") as rows:
        for number, row in enumerate(map(json.loads, rows), start=1):
            try:
                extractor(page_bytes(folder, row["id"]), row.get("url"))
            except Exception as error:  # noqa: BLE001 - a page that fails is part of a crawl
                print(f"{name}: {row['id']}: {type(error).__name__}: {error}", file=sys.stderr)
            if number % _EVERY == 0:
                gc.collect()
                found.append(_resident_now())
    return found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _resident_now() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="corpus folder with truth.jsonl and pages/")
    folder = parser.parse_args().folder
    if not (folder / "truth.jsonl").is_file():
        sys.exit(f"benchmarks.memory: {folder}: no truth.jsonl in it")
    if not Path("/proc/self/statm").exists():
        sys.exit("benchmarks.memory: reads /proc; run it on Linux")
    peaks = {}
    for name in EXTRACTORS:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found, peaks[name] = pool.apply(resident, (name, folder))
        print(
            f"{name}: peak {peaks[name]:.0f} MiB; after every {_EVERY} pages:", *(f"{m:.0f}" for m in found)
        )
        late = found[_FLAT_AFTER // _EVERY - 1 :]
        if len(late) > 1:
            print(f"{name}: {late[-1] - late[0]:+.0f} MiB from page {_FLAT_AFTER} to the last hundred")
    print(f"peak, copydesk ÷ trafilatura: {peaks['copydesk'] / peaks['trafilatura']:.2f}")


if __name__ == "__main__":
    main()
