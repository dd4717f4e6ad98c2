"""Articles per second beside the spider a user would write: ``python -m benchmarks.crawl [FOLDER]``.

A folder's pages (``truth.jsonl`` and ``pages/``; the fixture articles over and over when
none is named) are served on loopback. Both crawlers fetch every one of them, in turn and
repeatedly; each run is timed whole, start of the process to its end. The naive spider is
``benchmarks/naive_spider.py``, with Scrapy's own defaults.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

_HEAD = re.compile(rb"<head[^>]*>", re.IGNORECASE)
_CANONICAL = re.compile(rb"<link[^>]+rel=[\"']?canonical[^>]*>", re.IGNORECASE)


def corpus_pages(folder: Path, limit: int | None) -> dict[str, bytes]:
    """Pages by path, one of each address: a corpus may hold a page twice, and a crawl keeps
    one article of a canonical address. Relative links lead back to where they came from."""
    pages = {}
    seen: set[str] = set()
    for line in (folder / "truth.jsonl").read_text("utf-8").splitlines()[:limit]:
        row = json.loads(line)
        if row.get("url") in seen:
            continue
        seen.add(row.get("url", row["id"]))
        body = gzip.decompress((folder / "pages" / f"{row['id']}.html.gz").read_bytes())
        base = f'<base href="{row["url"]}">'.encode() if row.get("url") else b""
        body = _HEAD.sub(lambda m, base=base: m[0] + base, _CANONICAL.sub(b"", body), count=1)
        pages[f"/{row['id']}.html"] = body
    return pages


def fixture_pages(limit: int | None) -> dict[str, bytes]:
    """The fixture site's articles, as many times as it takes."""
    root = Path(__file__).parent.parent / "fixtures" / "gazette"
    rows = [json.loads(line)["path"] for line in (root / "expected.jsonl").read_text("utf-8").splitlines()]
    bodies = []
    for path in rows:
        relative = path.strip("/")
        names = (relative, f"{relative}.html", f"{relative}/index.html")
        bodies.append(next(f.read_bytes() for name in names if (f := root / name).is_file()))
    return {f"/{n}.html": _CANONICAL.sub(b"", bodies[n % len(bodies)]) for n in range(limit or 1000)}


def serve(pages: dict[str, bytes], address: Connection) -> None:
    """A web site of the pages and a sitemap of them; sends its own address first."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            body = sitemap if path == "/sitemap.xml" else pages.get(path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "application/xml" if path == "/sitemap.xml" else "text/html")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args: object) -> None:
            """Silence: the terminal is for the figures."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    root = f"http://127.0.0.1:{server.server_address[1]}"
    entries = "".join(f"<url><loc>{root}{path}</loc></url>" for path in pages)
    sitemap = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()
    address.send(root)
    server.serve_forever()


def timed(command: list[str], output: Path) -> tuple[float, float, int]:
    """Seconds a command takes, seconds of CPU it and its workers use, and the lines it writes."""
    output.unlink(missing_ok=True)
    begin, cpu = time.perf_counter(), _cpu()
    # Away from the project's scrapy.cfg: the naive spider has Scrapy's own settings.
    done = subprocess.run(command, cwd=output.parent, check=False)
    seconds = time.perf_counter() - begin
    if done.returncode not in (0, 1) or not output.exists():
        sys.exit(f"benchmarks.crawl: {' '.join(command[:6])} … ended with {done.returncode}")
    return seconds, _cpu() - cpu, sum(1 for _ in output.open("rb"))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def commands(root: str, pages: dict[str, bytes], folder: Path) -> dict[str, list[str]]:
    listed = folder / "urls.txt"
    listed.write_text("".join(f"{root}{path}\n" for path in pages), "utf-8")
    scrapy = [sys.executable, "-m", "scrapy"]
    spider = str(Path(__file__).with_name("naive_spider.py"))
    return {
        "naive": [
            *scrapy, "runspider", spider, "-a", f"sitemap={root}/sitemap.xml",
            "-O", str(folder / "naive.jsonl"), "-s", "LOG_LEVEL=WARNING",
        ],
        "copydesk": [
            sys.executable, "-m", "crawler.command", "crawl", "--spider", "urls", "--file", str(listed),
            "-o", str(folder / "copydesk.jsonl"), "--refetch", "-s", "AUTOTHROTTLE_ENABLED=0",
            "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8",
        ],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", help="corpus folder; without it, the fixtures")
    parser.add_argument("--pages", type=int, help="how many pages (all of the folder; 1000 fixtures)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, taken in turn")
    arguments = parser.parse_args()
    if arguments.folder and not (arguments.folder / "truth.jsonl").is_file():
        sys.exit(f"benchmarks.crawl: {arguments.folder}/truth.jsonl: no such file")
    pages = (
        corpus_pages(arguments.folder, arguments.pages)
        if arguments.folder
        else fixture_pages(arguments.pages)
    )
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(pages, theirs), daemon=True)
    server.start()
    root = ours.recv()
    rates: dict[str, list[float]] = {"naive": [], "copydesk": []}
    costs: dict[str, list[float]] = {"naive": [], "copydesk": []}
    lines: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        calls = commands(root, pages, Path(folder))
        for _ in range(arguments.runs):
            for name, command in calls.items():
                seconds, cpu, lines[name] = timed(command, Path(folder) / f"{name}.jsonl")
                rates[name].append(lines[name] / seconds)
                costs[name].append(cpu / lines[name] * 1000)
    server.terminate()
    table = Table(title=f"{len(pages)} pages on loopback, {arguments.runs} runs of each")
    for column in ("crawler", "articles", "articles/s, median", "min", "max", "CPU ms/article"):
        table.add_column(column, justify="right")
    for name, found in rates.items():
        figures = (statistics.median(found), min(found), max(found), statistics.median(costs[name]))
        table.add_row(name, str(lines[name]), *(f"{figure:.1f}" for figure in figures))
    Console(width=90).print(table)
    ratios = [a / b for a, b in zip(rates["copydesk"], rates["naive"], strict=True)]
    median, least, most = statistics.median(ratios), min(ratios), max(ratios)
    print(f"copydesk / naive: median {median:.2f}, min {least:.2f}, max {most:.2f}")
    missing = ", ".join(f"{name} {len(pages) - count}" for name, count in lines.items())
    # Two pages of one canonical address are one article to Copydesk.
    print(f"pages without a line of their own: {missing}")


if __name__ == "__main__":
    main()
