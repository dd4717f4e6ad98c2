"""Language: what the page declares, unless its letters say otherwise."""

from __future__ import annotations

import re
from dataclasses import replace

import py3langid

from ..article import Article
from ..page import Page

_SAMPLE_CHARS = 1_500
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")
# Languages written in other letters than the Latin ones (CLDR, likely subtags).
_NOT_LATIN = frozenset(
    "am ar be bg bn el fa gu he hi hy ja ka kk kn ko ky mk ml mn mr my ne pa ru si ta te "
    "th ti uk ur yi zh".split()
)


def language(article: Article, page: Page) -> Article:
    """Settle the article's language.

    Templates declare "en" on pages in any language, so a declaration is checked
    against the script of the text; without one the text is identified by py3langid.
    """
    sample = " ".join(block.text for block in article.body)[:_SAMPLE_CHARS]
    sample = sample or article.title or ""
    declared = article.language
    if declared and _fits(declared, sample):
        return article
    if not _LETTERS.search(sample):
        return article
    # The model (a second, 60 MiB) is loaded by the first page that needs it.
    code, _ = py3langid.classify(sample)
    return replace(article, language=code)


def _fits(code: str, sample: str) -> bool:
    letters = "".join(_LETTERS.findall(sample))
    if len(letters) < 40:
        return True
    latin = letters.isascii() or sum(map(len, _LATIN.findall(letters))) > len(letters) / 2
    return latin != (code in _NOT_LATIN) or code in ("sr", "az", "uz", "bs")
