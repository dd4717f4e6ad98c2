"""The reader of one article's datelines: its own, and its captions'."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..article import Article, Dateline
from ..countries import home_country
from .reading import read_dateline
from .wires import own_names

Reader = Callable[[str], tuple[Dateline, str] | None]


def dateline_reader(article: Article) -> Reader:
    """:func:`read_dateline` with what an article tells of its language, day, country and paper."""
    return partial(
        read_dateline,
        language=article.language,
        published=article.published,
        home=home_country(article.url),
        own=own_names(article.site, article.url),
    )
