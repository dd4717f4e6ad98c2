"""What a second run spares: ``python -m benchmarks.second_run``.

A newspaper of 1,000 made-up articles, with a front page, sections, a feed and a sitemap, is
served on loopback and crawled by ``copydesk crawl``, again and again into one file: as it is,
then with a few articles new and edited. Told of each run: requests, bodies sent and their bytes,
lines written, seconds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests import loopback
from tests.paper import Paper


def crawl(site: loopback.Loopback, output: Path) -> tuple[int, int, int, int, float]:
    """Requests, bodies, bytes of them, lines written, and seconds of a run."""
    requests, bodies, lines = len(site.log), len(site.bodies), count(output)
    begin = time.perf_counter()
    done = subprocess.run(
        [
            sys.executable, "-m", "crawler.command", "crawl", f"{site.url}/", "-o", str(output),
            "--allow-private", "127.0.0.1", "-s", "AUTOTHROTTLE_ENABLED=0",
            "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16",
        ],
        check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(f"benchmarks.second_run: the crawl ended with {done.returncode}")
    sent = site.bodies[bodies:]
    return (
        len(site.log) - requests, len(sent), sum(size for _, size in sent), count(output) - lines, seconds,
    )  # fmt: skip


def count(output: Path) -> int:
    return sum(1 for _ in output.open("rb")) if output.exists() else 0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--no-validators", action="store_true", help="a site that knows no 304")
    arguments = parser.parse_args()
    table = Table("run", "requests", "bodies", "bytes", "bodies spared", "lines", "seconds")
    with loopback.serving() as site, tempfile.TemporaryDirectory() as folder:
        paper = Paper(site, arguments.articles, validators=not arguments.no_validators, sections=20)
        output = Path(folder, "articles.jsonl")
        first = 0
        for name in ("first", "second, unchanged", "third, 5 new, 5 edited"):
            if name.startswith("third"):
                for number in range(1, 6):
                    paper.publish(arguments.articles + number)
                    paper.edit(number)
            requests, bodies, size, lines, seconds = crawl(site, output)
            first = first or bodies
            spared = f"{100 * (1 - bodies / first):.1f} %"
            table.add_row(name, *map(str, (requests, bodies, size)), spared, str(lines), f"{seconds:.1f}")
        state = Path(folder, ".copydesk", "crawl.sqlite").stat().st_size
    console = Console(width=100)
    console.print(table)
    console.print(f"crawl.sqlite: {state / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
