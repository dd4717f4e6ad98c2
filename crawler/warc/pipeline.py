"""The last item pipeline: an article is archived before it is written."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from pipelines import Article
from pipelines.duplicates_pipeline import DuplicatesPipeline

from .middleware import ArchiveMiddleware


class ArchivePipeline:
    """Have the archive write what was decided of each article. One that cannot be archived is an
    item error, and not written."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivePipeline:
        if not crawler.settings.get("ARCHIVE_DIR"):
            raise NotConfigured
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        archive = self._crawler.get_downloader_middleware(ArchiveMiddleware)
        if archive is not None and isinstance(item, Article):
            duplicates = self._crawler.get_item_pipeline(DuplicatesPipeline)
            await archive.made(item, duplicates.at_the_end if duplicates is not None else None)
        return item
