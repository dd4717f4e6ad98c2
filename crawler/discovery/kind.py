"""Is this page an article? Told from sections, front pages and the pages about the paper."""

from __future__ import annotations

from urllib.parse import urlsplit

from pipelines import Page
from pipelines.dates import of_url

_ARTICLE_TYPES = ("article", "posting", "reportagenewsarticle")
_SECTION_TYPES = frozenset(("collectionpage", "searchresultspage", "profilepage", "aboutpage", "contactpage", "faqpage"))
_PROSE_CHARS = 100
_ENOUGH_PROSE = 600


def is_article(page: Page) -> bool:
    """Whether a page holds one article.

    What the page says of itself decides (schema.org and OpenGraph types); where it says
    nothing, prose that is not links, with a date or an author beside it.
    """
    if page.tree is None:
        return True
    if page.url and not urlsplit(page.url).path.strip("/") and not urlsplit(page.url).query:
        return False  # a front page, whatever its template says
    types = page.json_ld.types
    if any(t.endswith(_ARTICLE_TYPES) for t in types):
        # A section's list of articles carries their types too.
        return not types & _SECTION_TYPES or page.json_ld.title is not None and _prose(page) > _ENOUGH_PROSE
    if types & _SECTION_TYPES:
        return False
    opengraph = {t.lower() for t in page.head.types}
    prose = _prose(page)
    if "article" in opengraph or any(t.endswith(":article") for t in opengraph):
        return prose >= _PROSE_CHARS
    evidence = page.head.published or page.head.authors or (page.url and of_url(page.url)) or _dated(page)
    return bool(evidence) and prose >= _ENOUGH_PROSE and prose > _link_chars(page) / 2


def _prose(page: Page) -> int:
    """Characters in paragraphs that are sentences and not links."""
    return sum(
        len(block.text)
        for block in page.blocks
        if len(block.text) >= _PROSE_CHARS and not block.is_linked and not block.inside & {"footer", "nav", "hidden"}
    )


def _link_chars(page: Page) -> int:
    return sum(block.link_chars for block in page.blocks if not block.inside & {"footer", "nav", "header"})


def _dated(page: Page) -> bool:
    """One time element is an article's; a dozen are a list of articles."""
    times = page.tree.findall(".//time")
    marked = page.tree.find(".//*[@itemprop='datePublished']") is not None
    return marked or 0 < len(times) <= 3
