"""Telling a credit from other words, by its lead word or the names in it."""

from __future__ import annotations

import re

from ..rules import credit_rules, may_name_agency
from ..scripts import is_wide
from .leads import is_led, without_lead
from .names import agency_of, is_note, is_person, joined_names, names_in

# "Jane Roe/rbb": a name and the sign of a house that no table knows.
_SIGNED = re.compile(r"(?P<person>[^\W\d_][^/|:()]{4,40}[^/|:()\s])\s?/\s?[^\W\d_][\w.-]{1,15}")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_SENTENCE_ENDS, _INITIAL_ENDS = tuple(".!?。！？…"), ("Jr.", "Sr.", "Inc.", "Ltd.", "Co.")
MOST_CHARS = 120
"""No credit is longer."""


def is_credit(text: str, bracketed: bool = False) -> bool:
    """Whether a short text can only be a credit: it says "Photo:", or names a supplier.

    :param bracketed: it stands in brackets, where "Photo Jane Roe" needs no colon.
    """
    text = text.strip()
    if not text or len(text) > MOST_CHARS:
        return False
    if is_led(text):
        return True
    # A glance first. Not so in other scripts, where an agency's name ends in mid-word: 新华社记者.
    if not bracketed and not is_wide(text) and not may_name_agency(text):
        return False
    names = names_in(without_lead(text) if bracketed else text)
    if not 0 < len(names) <= 4:
        return False
    if not all(agency_of(name) or is_note(name) or is_person(name) or joined_names(name) for name in names):
        return False
    if any(agency_of(name) for name in names):
        return True
    return bracketed and (without_lead(text) != text or _says_who_took_it(text, names))


def is_names(text: str) -> bool:
    """Whether a short text that stands where a credit does can be names alone: "Jane Roe", "Harbour
    Police/AP", "ES"."""
    text = text.strip().strip("()[]（）【】")
    if not text or len(text) > MOST_CHARS:
        return False
    if is_credit(text, bracketed=True):
        return True
    if text.endswith(_SENTENCE_ENDS) and not text.endswith(_INITIAL_ENDS):
        return False
    names = names_in(without_lead(text))
    return 0 < len(names) <= 4 and all(
        agency_of(name)
        or is_note(name)
        or is_person(name)
        or joined_names(name)
        or (name.isupper() and len(name) <= 8)
        for name in names
    )


def starts_as_credit(caption: str) -> bool:
    """A credit without a lead word. In scripts without capitals any words look like names, so
    there an agency has to come first."""
    if is_credit(caption):
        return caption.isascii() or bool(agency_of(names_in(caption)[0]))
    signed = _SIGNED.fullmatch(caption)
    return signed is not None and " " in signed["person"] and is_person(signed["person"])


def _says_who_took_it(text: str, names: list[str]) -> bool:
    """ "(File photo, Jane Roe)" is a credit, and so is what ends in "photographed" in Chinese or Japanese."""
    if len(names) > 1 and any(is_note(name) for name in names):
        return True
    found = credit_rules().note_end.search(text) if is_wide(text) else None
    return found is not None and not _HANGUL.search(text)
