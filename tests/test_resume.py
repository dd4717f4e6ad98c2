"""Crawls that are killed, interrupted, put off, and go on."""

import json
import os
import random
import re
import signal
import subprocess
import time
from collections import Counter

import pytest

from . import loopback
from .made_site import page

STORIES, SECTIONS = 150, 10


def links(paths) -> str:
    return "".join(f"<li><a href='{path}'>On to {path}</a></li>" for path in paths)


@pytest.fixture
def site():
    """150 stories under 10 sections, and each story leads to two more."""
    with loopback.serving() as site:
        fill(site)
        yield site


def fill(site: loopback.Loopback, delay: float = 0.03) -> None:
    sections = [f"/section/{number}/" for number in range(SECTIONS)]
    head = {"Content-Type": "text/html; charset=utf-8"}
    site.page("/", f"<title>The Made Paper</title><ul>{links(sections)}</ul>")
    for number, path in enumerate(sections):
        site.page(path, f"<ul>{links(f'/story/{n}' for n in range(number, STORIES, SECTIONS))}</ul>")
    for number in range(STORIES):
        more = links(f"/story/{(number * step + 1) % STORIES}" for step in (3, 7))
        body = page(number, "new", site.url).replace("</body>", f"<ul>{more}</ul></body>")
        site.add(f"/story/{number}", loopback.Answer(body, headers=head, delay=delay))


class Crawl:
    """The same command, as often as it is wanted."""

    def __init__(self, run, folder, *urls, out="out.jsonl", options=()):
        self.out = folder / out
        self.arguments = [
            *("crawl", *urls, "-o", self.out, "--allow-private", "127.0.0.1"),
            *("-s", "AUTOTHROTTLE_ENABLED=0", "-s", "FRONTIER_CHECKPOINT=0.1", "-s", "CLEAN_WORKERS=1"),
            *("--deny", "/card/"),  # links of made-up pages that lead nowhere
            *options,
        ]
        self.run = run

    @property
    def job(self):
        return self.out.parent / ".copydesk" / "jobs" / self.out.name

    def written(self) -> int:
        """How many lines a run has in the making."""
        return sum(
            part.read_bytes().count(b"\n") for part in self.out.parent.glob(f".{self.out.name}.*.part")
        )

    def whole(self, *more):
        return self.run(*self.arguments, *more)

    def start(self):
        command = [*self.run.command, *map(str, self.arguments)]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )


def until(process, condition) -> bool:
    """Wait for something to be so while the process runs; whether it came to be."""
    deadline = time.monotonic() + 60
    while not condition():
        if process.poll() is not None:
            return False
        assert time.monotonic() < deadline, "nothing happened for a minute"
        time.sleep(0.005)
    return True


def content(articles) -> list[str]:
    """All that is on the lines but when they were fetched, in one order."""
    return sorted(json.dumps(article | {"fetched_at": None}) for article in articles)


def hidden(folder) -> list[str]:
    return [file.name for file in folder.iterdir() if file.suffix in (".part", ".whole", ".draft")]


def test_killed_at_twenty_moments_it_ends_with_what_an_undisturbed_run_has(run, site, read, tmp_path):
    chance = random.Random(5)
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    for folder in (calm, killed):
        folder.mkdir()
    # Two outputs of one crawl, to kill it once for both.
    feeds = {str(killed / "out.jsonl"): {"format": "jsonl"}, str(killed / "out.jsonl.gz"): {"format": "gz"}}
    assert Crawl(run, calm, site.url).whole().returncode == 0
    crawl = Crawl(run, killed, site.url, options=("-s", f"FEEDS={json.dumps(feeds)}"))

    for _ in range(20):
        process, before = crawl.start(), len(site.log)
        wanted = before + chance.randint(0, 24)
        until(process, lambda wanted=wanted: len(site.log) > wanted)
        time.sleep(chance.uniform(0, 0.1))
        process.kill()
        process.communicate()
    kills = crawl.job.exists()
    last = crawl.whole()

    assert kills, "it was over before the last kill"
    assert (last.returncode, last.stderr) == (0, "")
    expected = read.lines(calm / "out.jsonl")
    assert len(expected) == STORIES
    for name in ("out.jsonl", "out.jsonl.gz"):
        found = read.lines(killed / name)
        assert Counter(a["id"] for a in found) == Counter(a["id"] for a in expected)
        assert content(found) == content(expected)
    assert hidden(killed) == []
    assert not crawl.job.exists()


def test_killed_crawl_does_not_begin_anew(run, site, tmp_path):
    crawl = Crawl(run, tmp_path, site.url)
    process = crawl.start()
    until(process, lambda: crawl.written() > 80)
    process.kill()
    process.communicate()
    before = {asked.path for asked in site.log}
    site.log.clear()

    assert crawl.whole().returncode == 0

    after = {asked.path for asked in site.log}
    assert len(before | after) > STORIES + SECTIONS
    # Again only what was done since the last commit, a tenth of a second before, or in flight.
    assert len(before & after) < 60


def test_ctrl_c_stores_what_is_there_and_the_same_command_goes_on(run, site, read, tmp_path):
    crawl = Crawl(run, tmp_path, site.url)
    process = crawl.start()
    until(process, lambda: len(site.log) > 60)
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    first = read.lines(crawl.out)

    second = crawl.whole()

    assert process.returncode == 130
    assert "the same command goes on" in stderr
    assert "Traceback" not in stderr
    assert 10 <= len(first) < STORIES
    assert second.returncode == 0, second.stderr
    found = read.lines(crawl.out)
    assert found[: len(first)] == first
    assert Counter(a["id"] for a in found).most_common(1)[0][1] == 1
    assert len(found) == STORIES
    # Nothing was in flight, so nothing is asked twice.
    assert {asked.path for asked in site.log if asked.count > 1} <= {"/robots.txt"}


def test_ctrl_c_twice_loses_nothing(run, site, read, tmp_path):
    crawl = Crawl(run, tmp_path, site.url)
    site.add("/story/11", loopback.Answer(b"late", delay=8))  # to have it wait for something
    process = crawl.start()
    until(process, lambda: site.asked("/story/11"))
    for _ in range(2):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.5)
    _, stderr = process.communicate(timeout=60)
    kept = crawl.job.exists()
    fill(site)

    second = crawl.whole()

    assert process.returncode == 130, stderr
    assert kept
    assert second.returncode == 0, second.stderr
    assert sorted(read.paths(read.lines(crawl.out))) == sorted(f"/story/{n}" for n in range(STORIES))
    assert hidden(tmp_path) == []


def test_waiting_job_is_not_asked_something_else(run, site, read, tmp_path):
    crawl = Crawl(run, tmp_path, site.url)
    process = crawl.start()
    until(process, lambda: crawl.written() > 40)
    process.kill()
    process.communicate()
    before = len(site.log)

    other = crawl.whole("--since", "2030-01-01")
    asked = len(site.log) - before
    anew = crawl.whole("--deny", "/card/|/story/[1-9].$", "--restart")

    assert other.returncode == 2
    assert "since not given" in other.stderr
    assert "--restart" in other.stderr
    assert asked == 0
    assert anew.returncode == 0, anew.stderr
    assert "/" in [asked.path for asked in site.log[before:]]
    found = read.paths(read.lines(crawl.out))
    assert len(set(found)) == len(found)
    # Those that were written before it was restarted are there still, though now denied.
    wanted = {path for path in map("/story/{}".format, range(STORIES)) if not re.search("/[1-9].$", path)}
    assert wanted < set(found)
    assert set(found) - wanted <= {asked.path for asked in site.log[:before]}
    assert not crawl.job.exists()
