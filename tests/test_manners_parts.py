"""The downloader middlewares of manners, one by one: rests told by signal, paces of sites."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from types import SimpleNamespace

import pytest
from scrapy.core.downloader import Slot
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Request
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import MemoryStatsCollector
from twisted.internet.defer import Deferred

from crawler.manners.pace import SitePaces
from crawler.manners.rests import SiteIsResting, SiteRests
from crawler.manners.robots import RobotsMiddleware
from crawler.signals import site_rest

URL = "https://paper.example/story"
SITES = [
    {"name": "paper", "start": ["https://paper.example/"], "hosts": ["paper.test"], "quiet": "00:00-23:59"},
    {"name": "slow", "start": ["https://slow.example/"], "settings": {
        "DOWNLOAD_DELAY": 3.0, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "AUTOTHROTTLE_ENABLED": False,
        "DOWNLOAD_TIMEOUT": 5.0, "RETRY_TIMES": 7, "ROBOTSTXT_OBEY": False,
        "USER_AGENT": "ours/1 (+desk@paper.example)",
    }},
]  # fmt: skip


def crawler_with(**settings: object) -> SimpleNamespace:
    options = Settings()
    options.setmodule("crawler.settings", priority="project")
    options.update(settings, priority="cmdline")
    crawler = SimpleNamespace(settings=options, signals=SignalManager(), spider=None)
    downloader = SimpleNamespace(slots={}, per_slot_settings={})
    crawler.engine = SimpleNamespace(downloader=downloader, _slot=SimpleNamespace(closing=None))
    crawler.stats = MemoryStatsCollector(SimpleNamespace(settings=options))
    return crawler


class Rests:
    """A :class:`SiteRests` and the signals it sends."""

    def __init__(self, **settings: object) -> None:
        self.crawler = crawler_with(**settings)
        self.middleware = SiteRests.from_crawler(self.crawler)
        self.sent: list[tuple[str, float, str]] = []
        self.crawler.signals.connect(self.note, site_rest)

    def note(self, site: str, until: float, reason: str) -> None:
        self.sent.append((site, until, reason))

    def process(self, request: Request) -> Request | None:
        return asyncio.run(self.middleware.process_request(request))


def test_a_refusal_is_told_by_signal_and_holds_the_whole_site():
    rests, now = Rests(), time.time()
    until = rests.middleware.refused(URL, "HTTP 429", 120.0)
    assert rests.sent == [("paper.example", until, "HTTP 429")]
    assert now + 119 < until < now + 125
    held = rests.process(Request("https://www.paper.example/other", priority=3, cb_kwargs={"follow": 1}))
    assert held.meta["not_before"] == until and held.dont_filter
    assert (held.url, held.priority, held.cb_kwargs) == ("https://www.paper.example/other", 3, {"follow": 1})
    assert rests.process(Request("https://other.example/")) is None


def test_a_rest_told_by_another_is_obeyed():
    rests, until = Rests(), time.time() + 60
    rests.crawler.signals.send_catch_log(site_rest, site="paper.example", until=until, reason="a reason")
    assert rests.process(Request(URL)).meta["not_before"] == until


def test_a_rest_takes_the_sites_requests_out_of_the_queue():
    rests = Rests()
    slot = rests.crawler.engine.downloader.slots["any"] = Slot(4, 0.0)
    ours, theirs = Deferred(), Deferred()
    failures: list[Exception] = []
    ours.addErrback(lambda failure: failures.append(failure.value))
    slot.queue = deque([(Request(URL), ours), (Request("https://other.example/"), theirs)])
    until = rests.middleware.refused(URL, "HTTP 503", 60.0)
    assert [request.url for request, _ in slot.queue] == ["https://other.example/"]
    assert [type(error) for error in failures] == [SiteIsResting]
    assert rests.middleware.process_exception(Request(URL), failures[0]).meta["not_before"] == until


def test_refusals_without_a_time_take_longer_each_time_and_come_to_an_end(monkeypatch):
    rests, clock = Rests(REST_TIMES=3, REST_START=10.0), [1000.0]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    waits = []
    for _ in range(3):
        # Two that were sent together are one refusal.
        until = rests.middleware.refused(URL, "HTTP 503")
        assert rests.middleware.refused(URL, "HTTP 503") == until
        waits.append(until - clock[0])
        clock[0] = until
    assert 10 <= waits[0] <= 15 and 20 <= waits[1] <= 30 and 40 <= waits[2] <= 60
    assert rests.middleware.refused(URL, "HTTP 503") is None
    with pytest.raises(IgnoreRequest, match="left alone for the rest of the run: HTTP 503, 4 times in a row"):
        rests.process(Request(URL))


def test_an_answer_ends_the_row(monkeypatch):
    rests, clock = Rests(REST_TIMES=1), [1000.0]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    for _ in range(5):
        clock[0] = rests.middleware.refused(URL, "HTTP 503")
        rests.middleware.answered(URL)
    assert rests.process(Request(URL)) is None


def test_quiet_hours_of_a_site_go_before_those_of_the_crawl():
    rests = Rests(SITES=SITES, QUIET_HOURS="00:00-23:59")
    assert rests.process(Request("https://news.paper.test/")) is not None
    assert {(site, reason) for site, _, reason in rests.sent} == {("paper", "quiet hours")}
    other = dict(SITES[0], quiet=f"{time.strftime('%H:%M', time.gmtime(time.time() + 7200))}-"
                 f"{time.strftime('%H:%M', time.gmtime(time.time() + 10800))}")  # fmt: skip
    awake = Rests(SITES=[other], QUIET_HOURS="00:00-23:59")
    assert awake.process(Request(URL)) is None


def test_hours_that_are_none_are_an_error():
    with pytest.raises(ValueError, match="'at night'"):
        Rests(QUIET_HOURS="at night")


def test_a_site_has_one_slot_and_its_own_settings():
    crawler = crawler_with(SITES=SITES)
    paces = SitePaces.from_crawler(crawler)
    request = Request("https://www.slow.example/a", meta={"download_slot": "another"})
    paces.process_request(request)
    assert request.meta == {"download_slot": "slow", "download_timeout": 5.0, "max_retry_times": 7}
    assert request.headers["User-Agent"] == b"ours/1 (+desk@paper.example)"
    made = crawler.engine.downloader.per_slot_settings
    assert made["slow"] == {"concurrency": 1, "delay": 3.0, "jitter": 0.5}
    assert paces.of("slow").target == 0.0
    other = Request("https://other.example/a")
    paces.process_request(other)
    assert other.meta == {"download_slot": "other.example"} and "User-Agent" not in other.headers
    assert made["other.example"] == {"concurrency": 4, "delay": 0.5, "jitter": 0.5}


def test_a_file_others_wait_for_goes_first_and_what_is_sent_counts_at_once():
    crawler = crawler_with()
    paces = SitePaces.from_crawler(crawler)
    slot = crawler.engine.downloader.slots["paper.example"] = Slot(4, 0.0)
    page, file = Request(URL), Request("https://paper.example/robots.txt", meta={"site_file": True})
    for request in (page, file):
        request.meta["download_slot"] = "paper.example"
        paces.queued(request)
        slot.queue.append((request, Deferred()))
    assert [slot.queue.popleft()[0] for _ in range(2)] == [file, page]
    assert slot.transferring == {file, page} and not slot.queue


def test_a_site_that_asks_for_it_is_slowed_down_and_never_sped_up():
    crawler = crawler_with(SITES=SITES)
    paces = SitePaces.from_crawler(crawler)
    slot = crawler.engine.downloader.slots["slow"] = Slot(4, 0.0)
    paces.slow_down("https://slow.example/", 10.0)
    assert (slot.delay, slot.jitter, slot.concurrency) == (10.0, 0.0, 1)
    paces.slow_down("https://slow.example/", 1.0)
    assert crawler.engine.downloader.per_slot_settings["slow"]["delay"] == 10.0


@pytest.mark.parametrize(
    ("everywhere", "sites", "configured"),
    [(True, SITES, True), (True, [], True), (False, [], False), (False, SITES, False)],
)
def test_robots_txt_is_read_where_any_site_is_to_be_obeyed(everywhere, sites, configured):
    crawler = crawler_with(SITES=sites, ROBOTSTXT_OBEY=everywhere)
    if not configured:
        with pytest.raises(NotConfigured):
            RobotsMiddleware(crawler)
        return
    middleware = RobotsMiddleware(crawler)
    if sites:
        # Not even asked for, where the operator says so of a site.
        assert asyncio.run(middleware.process_request(Request("https://slow.example/a"))) is None
    assert "robotstxt/request_count" not in crawler.stats.get_stats()
