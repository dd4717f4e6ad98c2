"""Captions that no block of the page prints: in a lightbox's attributes, in the JSON-LD."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from ..addresses import absolute
from ..article import Article
from ..blocks import squash, tidy
from ..credits import split_credit
from ..draft import DraftCaption
from ..page import Page
from ..scripts import is_wide
from .names import attributes, kinds_of, least_words, without_furniture
from .pictures import image_url, images
from .reading import of_text
from .region import Region, leads_away

_MARKUP = re.compile(r"<[^<>]*>")
_AROUND = 3
_ELSEWHERE = frozenset(("nav", "footer", "aside", "form", "header"))
_MOST_CHARS = 2000
_LEAST_CHARS = 20


def of_attributes(article: Article, page: Page, region: Region) -> Iterator[DraftCaption]:
    """Captions kept for a lightbox: attributes of a picture, or of the link or figure around it."""
    roof = _roof(page, region) if page.tree is not None and region.chosen else None
    if roof is None:
        return
    known = {squash(text).casefold() for text in (article.title, article.summary) if text}
    names = frozenset(name for kind in ("caption", "title", "credit") for name in attributes(kind))
    for image in images(roof):
        holders = _holders(image)
        if all(names.isdisjoint(holder.keys()) for holder in holders):
            continue
        text, printed = _told(holders)
        if text and squash(text).casefold() not in known and _is_ours(image, roof, page):
            if caption := of_text(text, printed, article, image_url(image, page.base_url)):
                yield caption


def _roof(page: Page, region: Region) -> HtmlElement | None:
    """The innermost element around all of the body."""
    first, last = (page.blocks[index].element for index in (min(region.chosen), max(region.chosen)))
    around = set(first.iterancestors())
    return next((element for element in last.iterancestors() if element in around), None)


def _holders(image: HtmlElement) -> list[HtmlElement]:
    """The picture, and the elements around it as long as they hold nothing else."""
    found = [image]
    around = image.getparent()
    while around is not None and len(found) <= _AROUND and len(around) <= 2:
        found.append(around)
        around = around.getparent()
    return found


def _told(holders: list[HtmlElement]) -> tuple[str | None, str | None]:
    """The words and the credit in the attributes."""
    printed = next((v for v in (_value(h, "credit") for h in holders) if v), None)
    for kind in ("caption", "title"):
        for holder in holders:
            text = _value(holder, kind)
            if text is None:
                continue
            words = len(squash(text)) if is_wide(text[:1]) else text.count(" ") + 1
            if words >= least_words(kind) or (
                kind == "title" and split_credit(text)[1] and split_credit(text)[0]
            ):
                return text, printed
    return None, printed


def _value(element: HtmlElement, kind: str) -> str | None:
    for name in attributes(kind):
        if (value := element.get(name)) and len(value) <= _MOST_CHARS:
            text = tidy(_MARKUP.sub(" ", html.unescape(value)))
            # "#caption-3" points to a caption elsewhere.
            if any(c.isalpha() for c in text) and text[0] not in "#{./" and "://" not in text:
                return without_furniture(text)[0]
    return None


def _is_ours(image: HtmlElement, roof: HtmlElement, page: Page) -> bool:
    element = image
    while element is not None and element is not roof:
        if element.tag in _ELSEWHERE or "portrait" in kinds_of(element):
            return False
        if element.tag == "a" and leads_away(element, page):
            return False
        element = element.getparent()
    return True


def of_metadata(article: Article, page: Page) -> Iterator[DraftCaption]:
    """Captions of JSON-LD images, where they are more than the headline again."""
    known = {squash(text) for text in (article.title, article.summary) if text}
    for picture in page.json_ld.pictures:
        if picture.caption and len(picture.caption) > _LEAST_CHARS and squash(picture.caption) not in known:
            url = absolute(picture.url, page.base_url)
            if caption := of_text(picture.caption, picture.credit, article, url):
                yield caption
