"""Rights: what the publisher lets machines do with the page is noted."""

from __future__ import annotations

from dataclasses import replace

from ..article import Article
from ..page import Page


def rights(article: Article, page: Page) -> Article:
    """Carry over what the page's headers and meta tags say. Nothing is decided by it here."""
    return replace(article, rights=page.rights)
