"""Joining: an article that was printed on several pages, made one again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .article import Article, Block, Caption, Dropped
from .blocks import key_of
from .scripts import weight
from .steps.finish import with_text

REPEATED, HEADLINE, DATELINE = "joined/repeated", "joined/headline", "joined/dateline"
# Shorter ones may be said twice in one story: "No.", "Background".
_SENTENCE = 40


def join(pages: Sequence[Article]) -> Article:
    """The pages of one article, in order, as one article.

    It has the first page's metadata. Of what stands on several pages the first printing stays;
    what ends several of them (a line under every page) goes. Whatever goes is in ``dropped``.
    Places on later pages are named ``page 2: /html/…``.

    :raises ValueError: there are no pages.
    """
    if not pages:
        raise ValueError("an article has one page at least")
    whole = pages[0]
    for number, page in enumerate(pages[1:], 2):
        whole = with_page(whole, page, number)
    return whole


def with_page(whole: Article, page: Article, number: int) -> Article:
    """An article with one page more.

    :param whole: the pages before it, joined.
    :param number: which page it is, from 2.
    """
    ending = _same_ending(whole.body, page.body)
    kept, ended = whole.body[: len(whole.body) - ending], whole.body[len(whole.body) - ending :]
    dropped = [*whole.dropped, *(Dropped(b.text, REPEATED, b.where or "") for b in ended)]
    known = {key_of(b.text) for b in whole.body} | {key_of(d.text) for d in dropped if d.rule == REPEATED}
    title = key_of(whole.title or "")
    body = list(kept)
    gone: list[Dropped] = []
    edges = _edges(page.body, known)
    for index, block in enumerate(page.body):
        key, where = key_of(block.text), _on_page(number, block.where)
        if key == title:
            gone.append(Dropped(block.text, HEADLINE, where))
        elif key in known and (index in edges or weight(block.text) >= _SENTENCE):
            gone.append(Dropped(block.text, REPEATED, where))
        else:
            body.append(Block(block.kind, block.text, where))
    if page.dateline is not None:
        gone.append(Dropped(page.dateline.raw, DATELINE, _on_page(number, None)))
    captions = list(whole.captions)
    printed = {_caption_key(caption) for caption in captions}
    for caption in page.captions:
        if _caption_key(caption) not in printed:
            captions.append(caption)
        else:
            gone.append(Dropped(_caption_text(caption), REPEATED, _on_page(number, None)))
    gone += (Dropped(d.text, d.rule, _on_page(number, d.where)) for d in page.dropped)
    return with_text(replace(whole, body=body, captions=captions, dropped=dropped + gone))


def _same_ending(before: Sequence[Block], after: Sequence[Block]) -> int:
    """How many blocks at the end of two pages are the same; 0 where a page would have nothing left."""
    for count, (one, other) in enumerate(zip(reversed(before), reversed(after), strict=False)):
        if key_of(one.text) != key_of(other.text):
            return count
    return 0


def _edges(body: Sequence[Block], known: set[str]) -> set[int]:
    """The blocks at a page's beginning and end that earlier pages have too."""
    edges: set[int] = set()
    for indexes in (range(len(body)), range(len(body) - 1, -1, -1)):
        for index in indexes:
            if key_of(body[index].text) not in known:
                break
            edges.add(index)
    return edges


def _caption_key(caption: Caption) -> tuple[str, str]:
    return key_of(caption.text), key_of(caption.credit.raw if caption.credit else "")


def _caption_text(caption: Caption) -> str:
    return " ".join(filter(None, (caption.text, caption.credit.raw if caption.credit else None)))


def _on_page(number: int, where: str | None) -> str:
    return f"page {number}: {where}" if where else f"page {number}"
