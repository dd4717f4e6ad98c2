"""Stock phrases: blocks that are words printed under every story, and nothing else."""

from __future__ import annotations

import re
from itertools import islice, pairwise

from ..phrases import Phrase, phrase_book

_EDGES = " \t»«›‹:：.…|→←·•!*>–—-"
PHRASE_CHARS = 400
# Where one phrase ends and the next begins: a full stop, a line, a bar between buttons. All
# begin with a character of one class, which is what a search is fastest for.
_JOINT = re.compile(r"[.!?…。！？|•·\n](?:(?=\s)|(?<=[。！？\n]))")
_FIRST_CHARS, _MOST_PIECES = 100, 12
SEVERAL = "phrase/several"


def stock_phrase(text: str, language: str | None) -> Phrase | None:
    """The stock phrase a whole block is, or None."""
    if len(text) > PHRASE_CHARS:
        return None
    # A block is tidy but for its lines.
    return phrase_book(language).find(text.replace("\n", " ").strip(_EDGES))


def stock_phrases(text: str, language: str | None) -> str | None:
    """The rule by which a block goes: one phrase, or several and nothing between them.

    >>> stock_phrases("Share on Facebook. Read more. Follow us on Twitter.", "en")
    'phrase/several'
    """
    if len(text) > PHRASE_CHARS:
        return None
    if phrase := stock_phrase(text, language):
        return phrase.id
    # Nearly always the first piece is none, and the others are not looked at.
    first = _JOINT.search(text, 0, _FIRST_CHARS)
    if not first or not stock_phrase(text[: first.end()], language):
        return None
    ends = [found.end() for found in islice(_JOINT.finditer(text), _MOST_PIECES)]
    pieces = (text[begin:end] for begin, end in pairwise([0, *ends, len(text)]))
    said = [piece for piece in pieces if piece.strip(_EDGES)]
    return SEVERAL if len(said) > 1 and all(stock_phrase(piece, language) for piece in said) else None
