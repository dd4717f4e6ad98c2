"""Crossheads: headings inside the body that nothing marks up, and those that head nothing."""

from __future__ import annotations

import re
from dataclasses import replace

from ..article import Article
from ..blocks import PageBlock
from ..draft import drop
from ..page import Page
from ..scripts import is_wide

_QUOTES = '"“”„«»「」『』‹›'
_SENTENCE_END = re.compile(r"[.!?:;,…。！？：；，、)\]]$")
_MOST_WORDS = 12
_MOST_CHARS, _MOST_CHARS_WIDE = 90, 24


def crossheads(article: Article, page: Page) -> Article:
    """Name the crossheads, and drop those at the end of the body: a footer's, not the story's.

    In a plain text the last line may be a sign-off as well; it is a footer's where a rule has
    known something of a footer below it.
    """
    body: list[PageBlock] = []
    for block in article.body:
        longer_before = bool(body) and len(body[-1].text) > len(block.text)
        named = longer_before and block.kind == "paragraph" and _reads_as_crosshead(block)
        body.append(replace(block, kind="crosshead") if named else block)
    dropped = []
    known = max((d.index for d in article.dropped), default=-1) if page.tree is None else len(page.blocks)
    while body and body[-1].kind == "crosshead" and body[-1].index < known:
        dropped.append(drop(body.pop(), "stray-footer"))
    return replace(article, body=body, dropped=[*article.dropped, *dropped])


def _reads_as_crosshead(block: PageBlock) -> bool:
    """A short line with no full stop; on an HTML page, all of it bold."""
    text = block.text
    if block.index < 0 or "\n" in text or _SENTENCE_END.search(text.strip(_QUOTES).rstrip("?！!？")):
        return False
    if block.element is not None:
        asked = text.endswith(("?", "!", "？", "！"))  # a question in bold is an interview's
        if asked or block.bold_chars < len(text.replace(" ", "")):
            return False
    most = _MOST_CHARS_WIDE if is_wide(text) else _MOST_CHARS
    return len(text) <= most and len(text.split()) <= _MOST_WORDS
