"""The rulebook: every rule by which a text can be dropped, read from the data.

An id in an article's ``dropped`` is one of these. ``docs/rules.md`` prints them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from .rules import load

_PHRASES_OF = re.compile(r"(any|[a-z]{2,3})\.toml")
KINDS = ("step", "recurring", "joined", "phrase", "box", "region")


@dataclass(frozen=True)
class RuleEntry:
    """One rule."""

    id: str
    kind: str
    """One of :data:`KINDS`: decided by a step, by the site's other articles, by the
    article's other pages, a stock phrase, a named
    box, a region of the page."""
    what: str
    """What it drops, in a sentence."""
    drops: tuple[str, ...]
    """Examples: texts, or for boxes and regions the names of elements."""
    keeps: tuple[str, ...]
    """Examples of what only looks like them."""
    because: str = ""
    """Why those stay, where they do not say it themselves."""
    language: str | None = None
    """The file a phrase is in: ISO 639-1, or "any"."""


@cache
def rulebook() -> tuple[RuleEntry, ...]:
    """Every rule there is, by kind."""
    return (*_steps(), *_captions(), *_recurring(), *_joined(), *_phrases(), *_boxes(), *_landmarks())


@cache
def _by_id() -> dict[str, RuleEntry]:
    return {entry.id: entry for entry in rulebook()}


def rule_of(rule_id: str) -> RuleEntry | None:
    """The rule of an id; None for one that a step of your own gave.

    >>> rule_of("e-mail").what
    'A line that is an e-mail address and nothing else.'
    """
    return _by_id().get(rule_id)


def languages() -> list[str]:
    """The languages with a file of phrases, "any" first."""
    names = (file.name for file in (files(__package__) / "rules" / "phrases").iterdir())
    found = (name[1] for name in map(_PHRASES_OF.fullmatch, names) if name)
    return sorted(found, key=lambda language: (language != "any", language))


def _steps() -> Iterator[RuleEntry]:
    for row in load("removals.toml")["removal"]:
        kind = "region" if row["id"].startswith("outside-body") else "step"
        yield RuleEntry(
            row["id"], kind, row["what"], (row["drops"],), (row["keeps"],), row.get("because", "")
        )


def _captions() -> Iterator[RuleEntry]:
    for row in load("captions.toml")["furniture"]:
        yield _entry(f"caption/{row['id']}", "step", row["what"], row)


def _recurring() -> Iterator[RuleEntry]:
    for row in load("recurring.toml")["recurring"]:
        examples = ((row["drops"],), (row["keeps"],))
        yield RuleEntry(f"recurring/{row['id']}", "recurring", row["what"], *examples, row["because"])


def _joined() -> Iterator[RuleEntry]:
    for row in load("joined.toml")["joined"]:
        examples = ((row["drops"],), (row["keeps"],))
        yield RuleEntry(f"joined/{row['id']}", "joined", row["what"], *examples, row["because"])


def _phrases() -> Iterator[RuleEntry]:
    for language in languages():
        for row in load(f"phrases/{language}.toml")["phrase"]:
            name = row["id"].replace("-", " ")
            what = f"Stock phrase, {row['kind']}: {name}." if "kind" in row else f"Stock phrase: {name}."
            yield _entry(f"phrase/{language}/{row['id']}", "phrase", what, row, language)


def _boxes() -> Iterator[RuleEntry]:
    for row in load("boxes.toml")["box"]:
        what = f"A small box whose class or id has a part such as {_some(row['names'])}."
        yield _entry(f"box/{row['id']}", "box", what, row)


def _landmarks() -> Iterator[RuleEntry]:
    for row in load("landmarks.toml")["landmark"]:
        what = f"In an element whose class or id is one such as {_some(row['names'])}."
        yield _entry(f"outside-body/{row['id']}", "region", what, row)


def _entry(id: str, kind: str, what: str, row: dict[str, Any], language: str | None = None) -> RuleEntry:
    return RuleEntry(id, kind, what, tuple(row["drops"]), tuple(row["keeps"]), language=language)


def _some(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names[:4])
