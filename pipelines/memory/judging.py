"""Judging a page's blocks: by the memory of its site where that knows them all, else by the copy taster."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..article import Article
from ..page import Page
from ..tasting.candidates import candidates
from ..tasting.taster import LIKELY, taster
from .values import NO_HEADLINE, Observation, Outcome, SiteMemory

# With less than so many characters it is another page than those remembered.
_LEAST_BODY = 200
# So near to what makes a block the body's, what the copy taster says is no lesson for other pages.
_NEAR = 0.03
# A page whose blocks stand in more places than these is no template's, or means harm.
_MOST_SPOTS = 500


class Judgement(NamedTuple):
    """How likely the blocks of a page are the article's."""

    likely: np.ndarray
    """0 to 1, one for each of ``page.blocks``."""
    by_memory: bool
    """Whether memory told it all; else the copy taster did."""


def recall(memory: SiteMemory, page: Page, title: str | None) -> np.ndarray | None:
    """What is known of a page's blocks.

    :param title: the headline, as metadata gives it.
    :returns: float32, one for each of ``page.blocks``: 1 for the body's, 0 for others. None
        where that is not known of all, the headline stands elsewhere than on the pages
        remembered, or too little is body.
    """
    if memory.is_empty or page.tree is None:
        return None
    headline = page.headline_index(title)
    if _headline_spot(page, headline) not in memory.headlines:
        return None
    told = np.zeros(len(page.blocks), dtype=np.float32)
    spot_of, body, other, letters = page.spots.of, memory.body, memory.other, 0
    # From the end: what is new on a site mostly stands below the article.
    for block in reversed(candidates(page.blocks)):
        spot = spot_of(block)
        if spot in body:
            told[block.index] = 1
            letters += len(block.text)
        elif spot not in other and block.index != headline:
            return None
    return told if letters >= _LEAST_BODY else None


def judge(article: Article, page: Page, memory: SiteMemory | None) -> Judgement:
    """Judge the blocks of an HTML page: by memory where it knows them all, else by the copy taster.

    :param article: with title and summary.
    """
    told = recall(memory, page, article.title) if memory is not None else None
    if told is not None:
        return Judgement(told, True)
    return Judgement(taster().taste(page, article.title, article.summary), False)


def observe(article: Article, page: Page, likely: np.ndarray, outcome: Outcome) -> Observation:
    """What is to be learned from an HTML page whose body has been chosen by the copy taster.

    :param article: as the body step left it.
    :param likely: as its blocks were judged.
    """
    body = {block.index for block in article.body}
    # A body that is not on the page, or none at all, tells nothing of places.
    if not body or min(body) < 0:
        return Observation(outcome)
    headline = page.headline_index(article.title)
    near = (likely > LIKELY - _NEAR) & (likely < LIKELY + _NEAR)
    inside, outside = set(), set()
    for block in candidates(page.blocks):
        index = block.index
        if index != headline:
            spot = page.spots.of(block)
            if index in body or near[index]:
                inside.add(spot)
            if index not in body or near[index]:
                outside.add(spot)
    if len(inside | outside) > _MOST_SPOTS:
        return Observation(outcome)
    return Observation(outcome, frozenset(inside), frozenset(outside), _headline_spot(page, headline))


def _headline_spot(page: Page, headline: int | None) -> str:
    # A long headline stands where a short one does.
    return NO_HEADLINE if headline is None else page.spots.of(page.blocks[headline]).rstrip("~+")
