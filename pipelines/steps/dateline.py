"""Dateline: place, date and agency taken off the first paragraph."""

from __future__ import annotations

import re
from dataclasses import replace

from ..article import Article, Block, Dateline
from ..blocks import squash
from ..datelines.reader import Reader, dateline_reader
from ..page import Page
from ..scripts import is_wide

# The first paragraph, or the one after a standfirst or two. Set in bold it may pass for a crosshead.
_BLOCKS = 3
# A dateline on a line of its own is no longer than this.
_LINE_CHARS = 100
_TEXT = ("paragraph", "crosshead", "quote")


def dateline(article: Article, page: Page) -> Article:
    """Take the dateline out of the body; it may stand after a standfirst."""
    return _read(article, strip=True)


def dateline_kept(article: Article, page: Page) -> Article:
    """Read the dateline, and leave it in the body as well."""
    return _read(article, strip=False)


def _read(article: Article, *, strip: bool) -> Article:
    read = dateline_reader(article)
    # One more than where a dateline may stand: a line that is one and nothing else goes, and
    # what is below it moves up.
    first = enumerate(article.body[: _BLOCKS + 1])
    lines = ((i, _taken_off(article.body[i : i + 2], read)) for i, block in first if block.kind in _TEXT)
    found = [(i, *line) for i, line in lines if line]
    if not found or found[0][0] >= _BLOCKS:
        return article
    position, line, rest = found[0]
    body = list(article.body)
    # Where another paragraph has one too, it is a round-up of reports: each keeps its own.
    if strip and len(found) == 1:
        if words := squash(rest):
            body[position] = replace(body[position], kind="paragraph", text=rest, words=words)
        else:
            del body[position]
    # Where a dateline names the reporter, papers print no other byline.
    return replace(article, body=body, dateline=line, authors=article.authors or _persons(line.byline))


def _taken_off(blocks: list[Block], read: Reader) -> tuple[Dateline, str] | None:
    """The dateline of the first of two blocks, and what is left of it."""
    if found := read(blocks[0].text):
        return found
    return (line, "") if (line := _alone(blocks, read)) else None


def _persons(byline: str | None) -> list[str]:
    """The reporters: Chinese, Japanese and Korean names have no space in them."""
    if byline is None:
        return []
    return re.split(r"[\s、，·]+", byline) if is_wide(byline) else [byline]


def _alone(blocks: list[Block], read: Reader) -> Dateline | None:
    """The dateline that the first of two blocks is, and nothing else: it stands on a line of
    its own, before the paragraph that is the second."""
    if len(blocks) < 2 or blocks[1].kind not in _TEXT or len(blocks[0].text) > _LINE_CHARS:
        return None
    found = read(f"{blocks[0].text}\n{blocks[1].text}")
    return found[0] if found and found[1] == blocks[1].text else None
