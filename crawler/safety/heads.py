"""Heads of answers, bounded: Twisted bounds a header line, and neither their number nor their sum."""

from __future__ import annotations

from typing import Any

# Private to Scrapy, and all there is to hang a limit on; tests/test_hostile_web.py tells when it moves.
from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.defer import Deferred

from .errors import HeadTooLarge


def bounded_factory(most: int, size: int) -> type:
    """A factory of connections whose answers have a bounded head.

    :param most: header lines, those of 1xx answers before it included.
    :param size: bytes of all of them.
    """

    class Parser(_LenientHTTPClientParser):
        MAX_LENGTH = size
        lines = taken = 0

        def lineReceived(self, line: bytes) -> None:
            self.lines += 1
            self.taken += len(line)
            # The status line and the blank one are none.
            if self.lines > most + 2:
                raise HeadTooLarge(f"more than {most} header lines (RESPONSE_MAX_HEADERS)")
            if self.taken > size:
                self.lineLengthExceeded(line)
            super().lineReceived(line)

        def lineLengthExceeded(self, line: bytes) -> None:
            raise HeadTooLarge(f"more than {size} bytes of header (RESPONSE_HEAD_MAXSIZE)")

    class Protocol(_LenientHTTP11ClientProtocol):
        def request(self, request: Any) -> Deferred[Any]:
            answer = super().request(request)
            # As Scrapy's own does it: the parser's class is not to be chosen.
            self._parser.__class__ = Parser
            return answer

    class Factory(_LenientHTTP11ClientFactory):
        def buildProtocol(self, addr: Any) -> Protocol:
            return Protocol(self._quiescentCallback)

    return Factory
