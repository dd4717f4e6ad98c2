"""Stock phrases: blocks that are words printed under every story, and nothing else."""

from __future__ import annotations

import re
from itertools import islice

from ..phrases import Phrase, phrase_book

_EDGES = " \t»«›‹:：.…|→←·•!*>–—-"
PHRASE_CHARS = 400
# Where one phrase ends and the next begins: a line, a full stop, a bar between buttons.
_JOINTS = re.compile(r"\n|(?<=[.!?…])\s+|(?<=[。！？])|\s[|•·]\s")
_MOST_PIECES = 12
SEVERAL = "phrase/several"


def stock_phrase(text: str, language: str | None) -> Phrase | None:
    """The stock phrase a whole block is, or None."""
    if len(text) > PHRASE_CHARS:
        return None
    return phrase_book(language).find(" ".join(text.split()).strip(_EDGES))


def stock_phrases(text: str, language: str | None) -> str | None:
    """The rule by which a block goes: one phrase, or several and nothing between them.

    >>> stock_phrases("Share on Facebook. Read more. Follow us on Twitter.", "en")
    'phrase/several'
    """
    if len(text) > PHRASE_CHARS:
        return None
    if phrase := stock_phrase(text, language):
        return phrase.id
    pieces = [piece for piece in islice(_JOINTS.split(text), _MOST_PIECES + 1) if piece.strip(_EDGES)]
    # Nearly always the first piece is none, and the others are not looked at.
    if 1 < len(pieces) <= _MOST_PIECES and all(stock_phrase(piece, language) for piece in pieces):
        return SEVERAL
    return None
