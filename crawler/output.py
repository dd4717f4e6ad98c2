"""Output files: whole or not at all.

What is written goes to a hidden ``.NAME.XXXX.part`` beside the file and takes the
file's name when it is complete. A crash leaves the old file as it was, and what the
run had got in the part, a line each.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.extensions.feedexport import FileFeedStorage
from w3lib.url import file_uri_to_path

from .exporters import compressed


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
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        Path(self._name).replace(self.path)

    def leave(self) -> Path:
        """It is not complete, and its lines are worth keeping: leave it under its hidden name."""
        self.file.close()
        return Path(self._name)

    def discard(self) -> None:
        self.file.close()
        Path(self._name).unlink()


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

    Appending (``scrapy crawl -o``) starts from a copy of what is there.
    """

    def __init__(self, uri: str, *, feed_options: dict[str, Any] | None = None) -> None:
        super().__init__(uri, feed_options=feed_options)
        self._part: Part | None = None

    def open(self, spider: Spider) -> IO[bytes]:
        path = Path(self.path)
        self._part = Part(path, append=self.write_mode == "ab")
        return self._part.file

    def store(self, file: IO[bytes]) -> None:
        if self._part is not None:
            self._part.keep()


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
