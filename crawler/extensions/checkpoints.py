"""Item pipelines that hold something back hand it over at the crawl's checkpoints."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.signals import checkpoint
from pipelines.duplicates_pipeline import DuplicatesPipeline
from pipelines.itempipelines import RecurringPipeline


class Checkpoints:
    """On :data:`crawler.signals.checkpoint`: what is noted of the articles so far is committed."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.checkpoint, checkpoint)
        return extension

    def checkpoint(self) -> None:
        for kind in (RecurringPipeline, DuplicatesPipeline):
            pipeline = self.crawler.get_item_pipeline(kind)
            if pipeline is not None:
                pipeline.commit()
