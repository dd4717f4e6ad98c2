"""A stand-in for the scheduler's checkpoints: an extension that sends the signal all the time."""

from __future__ import annotations

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.internet.task import LoopingCall

from crawler.signals import checkpoint


class Checkpoints:
    """Sends :data:`crawler.signals.checkpoint` every tenth of a second."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Checkpoints:
        call = LoopingCall(lambda: crawler.signals.send_catch_log(checkpoint))
        crawler.signals.connect(lambda: call.start(0.1) and None, signals.spider_opened, weak=False)
        crawler.signals.connect(lambda: call.stop(), signals.spider_closed, weak=False)
        return cls()
