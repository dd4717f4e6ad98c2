"""Packed bodies, unpacked within bounds: a few kilobytes can hold gigabytes."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from .errors import BodyTooLarge, CompressionBomb, SpoiledEncoding
from .packed import SPOILED, Outgrown, unpack

# So small a body is no bomb, however well it packs: a page of blanks does.
_HARMLESS = 1024 * 1024
# One is usual, two happen where a proxy packs again.
_LAYERS = 2


class BoundedHttpCompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's, with a bound on how much a body may grow, and none taken that ends early.

    Beyond ``DECOMPRESSION_MAX_RATIO`` times the bytes sent (0: no bound; one megabyte is
    always granted) it is a :class:`CompressionBomb`, beyond ``DOWNLOAD_MAXSIZE``
    :class:`BodyTooLarge`; unpacking stops there. More than two encodings one in another are
    a bomb too, and what cannot be unpacked to its end is :class:`SpoiledEncoding`.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._ratio = crawler.settings.getfloat("DECOMPRESSION_MAX_RATIO")
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    def process_response(self, request: Request, response: Response) -> Request | Response:
        encodings = b",".join(response.headers.getlist("Content-Encoding")).split(b",")
        # An answer without a body (304) may name the encoding of the one it has not.
        if encodings == [b""] or not response.body:
            return response
        if len(encodings) > _LAYERS:
            raise CompressionBomb(f"{len(encodings)} encodings one in another; {_LAYERS} are taken")
        most = request.meta.get("download_maxsize", self._most)
        grown = int(max(_HARMLESS, len(response.body) * self._ratio)) if self._ratio else 0
        bound = min(filter(None, (most, grown)), default=0)
        # For this answer alone: a redirect's next one has the request's own limit.
        bounded = request.replace(meta={**request.meta, "download_maxsize": bound})
        try:
            return super().process_response(bounded, response)
        except Outgrown as error:
            if bound == most:
                raise BodyTooLarge(f"unpacked it is larger than {most} bytes (DOWNLOAD_MAXSIZE)") from error
            raise CompressionBomb(
                f"{len(response.body)} bytes grow to more than {grown} when they are unpacked "
                f"(DECOMPRESSION_MAX_RATIO = {self._ratio:g})"
            ) from error
        except SPOILED as error:
            name = b", ".join(encodings).decode("latin-1")
            raise SpoiledEncoding(f"the body is spoiled {name}: {error}") from error

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        return unpack(body, encoding, max_size)
