"""The names in a credit: which they are, and whether one is an agency's, a person's or neither."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ..authors import NAME_PARTICLES
from ..blocks import tidy
from ..rules import byline_rules, credit_rules, find_agency
from ..starts import fold

# "Jane Roe. Styling: Ann Poe"
_ROLE = re.compile(r"[.;,|]\s+[^\W\d_][\w-]{2,15}:\s")
_AGENCY_PHOTO = re.compile(r"\s+(?:photos?|fotos?|images?|pictures?|pool|file)\b.*$", re.IGNORECASE)
_BRACKETS = re.compile(r"[()\[\]（）【】]")
_COLON = re.compile(r"(?<=\w)\s?[:：]\s")
# A full stop behind a word: the end of a sentence, not of an initial or a title.
_STOPPED = re.compile(r"[^\W\d_]{4}\. ")
_MAX_NAME_WORDS = 5
_MAX_NAME_CHARS = 14


def names_in(text: str) -> list[str]:
    """The names in a credit, in order, notes such as "File" among them."""
    names: list[str] = []
    # "Foto Prensa Local: Jane Roe" names the paper first.
    text = _COLON.sub("/", _ROLE.sub("/", _BRACKETS.sub("/", text)))
    for piece in credit_rules().between.split(text):
        piece = tidy(piece).strip(" .©ⓒⒸ:=")
        # "Jane Roe/via AP"
        if (via := credit_rules().between.match(f" {piece}")) and via[0].strip().isalpha():
            piece = piece[via.end() - 1 :]
        if piece and not agency_of(piece) and not is_note(piece):
            if fold(piece).endswith(_note_ends()):
                piece = credit_rules().note_end.sub("", piece).strip()
            first, _, rest = piece.partition(" ")
            # "뉴시스 한보름": agency and person with nothing but a space between them.
            if rest and agency_of(first) and not first.isascii():
                names.append(first)
                piece = rest
        if piece:
            names.append(piece)
    return names


@cache
def _note_ends() -> tuple[str, ...]:
    return tuple(fold(note) for note in credit_rules().notes)


# Of every name it is asked what it is, and again when it has been taken apart.
@lru_cache(maxsize=1024)
def agency_of(name: str) -> str | None:
    """The agency's usual name: "AP Photo" and "The Associated Press" are both AP."""
    found = find_agency(name) or find_agency(_AGENCY_PHOTO.sub("", name))
    return found.name if found else None


def joined_names(name: str) -> list[str]:
    """The persons that a word joins: "Jane Roe and Ann Poe"; none where it joins something else."""
    names = byline_rules().separator.split(name)
    return names if len(names) > 1 and all(" " in n and is_person(n) for n in names) else []


def is_note(name: str) -> bool:
    return name.casefold() in credit_rules().notes


def is_organisation(name: str) -> bool:
    """It has a word in it that persons' names have not, or begins with "The"."""
    words = name.casefold().split()
    return words[0] in ("the", "la", "el", "le") or not credit_rules().organisation.isdisjoint(words)


def is_person(name: str) -> bool:
    """A few capitalised words. What else is written so ("Harbour Police") is not told apart."""
    words = name.split()
    if not name[:1].isascii() and name[:1].lower() == name[:1].upper():
        # Scripts without capitals: no longer than names are.
        return len(name) <= _MAX_NAME_CHARS and len(words) <= 3
    return (
        0 < len(words) <= _MAX_NAME_WORDS
        and not any(c.isdigit() or c in "@:" for c in name)
        and not _STOPPED.search(name)
        and not re.search(r"\.(?:com|org|net|[a-z]{2})\b", name)
        and all(w[0].isupper() or not w[0].isascii() or w in NAME_PARTICLES for w in words)
        and not (name.isascii() and name.isupper() and len(words) == 1)
    )
