"""``copydesk crawl`` against the fixture site on loopback."""

import json
import os
import re
import signal
import socket
import subprocess
import time

import pytest


def test_every_article_once_and_nothing_else(whole_crawl, expected, read):
    command = whole_crawl.command

    assert (command.returncode, command.stdout, command.stderr) == (0, "", "")
    assert read.paths(whole_crawl.articles) == sorted(e["path"] for e in expected)


def test_lines_say_where_they_are_from(whole_crawl, gazette):
    for article in whole_crawl.articles:
        assert article["url"].startswith(f"{gazette.url}/")
        assert article["http_status"] == 200
        assert article["fetched_at"].endswith("+00:00")


def test_robots_txt_is_obeyed(whole_crawl):
    assert "/robots.txt" in whole_crawl.requests
    assert whole_crawl.requests.keys().isdisjoint({"/private/secret", "/private/secret.html", "/search"})


def test_robots_txt_is_obeyed_by_requests_that_come_together(crawl, gazette, tmp_path):
    urls = [f"{gazette.url}/private/secret.html?{number}" for number in range(4)]

    done = crawl(tmp_path / "out.jsonl", "--spider", "urls", urls=urls)

    assert done.articles == []
    assert done.requests == {"/robots.txt": 1}


def test_max_articles_to_a_gzipped_file(crawl, tmp_path):
    done = crawl(tmp_path / "out.jsonl.gz", "--max-articles", 3)

    assert done.command.returncode == 0
    assert len(done.articles) == 3
    assert sorted(file.name for file in tmp_path.iterdir()) == [".copydesk", "out.jsonl.gz"]


def test_since_leaves_older_articles_out(crawl, expected, read, tmp_path):
    done = crawl(tmp_path / "out.jsonl", "--since", "2025-05-01")

    assert done.command.returncode == 0
    assert read.paths(done.articles) == sorted(e["path"] for e in expected if e["published"] >= "2025-05-01")


def test_allow_and_deny_bound_the_crawl(crawl, expected, read, tmp_path):
    done = crawl(tmp_path / "out.jsonl", "--allow", "/world/", "--deny", "reef|bridge")

    denied = re.compile("reef|bridge")
    wanted = [e["path"] for e in expected if "/world/" in e["path"] and not denied.search(e["path"])]
    assert done.command.returncode == 0
    assert read.paths(done.articles) == sorted(wanted)
    assert "/" in done.requests
    assert not {path for path in done.requests if denied.search(path) or path.startswith("/local")}


def test_depth_0_fetches_the_start_page_alone_and_stdout_holds_lines_alone(run, gazette):
    page, before = "/local/flood-levee-vote-20250312/", gazette.requests.copy()

    quick = ("--allow-private", "127.0.0.1", "-s", "AUTOTHROTTLE_ENABLED=0")
    done = run("crawl", gazette.url + page, "--depth", 0, *quick)

    assert (done.returncode, done.stderr) == (0, "")
    assert gazette.requests - before == {page: 1, "/robots.txt": 1, "/.well-known/tdmrep.json": 1}
    assert [json.loads(line)["url"] for line in done.stdout.splitlines()] == [gazette.url + page]


def test_start_pages_that_cannot_be_had_are_failures(crawl, gazette, read, tmp_path):
    with socket.socket() as unused:  # bound, not listening: nobody else gets the port, nobody answers
        unused.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        missing = f"{gazette.url}/nowhere"
        out = tmp_path / "out.jsonl"

        done = crawl(out, "--depth", 0, "-s", "RETRY_ENABLED=0", urls=(closed, missing))

    assert done.command.returncode == 69
    assert done.articles == []
    failed = {f["url"]: f["error"] for f in read.lines(tmp_path / "out.failed.jsonl")}
    assert failed.keys() == {closed, missing}
    assert failed[missing] == "HTTP 404"


def test_output_may_be_a_file_uri(run, gazette, read, tmp_path):
    out = tmp_path / "out.jsonl"
    urls = (f"{gazette.url}/article/48377", f"{gazette.url}/nowhere")

    here = ("--allow-private", "127.0.0.1")
    done = run("crawl", *urls, "--spider", "urls", "-o", out.as_uri(), *here, cwd=tmp_path)

    assert done.returncode == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == [".copydesk", "out.failed.jsonl", "out.jsonl"]
    assert [a["url"] for a in read.lines(out)] == [urls[0]]


def test_ctrl_c_leaves_whole_lines(run, gazette, read, tmp_path):
    out = tmp_path / "out.jsonl"
    slow = (
        "--allow-private",
        "127.0.0.1",
        "-s",
        "AUTOTHROTTLE_ENABLED=0",
        "-s",
        "DOWNLOAD_DELAY=0.4",
        "-s",
        "CONCURRENT_REQUESTS=2",
    )
    process = subprocess.Popen(
        [*run.command, "crawl", f"{gazette.url}/local/bakery-oven.html", "-o", out, *slow],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C reaches the whole group, so the signal does too
    )
    deadline = time.monotonic() + 60
    while not any(b"\n" in part.read_bytes() for part in tmp_path.glob(".out.jsonl.*.part")):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline, "no article in a minute"
        time.sleep(0.05)

    os.killpg(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)

    assert process.returncode == 130
    assert stdout == ""
    assert "Traceback" not in stderr
    assert 1 <= len(read.lines(out)) < 22
    assert list(tmp_path.glob(".*.part")) == []


@pytest.mark.long
def test_stopped_crawl_goes_on_where_it_was(crawl, expected, read, tmp_path):
    job = ("-s", f"JOBDIR={tmp_path / 'job'}")
    out = tmp_path / "out.jsonl"

    first = crawl(out, *job, "-s", "CLOSESPIDER_ITEMCOUNT=5", "-s", "DOWNLOAD_DELAY=0.2")
    second = crawl(out, *job)

    assert 5 <= len(first.articles) < len(expected)
    assert second.articles[: len(first.articles)] == first.articles
    assert read.paths(second.articles) == sorted(e["path"] for e in expected)


def test_max_articles_counts_those_of_the_run_it_resumes(crawl, tmp_path):
    limit, out = ("--max-articles", 8), tmp_path / "out.jsonl"
    crawl(out, *limit, "-s", "CLOSESPIDER_ITEMCOUNT=3", "-s", "CONCURRENT_REQUESTS=1")

    assert len(crawl(out, *limit).articles) == 8
    # That was all of the job; the next begins anew, and adds as many.
    assert len(crawl(out, *limit).articles) == 16


BAD_CALLS = {
    "no address": (["ftp://paper.example/"], "ftp://paper.example/"),
    "no URL": ([], "URL"),
    "unknown setting": (["{url}", "-s", "AUTOTHROTLE_ENABLED=0"], "AUTOTHROTTLE_ENABLED?"),
    "setting far from any": (["{url}", "-s", "NOPE=1"], "NOPE"),
    "setting of the wrong kind": (["{url}", "-s", "CLEAN_WORKERS=many"], "CLEAN_WORKERS"),
    "regular expression": (["{url}", "--deny", "(/tag/"], "'(/tag/'"),
    "day": (["{url}", "--since", "last week"], "'last week'"),
    "unwritable output": (["{url}", "-o", "{tmp}/file/out.jsonl"], "file/out.jsonl"),
    "output of an unknown kind": (["{url}/article/48377", "-o", "nfs://host/out.jsonl"], "nfs://"),
    "output without a name": (["{url}", "-o", ""], "-o"),
    "storage that lacks its library": (["{url}", "-o", "s3://bucket/out.jsonl"], "boto3"),
    "batches without a placeholder": (
        ["{url}", "-o", "{tmp}/out.jsonl", "-s", "FEED_EXPORT_BATCH_ITEM_COUNT=2"],
        "batch_id",
    ),
    "feeds that are none": (["{url}", "-s", "FEEDS=xx"], "FEEDS=xx"),
    "level that is none": (["{url}", "-s", "LOG_LEVEL=FOO"], "LOG_LEVEL=FOO"),
    "Scrapy's setting of the wrong kind": (
        ["{url}", "-s", "CONCURRENT_REQUESTS=abc"],
        "CONCURRENT_REQUESTS=abc",
    ),
    "negative workers": (["{url}", "-s", "CLEAN_WORKERS=-1"], "CLEAN_WORKERS=-1"),
    "negative time": (["{url}", "-s", "CLEAN_TIMEOUT=-1"], "CLEAN_TIMEOUT=-1"),
    "sites as a setting": (["-s", "SITES=a", "{url}"], "-s SITES: give the sites as a file, by --sites"),
    "private host that is none": (["{url}", "--allow-private", "127.0.0.1:many"], "'127.0.0.1:many'"),
    "private host by setting": (["{url}", "-s", "ALLOW_PRIVATE_HOSTS=a.example,::1"], "'::1'"),
    "address that is too long": (["{url}/" + "x" * 3000], "URLLENGTH_LIMIT"),
    "negative delay": (["{url}", "-s", "MAX_CRAWL_DELAY=-1"], "MAX_CRAWL_DELAY=-1"),
    "hours that are none": (["{url}", "-s", "QUIET_HOURS=at night"], "'at night' are no hours"),
    "neither strip nor keep": (["{url}", "-s", "DATELINE=drop"], "DATELINE=drop: strip or keep"),
    "unknown option": (["{url}", "--detph", "1"], "--detph"),
}


@pytest.mark.parametrize("call", BAD_CALLS)
def test_bad_call_is_told_in_one_line(call, run, gazette, tmp_path):
    (tmp_path / "file").write_text("")
    before = gazette.requests.copy()
    arguments, named = BAD_CALLS[call]

    done = run("crawl", *(a.format(url=gazette.url, tmp=tmp_path) for a in arguments))

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert named in done.stderr
    assert done.stderr.count("\n") == 1
    assert gazette.requests == before
