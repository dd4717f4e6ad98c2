"""The caption rules (``rules/captions.toml``), read once and ready to ask."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from lxml.html import HtmlElement

from ..rules import load
from ..tasting.names import names_of, words

_FILE_WORD = re.compile(r"[a-z]+")
_MARK = r"\s*[:：,，|]\s*"


@cache
def _rules() -> dict[str, Any]:
    return load("captions.toml")


@cache
def attributes(kind: str) -> tuple[str, ...]:
    """Attributes of one kind, in the order to ask them."""
    return tuple(next(row["names"] for row in _rules()["attribute"] if row["id"] == kind))


@cache
def attribute_kinds() -> dict[str, str]:
    """The attributes a lightbox keeps a caption in, each with what of it."""
    return {name: kind for kind in ("caption", "title", "credit") for name in attributes(kind)}


@cache
def least_words(kind: str) -> int:
    """So many words an attribute's text needs to be a caption by itself."""
    return next(row["least"] for row in _rules()["attribute"] if row["id"] == kind)


@cache
def _kinds() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((row["id"], frozenset(row["words"])) for row in _rules()["element"])


@lru_cache(maxsize=4096)
def kinds(names: str) -> frozenset[str]:
    """What an element is by its class, id and the like: "gallery", "portrait"; mostly nothing.

    >>> sorted(kinds("photo-gallery js-slides")), sorted(kinds("article-body"))
    (['gallery'], [])
    """
    found = words(names)
    return frozenset([kind for kind, known in _kinds() if not found.isdisjoint(known)])


def kinds_of(element: HtmlElement) -> frozenset[str]:
    """The kinds of an element by its names and, where the CMS has tags of its own, by its tag."""
    names = names_of(element)
    tag = element.tag
    return kinds(f"{names} {tag}" if "-" in tag else names)


@cache
def _placeholder_words() -> frozenset[str]:
    return frozenset(_rules()["placeholder"]["words"])


def is_placeholder(file_name: str) -> bool:
    """A file shown until the picture comes: only stock words in its name, and few figures."""
    stem, _, ending = file_name.partition("?")[0].lower().rpartition(".")
    found = _FILE_WORD.findall(stem)
    rules = _rules()["placeholder"]
    if ending in rules["endings"] and not set(rules["drawn"]).isdisjoint(found):
        return True
    # "img_2043.jpg" is a picture, "placeholder-16x9.png" and "1x1.gif" are none.
    return (
        bool(found)
        and _placeholder_words().issuperset(found)
        and not re.search(r"\d{3}", stem)
        and not (set(found) <= {"img", "image", "bg", "t"} and re.search(r"\d", stem))
    )


@cache
def _furniture() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    found = []
    for row in _rules()["furniture"]:
        # What a screen reader reads out is often glued to the caption: "Image captionThe ferry".
        choices = [rf"(?:{_any(row['whole'])})(?:{_MARK}|$|(?-i:(?=[A-Z])))"] if row["whole"] else []
        choices += [rf"(?:{_any(row['alone'])})$"] if "alone" in row else []
        # A word in Latin letters goes on to its end; others stand without gaps.
        choices += [rf"(?:{_any(row['starts'])})(?![^\W\d_]*[a-zà-ž])\s*[:：|]?\s*"] if row["starts"] else []
        choices += [row["pattern"]] if "pattern" in row else []
        start = re.compile("|".join(choices), re.IGNORECASE)
        end = re.compile(rf"\s*(?:{_any(row['ends'])})\s*$", re.IGNORECASE) if row["ends"] else None
        found.append((f"caption/{row['id']}", start, end))
    return tuple(found)


def _any(given: list[str]) -> str:
    return "|".join(map(re.escape, sorted(given, key=len, reverse=True)))


_LONGEST_END = 60


@cache
def _first_letters() -> frozenset[str]:
    words = [
        word
        for row in _rules()["furniture"]
        for key in ("whole", "starts", "alone", "first")
        for word in row.get(key, ())
    ]
    return frozenset(word[:2].casefold() for word in words)


@cache
def _last_letters() -> tuple[str, ...]:
    return tuple(word[-3:].casefold() for row in _rules()["furniture"] for word in row["ends"])


def without_furniture(text: str) -> tuple[str, list[tuple[str, str]]]:
    """A caption without what is printed about it: "1 / 12", "Enlarge image", "Caption:".

    :returns: what is left, and what went with the id of the rule by which it did.
    """
    gone: list[tuple[str, str]] = []
    if text[:2].casefold() not in _first_letters() and not text.lstrip("([")[:1].isdigit():
        if not text.casefold().endswith(_last_letters()):
            return text, gone
    before = None
    while text and text != before and len(gone) < 8:
        before = text
        for rule, start, end in _furniture():
            if found := start.match(text):
                gone.append((found[0].strip(), rule))
                text = text[found.end() :].strip()
            tail = max(0, len(text) - _LONGEST_END)
            if end and (found := end.search(text, tail)):
                gone.append((found[0].strip(), rule))
                text = text[: found.start()].strip()
    return text, gone


@cache
def glued_leads() -> tuple[str, ...]:
    """Lead words of a picture's credit, casefolded."""
    return tuple(word.casefold() for word in _rules()["glued"]["leads"])


@cache
def _least_leads(is_ascii: bool) -> tuple[str, ...]:
    """Those in which there is no shorter one."""
    leads = glued_leads()
    least = [a for a in leads if not any(b != a and b in a for b in leads)]
    return tuple(lead for lead in least if lead.isascii() or not is_ascii)


_TAIL_CHARS = 160


def may_end_in_credit(text: str) -> bool:
    """Whether a lead word may be near a text's end: a glance that spares most a closer look."""
    return _may_lead_credit(text[-_TAIL_CHARS:])


# Paragraphs are asked about twice: as a picture's neighbours, and as paragraphs.
@lru_cache(maxsize=512)
def _may_lead_credit(text: str) -> bool:
    text = text.casefold()
    return any(map(text.__contains__, _least_leads(text.isascii())))
