"""Clean a page from Python, with a step of your own: ``python examples/clean_a_page.py PAGE URL``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from pipelines import STEPS, Article, Page, clean_page


def shout(article: Article, page: Page) -> Article:
    """A step: it is given the article and the page, and returns a changed copy."""
    return replace(article, tags=[tag.upper() for tag in article.tags])


def main() -> None:
    path, url = sys.argv[1:3]
    article = clean_page(Page(Path(path).read_bytes(), url=url), steps=[*STEPS, shout])
    print(article.title, article.published, article.dateline, article.tags, sep="\n")
    print(f"\n{article.text}")


if __name__ == "__main__":
    main()
