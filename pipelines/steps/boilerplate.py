"""Boilerplate: what stands in the body and is not the article, each with its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from .. import addresses, authors
from ..article import Article
from ..blocks import PageBlock, short_text, squash
from ..dates import printed
from ..draft import DraftDrop, drop
from ..metadata.plain_text import is_clock
from ..page import Page
from ..phrases import phrase_book
from ..rules import box_rule, byline_rules

_EDGES = " \t»«›‹:：.…|→←·•!*>–—-"
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,250}")
_PHRASE_CHARS = 400
_BOX_CHARS, _BOX_DEPTH = 250, 3
_BOXES_SHARE = 0.3
_DATE_CHARS, _DATE_REACH = 60, 8
_WHOLE = frozenset(("body", "html", "article", "main"))
_SET_APART = frozenset(("blockquote", "aside", "figure"))
_LEAST_AGAIN = 12  # letters
_ALL_LINK, _LEAST_LINK_CHARS = 0.9, 25


def boilerplate(article: Article, page: Page) -> Article:
    """Drop stock phrases, clocks, mastheads, boxes and the headline again."""
    headline = page.headline_index(article.title)
    title = squash(article.title or "").casefold()
    boxes = _Boxes()
    boxed = boxes.around(article.body)
    quoted = _pull_quotes(article.body)
    kept: list[PageBlock] = []
    dropped: list[DraftDrop] = []
    for block in article.body:
        if title and block.words.casefold() == title:
            # The first printing is the headline itself: metadata, nothing lost.
            if block.index != headline:
                dropped.append(drop(block, "repeated-headline"))
            continue
        rule = (
            phrase_rule(block.text, article.language)
            or _rule(block, headline, article, page)
            or boxed.get(block.index)
            or ("pull-quote" if block.index in quoted else None)
        )
        if rule:
            dropped.append(drop(block, rule))
        else:
            kept.append(block)
    dropped += _named(article, page, headline, boxes)
    return replace(article, body=kept, dropped=[*article.dropped, *dropped])


def _named(article: Article, page: Page, headline: int | None, boxes: _Boxes) -> Iterator[DraftDrop]:
    """What stands amid the body and was not chosen for it, where a rule can say what it is."""
    body = {block.index for block in article.body}
    body.update(index for caption in article.captions for index in caption.indexes)
    for block in page.blocks[min(body, default=0) : max(body, default=-1) + 1]:
        if block.index not in body and block.index != headline and len(block.text) <= _PHRASE_CHARS:
            rule = phrase_rule(block.text, article.language) or _rule(block, headline, article, page)
            if rule := rule or boxes.of(block):
                yield drop(block, rule)


def phrase_rule(text: str, language: str | None) -> str | None:
    """The stock phrase a block is, or None."""
    if len(text) > _PHRASE_CHARS:
        return None
    return phrase_book(language).match(" ".join(text.split()).strip(_EDGES))


def _rule(block: PageBlock, headline: int | None, article: Article, page: Page) -> str | None:
    if is_clock(block.text):
        return "clock"
    if _is_headline_again(block, squash(article.title or "").casefold()):
        return "repeated-headline"
    if _is_byline(block.text, article):
        return "byline"
    if _MAIL.fullmatch(block.text):
        return "e-mail"
    above = headline is not None and 0 <= block.index < headline
    if above and page.tree is None:
        return "masthead"
    if _is_publication_date(block, headline, article):
        return "publication-date"
    return "linked-paragraph" if _is_related_link(block, page.url) else None


def _pull_quotes(body: list[PageBlock]) -> set[int]:
    """Blocks set apart that only say again what a paragraph of the body says."""
    apart = {b.index: b.words for b in body if len(b.words) >= _LEAST_AGAIN and _is_apart(b)}
    told = [b.words for b in body if b.index not in apart] if apart else []
    return {index for index, words in apart.items() if any(words in paragraph for paragraph in told)}


def _is_apart(block: PageBlock) -> bool:
    # A pull quote is kept from screen readers, which would read it twice.
    hushed = block.element is not None and block.element.get("aria-hidden") == "true"
    return hushed or bool(block.inside & _SET_APART)


def _is_headline_again(block: PageBlock, title: str) -> bool:
    """An h1 that says the headline with a kicker before it, or a part of it."""
    if block.element is None or block.element.tag != "h1":
        return False
    words = block.words.casefold()
    return len(words) >= _LEAST_AGAIN and (title in words or words in title)


def _is_related_link(block: PageBlock, url: str | None) -> bool:
    """A paragraph that is one link to a page of the same site: another story's headline.

    A link to elsewhere is what the writer points to.
    """
    if block.kind != "paragraph" or block.element is None or len(block.text) < _LEAST_LINK_CHARS:
        return False
    if block.link_chars < len(block.text.replace(" ", "")) * _ALL_LINK:
        return False
    link = next(block.element.iter("a"), None)
    target = addresses.host(addresses.absolute(link.get("href") if link is not None else None, url))
    return target is None or target == addresses.host(url)


def _is_publication_date(block: PageBlock, headline: int | None, article: Article) -> bool:
    """A line near the headline with nothing in it but the date the metadata gives."""
    if headline is None or not headline < block.index <= headline + _DATE_REACH:
        return False
    if len(block.text) > _DATE_CHARS or not any(c.isdigit() for c in block.text):
        return False
    day = printed(block.text, article.language, article.url)
    return day is not None and day[:10] in {(article.published or "")[:10], (article.modified or "")[:10]}


class _Boxes:
    """Small elements named as boxes, or with a form in them: each looked at once."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, str | None] = {}

    def around(self, body: list[PageBlock]) -> dict[int, str]:
        """Which blocks stand in boxes, by index. None do when that would be much of the body:
        the entries of a live blog, each with its share button, are no boxes."""
        boxed = {block.index: rule for block in body if block.index >= 0 and (rule := self.of(block))}
        letters = sum(len(block.words) for block in body)
        in_boxes = sum(len(block.words) for block in body if block.index in boxed)
        return boxed if in_boxes <= letters * _BOXES_SHARE else {}

    def of(self, block: PageBlock) -> str | None:
        """The box a block stands in."""
        element = block.element
        if len(block.text) > _BOX_CHARS:
            return None
        for _ in range(_BOX_DEPTH):
            if element is None or element.tag in _WHOLE:
                return None
            if element not in self._known:
                self._known[element] = _box(element)
            if (rule := self._known[element]) is not None:
                return rule if short_text(element, _BOX_CHARS * 2) is not None else None
            element = element.getparent()
        return None


def _box(element: HtmlElement) -> str | None:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if len(names) > 1 and (rule := box_rule(names)):
        return rule
    return "box/form" if next(element.iter("input", "form"), None) is not None else None


def _is_byline(text: str, article: Article) -> bool:
    """A line that says "By" and then names the authors the metadata gives, and the date."""
    first, *others = text.split("\n")
    if len(text) > 160 or not byline_rules().lead.match(first) or any(len(o) > 40 for o in others):
        return False
    names = {squash(name).casefold() for name in authors.persons([first])}
    return bool(names) and names <= {squash(name).casefold() for name in article.authors}
