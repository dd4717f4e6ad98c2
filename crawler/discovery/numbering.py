"""Numbered pages: whether two addresses are pages of one list or one article, and which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from pipelines.addresses import parts

from .words import words

# A number alone at the end of a path: up to three digits, more are an article's.
_BARE = (
    re.compile(r"^(?P<base>.+)/(?P<n>\d{1,3})/?$"),
    re.compile(r"^(?P<base>.+[^/\d])[-_,.](?P<n>\d{1,2})(?P<end>\.[a-z]{3,5})?/?$", re.IGNORECASE),
    re.compile(r"^(?P<base>.+)/(?P<n>\d{1,3})(?P<end>\.[a-z]{3,5})$", re.IGNORECASE),
)

# Where the number of a page stands: at the end of the path, or as a parameter.
_MAY_BE = re.compile(r"(?<!\d)\d{1,6}(?:\.[A-Za-z]+)?/?(?:[?&]|$)|[?&][^=&]*=\d")


def page_number(url: str, of: str, *, bare: bool = True) -> int | None:
    """Which page of ``of`` an address is: 1 for itself, None when it is none of its pages.

    :param of: an address of a page of the sequence, the first or a later one.
    :param bare: take a number without a word (``/story/2``) for a page's as well.

    >>> page_number("https://paper.example/world?page=3", "https://paper.example/world/")
    3
    """
    if url != of and not _MAY_BE.search(url) and not _MAY_BE.search(of):
        return None
    bases = _bases(of, bare)
    return next((number for base, number in _readings(url, bare) if base in bases), None)


def page_after(url: str, first: str) -> int | None:
    """Which page of an article an address is: 1 for the first, None when it is none of its pages.

    A page's number stands behind the first page's whole address: of ``/story-1``, ``/story-1/2`` is a
    page, and ``/story-2`` another story, as ``?p=3290`` is of ``?p=3289``.

    >>> page_after("https://paper.example/story/10", "https://paper.example/story/1") is None
    True
    """
    bases = _first_bases(first)
    return next((number for base, number in _readings(url, bare=True) if base in bases), None)


def is_glued(url: str, first: str) -> bool:
    """Whether a page's number is glued to the last word of the first page's address.

    So many papers tell two stories with one headline apart: ``/weather`` and ``/weather-2``.
    """
    path = parts(url).path.rstrip("/")
    is_added = path != parts(first).path.rstrip("/") and page_after(url, first) is not None
    return is_added and bool(_BARE[1].match(path)) and not _named().match(path)


@lru_cache(maxsize=64)
def _bases(of: str, bare: bool) -> frozenset[str]:
    return frozenset(base for base, _ in _readings(of, bare))


@lru_cache(maxsize=64)
def _first_bases(first: str) -> frozenset[str]:
    """What a first page's address is read as: with a number above 1 it is no page's, or an id."""
    front = _key(parts(first).netloc, "/", "")
    readings = _readings(first, bare=False)
    return frozenset(base for base, number in readings if number <= 1 and base != front)


def _readings(url: str, bare: bool) -> Iterator[tuple[str, int]]:
    """The ways to read an address: as a page of this number of that sequence."""
    split = parts(url)
    yield _key(split.netloc, split.path, split.query), 1
    pairs = [pair for pair in split.query.split("&") if pair]
    for pair in pairs:
        name, _, value = pair.partition("=")
        if name.lower() in words("page_names") and value.isascii() and value.isdecimal() and len(value) < 7:
            rest = "&".join(p for p in pairs if p != pair)
            yield _key(split.netloc, split.path, rest), int(value)
    for pattern in (_named(), *(_BARE if bare else ())):
        if match := pattern.match(split.path):
            end = match.groupdict().get("end") or ""
            yield _key(split.netloc, match["base"] + end, split.query), int(match["n"])


def _key(netloc: str, path: str, query: str) -> str:
    return f"{netloc}{path.rstrip('/')}?{query}"


@cache
def _named() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, words("page_names")), key=len, reverse=True))
    return re.compile(
        rf"^(?P<base>.*?)[-_/,](?:{names})[-_/,=]?(?P<n>\d{{1,5}})(?P<end>\.[a-z]{{3,5}})?/?$", re.IGNORECASE
    )
