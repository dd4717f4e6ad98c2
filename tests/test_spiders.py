"""The spiders as Scrapy's own command runs them, and what a crawl does with slow pages."""

import re
from pathlib import Path

import pytest

from tests import loopback

GAZETTE = Path(__file__).resolve().parents[1] / "fixtures" / "gazette"


def test_scrapy_finds_the_spiders(scrapy):
    assert scrapy("list").stdout.split() == ["feed", "site", "sitemap", "urls"]


def test_scrapy_check_has_nothing_to_complain_of(scrapy):
    done = scrapy("check")

    assert done.returncode == 0
    assert "OK" in done.stderr + done.stdout


def test_scrapy_shell_fetches(scrapy, gazette):
    done = scrapy("shell", "-c", "response.status", f"{gazette.url}/", "--nolog")

    assert done.stdout.strip() == "200"


def test_site_overwrites_with_capital_o(scrapy, gazette, expected, read, tmp_path):
    out = tmp_path / "out.jsonl"
    out.write_text("an earlier run\n")

    done = scrapy("crawl", "site", "-a", f"url={gazette.url}/", "-a", "max_articles=2", "-O", out)

    assert (done.returncode, done.stderr) == (0, "")
    found = read.paths(read.lines(out))
    assert len(set(found)) == 2
    assert set(found) < {e["path"] for e in expected}


def test_feed_gives_the_articles_it_names(scrapy, gazette, read, tmp_path):
    out = tmp_path / "out.jsonl"

    done = scrapy("crawl", "feed", "-a", f"url={gazette.url}/feed.xml", "-O", out)

    items = re.findall(r"<item>.*?<link>https://gazette\.example(.*?)</link>", text("feed.xml"), re.DOTALL)
    assert (done.returncode, done.stderr) == (0, "")
    assert read.paths(read.lines(out)) == sorted(items)


def test_sitemap_is_found_by_robots_txt(scrapy, gazette, read, tmp_path):
    out = tmp_path / "out.jsonl"

    done = scrapy("crawl", "sitemap", "-a", f"url={gazette.url}/", "-O", out)

    files = ("sitemap-articles.xml", "sitemap-news.xml", "sitemap-archive.xml")
    locs = re.findall(r"<loc>https://gazette\.example(.*?)</loc>", "".join(map(text, files)))
    assert (done.returncode, done.stderr) == (0, "")
    assert read.paths(read.lines(out)) == sorted(set(locs))


def test_urls_of_one_story_are_one_line_and_a_second_run_appends(scrapy, gazette, read, tmp_path):
    out, file = tmp_path / "out.jsonl", tmp_path / "urls.txt"
    bridge = "/world/2025/04/25/valley-bridge-reopens.html"
    port = "/world/2025/03/07/tribunal-hears-port-case.html"
    file.write_text(f"# two ways to one story\n{gazette.url}{port}?ref=front\n\n{gazette.url}{port}\n")

    first = scrapy("crawl", "urls", "-a", f"url={gazette.url}{bridge} {gazette.url}/amp{bridge}", "-o", out)
    one_line = out.read_bytes()
    second = scrapy("crawl", "urls", "-a", f"file={file}", "-o", out)

    assert (first.returncode, first.stderr) == (second.returncode, second.stderr) == (0, "")
    assert out.read_bytes().startswith(one_line)
    assert read.paths(read.lines(out)) == sorted([bridge, port])


@pytest.mark.parametrize("argument", ["url=ftp://a.example/", "since=tomorrow", "max_articles=x", "deny=("])
def test_bad_argument_fails_before_anything_is_fetched(argument):
    from crawler.spiders.site import SiteSpider

    name, _, value = argument.partition("=")
    with pytest.raises((ValueError, re.error)):
        SiteSpider(**{"url": "https://paper.example/", name: value})


def test_page_too_slow_to_clean_fails_and_the_crawl_goes_on(run, read, tmp_path):
    with loopback.serving() as site:
        site.page("/story", text("local/bakery-oven.html").replace("https://gazette.example", site.url))
        site.page(
            "/long", "<html><body><article>" + "<p>An <b>endless</b> story, told in parts.</p>" * 150_000
        )
        urls = [f"{site.url}/long", f"{site.url}/story"]
        quick = ("--spider", "urls", "--allow-private", "127.0.0.1", "-s", "CLEAN_TIMEOUT=4")
        done = run("crawl", *urls, "-o", tmp_path / "out.jsonl", *quick)

    failed = read.lines(tmp_path / "out.failed.jsonl")
    assert done.returncode == 1
    assert [(f["error"], f["url"]) for f in failed] == [("PageTimeout", urls[0])]
    assert [a["url"] for a in read.lines(tmp_path / "out.jsonl")] == urls[1:]


def text(name: str) -> str:
    return (GAZETTE / name).read_text("utf-8")
