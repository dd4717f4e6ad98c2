"""What a crawl decided of a page beside what the page says: a metadata record of its archive, in JSON.

With it, ``copydesk clean`` makes the crawl's line from the archived response again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from pipelines import Article, Page
from pipelines.article import Rights
from pipelines.memory.values import SiteMemory

SCHEMA = "copydesk/archived/1"
"""Says that a metadata record is ours; it changes when a field means something else."""

_SETS = ("body", "other", "headlines")
_FIELDS = ("id", "revision", "previous_hash", "cluster", "duplicate_of", "rights")


# Of a page: what came in, which the archive has, and what is kept here in a form of its own.
_RECEIVED = frozenset(
    ("body", "url", "id", "kind", "content_type", "status", "fetched_at", "headers", "memory")
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What an archived page became."""

    fields: dict[str, Any]
    """Fields of the article that the page alone does not tell, as the line has them."""
    memory: SiteMemory | None = None
    """What was known of the site when the page was cleaned."""
    told: dict[str, Any] = field(default_factory=dict)
    """What else the crawl told of the page, by its field."""
    rendered: str | None = None
    """Record id of what a browser made of the page, where the article is from that."""

    @classmethod
    def of(cls, article: Article, page: Page | None, rendered: str | None = None) -> Decided:
        """:param page: as it was cleaned; None where that is not known."""
        decided = {name: getattr(article, name) for name in _FIELDS} | {"rights": asdict(article.rights)}
        if page is None:
            return cls(decided, rendered=rendered)
        told = {f.name: getattr(page, f.name) for f in fields(page) if f.name not in _RECEIVED}
        told = {name: value for name, value in told.items() if value is not None}
        return cls(decided, page.memory, told, rendered)

    @property
    def key(self) -> tuple[str, int]:
        """Of two of the same key, a run that was killed wrote the first and did the page again."""
        return self.fields["id"], self.fields["revision"]

    def to_json(self) -> bytes:
        memory = None
        if self.memory is not None:
            # Sets have no order, and an archive is to be the same every time.
            memory = {name: sorted(getattr(self.memory, name)) for name in _SETS}
            memory["check"] = self.memory.check
        row = {"schema": SCHEMA, "article": self.fields, "memory": memory, "told": self.told}
        return json.dumps(row | {"rendered": self.rendered}, ensure_ascii=False).encode("utf-8", "replace")

    @classmethod
    def from_json(cls, text: bytes) -> Decided | None:
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
            memory = row["memory"]
            if memory is not None:
                memory = SiteMemory(
                    **{name: frozenset(memory[name]) for name in _SETS}, check=memory["check"]
                )
            return cls(decided, memory, row["told"], row["rendered"])
        except (KeyError, TypeError) as error:
            raise ValueError(f"not as {SCHEMA} has it: {error!r}") from None

    def as_read(self, page: Page) -> Page:
        """The page as the crawl cleaned it."""
        return replace(page, id=self.fields["id"], memory=self.memory, **self.told)

    def applied(self, article: Article) -> Article:
        """The article with what was decided."""
        return replace(article, **(self.fields | {"rights": Rights(**self.fields["rights"])}))
