"""Finish: the line's last fields, and the account of every block on the page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache
from importlib.metadata import version
from itertools import groupby
from operator import attrgetter

from lxml.html import HtmlElement

from ..article import Article, Block, Caption, Dropped
from ..blocks import PageBlock
from ..draft import DraftDrop, plain
from ..page import Page

# Deeper in the page, neighbours dropped by one rule are told as one region.
_REGION_DEPTH = 4
_HASH = "sha256:"
_REGIONS = ("hidden", "comments", "consent", "nav", "footer", "header", "aside", "form", "button")


def finish(article: Article, page: Page) -> Article:
    """Join the text, hash it, name the article, and account for what is in no field."""
    dropped = [*article.dropped, *_left_out(article, page)]
    dropped.sort(key=lambda d: d.index)
    whole = with_text(replace(article, body=_joined_lists(article.body)))
    return replace(
        whole,
        id=article.id or _id(article.canonical_url or article.url, whole.content_hash),
        captions=[plain(caption, Caption) for caption in article.captions],
        dropped=[plain(d, Dropped) for d in dropped],
        extractor=extractor(),
    )


def with_text(article: Article) -> Article:
    """The text and the hash of an article whose body has been changed."""
    text = "\n\n".join(block.text for block in article.body)
    digest = hashlib.sha256(f"{article.title or ''}\n\n{text}".encode("utf-8", "replace"))
    return replace(article, text=text, content_hash=f"{_HASH}{digest.hexdigest()}")


def _id(address: str | None, content_hash: str) -> str:
    """Short, stable, the same for every copy of one address; 80 bits: one clash is to be
    expected among 10^12 articles."""
    if not address:
        return content_hash.removeprefix(_HASH)[:20]
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:20]


@cache
def extractor() -> str:
    """The programs that made the line, with their versions."""
    return "; ".join(f"{name} {version(name)}" for name in ("copydesk", "trafilatura"))


def _joined_lists(blocks: Iterable[Block]) -> list[Block]:
    """Neighbouring items become one list, neighbouring rows one table."""
    joined: list[Block] = []
    for kind, run in groupby(blocks, key=attrgetter("kind")):
        if kind not in ("list", "table"):
            joined += [Block(kind, block.text, _where(block)) for block in run]
            continue
        parts = list(run)
        mark = "- " if kind == "list" else ""
        joined.append(Block(kind, "\n".join(f"{mark}{b.text}" for b in parts), _where(parts[0])))
    return joined


def _where(block: Block) -> str | None:
    # A step of the user's own may have added a plain block.
    return block.place if isinstance(block, PageBlock) else block.where


def _left_out(article: Article, page: Page) -> Iterable[DraftDrop]:
    """The page's blocks that no step spoke of: never part of the body.

    Neighbours under one roof are one entry; a menu of ninety links is one menu.
    """
    accounted = {block.index for block in article.body}
    accounted.update(d.index for d in article.dropped)
    accounted.update(i for caption in article.captions for i in caption.indexes)
    accounted.add(page.headline_index(article.title))
    run: list[PageBlock] = []
    rule = ""
    roof = _Roof()
    for block in page.blocks:
        if block.index in accounted:
            continue
        name = _region(block.inside)
        if run and name == rule and run[-1].index == block.index - 1 and roof.covers(block.element):
            run.append(block)
            continue
        if run:
            yield _entry(run, rule, roof.element)
        run, rule = [block], name
        roof.raise_over(block.element)
    if run:
        yield _entry(run, rule, roof.element)


class _Roof:
    """The innermost element that a run of blocks has in common."""

    def __init__(self) -> None:
        self.element: HtmlElement | None = None
        self._depths: dict[HtmlElement, int] = {}  # of it and those around it; the root's is 1
        self._below: HtmlElement | None = None

    def raise_over(self, element: HtmlElement | None) -> None:
        """Begin with one block."""
        self.element, self._below = element, None
        line = []
        while element is not None:
            line.append(element)
            element = element.getparent()
        self._depths = {element: depth for depth, element in enumerate(reversed(line), start=1)}

    def covers(self, element: HtmlElement | None) -> bool:
        """Widen it over one more block; False where it would be too much of the page."""
        parent = element.getparent() if element is not None else None
        if parent is not None and parent is self._below:
            return True  # as its last sibling was
        shared = element
        while shared is not None and shared not in self._depths:
            shared = shared.getparent()
        if shared is None or self._depths[shared] < _REGION_DEPTH:
            return False
        while self.element is not shared:
            del self._depths[self.element]
            self.element = self.element.getparent()
        self._below = parent if shared is not element else None
        return True


@lru_cache(maxsize=1024)
def _region(inside: frozenset[str]) -> str:
    return next((f"outside-body/{r}" for r in _REGIONS if r in inside), "outside-body")


def _entry(run: list[PageBlock], rule: str, roof: HtmlElement | None) -> DraftDrop:
    where = roof.getroottree().getpath(roof) if roof is not None else run[0].place
    return DraftDrop("\n".join(block.text for block in run), rule, where, run[0].index)
