"""Captions: pictures' texts taken out of the body, credit and dateline told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from lxml.html import HtmlElement

from ..article import Article
from ..blocks import PageBlock, squash
from ..captions import told
from ..captions.figures import Galleries, Marked, is_marked, is_prose
from ..captions.glued import glued
from ..captions.merging import merged
from ..captions.pictures import image_url, is_emblem_address
from ..captions.reading import Found, of_blocks
from ..captions.region import Region
from ..captions.unmarked import Unmarked
from ..draft import DraftCaption, DraftDrop, drop
from ..page import Page

_NOT_OURS = frozenset(("nav", "footer", "form", "hidden"))
_GLUED_ABOVE, _LEAST_GLUED = 4, 12
_LEAST_PROSE, _LEAST_PROSE_SHARE = 100, 0.2  # letters, and of the body's
_LEAST_TWICE = 30  # letters


def captions(article: Article, page: Page) -> Article:
    """Gather the article's captions: marked up, glued into the text, or told by its data.

    What stands with a caption and is neither words nor credit goes to ``dropped``; a
    credit without words is a caption where a picture is, else it goes there too.
    """
    region = Region(article, page)
    gathered = _Gathered()
    for blocks, container in _pictures(article, page, region):
        gathered.take(blocks, of_blocks(blocks, article, image_url(container, page.base_url)))
    for block in _paragraphs(article, page, region, gathered):
        if (found := glued(block, article)) is not None:
            gathered.take([block], found)
    told_of = [*told.of_attributes(article, page, region), *told.of_metadata(article, page)]
    kept = merged(gathered.captions, told_of)
    body = [block for block in article.body if not gathered.has(block)]
    if _is_essay(article, body, region.headline):
        # An article of nothing but pictures: its captions are what there is to read.
        gone = {d.index for d in gathered.dropped}
        body = [block for block in article.body if block.index not in gone]
    else:
        # The same words without any markup, where the body has them a second time.
        words = {letters for c in kept if len(letters := squash(c.text)) >= _LEAST_TWICE}
        gathered.dropped += [drop(block, "repeated-caption") for block in body if block.words in words]
        body = [block for block in body if block.words not in words]
    return replace(article, body=body, captions=kept, dropped=[*article.dropped, *gathered.dropped])


def _is_essay(article: Article, left: Sequence[PageBlock], headline: int | None) -> bool:
    """Nothing is left but the headline and the byline: all there is to read stands under the pictures."""
    prose = sum(len(b.words) for b in left if b.kind != "crosshead" and b.index != headline)
    whole = sum(len(b.words) for b in article.body if b.index != headline)
    return prose < _LEAST_PROSE and prose < whole * _LEAST_PROSE_SHARE


class _Gathered:
    """Captions, what stood with them, and the blocks they were printed in."""

    def __init__(self) -> None:
        self.captions: list[DraftCaption] = []
        self.dropped: list[DraftDrop] = []
        self._taken: set[int] = set()

    def take(self, blocks: Sequence[PageBlock], found: Found) -> None:
        """Keep what was found in some blocks."""
        self._taken.update(map(id, blocks))
        self.dropped += found.dropped
        caption = found.caption
        if caption is None:
            return
        url = caption.image_url
        # A logo beside an agency's name is no picture of the article.
        if caption.text or (url and not url.endswith(".svg") and not is_emblem_address(url)):
            self.captions.append(caption)
        else:
            gone = {d.index for d in found.dropped}
            self.dropped += [drop(block, "credit-alone") for block in blocks if block.index not in gone]

    def has(self, block: PageBlock) -> bool:
        return id(block) in self._taken


def _pictures(
    article: Article, page: Page, region: Region
) -> Iterator[tuple[Sequence[PageBlock], HtmlElement | None]]:
    """Blocks that are a picture's text, by picture, for the pictures of this article."""
    if page.tree is None or not region.chosen:
        return
    marked, galleries = Marked(page), Galleries(page)
    unmarked = Unmarked(article, page, region.chosen)
    pictured: dict[HtmlElement, list[PageBlock]] = defaultdict(list)
    slides: dict[HtmlElement, list[PageBlock]] = defaultdict(list)
    for block in region.blocks():
        # A headline may be printed upon the picture.
        if block.index == region.headline or not block.inside.isdisjoint(_NOT_OURS):
            continue
        if is_marked(block):
            is_caption, container = marked.picture_of(block)
            if is_caption and container is not None:
                pictured[container].append(block)
            elif is_caption:
                yield [block], None
        elif block.is_linked or is_prose(block, block.index in region.chosen):
            continue  # a teaser's picture, or text
        elif (slide := galleries.slide_of(block)) is not None:
            region.reaches(block)
            slides[slide].append(block)
        elif block.index < region.last:
            unmarked.look_at(block)
    for blocks, container in unmarked.captions(pictured):
        pictured[container] = sorted((*pictured[container], *blocks), key=attrgetter("index"))
    yield from ((blocks, container) for container, blocks in pictured.items())
    yield from ((b, slide) for slide, b in slides.items() if galleries.is_caption(b, region.chosen))


def _paragraphs(article: Article, page: Page, region: Region, gathered: _Gathered) -> Iterator[PageBlock]:
    """The body's blocks, and those by the body that were not chosen for it, but for the captions'."""
    yield from (block for block in article.body if not gathered.has(block))
    begin = min(region.chosen, default=0) - _GLUED_ABOVE
    for block in page.blocks[max(0, begin) : region.last + 1]:
        if block.index in region.chosen or len(block.text) < _LEAST_GLUED:
            continue
        if block.inside.isdisjoint(_NOT_OURS) and not block.is_linked and not gathered.has(block):
            yield block
