"""A picture's words by what the page's markup says: figures, class names, galleries."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from ..blocks import PageBlock
from ..credits import split_credit
from ..page import Page
from .names import kinds_of, may_end_in_credit
from .pictures import images, is_emblem
from .region import has_link_away, leads_away

_FIGURES = frozenset(("figure", "figcaption", "caption"))
_CAPTIONS = frozenset(("figcaption", "caption"))
_SEEN = ("video", "audio", "iframe", "svg", "canvas", "object", "embed", "amp-video", "amp-iframe")
_DEPTH = 4
_LEAST_PROSE = 300
_CLOSING = ")]）】>"
_MOST_CHARS_OF_SLIDE = 1500
_MOST_BLOCKS_OF_SLIDE, _MOST_CHARS_CHOSEN = 4, 200


def is_marked(block: PageBlock) -> bool:
    """Whether the markup says that a block is a picture's text."""
    return not block.inside.isdisjoint(_FIGURES)


def is_prose(block: PageBlock, chosen: bool) -> bool:
    """A paragraph too long for a caption that nothing marks, unless there is a credit in it.

    :param chosen: the body step took it for the article's.
    """
    text = block.text
    if len(text) <= (_MOST_CHARS_CHOSEN if chosen else _LEAST_PROSE) or block.kind != "paragraph":
        return False
    return text[-1] not in _CLOSING and not may_end_in_credit(text)


def container_of(element: HtmlElement | None, depth: int, page: Page) -> HtmlElement | None:
    """The figure around a text, else the nearest element that holds an image too."""
    while element is not None and depth >= 0:
        if element.tag == "figure" or element in page.pictured:
            return element
        element = element.getparent()
        depth -= 1
    return None


class Marked:
    """Finds the pictures of texts in figures and under the names of captions."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._seen: dict[HtmlElement, bool] = {}
        self._teasers: dict[HtmlElement, bool] = {}

    def picture_of(self, block: PageBlock) -> tuple[bool, HtmlElement | None]:
        """Whether a marked block is a caption, and the element that holds its picture where there is one."""
        container = container_of(block.element, _DEPTH, self._page)
        if container is None and "figure" in block.inside:
            container = next(block.element.iterancestors("figure"), None)
        if container is None:
            return True, None
        if container.tag == "figure" and container not in self._page.pictured:
            # Tables, quotes and code are set as figures too.
            if block.kind in ("table", "quote") or not (self._shows(container) or block.inside & _CAPTIONS):
                return False, None
        if block.is_linked and self._is_teaser(container):
            return False, None
        return True, container

    def _shows(self, figure: HtmlElement) -> bool:
        if figure not in self._seen:
            self._seen[figure] = next(figure.iter(*_SEEN), None) is not None
        return self._seen[figure]

    def _is_teaser(self, container: HtmlElement) -> bool:
        if container not in self._teasers:
            around = any(leads_away(link, self._page) for link in container.iterancestors("a"))
            self._teasers[container] = around or has_link_away(container, self._page)
        return self._teasers[container]


class Galleries:
    """Finds the slides of galleries: elements with one picture each, under a gallery's name."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._slides: dict[HtmlElement, HtmlElement | None] = {}
        self._galleries: dict[HtmlElement, bool] = {}

    def slide_of(self, block: PageBlock) -> HtmlElement | None:
        """The slide a block stands in; None where it stands in none, or in a teaser's."""
        if "button" in block.inside:
            return None
        pictured, known = self._page.pictured, self._slides
        below, element = None, block.element
        while element is not None and element not in known and element not in pictured:
            below, element = element, element.getparent()
        if element not in known:
            known[element] = element if element is not None and self._is_slide(element) else None
        if below is not None:
            known[below] = known[element]
        return known[element]

    @staticmethod
    def is_caption(blocks: Sequence[PageBlock], chosen: frozenset[int]) -> bool:
        """Whether what stands in a slide is its picture's caption: galleries of recipes and of whole
        stories are set in slides too."""
        if len(blocks) > _MOST_BLOCKS_OF_SLIDE:
            return False
        length = sum(len(block.text) for block in blocks)
        if chosen.isdisjoint(block.index for block in blocks):
            return length <= _MOST_CHARS_OF_SLIDE
        return length <= _MOST_CHARS_CHOSEN or split_credit("\n".join(b.text for b in blocks))[1] is not None

    def _is_slide(self, element: HtmlElement) -> bool:
        """It stands in a gallery, and holds one picture and no words that lead to another story."""
        if not self._is_in_gallery(element):
            return False
        shown = list(islice(_shown(element), 2))
        return len(shown) == 1 and not is_emblem(shown[0]) and not has_link_away(element, self._page)

    def _is_in_gallery(self, element: HtmlElement) -> bool:
        """An element around it is named a gallery and has several pictures."""
        way: list[HtmlElement] = []
        found = False
        around = element.getparent()
        while around is not None and not found:
            if around in self._galleries:
                found = self._galleries[around]
                break
            way.append(around)
            found = "gallery" in kinds_of(around) and len(list(islice(_shown(around), 2))) > 1
            around = around.getparent()
        self._galleries.update(dict.fromkeys(way, found))
        return found


def _shown(element: HtmlElement) -> filter[HtmlElement]:
    """The images in an element without those for readers without scripts, which show one again."""
    return filter(lambda image: image.getparent().tag != "noscript", images(element))
