"""What many tests need: the fixture site served, the ``copydesk`` command, one whole crawl."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import zstandard

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # for `fixtures`, which is not installed


@dataclass(frozen=True)
class Crawled:
    """A crawl that is over: what the command said, what it wrote, what it asked for."""

    command: subprocess.CompletedProcess[str]
    articles: list[dict]
    requests: Counter[str]


@pytest.fixture(scope="session")
def gazette() -> Iterator:
    """The fixture news site, running: ``gazette.url``, ``gazette.requests``."""
    from fixtures.serve import serving

    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def expected() -> list[dict]:
    """What is to be found on the fixture site, an object an article."""
    lines = (ROOT / "fixtures/gazette/expected.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _runner(command: list[str]) -> Callable:
    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *map(str, arguments)],
            **{"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 120, **options},
        )

    run.command = command
    return run


@pytest.fixture(scope="session")
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """``run("clean", path, cwd=…)``: the ``copydesk`` command; ``run.command`` is how it is called."""
    return _runner([str(Path(sys.executable).with_name("copydesk"))])


@pytest.fixture(scope="session")
def scrapy() -> Callable[..., subprocess.CompletedProcess[str]]:
    """``scrapy("crawl", …)``: the ``scrapy`` command in this project, without its log and its waiting."""
    call = _runner([sys.executable, "-m", "scrapy"])

    def run_scrapy(command: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        quick = ("AUTOTHROTTLE_ENABLED=0", "LOG_LEVEL=WARNING", "ALLOW_PRIVATE_HOSTS=127.0.0.1")
        options = (
            [option for setting in quick for option in ("-s", setting)]
            if command in ("crawl", "shell")
            else ()
        )
        # What a test gives goes last, and so before ours.
        return call(command, *options, *arguments, cwd=ROOT)

    return run_scrapy


@pytest.fixture(scope="session")
def crawl(run, gazette) -> Callable[..., Crawled]:
    """``crawl(out, "--depth", 0)``: crawl the fixture site (or other URLs) into a file."""

    def crawl_into(out: Path, *options: object, urls: tuple[str, ...] | None = None) -> Crawled:
        before = gazette.requests.copy()
        starts = (f"{gazette.url}/",) if urls is None else urls
        quick = ("--allow-private", "127.0.0.1", "-s", "AUTOTHROTTLE_ENABLED=0")
        command = run("crawl", *starts, "-o", out, *quick, *options)
        return Crawled(command, lines_of(out), gazette.requests - before)

    return crawl_into


@pytest.fixture(scope="session")
def whole_crawl(crawl, tmp_path_factory) -> Crawled:
    """One crawl of the whole fixture site, for all tests that look at it."""
    return crawl(tmp_path_factory.mktemp("crawl") / "out.jsonl")


def lines_of(file: Path) -> list[dict]:
    """The objects of a JSON Lines file, plain or compressed; none where there is no file."""
    if not file.exists():
        return []
    body = file.read_bytes()
    if file.suffix == ".gz":
        body = gzip.decompress(body)
    if file.suffix == ".zst":
        body = zstandard.ZstdDecompressor().stream_reader(body).read()
    assert body == b"" or body.endswith(b"\n"), f"{file} ends within a line"
    return [json.loads(line) for line in body.decode("utf-8").splitlines()]


@pytest.fixture(scope="session")
def read() -> SimpleNamespace:
    """Readers of output: ``read.lines(file)``, ``read.paths(articles)`` (sorted, none merged)."""

    def paths(articles: list[dict]) -> list[str]:
        return sorted(urlsplit(a["canonical_url"] or a["url"]).path for a in articles)

    return SimpleNamespace(lines=lines_of, paths=paths)
