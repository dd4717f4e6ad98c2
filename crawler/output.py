"""Output files: whole or not at all.

What is written goes to a hidden ``.NAME.XXXX.part`` beside the file and takes the
file's name when it is complete. A crash leaves the old file as it was, and what the
run had got in the part, a line each.
"""

from __future__ import annotations

import json
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
from scrapy.exceptions import CloseSpider
from scrapy.extensions.feedexport import FileFeedStorage
from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThread
from w3lib.url import file_uri_to_path

from pipelines.article import SCHEMA
from pipelines.itempipelines import state_file
from pipelines.statefile import StateError

from .exporters import LINE_FORMATS, compressed, is_compressed
from .frontier.scheduler import Frontier, frontier_of
from .kept_lines import KeptLines
from .settled import settle_lines
from .signals import checkpoint

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
        check_writable(path)
        try:
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


def check_writable(path: Path) -> None:
    """Make a file's folder, and see whether the file can be.

    :raises OutputError: it cannot.
    """
    try:
        if path.parent.exists() and not path.parent.is_dir():
            raise NotADirectoryError(None, f"{path.parent} is not a folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        if path.exists() and not path.is_file():
            # A device or a pipe would be replaced by a file of its name.
            raise OSError(None, "it is a device or a pipe; use '-' and redirect stdout")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from None


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
    """Scrapy's storage of local files, made atomic, and safe to kill where there is a job.

    Lines are kept as :class:`~crawler.kept_lines.KeptLines`, and compressed, after those that are
    in the file already (``scrapy crawl -o``), when they are stored. A crawl that goes on (``JOBDIR``)
    finds the lines of the run that was killed, and adds to what an earlier run of it has stored.
    Lines of articles are settled (:mod:`crawler.settled`) when there is a ``STATE_DIR``. Other
    formats are written to a :class:`Part`.
    """

    def __init__(
        self, uri: str, *, feed_options: dict[str, Any] | None = None, crawler: Crawler | None = None
    ) -> None:
        super().__init__(uri, feed_options=feed_options)
        options = feed_options or {}
        # What a plugin has packed, and what another format has made of an article, cannot be read again.
        self._is_lines = options.get("format") in LINE_FORMATS and not options.get("postprocessing")
        self._crawler = crawler
        self._state = None
        if crawler is not None and self._is_lines and not options.get("fields"):
            self._state = state_file(crawler.settings)
        self._part: Part | None = None
        self._lines: KeptLines | None = None

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> AtomicFileStorage:
        storage = cls(uri, feed_options=feed_options, crawler=crawler)
        # Scrapy makes one before the crawl, too, only to see whether it can.
        if storage._is_lines and frontier_of(crawler) is not None:
            storage._find_lines()
        return storage

    def open(self, spider: Spider) -> IO[bytes]:
        path = Path(self.path)
        if not self._is_lines:
            self._part = Part(path, append=self.write_mode == "ab")
            return self._part.file
        try:
            check_writable(path)
            self._lines = self._lines or KeptLines(path, None)
            file = self._lines.open()
        except (OutputError, OSError) as error:
            if self._frontier is not None:
                # Scrapy logs it and crawls on, for nothing.
                self._frontier.give_up(str(error))
            raise
        if self._crawler is not None:
            self._crawler.signals.connect(self._lines.sync, checkpoint)
        return file

    def store(self, file: IO[bytes]) -> Deferred[None] | None:
        if self._part is not None:
            self._part.keep()
        elif self._lines is not None:
            if self._state is None:
                return self._stored(self._make_whole())
            # A crawl's whole output is read once more: not on the reactor's thread.
            return deferToThread(self._make_whole).addCallback(self._stored)
        return None

    @property
    def _frontier(self) -> Frontier | None:
        return frontier_of(self._crawler) if self._crawler is not None else None

    def _find_lines(self) -> None:
        """What an earlier run of the job has written of this file counts as accepted.

        :raises CloseSpider: it cannot be read.
        """
        frontier, path = self._frontier, Path(self.path)
        try:
            self._lines = KeptLines(path, frontier.token)
            frontier.accepted.keep(filter(None, map(_id, self._lines.found())))
        except OSError as error:
            logger.error("%s: what the run before has written cannot be had: %s", path, error)
            raise CloseSpider("output_error") from None
        if self._lines.was_stored:
            self._note_stored()
        if frontier.file.kept(self._note) is not None:
            self.write_mode = "ab"

    @property
    def _note(self) -> str:
        return f"stored {self.path}"

    def _note_stored(self) -> None:
        """From now on the job adds to the file, whether or not it was to be overwritten first."""
        if (frontier := self._frontier) is not None:
            frontier.file.keep(self._note, "")
            frontier.file.commit()

    def _make_whole(self) -> int | None:
        """Make the complete file; None when there is nothing new in it.

        When settling fails the lines are stored as they are: they are worth having.
        """
        lines, path = self._lines, Path(self.path)
        append = self.write_mode == "ab" and path.exists()
        if not lines.close() and append:
            lines.discard()
            return None
        sources = [path, lines.part] if append else [lines.part]
        try:
            if self._state is not None:
                return lines.make_whole(lambda file: settle_lines(sources, file, path.name, self._state))
        except (StateError, ValueError, OSError) as error:
            logger.error("%s: stored with what comes back on its sites' pages: %s", path, error)
        try:
            as_it_is = not append and not is_compressed(path.name)
            lines.make_whole(None if as_it_is else lambda file: _add(lines.part, path, append, file))
        except OSError as error:
            where = f"its lines are in {lines.part}"
            raise OutputError(f"{path}: not stored: {error.strerror}; {where}") from None
        return 0

    def _stored(self, blocks: int | None) -> None:
        if blocks is None:
            return
        self._note_stored()
        self._lines.take_name()
        if self._crawler is not None:
            self._crawler.stats.inc_value("copydesk/recurring_blocks", blocks)


def _add(lines: Path, path: Path, append: bool, target: IO[bytes]) -> None:
    """Write a file's bytes, if it is to be added to, then lines in its compression."""
    if append:
        with path.open("rb") as old:
            shutil.copyfileobj(old, target)
    stream = compressed(target, path.name)
    with lines.open("rb") as new:
        shutil.copyfileobj(new, stream)
    if stream is not target:
        stream.close()


def _id(line: bytes) -> str | None:
    """The article's id of a line; None for another item, and for what is no JSON."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row.get("id") if isinstance(row, dict) and row.get("schema") == SCHEMA else None


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
    name = output.name.removesuffix(".gz").removesuffix(".zst")
    return output.with_name(f"{name.removesuffix('.jsonl')}.failed.jsonl")


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask
