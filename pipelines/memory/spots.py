"""Spots: where on a site's pages a text stands, as its markup names the place.

The paragraphs of one template share a spot: ``p<div.article-body<main.story<body``, an
element and the three around it, with their class names. What a template numbers or
tags page by page (``post-48213``, ``category-sport``) is left out, and what kind of text
it is goes with it: ``~`` for one that is mostly a link, ``+`` for one of some length.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from ..blocks import PageBlock

_AROUND = 3  # elements above a block's own
_LONG = 60  # characters
# A template gives an element a few names; more than these tell what is in it.
_MOST_NAMES, _MANY_NAMES = 5, 4
_NAME_CHARS, _MOST_CHARS = 40, 300  # of a name, and of all that are looked at
_DIGITS = re.compile(r"\d+")
_OF_CONTENT = re.compile(r"(?:category|tag|author|topic|term|keyword|section)-", re.IGNORECASE)


class Spots:
    """The spots of one page's blocks; what blocks share is worked out once."""

    def __init__(self) -> None:
        self._around: dict[HtmlElement | None, str] = {None: ""}

    def of(self, block: PageBlock) -> str:
        """The spot of a block that stands in an element."""
        element = block.element
        parent = element.getparent()
        around = self._around.get(parent)
        if around is None:
            around = self._around[parent] = _line(parent)
        length = len(block.text)
        kind = "~" if block.link_chars * 2 > length else "+" if length >= _LONG else ""
        return _name_of(element) + around + kind


def _line(element: HtmlElement | None) -> str:
    names = ""
    for _ in range(_AROUND):
        if element is None:
            break
        names += "<" + _name_of(element)
        element = element.getparent()
    return names


def _name_of(element: HtmlElement) -> str:
    get = element.get
    classes, identity = get("class") or "", get("id") or ""
    return _name(element.tag[:_NAME_CHARS], classes[:_MOST_CHARS], identity[:_MOST_CHARS])


# A site has some hundred names; they come back on every element and page.
@lru_cache(maxsize=16_384)
def _name(tag: str, classes: str, identity: str) -> str:
    names = classes.split()
    if len(names) > _MANY_NAMES:
        names = [name for name in names if not _OF_CONTENT.match(name)]
    plain = [name for given in names if (name := _without_number(given))]
    if not plain and identity and (name := _without_number(identity)):
        return f"{tag}#{name}"
    return "".join((tag, *(f".{name}" for name in plain[:_MOST_NAMES])))


def _without_number(name: str) -> str:
    """A name without its digits; nothing when it was little more than a number."""
    if name.isalpha():
        return name[:_NAME_CHARS]
    plain = _DIGITS.sub("", name)
    return "" if plain != name and plain.endswith(("-", "_")) else plain[:_NAME_CHARS]
