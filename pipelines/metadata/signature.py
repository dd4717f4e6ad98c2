"""The authors: who of those a page names wrote the story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .. import authors
from ..rules import find_agency
from . import near
from .evidence import Evidence

if TYPE_CHECKING:
    from ..page import Page

_WORD = re.compile(r"\w+")
_BAR = re.compile(r"\s*[|•·]\s*|\s[–—-]\s")


class Signature:
    """Finds authors, and tells the publication from them.

    :param site: the publication's name.
    :param page_title: "Story :: The Paper" is the title of a page of The Paper.
    """

    def __init__(self, site: str | None, page_title: str | None, title: str | None, host: str | None) -> None:
        around = (page_title or "").replace(title or "", "")
        self._publishers = f" {_words(site or '')} | {_words(around)} "
        self._host = host

    def told(self, witnesses: Iterable[Evidence]) -> list[str]:
        """The persons and agencies of the first evidence that has any besides the publication.

        One that names the same and more goes before it.
        """
        several = [found for witness in witnesses if (found := self._of_witness(witness))]
        first = several[0] if several else []
        for more in several[1:]:
            if set(first) < set(more) and all(map(authors.is_person, more)):
                return more
        return first

    def _of_witness(self, witness: Evidence) -> list[str]:
        people: list[str] = []
        for value in witness.authors:
            if self._is_joint(value):
                people.append(authors.without_lead(value))
                continue
            names = authors.persons([value])
            if (len(names) > 1 and self._is_publisher(names[0])) or authors.staff([value]):
                # "The Paper – news of the harbour", "Harbour Press Ltd, Riverton": what stands
                # beside is a motto or an address, if it is nobody's name.
                names = [n for n in names if authors.is_person(n) or find_agency(n)]
            people += [n for n in names if n not in people]
        if people := self._without_publisher(people):
            # A desk may share a byline with an agency; beside a person it is his address.
            desks = authors.staff(witness.authors) if all(map(find_agency, people)) else []
            return people + desks
        return []

    def _is_joint(self, value: str) -> bool:
        """Whether the paper and an agency sign together, "The Gazette with AP", and nobody else."""
        first, *rest = authors.parties(value)
        return bool(rest) and self._is_publisher(first) and all(map(find_agency, rest))

    def shown(self, evidence: Evidence, title: str | None, page: Page) -> list[str]:
        """The persons of the first line that is a byline."""
        bylines = (
            *(authors.persons([line]) for line in evidence.signed),
            *(authors.of_byline(line) for line in evidence.bylines),
            *(authors.persons([line]) for line in evidence.linked),
        )
        return next((people for names in bylines if (people := self._without_publisher(names))), []) or next(
            (people for names in _printed(title, page) if (people := self._without_publisher(names))), []
        )

    def _without_publisher(self, names: list[str]) -> list[str]:
        return [n for n in names if not self._is_publisher(n)]

    def _is_publisher(self, name: str) -> bool:
        return f" {_words(name)} " in self._publishers or authors.is_address(name, self._host)


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def desk(witnesses: Iterable[Evidence]) -> list[str]:
    """The publication or its desk, for a story that nobody signed."""
    for witness in witnesses:
        names = authors.persons(witness.authors)
        people = [name for name in names if authors.is_person(name)]
        # Beside a company's name "Riverton" is where it is.
        if names := people or authors.staff(witness.authors) or names:
            return names
        if names := next((names for line in witness.bylines if (names := authors.staff([line]))), []):
            return names
        if names := authors.persons([*witness.signed[:1], *witness.linked[:1]]):
            return names
    return []


def _printed(title: str | None, page: Page) -> Iterator[list[str]]:
    """The names in lines that nothing marks: bylines at the headline, signatures at the end."""
    for line in _labelled(near.lines(title, page)):
        # "14 March 2025 | By Jane Roe": a line may tell more than the name.
        yield from map(authors.byline, dict.fromkeys((line, *_BAR.split(line))))
    yield from (authors.signature(line) for line in near.endings(page))


def _labelled(lines: Iterable[str]) -> Iterator[str]:
    """The lines, with "Author" and the name under it put together."""
    label = ""
    for line in lines:
        yield f"{label}: {line}" if label else line
        label = line.rstrip(" :：") if authors.is_label(line) else ""
