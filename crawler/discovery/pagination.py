"""Pagination: where a list, or an article, goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from pipelines.addresses import parts
from pipelines.blocks import short_text

from .entry import address
from .numbering import page_number
from .scoring import article_likeness
from .words import is_one_of

_WORDS_LENGTH = 40
_MOST = 3
# Tables of listings.toml.
_SAYING_NEXT = ("next", "older", "load_more")
_NEXT_CLASS = re.compile(
    r"(?:^|[\s_-])(?:next|older|nextpage|next-page|load-?more|show-?more)(?:$|[\s_-])", re.IGNORECASE
)
# Attributes in which buttons keep the address of what they load.
_LOAD = ("data-url", "data-href", "hx-get", "data-hx-get", "data-endpoint", "data-ajax-url", "data-load-url",
         "data-src-url", "data-action", "data-link", "formaction", "href")  # fmt: skip
_NEXT = ("data-next-page", "data-next-url", "data-next", "data-nextpage", "data-next-page-url",
         "data-load-more", "data-load-more-url", "data-next-href", "data-infinite-url")  # fmt: skip
_ALL = frozenset((*_LOAD, *_NEXT))
_LOADERS = etree.XPath(
    "//*[@*[starts-with(name(), 'data-') or name() = 'hx-get' or name() = 'formaction']] | //button[@href]"
)
_REVEALED = ("revealed", "intersect")


def next_pages(tree: HtmlElement, url: str, base_url: str) -> tuple[list[str], set[str]]:
    """Where a list goes on.

    :returns: the next page's address and those of "load more" buttons, best first, three at
        most; and all addresses that are other pages of the same list, which are no news.
    """
    named: list[str] = []
    told: list[str] = []
    following: dict[str, int] = {}
    for link in tree.iter("a", "link"):
        href = link.get("href")
        rel = (link.get("rel") or "").lower().split()
        if not href or ("nofollow" in rel and "next" not in rel) or not (place := address(href, base_url)):
            continue
        if "next" in rel:
            named.append(place)
        if link.tag == "link" or place == url:
            continue
        text = short_text(link, _WORDS_LENGTH)
        says = _says_next(link, text)
        number = page_number(place, url, bare=says or "next" in rel or bool(text and text.isdecimal()))
        if number is not None and number > (page_number(url, place) or 1):
            following[place] = number
        elif says and article_likeness(place) == 0:
            told.append(place)
    # "1 2 3 … 50": the one after this.
    first = sorted(following, key=following.__getitem__)[:1]
    host = parts(url).hostname
    found = dict.fromkeys([*named, *first, *told, *load_more(tree, base_url)])
    kept = [place for place in found if place != url and parts(place).hostname == host]
    return kept[:_MOST], following.keys() | set(kept)


def load_more(tree: HtmlElement, base_url: str) -> Iterator[str]:
    """Addresses that "load more" buttons ask for, where the markup says them."""
    for element in _LOADERS(tree):
        if not _ALL.isdisjoint(element.keys()):
            yield from _loaded_by(element, base_url)


def _loaded_by(element: HtmlElement, base_url: str) -> Iterator[str]:
    for name in (*_NEXT, *(_LOAD if _loads(element) else ())):
        if (place := _place(element.get(name), base_url)) is not None:
            yield place


def _loads(element: HtmlElement) -> bool:
    trigger = (element.get("hx-trigger") or "").lower()
    return any(word in trigger for word in _REVEALED) or _says_next(
        element, short_text(element, _WORDS_LENGTH)
    )


def _place(value: str | None, base_url: str) -> str | None:
    """An attribute's value where it is an address and no number, word or script."""
    value = (value or "").strip()
    if not value.startswith(("/", "?", "./", "http://", "https://")) and "/" not in value.partition("?")[0]:
        return None
    return None if any(c in value for c in "{}<> \n") else address(value, base_url)


def _says_next(element: HtmlElement, text: str | None) -> bool:
    """Whether an element says that the list goes on behind it: by its words, or by its class."""
    for said in (text, element.get("aria-label"), element.get("title")):
        if said and len(said) <= _WORDS_LENGTH and any(is_one_of(said, table) for table in _SAYING_NEXT):
            return True
    return bool(_NEXT_CLASS.search(_names(element)))


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"
