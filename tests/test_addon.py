"""The add-on in a stranger's project: one line of settings, pages in, articles out."""

import json
import subprocess
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from scrapy.settings import Settings

from crawler.addon import Copydesk, user_agent

PAGE = Path(__file__).resolve().parents[1] / "fixtures" / "pages" / "glued-caption.html"
CONTACT = "desk@paper.example"

PROJECT = """
import scrapy
from scrapy.crawler import CrawlerProcess

from pipelines import Page


class Stranger(scrapy.Spider):
    name = "stranger"

    async def start(self):
        yield scrapy.Request("{url}/story")

    def parse(self, response):
        yield Page(response.body, url=response.url, status=response.status)
        yield Page(b"", url=response.url + "/empty")
        yield {{"kind": "an item of their own"}}


# No `if __name__ == "__main__"`: hardly any of Scrapy's scripts has it, and workers must not mind.
process = CrawlerProcess({{
    "ADDONS": {{"crawler.addon.Copydesk": 100}},
    "CONTACT": "{contact}",
    "CLEAN_WORKERS": 1,
    "FEEDS": {{"out.jsonl": {{"format": "jsonl"}}}},
    "LOG_LEVEL": "ERROR",
}})
process.crawl(Stranger)
process.start()
"""


class Recorder(BaseHTTPRequestHandler):
    """Gives one page at every address and writes down who asks."""

    agents: ClassVar[Counter[str]] = Counter()

    def do_GET(self):
        self.agents[self.headers["User-Agent"]] += 1
        body = PAGE.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Recorder) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_stranger_gets_articles_and_an_honest_name_is_sent(site, tmp_path):
    script = tmp_path / "project.py"
    script.write_text(PROJECT.format(url=site, contact=CONTACT), "utf-8")

    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    other, article = sorted(map(json.loads, lines), key=len)
    expected = json.loads(PAGE.with_suffix(".json").read_text("utf-8"))
    assert (article["title"], article["url"]) == (expected["title"], f"{site}/story")
    assert article["text"].startswith(expected["first"])
    assert other == {"kind": "an item of their own"}
    assert "NoPage" in done.stderr  # the empty page is an item error, with its name
    assert list(Recorder.agents) == [user_agent(CONTACT)]


def test_user_agent_says_who_asks_and_whom_to_write_to():
    assert user_agent(CONTACT).startswith("copydesk/")
    assert CONTACT in user_agent(f" {CONTACT} ")
    assert user_agent(None) == user_agent("") == user_agent(" ")
    assert "Mozilla" not in user_agent(None)


@pytest.mark.parametrize(
    ("contact", "sender"),
    [
        ("desk@paper.example", "desk@paper.example"),
        (" mailto:desk@paper.example?subject=crawl", "desk@paper.example"),
        ("https://paper.example/@desk", None),
        ("desk@paper.example, other@paper.example", None),
        ("desk@paper.example\r\nX-Other: 1", None),
        ("", None),
        (None, None),
    ],
)
def test_a_mailbox_is_sent_as_the_sender_too(contact, sender):
    settings = Settings({"CONTACT": contact, "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html"}})

    Copydesk().update_settings(settings)

    assert settings.getdict("DEFAULT_REQUEST_HEADERS").get("From") == sender
    assert settings.getdict("DEFAULT_REQUEST_HEADERS")["Accept"] == "text/html"


def test_what_the_project_sets_goes_before_the_addon():
    class Theirs:
        """An item pipeline."""

    settings = Settings({"USER_AGENT": "theirs", "CLEAN_TIMEOUT": 5, "ITEM_PIPELINES": {Theirs: 10}})

    Copydesk().update_settings(settings)

    assert settings["USER_AGENT"] == "theirs"
    assert settings.getint("CLEAN_TIMEOUT") == 5
    assert settings.getdict("ITEM_PIPELINES") == {
        Theirs: 10,
        "pipelines.itempipelines.CleanPipeline": 300,
        "crawler.manners.rights.RightsPipeline": 303,
        "pipelines.duplicates_pipeline.DuplicatesPipeline": 305,
        "pipelines.itempipelines.RecurringPipeline": 310,
    }


def test_their_feed_exporters_and_storages_stay():
    theirs = {"FEED_EXPORTERS": {"parquet": "theirs.Parquet"}, "FEED_STORAGES": {"sftp": "theirs.Sftp"}}
    settings = Settings(theirs)

    Copydesk().update_settings(settings)

    assert settings.getdict("FEED_EXPORTERS")["parquet"] == "theirs.Parquet"
    assert settings.getdict("FEED_STORAGES")["sftp"] == "theirs.Sftp"
    assert settings.getdict("FEED_EXPORTERS")["gz"] == "crawler.exporters.GzipLinesExporter"
    assert settings.getdict("FEED_STORAGES")["file"] == "crawler.output.AtomicFileStorage"


def test_the_limits_of_safety_are_theirs_to_use_and_not_imposed():
    settings = Settings()

    Copydesk().update_settings(settings)

    assert settings.getint("RESPONSE_MAX_HEADERS") > 0
    assert "crawler.safety" not in str(settings.getwithbase("DOWNLOAD_HANDLERS"))
