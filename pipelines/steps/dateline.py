"""Dateline: place, date and agency taken off the first paragraph."""

from __future__ import annotations

from dataclasses import replace

from ..article import Article
from ..blocks import squash
from ..countries import home_country
from ..datelines import own_names, read_dateline
from ..page import Page

# The first paragraph, or the one after a standfirst or two.
_PARAGRAPHS = 3


def dateline(article: Article, page: Page) -> Article:
    """Take the dateline out of the body; it may stand after a standfirst."""
    return _read(article, strip=True)


def dateline_kept(article: Article, page: Page) -> Article:
    """Read the dateline, and leave it in the body as well."""
    return _read(article, strip=False)


def _read(article: Article, *, strip: bool) -> Article:
    home = home_country(article.url)
    own = own_names(article.site, article.url)
    paragraphs = [i for i, block in enumerate(article.body) if block.kind == "paragraph"]
    for position in paragraphs[:_PARAGRAPHS]:
        block = article.body[position]
        read = read_dateline(block.text, article.language, article.published, home, own)
        if read is None:
            continue
        found, rest = read
        body = list(article.body)
        if strip:
            body[position] = replace(block, text=rest, words=squash(rest))
        # Where a dateline names the reporter, papers print no other byline.
        named = article.authors or ([found.byline] if found.byline else [])
        return replace(article, body=body, dateline=found, authors=named)
    return article
