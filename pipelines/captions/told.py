"""Captions that no block of the page prints: in a lightbox's attributes, in the JSON-LD."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from ..addresses import absolute
from ..article import Article
from ..blocks import squash, tidy
from ..credits import split_credit
from ..draft import DraftCaption
from ..page import Page
from ..scripts import is_wide
from .names import attribute_kinds, kinds_of, least_words, without_furniture
from .pictures import image_url, images
from .reading import of_text
from .region import Region, leads_away

_MARKUP = re.compile(r"<[^<>]*>")
_MARKS = re.compile(r"[()（）/|©:：=＝]")
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
    for image in images(roof):
        given = _given(_holders(image))
        text, printed = _words(given, image.get("alt") or ""), given.get("credit")
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
    # Not by len(), which goes through all it holds, for each of a thousand pictures.
    while around is not None and len(found) <= _AROUND and sum(1 for _ in islice(around, 3)) <= 2:
        found.append(around)
        around = around.getparent()
    return found


def _given(holders: list[HtmlElement]) -> dict[str, str]:
    """What the attributes say, by kind: the picture's own before those around it."""
    found: dict[str, str] = {}
    kinds = attribute_kinds()
    for holder in holders:
        if kinds.keys().isdisjoint(holder.keys()):
            continue
        for name, value in holder.items():
            kind = kinds.get(name)
            if kind == "title" and not _MARKS.search(value):
                continue  # no credit in it: the headline, or a file's name
            if kind and kind not in found and len(value) <= _MOST_CHARS and (text := _text(value)):
                found[kind] = text
    return found


def _words(given: dict[str, str], alt: str) -> str | None:
    """The caption among them: one with words enough, or with a credit that tells it from a file's name."""
    for kind in ("caption", "title"):
        text = given.get(kind)
        if text is None or text == alt:
            continue
        words = len(squash(text)) if is_wide(text[:1]) else text.count(" ") + 1
        if words >= least_words(kind) or (" " in text and all(split_credit(text))):
            return text
    return None


def _text(value: str) -> str | None:
    if "<" in value or "&" in value:
        value = _MARKUP.sub(" ", html.unescape(value))
    text = tidy(value)
    # "#caption-3" points to a caption elsewhere.
    if not any(map(str.isalpha, text)) or text[0] in "#{./" or "://" in text:
        return None
    return without_furniture(text)[0]


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
