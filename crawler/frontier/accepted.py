"""Ids of the articles a crawl has accepted, over all its runs."""

from __future__ import annotations

from collections.abc import Iterable

from .file import FrontierFile


class Accepted:
    """A set of ids. Those of this run count at once, and are kept when their request is done.

    Not before: what a kill leaves in flight is fetched again, and must not be taken for a
    second copy of what was never written.
    """

    def __init__(self, file: FrontierFile) -> None:
        self._file = file
        self._fresh: set[str] = set()
        self._count = file.count_accepted()

    def add(self, found: str) -> None:
        if found not in self:
            self._fresh.add(found)

    def keep(self, ids: Iterable[str]) -> None:
        """These are written: keep them with the next commit."""
        ids = list(ids)
        self._count += self._file.accept(ids)
        self._fresh.difference_update(ids)

    def is_kept(self, found: str) -> bool:
        """Whether it was written, as far as the last commit or the lines of a killed run tell."""
        return self._file.has_accepted(found)

    def __contains__(self, found: object) -> bool:
        return found in self._fresh or self._file.has_accepted(str(found))

    def __len__(self) -> int:
        return self._count + len(self._fresh)
