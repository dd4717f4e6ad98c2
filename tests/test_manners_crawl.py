"""Manners on a crawl: what a site on loopback asks for, and what it is then asked."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests import loopback
from tests.loopback import Answer

STORY = "".join(
    f"<p>The council of the harbour town met for the {n} time and put off the bridge again.</p>"
    for n in ("first", "second", "third", "fourth")
)


def story(title: str, head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{STORY}</article>"


@pytest.fixture
def site():
    with loopback.serving() as serving:
        for number in range(1, 6):
            serving.page(f"/story-{number}", story(f"Bridge put off for the {number} time"))
        yield serving


@pytest.fixture
def crawl(run, read, site, tmp_path):
    """``crawl("/story-1", "-s", "NAME=VALUE")``: the command's result, the articles by path, the failures."""

    def crawl_paths(*arguments: str):
        paths = [a for a in arguments if a.startswith("/")]
        options = [a for a in arguments if not a.startswith("/")]
        out = tmp_path / "out.jsonl"
        done = run(
            "crawl", *(site.url + path for path in paths), "--spider", "urls", "-o", out,
            "--allow-private", "127.0.0.1", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "REST_START=0.2", *options,
        )  # fmt: skip
        articles = {article["url"].removeprefix(site.url): article for article in read.lines(out)}
        failed = {f["url"].removeprefix(site.url): f for f in read.lines(tmp_path / "out.failed.jsonl")}
        return done, articles, failed

    return crawl_paths


def paths(site) -> list[str]:
    return [asked.path for asked in site.log]


def robots(site, body: str, **headers: str) -> None:
    site.add("/robots.txt", Answer(body, headers={"Content-Type": "text/plain", **headers}))


def test_rules_are_obeyed_and_a_refused_start_page_is_reported(crawl, site):
    robots(site, "User-agent: copydesk\nDisallow: /story-1\n")
    done, articles, failed = crawl("/story-1", "/story-2")
    assert list(articles) == ["/story-2"]
    assert failed["/story-1"]["error"] == "Refused" and "robots.txt" in failed["/story-1"]["message"]
    assert done.returncode == 1
    assert paths(site).count("/robots.txt") == 1 and "/story-1" not in paths(site)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_a_file_everything_is_allowed(crawl, site, status):
    site.add("/robots.txt", Answer("User-agent: *\nDisallow: /", status))
    done, articles, _ = crawl("/story-1", "-s", "TDMREP=0")
    assert (done.returncode, list(articles)) == (0, ["/story-1"])


def test_a_redirect_to_another_host_is_followed_five_times(crawl, site):
    with loopback.serving() as other:
        robots(other, "User-agent: *\nDisallow: /story-1")
        for hop in range(4):
            site.add(f"/r{hop}", Answer(status=302, headers={"Location": f"/r{hop + 1}"}))
        site.add("/robots.txt", Answer(status=301, headers={"Location": "/r1"}))
        site.add("/r4", Answer(status=307, headers={"Location": f"{other.url}/robots.txt"}))
        _, articles, _ = crawl("/story-1", "/story-2")
    assert list(articles) == ["/story-2"]
    assert paths(site)[:4] == ["/robots.txt", "/r1", "/r2", "/r3"]


def test_a_loop_of_redirects_is_no_file(crawl, site):
    site.add("/robots.txt", Answer(status=302, headers={"Location": "/robots.txt"}))
    _, articles, _ = crawl("/story-1")
    assert list(articles) == ["/story-1"]
    assert paths(site).count("/robots.txt") == 1


def test_behind_more_than_five_redirects_is_no_file(crawl, site):
    for hop in range(9):
        site.add(f"/r{hop}", Answer(status=302, headers={"Location": f"/r{hop + 1}"}))
    site.add("/robots.txt", Answer(status=302, headers={"Location": "/r0"}))
    _, articles, _ = crawl("/story-1")
    assert list(articles) == ["/story-1"]
    assert paths(site)[:6] == ["/robots.txt", "/r0", "/r1", "/r2", "/r3", "/r4"]
    assert "/r5" not in paths(site)


def test_a_file_that_fails_is_asked_for_again_and_nothing_else_before(crawl, site):
    site.add(
        "/robots.txt",
        lambda asked: Answer(status=500) if asked.count < 3 else Answer("User-agent: *\nDisallow: /story-2"),
    )
    _, articles, failed = crawl("/story-1", "/story-2")
    assert paths(site)[:4] == ["/robots.txt"] * 3 + ["/story-1"]
    assert list(articles) == ["/story-1"] and failed["/story-2"]["error"] == "Refused"


def test_a_file_that_keeps_failing_forbids_everything(crawl, site):
    site.add("/robots.txt", Answer(status=503))
    done, articles, failed = crawl("/story-1", "/story-2", "-s", "REST_TIMES=2", "-s", "REST_START=0.1")
    assert set(paths(site)) == {"/robots.txt"} and len(site.log) == 3
    assert articles == {} and done.returncode == 69
    assert {f["error"] for f in failed.values()} == {"Refused"} and len(failed) == 2
    assert "robots.txt cannot be read: HTTP 503" in failed["/story-1"]["message"]


def test_a_file_that_does_not_come_forbids_everything(crawl, site):
    site.add("/robots.txt", Answer("User-agent: *", delay=20))
    _, articles, failed = crawl("/story-1", "-s", "DOWNLOAD_TIMEOUT=1", "-s", "REST_START=60")
    assert articles == {} and "Timeout" in failed["/story-1"]["error"]
    assert paths(site) == ["/robots.txt"]


@pytest.mark.long
def test_the_next_run_asks_again_only_when_the_copy_is_old(crawl, site, tmp_path):
    robots(site, "User-agent: *\nDisallow: /story-1", ETag='"one"', **{"Cache-Control": "max-age=3600"})
    crawl("/story-2")
    crawl("/story-3")
    assert paths(site).count("/robots.txt") == 1
    age(tmp_path)
    site.add(
        "/robots.txt", lambda asked: Answer(status=304 if asked.headers["If-None-Match"] == '"one"' else 500)
    )
    _, _, failed = crawl("/story-1")
    assert failed["/story-1"]["error"] == "Refused"
    assert site.asked("/robots.txt")[-1].conditional and "/story-1" not in paths(site)


@pytest.mark.parametrize(("days", "may"), [(29, True), (31, False)])
def test_a_copy_of_a_month_stands_in_for_a_file_that_fails(crawl, site, tmp_path, days, may):
    robots(site, "User-agent: *\nDisallow: /story-1")
    crawl("/story-2")
    age(tmp_path, days)
    site.add("/robots.txt", Answer(status=500))
    _, articles, failed = crawl("/story-1", "/story-3", "-s", "REST_TIMES=0")
    assert ("/story-3" in articles) is may
    assert failed["/story-1"]["error"] == "Refused"


def age(folder, days: float = 2) -> None:
    """Make the copies older than they are."""
    base = sqlite3.connect(folder / ".copydesk/robots.sqlite")
    with base:
        changed = base.execute(
            "UPDATE file SET checked = checked - ?1, fresh_until = fresh_until - ?1", (days * 86_400,)
        )
        assert changed.rowcount
    base.close()


def test_a_spider_that_asks_for_the_file_gets_the_copy(run, site, tmp_path):
    robots(site, f"Sitemap: {site.url}/news.xml")
    site.add("/news.xml", Answer(f"<urlset><url><loc>{site.url}/story-1</loc></url></urlset>"))
    options = ("--spider", "sitemap", "--allow-private", "127.0.0.1", "-s", "TDMREP=0")
    run("crawl", f"{site.url}/", "-o", tmp_path / "out.jsonl", *options)
    assert paths(site) == ["/robots.txt", "/news.xml", "/story-1"]


def test_a_site_gets_so_many_requests_at_a_time(crawl, site):
    for number in range(1, 6):
        site.add(f"/slow-{number}", Answer(story("Slow bridge"), delay=0.4))
    _, articles, _ = crawl(*(f"/slow-{n}" for n in range(1, 6)), "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=2")
    assert len(articles) == 5
    times = [asked.at for asked in site.log if asked.path.startswith("/slow")]
    assert all(third - first > 0.35 for first, third in zip(times, times[2:], strict=False))


def gaps(site) -> list[float]:
    times = [asked.at for asked in site.log if asked.path.startswith("/story")]
    return [after - before for before, after in pairwise(times)]


@pytest.mark.parametrize("throttle", ["0", "1"])
def test_a_crawl_delay_is_kept(crawl, site, throttle):
    robots(site, "User-agent: *\nCrawl-delay: 0.8\nRequest-rate: 1/1")
    _, articles, _ = crawl(*(f"/story-{n}" for n in range(1, 5)), "-s", f"AUTOTHROTTLE_ENABLED={throttle}")
    assert len(articles) == 4
    assert min(gaps(site)) > 0.9


def test_a_site_too_slow_to_be_crawled_is_not(crawl, site):
    robots(site, "User-agent: *\nCrawl-delay: 3600")
    done, articles, failed = crawl("/story-1")
    assert articles == {} and set(paths(site)) == {"/robots.txt"} and done.returncode == 69
    assert "3600 s between requests, more than MAX_CRAWL_DELAY (60)" in failed["/story-1"]["message"]


@pytest.mark.parametrize("status", [429, 503])
def test_the_whole_site_rests_for_as_long_as_it_asks(crawl, site, status):
    site.add(
        "/busy",
        lambda asked: (
            Answer(status=status, headers={"Retry-After": "2"}) if asked.count == 1 else Answer(story("Busy"))
        ),
    )
    _, articles, failed = crawl(
        "/busy",
        *(f"/story-{n}" for n in range(1, 6)),
        "-s",
        "CONCURRENT_REQUESTS_PER_DOMAIN=1",
        "-s",
        "TDMREP=0",
    )
    assert len(articles) == 6 and failed == {}
    asked = [a for a in site.log if a.path != "/robots.txt"]
    assert asked[0].path == "/busy"
    # What was queued behind it is given back, and sent afterwards.
    assert asked[1].at - asked[0].at > 1.9


def test_a_redirect_is_followed_when_it_says(crawl, site):
    site.add("/old", Answer(status=301, headers={"Location": "/story-1", "Retry-After": "1"}))
    _, articles, _ = crawl("/old")
    assert list(articles) == ["/story-1"]
    assert site.asked("/story-1")[0].at - site.asked("/old")[0].at > 0.9


def test_a_site_that_asks_for_too_long_is_left_alone(crawl, site):
    site.add("/busy", Answer(status=429, headers={"Retry-After": "86400"}))
    done, articles, failed = crawl("/busy", "/story-1", "/story-2", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    assert articles == {} and done.returncode == 69
    assert paths(site) == ["/robots.txt", "/busy"]
    assert failed["/busy"]["error"] == "HTTP 429"
    assert "left alone for the rest of the run: HTTP 429" in failed["/story-1"]["message"]


def test_nothing_is_fetched_in_quiet_hours_and_a_crawl_that_waits_can_be_stopped(run, site, tmp_path):
    now = datetime.now(UTC)
    quiet = f"QUIET_HOURS={now - timedelta(hours=2):%H:%M}-{now + timedelta(hours=2):%H:%M}"
    command = [*run.command, "crawl", f"{site.url}/story-1", "-o", tmp_path / "out.jsonl", "-s", quiet,
               "-s", "LOG_LEVEL=INFO", "--allow-private", "127.0.0.1"]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert any("127.0.0.1 rests for" in line and "quiet hours" in line for line in process.stderr)
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait(60) == 130
    assert site.log == []


def test_rights_are_in_the_line_and_obeyed_as_set(crawl, site, tmp_path):
    site.page(
        "/said",
        story("Said in metas", '<meta name="robots" content="noarchive">'),
        **{"X-Robots-Tag": "noai"},
    )
    site.page("/kept", story("Kept by its site"), **{"TDM-Reservation": "1", "TDM-Policy": "/policy"})
    site.add(
        "/.well-known/tdmrep.json",
        Answer(json.dumps([{"location": "/story-*", "tdm-reservation": 1, "tdm-policy": "/terms"}])),
    )
    every = "/said", "/kept", "/story-1", "/story-2"
    done, articles, failed = crawl(*every, "-s", "OBEY_RIGHTS=")
    assert articles["/said"]["rights"] == {
        "robots": ["noarchive", "noai"], "tdm_reservation": None, "tdm_policy": None,
    }  # fmt: skip
    assert articles["/kept"]["rights"] == {
        "robots": [], "tdm_reservation": True, "tdm_policy": f"{site.url}/policy",
    }  # fmt: skip
    assert articles["/story-1"]["rights"] == {
        "robots": [], "tdm_reservation": True, "tdm_policy": f"{site.url}/terms",
    }  # fmt: skip
    assert paths(site).count("/.well-known/tdmrep.json") == 1

    (tmp_path / "out.jsonl").unlink()
    done, articles, failed = crawl(*every, "--refetch")
    assert list(articles) == ["/said"] and failed == {} and done.returncode == 0
    assert "3 articles are not in the output" in done.stderr and "tdm-reservation 3" in done.stderr
    # Between runs it is kept like robots.txt.
    assert paths(site).count("/.well-known/tdmrep.json") == 1

    (tmp_path / "out.jsonl").unlink()
    _, articles, _ = crawl(*every, "--refetch", "-s", "OBEY_RIGHTS=noai")
    assert set(articles) == {"/kept", "/story-1", "/story-2"}
