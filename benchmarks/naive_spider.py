"""The spider a user would write today: a sitemap, and trafilatura in the callback."""

from __future__ import annotations

import trafilatura
from scrapy.spiders import SitemapSpider


class NaiveSpider(SitemapSpider):
    name = "naive"

    def __init__(self, sitemap: str, **kwargs: str) -> None:
        self.sitemap_urls = [sitemap]
        super().__init__(**kwargs)

    def parse(self, response):
        document = trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)
        if document is not None:
            yield {
                "url": response.url,
                "title": document.title,
                "author": document.author,
                "date": document.date,
                "text": document.text,
            }
