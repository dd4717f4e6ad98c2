"""Captions: pictures' texts taken out of the body, credit and dateline told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from ..addresses import absolute
from ..article import Article, Block, Caption
from ..blocks import HEADINGS, PageBlock, short_text, squash
from ..countries import home_country
from ..credits import read_credit, split_credit
from ..datelines import read_dateline
from ..draft import DraftCaption, drop
from ..page import Page

# A lead picture stands a few blocks above the body, under the headline or over it.
_BLOCKS_ABOVE_BODY = 12
_BLOCKS_ABOVE_HEADLINE = 4
_BLOCKS_BELOW_BODY = 4
_CONTAINER_DEPTH, _UNMARKED_DEPTH = 4, 2
_UNMARKED_CHARS = 300
_CREDIT_TAIL = 160
# Each caption is looked for in so many others; who has more prints a catalogue.
_MOST_COMPARED = 200
_FIGURES = frozenset(("figure", "figcaption", "caption"))
_NOT_OURS = frozenset(("nav", "footer", "form", "hidden"))
_IMAGE_ATTRIBUTES = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-full-src", "src")


def captions(article: Article, page: Page) -> Article:
    """Gather the article's captions: marked up, glued into the text, or in its JSON-LD."""
    found: list[Caption] = []
    taken: set[int] = set()
    for group, container in _figures(article, page):
        caption = _caption(group, container, article, page)
        taken.update(block.index for block in group)
        if caption is not None:
            found.append(caption)
    body: list[Block] = []
    for block in article.body:
        if block.index in taken:
            continue
        glued = _glued(block, article)
        if glued is None:
            body.append(block)
        else:
            found.append(glued)
    found.extend(_left_aside(article, page, taken))
    found.extend(_of_metadata(article, page))
    kept = _merged(found)
    held = {index for caption in kept for index in caption.indexes}
    taken.update(index for caption in found for index in caption.indexes)
    alone = [drop(page.blocks[index], "credit-alone") for index in sorted(taken - held)]
    words = {squash(caption.text) for caption in kept}
    # The same words without any markup, where trafilatura saw them a second time.
    body = [block for block in body if len(block.words) < 30 or block.words not in words]
    return replace(article, body=body, captions=kept, dropped=[*article.dropped, *alone])


def _figures(article: Article, page: Page) -> Iterator[tuple[list[PageBlock], HtmlElement | None]]:
    """Blocks that are a picture's text, by picture, for the pictures of this article."""
    indexes = [block.index for block in article.body if block.index >= 0]
    if not indexes or page.tree is None:
        return
    headline = page.headline_index(article.title)
    first = min(indexes) - _BLOCKS_ABOVE_BODY
    if headline is not None and headline <= min(indexes):
        first = max(first, headline - _BLOCKS_ABOVE_HEADLINE)
    last = max(indexes)
    groups: dict[int, tuple[list[PageBlock], HtmlElement | None]] = {}
    unmarked = _Unmarked(page)
    for block in page.blocks[max(0, first) : last + _BLOCKS_BELOW_BODY + 1]:
        if block.inside & _NOT_OURS or (block.is_linked and not block.inside & _FIGURES):
            continue  # a teaser's picture
        if block.index == headline:
            continue  # printed upon the picture
        if block.inside & _FIGURES:
            container = _container(block.element, _CONTAINER_DEPTH, page)
            if block.kind == "table" and container not in page.pictured:
                continue  # a table of the article's, set as a figure
        elif block.index < last and len(block.text) <= _UNMARKED_CHARS:
            container = unmarked.picture_of(block)
            if container is None:
                continue
        else:
            continue
        key = id(container) if container is not None else -block.index
        groups.setdefault(key, ([], container))[0].append(block)
    yield from groups.values()


class _Unmarked:
    """Finds the pictures of blocks that nothing marks as captions but their credit."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._texts: dict[HtmlElement, str | None] = {}

    def picture_of(self, block: PageBlock) -> HtmlElement | None:
        """A small element with nothing in it but the picture and the block, or the picture
        that stands alone before the block."""
        element, pictured = block.element, self._page.pictured
        if element.tag in HEADINGS or "button" in block.inside:
            return None
        container = _container(element, _UNMARKED_DEPTH, self._page)
        if container is not None:
            text = self._text(container)
            # Without a credit it may be a paragraph with a picture in it.
            if text and split_credit(text)[1]:
                return container
        before = element.getprevious()
        if before is not None and before in pictured and not _has_words(before):
            return before if split_credit(block.text)[1] else None
        return None

    def _text(self, container: HtmlElement) -> str | None:
        """The words of a small element; None for a large one, and for one with linked words,
        which would be a teaser for another story."""
        if container not in self._texts:
            text = short_text(container, _UNMARKED_CHARS)
            linked = text and any("".join(a.itertext()).strip() for a in container.iter("a"))
            self._texts[container] = None if linked else text
        return self._texts[container]


def _container(element: HtmlElement | None, depth: int, page: Page) -> HtmlElement | None:
    """The figure around a caption, else the nearest element that holds an image too."""
    while element is not None and depth >= 0:
        if element.tag == "figure" or element in page.pictured:
            return element
        element = element.getparent()
        depth -= 1
    return None


def _has_words(element: HtmlElement) -> bool:
    return any(not text.isspace() for text in element.itertext())


def _caption(
    group: list[PageBlock], container: HtmlElement | None, article: Article, page: Page
) -> Caption | None:
    texts = [b.text for b in group if "credit" not in b.inside]
    credits = [b.text for b in group if "credit" in b.inside]
    text = " ".join(texts)
    if not text and credits:
        text, printed = split_credit(" ".join(credits))
        credits = [printed] if printed else []
    return _read(
        text,
        " ".join(credits) or None,
        article,
        image_url=_image(container, page.url),
        indexes=tuple(b.index for b in group),
    )


def _read(
    text: str, printed_credit: str | None, article: Article, image_url: str | None, indexes: tuple[int, ...]
) -> Caption | None:
    if printed_credit is None:
        text, printed_credit = split_credit(text)
    elif printed_credit in text:
        text = text.replace(printed_credit, "").strip()
    dateline = None
    if read := read_dateline(text, article.language, article.published, home_country(article.url)):
        # "Berlin: ..." under a picture may be a label; a day or an agency makes it sure.
        if read[0].date or read[0].agency:
            dateline, text = read
    credit = read_credit(printed_credit) if printed_credit else None
    if not text and credit is None:
        return None
    return DraftCaption(text, credit, dateline, image_url, indexes)


def _glued(block: Block, article: Article) -> Caption | None:
    """A paragraph that is a caption: it starts or ends with a credit in brackets.

    Running text names agencies in brackets too ("... (Reuters)"), at the end of the
    last paragraph above all, so a credit at the end counts only with its lead word.
    """
    # A glance first: this runs on every paragraph.
    edges = f"{block.text[:1]}{block.text[-_CREDIT_TAIL:]}".casefold()
    if edges[:1] not in "([（【" and not any(map(edges.__contains__, _LEADS)):
        return None
    text, printed = split_credit(block.text)
    if printed is None or block.kind not in ("paragraph", "crosshead"):
        return None
    starts = block.text.startswith(printed)
    marked = printed.strip("([（【 ").lower().startswith(_LEADS)
    if not text and not marked:
        return None
    if not (starts and printed[:1] in "([（【") and not (marked and len(block.text) < 600):
        return None
    return _read(text, printed, article, None, (block.index,))


_LEADS = (
    "photo",
    "foto",
    "image",
    "picture",
    "credit",
    "bild",
    "ph.",
    "©",
    "фото",
    "写真",
    "사진",
    "图",
    "圖",
    "ảnh",
)


def _left_aside(article: Article, page: Page, taken: set[int]) -> Iterator[Caption]:
    """Captions with their credit glued on that stand by the body and were not chosen for it."""
    chosen = {block.index for block in article.body} | taken
    first, last = min(chosen, default=0), max(chosen, default=-1)
    for block in page.blocks[max(0, first - _BLOCKS_ABOVE_HEADLINE) : last + 1]:
        if block.index not in chosen and not block.inside & _NOT_OURS and not block.is_linked:
            if (glued := _glued(block, article)) is not None:
                yield glued


def _of_metadata(article: Article, page: Page) -> Iterator[Caption]:
    """Captions of JSON-LD images, where they are more than the headline again."""
    known = {squash(text) for text in (article.title, article.summary) if text}
    for picture in page.json_ld.pictures:
        if picture.caption and len(picture.caption) > 20 and squash(picture.caption) not in known:
            url = absolute(picture.url, page.url)
            if caption := _read(picture.caption, picture.credit, article, url, ()):
                yield caption


def _merged(captions: list[Caption]) -> list[Caption]:
    """One caption a picture's words: the fuller of two printings, with what both know."""
    kept: list[Caption] = []
    texts: list[str] = []  # their words
    known: dict[str, int] = {}  # and by them the first of the kept
    for caption in captions:
        words = squash(caption.text)
        number = known.get(words)
        if number is None or not _agree(caption, kept[number]):
            others = enumerate(texts[:_MOST_COMPARED] if words else ())
            number = next((n for n, text in others if _same(words, text) and _agree(caption, kept[n])), None)
        if number is None:
            if words or caption.credit:
                if words:
                    known.setdefault(words, len(kept))
                kept.append(caption)
                texts.append(words)
            continue
        twin = kept[number]
        if len(caption.text) > len(twin.text):
            twin.text, texts[number] = caption.text, words
            known.setdefault(words, number)
        twin.credit = twin.credit or caption.credit
        twin.image_url = twin.image_url or caption.image_url
        twin.indexes += caption.indexes
    return [caption for caption in kept if caption.text]


def _agree(a: Caption, b: Caption) -> bool:
    """Two credits under the same words are two pictures."""
    return a.credit is None or b.credit is None or a.credit.raw == b.credit.raw


def _same(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) > 30 and (a in b or b in a))


def _image(container: HtmlElement | None, url: str | None) -> str | None:
    """The picture's address: lazy-loading attributes hold it where ``src`` is a blank."""
    if container is None:
        return None
    for image in container.iter("img"):
        for name in _IMAGE_ATTRIBUTES:
            if (address := image.get(name)) and (found := absolute(address, url)):
                return found
    for source in container.iter("img", "source"):
        sources = re.split(r",\s", source.get("srcset") or source.get("data-srcset") or "")
        # The last is the largest by custom; which one is asked for is the reader's affair.
        for candidate in reversed(sources):
            if found := absolute(candidate.strip().partition(" ")[0], url):
                return found
    return None
