"""Records of WARC files: found by going through a file, and read by their place in it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastwarc import ArchiveIterator, WarcRecord

from pipelines.errors import PageError

MOST_BYTES = 65 * 1024 * 1024
"""As much as a crawl takes (DOWNLOAD_MAXSIZE), and its headers."""
_MAGIC = b"\x1f\x8b\x08"
_CHUNK = 1 << 20
_PACKED = 1 << 16  # bytes, which may unpack to a thousand times as many
_LOOKED_AT = 256  # bytes of a member, to tell what is in it


class OnePiece(Exception):
    """An archive that cannot be read by place. ``str()`` names it and says what to do."""


class UnreadableRecord(PageError):
    """A record of an archive that is damaged, or whose payload is not to be found."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record begins."""

    file: Path
    offset: int

    def __str__(self) -> str:
        return f"{self.file}, offset {self.offset}"


def records(file: Path) -> Iterator[tuple[Place, WarcRecord | None]]:
    """A file's records, each with its place; None for one that is damaged.

    After it, it goes on with the next that can be read. A record can be read until the next
    is asked for.

    :raises OSError: the file cannot be opened.
    :raises OnePiece: it is one gzip member: a record has no place in it.
    """
    start: int | None = 0
    with file.open("rb") as stream:
        while start is not None:
            stream.seek(start)
            place = None
            try:
                for record in ArchiveIterator(stream, parse_http=False):
                    if place is not None and record.stream_pos <= place:
                        raise OnePiece(f"{file}: packed in one piece; `warcio recompress` packs it by record")
                    place = record.stream_pos
                    yield Place(file, place), record if is_whole(record) else None
                return
            except (OSError, ValueError):
                # What was read last was read well; it is what comes next.
                damaged = start if place is None else _end_of_member(file, place)
                yield Place(file, damaged), None
                start = _next_start(file, damaged + 1)


def _end_of_member(file: Path, start: int) -> int:
    """Where the gzip member ends that begins there; ``start`` for a file that is not packed."""
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    with file.open("rb") as stream:
        stream.seek(start)
        try:
            while not member.eof and (data := stream.read(_PACKED)):
                member.decompress(data)
        except zlib.error:
            return start
        return stream.tell() - len(member.unused_data)


def _next_start(file: Path, after: int) -> int | None:
    """Where the next gzip member with a WARC record begins."""
    with file.open("rb") as stream:
        stream.seek(after)
        kept = b""
        while data := stream.read(_CHUNK):
            window, base = kept + data, stream.tell() - len(data) - len(kept)
            place = window.find(_MAGIC)
            while place >= 0:
                if _is_record(window[place : place + _LOOKED_AT]):
                    return base + place
                place = window.find(_MAGIC, place + 1)
            kept = window[-_LOOKED_AT:]
        return None


def _is_record(start: bytes) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, 5) == b"WARC/"
    except zlib.error:
        return False


def read(place: Place) -> WarcRecord:
    """A record by its place.

    :raises UnreadableRecord: it is damaged.
    """
    try:
        # The record reads from it when it is asked for more; it is closed with it.
        stream = place.file.open("rb")
        stream.seek(place.offset)
        record = next(iter(ArchiveIterator(stream, parse_http=False)), None)
    except (OSError, ValueError) as error:
        raise UnreadableRecord(f"{place}: cannot be read: {error}") from None
    if record is None or not is_whole(record):
        raise UnreadableRecord(f"{place}: damaged: not as long as it says, or its digest does not fit")
    return record


def is_whole(record: WarcRecord) -> bool:
    """Whether it is as long as it says, and its digest fits, where it has one we know."""
    if record.content_length > MOST_BYTES:
        return True  # reading will tell that it is too long
    try:
        if (record.headers.get("WARC-Block-Digest") or "").startswith("sha1:"):
            return record.verify_block_digest()
        record.freeze()
        return True
    except OSError:
        return False


def http(record: WarcRecord, place: Place) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body of an HTTP response; chunks put together.

    :raises UnreadableRecord: it is too long, or no HTTP response.
    """
    if record.content_length > MOST_BYTES:
        raise UnreadableRecord(f"{place}: more than {MOST_BYTES >> 20} MiB: no page is")
    try:
        record.parse_http(auto_decode="transfer")
        headers = record.http_headers
        return headers.status_code or 0, list(headers.items_bytes()), record.reader.read(MOST_BYTES)
    except (OSError, ValueError) as error:
        raise UnreadableRecord(f"{place}: no HTTP response: {error}") from None


def uri(record: WarcRecord) -> str:
    """WARC-Target-URI; empty for none."""
    # Some writers put it in angle brackets, as WARC 1.0's grammar had it.
    return record.headers.get("WARC-Target-URI", "").strip("<>")


def fetched_at(record: WarcRecord) -> str | None:
    """WARC-Date, as an article says when its page was fetched."""
    try:
        at = datetime.fromisoformat(record.headers.get("WARC-Date", ""))
    except ValueError:
        return None
    return at.astimezone(UTC).isoformat(timespec="seconds")
