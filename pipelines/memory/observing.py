"""Cleaning a page and noting what it tells of its site: the desk's steps, watched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..article import Article
from ..desk import STEPS, Step, clean_page
from ..page import Page
from ..steps.body import body, choose
from .judging import judge, observe
from .values import Observation, Outcome


class Cleaned(NamedTuple):
    """An article, and what the site's memory may learn from it."""

    article: Article
    seen: Observation | None


def clean_and_observe(page: Page, steps: Sequence[Step] = STEPS) -> Cleaned:
    """Run the steps over a page, as :func:`pipelines.clean_page` does, and look on.

    :param page: with a ``memory``, empty or not; without one nothing is noted.
    :param steps: nothing is noted without the ``body`` step among them.
    :raises PageError: the page cannot be cleaned.
    """
    if page.memory is None or body not in steps:
        return Cleaned(clean_page(page, steps), None)
    noted: list[Observation] = []

    def watched(article: Article, page: Page) -> Article:
        chosen, seen = _body_and_seen(article, page)
        noted.append(seen)
        return chosen

    watched.__name__ = body.__name__  # what a failure is reported by
    article = clean_page(page, [watched if step is body else step for step in steps])
    return Cleaned(article, noted[0])


def _body_and_seen(article: Article, page: Page) -> tuple[Article, Observation]:
    """The body step, and what it tells of the site."""
    memory = page.memory
    if page.tree is None:
        return body(article, page), Observation("learning")
    likely, by_memory = judge(article, page, memory)
    chosen = choose(article, page, likely)
    if by_memory and not memory.check:
        # What memory said is no evidence for it.
        return chosen, Observation("used")
    outcome: Outcome = "learning" if memory.is_empty else "fell back"
    if by_memory:
        remembered = _places(chosen, page)
        likely, _ = judge(article, page, None)
        chosen = choose(article, page, likely)
        outcome = "agreed" if remembered == _places(chosen, page) else "disagreed"
    return chosen, observe(chosen, page, likely, outcome)


def _places(article: Article, page: Page) -> list[int]:
    """Which blocks are the body. Above it the headline may be taken for a crosshead; a later
    step takes it out again."""
    headline = page.headline_index(article.title)
    return [block.index for block in article.body if block.index != headline]
