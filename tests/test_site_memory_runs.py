"""Site memory in whole runs: the same lines as without it, for any number of workers, also resumed."""

import json
import re

import pytest

from fixtures.serve import serving

from .made_site import page

OLD, NEW = 36, 30


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The made-up site, running: 36 articles in one layout, then 30 in another."""
    root = tmp_path_factory.mktemp("site")
    (root / "story").mkdir()
    with serving(root) as server:
        for number in range(OLD + NEW):
            html = page(number, "old" if number < OLD else "new", server.url)
            (root / "story" / f"{number}.html").write_text(html, "utf-8")
        yield server


@pytest.fixture
def crawl_stories(run, read, site, tmp_path):
    """``crawl_stories("-s", …)``: the lines, by address, and what is counted of site memory."""

    def crawl(*options, out="out.jsonl"):
        listed = tmp_path / "urls.txt"
        listed.write_text("".join(f"{site.url}/story/{number}\n" for number in range(OLD + NEW)))
        told = ("-s", "LOG_LEVEL=INFO", "-s", "STATS_DUMP=1", "-s", "AUTOTHROTTLE_ENABLED=0")
        where = ("--spider", "urls", "--file", listed, "-o", tmp_path / out, "--allow-private", "127.0.0.1")
        where = (*where, "--state", tmp_path / f"{out}.state")
        done = run("crawl", *where, *told, *options)
        assert done.returncode == 0, done.stderr
        counts = re.findall(r"'copydesk/site_memory/(\w+)': (\d+)", done.stderr)
        lines = {a["url"]: a | {"fetched_at": None} for a in read.lines(tmp_path / out)}
        return lines, {name: int(count) for name, count in counts}

    return crawl


ONE_BY_ONE = ("-s", "CONCURRENT_REQUESTS=1")  # so that pages arrive in one order


def test_layout_that_changes_is_learned_anew_and_lines_are_those_without_memory(crawl_stories):
    without, nothing = crawl_stories("-s", "SITE_MEMORY=0", out="without.jsonl")
    lines, counts = crawl_stories(*ONE_BY_ONE)

    assert nothing == {}
    assert len(lines) == OLD + NEW
    assert lines == without
    assert counts["learning"] == 16
    # From page 17 to the change, and again some generations after it; one in ten is a check.
    assert counts["used"] >= (OLD - 16) * 0.8 + (NEW - 24) * 0.8
    assert 8 <= counts["fell_back"] <= 24
    assert counts["agreed"] >= 2
    assert "disagreed" not in counts


def test_number_of_workers_changes_nothing(crawl_stories):
    one = crawl_stories(*ONE_BY_ONE, "-s", "CLEAN_WORKERS=1", out="one.jsonl")
    three = crawl_stories(*ONE_BY_ONE, "-s", "CLEAN_WORKERS=3", out="three.jsonl")

    assert json.dumps(one, sort_keys=True) == json.dumps(three, sort_keys=True)


def test_resumed_crawl_goes_on_with_what_it_had_learned(crawl_stories, tmp_path):
    job = ("-s", f"JOBDIR={tmp_path / 'job'}", *ONE_BY_ONE)

    first, learned = crawl_stories(*job, "-s", "CLOSESPIDER_ITEMCOUNT=24")
    lines, counts = crawl_stories(*job)

    assert learned["learning"] == 16
    assert len(first) >= 24
    assert len(lines) == OLD + NEW
    assert "learning" not in counts
    assert counts["used"] >= 5


@pytest.fixture
def listing(tmp_path):
    """Two sites' saved pages by turns, one of them changing its layout, and a file that is gone."""
    rows = []
    for number in range(OLD + NEW):
        for host, layout in (("a.example", "old" if number < OLD else "new"), ("b.example", "new")):
            file = tmp_path / f"{host}-{number}.html"
            if (host, number) != ("a.example", 3):
                file.write_text(page(number, layout, f"https://{host}"), "utf-8")
            rows.append({"path": file.name, "url": f"https://{host}/story/{number}"})
    (tmp_path / "listing.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return tmp_path / "listing.jsonl"


@pytest.mark.long
def test_clean_with_memory_writes_the_same_bytes_for_any_number_of_workers(run, listing):
    without = run("clean", listing, "--workers", 2)
    outputs = [run("clean", listing, "--site-memory", "--workers", workers).stdout for workers in (1, 3)]

    assert without.returncode == 1
    assert without.stdout.count("\n") == 2 * (OLD + NEW) - 1
    assert outputs == [without.stdout] * 2
