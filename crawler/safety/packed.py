"""Content encodings undone piece by piece: as far as is granted, and to their very end.

Scrapy hands out what it has got of a body that ends early; half a story is worse than none
that is told of. The time it takes is linear in what goes in and comes out.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from gzip import GzipFile
from io import BytesIO

from scrapy.utils._compression import brotli, zstd  # whichever of their packages Scrapy found

_PIECE = 64 * 1024

SPOILED = (zlib.error, OSError, EOFError, brotli.error, zstd.ZstdError)
"""What :func:`unpack` raises for a body that is not what it is said to be."""


class Outgrown(Exception):
    """There is more in it than is granted."""


def unpack(body: bytes, encoding: bytes, most: int) -> bytes:
    """Undo one encoding.

    :param encoding: ``gzip``, ``x-gzip``, ``deflate``, ``br`` or ``zstd``.
    :param most: bytes it may have; 0 for any number.
    :raises Outgrown: it has more.
    :raises SPOILED: it is spoiled, or ends early.
    """
    unpacked = BytesIO()
    for piece in _UNPACKERS[encoding](body):
        unpacked.write(piece)
        if most and unpacked.tell() > most:
            raise Outgrown
    return unpacked.getvalue()


def _gzip(body: bytes) -> Iterator[bytes]:
    with GzipFile(fileobj=BytesIO(body)) as file:
        while piece := file.read1(_PIECE):
            yield piece


def _deflate(body: bytes) -> Iterator[bytes]:
    # RFC 9110, 8.4.1.2: some servers send it without the zlib wrapper. The wrapper's first
    # two bytes are a multiple of 31 (RFC 1950, 2.2).
    wrapped = body[:1] and body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    stream = zlib.decompressobj(wbits=15 if wrapped else -15)
    for data in _pieces(body):
        while data and not stream.eof:
            yield stream.decompress(data, _PIECE)
            data = stream.unconsumed_tail
    while not stream.eof and (last := stream.decompress(b"", _PIECE)):
        yield last
    if not stream.eof:
        raise EOFError("it ends early")


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    for data in _pieces(body):
        yield stream.process(data, output_buffer_limit=_PIECE)
        while not stream.can_accept_more_data() and not stream.is_finished():
            yield stream.process(b"", output_buffer_limit=_PIECE)
        if stream.is_finished():
            return
    raise EOFError("it ends early")


def _zstd(body: bytes) -> Iterator[bytes]:
    with zstd.ZstdFile(BytesIO(body)) as file:
        while piece := file.read(_PIECE):
            yield piece


def _pieces(body: bytes) -> Iterator[bytes]:
    return (body[start : start + _PIECE] for start in range(0, len(body), _PIECE))


_UNPACKERS: dict[bytes, Callable[[bytes], Iterator[bytes]]] = {
    b"gzip": _gzip,
    b"x-gzip": _gzip,
    b"deflate": _deflate,
    b"br": _brotli,
    b"zstd": _zstd,
}
