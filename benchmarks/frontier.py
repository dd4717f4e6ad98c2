"""The frontier beside Scrapy's own scheduler: ``python -m benchmarks.frontier``.

First the schedulers alone: so many requests put in, then taken out and done one by one, by the
thousand where there is a file. Then whole crawls of a sitemap of as many URLs on loopback, each in
a process of its own: how long, how many requests, and the peak of the main process's memory
(its workers are ``benchmarks/memory.py``'s). The pages are small and no articles: it is the way
through the scheduler that is measured.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from rich.console import Console
from rich.table import Table
from scrapy import Request, Spider
from scrapy.utils.misc import load_object
from scrapy.utils.test import get_crawler

_OURS = "crawler.frontier.scheduler.Frontier"
_SCRAPYS = "scrapy.core.scheduler.Scheduler"
_FIFO = {
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
    "SCHEDULER_DISK_QUEUE": "scrapy.squeues.PickleFifoDiskQueue",
}
_LIMIT = 500  # MiB
_TOGETHER = 1000


class _Paper(Spider):
    name = "paper"

    def parse_page(self, response: Any) -> None:
        """A callback."""


def rates(kind: str, count: int, job: str | None) -> tuple[float, float]:
    """Requests a second, put in and taken out."""
    crawler = get_crawler(_Paper, {**_FIFO, "JOBDIR": job})
    crawler.spider = spider = _Paper()
    downloader = SimpleNamespace(active=set(), slots={}, get_slot_key=lambda request: "a.example")
    slot = SimpleNamespace(active=set())
    crawler.engine = SimpleNamespace(downloader=downloader, scraper=SimpleNamespace(slot=slot), _slot=None)
    scheduler = load_object(kind).from_crawler(crawler)
    with patch("crawler.frontier.scheduler.create_looping_call"):
        scheduler.open(spider)
    commit = getattr(scheduler, "checkpoint", lambda: None)
    requests = [
        Request(
            f"https://a.example/2025/03/14/story-{number}.html",
            spider.parse_page,
            cb_kwargs={"follow": 0},
            meta={"start": False, "depth": 1},
            priority=number % 9,
        )
        for number in range(count)
    ]
    begin = time.perf_counter()
    for number, request in enumerate(requests):
        scheduler.enqueue_request(request)
        if number % _TOGETHER == 0:
            commit()
    middle = time.perf_counter()
    for number in range(count):
        # In the downloader for as long as the next is asked for, as in a crawl.
        downloader.active = {scheduler.next_request()}
        if number % _TOGETHER == 0:
            commit()
    end = time.perf_counter()
    assert scheduler.next_request() is None
    scheduler.close("finished")
    return count / (middle - begin), count / (end - middle)


def serve(count: int, address: Connection) -> None:
    """A sitemap of so many pages, and the pages."""
    page = b"<title>Not here</title><p>This page has moved.</p>"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            body = sitemap if self.path == "/sitemap.xml" else page
            self.send_response(404 if self.path == "/robots.txt" else 200)
            self.send_header("Content-Type", "application/xml" if body is sitemap else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Silence: the terminal is for the figures."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    root = f"http://127.0.0.1:{server.server_address[1]}"
    entries = "".join(f"<url><loc>{root}/2025/03/14/story-{n}.html</loc></url>" for n in range(count))
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    sitemap = f'<?xml version="1.0"?><urlset xmlns="{space}">{entries}</urlset>'.encode()
    address.send(root)
    server.serve_forever()


_CRAWL = """
import resource, sys
from crawler.command import main
try:
    main()
finally:
    # KiB on Linux.
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


def crawled(root: str, folder: Path, *settings: str) -> tuple[float, int, int]:
    """Seconds a crawl takes, how many responses it had, and MiB of memory at the most."""
    command = [
        *(sys.executable, "-c", _CRAWL, "crawl", f"{root}/sitemap.xml", "--spider", "sitemap"),
        *("-o", str(folder / "out.jsonl"), "--allow-private", "127.0.0.1"),
        *("-s", "AUTOTHROTTLE_ENABLED=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16"),
        *("-s", "STATS_DUMP=1", "-s", "LOG_LEVEL=INFO"),
        *(part for setting in settings for part in ("-s", setting)),
    ]
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begin
    said = dict(line.split() for line in done.stderr.splitlines() if line.startswith("peak "))
    count = done.stderr.partition("'downloader/response_count': ")[2].partition(",")[0]
    if done.returncode or "peak" not in said:
        sys.exit(f"benchmarks.frontier: the crawl ended with {done.returncode}: {done.stderr[-2000:]}")
    return seconds, int(count), int(said["peak"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--urls", type=int, default=50_000, help="how many (50,000)")
    parser.add_argument("--no-crawl", action="store_true", help="only the schedulers alone")
    arguments = parser.parse_args()
    count = arguments.urls
    console = Console(width=90)
    table = Table(title=f"{count} requests through the scheduler alone")
    for column in ("scheduler", "put in, requests/s", "taken out and done, requests/s"):
        table.add_column(column, justify="right")
    for name, kind, kept in (
        ("ours, job", _OURS, True),
        ("ours, no job", _OURS, False),
        ("Scrapy, disk", _SCRAPYS, True),
        ("Scrapy, memory", _SCRAPYS, False),
    ):
        with tempfile.TemporaryDirectory() as job:
            table.add_row(name, *(f"{rate:.0f}" for rate in rates(kind, count, job if kept else None)))
    console.print(table)
    if arguments.no_crawl:
        return
    context = get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=serve, args=(count, there), daemon=True)
    server.start()
    root = here.recv()
    print(f"A sitemap of {count} URLs, crawled whole:")
    peaks = []
    fifo = [f"{name}={value}" for name, value in _FIFO.items()]
    for name, settings in (
        ("ours, job", []),
        ("Scrapy, memory", [f"SCHEDULER={_SCRAPYS}", *fifo, "JOBDIR="]),
    ):
        with tempfile.TemporaryDirectory() as folder:
            seconds, responses, peak = crawled(root, Path(folder), *settings)
        peaks.append(peak)
        rate = f"{responses} responses in {seconds:.0f} s ({responses / seconds:.0f}/s)"
        print(f"{name}: {rate}, peak of the main process {peak} MiB", flush=True)
    server.terminate()
    print(f"our peak: {peaks[0]} MiB, of {_LIMIT} allowed")
    if peaks[0] >= _LIMIT:
        sys.exit(1)


if __name__ == "__main__":
    main()
