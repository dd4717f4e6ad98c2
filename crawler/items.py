"""What a crawl reports beside articles. (The article itself is :class:`pipelines.Article`.)"""

from __future__ import annotations

from dataclasses import dataclass


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
