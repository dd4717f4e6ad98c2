"""``docs/rules.md``: the rulebook as a document, written from the data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files

from .rulebook import RuleEntry, languages, rulebook
from .rules import load

_OTHER_LETTERS = re.compile("[\u0370-\u1fff\u2e80-\uffff]")

_HEAD = """\
# Rules

Every id that can stand in an article's `dropped`, what it drops, and an example of what goes and of
what only looks like it and stays. Written from the data by `copydesk rules > docs/rules.md`; a
test says when it is out of date. `copydesk rules --json` prints the same for programs, and
`copydesk explain PAGE` shows which rule dropped what on a page.

Where a text goes that no rule names, its id is `outside-body`: it was never part of the body.
Every block of a page has one place only: body, caption, dateline, metadata or `dropped`
(`pipelines/account.py`).

## How to add a rule

Rules are data: a few lines in a TOML file under `pipelines/rules/` and examples beside them. The
tests run every example, those that must go (or be found) and those that must stay. Then
`copydesk rules > docs/rules.md`, and `python -m pytest tests/test_rule_data.py tests/test_rulebook.py`.
"""

_STEPS = """\
## Decided by a step

By more than one name or phrase. The pages of these examples are in
[`removals.toml`](../pipelines/rules/removals.toml).
"""

_RECURRING = """\
## By what comes back on a site

Once other articles of the site are known: in a crawl, or after `copydesk learn`
([`recurring.md`](recurring.md)).
"""

_JOINED = """\
## By the article's other pages

In a crawl, where an article that is spread over several pages is made one
([`joined.toml`](../pipelines/rules/joined.toml)).
"""

_BOXES = """\
## Boxes

Small elements amid the body, known by a part of their class or id
([`boxes.toml`](../pipelines/rules/boxes.toml)). The examples are names of elements.
"""

_REGIONS = """\
## Outside the body

What no rule spoke of, by the region of the page it stands in. The examples of names are those of
[`landmarks.toml`](../pipelines/rules/landmarks.toml).
"""

_PHRASES = """\
## Stock phrases

Whole blocks, whatever their capitals and the marks around them. Those of `any` and `en` apply to
pages in every language, the others to pages in theirs. The patterns are in
[`phrases/`](../pipelines/rules/phrases/).
"""

_DATELINES = """\
## Datelines

Not dropped: taken out of the text into `dateline`. Styles are tried in this order; a place has to be in
the gazetteer, an agency in the table, a day in the calendar
([`datelines.toml`](../pipelines/rules/datelines.toml)).
"""


def rules_document() -> str:
    """The document, in Markdown."""
    book = rulebook()
    phrases = [entry for entry in book if entry.kind == "phrase"]
    parts = [
        _HEAD,
        *_worked_examples(),
        _STEPS,
        _table(entry for entry in book if entry.kind == "step"),
        _RECURRING,
        _table(entry for entry in book if entry.kind == "recurring"),
        _JOINED,
        _table(entry for entry in book if entry.kind == "joined"),
        _BOXES,
        _table(entry for entry in book if entry.kind == "box"),
        _REGIONS,
        _table(entry for entry in book if entry.kind == "region"),
        _DATELINES,
        *_datelines(),
        _PHRASES,
    ]
    for language in languages():
        parts += [f"### `{language}`\n", _phrase_table(e for e in phrases if e.language == language)]
    return "\n".join(parts)


def _worked_examples() -> Iterator[str]:
    """One entry of each kind as it stands in its file: the shortest, or the first."""
    yield _shown(
        "A phrase that is never part of an article",
        "phrases/en.toml",
        _shortest("phrases/en.toml", "phrase"),
        "`pattern` has to match the whole block. The id will be `phrase/en/` and this one.",
    )
    yield _shown(
        "A box",
        "boxes.toml",
        _entries("boxes.toml", "box")[0],
        "`names` are parts of a class or id; `drops` and `keeps` are names of elements.",
    )
    yield _shown(
        "A style of dateline",
        "datelines.toml",
        _shortest("datelines.toml", "style"),
        "What stands in braces is filled in and checked. An opening that only looks like a dateline is a "
        "`[[never]]`, with its `text`.",
    )
    yield _shown(
        "A word that stands before, between or behind the names in a credit",
        "credits.toml",
        _shortest("credits.toml", "credit"),
        "Add the word to `leads`, `between` or `trailing` of its language, and to `examples` a credit as "
        "printed.",
    )
    yield _shown(
        "An agency",
        "agencies.toml",
        next(e for e in _entries("agencies.toml", "agency") if e.count("\n  ") > 1),
        "Every form that is printed is an alias, in its own capitals; `kind` is `wire`, `photo` or `both`.",
    )


def _entries(name: str, table: str) -> list[str]:
    """The entries of a rule file as text: from "[[table]]" to an empty line."""
    text = files(__package__).joinpath("rules", name).read_text(encoding="utf-8")
    return re.findall(rf"^\[\[{table}\]\].*?(?=\n\n|\n?\Z)", text, re.MULTILINE | re.DOTALL)


def _shortest(name: str, table: str) -> str:
    """The shortest entry, in Latin letters, which most of those who add one can read."""
    return min(
        _entries(name, table), key=lambda entry: (_OTHER_LETTERS.search(entry) is not None, len(entry))
    )


def _shown(title: str, name: str, entry: str, note: str) -> str:
    heading = f"**{title}**, in [`{name}`](../pipelines/rules/{name}):"
    return f"{heading}\n\n```toml\n{entry.rstrip()}\n```\n\n{note}\n"


def _table(entries: Iterable[RuleEntry]) -> str:
    rows = [
        (f"`{e.id}`", _plain(e.what), _examples(e.drops), f"{_examples(e.keeps)} {_plain(e.because)}".strip())
        for e in entries
    ]
    return _rows(("id", "drops", "for example", "stays"), rows)


def _phrase_table(entries: Iterable[RuleEntry]) -> str:
    rows = [(f"`{e.id}`", _examples(e.drops), _examples(e.keeps[:1])) for e in entries]
    return _rows(("id", "drops", "stays"), rows)


def _datelines() -> Iterator[str]:
    data = load("datelines.toml")
    rows = []
    for style in data["style"]:
        examples = style.get("examples", ())[:2]
        parts = (
            f"`{style['id']}`",
            _examples([e["text"] for e in examples]),
            "; ".join(map(_parts, examples)),
        )
        rows.append(parts)
    yield _rows(("style", "for example", "read as"), rows)
    never = [text for language in data["never"] for text in language["texts"][:2]]
    yield f"These stay whole: {_examples(never, most=len(never))}.\n"


def _parts(example: dict) -> str:
    """What a dateline's example is read as, but for what is left of the text."""
    values = (value for key, value in example.items() if key not in ("text", "rest", "language"))
    return _plain(", ".join(" and ".join(map(str, v)) if isinstance(v, list) else str(v) for v in values))


def _rows(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _examples(texts: Sequence[str], most: int = 2) -> str:
    return ", ".join(f"“{_plain(text)}”" for text in texts[:most])


def _plain(text: str) -> str:
    """A text in a cell of a table, none of its marks Markdown."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " / ".join(text.split("\n")))
