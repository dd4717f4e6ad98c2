"""What a crawl reports beside articles. (The article itself is :class:`pipelines.Article`.)"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from pipelines.article import Article


@dataclass(slots=True)
class FailedPage:
    """A page that gave no article, and why: one line of ``out.failed.jsonl``."""

    url: str | None
    error: str
    """The error's name, such as ``PageTimeout`` or ``HTTP 503``."""
    message: str
    """What happened, in a sentence."""
    id: str | None = None
    path: str | None = None
    """The file, for a saved page."""


@dataclass(slots=True)
class DroppedDuplicate:
    """An article that ``DEDUPE = "drop"`` left out: one line of ``out.duplicates.jsonl``."""

    id: str
    url: str | None
    title: str | None
    duplicate_of: str
    """``id`` of the article that was there first; in this output, or in that of an earlier crawl."""

    @classmethod
    def of(cls, article: Article) -> Self:
        return cls(article.id, article.url, article.title, article.duplicate_of)
