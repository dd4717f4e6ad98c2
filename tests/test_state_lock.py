"""Two runs on the same state folder never overlap."""

import json
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from crawler.lock import Locked, locked
from tests import sites_at_work
from tests.loopback import Answer

QUICK = ("--allow-private", "127.0.0.1", "-s", "AUTOTHROTTLE_ENABLED=0")


HOLD = (
    "import sys; from pathlib import Path; from crawler.lock import locked\n"
    "with locked(Path(sys.argv[1]), 'copydesk crawl a'): print('held', flush=True); sys.stdin.read()"
)


@contextmanager
def another_run(folder):
    """A process that has the folder until its input is closed, or it is killed."""
    call = [sys.executable, "-c", HOLD, folder]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.stdin.close()


def holder(folder):
    return json.loads((folder / "lock").read_text())


def test_the_second_is_told_of_the_first(tmp_path):
    with another_run(tmp_path) as first:
        said = holder(tmp_path)
        with pytest.raises(Locked) as error, locked(tmp_path, "copydesk crawl b"):
            pytest.fail("both have it")
    assert (said["pid"], said["command"]) == (first.pid, "copydesk crawl a")
    for part in (str(tmp_path), f"pid {first.pid}", said["since"], "copydesk crawl a"):
        assert part in str(error.value)
    with locked(tmp_path, "copydesk crawl b"):
        assert holder(tmp_path)["command"] == "copydesk crawl b"


def test_one_that_waits_gets_it(tmp_path):
    with another_run(tmp_path) as first:
        # It lets go while the second waits, or before that asks: the second gets it in either case.
        threading.Timer(0.3, first.stdin.close).start()
        with locked(tmp_path, "second", wait=60):
            assert holder(tmp_path)["command"] == "second"


def test_kill_9_releases_it(tmp_path):
    with another_run(tmp_path) as first:
        first.kill()
        first.wait()
        with locked(tmp_path, "next"):
            assert holder(tmp_path)["command"] == "next"


def test_a_process_has_it_until_the_last_of_its_crawls_is_over(tmp_path):
    with locked(tmp_path, "command"):
        with locked(tmp_path, "crawl"):
            assert holder(tmp_path)["command"] == "command"
        assert holder(tmp_path)["command"] == "command"
    with another_run(tmp_path):
        assert holder(tmp_path)["command"] == "copydesk crawl a"


def test_a_second_crawl_exits_at_once_and_after_a_kill_the_next_one_crawls(run, read, tmp_path):
    asked, answer = threading.Event(), threading.Event()

    def held_back(request):
        asked.set()
        answer.wait(120)
        return Answer("<h1>Late</h1>")

    with sites_at_work.serving(1) as (site,):
        (story,) = sites_at_work.fill(site, 1)
        site.add("/hangs", held_back)
        state = tmp_path / "state"
        first = subprocess.Popen(
            [
                *run.command,
                "crawl",
                f"{site.url}/hangs",
                "-o",
                tmp_path / "1.jsonl",
                "--state",
                state,
                *QUICK,
            ],
            start_new_session=True,
        )
        try:
            assert asked.wait(60)
            second = run("crawl", site.url, "-o", tmp_path / "2.jsonl", "--state", state, *QUICK)
            elsewhere = run("crawl", site.url, "-o", tmp_path / "3.jsonl", *QUICK)
        finally:
            first.kill()
            first.wait()
            answer.set()
        third = run("crawl", site.url, "-o", tmp_path / "2.jsonl", "--state", state, *QUICK)

    assert (second.returncode, second.stdout, second.stderr.count("\n")) == (75, "", 1)
    for part in (f"--state {state}", f"pid {first.pid}", "copydesk crawl", "--wait"):
        assert part in second.stderr
    assert elsewhere.returncode == 0
    assert (third.returncode, [a["url"] for a in read.lines(tmp_path / "2.jsonl")]) == (0, [story])


def test_learn_takes_it_too(run, tmp_path):
    (tmp_path / "page.html").write_text("<h1>Page</h1><p>Some text.")
    with another_run(tmp_path / "state") as first:
        done = run("learn", tmp_path / "page.html", "--state", tmp_path / "state")
    assert (done.returncode, done.stdout) == (75, "")
    assert f"pid {first.pid}" in done.stderr


def test_scrapys_own_command_takes_it_too(scrapy, read, tmp_path):
    with sites_at_work.serving(1) as (site,):
        sites_at_work.fill(site, 1)
        call = ("crawl", "site", "-a", f"url={site.url}", "-O", tmp_path / "out.jsonl")
        settings = ("-s", f"STATE_DIR={tmp_path / 'state'}", "-s", "ALLOW_PRIVATE_HOSTS=127.0.0.1")
        with another_run(tmp_path / "state") as first:
            second = scrapy(*call, *settings)
        asked = len(site.log)
        third = scrapy(*call, *settings)

    assert second.returncode != 0
    assert f"pid {first.pid}" in second.stderr
    assert asked == 0
    assert (third.returncode, len(read.lines(tmp_path / "out.jsonl"))) == (0, 1)
