"""A picture's words that nothing marks as such: a line under a picture, in an element with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

from lxml.html import HtmlElement

from ..article import Article
from ..blocks import HEADINGS, PageBlock, only_child, short_text, squash
from ..credits import is_credit, is_names, split_credit
from ..page import Page
from ..rules import byline_rules
from ..tasting.names import names_of
from .figures import container_of
from .names import kinds_of
from .pictures import images, is_emblem
from .region import has_link_away, leads_away

_DEPTH, _NAMES_DEPTH = 2, 3
_MOST_CHARS, _MOST_BLOCKS = 600, 4
_MOST_CHARS_BESIDE = 300
_MOST_CHILDREN, _NEAR = 8, 6
_MOST_CREDIT_CHARS = 100
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


class Unmarked:
    """Gathers what may be captions, and tells which are, once all of the page is seen."""

    def __init__(self, article: Article, page: Page, chosen: frozenset[int]) -> None:
        self._page, self._chosen = page, chosen
        self._within: dict[HtmlElement, list[PageBlock]] = defaultdict(list)
        """Blocks in an element with a picture."""
        self._marked: Mapping[HtmlElement, Sequence[PageBlock]] = {}
        self._beside: list[tuple[HtmlElement, PageBlock]] = []
        """Blocks right after an element with nothing but a picture."""
        names = (article.title, *article.authors)
        self._named = {squash(text).casefold() for text in names if text}
        self._summary = squash(article.summary or "").casefold()

    def look_at(self, block: PageBlock) -> None:
        """Keep a block that stands with a picture for the decision."""
        element = block.element
        if element is None or len(block.text) > _MOST_CHARS or "button" in block.inside:
            return
        container = container_of(element, _DEPTH, self._page)
        if container is not None:
            self._within[container].append(block)
        before = element.getprevious()
        if before is None or len(block.text) > _MOST_CHARS_BESIDE:
            return
        if before in self._page.pictured and element.tag not in HEADINGS:
            self._beside.append((before, block))

    def captions(
        self, marked: Mapping[HtmlElement, Sequence[PageBlock]]
    ) -> Iterator[tuple[Sequence[PageBlock], HtmlElement]]:
        """The blocks that are captions, by picture.

        :param marked: pictures and the blocks that the markup says are their text: what else is
            in a small element with both goes with them.
        """
        taken: set[int] = set()
        self._marked = marked
        for container, blocks in self._small.items():
            if container in marked:
                blocks = [block for block in blocks if self._goes_with_caption(block)]
                if not blocks:
                    continue
            if container in marked or self._is_caption(container, blocks):
                taken.update(block.index for block in blocks)
                yield blocks, container
        for picture, block in self._beside:
            if block.index not in taken and self._is_beside(picture, block):
                yield [block], picture

    @cached_property
    def _small(self) -> dict[HtmlElement, list[PageBlock]]:
        """The elements with no more in them than a picture and what was looked at."""
        found: dict[HtmlElement, list[PageBlock]] = {}
        for container, blocks in self._within.items():
            # Reading it is for the few that come this far.
            if len(blocks) > _MOST_BLOCKS or _has_many(container):
                continue
            if container not in self._marked and self._goes_on(container, blocks):
                continue
            if sum(len(block.text) for block in blocks) <= _MOST_CHARS:
                text = short_text(container, _MOST_CHARS)
                letters = sum(len(b.words) for b in (*blocks, *self._marked.get(container, ())))
                if text and len(squash(text)) <= letters + _UNHEARD_LETTERS:
                    found[container] = blocks
        return found

    def _goes_on(self, container: HtmlElement, blocks: Sequence[PageBlock]) -> bool:
        """The block before or after is in it too, and is more than a label."""
        all_blocks = self._page.blocks
        for index in (blocks[0].index - 1, blocks[-1].index + 1):
            if 0 <= index < len(all_blocks) and len(all_blocks[index].words) > _UNHEARD_LETTERS:
                around = islice(all_blocks[index].element.iterancestors(), _NEAR)
                if any(element is container for element in around):
                    return True
        return False

    @cached_property
    def _alike(self) -> Counter[tuple[str, ...]]:
        """How many there are of a kind."""
        return Counter(map(_shape, self._small.keys(), self._small.values()))

    def _goes_with_caption(self, block: PageBlock) -> bool:
        """The credit of a caption that is marked, or more of it; the first paragraph is not."""
        if len(block.words) > _MOST_CHARS_ALONE or block.words.casefold() in (*self._named, self._summary):
            return False
        return _credit_in([block]) or not byline_rules().lead.match(block.text)

    def _is_beside(self, picture: HtmlElement, block: PageBlock) -> bool:
        if block.words.casefold() in self._named or _has_words(picture):
            return False
        return _credit_in([block]) or (self._says_more([block]) and _is_set_apart(block))

    def _is_caption(self, container: HtmlElement, blocks: Sequence[PageBlock]) -> bool:
        if any(block.words.casefold() in self._named for block in blocks):
            return False
        if has_link_away(container, self._page):
            return False  # a teaser
        if _credit_in(blocks):
            return not any(self._is_paragraph(block) for block in blocks)
        if any(block.element.tag in HEADINGS or block.element in self._page.pictured for block in blocks):
            return False
        whole = "".join(block.words for block in blocks)
        if not _LEAST_LETTERS <= len(whole) <= _MOST_CHARS_ALONE or not self._says_more(blocks):
            return False
        if not self._is_of_note(container):
            return False
        if _says_alt(container, whole):
            return True
        if any(block.index in self._chosen for block in blocks):
            return len(blocks) == 1 and self._alike[_shape(container, blocks)] >= _LIKE_EACH_OTHER
        return len(blocks) == 1 or (len(blocks) == 2 and is_names(blocks[1].text))

    def _is_paragraph(self, block: PageBlock) -> bool:
        """Text by a picture that has somebody else's credit under it."""
        if len(block.text) <= _MOST_CHARS_BESIDE or block.index not in self._chosen:
            return False
        return block.kind == "paragraph" and split_credit(block.text)[1] is None

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


def _says_alt(container: HtmlElement, whole: str) -> bool:
    """The picture's own description, or much of it: no paragraph says that."""
    alt = squash(next((image.get("alt") or "" for image in images(container)), "")).casefold()
    return len(alt) >= _LEAST_ALT and (whole.casefold() in alt or alt in whole.casefold())


def _is_set_apart(block: PageBlock) -> bool:
    """A line in italics or small type right under a picture; in bold it may be a crosshead,
    which has no full stop."""
    element = block.element
    if not _LEAST_LETTERS <= len(block.words) <= _MOST_CHARS_ALONE or block.text.endswith((":", "：")):
        return False
    child = only_child(element)
    if child is None or (element.text or "").strip() or (child.tail or "").strip():
        return False
    if child.tag in ("strong", "b") and not block.text.endswith(_STOPS):
        return False
    return child.tag in _SET_APART


def _credit_in(blocks: Sequence[PageBlock]) -> bool:
    if any("credit" in block.inside and len(block.words) <= _MOST_CREDIT_CHARS for block in blocks):
        return True
    if split_credit("\n".join(block.text for block in blocks))[1] is not None:
        return True
    return len(blocks) > 1 and any(is_credit(block.text) for block in blocks)


def _pixels(image: HtmlElement, side: str) -> float:
    given = (image.get(side) or "").removesuffix("px")
    return int(given) if given.isdecimal() and len(given) < 6 else float("inf")


def _shape(container: HtmlElement, blocks: Sequence[PageBlock]) -> tuple[str, ...]:
    """Kind of element: its names and those of its texts."""
    elements = (container, *(block.element for block in blocks))
    return tuple(f"{element.tag} {names_of(element)}" for element in elements)


def _has_many(element: HtmlElement) -> bool:
    return next(islice(element, _MOST_CHILDREN, None), None) is not None


def _has_words(element: HtmlElement) -> bool:
    return any(not text.isspace() for text in element.itertext())
