"""Boilerplate: what stands in the body and is not the article, each with its rule."""

from __future__ import annotations

import re
from dataclasses import replace

from .. import authors
from ..article import Article
from ..blocks import PageBlock, squash
from ..draft import DraftDrop, drop
from ..metadata.plain_text import is_clock, is_paragraph
from ..page import Page
from ..rules import byline_rules, phrase_books

_EDGES = " \t»«›‹:：.…|→←·•!*>–—-"
_SENTENCE_END = re.compile(r"[.!?:;,…。！？：；，、\"”»」』)\]]$")
_PHRASE_CHARS = 400
_MASTHEAD_WORDS = 8
_CROSSHEAD_WORDS = 12
_CROSSHEAD_CHARS = 90
_CROSSHEAD_CHARS_WIDE = 24
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")


def boilerplate(article: Article, page: Page) -> Article:
    """Drop stock phrases, clocks, mastheads, the headline again and stray footers."""
    headline = page.headline_index(article.title)
    title = squash(article.title or "").casefold()
    kept: list[PageBlock] = []
    dropped: list[DraftDrop] = []
    for block in article.body:
        if title and block.words.casefold() == title:
            # The first printing is the headline itself: metadata, nothing lost.
            if block.index != headline:
                dropped.append(drop(block, "repeated-headline"))
            continue
        rule = phrase_rule(block.text, article.language) or _rule(block, headline, article, page)
        if rule:
            dropped.append(drop(block, rule))
        else:
            kept.append(block)
    kept = _crossheads(kept)
    while kept and kept[-1].kind == "crosshead":
        dropped.append(drop(kept.pop(), "stray-footer"))
    return replace(article, body=kept, dropped=[*article.dropped, *dropped])


def phrase_rule(text: str, language: str | None) -> str | None:
    """The stock phrase a block is, or None."""
    if len(text) > _PHRASE_CHARS:
        return None
    block = " ".join(text.split()).strip(_EDGES)
    return next((rule for book in phrase_books(language) if (rule := book.match(block))), None)


def _rule(block: PageBlock, headline: int | None, article: Article, page: Page) -> str | None:
    if is_clock(block.text):
        return "clock"
    if _is_byline(block.text, article):
        return "byline"
    above = headline is not None and 0 <= block.index < headline
    if above and (page.tree is None or _is_label(block.text)):
        return "masthead"
    if (
        page.tree is None
        and headline is not None
        and article.published_source == "text"
        and headline < block.index <= headline + 4
        and not is_paragraph(block.text)
        and re.search(r"\b(?:19|20)\d{2}\b", block.text)
        and len(block.text) < 90
    ):
        return "publication-date"
    return None


def _is_label(text: str) -> bool:
    return len(text.split()) <= _MASTHEAD_WORDS and not _SENTENCE_END.search(text)


def _is_byline(text: str, article: Article) -> bool:
    """A line that says "By" and then names the authors the metadata gives."""
    if len(text) > 120 or not byline_rules().lead.match(text):
        return False
    names = {squash(name).casefold() for name in authors.persons([text])}
    return bool(names) and names <= {squash(name).casefold() for name in article.authors}


def _crossheads(blocks: list[PageBlock]) -> list[PageBlock]:
    """Name the headings that are not marked up as such: short lines with no full stop,
    all bold on an HTML page, between two longer blocks."""
    done = []
    for position, block in enumerate(blocks):
        if block.kind == "paragraph" and _reads_as_crosshead(block):
            before = blocks[position - 1] if position else None
            if before is not None and len(before.text) > len(block.text):
                block = replace(block, kind="crosshead")
        done.append(block)
    return done


def _reads_as_crosshead(block: PageBlock) -> bool:
    text = block.text
    if block.index < 0 or "\n" in text or _SENTENCE_END.search(text.rstrip("?！!？")):
        return False
    if block.element is not None and block.bold_chars < len(text.replace(" ", "")):
        return False
    if text.endswith(("?", "!", "？", "！")) and block.element is not None:
        return False  # a question in bold is an interview's
    limit = _CROSSHEAD_CHARS_WIDE if _WIDE.search(text) else _CROSSHEAD_CHARS
    return len(text) <= limit and len(text.split()) <= _CROSSHEAD_WORDS
