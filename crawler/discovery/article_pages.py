"""Articles over several pages: where the rest of one is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import unquote

from lxml.html import HtmlElement

from pipelines.addresses import base_of, parts
from pipelines.blocks import short_text

from .entry import address
from .numbering import is_glued, page_after, page_number
from .words import is_one_of

_WORDS_LENGTH = 40
# Readers' comments have pages too.
_COMMENTS = re.compile(r"comment|disqus|replies|kommentar|comentario|коммент", re.IGNORECASE)
_ABOVE = 8
_ENDING = re.compile(r"\.[A-Za-z][^./]*$")
# How far above a link the list of pages may begin, and how many pieces of text it has at most.
_PAGER_ABOVE, _PAGER_SIZE = 3, 50


@dataclass(slots=True)
class ArticlePages:
    """The other pages of an article."""

    whole: str | None = None
    """Where all of it is on one page."""
    further: list[str] = field(default_factory=list)
    """The pages after this one, in order, as far as this one names them without a gap."""


def article_pages(tree: HtmlElement, url: str, first: str | None = None) -> ArticlePages:
    """What an article's page says of its other pages.

    Numbers and "next" lead there; an address must be the article's own but for a page's number,
    or for what shows it whole: the next *story* is none of its pages.

    :param first: the address of the article's first page; this page's own unless given.
    """
    first = first or url
    base_url = base_of(tree, url) or ""
    found = ArticlePages()
    numbered: dict[int, str] = {}
    # What leads to a page of it has the story's words in its address, or is told from where it stands.
    slug = max(parts(first).path.split("/"), key=len).partition(".")[0]
    own_words = {slug, unquote(slug)}
    for link in tree.iter("a", "link", "option"):
        href = link.get("value") if link.tag == "option" else link.get("href")
        if not href or not (_is_relative(href) or any(words in href for words in own_words)):
            continue
        if not (place := address(href, base_url)) or place == url:
            continue
        number = page_after(place, first)
        if number is None and not _is_of(place, url):
            continue
        text = short_text(link, _WORDS_LENGTH) or ""
        named_next = "next" in (link.get("rel") or "").lower().split() or is_one_of(text, "next")
        if number is not None and number > (page_after(url, first) or 1):
            is_counted = text.rpartition(" ")[2] == str(number)
            if is_glued(place, first):
                is_told = is_counted and _is_among_pages(link)
            else:
                is_told = is_counted or named_next
            if is_told and not _in_comments(link):
                numbered.setdefault(number, place)
        elif found.whole is None and is_one_of(text, "whole") and _is_of(place, url):
            if not _in_comments(link):
                found.whole = place
    if numbered:
        own = page_after(url, first) or 1
        while (own := own + 1) in numbered:
            found.further.append(numbered[own])
    return found


def _is_relative(href: str) -> bool:
    return "/" not in href.partition("?")[0].removeprefix("./")


def first_page(tree: HtmlElement, url: str) -> str | None:
    """The address of an article's first page, when this is a later one; None when it is not known to be.

    By its number (``/story/2``, ``?page=2``) and a link to page 1; a number glued to a slug
    (``/story-2``) is often another story's.
    """
    base_url = base_of(tree, url) or ""
    for link in tree.iter("a", "link"):
        rel = (link.get("rel") or "").lower().split()
        if not {"prev", "canonical", "first"} & set(rel) and short_text(link, 2) != "1":
            continue
        place = address(link.get("href") or "", base_url)
        if place and place != url and page_number(place, url) == 1 and _is_below(url, place):
            if (page_number(url, place) or 1) > 1:
                return place
    return None


def _is_of(place: str, url: str) -> bool:
    """Whether an address is the article's with something added."""
    own, other = parts(url), parts(place)
    path = own.path.rstrip("/")
    if own.netloc != other.netloc or not path:
        return False
    if other.path.rstrip("/") == path:
        return True
    added = other.path.removeprefix(_ENDING.sub("", path))
    return added != other.path and added.startswith(("/", ".", "-", "_", ","))


def _is_below(url: str, first: str) -> bool:
    """Whether an address is another's with a part added at the end of its path or in its query."""
    own, other = parts(url), parts(first)
    path = other.path.rstrip("/")
    return bool(path) and (own.path.rstrip("/") == path or own.path.startswith(f"{path}/"))


def _is_among_pages(link: HtmlElement) -> bool:
    """Whether "1" stands beside a link: then its number is that of a page, and no story's."""
    element = link.getparent()
    for _ in range(_PAGER_ABOVE):
        if element is None:
            return False
        if any(text.strip("|·,[] \n\t\xa0") == "1" for text in islice(element.itertext(), _PAGER_SIZE)):
            return True
        element = element.getparent()
    return False


def _in_comments(link: HtmlElement) -> bool:
    element = link
    for _ in range(_ABOVE):
        if element is None:
            return False
        if _COMMENTS.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
        element = element.getparent()
    return False
