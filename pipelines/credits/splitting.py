"""Parting a caption's words from its credit: at the ends of it, or in brackets amid."""

from __future__ import annotations

import re
from functools import lru_cache

from .leads import is_led, without_lead
from .telling import MOST_CHARS, is_credit, is_names, starts_as_credit

_BRACKETED_START = re.compile(r"[(\[（【]([^()\[\]（）【】]{2,120})[)\]）】]\s*(?=\S)")
_BRACKETED_END = re.compile(r"\s*[(\[（【]([^()\[\]（）【】]{2,120})[)\]）】]\s*\.?\s*$")
# What may stand before a credit without brackets: the end of a sentence, a bar, a break.
_LAST_PIECE = re.compile(
    r"(?:(?<=[.!?…\"”»)。！？」］])\s*|\s+[|•·–—]\s+|\n)"
    r"(?P<credit>[^\n.!?。]{2,100}(?:\.[^\n.!?。\s][^\n.!?。]*)*)\.?\s*$"
)
# "… on Friday © AFP"
_LAST_SIGN = re.compile(r"\s(?P<credit>[©ⓒⒸ]\s?(?:[^\sa-z©ⓒⒸ][^©ⓒⒸ]{1,100}|[a-z][^©ⓒⒸ]{1,50}))$")
_FIRST_PIECE = re.compile(r"(?P<credit>[^|\n]{3,100})(?:\s+\||\n)\s*(?=\S)")
_FIRST_DASHED = re.compile(r"(?P<credit>[^–—\n]{3,60}?)\s+[-–—]\s+(?=\S)")
_BRACKETED = re.compile(r"[(\[（【]([^()\[\]（）【】]{2,120})[)\]）】]")
_CLOSING = tuple(".,;:!?。、，")
_EDGES = " |•·–—\n"
_LOOSE_DASH = re.compile(r"\s[-–—|]$")
_OPENING = tuple("([（【")
_TAIL_CHARS = 160
_MOST_AMID_CHARS = _MOST_KEPT_CHARS = 1500
_LEAST_WORDS = 6


def split_credit(caption: str) -> tuple[str, str | None]:
    """Part a caption's words from its credit.

    :returns: the words, and the credit as printed (with brackets and lead word) or
        None. The words are empty when the caption is nothing but a credit.
    """
    return _split(caption) if len(caption) <= _MOST_KEPT_CHARS else _split.__wrapped__(caption)


# A text is asked about when it may be a caption, and again when it is.
@lru_cache(maxsize=256)
def _split(caption: str) -> tuple[str, str | None]:
    if caption[:1] in _OPENING and (match := _BRACKETED_START.match(caption)):
        if is_credit(match[1], bracketed=True):
            return caption[match.end() :].strip(), match[0].strip()
    if is_led(caption):
        # "Photo: Jane Roe | The harbour at dawn"
        for match in filter(None, (_FIRST_PIECE.match(caption), _FIRST_DASHED.match(caption))):
            rest = caption[match.end() :].strip()
            if is_credit(rest):
                break  # "Photo: Jane Roe | Video: AP"
            if is_names(without_lead(match["credit"])) and (match.re is _FIRST_PIECE or not is_names(rest)):
                return rest, match["credit"].strip()
        if len(caption) <= MOST_CHARS and not is_sentence(without_lead(caption)):
            return "", caption
    elif len(caption) <= MOST_CHARS and starts_as_credit(caption):
        return "", caption
    # A credit is at the end; looking at no more keeps long paragraphs cheap.
    start = max(0, len(caption) - _TAIL_CHARS)
    tail = caption[start:]
    bracket = _BRACKETED_END.search(tail)
    if bracket and is_led(bracket[1]):
        return caption[: start + bracket.start()].strip(), bracket[0].strip()
    for match in (_LAST_PIECE.search(tail), _LAST_SIGN.search(tail)):
        if match and is_credit(match["credit"].strip(_EDGES)):
            words = caption[: start + match.start("credit")].rstrip(_EDGES)
            return _LOOSE_DASH.sub("", words), match["credit"].strip(_EDGES)
    if bracket and is_credit(bracket[1], bracketed=True):
        return caption[: start + bracket.start()].strip(), bracket[0].strip()
    return _split_amid(caption)


def _split_amid(caption: str) -> tuple[str, str | None]:
    """Part the one credit in brackets amid a caption: "… (Photo: Jane Roe) She won by a length."."""
    if len(caption) > _MOST_AMID_CHARS or not any(map(caption.__contains__, _OPENING)):
        return caption, None
    found = [m for m in _BRACKETED.finditer(caption) if is_led(m[1]) or "/" in m[1]]
    found = [m for m in found if is_credit(m[1], bracketed=True)]
    if len(found) != 1:
        return caption, None
    before, after = caption[: found[0].start()].strip(), caption[found[0].end() :].strip()
    # What closes the sentence stays with it.
    return f"{before}{'' if after[:1] in _CLOSING else ' '}{after}".strip(), found[0][0]


def is_sentence(text: str) -> bool:
    """Too many words without a capital to be names: "Photo: how the bridge looked in winter"."""
    words = text.split()
    return len(words) >= _LEAST_WORDS and sum(w[0].islower() for w in words) > len(words) * 0.4
