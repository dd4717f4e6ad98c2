"""``--summary``: what a run did, in one line of JSON."""

import json
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from crawler.command import exits
from crawler.runs import Runs
from tests import sites_at_work
from tests.loopback import Answer

QUICK = ("--allow-private", "127.0.0.1", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "RETRY_ENABLED=0")


@pytest.fixture(scope="module")
def finished(run, tmp_path_factory):
    """A run with a page that fails and a dead link, and its summary on stdout."""
    folder = tmp_path_factory.mktemp("summary")
    with sites_at_work.serving(1) as (site,):
        sites_at_work.fill(site, 3)
        site.page("/", sites_at_work.front([*(f"/story/{n}" for n in range(3)), "/broken", "/dead"]))
        site.add("/broken", Answer(status=500))
        secret = ("-s", "FTP_PASSWORD=hush")
        done = run("crawl", site.url, "-o", folder / "out.jsonl", "--summary", "-", *QUICK, *secret)
    return done, folder, site


def test_it_is_one_line_on_stdout(finished):
    done, _, _ = finished
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1


def test_it_says_what_the_run_did(finished):
    done, folder, site = finished
    said = json.loads(done.stdout)

    assert (said["schema"], said["finish_reason"], said["exit_code"]) == ("copydesk/run/1", "finished", 1)
    assert said["output"] == [str(folder / "out.jsonl")]
    assert said["failures"] == str(folder / "out.failed.jsonl")
    assert said["articles"]["written"] == 3
    assert (said["pages"]["failed"], said["failed"]) == (1, {"HTTP 500": 1})
    assert said["pages"]["dead_links"] == said["stats"]["dead_links"] > 0
    assert (
        said["sites"]["127.0.0.1"].items()
        >= {
            "outcome": "finished",
            "articles": 3,
            "fetched": 4,
            "read": 4,
            "failed": 1,
        }.items()
    )
    assert said["pages"]["bytes"] > said["sites"]["127.0.0.1"]["bytes"] > 0
    assert said["elsewhere"] is None
    assert said["versions"].keys() == {"copydesk", "scrapy", "python"}
    assert said["started"].endswith("+00:00") and said["seconds"] > 0
    assert said["command"].startswith(f"copydesk crawl {site.url}")
    assert "hush" not in done.stdout


def test_the_run_is_in_the_log_of_the_state_folder(finished):
    done, folder, _ = finished
    with Runs(folder / ".copydesk" / "runs.sqlite") as runs:
        assert runs.log() == [json.loads(done.stdout)]
        assert runs.last("127.0.0.1").outcome == "finished"


def test_an_interrupted_run_says_so(run, read, tmp_path):
    asked, answer = threading.Event(), threading.Event()

    def held_back(request):
        asked.set()
        answer.wait(120)
        return Answer("<h1>Late</h1>")

    with sites_at_work.serving(1) as (site,):
        site.page("/", sites_at_work.front(["/hangs"]))
        site.add("/hangs", held_back)
        process = subprocess.Popen(
            [
                *run.command,
                "crawl",
                site.url,
                "-o",
                tmp_path / "o.jsonl",
                "--summary",
                tmp_path / "s.json",
                *QUICK,
            ],
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert asked.wait(60)
        process.send_signal(signal.SIGTERM)
        threading.Timer(0.5, answer.set).start()
        _, stderr = process.communicate(timeout=60)

    (said,) = read.lines(tmp_path / "s.json")
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert (said["finish_reason"], said["exit_code"]) == ("shutdown", 130)
    assert said["sites"]["127.0.0.1"]["outcome"] == "unfinished"
    # Let go: the next run is not told of another.
    assert (tmp_path / ".copydesk" / "lock").stat().st_size == 0


def test_every_field_is_documented(finished):
    text = (Path(__file__).resolve().parents[1] / "docs" / "scheduling.md").read_text("utf-8")
    said = json.loads(finished[0].stdout)
    names = [*said, *said["articles"], *said["pages"], *said["sites"]["127.0.0.1"]]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_exit_code_is_documented():
    text = (Path(__file__).resolve().parents[1] / "docs" / "scheduling.md").read_text("utf-8")
    codes = [value for value in vars(exits).values() if isinstance(value, int)]
    assert len(codes) == 7
    assert [
        code for code in codes if f"\n| {code} | " not in text or str(code) not in exits.CRAWL_EPILOG
    ] == []
