"""Decode: the page's bytes become text, and what the input says of itself is noted."""

from __future__ import annotations

from dataclasses import replace

from ..article import Article
from ..page import Page


def decode(article: Article, page: Page) -> Article:
    """Work out the page's charset and carry over what came with the page.

    The text itself stays on the page (:attr:`Page.markup`), where every later step
    finds it.

    :raises NotText: the bytes are no text.
    :raises NoPage: the page is empty.
    """
    _ = page.markup
    return replace(
        article,
        id=page.id or "",
        url=page.url,
        fetched_at=page.fetched_at,
        http_status=page.status,
    )
