"""Two runs on the same state folder never overlap."""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest

from crawler.lock import Locked, locked
from tests import sites_at_work
from tests.loopback import Answer

QUICK = ("--allow-private", "127.0.0.1", "-s", "AUTOTHROTTLE_ENABLED=0")


def test_the_second_is_told_of_the_first(tmp_path):
    with locked(tmp_path, "copydesk crawl a"):
        said = json.loads((tmp_path / "lock").read_text())
        with pytest.raises(Locked) as error, locked(tmp_path, "copydesk crawl b"):
            pytest.fail("both have it")
    assert (said["pid"], said["command"]) == (os.getpid(), "copydesk crawl a")
    for part in (str(tmp_path), f"pid {os.getpid()}", said["since"], "copydesk crawl a"):
        assert part in str(error.value)
    with locked(tmp_path, "copydesk crawl b"):
        assert json.loads((tmp_path / "lock").read_text())["command"] == "copydesk crawl b"


def test_one_that_waits_gets_it(tmp_path):
    first, done = threading.Event(), []

    def hold():
        with locked(tmp_path, "first"):
            first.set()
            release.wait(60)

    release = threading.Event()
    holder = threading.Thread(target=hold)
    holder.start()
    first.wait(60)
    # The holder lets go while the second waits, or before it asks: it gets it in either case.
    threading.Timer(0.3, release.set).start()
    with locked(tmp_path, "second", wait=60):
        done.append(json.loads((tmp_path / "lock").read_text())["command"])
    holder.join()
    assert done == ["second"]


def test_kill_9_releases_it(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from crawler.lock import locked\n"
        "with locked(Path(sys.argv[1]), 'x'): print('held', flush=True); time.sleep(600)"
    )
    held = subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, text=True)
    assert held.stdout.readline() == "held\n"
    with pytest.raises(Locked, match=f"pid {held.pid}"), locked(tmp_path, "y"):
        pytest.fail("both have it")

    held.send_signal(signal.SIGKILL)
    held.wait()

    with locked(tmp_path, "y"):
        assert json.loads((tmp_path / "lock").read_text())["command"] == "y"


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


def test_learn_waits_its_turn(run, tmp_path):
    (tmp_path / "page.html").write_text("<h1>Page</h1><p>Some text.")
    with locked(tmp_path / "state", "copydesk crawl"):
        done = run("learn", tmp_path / "page.html", "--state", tmp_path / "state")
    assert (done.returncode, done.stdout) == (75, "")
    assert f"pid {os.getpid()}" in done.stderr
