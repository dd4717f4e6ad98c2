"""What a crawl decided of pages beside what they say: a metadata record of its archive, in JSON.

With it, ``copydesk clean`` makes the crawl's line from the archived responses again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from pipelines import Article, Page
from pipelines.article import Rights
from pipelines.memory.values import SiteMemory

SCHEMA = "copydesk/archived/1"
"""Says that a metadata record is ours; it changes when a field means something else."""

_SETS = ("body", "other", "headlines")
_FIELDS = ("id", "canonical_url", "revision", "previous_hash", "cluster", "duplicate_of", "rights")
# Of a page: what came in, which the archive has, and what is kept here in a form of its own.
_RECEIVED = frozenset("body url id kind content_type status fetched_at headers memory".split())


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as the crawl read it."""

    record: str
    """Record id of its response."""
    rendered: str | None = None
    """Record id of what a browser made of it, where that was read."""
    memory: SiteMemory | None = None
    """What was known of the site when it was cleaned."""
    told: dict[str, Any] = field(default_factory=dict)
    """What else the crawl told of it, by its field."""
    number: int = 1
    """Which page of the article it is."""
    whole: bool = False
    """Whether it is said to have all of the article."""

    @classmethod
    def of(cls, page: Page | None, record: str, rendered: str | None = None, **place: Any) -> Self:
        """:param page: as it was cleaned; None where that is not known."""
        if page is None:
            return cls(record, rendered, **place)
        told = {f.name: getattr(page, f.name) for f in fields(page) if f.name not in _RECEIVED}
        told = {name: value for name, value in told.items() if value is not None}
        return cls(record, rendered, page.memory, told, **place)

    def to_row(self) -> dict[str, Any]:
        """As JSON has it."""
        row = {f.name: getattr(self, f.name) for f in fields(self)}
        if self.memory is not None:
            # Sets have no order, and an archive is to be the same every time.
            row["memory"] = {name: sorted(getattr(self.memory, name)) for name in _SETS}
            row["memory"]["check"] = self.memory.check
        return row

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """:raises KeyError, TypeError: it is not made so."""
        memory = row["memory"]
        if memory is not None:
            sets = {name: frozenset(memory[name]) for name in _SETS}
            memory = SiteMemory(**sets, check=memory["check"])
        return cls(**{f.name: row[f.name] for f in fields(cls)} | {"memory": memory})

    def as_read(self, page: Page) -> Page:
        """The page, as it came in, as the crawl cleaned it."""
        return replace(page, memory=self.memory, **self.told)


@dataclass(frozen=True, slots=True)
class Decided:
    """What archived pages became: an article."""

    fields: dict[str, Any]
    """Fields that the pages alone do not tell, as the line has them."""
    pages: tuple[ReadPage, ...]
    """Those it was made of, in order: one, or more that were joined."""
    duplicates: str | None = None
    """What became of duplicates when the crawl was over: ``"mark"``, ``"drop"``; None where lines
    were not looked at again."""

    @classmethod
    def of(cls, article: Article, pages: tuple[ReadPage, ...], duplicates: str | None) -> Self:
        decided = {name: getattr(article, name) for name in _FIELDS}
        return cls(decided | {"rights": asdict(article.rights)}, pages, duplicates)

    @property
    def key(self) -> tuple[str, int]:
        """Of two of the same key, a run that was killed wrote the first and did the page again."""
        return self.fields["id"], self.fields["revision"]

    def to_json(self) -> bytes:
        row = {
            "schema": SCHEMA,
            "article": self.fields,
            "duplicates": self.duplicates,
            "pages": [page.to_row() for page in self.pages],
        }
        return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")

    @classmethod
    def from_json(cls, text: bytes) -> Self | None:
        """:returns: None for metadata that is not ours.
        :raises ValueError: it says it is ours, and is not made so.
        """
        try:
            row = json.loads(text)
        except ValueError:
            return None
        if not isinstance(row, dict) or row.get("schema") != SCHEMA:
            return None
        try:
            decided = {name: row["article"][name] for name in _FIELDS}
            return cls(decided, tuple(map(ReadPage.from_row, row["pages"])), row["duplicates"])
        except (KeyError, TypeError) as error:
            raise ValueError(f"not as {SCHEMA} has it: {error!r}") from None

    def applied(self, article: Article) -> Article:
        """The article with what was decided."""
        return replace(article, **(self.fields | {"rights": Rights(**self.fields["rights"])}))
