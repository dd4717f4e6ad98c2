"""In place of the increments where no state is kept."""

from __future__ import annotations

from typing import Any

from scrapy.http import Request, Response

from pipelines import Article

from .asking import Decision
from .revisits import NEW


class NothingKept:
    """Knows nothing and learns nothing: every page is asked for, and every article new."""

    def worth_asking(self, pages: list[tuple[str, str | None]], follow: int) -> dict[str, str]:
        return {url: NEW for url, _ in pages}

    def decide(self, request: Request) -> Decision:
        return Decision(NEW)

    def kind_of(self, url: str) -> str:
        return ""

    def judged(self, article: Article, response: Response, packed: bytes | None) -> Article:
        return article

    def unchanged(self, response: Response) -> None:
        return None

    def ignore(self, *_: Any) -> None:
        """What became of a page."""

    listing = failed = too_old = written = ignore
