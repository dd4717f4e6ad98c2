"""Finish: the line's last fields, and the account of every block on the page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.metadata import version

from ..account import account, once
from ..article import Article, Block, Caption, Dropped
from ..draft import plain
from ..page import Page
from ..regions import regions


def finish(article: Article, page: Page) -> Article:
    """Join the text, hash it, name the article, and account for what is in no field."""
    entries = account(article, page)
    dropped = [*once(article.dropped, entries), *regions(entries)]
    dropped.sort(key=lambda d: d.index)
    body = _joined_lists(article.body)
    text = "\n\n".join(block.text for block in body)
    digest = hashlib.sha256(f"{article.title or ''}\n\n{text}".encode("utf-8", "replace"))
    return replace(
        article,
        id=article.id or _id(article.canonical_url or article.url, digest.hexdigest()),
        body=body,
        text=text,
        captions=[plain(caption, Caption) for caption in article.captions],
        dropped=[plain(d, Dropped) for d in dropped],
        content_hash=f"sha256:{digest.hexdigest()}",
        extractor=extractor(),
    )


def _id(address: str | None, digest: str) -> str:
    """Short, stable, the same for every copy of one address; 80 bits: one clash is to be
    expected among 10^12 articles."""
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:20] if address else digest[:20]


@cache
def extractor() -> str:
    """The programs that made the line, with their versions."""
    return "; ".join(f"{name} {version(name)}" for name in ("copydesk", "trafilatura"))


def _joined_lists(blocks: Iterable[Block]) -> list[Block]:
    """Neighbouring items become one list, neighbouring rows one table."""
    joined: list[Block] = []
    for block in blocks:
        kind, text = block.kind, block.text
        if kind in ("list", "table"):
            text = " ".join(text.split("\n"))  # an item, a row, is one line
        if kind == "list":
            text = f"- {text}"
        if joined and kind in ("list", "table") and joined[-1].kind == kind:
            joined[-1] = Block(kind, f"{joined[-1].text}\n{text}")
        else:
            joined.append(Block(kind, text))
    return joined
