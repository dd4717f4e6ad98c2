"""``copydesk crawl --sites``: many sites in one run, the broken ones beside the good."""

import json
from collections import Counter
from urllib.parse import urlsplit

import pytest

from tests import made_site, sites_at_work
from tests.loopback import Answer

QUICK = ("-s", "AUTOTHROTTLE_ENABLED=0", "-s", "RETRY_ENABLED=0")


@pytest.fixture
def crawl_sites(run, read, tmp_path):
    """``crawl_sites(file, "--all")``: what the command said, the articles' addresses, the summary."""

    def crawl(file, *options, out=tmp_path / "out.jsonl"):
        private = [o for n in range(1, 7) for o in ("--allow-private", f"127.0.0.{n}")]
        summary = tmp_path / "summary.json"
        summary.unlink(missing_ok=True)
        before = read.lines(out)
        done = run("crawl", "--sites", file, "-o", out, "--summary", summary, *private, *QUICK, *options)
        said = json.loads(summary.read_text()) if summary.exists() else None
        written = read.lines(out)
        new = written[len(before) :] if written[: len(before)] == before else written
        return done, sorted(article["url"] for article in new), said

    return crawl


def test_each_site_has_its_own_limits(crawl_sites, tmp_path):
    with sites_at_work.serving(4) as (few, newer, bounded, shallow):
        for site in (few, newer, bounded, shallow):
            sites_at_work.fill(site, 8)
        shallow.page("/", sites_at_work.front(["/section"]))
        shallow.page("/section", sites_at_work.front(["/story/1"]))
        file = sites_at_work.sites_file(
            tmp_path / "sites.toml",
            {"name": "few", "start": few.url, "max_articles": 2},
            {"name": "newer", "start": newer.url, "since": "2025-03-05"},
            {"name": "bounded", "start": bounded.url, "allow": "/story/|/$", "deny": "[1-7]$"},
            {"name": "shallow", "start": shallow.url, "depth": 1},
        )

        done, urls, summary = crawl_sites(file)

    assert (done.returncode, done.stderr) == (0, "")
    found = Counter(urlsplit(url).netloc for url in urls)
    # made_site.page dates story N on the N + 1st.
    assert found == {few.host: 2, newer.host: 4, bounded.host: 1}
    assert [bounded.url + "/story/0", newer.url + "/story/7"] == [
        next(u for u in urls if u.startswith(bounded.url)),
        [u for u in urls if u.startswith(newer.url)][-1],
    ]
    assert {name: site["outcome"] for name, site in summary["sites"].items()} == {
        "few": "max_articles",
        "newer": "finished",
        "bounded": "finished",
        "shallow": "finished",
    }
    assert shallow.asked("/section") and not shallow.asked("/story/1")


def test_a_site_with_all_its_articles_is_asked_no_more(crawl_sites, tmp_path):
    with sites_at_work.serving(2) as (few, other):
        # Each story is found on the one before it.
        few.page("/", sites_at_work.front(["/story/0"]))
        for number in range(10):
            next_one = f"<a href=/story/{number + 1}>More</a></body>"
            story = made_site.page(number, host=few.url).replace("</body>", next_one)
            few.page(f"/story/{number}", story)
        sites_at_work.fill(other, 10)
        file = sites_at_work.sites_file(
            tmp_path / "sites.toml",
            {"name": "few", "start": few.url, "max_articles": 3},
            {"name": "other", "start": other.url},
        )

        done, urls, summary = crawl_sites(file)

    assert done.returncode == 0
    assert Counter(urlsplit(url).netloc for url in urls) == {few.host: 3, other.host: 10}
    assert {a.path for a in few.log if a.path.startswith("/story/")} == {"/story/0", "/story/1", "/story/2"}
    assert summary["pages"]["left_out"] > 0
    assert summary["sites"]["few"]["articles"] == 3


def test_max_articles_of_the_run_counts_all_sites_together(crawl_sites, tmp_path):
    with sites_at_work.serving(2) as sites:
        for site in sites:
            sites_at_work.fill(site, 6)
        file = sites_at_work.sites_file(
            tmp_path / "sites.toml", *({"name": s.host[:9], "start": s.url} for s in sites)
        )

        done, urls, summary = crawl_sites(file, "--max-articles", 5)

    assert (done.returncode, len(urls)) == (0, 5)
    assert {site["outcome"] for site in summary["sites"].values()} == {"unfinished"}


def test_broken_sites_harm_no_other(crawl_sites, tmp_path):
    with sites_at_work.serving(6) as (good, errors, looping, garbage, flaky, also_good):
        wanted = sites_at_work.fill(good, 5) + sites_at_work.fill(also_good, 5)
        sites_at_work.break_everything(errors, Answer(status=500))
        sites_at_work.break_everything(garbage, Answer(raw=b"\x00\xff garbage\r\n\r\n"))
        looping.answer = lambda method, path, headers: Answer(
            status=302 if path != "/robots.txt" else 404, headers={"Location": f"{path}x"}
        )
        sites_at_work.fill(flaky, 80)
        for number in range(80):
            flaky.add(f"/story/{number}", Answer(status=503))
        file = sites_at_work.sites_file(
            tmp_path / "sites.toml",
            {"name": "dead", "start": "http://nowhere.invalid/"},
            {"name": "errors", "start": errors.url},
            {"name": "good", "start": good.url},
            {"name": "looping", "start": looping.url},
            {"name": "garbage", "start": garbage.url},
            {"name": "flaky", "start": flaky.url},
            {"name": "also-good", "start": also_good.url},
        )
        # One at a time: those that are already on their way when a site is given up are done.
        slowly = ("-s", "SITE_MAX_FAILURES=10", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")

        done, urls, summary = crawl_sites(file, *slowly)

    assert done.returncode == 1
    assert urls == sorted(wanted)
    assert {name: site["outcome"] for name, site in summary["sites"].items()} == {
        "dead": "failed",
        "errors": "failed",
        "good": "finished",
        "looping": "failed",
        "garbage": "failed",
        "flaky": "given up",
        "also-good": "finished",
    }
    assert 10 <= summary["sites"]["flaky"]["failed"] < 80
    assert len([a for a in flaky.log if a.path.startswith("/story/")]) < 80
    assert summary["failed"]["TooManyRedirects"] >= 1
    assert (summary["exit_code"], summary["articles"]["written"]) == (1, 10)


def test_a_start_page_that_moved_counts_for_its_site(crawl_sites, tmp_path):
    with sites_at_work.serving(2) as (old, new):
        sites_at_work.fill(new, 2)
        old.add("/", Answer(status=301, headers={"Location": f"{new.url}/story/1"}))
        old.add("/broken", Answer(status=500))
        file = sites_at_work.sites_file(
            tmp_path / "sites.toml",
            {"name": "a", "start": [f"{old.url}/", f"{old.url}/broken"]},
        )

        done, urls, summary = crawl_sites(file, "--spider", "urls")

    assert (done.returncode, urls) == (1, [f"{new.url}/story/1"])
    assert summary["sites"]["a"].items() >= {"outcome": "finished", "read": 1, "failed": 1}.items()


def test_nothing_of_any_site_is_a_code_of_its_own(crawl_sites, tmp_path):
    with sites_at_work.serving(2) as sites:
        for site in sites:
            sites_at_work.break_everything(site, Answer(status=503))
        file = sites_at_work.sites_file(
            tmp_path / "sites.toml", *({"name": s.host[:9], "start": s.url} for s in sites)
        )

        done, urls, summary = crawl_sites(file)

    assert (done.returncode, urls, summary["exit_code"]) == (69, [], 69)
    assert {site["outcome"] for site in summary["sites"].values()} == {"failed"}


def test_a_site_is_left_out_until_it_is_due(crawl_sites, tmp_path):
    with sites_at_work.serving(2) as (daily, always):
        sites_at_work.fill(daily, 2)
        sites_at_work.fill(always, 2)
        file = sites_at_work.sites_file(
            tmp_path / "sites.toml",
            {"name": "daily", "start": daily.url, "every": "1d"},
            {"name": "always", "start": always.url},
        )
        first = crawl_sites(file)
        asked = len(daily.log)
        second = crawl_sites(file)
        not_asked = len(daily.log)
        alone = crawl_sites(file, "daily")
        all_the_same = crawl_sites(file, "daily", "--all")

    assert [r[0].returncode for r in (first, second, alone, all_the_same)] == [0, 0, 0, 0]
    assert first[2]["sites"].keys() == {"daily", "always"}
    assert second[2]["sites"].keys() == {"always"}
    assert not_asked == asked
    assert alone[0].stderr == "copydesk: no site is due; --all crawls them all the same\n"
    assert alone[2] is None
    assert all_the_same[2]["sites"].keys() == {"daily"}
    assert len(daily.log) > asked


def test_a_site_that_failed_is_due_again(crawl_sites, tmp_path):
    with sites_at_work.serving(1) as (site,):
        sites_at_work.break_everything(site, Answer(status=503))
        file = sites_at_work.sites_file(
            tmp_path / "sites.toml", {"name": "a", "start": site.url, "every": "1w"}
        )

        assert crawl_sites(file)[0].returncode == 69
        assert crawl_sites(file)[0].returncode == 69


def test_language_is_for_pages_that_do_not_say(run, read, tmp_path):
    silent = "<html><body><article><h1>Kort</h1><p>%s</p></article></body></html>" % ("Ord om havn. " * 60)
    with sites_at_work.serving(1) as (site,):
        site.page("/says", silent.replace("<html>", "<html lang=da>"))
        site.page("/silent", silent)
        file = sites_at_work.sites_file(
            tmp_path / "sites.toml",
            {"name": "a", "start": [f"{site.url}/says", f"{site.url}/silent"], "language": "nb"},
        )
        out = tmp_path / "out.jsonl"

        done = run(
            "crawl", "--sites", file, "--spider", "urls", "-o", out, "--allow-private", "127.0.0.1", *QUICK
        )

    assert done.returncode == 0
    assert {urlsplit(a["url"]).path: a["language"] for a in read.lines(out)} == {
        "/says": "da",
        "/silent": "nb",
    }


@pytest.mark.long
def test_scrapys_own_command_takes_a_sites_file(scrapy, read, tmp_path):
    with sites_at_work.serving(2) as (one, two):
        wanted = sites_at_work.fill(one, 3) + sites_at_work.fill(two, 2)
        file = sites_at_work.sites_file(
            tmp_path / "sites.toml", {"name": "one", "start": one.url}, {"name": "two", "start": two.url}
        )
        out = tmp_path / "out.jsonl"

        done = scrapy(
            "crawl", "site", "-a", f"sites={file}", "-O", out, "-s", "ALLOW_PRIVATE_HOSTS=127.0.0.1,127.0.0.2"
        )

    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(a["url"] for a in read.lines(out)) == sorted(wanted)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        pytest.param(["--sites", "sites.toml", "onne"], "onne: no such site", id="name"),
        pytest.param(["--sites", "sites.toml", "--file", "urls.txt"], "--file", id="urls-too"),
        pytest.param(["--sites", "none.toml"], "none.toml: cannot be read", id="no-file"),
        pytest.param(["--all", "http://127.0.0.1/"], "--all", id="all-of-what"),
        pytest.param(["--sites", "sites.toml", "--summary", "-"], "--summary -", id="stdout-twice"),
        pytest.param(["--sites", "sites.toml", "--summary", "urls.txt/s"], "urls.txt/s", id="unwritable"),
        pytest.param(["--since", "9x", "http://127.0.0.1/"], "'9x'", id="since"),
    ],
)
def test_bad_call(call, named, run, tmp_path):
    sites_at_work.sites_file(tmp_path / "sites.toml", {"name": "one", "start": "http://127.0.0.1/"})
    (tmp_path / "urls.txt").write_text("http://127.0.0.1/\n")

    done = run("crawl", *call, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert named in done.stderr
    assert done.stderr.count("\n") == 1
