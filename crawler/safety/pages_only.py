"""Pages only: what says it is a film, a picture or a PDF is not fetched to find out."""

from __future__ import annotations

import re
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Headers

from .errors import NotAPage

# application/octet-stream is left: it is what servers say that do not know.
_NO_PAGE = re.compile(
    rb"(?:image|audio|video|font)/|application/(?:pdf|zip|gzip|x-7z|vnd\.(?!wap)|msword|epub|x-tar|java|wasm)",
    re.IGNORECASE,
)


class PagesOnly:
    """Stop at the head of an answer to a request with ``page`` in its meta, when its
    Content-Type is no page's: :class:`NotAPage`, a refusal, counted and not retried."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PagesOnly:
        extension = cls()
        crawler.signals.connect(extension.headers_received, signals.headers_received)
        return extension

    def headers_received(self, headers: Headers, request: Request, **_: Any) -> None:
        content_type = headers.get("Content-Type") or b""
        if request.meta.get("page") and _NO_PAGE.match(content_type.strip()):
            raise NotAPage(content_type.partition(b";")[0].decode("latin-1").strip())
