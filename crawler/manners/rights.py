"""Keep articles out of the output whose publishers reserve them, where the operator obeys it."""

from __future__ import annotations

import logging
from collections import Counter, OrderedDict
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import dateparser
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from pipelines import Article
from pipelines.article import Rights

from .kept_files import Copy
from .per_site import SiteSettings
from .rests import SiteRests
from .robots import site_address
from .site_files import SiteFiles
from .tdmrep import MOST_BYTES, PATH, TdmRep

logger = logging.getLogger(__name__)
_IN_MEMORY = 1000
_AFTER = "unavailable_after"


class RightsPipeline:
    """Item pipeline: what the page does not say of text and data mining, its site may say for all
    of its pages (:mod:`crawler.manners.tdmrep`); and what ``OBEY_RIGHTS`` names is obeyed.

    Settings: ``OBEY_RIGHTS``: a list of ``tdm-reservation`` and of directives of robots metas and
    ``X-Robots-Tag``, also in ``Site.settings``. ``none`` there counts as ``noindex``, and
    ``unavailable_after`` when its day is past. ``TDMREP``: ask sites for their file.
    Stats: ``copydesk/reserved``, ``copydesk/reserved/SIGNAL``; ``tdmrep/…`` as ``robotstxt/…``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._settings = SiteSettings(crawler.settings)
        self._files = SiteFiles(crawler, MOST_BYTES, "tdmrep", {})
        self._asks = crawler.settings.getbool("TDMREP", True)
        self._read: OrderedDict[str, tuple[Copy, TdmRep]] = OrderedDict()
        self._left_out: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RightsPipeline:
        return cls(crawler)

    def close_spider(self) -> None:
        self._files.close()
        if self._left_out:
            told = ", ".join(f"{signal} {count}" for signal, count in self._left_out.most_common())
            logger.warning(
                "%d articles are not in the output: their publishers reserve them (%s). OBEY_RIGHTS says "
                "what is obeyed.", self._left_out.total(), told,
            )  # fmt: skip

    async def process_item(self, item: Any) -> Any:
        if not isinstance(item, Article) or not item.url:
            return item
        if item.rights.tdm_reservation is None and self._asks:
            item = replace(item, rights=await self._with_site(item.rights, item.url))
        obeyed = self._settings.of(item.url).getlist("OBEY_RIGHTS")
        signal = reserved_by(item.rights, obeyed, datetime.now(UTC))
        if signal is None:
            return item
        self._left_out[signal] += 1
        self._crawler.stats.inc_value("copydesk/reserved")
        self._crawler.stats.inc_value(f"copydesk/reserved/{signal}")
        raise DropItem(f"{item.url}: reserved by its publisher: {signal}", log_level="INFO")

    async def _with_site(self, rights: Rights, url: str) -> Rights:
        address = site_address(url, PATH)
        rests = self._crawler.get_downloader_middleware(SiteRests)
        if rests is not None and rests.is_resting(url):
            # The article would wait as long, and the crawl for it.
            found = self._files.known(address)
        else:
            found = await self._files.get(address)
        # A file that is not there, or cannot be reached, reserves nothing.
        if not isinstance(found, Copy) or not found.body:
            return rights
        known = self._read.get(address)
        if known is None or known[0] is not found:
            known = self._read[address] = (found, TdmRep(found.body, address))
            if len(self._read) > _IN_MEMORY:
                self._read.popitem(last=False)
        says = known[1].of(url)
        if says is None:
            return rights
        return replace(rights, tdm_reservation=says.reserved, tdm_policy=rights.tdm_policy or says.policy)


def reserved_by(rights: Rights, obeyed: list[str], now: datetime) -> str | None:
    """The first of the signals obeyed that keeps an article out; None when none does."""
    said = set(rights.robots)
    if "none" in said:
        # Robots metas: the same as noindex, nofollow.
        said.update(("noindex", "nofollow"))
    for signal in (name.strip().lower() for name in obeyed):
        if signal == "tdm-reservation":
            holds = rights.tdm_reservation is True
        elif signal == _AFTER:
            holds = any(_is_past(s, now) for s in rights.robots if s.startswith(_AFTER))
        else:
            holds = signal in said
        if holds:
            return signal
    return None


def _is_past(directive: str, now: datetime) -> bool:
    day = dateparser.parse(
        directive.partition(":")[2].strip(),
        languages=["en"],
        settings={"TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": True},
    )
    return day is not None and day < now
