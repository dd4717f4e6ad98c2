"""Handing over sketches: made in the worker that cleans a page, wanted where its article comes by later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..article import Article
from ..desk import STEPS, Step
from ..memory.observing import clean_and_observe
from ..memory.values import Observation
from ..page import Page
from .sketches import Sketch, sketch_of

_MOST = 1000  # on their way at a time; an article that another pipeline drops never comes by


class Sketched(NamedTuple):
    """An article, what its site's memory may learn from it, and its sketch."""

    article: Article
    seen: Observation | None
    sketch: Sketch | None


def clean_and_sketch(page: Page, steps: Sequence[Step] = STEPS, *, sketch: bool = True) -> Sketched:
    """Clean a page as :func:`~pipelines.memory.observing.clean_and_observe` does, and sketch its text."""
    article, seen = clean_and_observe(page, steps)
    return Sketched(article, seen, sketch_of(article.text) if sketch else None)


class Sketches:
    """Sketches on their way, by the ``content_hash`` of the text they are of."""

    def __init__(self) -> None:
        self.wanted = False
        """Whether anyone will ask for them."""
        self._waiting: dict[str, Sketch] = {}

    def put(self, article: Article, sketch: Sketch | None) -> None:
        if sketch is not None:
            self._waiting[article.content_hash] = sketch
            if len(self._waiting) > _MOST:
                del self._waiting[next(iter(self._waiting))]

    def take(self, article: Article) -> Sketch | None:
        """The sketch of an article's text: made here, where nobody has put it."""
        return self._waiting.pop(article.content_hash, None) or sketch_of(article.text)
