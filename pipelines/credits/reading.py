"""Reading a printed credit: people and agencies."""

from __future__ import annotations

import re

from ..article import Credit
from ..blocks import tidy
from ..rules import credit_rules
from .leads import without_lead
from .names import agency_of, is_note, is_organisation, is_person, joined_names, names_in

_IN_BRACKETS = re.compile(r"\s*[(\[（【]([^()\[\]（）【】]{2,120})[)\]）】]\s*\.?\s*")


def read_credit(printed: str) -> Credit | None:
    """Take a printed credit apart; None when nothing is in it.

    >>> read_credit("(Photo : Xinhua/Sovannara via Getty Images)")
    Credit(raw='Xinhua/Sovannara via Getty Images', people=['Sovannara'], agencies=['Xinhua', 'Getty Images'])
    """
    raw = tidy(printed)
    if bracketed := _IN_BRACKETS.fullmatch(raw):
        raw = bracketed[1].strip()
    raw = without_lead(raw).strip(" .;,|")
    # A bracket that lost its other one with the lead word: "(Image: Jane Roe)".
    if raw.count("(") + raw.count("[") < raw.count(")") + raw.count("]"):
        raw = raw.rstrip(")]").rstrip(" .;,|")
    elif raw.count("(") + raw.count("[") > raw.count(")") + raw.count("]"):
        raw = raw.lstrip("([").strip()
    if not raw:
        return None
    people: dict[str, None] = {}
    suppliers: dict[str, None] = {}
    for name in names_in(raw):
        if agency := agency_of(name):
            suppliers[agency] = None
        elif is_note(name) or name.casefold() in credit_rules().leads:
            continue
        elif is_person(name) and not is_organisation(name):
            people[name] = None
        elif together := joined_names(name):
            people.update(dict.fromkeys(together))
        elif any(c.isalpha() for c in name):
            suppliers[name] = None
    return Credit(raw, *_without_houses(list(people), list(suppliers)))


def _without_houses(people: list[str], suppliers: list[str]) -> tuple[list[str], list[str]]:
    """A single word beside a whole name, or alone, is a house: "Jane Roe / Kestrel". Beside an agency it
    is how some photographers sign."""
    houses = [name for name in people if name.isascii() and " " not in name]
    if houses and suppliers and len(houses) == len(people):
        return people, suppliers
    return [name for name in people if name not in houses], suppliers + houses
