"""The rules: data in TOML, by language; read once a process and compiled.

Every rule has examples beside it, which the tests run. A new rule is a few lines
in one of these files, no code.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from ..scripts import is_wide


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
    role_last: re.Pattern[str]
    """At the end of a line that names nobody: "Fens correspondent"."""
    degree: re.Pattern[str]
    """What stands behind a name and is none: "PhD"."""
    desk: re.Pattern[str]
    """Words that make a name that of a desk, not of a person: "Redaktion", "Staff Report"."""
    joint: re.Pattern[str]
    """What stands between a paper and the agency whose report it used: "The Gazette with AP"."""
    when: re.Pattern[str]
    """The day or the time that is told after the names."""
    signed: re.Pattern[str]
    """What signs a story at its end: "Author:"."""


@cache
def byline_rules() -> BylineRules:
    """Byline words of all languages together."""
    rules = load("bylines.toml")["byline"]

    def words(key: str) -> str:
        return _any_of([w for rule in rules for w in rule.get(key, ())])

    longer = _any_of([w for rule in rules for w in rule["and"] if len(w) > 2])
    return BylineRules(
        lead=re.compile(rf"^(?:(?:{words('lead')})(?:\s*[:：]\s*|\s+))+", re.IGNORECASE),
        separator=re.compile(
            # Short words in lower case only: the E in "Jane E Roe" is no Spanish "and".
            rf"(?:\s*,)?\s+(?:{words('and')}|(?i:{longer}))\s+|\s*[,;|&、，；•·\n]\s*|\s+[-–—]\s+"
            # "abc/def" are the initials of a desk and a person, one sign.
            r"|\s+/\s*|(?<![a-z])/\s*|/\s*(?![a-z])"
        ),
        role=re.compile(rf"(?:\s|^)(?:{words('roles')}|{words('with')})\b.*$", re.IGNORECASE),
        role_only=re.compile(rf"(?:{words('roles')}|{words('with')})\b.*", re.IGNORECASE),
        role_last=re.compile(rf"(?:^|\s)(?:{words('roles')})$", re.IGNORECASE),
        joint=re.compile(rf"\s+(?:{words('and')}|{words('with')})\s+"),
        degree=re.compile(rf"(?:{words('degrees')})\.?", re.IGNORECASE),
        desk=re.compile(rf"(?<!\w)(?:{words('desks')})(?!\w)", re.IGNORECASE),
        # The name of a weekday or a month, or both, may stand before the figures.
        when=re.compile(rf"\s+(?:{words('when')})[,.]?\s+(?:[^\W\d_]+[,.]?\s+){{0,2}}\d.*$", re.IGNORECASE),
        signed=re.compile(rf"[(（]?(?:{words('signed')})\s*[:：]\s*(?=\S)", re.IGNORECASE),
    )


@dataclass(frozen=True)
class DateRules:
    """Patterns that tell which of a story's days a line names."""

    published: re.Pattern[str]
    updated: re.Pattern[str]
    clock: re.Pattern[str]
    """Words of the page's own clock: "It is now 14 March 2025"."""


@cache
def date_rules() -> DateRules:
    """Words beside dates, of all languages together."""
    rules = load("dates.toml")["date"]

    def words(key: str) -> re.Pattern[str]:
        found = [w for rule in rules for w in rule.get(key, ())]
        # Chinese, Japanese and Korean have no gaps for a word to end at.
        spaced = _any_of([w for w in found if not is_wide(w)])
        return re.compile(rf"\b(?:{spaced})\b|{_any_of([w for w in found if is_wide(w)])}", re.IGNORECASE)

    return DateRules(published=words("published"), updated=words("updated"), clock=words("clock"))


@cache
def _box_names() -> re.Pattern[str]:
    groups = (
        f"(?P<{box['id'].replace('-', '_')}>{_any_of(box['names'])})" for box in load("boxes.toml")["box"]
    )
    return re.compile(rf"(?<![^\s_-])(?:{'|'.join(groups)})(?![^\s_-])", re.IGNORECASE)


@lru_cache(maxsize=4096)
def box_rule(names: str) -> str | None:
    """The box an element is, by its class and id; None for most."""
    found = _box_names().search(names)
    return f"box/{found.lastgroup.replace('_', '-')}" if found else None


@cache
def _topic_words() -> frozenset[str]:
    return frozenset(load("links.toml")["topic"]["paths"])


def topic_path(path: str) -> bool:
    """Whether the path of an address leads to a topic's page, as in ``links.toml``.

    >>> topic_path("/news/tag/bridges"), topic_path("/news/tag-der-bruecken")
    (True, False)
    """
    parts = [part for part in path.lower().split("/") if part]
    return not _topic_words().isdisjoint(parts[:-1])


@cache
def bio_verbs() -> re.Pattern[str]:
    """What an author is or does, behind the name: perhaps after an aside between commas."""
    verbs = _any_of([verb for rule in load("bios.toml")["bio"] for verb in rule["verbs"]])
    return re.compile(rf"(?:\s*\([^)]{{1,60}}\)|,[^,.]{{1,60}},)?\s+(?:{verbs})\b", re.IGNORECASE)


@cache
def _landmarks() -> dict[str, str]:
    return {_bare(name): rule["id"] for rule in load("landmarks.toml")["landmark"] for name in rule["names"]}


def _bare(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def landmark(names: str) -> str | None:
    """The region an element's class or id says it is, as in ``landmarks.toml``; None for most.

    >>> landmark("comments-area clearfix"), landmark("comments-open")
    ('comments', None)
    """
    known, bare = _landmarks(), _bare(names).split()
    # Nearly always there is none: asked in one call, as this runs for every new name.
    return None if known.keys().isdisjoint(bare) else next(known[name] for name in bare if name in known)


@cache
def standfirst_words() -> frozenset[str]:
    """Words in the names of elements that hold a standfirst."""
    return frozenset(load("standfirsts.toml")["standfirst"]["words"])


@dataclass(frozen=True)
class Agency:
    """A wire service or picture supplier."""

    name: str
    country: str
    kind: str


_WORD = re.compile(r"\w+")
# Shorter forms are words in another case: MAP, SPA, aa.
_CASED_CHARS = 5


@cache
def _agencies() -> dict[str, Agency]:
    found: dict[str, Agency] = {}
    for row in load("agencies.toml")["agency"]:
        agency = Agency(row["name"], row["country"], row["kind"])
        for alias in (row["name"], *row["aliases"]):
            found[_agency_key(alias)] = agency
    return found


def _agency_key(printed: str) -> str:
    return printed.casefold() if len(printed) >= _CASED_CHARS else printed


@cache
def worldwide_agencies() -> frozenset[str]:
    """Agencies whose reports come from everywhere: their own country tells nothing."""
    return frozenset(load("agencies.toml")["worldwide"])


@cache
def glued_agencies() -> str:
    """A regular expression of the agencies printed in scripts without spaces."""
    return _any_of([name for name in _agencies() if re.match(r"[\u3040-\u30ff\u4e00-\u9fff]", name)])


def find_agency(printed: str) -> Agency | None:
    """The agency of a name or alias as printed; short forms in their own case only.

    >>> find_agency("the associated press").name, find_agency("ap")
    ('AP', None)
    """
    return _agencies().get(_agency_key(printed))


@cache
def _agency_words() -> frozenset[str]:
    """Of every agency's every name the longest word: "associated", "ap", "picture"."""
    names = (_WORD.findall(name.casefold()) for name in _agencies())
    return frozenset(max(words, key=len) for words in names if words)


def may_name_agency(text: str) -> bool:
    """Whether a name of an agency may be in a text: a glance that spares most a closer look."""
    return not _agency_words().isdisjoint(_WORD.findall(text.casefold()))


@dataclass(frozen=True)
class CreditRules:
    """Words around the names in a photo credit."""

    marked_lead: re.Pattern[str]
    """A lead word with the colon, sign or stop that makes it one."""
    plain_lead: re.Pattern[str]
    between: re.Pattern[str]
    notes: frozenset[str]
    """What stands among the names and is none, casefolded: "file", "pool"."""
    note_end: re.Pattern[str]
    """A note right behind a name."""
    leads: frozenset[str]
    """The lead words, casefolded."""
    organisation: frozenset[str]
    """Words that make a name that of an organisation, casefolded."""


@cache
def credit_rules() -> CreditRules:
    """Credit words of all languages together: a credit is too short to know its language by."""
    rules = load("credits.toml")["credit"]

    def words(key: str) -> list[str]:
        return [w for rule in rules for w in rule[key]]

    lead, notes = words("leads"), words("trailing")
    # "Photo by", "Fot.": no colon needed.
    stopped = _any_of([w for w in lead if w.endswith(".") or " " in w])
    spaced = [w for w in words("between") if (w.isascii() and w.isalpha()) or " " in w]
    tight = [w for w in words("between") if w not in spaced]
    return CreditRules(
        marked_lead=re.compile(
            rf"/?(?:(?:{_any_of(lead)})\s*[:：=＝／]\s*|(?:{stopped})\s+|[©ⓒⒸ]\s*|\(c\)\s*)+", re.IGNORECASE
        ),
        plain_lead=re.compile(
            rf"(?:{_any_of([w for w in lead if w[-1].isalpha()])})\s+(?=\S)", re.IGNORECASE
        ),
        between=re.compile(
            rf"\s+(?:{_any_of(spaced)})\s+|\s*(?:{_any_of(tight)}|[/／,，、;|©ⓒ]|\s[-–—]\s)\s*", re.IGNORECASE
        ),
        notes=frozenset(w.casefold() for w in notes),
        note_end=re.compile(
            rf"(?:\s+(?:{_any_of([w for w in notes if w[0].isascii() or ' ' in w])})"
            rf"|\s*(?:{_any_of([w for w in notes if not w[0].isascii()])}))$",
            re.IGNORECASE,
        ),
        leads=frozenset(w.casefold() for w in lead),
        organisation=frozenset(load("credits.toml")["organisation"]["words"]),
    )
