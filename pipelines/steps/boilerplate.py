"""Boilerplate: what stands in the body and is not the article, each with its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from lxml.html import HtmlElement

from .. import addresses, authors
from ..article import Article
from ..blocks import HEADINGS, PageBlock, key_of, short_text
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
_NAME_CHARS = 1000  # of an element's classes and id; what is asked for is kept
_BOXES_SHARE = 0.3
_DATE_CHARS, _UNDER_HEADLINE = 60, 8
_ROLE_CHARS, _ROLE_SPACES = 50, 4
_BYLINE_CHARS = 160
_WHOLE = frozenset(("body", "html", "article", "main"))
_SET_APART = frozenset(("blockquote", "aside", "figure"))
_LEAST_AGAIN = 12  # letters
_MOST_APART = 200  # each is looked for in all the story
_ALL_LINK, _LEAST_LINK_CHARS = 0.9, 25


def boilerplate(article: Article, page: Page) -> Article:
    """Drop stock phrases, clocks, mastheads, boxes and the headline again."""
    rules = _Rules(article, page)
    boxed = rules.boxes.around(article.body)
    quoted = _pull_quotes(article.body)
    kept: list[PageBlock] = []
    dropped: list[DraftDrop] = []
    for block in article.body:
        if rules.is_title(block):
            # The first printing is the headline itself: metadata, nothing lost.
            if block.index != rules.headline:
                dropped.append(drop(block, "repeated-headline"))
            continue
        rule = rules.of(block) or boxed.get(block.index) or ("pull-quote" if block.index in quoted else None)
        if rule:
            dropped.append(drop(block, rule))
        else:
            kept.append(block)
    dropped += _named(article, page, rules)
    return replace(article, body=kept, dropped=[*article.dropped, *dropped])


def _named(article: Article, page: Page, rules: _Rules) -> Iterator[DraftDrop]:
    """What stands amid the body and was not chosen for it, where a rule can say what it is."""
    body = {block.index for block in article.body if block.index >= 0}
    body.update(index for caption in article.captions for index in caption.indexes)
    for block in page.blocks[min(body, default=0) : max(body, default=-1) + 1]:
        if block.index not in body and block.index != rules.headline and len(block.text) <= _PHRASE_CHARS:
            if rule := rules.of(block) or rules.boxes.of(block):
                yield drop(block, rule)


def phrase_rule(text: str, language: str | None) -> str | None:
    """The stock phrase a block is, or None."""
    if len(text) > _PHRASE_CHARS:
        return None
    return phrase_book(language).match(" ".join(text.split()).strip(_EDGES))


class _Rules:
    """The rules that look at one block, and what they know of the article."""

    def __init__(self, article: Article, page: Page) -> None:
        self.headline = page.headline_index(article.title)
        self.boxes = _Boxes()
        self._page, self._language = page, article.language
        self._title = key_of(article.title or "")
        self._authors = set(map(key_of, article.authors))
        self._days = {day[:10] for day in (article.published, article.modified) if day}

    def is_title(self, block: PageBlock) -> bool:
        """Whether a block says the headline and nothing else."""
        # Letters are never fewer for being made lower case.
        return 0 < len(block.words) <= len(self._title) and block.words.casefold() == self._title

    def of(self, block: PageBlock) -> str | None:
        """The rule by which a block is none of the article's, or None."""
        text = block.text
        if rule := phrase_rule(text, self._language):
            return rule
        if ":" in text and is_clock(text):
            return "clock"
        if self._is_headline_again(block):
            return "repeated-headline"
        if self._authors and self._is_byline(text):
            return "byline"
        if "@" in text and _MAIL.fullmatch(text):
            return "e-mail"
        if self.headline is not None:
            if 0 <= block.index < self.headline and self._page.tree is None:
                return "masthead"
            if self.headline < block.index <= self.headline + _UNDER_HEADLINE:
                if self._is_publication_date(text):
                    return "publication-date"
                if block.kind == "paragraph" and _is_role(text):
                    return "byline"
        return "linked-paragraph" if _is_related_link(block, self._page.url) else None

    def _is_headline_again(self, block: PageBlock) -> bool:
        """A heading that says the headline with a kicker before it, or an h1 with a part of it."""
        if block.element is None or block.element.tag not in HEADINGS:
            return False
        words, title = block.words.casefold(), self._title
        if min(len(words), len(title)) < _LEAST_AGAIN:
            return False
        return title in words or (block.element.tag == "h1" and words in title)

    def _is_byline(self, text: str) -> bool:
        """A line that says "By" and then names the authors the metadata gives, and the date."""
        if len(text) > _BYLINE_CHARS:
            return False
        first, *others = text.split("\n")
        if any(len(o) > 40 for o in others) or not byline_rules().lead.match(first):
            return False
        names = set(map(key_of, authors.persons([first])))
        return bool(names) and names <= self._authors

    def _is_publication_date(self, text: str) -> bool:
        """A line with nothing in it but the date the metadata gives."""
        if len(text) > _DATE_CHARS or not any(map(str.isdigit, text)):
            return False
        # Reading a date takes longer than all other rules: are the day and the year printed at all?
        if text.isascii() and not any(d[8:].lstrip("0") in text and d[2:4] in text for d in self._days):
            return False
        day = printed(text, self._language, self._page.url)
        return day is not None and day[:10] in self._days


def _pull_quotes(body: list[PageBlock]) -> set[int]:
    """Blocks set apart that only say again what a paragraph of the body says."""
    set_apart = (b for b in body if len(b.words) >= _LEAST_AGAIN and _is_apart(b))
    apart = {b.index: b.words for b in islice(set_apart, _MOST_APART)}
    # As one text: words have no line end in them.
    told = "\n".join(b.words for b in body if b.index not in apart) if apart else ""
    return {index for index, words in apart.items() if words in told}


def _is_apart(block: PageBlock) -> bool:
    # A pull quote is kept from screen readers, which would read it twice.
    hushed = block.element is not None and block.element.get("aria-hidden") == "true"
    return hushed or bool(block.inside & _SET_APART)


def _is_role(text: str) -> bool:
    """A line of a few words that only says what the author does: "Fens correspondent"."""
    if len(text) > _ROLE_CHARS or text.count(" ") > _ROLE_SPACES:
        return False
    return byline_rules().role_last.search(text) is not None


def _is_related_link(block: PageBlock, url: str | None) -> bool:
    """A paragraph that is one link to a page of the same site: another story's headline.

    A link to elsewhere is what the writer points to.
    """
    if not block.link_chars or block.kind != "paragraph" or len(block.text) < _LEAST_LINK_CHARS:
        return False
    if block.link_chars < len(block.text.replace(" ", "")) * _ALL_LINK:
        return False
    link = next(block.element.iter("a"), None)
    target = addresses.host(addresses.absolute(link.get("href") if link is not None else None, url))
    return target is None or target == addresses.host(url)


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
                self._known[element] = self._box(element)
            if (rule := self._known[element]) is not None:
                return rule or None
            element = element.getparent()
        return None

    def _box(self, element: HtmlElement) -> str | None:
        """The box an element is: None when it is none, empty when it is too large for one."""
        names = f"{element.get('class', '')} {element.get('id', '')}"[:_NAME_CHARS]
        rule = box_rule(names) if len(names) > 1 else None
        if rule is None and next(element.iter("input", "form"), None) is not None:
            rule = "box/form"
        return "" if rule and short_text(element, _BOX_CHARS * 2) is None else rule
