"""Pages that need a browser: the system's Chromium, against a site whose pages are built by scripts."""

import json
import os
import subprocess
import sys

import pytest
from scrapy.settings import Settings

from crawler.rendering import modes
from crawler.rendering.need import needs_browser
from pipelines import Page
from tests import loopback
from tests.loopback import Answer

STORY = {
    "title": "Council puts off the bridge until the ice is gone",
    "date": "2025-03-14",
    "text": [
        f"The council met in the old customs house on the {day} evening and, by nine votes to eight, put off "
        "the bridge until the ice is gone from the river and the ferries run again."
        for day in ("first", "second", "third", "fourth", "fifth")
    ],
}
SHELL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The Topics</title>
<link rel="stylesheet" href="/app.css"><script src="/app.js" defer></script></head>
<body><div id="app"></div><noscript>Please turn JavaScript on.</noscript></body></html>"""
# Asks for its data, then builds the page; before that it tries every other way out.
APP = """
for (const ask of [
  () => { new Image().src = '/beacon.gif'; },
  () => navigator.sendBeacon('/beacon', 'x'),
  () => { const f = document.createElement('iframe'); f.src = '/frame'; document.body.append(f); },
  () => window.open('/popup'),
  () => new WebSocket(location.origin.replace('http', 'ws') + '/socket'),
  () => new EventSource('/events'),
  () => navigator.serviceWorker.register('/worker.js'),
  () => { const l = document.createElement('link'); l.rel = 'prefetch'; l.href = '/prefetch';
          document.head.append(l); },
  () => { new RTCPeerConnection({iceServers: [{urls: 'stun:' + location.host}]}).createDataChannel('x'); },
  () => fetch('http://10.255.255.1/secret').catch(() => {}),
  () => fetch('file:///etc/passwd').catch(() => {}),
]) { try { ask(); } catch (error) { console.log(error); } }
document.cookie = 'seen=1; path=/';
fetch('/api/story' + location.pathname).then(r => r.json()).then(story => {
  const seen = (localStorage.getItem('visits') || 0) + 1;
  localStorage.setItem('visits', seen);
  document.title = story.title;
  document.getElementById('app').innerHTML = '<article><h1></h1><time></time></article>';
  document.querySelector('h1').textContent = story.title;
  const time = document.querySelector('time');
  time.setAttribute('datetime', story.date); time.textContent = story.date;
  for (const text of [...story.text, 'Reader number ' + seen + ' of this page was the first.']) {
    const p = document.createElement('p'); p.textContent = text;
    document.querySelector('article').append(p);
  }
  setTimeout(() => { location.href = '/elsewhere'; }, 0);
});
"""


@pytest.fixture(scope="module")
def browser():
    """Skip without a browser; where there must be one, fail instead."""
    try:
        return modes.browser_path(Settings())
    except modes.RenderingError as error:
        if os.environ.get("COPYDESK_NEEDS_BROWSER"):
            raise
        pytest.skip(str(error))


@pytest.fixture
def site():
    with loopback.serving() as site:
        for path in ("/news/bridge", "/news/ferry"):
            site.page(path, SHELL)
            story = STORY | {"title": f"{STORY['title']} at {path}"}
            site.add(
                f"/api/story{path}", Answer(json.dumps(story), headers={"Content-Type": "application/json"})
            )
        site.add("/app.js", Answer(APP, headers={"Content-Type": "text/javascript"}))
        site.add("/app.css", Answer("", headers={"Content-Type": "text/css"}))
        yield site


@pytest.fixture
def rendered(run, site, tmp_path, read):
    """``rendered("/path", option…)``: crawl these pages; the command that ran, and its articles."""

    def crawl(*paths_and_options):
        paths = [part for part in paths_and_options if str(part).startswith("/news")]
        options = [part for part in paths_and_options if part not in paths]
        out = tmp_path / "out.jsonl"
        urls = (site.url + path for path in paths)
        quick = ("--allow-private", site.host, "-s", "AUTOTHROTTLE_ENABLED=0")
        done = run("crawl", "--spider", "urls", *urls, "-o", out, *quick, *options)
        return done, read.lines(out)

    return crawl


def test_an_article_built_by_scripts_is_had_when_its_site_is_rendered(browser, rendered, site):
    done, articles = rendered("/news/bridge", "/news/ferry", "--render", "auto")

    assert (done.returncode, done.stderr) == (0, "")
    assert {article["title"] for article in articles} == {
        f"{STORY['title']} at /news/bridge",
        f"{STORY['title']} at /news/ferry",
    }
    for article in articles:
        assert article["text"].startswith(STORY["text"][0])
        # Storage is not shared, not by two pages of a site.
        assert "Reader number 1 of this page" in article["text"]
        assert article["http_status"] == 200
        assert article["url"].startswith(f"{site.url}/news/")


def test_the_browser_asks_for_what_builds_the_page_and_for_nothing_else(browser, rendered, site):
    done, _ = rendered("/news/bridge", "--render", "auto")
    assert (done.returncode, done.stderr) == (0, "")

    paths = [asked.path for asked in site.log]
    built = {"/app.js", "/app.css", "/api/story/news/bridge"}
    # The crawl itself asks for what the site says to crawlers.
    assert set(paths) == {"/robots.txt", "/news/bridge", *built, "/.well-known/tdmrep.json"}
    # The document is not fetched a second time.
    assert paths.count("/news/bridge") == 1
    for asked in site.log:
        assert asked.headers["User-Agent"].startswith("copydesk/")
        assert asked.headers["Cookie"] is None


def test_robots_txt_is_asked_about_the_page(browser, rendered, site):
    site.add("/robots.txt", Answer("User-agent: *\nDisallow: /news/bridge\nDisallow: /api/"))

    done, articles = rendered("/news/bridge", "/news/ferry", "--render", "true")

    assert [article["title"] for article in articles] == [f"{STORY['title']} at /news/ferry"]
    assert site.asked("/news/bridge") == []
    assert done.returncode == 1


def test_auto_leaves_pages_that_hold_an_article_as_they_are(browser, rendered, site):
    prose = "".join(f"<p>{text}</p>" for text in STORY["text"])
    site.page(
        "/news/static",
        f"<html><body><h1>Static</h1><time datetime=2025-03-14>14 March</time>{prose}"
        "<script src=/app.js></script></body></html>",
    )

    done, articles = rendered("/news/static", "--render", "auto")

    assert done.returncode == 0
    assert [article["title"] for article in articles] == ["Static"]
    assert site.asked("/app.js") == []


def test_true_renders_every_page_of_a_site(browser, rendered, site):
    site.page("/news/half", SHELL.replace('<div id="app">', f'<p>{STORY["text"][0]}</p><div id="app">'))
    site.add("/api/story/news/half", Answer(json.dumps(STORY), headers={"Content-Type": "application/json"}))

    done, articles = rendered("/news/half", "--render", "true")

    assert (done.returncode, done.stderr) == (0, "")
    assert [article["title"] for article in articles] == [STORY["title"]]


def test_a_page_that_never_rests_is_taken_when_its_time_is_over(browser, rendered, site):
    restless = APP + "\nsetInterval(() => fetch('/api/tick?' + Math.random()), 100);"
    site.add("/app.js", Answer(restless, headers={"Content-Type": "text/javascript"}))

    done, articles = rendered("/news/bridge", "--render", "auto", "-s", "RENDER_TIMEOUT=8")

    assert (done.returncode, done.stderr) == (0, "")
    assert len(articles) == 1


def test_a_page_that_hangs_its_tab_fails_alone(browser, rendered, site, read, tmp_path):
    site.page("/news/hang", SHELL.replace("/app.js", "/hang.js"))
    site.add("/hang.js", Answer("for (;;) {}", headers={"Content-Type": "text/javascript"}))

    done, articles = rendered("/news/hang", "/news/ferry", "--render", "auto", "-s", "RENDER_TIMEOUT=4")

    assert done.returncode == 1
    assert [article["title"] for article in articles] == [f"{STORY['title']} at /news/ferry"]
    failed = read.lines(tmp_path / "out.failed.jsonl")
    assert [(line["url"], line["error"]) for line in failed] == [(f"{site.url}/news/hang", "RenderingError")]


def test_rendered_pages_are_made_again_from_the_archive(browser, rendered, run, tmp_path):
    archive, again = tmp_path / "warc", tmp_path / "again.jsonl"
    done, articles = rendered("/news/bridge", "/news/ferry", "--render", "auto", "--archive", archive)
    assert (done.returncode, len(articles)) == (0, 2)

    cleaned = run("clean", archive, "-o", again, "--state", tmp_path / ".copydesk")

    assert (cleaned.returncode, cleaned.stderr) == (0, "")
    lines, expected = (again.read_bytes().splitlines(), (tmp_path / "out.jsonl").read_bytes().splitlines())
    assert sorted(lines) == sorted(expected)


def test_the_browser_has_no_network_of_its_own(browser, site):
    """Whatever should slip past what answers its requests: it finds no way to a host."""
    from playwright.sync_api import Error, sync_playwright

    from crawler.rendering.browser import launch_options

    with sync_playwright() as playwright, playwright.chromium.launch(**launch_options(browser)) as opened:
        tab = opened.new_page()
        for address in (site.url, site.url.replace("127.0.0.1", "localhost"), "http://[::1]:80"):
            with pytest.raises(Error, match="net::ERR_"):
                tab.goto(address)

    assert site.log == []


def test_without_the_extra_the_error_names_it(tmp_path):
    # A stand-in for a machine where it is not installed.
    code = (
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'scrapy_playwright' else find(name, *a)\n"
        "from crawler.command import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "crawl", "http://127.0.0.1/", "--render", "auto"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == ("copydesk: rendering needs the extra 'browser': pip install 'copydesk[browser]'\n")


def test_without_a_browser_the_error_names_the_package(run, tmp_path, monkeypatch):
    pytest.importorskip("scrapy_playwright")
    monkeypatch.setenv("PATH", str(tmp_path))

    done = run("crawl", "http://127.0.0.1/", "--render", "auto")

    assert done.returncode == 2
    assert "apt install chromium" in done.stderr


def test_a_site_says_for_itself_whether_it_is_rendered():
    sites = [
        {"name": "Topics", "start": ["https://topics.example/"], "render": "true"},
        {"name": "Gazette", "start": ["https://gazette.example/"]},
        {"name": "Courier", "start": ["https://courier.example/"], "render": "off"},
    ]
    found = modes.RenderModes(Settings({"SITES": sites, "RENDER": "auto"}))

    assert found.of("https://www.topics.example/a") == "true"
    assert found.of("https://gazette.example/a") == "auto"
    assert found.of("https://courier.example/a") == "off"
    assert found.of("https://elsewhere.example/a") == "auto"
    assert found.any
    assert not modes.RenderModes(Settings({"SITES": sites[1:]})).any


@pytest.mark.parametrize("value", ["maybe", "2"])
def test_a_mode_that_is_none_is_a_usage_error(run, value):
    done = run("crawl", "http://127.0.0.1/", "--render", value)

    assert done.returncode == 2
    assert done.stderr == f"copydesk: RENDER is {value!r}: auto, true or off is wanted\n"


def test_which_pages_need_a_browser():
    prose = "".join(f"<p>{text}</p>" for text in STORY["text"])
    data = {"@type": "NewsArticle", "headline": "A", "articleBody": " ".join(STORY["text"])}
    told = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    links = "".join(f"<li><a href=/{n}>{STORY['title']}</a></li>" for n in range(20))

    assert needs_browser(Page(SHELL))
    assert not needs_browser(Page(SHELL.replace("</body>", f"{prose}</body>")))
    assert not needs_browser(Page(SHELL.replace("</body>", f"{told}</body>")))
    assert not needs_browser(Page(SHELL.replace("</body>", f"<main><ul>{links}</ul></main></body>")))
    assert not needs_browser(Page("<html><body><p>No scripts, and next to no text.</p></body></html>"))
