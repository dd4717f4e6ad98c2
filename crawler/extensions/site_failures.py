"""Give up sites that fail all the time."""

from __future__ import annotations

import logging
from collections import Counter

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler.items import FailedPage
from crawler.signals import page_failed, page_read, site_closed
from crawler.site_outcomes import NOT_DUE
from crawler.sites import Sites, asked_url

logger = logging.getLogger(__name__)


class SiteFailures:
    """Close a site for this run when too many of its pages in a row have failed.

    A page that was read, or that has not changed (304), ends the row. Setting
    ``SITE_MAX_FAILURES``: how many; 0: no site is given up.
    """

    def __init__(self, crawler: Crawler, most: int) -> None:
        self._crawler, self._most = crawler, most
        self._sites = Sites.from_settings(crawler.settings)
        self._in_a_row: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SiteFailures:
        most = crawler.settings.getint("SITE_MAX_FAILURES")
        if most <= 0:
            raise NotConfigured
        extension = cls(crawler, most)
        crawler.signals.connect(extension.page_failed, page_failed)
        crawler.signals.connect(extension.page_read, page_read)
        crawler.signals.connect(extension.response_received, signals.response_received)
        return extension

    def page_failed(self, failed: FailedPage) -> None:
        site = self._sites.key(failed.url or "")
        self._in_a_row[site] += 1
        if self._in_a_row[site] == self._most:
            logger.warning("%s: given up: %d failures, one after another", site, self._most)
            self._crawler.signals.send_catch_log(site_closed, site=site, reason="given up")

    def page_read(self, url: str) -> None:
        self._in_a_row.pop(self._sites.key(url), None)

    def response_received(self, response: Response) -> None:
        if response.status == 304 and NOT_DUE not in response.flags:
            self.page_read(asked_url(response))
