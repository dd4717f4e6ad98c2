"""The desk: the one list of cleaning steps, and the one way to run it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .article import Article
from .errors import PageError, StepFailed
from .page import Page
from .steps.body import body
from .steps.boilerplate import boilerplate
from .steps.captions import captions
from .steps.crossheads import crossheads
from .steps.dateline import dateline, dateline_kept
from .steps.decode import decode
from .steps.finish import finish
from .steps.language import language
from .steps.metadata import metadata
from .steps.parse import parse
from .steps.rights import rights

Step = Callable[[Article, Page], Article]

STEPS: tuple[Step, ...] = (
    decode,
    parse,
    rights,
    metadata,
    body,
    language,
    captions,
    boilerplate,
    dateline,
    crossheads,
    finish,
)
"""From a page to an article. Each step is pure: it reads the page, and returns the
article with more of it filled in."""

DATELINE = ("strip", "keep")
"""What becomes of a dateline in the text: taken out, or read and left."""

_KEPT: dict[Step, Step] = {dateline: dateline_kept}


def steps(dateline: str = "strip") -> tuple[Step, ...]:
    """The list of steps: `STEPS`, or with ``dateline="keep"`` one that leaves the dateline in
    the text as well as in ``article.dateline``.

    :raises ValueError: it is neither "strip" nor "keep".

    >>> text = "Late goal wins cup\\n\\nHARBOUR TOWN, May 3 (AP) — It rained all day on the green."
    >>> clean_page(Page(text), steps(dateline="keep")).text
    'HARBOUR TOWN, May 3 (AP) — It rained all day on the green.'
    """
    if dateline not in DATELINE:
        raise ValueError(f"DATELINE is {dateline!r}: {' or '.join(DATELINE)} is wanted")
    return tuple(_KEPT.get(step, step) for step in STEPS) if dateline == "keep" else STEPS


def clean_page(page: Page, steps: Sequence[Step] = STEPS) -> Article:
    """Run the steps over a page.

    :param steps: the list to run; yours, when you add a step or leave one out.
    :raises PageError: the page cannot be cleaned; ``str()`` says why. A step that
        raises anything else is reported as :class:`StepFailed`, with its name.
    """
    article = Article()
    for step in steps:
        try:
            article = step(article, page)
        except PageError:
            raise
        except Exception as error:
            raise StepFailed(f"step {step.__name__}: {type(error).__name__}: {error}") from error
    return article


def clean(html_or_text: bytes | str, url: str | None = None) -> Article:
    """Clean one page.

    :param html_or_text: an HTML page or the text of one; bytes are decoded.
    :param url: where it came from; resolves links and tells home country and date.
    :raises PageError: the input holds no readable page.

    >>> clean("Late goal wins cup\\n\\nHARBOUR TOWN, May 3 (AP) — It rained.").dateline.agency
    'AP'
    """
    return clean_page(Page(html_or_text, url=url))
