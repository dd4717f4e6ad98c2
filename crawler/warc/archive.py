"""The archive of one run: exchanges with sites, and what became of pages, as WARC records."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from importlib.metadata import version
from pathlib import Path

from fastwarc import WarcRecord, WarcRecordType

from crawler.rendering.modes import RENDERED_TYPE

from .decided import Decided
from .files import WarcFiles
from .known import Held, Known

_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
_REQUEST = "application/http; msgtype=request"
_RESPONSE = "application/http; msgtype=response"
_TOGETHER = 500  # addresses noted in one transaction, where nobody commits before


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what came back, as on the wire."""

    id: str
    """Record id of the response, with the angle brackets."""
    request_id: str
    uri: str
    at: datetime
    """UTC, to the second."""
    request: bytes
    head: bytes
    """Of the response: status line and headers."""
    body: bytes
    status: int
    ip: str | None
    truncated: str | None = None
    """Why the body is not whole, by WARC 1.1's words: ``disconnect``, ``length``, ``time``."""


class Archive:
    """Writes WARC files to a folder. One thread at a time.

    Beside a response whose body is in the archive already there is a revisit record in its
    place: so too for 304 Not Modified.

    :param folder: made when it is not there; holds the digests as well.
    :param most: bytes of a file, at which the next is begun.
    :param info: of the run, for each file's warcinfo record.
    :raises OSError: it cannot be written to.
    :raises StateError: the digests cannot be used.
    """

    def __init__(self, folder: Path, most: int, info: dict[str, str]) -> None:
        self._info = {
            "software": f"copydesk/{version('copydesk')} fastwarc/{version('fastwarc')}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        } | info
        self._info_id = ""
        self._files = WarcFiles(folder, most, self._warcinfo)
        self._known = Known(folder)

    def add(self, exchange: Exchange) -> bool:
        """Write a response, or a revisit in its place, and its request.

        :returns: whether a revisit was enough.
        :raises OSError: the disk is full.
        """
        self._files.begin()
        digest = digest_of(exchange.body)
        date = warc_date(exchange.at)
        held, profile = self._known.by_digest(digest) if exchange.body else None, "identical-payload-digest"
        if exchange.status == 304:
            held, profile = self._known.by_uri(exchange.uri), "server-not-modified"
        kind = WarcRecordType.revisit if held else WarcRecordType.response
        response = self._record(kind, exchange.id, exchange.uri, date, _RESPONSE)
        if exchange.ip:
            response.headers["WARC-IP-Address"] = exchange.ip
        if exchange.truncated:
            response.headers["WARC-Truncated"] = exchange.truncated
        if held is not None:
            response.headers["WARC-Profile"] = _PROFILE + profile
            response.headers["WARC-Refers-To"] = held.record
            response.headers["WARC-Refers-To-Target-URI"] = held.uri
            response.headers["WARC-Refers-To-Date"] = held.date
            response.set_bytes_content(exchange.head)
        else:
            response.set_bytes_content(exchange.head + exchange.body)
        response.headers["WARC-Payload-Digest"] = held.digest if held is not None else digest
        self._files.write(response)
        if exchange.body and not exchange.truncated:
            own = Held(exchange.uri, exchange.id, date, self._files.name, digest)
            self._known.note(exchange.uri, held or own)
        request = self._record(WarcRecordType.request, exchange.request_id, exchange.uri, date, _REQUEST)
        request.headers["WARC-Concurrent-To"] = exchange.id
        request.set_bytes_content(exchange.request)
        self._files.write(request)
        if self._known.uncommitted >= _TOGETHER:
            self.commit()
        return held is not None

    def add_rendered(self, id: str, html: bytes, uri: str, of: str, at: datetime) -> None:
        """Write what a browser made of an archived response: a conversion record.

        :param id: its record id.
        :param html: in UTF-8.
        :param of: record id of the response.
        """
        self._files.begin()
        record = self._record(WarcRecordType.conversion, id, uri, warc_date(at), RENDERED_TYPE)
        record.headers["WARC-Refers-To"] = of
        record.headers["WARC-Payload-Digest"] = digest_of(html)
        record.set_bytes_content(html)
        self._files.write(record)

    def add_decided(self, id: str, decided: Decided, uri: str, of: str) -> None:
        """Write what became of an archived page: a metadata record.

        :param of: record id of its response.
        """
        self._files.begin()
        date = warc_date(datetime.now(UTC))
        record = self._record(WarcRecordType.metadata, id, uri, date, "application/json")
        record.headers["WARC-Refers-To"] = of
        record.set_bytes_content(decided.to_json())
        self._files.write(record)

    def commit(self) -> None:
        """Everything written is on the disk when this returns."""
        self._files.sync()
        self._known.commit()

    def close(self) -> None:
        """Make the last file complete."""
        try:
            self._files.close()
            self._known.commit()
        finally:
            self._known.close()

    def _record(self, kind: WarcRecordType, id: str, uri: str, date: str, content_type: str) -> WarcRecord:
        record = WarcRecord()
        record.init_headers(kind)
        record.headers["WARC-Record-ID"] = id
        record.headers["WARC-Date"] = date
        record.headers["WARC-Target-URI"] = uri
        record.headers["Content-Type"] = content_type
        record.headers["WARC-Warcinfo-ID"] = self._info_id
        return record

    def _warcinfo(self, name: str) -> WarcRecord:
        record = WarcRecord()
        record.init_headers(WarcRecordType.warcinfo)
        self._info_id = record.headers["WARC-Record-ID"]
        record.headers["WARC-Date"] = warc_date(datetime.now(UTC))
        record.headers["WARC-Filename"] = name
        record.headers["Content-Type"] = "application/warc-fields"
        fields = (f"{name}: {' '.join(value.split())}\r\n" for name, value in self._info.items())
        record.set_bytes_content("".join(fields).encode())
        return record


def digest_of(body: bytes) -> str:
    """A digest as WARC tools write and expect it: SHA-1, in base 32."""
    return "sha1:" + b32encode(sha1(body, usedforsecurity=False).digest()).decode()


def warc_date(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
