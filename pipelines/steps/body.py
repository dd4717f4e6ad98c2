"""Body: choose the page's blocks that are the article.

In this order, the first that is sure deciding (docs/extraction.md tells why):

1. the copy taster gives every block a likelihood, unless the memory of the site knows
   them all (docs/site-memory.md);
2. a witness (JSON-LD's ``articleBody``) is itself the body where the page does not print it;
3. where the likelihoods leave doubt, trafilatura is asked, and the witness is not heard;
4. elsewhere the witness makes certain what it and the page both have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from lxml.html import HtmlElement

from ..article import Article, Block
from ..blocks import PageBlock, key_of, squash
from ..memory.judging import judge
from ..page import Page
from ..rules import standfirst_words
from ..second_opinion import second_opinion
from ..tasting.candidates import candidates
from ..tasting.names import words_near
from ..tasting.taster import LIKELY

# More doubt than this and trafilatura is asked: one page in fifty of a development corpus.
# When it was tried, asking more often (from 0.35) took mozilla's pages from 0.954 to 0.946, and
# never asking trafilatura's segments from 0.940 to 0.930.
_DOUBT = 0.5
# On pages of more blocks it is not: there it takes 20 to 70 milliseconds, and was no better
# (60, 200 and 300 were tried, and no bound).
_MOST_ASKED = 120
_DOUBT_CHARS = 400  # a block longer than this is no more doubtful for it
_LEAST_CHARS = 200
_WITNESS_PIECE = 20
# More letters than these are no article, and every block is looked for in them.
_LEAST_WITNESS, _MOST_WITNESS = 600, 200_000
# A witness that has so much of the likely text is whole; what it leaves out must be so likely.
_WHOLE_SHARE, _LIKELY_UNSAID = 0.8, 0.8
_LEAST_STANDFIRST = 30
_LIKELY_HEADING = 0.25
_NO_STANDFIRST = frozenset(("hidden", "nav", "footer", "figure", "caption", "li"))
_UNPRINTED_SHARE = 0.2


def body(article: Article, page: Page) -> Article:
    """Choose the body's blocks. For plain text all of them; later steps take out the rest."""
    if page.tree is None:
        return replace(article, body=list(page.blocks))
    memory = page.memory if page.memory is None or not page.memory.check else None
    return choose(article, page, judge(article, page, memory).likely)


def choose(article: Article, page: Page, likely: np.ndarray) -> Article:
    """Choose the body of an HTML page.

    :param likely: how likely each block is the article's.
    """
    witness = page.json_ld.body or ""
    said = squash(witness)[:_MOST_WITNESS]
    if _is_only_witness(said, likely, page.blocks):
        return replace(article, body=[_unprinted(line) for line in witness.splitlines() if squash(line)])
    if len(page.blocks) <= _MOST_ASKED and _doubt(likely, page.blocks) > _DOUBT:
        menus = {block.index for block in page.blocks} - {block.index for block in candidates(page.blocks)}
        heard = [block for block in second_opinion(page) if block.index not in menus]
        return replace(article, body=_with_headings(heard, page.blocks, likely))
    likely = _after_witness(likely, page.blocks, said)
    headline = page.headline_index(article.title)
    chosen = [
        block
        for block, likelihood in zip(page.blocks, likely, strict=True)
        if block.index != headline and likelihood >= LIKELY
    ]
    if standfirst := _standfirst(chosen, page, headline):
        chosen.insert(0, standfirst)
    return replace(article, body=_with_headings(chosen, page.blocks, likely))


def _standfirst(chosen: list[PageBlock], page: Page, headline: int | None) -> PageBlock | None:
    """The paragraph between headline and body that the page's description repeats, or that its
    markup calls a standfirst.

    Others are left to the taster: taking every sentence set under a headline cost an exact
    article in each of three corpora and found none.
    """
    if headline is None or not chosen:
        return None
    summaries = (key_of(summary or "") for summary in (page.head.summary, page.json_ld.summary))
    told = [summary for summary in summaries if len(summary) > _LEAST_STANDFIRST]
    for block in page.blocks[headline + 1 : chosen[0].index]:
        words = block.words.casefold()
        if len(words) <= _LEAST_STANDFIRST or block.inside & _NO_STANDFIRST or block.is_linked:
            continue
        if any(words in text or text in words for text in told) or _is_named_standfirst(block):
            return block
    return None


def _is_named_standfirst(block: PageBlock) -> bool:
    """Whether its element or the one around it says so. A text broken off is a teaser's."""
    is_named = not words_near(block.element).isdisjoint(standfirst_words())
    return is_named and not block.text.endswith(("…", "..."))


def _doubt(likely: np.ndarray, blocks: Sequence[PageBlock]) -> float:
    """How much of the likely text might as well not be the article; 0 is none, 1 is all."""
    lengths = np.array([min(len(block.text), _DOUBT_CHARS) for block in blocks], dtype=np.float32)
    expected = float(lengths @ likely)
    if expected < _LEAST_CHARS:
        return 1.0
    return float(lengths @ np.minimum(likely, 1 - likely)) / expected


def _after_witness(likely: np.ndarray, blocks: Sequence[PageBlock], said: str) -> np.ndarray:
    """The likelihoods once a witness is heard.

    What it and the page both have is the article's. Where it has nearly all of what the
    taster takes for the article it is whole, and what it leaves out must be likelier: a
    standfirst is, a promotion amid the text is not.
    """
    if not said:
        return likely
    lengths = np.array([len(block.words) for block in blocks])
    lengths[lengths < _WITNESS_PIECE] = 0
    # A picture's text is the captions' business.
    agreed = (lengths > 0) & (likely > 0)
    agreed &= [block.words in said and "figure" not in block.inside for block in blocks]
    heard = np.where(agreed, np.float32(1), likely)
    chosen = heard >= LIKELY
    if lengths[agreed].sum() >= lengths[chosen].sum() * _WHOLE_SHARE:
        heard[~agreed & (lengths > 0) & (heard < _LIKELY_UNSAID)] = 0
    return heard


def _is_only_witness(said: str, likely: np.ndarray, blocks: Sequence[PageBlock]) -> bool:
    """Whether a whole article is told in the data and hardly any of it printed on the page:
    a page that a script fills."""
    if len(said) < _LEAST_WITNESS:
        return False
    chosen = sum(len(b.words) for b, likelihood in zip(blocks, likely, strict=True) if likelihood >= LIKELY)
    printed = sum(len(b.words) for b in blocks if len(b.words) >= _WITNESS_PIECE and b.words in said)
    return printed < len(said) * _UNPRINTED_SHARE and chosen < len(said) / 2


def _unprinted(line: str) -> Block:
    return PageBlock(kind="paragraph", text=" ".join(line.split()), words=squash(line))


def _with_headings(found: list[Block], blocks: list[PageBlock], likely: np.ndarray) -> list[Block]:
    """Give back the headings left out right above a paragraph that was chosen.

    Only amid the body, or likely enough above it, and only siblings: what stands under another roof heads
    something else.
    """
    chosen = {block.index for block in found if block.index >= 0}
    first = min(chosen, default=-1)
    body: list[Block] = []
    for block in found:
        heading = blocks[block.index - 1] if block.index > 0 else None
        if heading is not None and heading.kind == "crosshead" and heading.index not in chosen:
            amid = first < heading.index or likely[heading.index] > _LIKELY_HEADING
            if amid and not heading.is_linked and _roof(block) is _roof(heading):
                chosen.add(heading.index)
                body.append(heading)
        body.append(block)
    return body


def _roof(block: PageBlock) -> HtmlElement | None:
    """The element a block shares with its neighbours: wrappers of one child are looked through."""
    roof = block.element.getparent() if block.element is not None else None
    # Not by len: to count children lxml walks over them.
    while roof is not None and roof[0].getnext() is None and not (roof.text or "").strip():
        roof = roof.getparent()
    return roof
