"""Reading a caption: its words, credit and dateline apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from ..article import Article
from ..blocks import PageBlock, only_child, squash, tidy
from ..boilerplate.stock import stock_phrase
from ..credits import is_names, read_credit, split_credit
from ..datelines.reader import dateline_reader
from ..draft import DraftCaption, DraftDrop, drop
from .names import without_furniture

# Printed behind a caption's words in an element of its own, it is the credit.
_CREDIT_TAGS = frozenset(("cite", "small", "span"))
_SENTENCE_ENDS = tuple('.!?…"”»。！？)')
_MOST_COMPARED = 8
_MOST_LAST_CHARS, _LEAST_WORDS_CHARS = 80, 12
# A longer one may be a caption that begins like one: "Related: …".
_PHRASE_CHARS = 60


@dataclass(slots=True)
class Found:
    """What a reading gives: the caption, None when there is none, and what is not of it."""

    caption: DraftCaption | None
    dropped: list[DraftDrop] = field(default_factory=list)


def of_blocks(blocks: Sequence[PageBlock], article: Article, image_url: str | None) -> Found:
    """The caption that a picture's blocks are."""
    words: list[str] = []
    credits: list[str] = []
    indexes: list[int] = []
    found = Found(None)
    said_before: deque[str] = deque(maxlen=_MOST_COMPARED)
    for block in blocks:
        if rule := _phrase(block.text, article.language):
            found.dropped.append(drop(block, rule))
            continue
        text, gone = without_furniture(block.text)
        if not squash(text):
            found.dropped.append(drop(block, gone[0][1]) if gone else drop(block, "caption/label"))
            continue
        found.dropped += [DraftDrop(part, rule, block.place) for part, rule in gone]
        indexes.append(block.index)
        if any(block.words in said for said in said_before):
            continue  # once for the narrow screen, once for the wide
        said_before.append(block.words)
        if "credit" in block.inside:
            text, printed = split_credit(text)
            words += [text] if text and printed else []
            credits.append(printed or text)
            continue
        text, printed = _piece_apart(text, block.element)
        words.append(text)
        credits += [printed] if printed else []
    if len(words) > 1 and not credits and (is_names(words[-1]) or split_credit(words[-1])[0] == ""):
        credits.append(words.pop())
    elif len(words) > 1 and not credits and split_credit(words[0])[0] == "":
        credits.append(words.pop(0))
    text = " ".join(words)
    if credits and text and split_credit(text)[0] == "":
        text = ""
        credits.append(" ".join(words))
    if not text and credits:
        printed = tidy(" ".join(credits))
        text, found_credit = split_credit(printed)
        # Called a credit by its markup: names are enough.
        if found_credit is None and is_names(printed.strip(" :")):
            text, found_credit = "", printed
        credits = [found_credit] if found_credit else []
    found.caption = of_text(text, " ".join(credits) or None, article, image_url, tuple(indexes))
    return found


def of_text(
    text: str, printed: str | None, article: Article, image_url: str | None, indexes: tuple[int, ...] = ()
) -> DraftCaption | None:
    """The caption a text is; None when there is nothing in it.

    :param printed: its credit where that stands apart; None: it is looked for in the text.
    """
    if printed is None:
        text, printed = split_credit(text)
    elif printed in text:
        words, whole = split_credit(text)
        if whole and printed in whole:
            text, printed = words, whole  # "Photo:" stood before it
        else:
            text = tidy(text.replace(printed, " ", 1))
    dateline = None
    if read := dateline_reader(article)(text):
        # "Berlin: ..." under a picture may be a label; a day or an agency makes it sure. The day of
        # an archive's picture may be long past, and have no year: then it is in `raw` alone.
        if read[0].agency or any(map(str.isdigit, read[0].raw)):
            dateline, text = read
    credit = read_credit(printed) if printed else None
    if not text and credit is None:
        return None
    return DraftCaption(text, credit, dateline, image_url, indexes)


def _phrase(text: str, language: str | None) -> str | None:
    """The stock phrase a block is: "Advertisement"."""
    phrase = stock_phrase(text, language) if len(text) <= _PHRASE_CHARS else None
    return phrase.id if phrase else None


def _piece_apart(text: str, element: HtmlElement | None) -> tuple[str, str | None]:
    """Part off the names that stand last, or a credit that stands first, in an element of their own:
    a credit no class tells of."""
    first = next(element.iterchildren(), None) if element is not None else None
    if first is not None and not (element.text or "").strip():
        printed = tidy(first.text_content())
        if 0 < len(printed) < min(len(text), _MOST_LAST_CHARS) and text.startswith(printed):
            if split_credit(printed)[0] == "":
                return text[len(printed) :].strip(), printed
    last = element[-1] if first is not None else None
    while last is not None and not (last.text or "").strip() and (inner := only_child(last)) is not None:
        last = inner
    if last is None or last.tag not in _CREDIT_TAGS or (last.tail or "").strip():
        return text, None
    printed = tidy(last.text_content())
    if not printed or len(printed) > _MOST_LAST_CHARS or not text.endswith(printed):
        return text, None
    words = text[: -len(printed)].rstrip(" |–—-•·/")
    ended = last.tag != "span" or words.endswith(_SENTENCE_ENDS)
    if words.endswith((":", "：")) or len(words) < _LEAST_WORDS_CHARS or not ended or not is_names(printed):
        return text, None
    return words, printed
