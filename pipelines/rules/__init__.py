"""The rules: data in TOML, by language; read once a process and compiled.

Every rule has examples beside it, which the tests run. A new rule is a few lines
in one of these files, no code.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


def load(name: str) -> dict[str, Any]:
    """A rule file of this package as TOML data, e.g. ``load("phrases/en.toml")``."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _any_of(words: list[str]) -> str:
    """Alternation, longest first so that "staff writers" wins over "staff"."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(set(words), key=len, reverse=True))


@dataclass(frozen=True)
class BylineRules:
    """Patterns that take a byline apart."""

    lead: re.Pattern[str]
    separator: re.Pattern[str]
    role: re.Pattern[str]
    role_only: re.Pattern[str]


@cache
def byline_rules() -> BylineRules:
    """Byline words of all languages together."""
    rules = load("bylines.toml")["byline"]

    def words(key: str) -> str:
        return _any_of([w for rule in rules for w in rule[key]])

    return BylineRules(
        lead=re.compile(rf"^(?:(?:{words('lead')})(?:\s*[:：]\s*|\s+))+", re.IGNORECASE),
        separator=re.compile(
            rf"\s+(?:{words('and')})\s+|\s*[,;|/&、，；•·\n]\s*|\s+[-–—]\s+", re.IGNORECASE
        ),
        role=re.compile(rf"(?:\s|^)(?:{words('roles')})\b.*$", re.IGNORECASE),
        role_only=re.compile(rf"(?:{words('roles')})\b.*", re.IGNORECASE),
    )


@dataclass(frozen=True)
class Phrase:
    """A whole block of text that is never part of an article."""

    rule: str
    pattern: re.Pattern[str]


@cache
def phrases(language: str | None) -> tuple[Phrase, ...]:
    """The boilerplate phrases that apply to a page in a language.

    English ones apply everywhere: share buttons and consent boxes of software made
    for the world are seldom translated. A language without a file has these only.
    """
    names = dict.fromkeys(("any", language or "en", "en"))
    folder = files(__package__) / "phrases"
    return tuple(
        Phrase(f"phrase/{name}/{rule['id']}", re.compile(rule["pattern"], re.IGNORECASE))
        for name in names
        if (folder / f"{name}.toml").is_file()
        for rule in load(f"phrases/{name}.toml")["phrase"]
    )


@dataclass(frozen=True)
class Agency:
    """A wire service or picture supplier."""

    name: str
    country: str
    kind: str


@cache
def agencies() -> dict[str, Agency]:
    """Agencies by every name and alias, casefolded."""
    found: dict[str, Agency] = {}
    for row in load("agencies.toml")["agency"]:
        agency = Agency(row["name"], row["country"], row["kind"])
        for alias in (row["name"], *row["aliases"]):
            found[alias.casefold()] = agency
    return found


@dataclass(frozen=True)
class CreditRules:
    """Words around the names in a photo credit."""

    lead: re.Pattern[str]
    between: re.Pattern[str]
    trailing: frozenset[str]


@cache
def credit_rules() -> CreditRules:
    """Credit words of all languages together."""
    rules = load("credits.toml")["credit"]
    lead = _any_of([w for rule in rules for w in rule["leads"]])
    between = _any_of([w for rule in rules for w in rule["between"]])
    return CreditRules(
        lead=re.compile(rf"(?:(?:{lead})(?:\s*[:：=/／]\s*|\s+(?=\S))|[©Ⓒ]\s*|\(c\)\s*)+", re.IGNORECASE),
        between=re.compile(rf"\s+(?:{between})\s+|\s*[/／,，、;|]\s*|\s+[-–—]\s+", re.IGNORECASE),
        trailing=frozenset(w.casefold() for rule in rules for w in rule.get("trailing", ())),
    )
