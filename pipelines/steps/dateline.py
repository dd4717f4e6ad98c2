"""Dateline: place, date and agency taken off the first paragraph."""

from __future__ import annotations

from dataclasses import replace

from ..article import Article
from ..blocks import squash
from ..countries import home_country
from ..datelines import read_dateline
from ..page import Page

# The first paragraph, or the one after a standfirst or two.
_PARAGRAPHS = 3


def dateline(article: Article, page: Page) -> Article:
    """Take the dateline out of the body; it may stand after a standfirst."""
    home = home_country(article.url)
    paragraphs = [i for i, block in enumerate(article.body) if block.kind == "paragraph"]
    for position in paragraphs[:_PARAGRAPHS]:
        block = article.body[position]
        read = read_dateline(block.text, article.language, article.published, home)
        if read is None:
            continue
        found, rest = read
        body = list(article.body)
        if words := squash(rest):
            body[position] = replace(block, text=rest, words=words)
        else:
            del body[position]  # it stood alone
        # Where a dateline names the reporter, papers print no other byline.
        named = article.authors or ([found.byline] if found.byline else [])
        return replace(article, body=body, dateline=found, authors=named)
    return article
