"""The authors: who of those a page names wrote the story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .. import addresses, authors
from ..rules import find_agency
from . import near
from .evidence import Evidence

if TYPE_CHECKING:
    from ..page import Page


class Signature:
    """Finds authors, and tells the publication from them.

    :param site: the publication's name.
    :param page_title: "Story :: The Paper" is the title of a page of The Paper.
    """

    def __init__(self, site: str | None, page_title: str | None, title: str | None, url: str | None) -> None:
        around = (page_title or "").replace(title or "", "")
        self._publishers = f"{site or ''}\n{around}".casefold()
        self._host = addresses.host(url)

    def told(self, witnesses: Iterable[Evidence]) -> list[str]:
        """The persons and agencies of the first evidence that has any besides the publication."""
        for witness in witnesses:
            if people := self._without_publisher(authors.persons(witness.authors)):
                # A desk may share a byline with an agency; beside a person it is his address.
                desks = authors.staff(witness.authors) if all(map(find_agency, people)) else []
                return people + desks
        return []

    def shown(self, evidence: Evidence, title: str | None, page: Page) -> list[str]:
        """The persons of the first line that is a byline."""
        bylines = (
            *(authors.persons([line]) for line in evidence.signed),
            *(authors.of_byline(line) for line in evidence.bylines),
            *(authors.byline(line) for line in _labelled(near.lines(title, page))),
        )
        return next((people for names in bylines if (people := self._without_publisher(names))), [])

    def _without_publisher(self, names: list[str]) -> list[str]:
        return [
            n for n in names if n.casefold() not in self._publishers and not authors.is_address(n, self._host)
        ]


def desk(witnesses: Iterable[Evidence]) -> list[str]:
    """The publication or its desk, for a story that nobody signed."""
    for witness in witnesses:
        if names := authors.persons(witness.authors) or authors.staff(witness.authors):
            return names
        if names := next((names for line in witness.bylines if (names := authors.staff([line]))), []):
            return names
    return []


def _labelled(lines: Iterable[str]) -> Iterator[str]:
    """The lines, with "Author" and the name under it put together."""
    label = ""
    for line in lines:
        yield f"{label}: {line}" if label else line
        label = line.rstrip(" :：") if authors.is_label(line) else ""
