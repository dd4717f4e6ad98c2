"""The account of a page: what became of each of its blocks, once and only once.

A block is every piece of visible text with a letter or a figure in it
(:mod:`pipelines.blocks`); a row of stars is none. Where two steps could lay claim to a
block, the first of these has it:

==========  ========================================================================
body        it is in the text, with or without the dateline that stood before it; or
            the text came from the page's data and has these words
caption     its words are in a caption: one picture's two printings count both
dropped     a step dropped it, and said by which rule
metadata    the headline, where it is printed first; a standfirst or an author's name
            that is word for word in ``summary`` or ``authors``
dateline    it is the story's dateline and nothing else
dropped     no step spoke of it: the headline or a caption printed again, else the
            region of the page it stands in (``outside-body…``)
==========  ========================================================================
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .article import Article
from .blocks import PageBlock, key_of, squash
from .draft import DraftDrop
from .page import Page

Fate = Literal["body", "caption", "dateline", "metadata", "dropped"]

REGIONS = ("hidden", "comments", "consent", "nav", "footer", "header", "aside", "form", "button")
"""Landmarks that tell where a block stood which no step spoke of; the first that is around it."""
_LEAST_AGAIN = 12  # letters, of a headline or a caption printed again
_LEAST_PIECE = 20  # letters, of a text that came from the page's data
_MOST_TOLD = 200_000  # letters of such a text that every block is looked for in


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one block."""

    block: PageBlock
    fate: Fate
    rule: str | None = None
    """The id of the rule that dropped it, as in ``docs/rules.md``; None for what was kept."""
    is_said: bool = True
    """A step spoke of it, or a field holds it."""


def account(article: Article, page: Page) -> list[Entry]:
    """One entry for each of the page's blocks, in page order.

    :param article: a draft, as the steps before ``finish`` leave it: its parts know their blocks.
    """
    said = _said(article, page)
    left = _Left(article)
    return [said.get(block.index) or left.entry(block) for block in page.blocks]


def _said(article: Article, page: Page) -> dict[int, Entry]:
    """The blocks that a field of the article holds, or a step dropped, by index."""
    blocks = page.blocks
    said: dict[int, Entry] = {}

    def say(index: int | None, fate: Fate, rule: str | None = None) -> None:
        if index is not None and 0 <= index < len(blocks) and index not in said:
            said[index] = Entry(blocks[index], fate, rule)

    for block in article.body:
        say(getattr(block, "index", None), "body")  # a step of yours may have added a plain block
    for caption in article.captions:
        for index in caption.indexes:
            say(index, "caption")
    for dropped in article.dropped:
        say(dropped.index, "dropped", dropped.rule)
    say(page.headline_index(article.title), "metadata")
    return said


def once(dropped: Iterable[DraftDrop], entries: list[Entry]) -> list[DraftDrop]:
    """What the steps dropped, without whole blocks that are told twice or that a field holds."""
    told: set[int] = set()
    kept: list[DraftDrop] = []
    for drop in dropped:
        if 0 <= drop.index < len(entries):
            entry = entries[drop.index]
            if drop.text == entry.block.text:
                if entry.fate != "dropped" or drop.index in told:
                    continue
                told.add(drop.index)
        kept.append(drop)
    return kept


class _Left:
    """Tells of blocks that no step spoke of."""

    def __init__(self, article: Article) -> None:
        self._title = key_of(article.title or "")
        self._metadata = {key for text in (article.summary, *article.authors) if (key := key_of(text or ""))}
        self._dateline = key_of(article.dateline.raw) if article.dateline else None
        self._captions = {key for c in article.captions if len(key := key_of(c.text)) >= _LEAST_AGAIN}
        # A body from the page's data: what the page prints of it is no garbage.
        unprinted = [squash(block.text) for block in article.body if getattr(block, "index", -1) < 0]
        self._lines, self._text = frozenset(unprinted), "".join(unprinted)[:_MOST_TOLD]

    def entry(self, block: PageBlock) -> Entry:
        if self._text and self._is_told(block.words):
            return Entry(block, "body")
        region = _region(block.inside)
        if region != "outside-body":
            return Entry(block, "dropped", region, is_said=False)
        key = block.words.casefold()
        if key == self._dateline:
            self._dateline = None
            return Entry(block, "dateline")
        if key in self._metadata:
            self._metadata.discard(key)
            return Entry(block, "metadata")
        if key == self._title and len(key) >= _LEAST_AGAIN:
            return Entry(block, "dropped", "repeated-headline", is_said=False)
        if key in self._captions:
            return Entry(block, "dropped", "repeated-caption", is_said=False)
        return Entry(block, "dropped", region, is_said=False)

    def _is_told(self, words: str) -> bool:
        return words in self._lines or (len(words) >= _LEAST_PIECE and words in self._text)


@lru_cache(maxsize=1024)
def _region(inside: frozenset[str]) -> str:
    return next((f"outside-body/{r}" for r in REGIONS if r in inside), "outside-body")
