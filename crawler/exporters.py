"""Feed exporters: JSON Lines as :func:`pipelines.line.to_line` writes it, plain or compressed.

The compression is the exporter's, not a post-processing plugin's, because Scrapy takes
the exporter from the file name's ending: ``-O out.jsonl.gz`` then works everywhere.
"""

from __future__ import annotations

import gzip
from typing import IO, Any

import zstandard
from scrapy.exporters import JsonLinesItemExporter

from pipelines.article import Article
from pipelines.line import to_line

from .kept_lines import LinesFile

LINE_FORMATS = frozenset(("jsonl", "jsonlines", "jl", "gz", "zst"))
"""The formats that are ours, as the settings name them."""


class LinesExporter(JsonLinesItemExporter):
    """JSON Lines. Other items than articles are written as Scrapy writes them."""

    def export_item(self, item: Any) -> None:
        if isinstance(item, Article) and self.fields_to_export is None:
            self.file.write(to_line(item))
        else:
            super().export_item(item)
        self.end_line()

    def end_line(self) -> None:
        """Hand the line to the system at once: a run that is killed leaves whole lines."""
        self.file.flush()


class _CompressedLinesExporter(LinesExporter):
    def __init__(self, file: IO[bytes], **kwargs: Any) -> None:
        self._is_plain = isinstance(file, LinesFile)
        super().__init__(file if self._is_plain else compressed(file, self.ending), **kwargs)

    def end_line(self) -> None:
        # A flush a line would undo the compression.
        if self._is_plain:
            super().end_line()

    def finish_exporting(self) -> None:
        if not self._is_plain:
            self.file.close()


class GzipLinesExporter(_CompressedLinesExporter):
    """JSON Lines, gzip."""

    ending = ".gz"


class ZstdLinesExporter(_CompressedLinesExporter):
    """JSON Lines, Zstandard."""

    ending = ".zst"


def compressed(file: IO[bytes], name: str) -> IO[bytes]:
    """A writer that compresses by a name's ending into an open file; ``file`` itself for none.

    Closing it ends the compression and leaves ``file`` open. The bytes depend on
    the content alone: no time, no file name in the header.
    """
    if name.endswith(".gz"):
        return gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0)
    if name.endswith(".zst"):
        return zstandard.ZstdCompressor().stream_writer(file, closefd=False)
    return file


def is_compressed(name: str) -> bool:
    """Whether a file of this name is."""
    return name.endswith((".gz", ".zst"))
