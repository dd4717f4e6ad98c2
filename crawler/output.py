"""Output files: whole or not at all.

What is written goes to a hidden ``.NAME.XXXX.part`` beside the file and takes the
file's name when it is complete. A crash leaves the old file as it was, and what the
run had got in the part, a line each.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
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
from pipelines.statefile import StateError

from .exporters import LINE_FORMATS, compressed, is_compressed
from .frontier.scheduler import Frontier, frontier_of
from .kept_lines import KeptLines
from .settled import settle_lines
from .settlers import Settler, settlers
from .signals import checkpoint, duplicate_dropped, lines_settled

logger = logging.getLogger(__name__)
# Of Scrapy's feed URIs, with what parts it from the words before it.
_PLACEHOLDER = re.compile(r"[-_.]?%\(\w+\)\d*[a-z]")


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
    Lines of articles are settled (:mod:`crawler.settled`) by what the crawl has told; those that were
    in the file before it are not: somebody has read them, and revisions name their hashes. Other
    formats are written to a :class:`Part`.

    :param crawler: asked for the settlers when the crawl is over; without one nothing is settled.
    """

    settles = False
    """Whether what is written can be read again, and is settled."""

    def __init__(
        self, uri: str, *, feed_options: dict[str, Any] | None = None, crawler: Crawler | None = None
    ) -> None:
        super().__init__(uri, feed_options=feed_options)
        options = feed_options or {}
        # What a plugin has packed, and what another format has made of an article, cannot be read again.
        self._is_lines = options.get("format") in LINE_FORMATS and not options.get("postprocessing")
        self._crawler = crawler
        self.settles = crawler is not None and self._is_lines and not options.get("fields")
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
            asked = settlers(self._crawler) if self.settles else []
            if not asked:
                return self._stored(self._make_whole(asked))
            # A crawl's whole output is read once more: not on the reactor's thread.
            return deferToThread(self._make_whole, asked).addCallback(self._stored)
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

    def _make_whole(self, asked: list[Settler]) -> _Settled | None:
        """Make the complete file; None when there is nothing new in it.

        When settling fails the lines are stored as they are: they are worth having.
        """
        lines, path = self._lines, Path(self.path)
        append = self.write_mode == "ab" and path.exists()
        if not lines.close() and append:
            lines.discard()
            return None
        settled = _Settled(asked)

        def settle(file: IO[bytes]) -> None:
            if append:
                _copy(path, file)
            settled.hashes = settle_lines(lines.part, file, path.name, asked)

        try:
            if asked:
                lines.make_whole(settle)
                return settled
        except (StateError, ValueError, OSError) as error:
            logger.error("%s: stored as written, not settled by what all of it tells: %s", path, error)
        try:
            as_it_is = not append and not is_compressed(path.name)
            lines.make_whole(None if as_it_is else lambda file: _add(lines.part, path, append, file))
        except OSError as error:
            where = f"its lines are in {lines.part}"
            raise OutputError(f"{path}: not stored: {error.strerror}; {where}") from None
        return _Settled([])

    def _stored(self, settled: _Settled | None) -> None:
        if settled is None:
            return
        self._note_stored()
        self._lines.take_name()
        for settler in settled.by:
            for name, count in settler.counts.items():
                self._crawler.stats.inc_value(name, count)
            for dropped in settler.left_out:
                self._crawler.signals.send_catch_log(duplicate_dropped, dropped=dropped)
        if settled.by:
            self._crawler.signals.send_catch_log(lines_settled, hashes=settled.hashes)


@dataclass(slots=True)
class _Settled:
    by: list[Settler]
    hashes: dict[str, str] = field(default_factory=dict)
    """``content_hash`` of every article's line, by id."""


def _copy(source: Path, target: IO[bytes]) -> None:
    with source.open("rb") as file:
        shutil.copyfileobj(file, target)


def _add(lines: Path, path: Path, append: bool, target: IO[bytes]) -> None:
    """Write a file's bytes, if it is to be added to, then lines in its compression."""
    if append:
        _copy(path, target)
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
    return _beside(output, "failed")


def duplicates_path(output: Path) -> Path:
    """Where it is said which duplicates a run has dropped: ``out.duplicates.jsonl``."""
    return _beside(output, "duplicates")


def _beside(output: Path, what: str) -> Path:
    name = output.name.removesuffix(".gz").removesuffix(".zst")
    return output.with_name(f"{name.removesuffix('.jsonl')}.{what}.jsonl")


def without_placeholders(output: Path) -> Path:
    """A path beside an output whose name is Scrapy's to complete: ``a.jsonl`` for ``a-%(time)s.jsonl``.

    What is kept from run to run, and the failures, need a name that does not change.
    """
    folders = list(itertools.takewhile(lambda part: not _PLACEHOLDER.search(part), output.parts[:-1]))
    return Path(*folders, _PLACEHOLDER.sub("", output.name))


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask
