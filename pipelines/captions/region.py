"""Which of a page's pictures are the article's: where they stand, and what their links lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from ..addresses import host, parts
from ..article import Article
from ..blocks import PageBlock
from ..page import Page

# A lead picture stands under the headline or right over it, else a few blocks above the body.
_BLOCKS_ABOVE_BODY = 12
_BLOCKS_ABOVE_HEADLINE = 4
_BLOCKS_BELOW_BODY = 4
# A gallery of twelve with its buttons may stand between headline and text, not a whole front page.
_MOST_UNDER_HEADLINE = 150
_NOWHERE = ("#", "javascript:", "data:", "mailto:")
_PICTURE_FILE = re.compile(
    r"\.(?:jpe?g|png|webp|gif|avif|svg)$|/(?:image|photo|picture|attachment)s?/", re.IGNORECASE
)


class Region:
    """The stretch of a page's blocks among which the article's pictures stand."""

    def __init__(self, article: Article, page: Page) -> None:
        self.chosen = frozenset(block.index for block in article.body if block.index >= 0)
        begin = min(self.chosen, default=0)
        self.last = max(self.chosen, default=-1)
        self.first = max(0, begin - _BLOCKS_ABOVE_BODY)
        self.headline = page.headline_index(article.title)
        if self.headline is not None and self.headline <= begin <= self.headline + _MOST_UNDER_HEADLINE:
            self.first = max(0, self.headline - _BLOCKS_ABOVE_HEADLINE)
        self._end = self.last + _BLOCKS_BELOW_BODY
        self._page = page

    def blocks(self) -> Iterator[PageBlock]:
        """Its blocks, with the few below the body that may be its last picture's."""
        for block in islice(self._page.blocks, self.first, None):
            if block.index > self._end:
                return
            yield block

    def reaches(self, block: PageBlock) -> None:
        """Go on behind a block: a gallery that begins near the body is of it to its end."""
        self._end = max(self._end, block.index + _BLOCKS_BELOW_BODY)


def leads_away(link: HtmlElement, page: Page) -> bool:
    """Whether a link leads to another page of the site: a teaser's does. A lightbox's leads to a picture
    or nowhere, a credit's to the photographer's or the licence's site."""
    href = (link.get("href") or "").strip()
    if not href or href.startswith(_NOWHERE):
        return False
    target, path = _split(href)
    if _PICTURE_FILE.search(path):
        return False
    home, here = _split(page.url or "")
    return (not target or not home or target == home) and path != here


# A page asks about its own address for every link.
@lru_cache(maxsize=1024)
def _split(url: str) -> tuple[str | None, str]:
    split = parts(url)
    return host(url), split.path.rstrip("/")


def has_link_away(element: HtmlElement, page: Page, with_words: bool = True) -> bool:
    """Whether there is a link to another page in an element.

    :param with_words: only links that have words in them count.
    """
    return any(
        leads_away(link, page)
        for link in element.iter("a")
        if not with_words or any(not text.isspace() for text in link.itertext())
    )
