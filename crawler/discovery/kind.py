"""Is this page an article? Told from sections, front pages and the pages about the paper."""

from __future__ import annotations

from pipelines import Page, addresses
from pipelines.blocks import PageBlock
from pipelines.dates import of_url, printed
from pipelines.metadata.head import page_title
from pipelines.publication import SEPARATOR
from pipelines.scripts import weight

from .words import is_one_of, words

_ARTICLE_TYPES = ("article", "posting", "report")
_LISTING_TYPES = frozenset(
    ("collectionpage", "searchresultspage", "profilepage", "aboutpage", "contactpage", "faqpage")
)
# Characters of prose: what a short item has, and what a page without any types needs.
_SOME_PROSE, _ENOUGH_PROSE = 100, 500
_ELSEWHERE = frozenset(("footer", "nav", "header", "hidden"))
_HEADLINE_NEIGHBOURS = 10


def is_article(page: Page) -> bool:
    """Whether a page holds one article.

    What the page says of itself decides (schema.org and OpenGraph types); where it says
    nothing, prose that is not links, with a date or an author beside it.
    """
    if page.tree is None:
        return True
    if page.url and _is_about(page.url):
        return False
    types = page.json_ld.types
    opengraph = {t.lower().rpartition(":")[2] for t in page.head.types}
    said = any(t.endswith(_ARTICLE_TYPES) for t in types) or "article" in opengraph
    # A section's list of articles carries their types too.
    if types & _LISTING_TYPES and page.json_ld.title is None:
        return False
    prose = _prose(page)
    if said:
        return prose >= _SOME_PROSE
    return prose >= _ENOUGH_PROSE and prose > _link_chars(page) / 2 and _has_date_or_author(page)


def says_not_found(page: Page) -> bool:
    """Whether a page's title or headline says that there is no such page: a "soft 404"."""
    if page.tree is None:
        return False
    titles = [
        page_title(page.tree) or "",
        *(b.text for b in page.blocks[: _HEADLINE_NEIGHBOURS * 3] if _is_h1(b)),
    ]
    pieces = (piece for title in titles if len(title) < 200 for piece in SEPARATOR.split(title))
    return any(is_one_of(piece, "not_found") for piece in pieces if piece)


def _is_h1(block: PageBlock) -> bool:
    return block.element is not None and block.element.tag == "h1"


def _is_about(url: str) -> bool:
    """A front page, or one of the pages about the publication, by its address."""
    parts = addresses.parts(url)
    return (not parts.path.strip("/") and not parts.query) or is_about_the_paper(url)


def is_about_the_paper(url: str) -> bool:
    """An imprint, a contact page and the like, by its address: it leads to no articles."""
    last = addresses.parts(url).path.strip("/").lower().rpartition("/")[2].partition(".")[0]
    return last in words("about", "pages.toml")


def _prose(page: Page) -> int:
    """Characters in paragraphs long enough to be sentences and not made of links."""
    return sum(
        length
        for block in page.blocks
        if not block.inside & _ELSEWHERE
        and (length := weight(block.text)) >= _SOME_PROSE
        and not block.is_linked
    )


def _link_chars(page: Page) -> int:
    return sum(block.link_chars for block in page.blocks if not block.inside & _ELSEWHERE)


def _has_date_or_author(page: Page) -> bool:
    if page.head.published or page.head.authors or (page.url and of_url(page.url)):
        return True
    if page.tree.find(".//*[@itemprop='datePublished']") is not None:
        return True
    # One or two times are an article's; a dozen are a list of articles.
    if 0 < sum(1 for _ in page.tree.iter("time")) <= 3:
        return True
    heading = next((b.index for b in page.blocks if b.element is not None and b.element.tag == "h1"), None)
    if heading is None:
        return False
    near = page.blocks[max(0, heading - 3) : heading + _HEADLINE_NEIGHBOURS]
    return any(len(block.text) < 120 and printed(block.text) for block in near)
