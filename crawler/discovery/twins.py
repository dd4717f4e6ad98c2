"""Twins: other addresses of one page, for phones, as AMP, for the printer."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from pipelines.addresses import parts

from .entry import address

_HOST = re.compile(r"^(?:m|mobile|mobil|amp|touch|wap)\.(?=[^.]+\.)", re.IGNORECASE)
_AMP_HEAD = re.compile(r"^/amp(?:/|$)", re.IGNORECASE)
_TAIL = re.compile(
    r"(?<=[^/])/(?:amp|print|drucken|imprimir|imprimer|stampa)/?$|(?<=[^/])[./](?:amp|print)(?=\.html?$)|\.amp$",
    re.IGNORECASE,
)
_PARAMETER = re.compile(
    r"(?:amp|print|printable|printview|printmode|drucken|imprimir|mobile)(?:=(?:1|true|yes|y|on)?)?|"
    r"(?:outputtype|output|view|mode|format|layout|type|template|device)=(?:amp|print|printable|mobile)",
    re.IGNORECASE,
)


# What every such address has somewhere: nine in ten are told by a glance.
_MARK = re.compile(r"amp|print|mobil|drucken|imprim|stampa|touch|wap\.|//m\.", re.IGNORECASE)


@lru_cache(maxsize=8192)
def plain_form(url: str) -> str | None:
    """The address an AMP, mobile or print view's is made from, by its looks; None for any other.

    >>> plain_form("https://m.paper.example/story/amp/?amp=1")
    'https://paper.example/story'
    """
    if not _MARK.search(url):
        return None
    split = parts(url)
    host = _HOST.sub("", split.netloc)
    path = _TAIL.sub("", _AMP_HEAD.sub("/", split.path)) or "/"
    kept = [pair for pair in split.query.split("&") if pair and not _PARAMETER.fullmatch(pair)]
    plain = split._replace(netloc=host, path=path, query="&".join(kept)).geturl()
    return plain if plain != url and (path != "/" or kept) else None


def same_page(url: str) -> str:
    """A key that an address shares with those that differ in ``www.``, scheme and last slash, and
    with its AMP, mobile and print views."""
    split = parts(plain_form(url) or url)
    host = split.netloc.removeprefix("www.")
    return f"{host}{split.path.rstrip('/')}?{split.query}"


def named_twins(tree: HtmlElement, base_url: str) -> list[str]:
    """Addresses a page names as its own in another dress: ``amphtml``, ``canonical``, ``handheld``."""
    found = []
    for link in tree.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        media = (link.get("media") or "").lower()
        # As Google asks sites with a mobile host to name it.
        handheld = "alternate" in rel and ("handheld" in media or "max-width" in media)
        if "amphtml" in rel or "canonical" in rel or handheld:
            if twin := address(link.get("href") or "", base_url):
                found.append(twin)
    return list(dict.fromkeys(found))
