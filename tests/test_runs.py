"""The log of runs, and which sites are due."""

from datetime import UTC, datetime

import pytest

from crawler import runs as runs_module
from crawler.command import exits
from crawler.command.exits import exit_code
from crawler.run_summary import told
from crawler.runs import Runs, due
from crawler.site_outcomes import outcome
from crawler.sites import Site

HOUR = 3600


@pytest.fixture
def runs(tmp_path):
    with Runs(tmp_path / "runs.sqlite") as runs:
        yield runs


def note(runs, started, **outcomes):
    sites = {name: {"outcome": said, "articles": 3, "failed": 1} for name, said in outcomes.items()}
    runs.note(started, started + 60, sites, {"run": f"run at {started}"})


def site(name, every):
    return Site(name, (f"https://{name}.example/",), every=every)


def test_due_is_counted_from_when_the_last_whole_crawl_began(runs):
    note(runs, 0.0, a="finished", b="max_articles", c="failed", d="given up", e="unfinished")
    sites = [site(name, "6h") for name in "abcdef"]

    assert [s.name for s in due(sites, runs, 5 * HOUR)] == ["c", "d", "e", "f"]
    assert [s.name for s in due(sites, runs, 6 * HOUR)] == list("abcdef")


def test_a_timer_that_fires_a_little_early_finds_its_sites_due(runs):
    note(runs, 0.0, a="finished")
    assert due([site("a", "6h")], runs, 6 * HOUR - 240)
    assert not due([site("a", "6h")], runs, 6 * HOUR - 600)
    assert not due([site("a", "1m")], runs, 50)


def test_a_crawl_that_failed_leaves_the_last_whole_one(runs):
    note(runs, 0.0, a="finished")
    note(runs, 100.0, a="failed")

    last = runs.last("a")

    assert (last.started, last.outcome, last.whole_started, last.whole_ended) == (100, "failed", 0, 60)
    assert (last.articles, last.failed) == (3, 1)
    assert due([site("a", "1h")], runs, 200) == []


def test_a_clock_put_back_keeps_no_site_from_being_crawled(runs):
    note(runs, 10_000.0, a="finished")
    assert due([site("a", "1w")], runs, 5_000)


def test_the_log_is_pruned(runs, monkeypatch):
    monkeypatch.setattr(runs_module, "MOST_RUNS", 3)
    for started in range(5):
        note(runs, float(started), a="finished")
    assert [run["run"] for run in runs.log()] == ["run at 2.0", "run at 3.0", "run at 4.0"]


@pytest.mark.parametrize(
    ("stats", "code"),
    [
        ({"finish_reason": "finished"}, exits.DONE),
        ({"finish_reason": "max_articles"}, exits.DONE),
        ({"finish_reason": "finished", "copydesk/failed": 1}, exits.FAILURES),
        ({"finish_reason": "finished", "log_count/ERROR": 1}, exits.FAILURES),
        ({"finish_reason": "closespider_timeout"}, exits.FAILURES),
        ({"finish_reason": "shutdown", "copydesk/failed": 1}, exits.INTERRUPTED),
        ({"start_time": datetime(2026, 1, 2, tzinfo=UTC)}, exits.INTERRUPTED),
        ({}, exits.FAILURES),
        ({"finish_reason": "finished", "feedexport/failed_count/FileFeedStorage": 1}, exits.NOT_STORED),
        (
            {"finish_reason": "finished", "copydesk/failed": 2, "copydesk/site/a/outcome": "failed"},
            exits.UNAVAILABLE,
        ),
        (
            {
                "finish_reason": "finished",
                "copydesk/failed": 2,
                "copydesk/site/a/outcome": "failed",
                "copydesk/site/b/outcome": "finished",
            },
            exits.FAILURES,
        ),
    ],
)
def test_exit_codes(stats, code):
    assert exit_code(stats) == code


def test_outcomes():
    key = "copydesk/site/a/{}".format
    assert outcome({}, "a", "finished", None) == "finished"
    assert outcome({key("failed"): 1}, "a", "finished", None) == "failed"
    assert outcome({key("failed"): 1, key("read"): 1}, "a", "finished", None) == "finished"
    assert outcome({key("failed"): 1, key("not_modified"): 1}, "a", "finished", None) == "finished"
    assert outcome({key("read"): 1}, "a", "shutdown", None) == "unfinished"
    assert outcome({key("read"): 1}, "a", "shutdown", "max_articles") == "max_articles"


def test_a_told_command_has_no_secrets():
    words = [
        "copydesk",
        "crawl",
        "https://me:pw@a.example/?key=1",
        "-s",
        "AWS_SECRET_ACCESS_KEY=x",
        "-o",
        "a b",
    ]
    assert told(words) == ("copydesk crawl 'https://…@a.example/?key=1' -s AWS_SECRET_ACCESS_KEY=… -o 'a b'")
