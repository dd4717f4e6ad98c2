"""Captions glued into the text: paragraphs that a credit begins or ends."""

from __future__ import annotations

import re

from ..article import Article
from ..blocks import PageBlock, squash
from ..credits import is_credit, split_credit
from ..datelines.reader import dateline_reader
from ..draft import DraftDrop
from .names import glued_leads, may_end_in_credit
from .pictures import image_url
from .reading import Found, of_text

_MOST_CHARS = 600
_BRACKETS = "([（【"
_KINDS = ("paragraph", "crosshead")
# WordPress's mark for a caption, left standing where its plug-in is gone.
_SHORTCODE = re.compile(r"\[caption\b[^\]]{0,300}\]|\[/caption\]")


def glued(block: PageBlock, article: Article) -> Found | None:
    """The caption a paragraph is; None when it is none.

    Running text names agencies in brackets too ("... (Reuters)"), at the end of the
    last paragraph above all, so a credit at the end counts only with its lead word. An
    agency in brackets at the start is a dateline where it can be read as one.
    """
    if block.kind not in _KINDS:
        return None
    text = block.text
    if text.startswith("[caption"):
        return _shortcode(block, article)
    # A glance first: this runs on every paragraph.
    if text[:1] not in _BRACKETS and not may_end_in_credit(text):
        return None
    words, printed = split_credit(text)
    if printed is None:
        return None
    if not (text.startswith(printed) or text.endswith(printed)):
        return None  # amid the text it is a remark
    marked = printed.strip("([（【 ").casefold().startswith(glued_leads())
    if not words and not marked:
        return None
    if printed[:1] in _BRACKETS and text.startswith(printed) and words:
        if not marked and _is_dateline(text, words, printed, article):
            return None
    elif not (marked and len(text) < _MOST_CHARS):
        return None
    return Found(of_text(words, printed, article, None, (block.index,)))


def _is_dateline(text: str, words: str, printed: str, article: Article) -> bool:
    """ "(Reuters) - The company …" opens a story, as does all that is read as a dateline."""
    if dateline_reader(article)(text):
        return True
    inner = printed.strip("([（【)]）】 ")
    return words[:1] in "—–-:―−" and "/" not in inner and is_credit(inner, bracketed=True)


def _shortcode(block: PageBlock, article: Article) -> Found | None:
    words = _SHORTCODE.sub(" ", block.text).strip()
    marks = [DraftDrop(mark, "caption/shortcode", block.place) for mark in _SHORTCODE.findall(block.text)]
    if not marks or len(words) > _MOST_CHARS or not squash(words):
        return None
    return Found(of_text(words, None, article, image_url(block.element, article.url), (block.index,)), marks)
