"""Parse: the one parse of the page, and its blocks."""

from __future__ import annotations

from ..article import Article
from ..errors import NoPage
from ..page import Page


def parse(article: Article, page: Page) -> Article:
    """Build the tree and the blocks, kept on the page for the steps that follow.

    :raises NoPage: there is no HTML, or not a word, in it.
    """
    # Metadata alone can make an article of a page whose text a script would draw.
    if not page.blocks and (page.tree is None or page.tree.find(".//meta") is None):
        raise NoPage("there is not a word on the page")
    return article
