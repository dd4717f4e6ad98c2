"""What a crawl decided of a page beside what the page says: a metadata record of its archive, in JSON.

With it, ``copydesk clean`` makes the crawl's line from the archived response again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from pipelines import Article
from pipelines.article import Rights
from pipelines.memory.values import SiteMemory

SCHEMA = "copydesk/archived/1"
"""Says that a metadata record is ours; it changes when a field means something else."""

_FIELDS = ("id", "revision", "previous_hash", "cluster", "duplicate_of", "rights")


@dataclass(frozen=True, slots=True)
class Decided:
    """What an archived page became."""

    fields: dict[str, Any]
    """Fields of the article that the page alone does not tell, as the line has them."""
    memory: SiteMemory | None
    """What was known of the site when the page was cleaned."""
    rendered: str | None = None
    """Record id of what a browser made of the page, where the article is from that."""

    @classmethod
    def of(cls, article: Article, memory: SiteMemory | None, rendered: str | None = None) -> Decided:
        fields = {name: getattr(article, name) for name in _FIELDS}
        return cls(fields | {"rights": asdict(article.rights)}, memory, rendered)

    @property
    def key(self) -> tuple[str, int]:
        """Of two of the same key, a run that was killed wrote the first and did the page again."""
        return self.fields["id"], self.fields["revision"]

    def to_json(self) -> bytes:
        memory = None
        if self.memory is not None:
            # Sets have no order, and an archive is to be the same every time.
            memory = {name: sorted(getattr(self.memory, name)) for name in ("body", "other", "headlines")} | {
                "check": self.memory.check
            }
        told = {"schema": SCHEMA, "article": self.fields, "memory": memory, "rendered": self.rendered}
        return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")

    @classmethod
    def from_json(cls, text: bytes) -> Decided | None:
        """:returns: None for metadata that is not ours.
        :raises ValueError: it says it is ours, and is not made so.
        """
        try:
            told = json.loads(text)
        except ValueError:
            return None
        if not isinstance(told, dict) or told.get("schema") != SCHEMA:
            return None
        try:
            fields = {name: told["article"][name] for name in _FIELDS}
            memory = told["memory"]
            if memory is not None:
                sets = {name: frozenset(memory[name]) for name in ("body", "other", "headlines")}
                memory = SiteMemory(**sets, check=memory["check"])
            return cls(fields, memory, told["rendered"])
        except (KeyError, TypeError) as error:
            raise ValueError(f"not as {SCHEMA} has it: {error!r}") from None

    def applied(self, article: Article) -> Article:
        """The article with what was decided."""
        return replace(article, **(self.fields | {"rights": Rights(**self.fields["rights"])}))
