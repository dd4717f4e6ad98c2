"""Links: blocks that lead away from the story, to another, to a topic's page, up the site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from lxml.html import HtmlElement

from .. import addresses
from ..blocks import PageBlock, short_text, squash
from ..page import Page
from ..rules import topic_path

_ALL_LINK, _LEAST_LINK_CHARS = 0.9, 25
_MOST_LINKS = 30
_TAG_CHARS = 40
_LABEL_CHARS = 30
# "Background: The bridge nobody wanted", all but the first word a link.
_LABEL = re.compile(rf"[^:：|»>\n]{{2,{_LABEL_CHARS}}}[:：|»>]\s*")
_FULL_STOPS = (".", "!", "。", "！")
_CRUMB_CHARS = 200
_CRUMB = re.compile(r"\s?[>›»→]\s?")
_LEAST_CRUMBS = 3
# An address that is none, of a person, or within the page.
_NO_PAGES = ("#", "mailto:", "tel:", "javascript:")
_OUTER = 3  # how far up a link may be that a block stands in
# A page whose text is mostly links is a list of them: that is its story.
_MOST_SHARE = 0.5

LINKED = frozenset(("linked-paragraph", "linked-list", "tag-list", "related-stories", "prev-next"))
"""Rules that know a block by its links."""


class Links:
    """The rules that ask where a block's links lead."""

    def __init__(self, page: Page) -> None:
        self._url, self._host = page.url, addresses.host(page.url)

    def among(self, body: Sequence[PageBlock]) -> dict[int, str]:
        """The blocks of a body that lead away from it, by index."""
        found = {block.index: rule for block in body if block.index >= 0 and (rule := self.of(block))}
        found.update(self._lists(body))
        letters = sum(len(block.words) for block in body)
        away = sum(len(block.words) for block in body if found.get(block.index) in LINKED)
        if away > letters * _MOST_SHARE:
            return {index: rule for index, rule in found.items() if rule not in LINKED}
        return found

    def of(self, block: PageBlock) -> str | None:
        """The rule by which one block leads away, or None."""
        if not block.link_chars or block.kind not in ("paragraph", "list"):
            return None
        text = block.text
        if len(text) <= _CRUMB_CHARS and block.is_linked and _is_trail(text):
            return "breadcrumb"
        if not block.is_linked:
            return None
        anchors, letters = _anchors(block)
        if letters < len(block.words) * _ALL_LINK:
            labelled = block.kind == "paragraph" and self._is_labelled(text, anchors, letters)
            return "linked-paragraph" if labelled else None
        if any(anchor.get("rel") in ("prev", "next") for anchor in anchors):
            return "prev-next"
        if anchors and not text.endswith(_FULL_STOPS) and all(map(_is_topic, anchors)):
            return "tag-list"
        if block.kind == "paragraph" and len(text) >= _LEAST_LINK_CHARS and self._stays(anchors[:1]):
            return "linked-paragraph"
        return None

    def _lists(self, body: Sequence[PageBlock]) -> Iterator[tuple[int, str]]:
        """Lists all of whose items are other stories' headlines."""
        for parent, run in groupby(body, key=_list_of):
            items = list(run)
            if parent is None or len(items) < 2:
                continue
            if sum(len(item.text) for item in items) < _LEAST_LINK_CHARS * len(items):
                continue
            if all(map(self._is_headline, items)):
                yield from ((item.index, "linked-list") for item in items)

    def _is_headline(self, item: PageBlock) -> bool:
        """An item that is one link to another page of the site."""
        if not item.is_linked:
            return False
        anchors, letters = _anchors(item)
        return letters >= len(item.words) * _ALL_LINK and self._stays(anchors)

    def _is_labelled(self, text: str, anchors: Sequence[HtmlElement], letters: int) -> bool:
        """A word or two with a colon, and a link that is the headline of another story of the
        site: one sentence of it, or several links, may be the writer's."""
        label = _LABEL.match(text)
        rest = text[label.end() :] if label and len(anchors) == 1 else ""
        if len(rest) < _LEAST_LINK_CHARS or rest.endswith(_FULL_STOPS):
            return False
        return letters >= len(squash(rest)) * _ALL_LINK and self._stays(anchors)

    def _stays(self, anchors: Sequence[HtmlElement]) -> bool:
        """Whether links lead to other pages of the same site: one to elsewhere is what the
        writer points to, one within the page a note or a list of contents."""
        for anchor in anchors:
            href = (anchor.get("href") or "").strip()
            if href.startswith(_NO_PAGES) or href.partition("#")[0] == self._url:
                return False
            target = addresses.host(addresses.absolute(href, self._url))
            if target is not None and target != self._host:
                return False
        return True


def _is_topic(anchor: HtmlElement) -> bool:
    """Whether a link leads to the page of a topic, all of the site's stories about it."""
    if "tag" in (anchor.get("rel") or "").split():
        return True
    named = short_text(anchor, _TAG_CHARS) is not None
    return named and topic_path(addresses.parts(anchor.get("href")).path)


def _anchors(block: PageBlock) -> tuple[list[HtmlElement], int]:
    """The links in a block, or the one it stands in, and how many letters they make up.

    An element may be several blocks, parted by line breaks: a link is in one if its words are.
    What the block counts of links may be its neighbour's.
    """
    links: list[HtmlElement] = []
    letters = 0
    element = block.element
    if element is None:
        return links, letters
    link = None
    for link in islice(element.iter("a"), _MOST_LINKS):
        words = squash("".join(link.itertext()) if len(link) else link.text or "")
        if words in block.words:
            links.append(link)
            letters += len(words)
    if link is None:
        links = [outer for outer in islice(element.iterancestors(), _OUTER) if outer.tag == "a"][:1]
        letters = len(block.words) if links else 0
    return links, letters


def _is_trail(text: str) -> bool:
    """A way up the site, "Home > News > Local"."""
    steps = _CRUMB.split(text)
    return len(steps) >= _LEAST_CRUMBS and all(0 < len(step) <= _TAG_CHARS for step in steps[:-1])


def _list_of(block: PageBlock) -> HtmlElement | None:
    """The list that a block is an item of."""
    if block.kind != "list" or block.element is None:
        return None
    element = block.element
    while element is not None and element.tag != "li":
        element = element.getparent()
    return element.getparent() if element is not None else None
