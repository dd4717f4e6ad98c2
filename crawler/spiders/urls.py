"""The ``urls`` spider: fetch and clean the addresses it is given, and no others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy.http import Request

from .news import NewsSpider, web_address


class UrlsSpider(NewsSpider):
    """``scrapy crawl urls -a url="https://a.example/1 https://b.example/2"``

    :param file: a file with one address a line; blank lines and ``#`` comments are passed over.
    """

    name = "urls"
    articles_are_certain = True

    def __init__(self, file: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if file:
            lines = (line.strip() for line in Path(file).read_text(encoding="utf-8").splitlines())
            self.start_urls += [web_address(line) for line in lines if line and not line.startswith("#")]

    async def start(self) -> AsyncIterator[Request]:
        for url in dict.fromkeys(self.start_urls):
            if self.wanted(url):
                yield self.page_request(url, start=True)
