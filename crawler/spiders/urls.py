"""The ``urls`` spider: fetch and clean the addresses it is given, and no others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy.http import Request

from crawler.starts import listed_addresses

from .news import NewsSpider


class UrlsSpider(NewsSpider):
    """``scrapy crawl urls -a url="https://a.example/1 https://b.example/2"``

    :param file: a file with one address a line.
    """

    name = "urls"
    articles_are_certain = True

    def __init__(self, file: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if file:
            self.start_urls += listed_addresses(Path(file))

    async def start(self) -> AsyncIterator[Request]:
        for url in dict.fromkeys(self.start_urls):
            if self.wanted(url):
                yield self.page_request(url, start=True)
