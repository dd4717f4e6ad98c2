"""Output files: whole or not at all.

What is written goes to a hidden ``.NAME.XXXX.part`` beside the file and takes the
file's name when it is complete. A crash leaves the old file as it was, and what the
run had got in the part, a line each.
"""

from __future__ import annotations

import itertools
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
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

from pipelines.itempipelines import state_file
from pipelines.statefile import StateError

from .exporters import LINE_FORMATS, compressed
from .settled import settle_lines
from .signals import lines_settled

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
        self.start = self.file.tell()
        """Where what is written now begins, in bytes."""

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

    Appending (``scrapy crawl -o``) starts from a copy of what is there. The lines of this run are
    settled (:mod:`crawler.settled`) when there is a ``STATE_DIR``.

    :param state: the file that knows what comes back on the sites' pages; None settles nothing.
    :param settled: called with what :func:`~crawler.settled.settle_lines` returns.
    """

    def __init__(
        self,
        uri: str,
        *,
        feed_options: dict[str, Any] | None = None,
        state: Path | None = None,
        settled: Callable[[tuple[int, dict[str, str]]], None] = lambda result: None,
    ) -> None:
        super().__init__(uri, feed_options=feed_options)
        self._part: Part | None = None
        self._state, self._settled = state, settled

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> AtomicFileStorage:
        options = feed_options or {}
        # What a plugin has packed, and what another format has made of an article, cannot be read again.
        ours = options.get("format") in LINE_FORMATS and not options.get("postprocessing")
        state = state_file(crawler.settings) if ours and not options.get("fields") else None

        def settled(result: tuple[int, dict[str, str]]) -> None:
            blocks, hashes = result
            crawler.stats.inc_value("copydesk/recurring_blocks", blocks)
            crawler.signals.send_catch_log(lines_settled, hashes=hashes)

        return cls(uri, feed_options=feed_options, state=state, settled=settled)

    def open(self, spider: Spider) -> IO[bytes]:
        path = Path(self.path)
        self._part = Part(path, append=self.write_mode == "ab")
        return self._part.file

    def store(self, file: IO[bytes]) -> Deferred[None] | None:
        if self._part is None:
            return None
        if self._state is None:
            self._part.keep()
            return None
        # A crawl's whole output is read once more: not on the reactor's thread.
        return deferToThread(self._settle).addCallback(self._settled)

    def _settle(self) -> tuple[int, dict[str, str]]:
        """Store the lines settled; as they are, when that fails: they are worth having."""
        unsettled, settled = self._part, None
        lines = unsettled.leave()
        try:
            settled = Part(unsettled.path)
            result = settle_lines(lines, settled.file, unsettled.path.name, self._state, unsettled.start)
            settled.keep()
        except (StateError, OutputError, ValueError, OSError) as error:
            logger.error("%s: stored with what comes back on its sites' pages: %s", self.path, error)
            if settled is not None:
                settled.discard()
            unsettled.keep()
            return 0, {}
        unsettled.discard()
        return result


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
