"""The styles of datelines, as ``rules/datelines.toml`` has them: their patterns compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..rules import glued_agencies
from . import days
from .rules import rules

DASH = r"(?:—|–|―|−|─|‒|--+|-(?=\s)|-$|ـ(?=\s)|\.[-–—]+)"
_CJK = r"\u4e00-\u9fff"
_PIECES = {
    "places": r"(?P<places>(?:['’]s-)?[^\W\d_][^()\[\]{}:;!?—–\"“”«»|]{1,70}?(?:\s?\((?:{rivers})\))?)",
    "date": f"(?P<date>{days.PATTERN})",
    "agency": r"(?P<agency>[^\W_][^()\[\]（）【】=＝—–:«»|]{1,39}?)",
    "agency_slashed": r"(?P<agency>[^\W_][^()\[\]（）【】=＝—–:«»|/]{1,39}?)",
    "agency_uncomma": r"(?P<agency>[^\W_][^()\[\]（）【】=＝—–:«»|,]{1,39}?)",
    "agency_token": r"(?P<agency>[^\W_][\w.&-]{1,20})",
    "initials": r"(?P<sign>(?!(?:{parties})\))[^\W\d_]{2,4}(?:/[^\W\d_]{2,4})*)",
    "domain": r"(?P<agency>[\w-]{2,20}(?:\.[a-z]{2,4}){1,2})",
    "byline": r"(?P<byline>[^()\[\]（）【】〔〕［］=＝/／|。，]{2,24}?)",
    "dash": DASH,
    "call_sign": r"(?P<agency>(?-i:[KW][A-Z]{2,3}(?:-TV)?|[A-Z][a-z]+(?:[A-Z][a-z]+)+))",
    "word": r"(?P<places>[^\W\d_]{2,15})",
    "writer": r"(?P<byline>[^\W\d_][^()\[\]\n\d:;—–]{2,60}?)",
    "quote": r"«»\"“”„‘'(…¿¡",
    "zh_place": rf"(?P<places>[{_CJK}]{{2,8}}?)",
    "ja_place": rf"(?P<places>[\u3040-\u30ff{_CJK}ー・、]{{2,16}}?)",
    "ko_place": r"(?P<places>[\uac00-\ud7a3]{2,10}(?:[·/,]\s?[\uac00-\ud7a3]{2,10})*)",
    "east_date": r"(?P<date>(?:\d{4}年)?\d{1,2}月\d{1,2}日)",
    "east_day": r"(?P<day>\d{1,2})日",
}


@dataclass(frozen=True)
class Style:
    """One way to print a dateline. The fields are told in ``rules/datelines.toml``."""

    id: str
    pattern: re.Pattern[str]
    signs: frozenset[str]
    has_figures: bool
    """There is a day in it."""
    languages: tuple[str, ...]
    homes: tuple[str, ...]
    capitals: bool
    mixed: bool
    any_agency: bool
    bracketed_country: bool
    in_gazetteer: bool
    lead: bool
    wire: bool
    town: bool
    speakers: bool

    @property
    def is_stopped(self) -> bool:
        """A stop closes it, as it closes any short sentence."""
        return self.id.endswith("-stop")

    def is_for(self, language: str | None, home: str | None) -> bool:
        """Whether newsrooms of the language or the country print it."""
        if not self.languages and not self.homes:
            return True
        return language in self.languages or (home in self.homes and language == "en")


@cache
def styles() -> tuple[Style, ...]:
    return tuple(_style(row) for row in rules()["style"])


@cache
def all_signs() -> frozenset[str]:
    return frozenset().union(*(style.signs for style in styles()))


@cache
def _pieces() -> dict[str, str]:
    data = rules()
    lists = {
        "rivers": data["rivers"],
        "sent": data["sent"],
        "reporter": data["reporter"],
        "filed": data["filed"],
        "ko_labels": data["ko_labels"],
        "parties": data["parties"],
    }
    pieces = {name: _any_of(words) for name, words in lists.items()}
    pieces["glued_names"] = glued_agencies()
    pieces["agency_glued"] = f"(?P<agency>{_any_of(data['own_paper'])}|{glued_agencies()})"
    pieces |= {name: _filled(piece, pieces) for name, piece in _PIECES.items()}
    return pieces


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _filled(pattern: str, pieces: dict[str, str]) -> str:
    for name, piece in pieces.items():
        pattern = pattern.replace(f"{{{name}}}", piece)
    return pattern


def _style(row: dict[str, Any]) -> Style:
    return Style(
        id=row["id"],
        pattern=re.compile(_filled(row["pattern"], _pieces()).replace(r"\ ", " ").replace(" ", r"\s"), re.I),
        signs=frozenset(row["signs"]),
        has_figures=re.search(r"(?:date|day)\}(?!\)\?)", row["pattern"]) is not None,
        languages=tuple(row.get("languages", ())),
        homes=tuple(row.get("homes", ())),
        capitals=row.get("capitals", False),
        mixed=row.get("mixed", False),
        any_agency=row.get("any_agency", False),
        bracketed_country=row.get("bracketed_country", False),
        in_gazetteer=row.get("in_gazetteer", False),
        lead=row.get("lead", False),
        wire=row.get("wire", False),
        town=row.get("town", False),
        speakers=row.get("speakers", False),
    )
