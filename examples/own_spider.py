"""A spider of your own, cleaned by Copydesk.

``scrapy runspider examples/own_spider.py -a url=https://paper.example/world/ -O out.jsonl``;
on the fixture site, add ``-s ALLOW_PRIVATE_HOSTS=127.0.0.1``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from scrapy import Spider
from scrapy.http import Response

from pipelines import Page


class OwnSpider(Spider):
    """Follows the links of one section page and yields each as a page to clean."""

    name = "own"
    custom_settings: ClassVar[dict[str, Any]] = {
        "ADDONS": {"crawler.addon.Copydesk": 100},
        "ROBOTSTXT_OBEY": True,
    }

    def __init__(self, url: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start_urls = [url]

    def parse(self, response: Response) -> Iterator[Any]:
        yield from response.follow_all(css="main a, .content a, h2 a, h3 a", callback=self.parse_story)

    def parse_story(self, response: Response) -> Iterator[Page]:
        yield Page(response.body, url=response.url, status=response.status)
