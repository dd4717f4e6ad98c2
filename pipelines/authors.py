"""Bylines: from what is printed to a list of persons' names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .blocks import squash, tidy
from .rules import byline_rules
from .scripts import is_wide

_MAIL = re.compile(r"\S+@\S+|https?://\S+|@\w+")
_BRACKETS = re.compile(r"\s*[(\[（][^)\]）]*[)\]）]\s*")
_EDGES = " .,;:|•·–—-/"
_MOST_CHARS = 400
_MOST_NAME_CHARS, _MOST_NAME_WORDS = 60, 6
_SIGNATURE_CHARS = 100
_ADDRESS = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,7}")
_DIGITS = re.compile(r"\d")
_NUMBER = re.compile(r"(?<!\w)\d")
NAME_PARTICLES = frozenset("de van von der den al bin da di la el ten ter le du dos e y st".split())
"""Words in lower case that are part of a name."""
_TITLE_CASE = re.compile(
    rf"[^\W\d_][\w.’'-]*(?:\s(?:(?:{'|'.join(sorted(NAME_PARTICLES))})\s)*[^\W\d_a-z][\w.’'-]*)+"
)


def persons(values: Iterable[str]) -> list[str]:
    """Names out of bylines, in order, each once.

    Lead words ("By", "Von"), roles, e-mail addresses and handles go; "A and B"
    is parted; what cannot be a name (an address, a sentence, a date) is left out.

    >>> persons(["By Jane Roe and John Q. Doe, Staff Writers"])
    ['Jane Roe', 'John Q. Doe']
    """
    names: dict[str, str] = {}
    for value in values:
        for name in _split(value):
            if _is_name(name) and not byline_rules().desk.search(name):
                names.setdefault(name.casefold(), name)
    return list(names.values())


def byline(text: str) -> list[str]:
    """The names in a line that says it is a byline: "By Jane Roe, Rowing Correspondent".

    Empty for any other line, and for more words than names have. Behind more than a "By",
    as in "Posted by jroe on 14 March", any one name will do.
    """
    first = text.split("\n")[0]
    lead = byline_rules().lead.match(first)
    if not lead:
        return []
    names = persons([first])
    if " " in lead[0].strip() and len(names) == 1 and " " not in names[0]:
        return names if len(byline_rules().when.sub("", first[lead.end() :]).split()) == 1 else []
    if not first[lead.end() : lead.end() + 1].isupper():
        return []
    return [name for name in names if _TITLE_CASE.fullmatch(name)]


def signature(text: str) -> list[str]:
    """The names in a line that signs a story at its end: "Author: Jane Roe"."""
    lines = [line.strip() for line in text.split("\n")]
    first = " ".join(lines[: 2 if lines[0].endswith((":", "：")) else 1])
    mark = byline_rules().signed.match(first)
    if not mark or len(first) > _SIGNATURE_CHARS:
        return []
    names = persons([first[mark.end() :].rstrip(")）")])
    return [name for name in names if is_person(name)]


def is_label(text: str) -> bool:
    """Whether a line only says that a byline follows: "Author", "Von:"."""
    return len(text) < 30 and byline_rules().lead.fullmatch(text.rstrip(" :：") + ":") is not None


def of_byline(text: str) -> list[str]:
    """The names in a line that its markup calls a byline: with or without a "By".

    Empty where it holds other words than names. Who signs with one name is believed
    behind a "By" only.
    """
    names = persons([text])
    if all(_TITLE_CASE.fullmatch(name) for name in names):
        return names
    if len(names) == 1 and " " not in names[0] and byline_rules().lead.match(text):
        return names
    return byline(text)


def staff(values: Iterable[str]) -> list[str]:
    """Names of desks among bylines, as printed: "Sports Desk", "Redaktion".

    >>> staff(["Posted by Gazette Staff"])
    ['Gazette Staff']
    """
    names: dict[str, None] = {}
    for value in values:
        line = without_lead(value)
        short = 1 < len(line) <= _MOST_NAME_CHARS and len(line.split()) <= _MOST_NAME_WORDS
        if short and line[0] != "©" and not _NUMBER.search(line) and byline_rules().desk.search(line):
            names[line] = None
    return list(names)


def is_address(name: str, host: str | None) -> bool:
    """Whether a name is a site's address, or the words of this one's."""
    if _ADDRESS.fullmatch(name):
        return True
    key = squash(name).casefold()
    return bool(key) and key in map(squash, (host or "").casefold().split("."))


def parties(value: str) -> list[str]:
    """Those who sign together in one value: "The Gazette with AP" is signed by two."""
    joint = byline_rules().joint
    return joint.split(without_lead(value)) if joint.search(value) else [value]


def without_lead(value: str) -> str:
    """A byline without its "By"."""
    return byline_rules().lead.sub("", _plain(value)).strip(_EDGES)


def is_person(name: str) -> bool:
    """Whether a name is printed as persons' are: two words or more with capitals, or in a
    script that has neither."""
    return is_wide(name) or _TITLE_CASE.fullmatch(name) is not None


def _plain(value: str) -> str:
    """One line without brackets, mail boxes and addresses.

    No byline is longer than is read, and on a long text the patterns would take minutes.
    """
    return _BRACKETS.sub(" ", _MAIL.sub(" ", tidy(value[:_MOST_CHARS])))


def _split(value: str) -> list[str]:
    rules = byline_rules()
    value = _plain(value)
    value = rules.when.sub("", rules.lead.sub("", value)).strip()
    pieces = [tidy(piece).strip(_EDGES) for piece in rules.separator.split(value)]
    pieces = [rules.lead.sub("", piece) for piece in pieces if piece]
    return [
        piece if rules.desk.search(piece) else _cased(rules.role.sub("", piece).strip(" ,;-–—"))
        for piece in pieces
        if not (rules.role_only.fullmatch(piece) or rules.degree.fullmatch(piece))
    ]


def _cased(name: str) -> str:
    """JANE ROE is a matter of typography, Jane Roe is the name."""
    if name.isupper() and " " in name and len(name) > 5:
        return re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), name)
    return name


def _is_name(name: str) -> bool:
    short = 1 < len(name) <= _MOST_NAME_CHARS and len(name.split()) <= _MOST_NAME_WORDS
    return short and not _DIGITS.search(name)
