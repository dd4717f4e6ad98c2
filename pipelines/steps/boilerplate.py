"""Boilerplate: what stands in the body and is not the article, each with its rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..article import Article
from ..blocks import PageBlock
from ..boilerplate.boxes import Boxes
from ..boilerplate.endings import bereft, bio, headed
from ..boilerplate.furniture import Furniture, pull_quotes
from ..boilerplate.links import Links
from ..boilerplate.stock import PHRASE_CHARS, stock_phrase, stock_phrases
from ..draft import DraftDrop, drop
from ..page import Page

# Regions whose name says enough of a block that was not chosen.
_TOLD = frozenset(("nav", "footer", "hidden", "comments", "consent"))


def boilerplate(article: Article, page: Page) -> Article:
    """Drop stock phrases, clocks, mastheads, boxes, links to other stories, the headline again."""
    furniture, boxes, links = Furniture(article, page), Boxes(), Links(page)
    # The first printing of the headline is the headline itself: metadata, nothing lost.
    body = [
        block for block in article.body if block.index != furniture.headline or not furniture.is_title(block)
    ]
    gone = _judged(article, body, furniture, boxes, links)
    dropped = [drop(body[place], rule) for place, rule in gone.items()]
    dropped += _amid(article, page, furniture, boxes, links)
    kept = [block for place, block in enumerate(body) if place not in gone]
    return replace(article, body=kept, dropped=[*article.dropped, *dropped])


def _judged(
    article: Article, body: list[PageBlock], furniture: Furniture, boxes: Boxes, links: Links
) -> dict[int, str]:
    """The rules by which blocks of the body go, by place in it."""
    boxed, away, quoted = boxes.around(body), links.among(body), pull_quotes(body)
    gone: dict[int, str] = {}
    for place, block in enumerate(body):
        rule = "repeated-headline" if furniture.is_title(block) else None
        rule = rule or stock_phrases(block.text, article.language) or furniture.of(block)
        rule = rule or away.get(block.index) or boxed.get(block.index)
        if rule := rule or ("pull-quote" if block.index in quoted else None):
            gone[place] = rule
    labels = {
        place: phrase.kind
        for place, rule in gone.items()
        if rule.startswith("phrase/") and (phrase := stock_phrase(body[place].text, article.language))
    }
    gone.update(headed(body, labels, gone))
    gone.update(bereft(body, gone))
    kept = [place for place in range(len(body)) if place not in gone]
    if (place := bio(article, [body[place] for place in kept])) is not None:
        gone[kept[place]] = "author-bio"
    return gone


def _amid(
    article: Article, page: Page, furniture: Furniture, boxes: Boxes, links: Links
) -> Iterator[DraftDrop]:
    """What stands amid the body and was not chosen for it, where a rule can say what it is."""
    body = {block.index for block in article.body if block.index >= 0}
    body.update(index for caption in article.captions for index in caption.indexes)
    for block in page.blocks[min(body, default=0) : max(body, default=-1) + 1]:
        if block.index in body or block.index == furniture.headline or block.inside & _TOLD:
            continue
        if len(block.text) <= PHRASE_CHARS:
            rule = stock_phrases(block.text, article.language) or furniture.of(block)
            if rule := rule or links.of(block) or boxes.of(block):
                yield drop(block, rule)
