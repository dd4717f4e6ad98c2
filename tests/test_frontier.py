"""The frontier: whose turn it is, what is a duplicate, what a kill leaves."""

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing as closing_later
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.exceptions import CloseSpider
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.signals import response_received
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.request import RequestFingerprinter

from crawler.extensions.failed_pages import FailedPages
from crawler.frontier import job
from crawler.frontier.file import FILE, FrontierFile
from crawler.frontier.scheduler import Frontier
from crawler.frontier.turns import Turns
from crawler.items import FailedPage
from crawler.settings import EXTENSIONS
from crawler.signals import checkpoint, site_rest
from pipelines import Article
from pipelines.statefile import StateError

from . import loopback
from .conftest import ROOT
from .made_site import page


class Paper(Spider):
    name = "paper"

    def parse_page(self, response):
        """A callback."""


class Engine:
    """Scrapy's engine, as far as the frontier looks into it."""

    def __init__(self):
        self.downloader = SimpleNamespace(active=set())
        self.scraper = SimpleNamespace(slot=SimpleNamespace(active=set()))
        self._slot = None


@pytest.fixture
def opened(monkeypatch):
    """``opened(folder, NAME=VALUE)``: a frontier, as the engine opens it, without a clock."""
    loop = SimpleNamespace(start=lambda *_, **__: None, stop=lambda: None)
    monkeypatch.setattr("crawler.frontier.scheduler.create_looping_call", lambda _: loop)
    timers = []
    timer = SimpleNamespace(cancel=lambda: None)
    monkeypatch.setattr(
        "crawler.frontier.scheduler.call_later", lambda delay, _: timers.append(delay) or timer
    )

    def open_frontier(folder=None, **changed):
        known = Settings()
        known.setmodule("crawler.settings")
        known.update({"JOBDIR": str(folder or ""), **changed})
        crawler = SimpleNamespace(
            settings=known, engine=Engine(), request_fingerprinter=RequestFingerprinter()
        )
        crawler.signals = SignalManager(crawler)
        crawler.stats = MemoryStatsCollector(SimpleNamespace(settings=known))
        frontier = crawler.engine.scheduler = Frontier.from_crawler(crawler)
        frontier.open(Paper())
        frontier.timers = timers
        return frontier

    return open_frontier


def download(frontier: Frontier) -> Request | None:
    """The next request, in the downloader."""
    request = frontier.next_request()
    if request is not None:
        frontier.crawler.engine.downloader.active.add(request)
    return request


def scrape(frontier: Frontier, request: Request) -> None:
    """It is downloaded, and its callback runs."""
    frontier.crawler.engine.downloader.active.remove(request)
    frontier.crawler.engine.scraper.slot.active.add(request)


def finish(frontier: Frontier, request: Request) -> None:
    frontier.crawler.engine.scraper.slot.active.remove(request)


def kill(frontier: Frontier) -> None:
    """What is not committed is lost."""
    frontier.file.close()


def get(path: str, host: str = "a.example", **options) -> Request:
    return Request(f"https://{host}/{path}", **options)


def paths(frontier: Frontier) -> list[str]:
    found = []
    while (request := download(frontier)) is not None:
        found.append(request.url.removeprefix("https://"))
    return found


def test_scrapy_takes_it_for_a_scheduler():
    assert issubclass(Frontier, BaseScheduler)


def test_highest_priority_first_and_first_in_first_out(opened):
    frontier = opened(CONCURRENT_REQUESTS_PER_DOMAIN=0)
    for path, priority in (("low", -1), ("one", 0), ("two", 0), ("high", 5), ("three", 0)):
        assert frontier.enqueue_request(get(path, priority=priority))

    assert paths(frontier) == [f"a.example/{path}" for path in ("high", "one", "two", "three", "low")]
    assert not frontier.has_pending_requests()


def test_sites_take_turns_and_none_has_more_than_its_share(opened):
    sites = [
        {"name": "B", "start": ("https://b.example/",), "settings": {"CONCURRENT_REQUESTS_PER_DOMAIN": 1}}
    ]
    frontier = opened(SITES=sites, CONCURRENT_REQUESTS_PER_DOMAIN=2)
    for host in ("a.example", "b.example", "news.b.example", "c.example"):
        for number in range(3):
            frontier.enqueue_request(get(str(number), host, priority=10 if host == "a.example" else 0))

    # Two of a and c, one of the site B, whatever its host.
    assert paths(frontier) == ["a.example/0", "b.example/0", "c.example/0", "a.example/1", "c.example/1"]
    assert frontier.has_pending_requests()

    of_b = next(r for r in frontier.crawler.engine.downloader.active if "b.example" in r.url)
    scrape(frontier, of_b)
    assert paths(frontier) == ["b.example/1"]


def test_request_is_what_it_was(opened, tmp_path):
    frontier = opened(tmp_path)
    spider = frontier.spider
    request = Request(
        "https://a.example/?b=1#c",
        method="POST",
        body=b"\x00body",
        headers={"X": "y"},
        cookies={"c": "d"},
        callback=spider.parse_page,
        errback=spider.parse_page,
        meta={"start": False, "deep": [1, None]},
        cb_kwargs={"follow": 0},
        priority=-3,
        flags=["f"],
        dont_filter=True,
    )
    frontier.enqueue_request(request)
    before = request.to_dict(spider=spider)
    del request

    assert frontier.next_request().to_dict(spider=spider) == before


def test_who_holds_on_to_a_request_gets_it_back_itself(opened):
    frontier = opened(CONCURRENT_REQUESTS_PER_DOMAIN=0)
    held = get("a", dont_filter=True)
    for _ in range(2):
        frontier.enqueue_request(held)

    assert download(frontier) is held
    again = download(frontier)
    assert (again.url, again is held) == (held.url, False)


def test_duplicates_are_told_and_dont_filter_is_honoured(opened, tmp_path):
    frontier = opened(tmp_path, CONCURRENT_REQUESTS_PER_DOMAIN=0)
    assert frontier.enqueue_request(get("a?x=1&y=2"))
    assert not frontier.enqueue_request(get("a?y=2&x=1"))
    assert frontier.enqueue_request(get("a?x=1&y=2", dont_filter=True))
    assert frontier.enqueue_request(get("b", dont_filter=True))
    assert frontier.enqueue_request(get("b"))
    assert frontier.crawler.stats.get_value("dupefilter/filtered") == 1
    frontier.close("shutdown")
    kill(frontier)

    again = opened(tmp_path)
    assert not again.enqueue_request(get("a?x=1&y=2"))


def test_dupefilter_of_the_projects_own_is_asked(opened):
    frontier = opened(DUPEFILTER_CLASS="scrapy.dupefilters.BaseDupeFilter")

    assert [frontier.enqueue_request(get("a")) for _ in range(3)] == [True] * 3


def test_request_is_done_when_its_callback_has_ended(opened, tmp_path):
    first = opened(tmp_path)
    for path in ("done", "scraped", "downloaded", "pending"):
        first.enqueue_request(get(path))
    done, scraped, _ = download(first), download(first), download(first)
    scrape(first, done)
    scrape(first, scraped)
    first.enqueue_request(get("child"))
    finish(first, done)
    first.checkpoint()
    kill(first)

    second = opened(tmp_path)

    assert second.is_resumed
    # As it was: the child is known, what was in flight comes again, in its old place.
    assert paths(second) == [f"a.example/{p}" for p in ("scraped", "downloaded", "pending", "child")]
    assert not second.enqueue_request(get("done"))


def test_redirect_or_retry_takes_the_place_of_its_request(opened, tmp_path):
    first = opened(tmp_path)
    first.enqueue_request(get("old"))
    old = download(first)
    # As the engine does it, in one go: it leaves the downloader, and the other one comes in.
    first.crawler.engine.downloader.active.remove(old)
    first.enqueue_request(get("new"))
    first.enqueue_request(old.replace(dont_filter=True))
    first.checkpoint()
    kill(first)

    assert paths(opened(tmp_path)) == ["a.example/new", "a.example/old"]


def test_what_was_done_since_the_checkpoint_is_done_again(opened, tmp_path):
    first = opened(tmp_path)
    first.enqueue_request(get("a"))
    first.checkpoint()
    request = download(first)
    scrape(first, request)
    first.enqueue_request(get("child"))
    finish(first, request)
    assert download(first) is not None
    kill(first)

    second = opened(tmp_path)
    assert paths(second) == ["a.example/a"]
    assert second.enqueue_request(get("child"))


def test_who_holds_something_back_is_asked_before_the_commit(opened, tmp_path):
    first = opened(tmp_path)
    seen = []

    def hand_over(closing):
        # Another connection sees what is committed, and nothing else.
        with closing_later(sqlite3.connect(tmp_path / FILE)) as other:
            seen.append((closing, other.execute("SELECT count(*) FROM requests").fetchone()[0]))

    first.crawler.signals.connect(hand_over, checkpoint)
    first.enqueue_request(get("a"))
    first.checkpoint()
    first.enqueue_request(get("b"))
    first.close("shutdown")

    assert seen == [(False, 0), (True, 1)]


def test_nothing_is_committed_when_something_could_not_be_handed_over(opened, tmp_path):
    first = opened(tmp_path)
    first.enqueue_request(get("a"))
    first.checkpoint()

    def full():
        raise OSError("the disk is full")

    first.crawler.signals.connect(full, checkpoint)
    request = download(first)
    scrape(first, request)
    finish(first, request)
    first.checkpoint()

    assert first.next_request() is None
    assert not first.has_pending_requests()
    with pytest.raises(CloseSpider) as closed:
        first.spider_idle()
    assert closed.value.reason == "frontier_error"
    first.close("frontier_error")
    kill(first)
    assert paths(opened(tmp_path)) == ["a.example/a"]


def test_accepted_article_counts_at_once_and_is_kept_when_its_request_is_done(opened, tmp_path):
    first = opened(tmp_path)
    requests = [get(path) for path in ("written", "not")]
    for request in requests:
        first.enqueue_request(request)
    flights = [download(first), download(first)]
    for request, found in zip(flights, ("w", "n"), strict=True):
        scrape(first, request)
        first.accepted.add(found)
        first.item_scraped(Article(id=found), SimpleNamespace(request=request))
    finish(first, flights[0])
    first.checkpoint()
    assert ("w" in first.accepted, "n" in first.accepted, len(first.accepted)) == (True, True, 2)
    kill(first)

    second = opened(tmp_path)
    # Its line may be lost: taken for accepted, it would never be written.
    assert ("w" in second.accepted, "n" in second.accepted, len(second.accepted)) == (True, False, 1)
    second.accepted.keep(["n", "w"])
    assert len(second.accepted) == 2


def test_sites_and_requests_rest_until_their_time(opened, tmp_path):
    now = time.time()
    first = opened(tmp_path, CONCURRENT_REQUESTS_PER_DOMAIN=0)
    send = first.crawler.signals.send_catch_log
    for host in ("a.example", "b.example"):
        first.enqueue_request(get("1", host))
    first.enqueue_request(get("later", "b.example", meta={"not_before": now + 20}))
    send(site_rest, site="a.example", until=now + 10, reason="Retry-After")
    send(site_rest, site="a.example", until=now + 5, reason="less")
    first.enqueue_request(get("2", "a.example"))

    assert paths(first) == ["b.example/1"]
    assert first.has_pending_requests()
    assert 9 < first.timers[-1] <= 10
    first.checkpoint()
    kill(first)

    second = opened(tmp_path, CONCURRENT_REQUESTS_PER_DOMAIN=0)
    assert paths(second) == ["b.example/1"]
    assert second.turns.take(now + 9) is None
    assert [second.turns.take(now + 11)[0].name for _ in range(2)] == ["a.example"] * 2
    assert second.turns.take(now + 11) is None
    assert second.turns.take(now + 21)[0].name == "b.example"


def test_crawl_is_put_off_when_only_long_rests_are_left(opened, tmp_path):
    frontier = opened(tmp_path, LONGEST_REST=60)
    frontier.enqueue_request(get("a"))
    frontier.site_rest("a.example", time.time() + 59)
    assert frontier.has_pending_requests()
    frontier.site_rest("a.example", time.time() + 1000)
    frontier.enqueue_request(get("b", "b.example"))
    assert frontier.has_pending_requests()
    request = download(frontier)
    scrape(frontier, request)
    finish(frontier, request)

    assert not frontier.has_pending_requests()
    with pytest.raises(CloseSpider) as closed:
        frontier.spider_idle()
    assert closed.value.reason == "put_off"
    frontier.close("put_off")
    frontier.engine_stopped()
    assert job.waits(tmp_path)


@pytest.mark.parametrize(
    ("reason", "stays"),
    [("finished", False), ("max_articles", False), ("shutdown", True), ("closespider_timeout", True)],
)
def test_job_of_a_whole_crawl_is_removed(reason, stays, opened, tmp_path):
    frontier = opened(tmp_path / "job")
    frontier.close(reason)
    frontier.engine_stopped()

    assert (tmp_path / "job").exists() is stays


def test_job_whose_output_could_not_be_stored_stays(opened, tmp_path):
    frontier = opened(tmp_path)
    frontier.crawler.stats.inc_value("feedexport/failed_count/AtomicFileStorage")
    frontier.close("finished")
    frontier.engine_stopped()

    assert job.waits(tmp_path)


def test_failures_of_a_killed_run_are_kept_each_once(opened, tmp_path):
    file = tmp_path / "out.failed.jsonl"
    runs = (("killed", "a"), ("shutdown", "a"), ("shutdown", "b"))
    for end, name in runs:
        frontier = opened(tmp_path / "job", FAILED_PAGES=str(file))
        failures = FailedPages.from_crawler(frontier.crawler)
        failures.spider_opened()
        for failed in (name, "c"):
            failures.page_failed(FailedPage(f"https://{failed}.example/", "HTTP 503", "no"))
        if end != "killed":
            frontier.close(end)
            failures.spider_closed()
        kill(frontier)

    found = [json.loads(line)["url"][8] for line in file.read_text("utf-8").splitlines()]
    assert found == ["a", "c", "b", "c"]
    assert [left.name for left in tmp_path.iterdir() if left.name.startswith(".")] == []


def test_request_that_cannot_be_written_down_stays_in_memory(opened, tmp_path, caplog):
    first = opened(tmp_path)
    request = get("a", callback=lambda response: None)
    first.enqueue_request(request)
    first.enqueue_request(get("b", meta={"held": open}))
    first.enqueue_request(get("c", meta={"held": lambda: None}))
    assert "lost if the run is" in caplog.text
    assert download(first) is request
    first.checkpoint()
    kill(first)

    assert paths(opened(tmp_path)) == ["a.example/b"]
    assert "2 requests were in memory alone" in caplog.text


def test_callback_that_is_gone_is_told(opened, tmp_path, caplog):
    first = opened(tmp_path)
    first.enqueue_request(get("a", callback=first.spider.parse_page))
    first.checkpoint()
    kill(first)
    second = opened(tmp_path)
    second.spider = Spider("other")

    assert second.next_request() is None
    assert "parse_page" in caplog.text
    assert not second.has_pending_requests()


def test_what_a_waiting_job_was_asked_is_told(tmp_path):
    asked = {"urls": ["https://a.example/"], "depth": 2}
    assert job.ask(tmp_path, asked) == {}
    assert job.ask(tmp_path, asked) == {}
    assert job.ask(tmp_path, {"urls": ["https://a.example/"], "since": "2025-01-01"}) == {
        "depth": 2,
        "since": None,
    }
    job.restart(tmp_path)
    assert job.ask(tmp_path, {"urls": []}) == {}
    job.remove(tmp_path)
    assert not tmp_path.exists()


def test_file_that_is_none_is_named(tmp_path):
    (tmp_path / FILE).write_text("no database, and longer than a hundred bytes. " * 9)

    with pytest.raises(StateError, match=FILE):
        FrontierFile(tmp_path / FILE)


SITES = ("a", "b", "c")


class AgainstAModel(RuleBasedStateMachine):
    """The turns beside lists that do the same, with kills in between."""

    flights = Bundle("flights")

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.now = 1000.0

    @initialize()
    def begin(self):
        self.open()
        self.model = {"rows": [], "rests": dict.fromkeys(SITES, 0.0), "next": 1}
        self.in_flight = {}
        self.commit()

    def open(self):
        self.file = FrontierFile(Path(self.folder.name, FILE))
        self.turns = Turns(self.file, {"a": 0, "b": 1, "c": 2}.get)

    @rule(site=st.sampled_from(SITES), priority=st.integers(-1, 1), wait=st.none() | st.integers(1, 30))
    def add(self, site, priority, wait):
        body = f"{self.model['next']}".encode()
        self.model["next"] += 1
        not_before = None if wait is None else self.now + wait
        self.turns.add(site, priority, body, not_before)
        self.model["rows"].append((body, site, priority, not_before or 0.0))

    def ready(self, site):
        """What the site would hand out next: the body; None for nothing."""
        most = {"a": 99, "b": 1, "c": 2}[site]
        if (
            self.model["rests"][site] > self.now
            or sum(s == site for s, *_ in self.in_flight.values()) >= most
        ):
            return None
        rows = [
            r for r in self.model["rows"] if r[1] == site and r[3] <= self.now and r[0] not in self.in_flight
        ]
        # Python's sort is stable: rows are in the order in which they came.
        return min(rows, key=lambda row: -row[2])[0] if rows else None

    @rule(target=flights)
    def take(self):
        ready = {site: body for site in SITES if (body := self.ready(site)) is not None}
        taken = self.turns.take(self.now)
        if taken is None:
            assert not ready
            return None
        site, number, body = taken
        assert ready[site.name] == body
        self.in_flight[body] = (site.name, site, number)
        return body

    @rule(body=flights)
    def done(self, body):
        if body in self.in_flight:
            _, site, number = self.in_flight.pop(body)
            self.turns.left(site)
            self.file.done(number)
            self.model["rows"] = [row for row in self.model["rows"] if row[0] != body]

    @rule(site=st.sampled_from(SITES), seconds=st.integers(-5, 30))
    def rest(self, site, seconds):
        self.turns.rest(site, self.now + seconds)
        self.model["rests"][site] = max(self.model["rests"][site], self.now + seconds)

    @rule(seconds=st.integers(1, 20))
    def pass_time(self, seconds):
        self.now += seconds

    @rule()
    def commit(self):
        self.file.commit()
        self.saved = json.dumps({**self.model, "rows": [(r[0].decode(), *r[1:]) for r in self.model["rows"]]})

    @rule()
    def kill(self):
        self.file.close()
        self.model = json.loads(self.saved)
        self.model["rows"] = [(row[0].encode(), *row[1:]) for row in self.model["rows"]]
        self.in_flight = {}
        self.open()

    @invariant()
    def nothing_is_lost(self):
        if hasattr(self, "model"):
            assert len(self.file) == len(self.model["rows"])
            waiting = any(row[0] not in self.in_flight for row in self.model["rows"])
            assert self.turns.has_pending(float("inf")) is waiting

    def teardown(self):
        self.file.close()
        self.folder.cleanup()


TestAgainstAModel = AgainstAModel.TestCase
TestAgainstAModel.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def stories(site, count, delay=0.0) -> list[str]:
    """Addresses of so many stories that a site now has."""
    for number in range(count):
        body = page(number, "new", site.url)
        site.add(f"/story/{number}", loopback.Answer(body, delay=delay))
    return [f"{site.url}/story/{number}" for number in range(count)]


QUICK = ("-s", "AUTOTHROTTLE_ENABLED=0", "--allow-private", "127.0.0.1", "--allow-private", "127.0.0.2")


def test_slow_site_does_not_hold_up_a_fast_one(run, read, tmp_path):
    with loopback.serving() as fast, loopback.serving("127.0.0.2") as slow:
        # The slow one's first: it could fill the downloader.
        urls = [*stories(slow, 20, delay=0.5), *stories(fast, 20)]
        listed = tmp_path / "urls.txt"
        listed.write_text("\n".join(urls), "utf-8")

        out = ("--spider", "urls", "--file", listed, "-o", tmp_path / "out.jsonl")
        done = run("crawl", *out, *QUICK, "-s", "CONCURRENT_REQUESTS=6")

        assert done.returncode == 0, done.stderr
        # By the order of requests: when the fast one's last came, most of the slow one's were to come.
        last = max(asked.at for asked in fast.log)
        assert sum(asked.at < last for asked in slow.log) < 12
    assert sorted(a["url"] for a in read.lines(tmp_path / "out.jsonl")) == sorted(urls)


class Tired:
    """An extension: the site that is asked for a story is tired at once, for ``TIRED`` seconds."""

    @classmethod
    def from_crawler(cls, crawler):
        tired = cls()
        tired.crawler = crawler
        crawler.signals.connect(tired.response_received, response_received)
        return tired

    def response_received(self, response):
        if response.url.startswith("http://127.0.0.2:") and "/story/" in response.url:
            until = time.time() + self.crawler.settings.getfloat("TIRED")
            self.crawler.signals.send_catch_log(site_rest, site="127.0.0.2", until=until, reason="tired")


RESTING = """
import json, sys
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

known = Settings()
known.setmodule("crawler.settings")
known.update(json.loads(sys.argv[1]))
process = AsyncCrawlerProcess(known)
crawler = process.create_crawler("urls")
process.crawl(crawler, file=sys.argv[2])
process.start()
print(crawler.stats.get_value("finish_reason"))
"""


def crawl_tired(tmp_path, **changed) -> str:
    """Crawl what is listed, with a site that tires; how it ends."""
    told = {
        "EXTENSIONS": {**EXTENSIONS, "tests.test_frontier.Tired": 1},
        "FEEDS": {str(tmp_path / "out.jsonl"): {"format": "jsonl"}},
        "JOBDIR": str(tmp_path / "job"),
        "AUTOTHROTTLE_ENABLED": False,
        "ALLOW_PRIVATE_HOSTS": ["127.0.0.1", "127.0.0.2"],
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "LOG_LEVEL": "WARNING",
        **changed,
    }
    command = [sys.executable, "-c", RESTING, json.dumps(told), tmp_path / "urls.txt"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == ""
    return done.stdout.strip()


def test_site_that_rests_is_passed_over_and_comes_again_in_time(read, tmp_path):
    with loopback.serving() as lively, loopback.serving("127.0.0.2") as tired:
        urls = [*stories(tired, 3), *stories(lively, 12)]
        (tmp_path / "urls.txt").write_text("\n".join(urls), "utf-8")

        assert crawl_tired(tmp_path, TIRED=1.0) == "finished"

        assert sorted(a["url"] for a in read.lines(tmp_path / "out.jsonl")) == sorted(urls)
        asked = [asked.at for asked in tired.log if "/story/" in asked.path]
        # Meanwhile the other one was crawled.
        assert sum(other.at < asked[2] for other in lively.log) >= 10
        # No sooner than it may, and before Scrapy's engine would look again by itself.
        assert all(1.0 <= later - sooner < 4.5 for sooner, later in pairwise(asked))


def test_crawl_that_is_put_off_goes_on_another_time(read, tmp_path):
    with loopback.serving() as lively, loopback.serving("127.0.0.2") as tired:
        urls = [*stories(tired, 3), *stories(lively, 5)]
        (tmp_path / "urls.txt").write_text("\n".join(urls), "utf-8")

        ends = [crawl_tired(tmp_path, TIRED=600, LONGEST_REST=60)]
        first = read.lines(tmp_path / "out.jsonl")
        with FrontierFile(tmp_path / "job" / FILE) as file:
            # Ten minutes later.
            file.rest(1, 0.0)
            file.rest(2, 0.0)
            file.commit()
        ends.append(crawl_tired(tmp_path, TIRED=0, LONGEST_REST=60))

        assert ends == ["put_off", "finished"]
        assert len(first) == 6
        assert sorted(a["url"] for a in read.lines(tmp_path / "out.jsonl")) == sorted(urls)
        assert not (tmp_path / "job").exists()
