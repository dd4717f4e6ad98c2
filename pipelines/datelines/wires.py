"""The agency in a dateline: a wire service of the table, or the outlet by its own name."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from .. import addresses
from ..blocks import squash
from ..places import fold, key
from ..rules import find_agency, worldwide_agencies
from .rules import rules

_PARTS = re.compile(r"\s*(?:[/,;+&|]|\s(?:and|und|et|y|e|с|и)\s)\s*")
# "dpa/lnw": a wire's desk; "News / Sputnik": a paper and its wire.
_MOST_WORDS = 5
_NAME_PARTS = re.compile(r"[^\W_]+")
_DOMAIN = re.compile(r"[\w-]+(?:\.[a-z]{2,6}){1,2}", re.IGNORECASE)
# Before a name: "Корр. БЕЛТА", "dpa-Korrespondent" is not one.
_LEADING = re.compile(r"^(?:Корр\.|the|agencia|agência|agence|agenzia|وكالة|خبرگزاری)\s+", re.IGNORECASE)


@lru_cache(maxsize=64)  # a crawl asks for the same few sites' all the time
# A caption is asked about with the same names as the story.
@lru_cache(maxsize=64)
def own_names(site: str | None, url: str | None) -> frozenset[str]:
    """What an outlet may call itself in its datelines, squashed and in lower case.

    >>> sorted(own_names("Harbour Times", "https://www.harbour-times.example/a"))
    ['harbourtimes', 'harbourtimesexample', 'ht']
    """
    host = addresses.host(url) or ""
    label = max(host.split(".")[:-1], key=len, default="")
    names = {_letters(name) for name in (site or "", host, label)}
    for name in (site or "", label):
        parts = _NAME_PARTS.findall(name)
        if len(parts) > 1:
            names.add(_letters("".join(part[0] for part in parts)))
    return frozenset(name for name in names if len(name) > 1)


def is_agency(printed: str, own: Collection[str] = ()) -> bool:
    """Whether one of the names printed is a wire service's or the outlet's own.

    >>> is_agency("AP/KXYZ"), is_agency("Saale")
    (True, False)
    """
    if _is_one(printed, own) or printed in rules()["own_paper"]:
        return True
    return any(_is_one(_LEADING.sub("", part), own) for part in _PARTS.split(printed))


def _is_one(name: str, own: Collection[str]) -> bool:
    return find_agency(name) is not None or _letters(name) in own


def _letters(name: str) -> str:
    """Addresses have no accents, spaces or capitals."""
    return squash(fold(key(name)))


def stands_alone(printed: str, own: Collection[str], home: str | None) -> bool:
    """Whether it may open a story without brackets or a place: the outlet itself, or an agency
    that sends reports from everywhere or is at home here. "MAP —" is a label elsewhere."""
    if _letters(printed) in own:
        return True
    agency = find_agency(_LEADING.sub("", printed))
    if agency is None or agency.kind == "photo":
        return False
    return agency.name in worldwide_agencies() or agency.country == home


def is_outlet(printed: str) -> bool:
    """Whether it is written as a station's, paper's or agency's name: "KXYZ", "IslandNewsDesk",
    "paper.example", never "and elsewhere"."""
    if len(printed.split()) > _MOST_WORDS or not any(c.isalpha() for c in printed):
        return False
    first = next(c for c in printed if c.isalnum())
    # "iFens" and "paper.example" are written small.
    is_word = " " not in printed and (printed != printed.lower() or _DOMAIN.fullmatch(printed) is not None)
    return first == first.upper() or is_word


def country_of(printed: str) -> str | None:
    """ISO code of the country a national agency reports from; None for the worldwide ones."""
    agency = find_agency(printed)
    return agency.country if agency and agency.name not in worldwide_agencies() else None
