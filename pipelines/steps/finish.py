"""Finish: the line's last fields, and the account of every block on the page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.metadata import version

from ..account import account, once
from ..article import Article, Block, Caption, Dropped
from ..blocks import PageBlock
from ..draft import plain
from ..metadata.plain_text import is_paragraph
from ..page import Page
from ..regions import regions
from ..text_blocks import LIST_MARK
from ..version import VERSION

_HASH = "sha256:"
_OF_LINES = frozenset(("list", "table"))


def finish(article: Article, page: Page) -> Article:
    """Join the text, hash it, name the article, and account for what is in no field."""
    entries = account(article, page)
    dropped = [*once(article.dropped, entries), *regions(entries)]
    dropped.sort(key=lambda d: d.index)
    whole = with_text(replace(article, body=_joined(article.body, page)))
    return replace(
        whole,
        id=article.id or id_of(article.canonical_url or article.url, whole.content_hash),
        captions=[plain(caption, Caption) for caption in article.captions],
        dropped=[plain(d, Dropped) for d in dropped],
        extractor=extractor(),
    )


def with_text(article: Article) -> Article:
    """The text and the hash of an article whose body has been changed."""
    text = "\n\n".join(block.text for block in article.body)
    digest = hashlib.sha256(f"{article.title or ''}\n\n{text}".encode("utf-8", "replace"))
    return replace(article, text=text, content_hash=f"{_HASH}{digest.hexdigest()}")


def id_of(address: str | None, content_hash: str) -> str:
    """An article's id: short, stable, the same for every copy of one address; 80 bits: one clash is to be
    expected among 10^12 articles."""
    if not address:
        return content_hash.removeprefix(_HASH)[:20]
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:20]


@cache
def extractor() -> str:
    """The programs that made the line, with their versions."""
    return f"copydesk {VERSION}; trafilatura {version('trafilatura')}"


def _joined(blocks: Iterable[Block], page: Page) -> list[Block]:
    """Neighbouring items become one list, neighbouring rows one table, and the lines of a verse or
    an address in a plain text one paragraph, so that a text cleaned again is the same text."""
    # Where a text has no blank line at all, its lines are the paragraphs.
    is_one_run = page.tree is None and page.blocks[-1].line - page.blocks[0].line < len(page.blocks)
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and _belongs(block, groups[-1][-1], is_one_run):
            groups[-1].append(block)
        else:
            groups.append([block])
    return [told for group in groups for told in _told(group)]


def _belongs(block: Block, before: Block, is_one_run: bool) -> bool:
    """Whether a block is of the list, the table or the verse of the block before it."""
    alike = block.kind == before.kind and block.kind in _OF_LINES
    if not getattr(block, "line", 0):
        return alike
    verse = not is_one_run and block.kind not in _OF_LINES and before.kind not in _OF_LINES
    return block.line == getattr(before, "line", 0) + 1 and (alike or verse)


def _told(group: list[Block]) -> list[Block]:
    """As blocks of the line. Lines each as long as a paragraph are paragraphs."""
    kind, where = group[0].kind, _where(group[0])
    if kind in _OF_LINES:
        mark = "- " if kind == "list" else ""
        rows = (mark + " ".join(block.text.split("\n")) for block in group)
        return [Block(kind, "\n".join(rows), where)]
    lines = [line for block in group for line in block.text.split("\n")]
    if len(lines) == 1:
        return [Block(kind, lines[0], where)]
    if all(map(LIST_MARK.match, lines)):
        items = (LIST_MARK.sub("- ", line, count=1) for line in lines)
        return [Block("list", "\n".join(items), where)]
    if all(map(is_paragraph, lines)):
        return [Block(kind, line, where) for line in lines]
    return [Block(kind if len(group) == 1 else "paragraph", "\n".join(lines), where)]


def _where(block: Block) -> str | None:
    # A step of the user's own may have added a plain block.
    return block.place if isinstance(block, PageBlock) else block.where
