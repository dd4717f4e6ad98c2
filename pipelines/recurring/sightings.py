"""Sightings: which blocks of an article's body were seen on which page, hashed.

Texts are not kept. A hash is of the letters and digits alone, so that a line break or a
dash makes no other text of it. A figure does: "Gold closed at 1909 dollars" is news.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from .. import addresses
from ..article import Article, Block
from ..blocks import squash

# Longer than boilerplate is; and what long paragraphs say twice is a story printed twice.
_MOST_CHARS = 1500
_MOST_BLOCKS = 400  # of one page
_POSITION = re.compile(r"\[\d+\]|\d+$")


class Sighting(NamedTuple):
    """A block of a body."""

    text: int
    """64 bits of a hash, as SQLite's signed integers have them."""
    spot: int
    """The same of its place: the elements around it, without their numbers."""


@dataclass(frozen=True, slots=True)
class Sightings:
    """What one article adds to what is known of its site."""

    site: str
    """The host, without ``www.``; the publication's name where no address is known."""
    page: int
    story: int
    """Of its longest block: a story that is printed again with a new headline is no second one."""
    headline: int
    """And one that goes on under the same headline is none either."""
    month: str
    """``2025-03``, of the day it was fetched; empty when that is not known."""
    blocks: tuple[Sighting, ...]


def site_of(article: Article) -> str | None:
    """Whose text an article's boilerplate is; None when nothing tells."""
    return addresses.host(article.canonical_url or article.url) or article.site


def sightings(article: Article) -> Sightings | None:
    """What is to be noted of an article; None when it has no site or no body."""
    site = site_of(article)
    if site is None or not article.body:
        return None
    longest = max(article.body, key=lambda block: len(block.text))
    seen = {}
    for block in article.body[:_MOST_BLOCKS]:
        if len(block.text) <= _MOST_CHARS and (text := text_hash(block)):
            seen.setdefault(text, spot_hash(block))
    return Sightings(
        site,
        page=_hash(article.canonical_url or article.url or article.id),
        story=_hash(longest.text),
        # Stories without a headline are not all under the same one.
        headline=_hash(squash(article.title or longest.text).casefold()),
        month=(article.fetched_at or "")[:7],
        blocks=tuple(Sighting(text, spot) for text, spot in seen.items()),
    )


def text_hash(block: Block) -> int:
    """What two printings of the same words have in common; 0 for a block without any."""
    letters = squash(block.text).casefold()
    return _hash(letters) if letters else 0


def spot_hash(block: Block) -> int:
    """Where it stands, as the site's other pages would name the place."""
    return _hash(_POSITION.sub("", block.where or ""))


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
