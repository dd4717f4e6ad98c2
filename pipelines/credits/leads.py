"""Lead words of a credit: "Photo:", "Foto von", "©"."""

from __future__ import annotations

from functools import cache

from ..rules import credit_rules
from ..starts import begins, starts
from .names import agency_of, names_in

_START_CHARS = 3


def is_led(text: str) -> bool:
    """It starts with a lead word that a colon or the like marks, with a name after it."""
    text = text.strip()
    # There are four hundred lead words, and most texts begin with none.
    if not begins(text, _lead_starts(), _START_CHARS):
        return False
    match = credit_rules().marked_lead.match(text)
    if not match or not 0 < len(text) - match.end() < 100:
        return False
    # "Photographs by schoolchildren hang in …" is a sentence.
    return not (match[0][-1].isspace() and match[0].rstrip()[-1].isalpha() and text[match.end()].islower())


@cache
def _lead_starts() -> frozenset[str]:
    return starts(credit_rules().marked_lead.pattern, _START_CHARS)


def without_lead(raw: str) -> str:
    if not begins(raw, _lead_starts(), _START_CHARS):
        return raw
    rules = credit_rules()
    if match := rules.marked_lead.match(raw):
        return raw[match.end() :].strip() or raw
    match = rules.plain_lead.match(raw)
    # "Photo Jane Roe" has a lead, "picture alliance" and "Bild Zeitung" are names.
    if match and not any(agency_of(name) for name in names_in(raw)[:1]):
        rest = raw[match.end() :]
        if rest[:1].isupper() or not rest[:1].isascii():
            return rest.strip()
    return raw
