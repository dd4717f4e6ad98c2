"""Content encodings undone piece by piece: as far as is granted, and to their very end.

Scrapy hands out what it has got of a body that ends early; half a story is worse than none
that is told of. The time it takes is linear in what goes in and comes out.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from scrapy.utils._compression import brotli, zstd  # whichever of their packages Scrapy found

_PIECE = 64 * 1024
# Each begins anew, which takes time: blocks of 64 KiB, as some packers make them, are fewer.
_STREAMS = 2_000

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
    return _streams(body, lambda: _Zlib(31), b"\x1f\x8b")


def _deflate(body: bytes) -> Iterator[bytes]:
    # RFC 9110, 8.4.1.2: some servers send it without the zlib wrapper. The wrapper's first
    # two bytes are a multiple of 31 (RFC 1950, 2.2).
    wrapped = body[:1] and body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _streams(body, lambda: _Zlib(15 if wrapped else -15))


def _zstd(body: bytes) -> Iterator[bytes]:
    return _streams(body, zstd.ZstdDecompressor, b"\x28\xb5\x2f\xfd")


def _streams(body: bytes, begin: Callable[[], Any], magic: bytes | None = None) -> Iterator[bytes]:
    """Unpack one stream, and those after it that begin with ``magic``; what else follows is ignored."""
    at = 0
    for _ in range(_STREAMS):
        stream = begin()
        while not stream.eof:
            hungry = stream.needs_input
            piece = body[at : at + _PIECE] if hungry else b""
            at += len(piece)
            unpacked = stream.decompress(piece, _PIECE)
            yield unpacked
            if hungry and not (piece or unpacked or stream.eof):
                raise EOFError("it ends early")
        at -= len(stream.unused_data)
        if magic is None or not body.startswith(magic, at):
            return
    raise EOFError(f"it has more than {_STREAMS} parts")


class _Zlib:
    """zlib's decompressor, with the ways of the standard library's newer ones."""

    def __init__(self, wbits: int) -> None:
        self._stream = zlib.decompressobj(wbits)

    def decompress(self, data: bytes, most: int) -> bytes:
        return self._stream.decompress(self._stream.unconsumed_tail or data, most)

    @property
    def needs_input(self) -> bool:
        return not self._stream.unconsumed_tail

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    for start in range(0, len(body), _PIECE):
        piece = stream.process(body[start : start + _PIECE], output_buffer_limit=_PIECE)
        while piece:
            yield piece
            piece = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=_PIECE)
        if stream.is_finished():
            return
    raise EOFError("it ends early")


_UNPACKERS: dict[bytes, Callable[[bytes], Iterator[bytes]]] = {
    b"gzip": _gzip,
    b"x-gzip": _gzip,
    b"deflate": _deflate,
    b"br": _brotli,
    b"zstd": _zstd,
}
