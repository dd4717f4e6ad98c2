"""A picture's words that nothing marks as such: a line under a picture, in an element with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from ..article import Article
from ..blocks import HEADINGS, PageBlock, short_text, squash
from ..credits import is_credit, is_names, split_credit
from ..page import Page
from ..rules import byline_rules
from ..tasting.names import names_of
from .figures import container_of
from .names import kinds_of
from .pictures import images, is_emblem
from .region import has_link_away, leads_away

_DEPTH, _NAMES_DEPTH = 3, 3
_MOST_CHARS = 600
_MOST_CHARS_ALONE = 240
_LEAST_LETTERS_SHARE = 0.6
_UNHEARD_LETTERS = 20
_LEAST_LETTERS = 12
_LEAST_ALT = 8
_LEAST_PIXELS = 120
_LIKE_EACH_OTHER = 3
_NOT_UNDER_A_PICTURE = frozenset(("aside", "li", "table", "header"))
_SET_APART = frozenset(("em", "i", "small", "strong", "b"))
_STOPS = tuple(".。！!")


@dataclass(slots=True)
class _Candidate:
    """A picture's element and the blocks that may be its caption."""

    container: HtmlElement
    beside: bool
    """The picture stands before the block, not in one element with it."""
    blocks: list[PageBlock] = field(default_factory=list)


class Unmarked:
    """Gathers what may be captions, and tells which are, once all of the page is seen."""

    def __init__(self, article: Article, page: Page, chosen: frozenset[int]) -> None:
        self._page, self._chosen = page, chosen
        self._found: dict[HtmlElement, _Candidate] = {}
        self._texts: dict[HtmlElement, str | None] = {}
        names = (article.title, *article.authors)
        self._named = {squash(text).casefold() for text in names if text}
        self._summary = squash(article.summary or "").casefold()

    def look_at(self, block: PageBlock) -> None:
        """Keep a block that stands with a picture for the decision."""
        element = block.element
        if element is None or len(block.text) > _MOST_CHARS or "button" in block.inside:
            return
        container = container_of(element, _DEPTH, self._page)
        if container is not None and self._text(container):
            self._found.setdefault(container, _Candidate(container, False)).blocks.append(block)
            return
        before = element.getprevious()
        if before is not None and before in self._page.pictured and not _has_words(before):
            if element.tag not in HEADINGS:
                self._found.setdefault(before, _Candidate(before, True)).blocks.append(block)

    def captions(self) -> Iterator[tuple[Sequence[PageBlock], HtmlElement]]:
        """The blocks that are captions, by picture."""
        alike = Counter(_shape(found) for found in self._found.values())
        for found in self._found.values():
            if self._is_caption(found, alike[_shape(found)]):
                yield found.blocks, found.container

    def _text(self, container: HtmlElement) -> str | None:
        """The words of a small element; None for a large one, and for one with words that lead to
        another story: a teaser."""
        if container not in self._texts:
            text = short_text(container, _MOST_CHARS)
            if text and has_link_away(container, self._page):
                text = None
            self._texts[container] = text
        return self._texts[container]

    def _is_caption(self, found: _Candidate, alike: int) -> bool:
        blocks = found.blocks
        if any(block.words.casefold() in self._named for block in blocks):
            return False
        if found.beside:
            return _credit_in(blocks) or (self._says_more(blocks) and self._is_set_apart(blocks[0]))
        whole = "".join(block.words for block in blocks)
        if len(whole) + _UNHEARD_LETTERS < len(squash(self._text(found.container) or "")):
            return False  # there is more in it than was asked about
        if _credit_in(blocks):
            return True
        if any(block.element.tag in HEADINGS or block.element in self._page.pictured for block in blocks):
            return False
        if (
            len(whole) < _LEAST_LETTERS
            or len(whole) > _MOST_CHARS_ALONE
            or not self._is_of_note(found.container)
        ):
            return False
        if self._says_alt(found.container, whole):
            return True
        if any(block.index in self._chosen for block in blocks):
            return alike >= _LIKE_EACH_OTHER and len(blocks) == 1
        return len(blocks) == 1 or (len(blocks) == 2 and is_names(blocks[1].text))

    def _says_more(self, blocks: Sequence[PageBlock]) -> bool:
        """Words that may be a picture's: no list item, no prices, not the standfirst, not "By Jane Roe"."""
        for block in blocks:
            if block.inside & _NOT_UNDER_A_PICTURE or block.words.casefold() == self._summary:
                return False
            letters = sum(map(str.isalpha, block.words))
            if letters < len(block.words) * _LEAST_LETTERS_SHARE or byline_rules().lead.match(block.text):
                return False
        return True

    def _is_of_note(self, container: HtmlElement) -> bool:
        """A picture large enough to have a caption, no portrait, no logo, no link to another story."""
        image = next(images(container), None)
        if (
            image is None
            or is_emblem(image)
            or any(_pixels(image, side) < _LEAST_PIXELS for side in ("width", "height"))
        ):
            return False
        element: HtmlElement | None = image
        while element is not None and element is not container:
            if "portrait" in kinds_of(element) or (element.tag == "a" and leads_away(element, self._page)):
                return False
            element = element.getparent()
        for _ in range(_NAMES_DEPTH):
            if element is not None:
                if "portrait" in kinds_of(element):
                    return False
                element = element.getparent()
        return True

    def _says_alt(self, container: HtmlElement, whole: str) -> bool:
        """The picture's own description, or much of it: no paragraph says that."""
        alt = squash(next((image.get("alt") or "" for image in images(container)), "")).casefold()
        return len(alt) >= _LEAST_ALT and (whole.casefold() in alt or alt in whole.casefold())

    def _is_set_apart(self, block: PageBlock) -> bool:
        """A line in italics or small type right under a picture; in bold it may be a crosshead,
        which has no full stop."""
        element = block.element
        if len(block.text) > _MOST_CHARS_ALONE or len(element) == 0 or (element.text or "").strip():
            return False
        first = element[0]
        if len(element) != 1 or first.tag not in _SET_APART or (first.tail or "").strip(" .\n\t\u00a0"):
            return False
        if first.tag in ("strong", "b") and not block.text.endswith(_STOPS):
            return False
        return len(block.words) >= _LEAST_LETTERS and block.text[-1] != ":"


def _credit_in(blocks: Sequence[PageBlock]) -> bool:
    if any(is_credit(block.text) for block in blocks):
        return True
    return split_credit("\n".join(block.text for block in blocks))[1] is not None


def _pixels(image: HtmlElement, side: str) -> float:
    given = (image.get(side) or "").removesuffix("px")
    return int(given) if given.isdecimal() and len(given) < 6 else float("inf")


def _shape(found: _Candidate) -> tuple[str, ...]:
    """Kind of element: its names and those of its texts."""
    elements = (found.container, *(block.element for block in found.blocks))
    return tuple(f"{element.tag} {names_of(element)}" for element in elements)


def _has_words(element: HtmlElement) -> bool:
    return any(not text.isspace() for text in element.itertext())
