"""Photo credits: found at the ends of a caption, and told into people and agencies."""

from __future__ import annotations

import re

from .article import Credit
from .blocks import tidy
from .rules import agencies, credit_rules

_BRACKETED_START = re.compile(r"^\s*[(\[（【]([^()\[\]（）【】]{2,120})[)\]）】]\s*(?=\S)")
_BRACKETED_END = re.compile(r"\s*[(\[（【]([^()\[\]（）【】]{2,120})[)\]）】]\s*\.?\s*$")
# What may stand before a credit without brackets: the end of a sentence, a bar, a break.
_LAST_PIECE = re.compile(r"(?:(?<=[.!?…\"”»)。！？」])\s*|\s+[|•·–—]\s+|\n)(?P<credit>[^\n.!?。]{2,100}(?:\.[^\n.!?。\s][^\n.!?。]*)*)\.?\s*$")
_AGENCY_PHOTO = re.compile(r"\s+(?:photos?|fotos?|images?|pictures?|pool|file)\b.*$", re.IGNORECASE)
_NAME_WORD = re.compile(r"[^\W\d_]")
_MAX_NAME_WORDS = 5


def split_credit(caption: str) -> tuple[str, str | None]:
    """Part a caption's words from its credit.

    :returns: the words, and the credit as printed (with brackets and lead word) or
        None. The words are empty when the caption is nothing but a credit.
    """
    for pattern in (_BRACKETED_START, _BRACKETED_END):
        match = pattern.search(caption)
        if match and is_credit(match[1]):
            rest = caption[match.end() :] if pattern is _BRACKETED_START else caption[: match.start()]
            return rest.strip(), match[0].strip()
    if len(caption) <= 120 and _has_lead(caption):
        return "", caption
    match = _LAST_PIECE.search(caption)
    if match and is_credit(match["credit"]):
        return caption[: match.start("credit")].rstrip(" |•·–—\n"), match["credit"]
    return caption, None


def is_credit(text: str) -> bool:
    """Whether a short text can only be a credit: it says "Photo:" or names a supplier."""
    text = text.strip()
    if _has_lead(text):
        return True
    names = _names(text)
    return len(names) <= 4 and any(_agency(name) for name in names)


def _has_lead(text: str) -> bool:
    """A lead word counts where a colon or sign follows, or a name: "Photo by Jane Roe"."""
    match = credit_rules().lead.match(text.strip())
    if not match or match.end() >= len(text.strip()):
        return False
    rest = text.strip()[match.end() :]
    marked = match[0].rstrip()[-1] in ":：=©Ⓒ/／" or match[0].casefold().startswith("(c)")
    return len(rest) < 100 and (marked or (" by" in match[0].casefold() and rest[:1].isupper()))


def read_credit(printed: str) -> Credit | None:
    """Take a printed credit apart.

    >>> read_credit("(Photo : Xinhua/Sovannara via Getty Images)")
    Credit(raw='Xinhua/Sovannara via Getty Images', people=['Sovannara'], agencies=['Xinhua', 'Getty Images'])
    """
    raw = tidy(printed)
    bracketed = _BRACKETED_END.fullmatch(raw)
    raw = (bracketed[1] if bracketed else raw).strip()
    lead = credit_rules().lead.match(raw)
    if lead and lead.end() < len(raw):
        raw = raw[lead.end() :].strip()
    raw = raw.strip(" .;,")
    if not raw:
        return None
    people: dict[str, None] = {}
    suppliers: dict[str, None] = {}
    for name in _names(raw):
        if agency := _agency(name):
            suppliers[agency] = None
        elif name.casefold() in credit_rules().trailing:
            continue
        elif _is_person(name):
            people[name] = None
        elif _NAME_WORD.search(name):
            suppliers[name] = None
    return Credit(raw=raw, people=list(people), agencies=list(suppliers))


def _names(text: str) -> list[str]:
    return [piece for piece in (tidy(p).strip(" .©()") for p in credit_rules().between.split(text)) if piece]


def _agency(name: str) -> str | None:
    """The agency's usual name: "AP Photo" and "The Associated Press" are both AP."""
    known = agencies()
    found = known.get(name.casefold()) or known.get(_AGENCY_PHOTO.sub("", name).casefold())
    return found.name if found else None


def _is_person(name: str) -> bool:
    """A name of a few capitalised words; a house ("Harbour Police Handout") is written alike,
    so words that are no part of a person's name decide."""
    words = name.split()
    return (
        0 < len(words) <= _MAX_NAME_WORDS
        and not re.search(r"\d|@|\.(?:com|org|net)\b", name)
        and all(w[:1].isupper() or not w[:1].isascii() or w in ("de", "van", "von", "der", "den", "al", "bin", "da", "di", "la", "el", "ten", "ter") for w in words)
        and not (name.isupper() and len(words) == 1)
    )
