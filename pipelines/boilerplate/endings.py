"""Endings: what is left of a box whose links are gone, and the author's own few lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..article import Article
from ..blocks import PageBlock, only_child
from ..rules import bio_verbs
from .links import LINKED

# Of these kinds a phrase heads what follows it.
_HEADING_KINDS = frozenset(("related", "read-more"))
_LEAD_CHARS = 80
_BIO_CHARS, _BIO_LAST = 700, 2
_ITALIC = ("em", "i")
# Two to four words with capitals: "Ana Maria de la Cruz" ends at "de" and is no name here.
_NAME = re.compile(r"(?:[^\W\d_a-z][\w.’'-]{0,30} ){1,3}[^\W\d_a-z][\w’'-]{0,30}(?=[ ,(])")


def headed(body: Sequence[PageBlock], labels: dict[int, str], gone: dict[int, str]) -> dict[int, str]:
    """The links under "Related stories": they go with their heading.

    :param labels: of what kind the phrases are that blocks are, by place in the body.
    :param gone: the rules by which blocks go, by place in the body.
    """
    found: dict[int, str] = {}
    under = False
    for place, block in enumerate(body):
        if place in labels:
            under = labels[place] in _HEADING_KINDS and not block.link_chars
        elif under and place not in gone:
            under = block.is_linked
            if under:
                found[place] = "related-stories"
    return found


def bereft(body: Sequence[PageBlock], gone: dict[int, str]) -> dict[int, str]:
    """Crossheads, and a last line with a colon, under which there were only links, now gone."""
    found: dict[int, str] = {}
    below: str | None = None  # the rule of what stands right below; "" for text that stays
    is_end = True
    for place in range(len(body) - 1, -1, -1):
        block, rule = body[place], gone.get(place)
        if rule is not None:
            if below is None or (below and rule in LINKED):
                below = rule
            continue
        heads = block.kind == "crosshead"
        leads = is_end and len(block.text) <= _LEAD_CHARS and block.text.endswith((":", "："))
        if (heads or leads) and below in LINKED:
            found[place] = "related-heading"
        else:
            is_end = False
        below = None if heads else ""
    return found


def bio(article: Article, body: Sequence[PageBlock]) -> int | None:
    """The place in the body of an author's few lines at its end, where they are set apart.

    They begin with a name and what its bearer is or does. Where the page names the author, italics
    or an address to write to is enough: a story about its author would have neither. Anyone else
    has to be the very last thing, and all of it in italics.
    """
    names = [name.casefold() for name in article.authors if " " in name]
    for place in range(len(body) - 1, max(len(body) - 1 - _BIO_LAST, 0), -1):
        block = body[place]
        if len(block.text) > _BIO_CHARS or block.kind not in ("paragraph", "quote"):
            continue
        text = block.text.casefold()
        if named := next((name for name in names if text.startswith(name)), None):
            if bio_verbs().match(block.text, len(named)) and _is_set_apart(block):
                return place
        elif place == len(body) - 1 and (name := _NAME.match(block.text)) and _is_italic(block):
            if bio_verbs().match(block.text, name.end()):
                return place
    return None


def _is_set_apart(block: PageBlock) -> bool:
    return "@" in block.text or block.link_chars > 0 or _has_italics(block)


def _has_italics(block: PageBlock) -> bool:
    return block.element is not None and any(child.tag in _ITALIC for child in block.element)


def _is_italic(block: PageBlock) -> bool:
    """All of it: nothing stands beside the one element."""
    child = only_child(block.element) if block.element is not None else None
    if child is None or child.tag not in _ITALIC:
        return False
    return not (block.element.text or "").strip() and not (child.tail or "").strip()
