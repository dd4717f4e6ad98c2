"""Settling: taking out of an article what comes back on its site."""

from __future__ import annotations

from dataclasses import replace

from ..article import Article, Dropped
from ..steps.finish import with_text
from .deciding import SiteText


def settle(article: Article, known: SiteText) -> Article:
    """The article without what is known to come back on its site's articles.

    :param article: a finished one. Settled already, it stays as it is.
    :param known: what its site's articles have told.
    :returns: with what was taken out in ``dropped``; the same article where there is nothing.
    """
    rules = known.rules(article.body)
    if not rules:
        return article
    gone = [Dropped(article.body[i].text, rules[i], article.body[i].where or "") for i in sorted(rules)]
    body = [block for i, block in enumerate(article.body) if i not in rules]
    return with_text(replace(article, body=body, dropped=[*article.dropped, *gone]))
