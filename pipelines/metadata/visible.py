"""What a reader sees: the h1, the byline, time elements, and schema.org microdata on them."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from ..blocks import tidy
from .evidence import Evidence

_BYLINE_NAME = re.compile(
    r"(?:^|[\s_-])(?:byline|by-line|author|authors|author-?name|autor|auteur|autore|journalist|writer)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ASIDE = frozenset(("aside", "footer", "nav"))


def read(tree: HtmlElement) -> Evidence:
    """What the page shows: microdata where it is marked up, else headings, bylines, times."""
    evidence = Evidence()
    published: list[str] = []
    plain_times: list[str] = []
    byline: list[str] = []
    marked: list[str] = []
    evidence.headings = [tidy(h.text_content()) for tag in ("h1", "h2") for h in islice(tree.iter(tag), 4)]
    evidence.headings = [h for h in evidence.headings if h]
    for element in tree.iter("time", "a", "span", "p", "div", "address", "meta", "li", "abbr"):
        prop = element.get("itemprop")
        if prop:
            props = prop.split()
            if "datePublished" in props:
                published.append(_moment(element))
            elif "dateModified" in props:
                evidence.modified.append(_moment(element))
            elif ("author" in props or "creator" in props) and len(marked) < 6:
                marked.append(_author(element))
        elif element.tag == "time":
            if moment := _moment(element):
                names = f"{element.get('class', '')} {element.get('pubdate', '-')}"
                fits = "publish" in names or "entry-date" in names or element.get("pubdate") is not None
                (published if fits else plain_times).append(moment)
        elif "author" in (element.get("rel") or ""):
            byline.append(tidy(element.text_content()))
        elif element.tag != "meta" and len(byline) < 3:
            name = element.get("class")
            if name and len(name) < 120 and _BYLINE_NAME.search(name):
                text = tidy(element.text_content())
                if 3 < len(text) < 120 and not _is_aside(element):
                    byline.append(text)
    evidence.published = [m for m in published + plain_times[:1] if m]
    evidence.modified = [m for m in evidence.modified if m]
    evidence.authors = [a for a in marked if a] or byline[:1]
    return evidence


def _moment(element: HtmlElement) -> str:
    return tidy(element.get("datetime") or element.get("content") or element.text_content()[:80])


def _author(element: HtmlElement) -> str:
    name = element.find(".//*[@itemprop='name']")
    if name is not None:
        element = name
    return tidy(element.get("content") or element.text_content()[:120])


def _is_aside(element: HtmlElement) -> bool:
    return any(ancestor.tag in _ASIDE for ancestor in element.iterancestors())
