"""Does this page, as it was sent, hold anything yet? Read in the workers."""

from __future__ import annotations

from crawler.discovery.kind import is_article
from pipelines import Page
from pipelines.scripts import weight

# Characters of text outside menus: a shell has a name, a line that asks for JavaScript, a notice on cookies.
_LITTLE = 500
_ELSEWHERE = frozenset(("footer", "nav", "header", "hidden"))


def needs_browser(page: Page) -> bool:
    """Whether a page is the shell of an application that builds its text by scripts: it has scripts,
    next to no text, and no article, in its data neither.

    :raises pipelines.PageError: there is nothing in it to read.
    """
    if page.tree is None or next(page.tree.iter("script"), None) is None:
        return False
    if page.json_ld.body or is_article(page):
        return False
    text = sum(weight(block.text) for block in page.blocks if not block.inside & _ELSEWHERE)
    return text < _LITTLE
