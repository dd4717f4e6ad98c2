"""What one kind of evidence says about an article."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Picture:
    """A picture the metadata names, with its words where it has any."""

    url: str | None
    caption: str | None = None
    credit: str | None = None


@dataclass(slots=True)
class Evidence:
    """Raw values as found: dates unparsed, names unsplit, titles with the site's name."""

    title: str | None = None
    summary: str | None = None
    authors: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    """Links that say they lead to the author."""
    linked: list[str] = field(default_factory=list)
    """Links to the page of an author."""
    bylines: list[str] = field(default_factory=list)
    """Lines that look like bylines, best first."""
    published: list[str] = field(default_factory=list)
    """Candidates, best first: a page may give several and some may be no dates."""
    any_date: list[str] = field(default_factory=list)
    """Those of them whose name does not say that they are the day of publication."""
    modified: list[str] = field(default_factory=list)
    dated: list[str] = field(default_factory=list)
    """Lines that look like dates, best first."""
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    canonical_url: str | None = None
    site: str | None = None
    language: str | None = None
    pictures: list[Picture] = field(default_factory=list)
    body: str | None = None
    """The article's text, a paragraph a line."""
    types: frozenset[str] = frozenset()
    """schema.org and OpenGraph types, lower case."""
