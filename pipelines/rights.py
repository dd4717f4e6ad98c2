"""Rights: what a page and its headers say machines may do with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from .article import Rights

CRAWLER = "copydesk"
"""The name by which a page speaks to this crawler alone."""

HEADERS = ("x-robots-tag", "tdm-reservation", "tdm-policy")
"""Response headers that are read, in lower case."""

_META_NAMES = frozenset(("robots", CRAWLER, "tdm-reservation", "tdm-policy"))
# The directives with a value; before any other colon stands a crawler's name.
_VALUED = frozenset(("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"))
_NAME = re.compile(r"\s*([\w-]+)\s*:\s*", re.ASCII)
# What can go on after a comma in a date: "Sunday, 01-Sep-24 12:34:56 GMT".
_DATE_GOES_ON = re.compile(r"\s*\d")
# More and longer ones than anybody means.
_MOST, _MOST_CHARS, _MOST_LENGTH = 40, 100, 8_000


def read(tree: HtmlElement | None, headers: Iterable[tuple[str, str]], url: str | None) -> Rights:
    """The rights of a page.

    Of ``tdm-reservation`` and ``tdm-policy`` (TDM Reservation Protocol, W3C Community Group) the
    meta tag goes before the header. Directives of all metas and headers add up.

    :param headers: name and value; a header sent twice is there twice. Others than :data:`HEADERS`
        are passed over.
    :param url: the page's address, for a policy's.
    """
    robots: dict[str, None] = {}
    said: dict[str, str] = {}
    for name, content in _metas(tree) if tree is not None else ():
        if name.startswith("tdm"):
            said.setdefault(name, content)
        else:
            robots.update(dict.fromkeys(_directives(content)))
    for name, value in ((name.lower(), value) for name, value in headers):
        if name == "x-robots-tag":
            robots.update(dict.fromkeys(_addressed(value)))
        elif name in HEADERS:
            said.setdefault(name, value)
    if not robots and not said:
        return Rights()
    return Rights(
        [directive for directive in robots if len(directive) <= _MOST_CHARS][:_MOST],
        reserved(said.get("tdm-reservation")),
        policy_address(said.get("tdm-policy"), url),
    )


def reserved(value: object) -> bool | None:
    """A ``tdm-reservation``: 1 or 0, as text or number; anything else says nothing."""
    return {"1": True, "0": False}.get(str(value).strip())


def policy_address(value: object, url: str | None) -> str | None:
    """The absolute address of a ``tdm-policy``; None where it is none of the web."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        address = urljoin(url or "", value.strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def _metas(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for meta in tree.iter("meta"):
        name = meta.get("name")
        if name and len(name) < 20:
            name = name.strip().lower()
            if name in _META_NAMES and (content := meta.get("content")):
                yield name, content


def _addressed(value: str) -> Iterator[str]:
    """The directives of an X-Robots-Tag that are for every crawler or for this one. A name holds
    for what follows it, to the next name."""
    is_ours = True
    for directive in _directives(value):
        name = _NAME.match(directive)
        if name and name[1] not in _VALUED:
            is_ours = name[1] == CRAWLER
            directive = directive[name.end() :]
        if is_ours and directive:
            yield directive


def _directives(value: str) -> Iterator[str]:
    dated = ""
    for part in value[:_MOST_LENGTH].lower().split(","):
        if dated and _DATE_GOES_ON.match(part):
            dated += f",{part.rstrip()}"
            continue
        if dated:
            yield dated
        dated = ""
        part = " ".join(part.split())
        if "unavailable_after" in part:
            dated = part
        elif part:
            yield part
    if dated:
        yield dated
