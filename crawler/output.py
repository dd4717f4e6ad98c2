"""Output files: whole or not at all.

What is written goes to a hidden ``.NAME.XXXX.part`` beside the file and takes the
file's name when it is complete. A crash leaves the old file as it was, and what the
run had got in the part, a line each.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.extensions.feedexport import FileFeedStorage
from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThread
from w3lib.url import file_uri_to_path

from pipelines.statefile import StateError

from .exporters import LINE_FORMATS, compressed
from .settled import settle_lines
from .settlers import Settler, settlers
from .signals import duplicate_dropped

logger = logging.getLogger(__name__)


class OutputError(Exception):
    """An output that cannot be written. ``str()`` names it and says why."""


class Part:
    """A file in the making.

    :param append: start from a copy of what is there.
    :raises OutputError: the file's folder cannot be made or written to.
    """

    def __init__(self, path: Path, *, append: bool = False) -> None:
        self.path = path
        try:
            if path.parent.exists() and not path.parent.is_dir():
                raise NotADirectoryError(None, f"{path.parent} is not a folder")
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(None, "it is a folder")
            if path.exists() and not path.is_file():
                # A device or a pipe would be replaced by a file of its name.
                raise OSError(None, "it is a device or a pipe; use '-' and redirect stdout")
            descriptor, self._name = tempfile.mkstemp(
                prefix=f".{path.name}.", suffix=".part", dir=path.parent
            )
        except OSError as error:
            raise OutputError(f"{path}: cannot be written: {error.strerror}") from None
        # mkstemp makes private files; an output is a file like any other.
        os.fchmod(descriptor, 0o666 & ~_umask())
        self.file: IO[bytes] = os.fdopen(descriptor, "wb")
        if append and path.exists():
            with path.open("rb") as old:
                shutil.copyfileobj(old, self.file)

    def keep(self) -> None:
        """It is complete: give it the file's name."""
        if not self.file.closed:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
        Path(self._name).replace(self.path)

    def leave(self) -> Path:
        """Close it and leave it under its hidden name: its lines are worth keeping, or wanted again."""
        self.file.close()
        return Path(self._name)

    def discard(self) -> None:
        # On a full disk closing fails too: what is still to be written.
        with suppress(OSError):
            self.file.close()
        Path(self._name).unlink(missing_ok=True)


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A file to write, compressed by its ending, that appears when the block ends well.

    Ctrl-C leaves the part.

    :raises OutputError: it cannot be written.
    """
    part = Part(path)
    stream = compressed(part.file, path.name)
    try:
        yield stream
        if stream is not part.file:
            stream.close()
    except KeyboardInterrupt:
        if stream is not part.file:
            stream.close()
        part.leave()
        raise
    except BaseException:
        part.discard()
        raise
    part.keep()


class AtomicFileStorage(FileFeedStorage):
    """Scrapy's storage of local files, made atomic.

    Appending (``scrapy crawl -o``) starts from a copy of what is there. Lines of articles are
    settled (:mod:`crawler.settled`) by what the crawl has told.

    :param crawler: asked for the settlers when the crawl is over; without one nothing is settled.
    """

    settles = False
    """Whether what is written can be read again, and is settled."""

    def __init__(
        self, uri: str, *, feed_options: dict[str, Any] | None = None, crawler: Crawler | None = None
    ) -> None:
        super().__init__(uri, feed_options=feed_options)
        self._part: Part | None = None
        self._crawler = crawler
        options = feed_options or {}
        # What a plugin has packed, and what another format has made of an article, cannot be read again.
        ours = options.get("format") in LINE_FORMATS and not options.get("postprocessing")
        self.settles = crawler is not None and ours and not options.get("fields")

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> AtomicFileStorage:
        return cls(uri, feed_options=feed_options, crawler=crawler)

    def open(self, spider: Spider) -> IO[bytes]:
        path = Path(self.path)
        self._part = Part(path, append=self.write_mode == "ab")
        return self._part.file

    def store(self, file: IO[bytes]) -> Deferred[None] | None:
        if self._part is None:
            return None
        asked = settlers(self._crawler) if self.settles else []
        if not asked:
            self._part.keep()
            return None
        # A crawl's whole output is read once more: not on the reactor's thread.
        return deferToThread(self._settle, asked).addCallback(self._report)

    def _settle(self, asked: list[Settler]) -> list[Settler]:
        """Store the lines settled; as they are, when that fails: they are worth having.

        :returns: those that have settled them.
        """
        unsettled, settled = self._part, None
        lines = unsettled.leave()
        try:
            settled = Part(unsettled.path)
            settle_lines(lines, settled.file, unsettled.path.name, asked)
            settled.keep()
        except (StateError, OutputError, ValueError, OSError) as error:
            logger.error("%s: stored as written, not settled by what all of it tells: %s", self.path, error)
            if settled is not None:
                settled.discard()
            unsettled.keep()
            return []
        unsettled.discard()
        return asked

    def _report(self, done: list[Settler]) -> None:
        for settler in done:
            for name, count in settler.counts.items():
                self._crawler.stats.inc_value(name, count)
            for dropped in settler.left_out:
                self._crawler.signals.send_catch_log(duplicate_dropped, dropped=dropped)


def local_path(output: str) -> Path | None:
    """The file an output names, by path or ``file:`` address; None for stdout and elsewhere."""
    if output == "-":
        return None
    scheme = urlsplit(output).scheme
    if scheme == "file":
        return Path(file_uri_to_path(output))
    return Path(output) if not scheme else None


def failed_path(output: Path) -> Path:
    """Where the failures of a run go: ``out.failed.jsonl`` beside ``out.jsonl.gz``."""
    return _beside(output, "failed")


def duplicates_path(output: Path) -> Path:
    """Where it is said which duplicates a run has dropped: ``out.duplicates.jsonl``."""
    return _beside(output, "duplicates")


def _beside(output: Path, what: str) -> Path:
    name = output.name.removesuffix(".gz").removesuffix(".zst")
    return output.with_name(f"{name.removesuffix('.jsonl')}.{what}.jsonl")


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask
