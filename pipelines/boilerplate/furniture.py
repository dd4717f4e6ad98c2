"""Furniture: what the page says of the article in other places, said again amid the body."""

from __future__ import annotations

import re
from itertools import islice

from .. import authors
from ..ago import is_ago
from ..article import Article
from ..blocks import HEADINGS, PageBlock, key_of, squash
from ..dates import printed
from ..metadata.plain_text import is_clock
from ..page import Page
from ..rules import byline_rules, date_rules

_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,250}")
_DATE_CHARS, _DATED_LETTERS, _UNDER_HEADLINE = 60, 24, 8
_ROLE_CHARS, _ROLE_SPACES = 50, 4
_PROSE_CHARS = 80
_LINE_CHARS = 160
_LEAST_AGAIN = 12  # letters
_SET_APART = frozenset(("blockquote", "aside", "figure"))
_MOST_APART = 200  # each is looked for in all the story
_FULL_STOPS, _SENTENCE_SPACES = (".", "。"), 5


class Furniture:
    """The rules that compare one block with what is known of the article."""

    def __init__(self, article: Article, page: Page) -> None:
        self.headline = page.headline_index(article.title)
        # Where it is not printed, the body begins where it would be.
        first = min((block.index for block in article.body), default=0) - 1
        self._top = self.headline if self.headline is not None else first
        # A headline printed below the first paragraph is a link to the story, not over it.
        prose = (block.index for block in article.body if len(block.text) >= _PROSE_CHARS)
        self._begins = min(prose, default=-1)
        self._page, self._language = page, article.language
        self._title = key_of(article.title or "")
        self._authors = set(map(key_of, article.authors))
        self._days = {day[:10] for day in (article.published, article.modified) if day}

    def is_title(self, block: PageBlock) -> bool:
        """Whether a block says the headline and nothing else."""
        # Letters are never fewer for being made lower case.
        return 0 < len(block.words) <= len(self._title) and block.words.casefold() == self._title

    def of(self, block: PageBlock) -> str | None:
        """The rule by which a block is furniture, or None."""
        text = block.text
        if self._is_headline_again(block):
            return "repeated-headline"
        if len(text) > _LINE_CHARS:
            # Too long for a line of any kind, as most blocks are.
            return "masthead" if self._is_masthead(block) else None
        if ":" in text and is_clock(text):
            return "clock"
        if self._authors and self._is_byline(text):
            return "byline"
        if "@" in text and _MAIL.fullmatch(text):
            return "e-mail"
        if block.kind != "crosshead" and is_ago(text, self._language):
            return "relative-time"
        if self._is_dated(text):
            return "publication-date"
        if self._is_masthead(block):
            return "masthead"
        if self._top < block.index <= self._top + _UNDER_HEADLINE:
            if self._is_publication_date(text):
                return "publication-date"
            if self.headline is not None and block.kind == "paragraph" and _is_role(text):
                return "byline"
        return None

    def _is_masthead(self, block: PageBlock) -> bool:
        """What stands over the headline: all of a plain text's, the headings of a page."""
        if self.headline is None or not 0 <= block.index < self.headline:
            return False
        if self._page.tree is None:
            return True
        heads = self._page.blocks[self.headline].element
        return block.kind == "crosshead" and heads.tag in HEADINGS and self.headline <= self._begins

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
        first, *others = text.split("\n")
        if any(len(o) > 40 for o in others) or not byline_rules().lead.match(first):
            return False
        names = set(map(key_of, authors.persons([first])))
        return bool(names) and names <= self._authors

    def _is_dated(self, text: str) -> bool:
        """A line that says when the story was published, or when it was changed, and nothing else."""
        if len(text) > _DATE_CHARS or not any(map(str.isdigit, text)):
            return False
        told = date_rules()
        published = told.published.match(text)
        label = published or told.updated.match(text)
        if not label or len(squash(text[label.end() :])) > _DATED_LETTERS:
            return False
        day = printed(text, self._language, self._page.url)
        # The day on which a book came out, in a review of it, is not the story's.
        return day is not None and (not published or day[:10] in self._days)

    def _is_publication_date(self, text: str) -> bool:
        """A line with nothing in it but the date the metadata gives."""
        if len(text) > _DATE_CHARS or not any(map(str.isdigit, text)):
            return False
        if text.endswith(_FULL_STOPS) and text.count(" ") > _SENTENCE_SPACES:
            return False
        # Reading a date takes longer than all other rules: are the day and the year printed at all?
        if text.isascii() and not any(d[8:].lstrip("0") in text and d[2:4] in text for d in self._days):
            return False
        day = printed(text, self._language, self._page.url)
        return day is not None and day[:10] in self._days


def _is_role(text: str) -> bool:
    """A line of a few words that only says what the author does: "Fens correspondent"."""
    if len(text) > _ROLE_CHARS or text.count(" ") > _ROLE_SPACES:
        return False
    return byline_rules().role_last.search(text) is not None


def pull_quotes(body: list[PageBlock]) -> set[int]:
    """Blocks set apart that only say again what a paragraph of the body says."""
    set_apart = (b for b in body if len(b.words) >= _LEAST_AGAIN and _is_apart(b))
    apart = {b.index: b.words.casefold() for b in islice(set_apart, _MOST_APART)}
    # As one text: words have no line end in them.
    told = "\n".join(b.words for b in body if b.index not in apart).casefold() if apart else ""
    return {index for index, words in apart.items() if words in told}


def _is_apart(block: PageBlock) -> bool:
    # A pull quote is kept from screen readers, which would read it twice.
    hushed = block.element is not None and block.element.get("aria-hidden") == "true"
    return hushed or bool(block.inside & _SET_APART)
