"""Dateline: place, date and agency taken off the first paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    lines = _lines(article.body, read)
    position, line, rest = next(lines, (0, None, ""))
    if line is None:
        return article
    body = list(article.body)
    # Where another paragraph has one too, it is a round-up of reports: each keeps its own.
    if strip and next(lines, None) is None:
        if words := squash(rest):
            body[position] = replace(body[position], kind="paragraph", text=rest, words=words)
        else:
            del body[position]
    # Where a dateline names the reporter, papers print no other byline.
    return replace(article, body=body, dateline=line, authors=article.authors or _persons(line.byline))


def _lines(body: list[Block], read: Reader) -> Iterator[tuple[int, Dateline, str]]:
    """The datelines of a body: place, line, and what is left. None but those it may begin with are
    looked for, unless one of these has been found."""
    found = False
    for i, block in enumerate(body):
        if i >= _BLOCKS and not found:
            return
        if block.kind in _TEXT and (taken := _taken_off(body[i : i + 2], read)):
            found = True
            yield i, *taken


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
