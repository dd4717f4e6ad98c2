"""Headings: the page's h1 and h2, and what in them is no part of a headline."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from ..addresses import parts
from ..blocks import tidy
from ..html_blocks import BLOCK_TAGS
from .markup import words

_KICKER_NAME = re.compile(
    r"(?<![a-z])(?:kicker|overline|roofline|dachzeile|topline|eyebrow|topic-label|surtitle|supertitle|"
    r"pretitle|spitzmarke|antetitulo|subtitle|subline|overtitle|tagline|title-?header|titleheader)(?![a-z])"
)
_TRAIL_NAME = re.compile(r"(?:bread-?|(?<![a-z]))crumb", re.IGNORECASE)
_MASTHEAD_NAME = re.compile(r"(?<![a-z])(?:logo|brand|site-?(?:title|name)|blog-?(?:title|name))(?![a-z])")
_HOME_PATH = re.compile(r"/?(?:(?:index|default|home)\.\w{3,5})?")
_UNSEEN = frozenset("script style noscript template svg button".split())
_SPACED = BLOCK_TAGS | {"br"}
_ELSEWHERE = ("aside", "footer")
_MOST, _MOST_CHARS = 4, 400
_REST_CHARS = 12


class Kicker(NamedTuple):
    """The line over a heading, where a class says that it is one, and the heading without it."""

    text: str
    rest: str


@dataclass(slots=True)
class Headings:
    """The headings of a page."""

    texts: list[str] = field(default_factory=list)
    """The first h1 and h2 elements, h1 first."""
    mains: int = 0
    """How many of them are h1."""
    elements: list[HtmlElement] = field(default_factory=list, compare=False)
    """The h1 elements, those of mastheads and crumbs too."""
    kickers: dict[str, Kicker] = field(default_factory=dict)
    """Those of them that begin with a kicker."""
    trail: list[str] = field(default_factory=list)
    """Headings printed in the bread crumbs."""
    mastheads: list[str] = field(default_factory=list)
    """Headings that lead to the home page: they print the site's name."""


def read(tree: HtmlElement) -> Headings:
    """The headings of a page, but for those beside the article."""
    found = Headings()
    texts: dict[str, list[str]] = {"h1": [], "h2": []}
    for element in tree.iter("h1", "h2"):
        tag = element.tag
        if tag == "h1":
            found.elements.append(element)
        if len(texts[tag]) >= _MOST or not (text := _text(element)):
            continue
        if tag == "h1" and _in_trail(element):
            found.trail.append(text)
        elif tag == "h1" and _is_masthead(element):
            found.mastheads.append(text)
        elif next(element.iterancestors(*_ELSEWHERE), None) is None:
            texts[tag].append(text)
            if kicker := _kicker(element):
                found.kickers[text] = kicker
    found.texts = texts["h1"] + texts["h2"]
    found.mains = len(texts["h1"])
    return found


def _text(element: HtmlElement, skip: HtmlElement | None = None) -> str:
    """The words of a heading; nothing where they are more than any headline has."""
    if not len(element):
        text = element.text or ""
        return tidy(text) if len(text) < _MOST_CHARS else ""
    pieces: list[str] = []
    length = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        if event == "start":
            if part.tag in _UNSEEN or part is skip:
                walk.skip_subtree()
                continue
            text = part.text
        else:
            text = part.tail if part is not element else None
        if part.tag in _SPACED:
            pieces.append(" ")
        if text:
            pieces.append(text)
            length += len(text)
            if length > _MOST_CHARS * 2:
                return ""
    joined = tidy("".join(pieces))
    return joined if len(joined) < _MOST_CHARS else ""


def _kicker(element: HtmlElement) -> Kicker | None:
    """The first piece of a heading, where a class names it a kicker."""
    while len(element) == 1 and not (element.text or "").strip() and not (element[0].tail or "").strip():
        element = element[0]
    if len(element) == 0 or (element.text or "").strip():
        return None
    first = element[0]
    if not _KICKER_NAME.search(words(first.get("class") or "")):
        return None
    text, rest = _text(first), _text(element, skip=first).lstrip(" -–—:|/")
    return Kicker(text, rest) if text and len(rest) > _REST_CHARS else None


def _in_trail(element: HtmlElement) -> bool:
    """Whether a heading is the last of the bread crumbs."""
    if _TRAIL_NAME.search(element.get("class") or ""):
        return True
    for count, ancestor in enumerate(element.iterancestors()):
        if count > 3:
            return False
        if ancestor.tag in ("nav", "ol", "li") or _TRAIL_NAME.search(ancestor.get("class") or ""):
            return True
    return False


def _is_masthead(element: HtmlElement) -> bool:
    """Whether a heading is the site's name: a link to its home page, or called so."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if names != " " and _MASTHEAD_NAME.search(words(names)):
        return True
    link = element.getparent() if element.getparent() is not None else element
    link = link if link.tag == "a" else next(element.iter("a"), None)
    if link is None or not (address := link.get("href")):
        return False
    if "home" in (link.get("rel") or "").split():
        return True
    if address.startswith(("#", "javascript:", "mailto:")):
        return False
    split = parts(address.strip())
    return bool(_HOME_PATH.fullmatch(split.path)) and not split.query and bool(split.path or split.netloc)
