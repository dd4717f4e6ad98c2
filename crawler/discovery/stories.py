"""Stories: whether two pages that give one address as their own hold one story."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from zlib import crc32

from pipelines import Article
from pipelines.blocks import key_of

_MOST = 20_000
_PARAGRAPHS = 6


@dataclass(frozen=True, slots=True)
class _Story:
    title: int
    paragraphs: frozenset[int]


class Stories:
    """What the last 20,000 articles of a crawl said, in a few numbers each."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Story] = OrderedDict()

    def is_other(self, article: Article) -> bool:
        """Whether an article of this id was another story: other headline, no paragraph in common.

        A template that gives all its pages one canonical address is the usual reason.
        """
        story = _story(article)
        known = self._known.setdefault(article.id, story)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return known.title != story.title and not known.paragraphs & story.paragraphs


def _story(article: Article) -> _Story:
    longest = sorted((block.text for block in article.body), key=len, reverse=True)[:_PARAGRAPHS]
    return _Story(_number(article.title or ""), frozenset(map(_number, longest)))


def _number(text: str) -> int:
    return crc32(key_of(text).encode("utf-8", "replace"))
