"""HTTP messages as WARC records hold them (WARC 1.1, section 6.3), from Scrapy's requests and responses."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from http import HTTPStatus

from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached

# What would let a reader of the archive act as the one who crawled.
_SECRETS_ASKED = frozenset((b"authorization", b"proxy-authorization", b"cookie"))
# Scrapy hands over the body without these; the headers would tell readers to undo them again.
_UNDONE = frozenset((b"transfer-encoding", b"trailer"))


def request_message(request: Request) -> bytes:
    """A request as it was sent, without ``Authorization``, ``Proxy-Authorization`` and ``Cookie``."""
    parts = urlparse_cached(request)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # Twisted writes it on the wire, from the address.
    host = [] if b"Host" in request.headers else [(b"Host", [parts.netloc.rpartition("@")[2].encode()])]
    head = [f"{request.method} {target} HTTP/1.1".encode(), *_lines(host)]
    return _head([*head, *_lines(request.headers.items(), _SECRETS_ASKED)]) + request.body


def response_head(response: Response, *, with_cookies: bool) -> bytes:
    """A response's status line and headers, with the empty line after them.

    The body that belongs to it is ``response.body`` as long as no middleware has undone its content
    encodings. What Scrapy does not hand over is the reason phrase (that of the status is written) and how
    the header's names were spelt. A transfer encoding, which is undone, is told as
    ``X-Archive-Orig-Transfer-Encoding``, the name other archives give it.

    :param with_cookies: keep ``Set-Cookie``; not for a crawl that sends cookies back, whose session it names.
    """
    protocol = response.protocol if (response.protocol or "").startswith("HTTP/1.") else "HTTP/1.1"
    try:
        reason = HTTPStatus(response.status).phrase
    except ValueError:
        reason = ""
    left_out = frozenset() if with_cookies else frozenset((b"set-cookie",))
    headers = (
        (b"X-Archive-Orig-" + name if name.lower() in _UNDONE else name, values)
        for name, values in response.headers.items()
    )
    return _head([f"{protocol} {response.status} {reason}".encode(), *_lines(headers, left_out)])


def _lines(
    headers: Iterable[tuple[bytes, list[bytes]]], left_out: Collection[bytes] = frozenset()
) -> Iterable[bytes]:
    for name, values in headers:
        if name.lower() not in left_out:
            # A line break would begin another header, or the body.
            yield from (name + b": " + b" ".join(value.split()) for value in values)


def _head(lines: Iterable[bytes]) -> bytes:
    return b"\r\n".join(lines) + b"\r\n\r\n"
