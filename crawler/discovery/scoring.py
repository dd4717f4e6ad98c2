"""What an address looks like: an article's, a list's, or none worth asking for."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote

from courlan import is_not_crawlable

from pipelines.addresses import parts

from .words import words

_DATED = re.compile(r"(?<!\d)(?:19|20)\d{2}[/_-]?(?:0[1-9]|1[0-2])(?:[/_-]?(?:0[1-9]|[12]\d|3[01]))?(?!\d)")
_ID = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_NUMBER = re.compile(r"\d+")
# Endings that are no page.
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|css|js|mjs|json|xml|rss|rdf|atom|pdf|docx?|xlsx?|pptx?|zip|gz|mp[34]|"
    r"m4[av]|og[gv]|web[mp]|avi|mov|wmv|flv|m3u8|exe|dmg|apk|epub|ics|woff2?|ttf|txt|csv)$",
    re.IGNORECASE,
)
_JUNK = re.compile(
    r"/(?:wp-(?:login|admin|json|content|includes)|xmlrpc\.php|cgi-bin|cart|checkout|log-?(?:in|out)|sign-?(?:in|up|out)|"
    r"register|my-?account|wishlist|oembed|cdn-cgi|trackback)(?:[/.]|$)",
    re.IGNORECASE,
)
_DATE_PARTS = re.compile(r"/(?:19|20|21)\d{2}(?:/\d{1,2}){0,2}/?$|/\d{4}-\d{1,2}(?:-\d{1,2})?/?$")


@lru_cache(maxsize=8192)
def article_likeness(url: str) -> int:
    """How much an address looks like an article's: 0 (a section) to 3 (dated, with a slug and a number).

    Sets the order of fetching, and how long a pattern of addresses may bring nothing; the page
    itself decides what it is.
    """
    split = parts(url)
    if is_listing(url):
        return 0
    path = split.path.rstrip("/")
    last = path.rpartition("/")[2]
    score = has_slug(last) + bool(_DATED.search(path)) + bool(_ID.search(path) or _story_id(split))
    return score


@lru_cache(maxsize=8192)
def is_listing(url: str) -> bool:
    """Whether an address is a front page's, a numbered page's, a tag's, an archive's or the like."""
    split = parts(url)
    path = split.path.rstrip("/").lower()
    if not path:
        return not _story_id(split)
    if _DATE_PARTS.search(path):
        return True
    segments = unquote(path).removeprefix("/").split("/")
    last = segments[-1].partition(".")[0]
    if last in words("page_names") or _numbers_a_page(segments):
        return True
    # Under "archive" and "events" there are stories as well; a tag may be of many words.
    soft = has_slug(last) and (_DATED.search(path) or "." in segments[-1] or _ID.search(last))
    return not soft and any(segment.partition(".")[0] in words("list_names") for segment in segments[:3])


@lru_cache(maxsize=8192)
def is_junk(url: str) -> bool:
    """Whether an address is a file's, a login's, a cart's, a button's."""
    split = parts(url)
    if _FILES.search(split.path) or _JUNK.search(split.path) or is_not_crawlable(url):
        return True
    return any(name.lower() in words("junk_parameters") for name in _parameters(split.query))


def has_slug(segment: str) -> bool:
    """Whether a part of a path is made of four words or more."""
    return segment.count("-") + segment.count("_") >= 3


def _numbers_a_page(segments: list[str]) -> bool:
    return len(segments) > 1 and segments[-2] in words("page_names") and segments[-1].isdecimal()


def _story_id(split: SplitResult) -> bool:
    return any(
        name.lower() in words("story_parameters") and _NUMBER.search(value) is not None
        for name, value in _parameters(split.query).items()
    )


def _parameters(query: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return {name: value for name, _, value in pairs}
