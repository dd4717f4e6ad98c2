"""Boxes: small elements named as what no article has, or with a form in them."""

from __future__ import annotations

from lxml.html import HtmlElement

from ..blocks import PageBlock, short_text
from ..rules import box_rule

_BOX_CHARS, _BOX_DEPTH = 250, 3
_BOXES_SHARE = 0.3
_NAME_CHARS = 1000  # of an element's classes and id; what is asked for is kept
_WHOLE = frozenset(("body", "html", "article", "main"))


class Boxes:
    """What the small elements of a page are, each looked at once."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, str | None] = {}

    def around(self, body: list[PageBlock]) -> dict[int, str]:
        """Which blocks stand in boxes, by index. None do when that would be much of the body:
        the entries of a live blog, each with its share button, are no boxes."""
        boxed = {block.index: rule for block in body if block.index >= 0 and (rule := self.of(block))}
        letters = sum(len(block.words) for block in body)
        in_boxes = sum(len(block.words) for block in body if block.index in boxed)
        return boxed if in_boxes <= letters * _BOXES_SHARE else {}

    def of(self, block: PageBlock) -> str | None:
        """The box a block stands in."""
        element = block.element
        if len(block.text) > _BOX_CHARS:
            return None
        for _ in range(_BOX_DEPTH):
            if element is None or element.tag in _WHOLE:
                return None
            if element not in self._known:
                self._known[element] = self._box(element)
            if (rule := self._known[element]) is not None:
                return rule or None
            element = element.getparent()
        return None

    def _box(self, element: HtmlElement) -> str | None:
        """The box an element is: None when it is none, empty when it is too large for one."""
        # The attributes are bytes because lxml works with bytes, and this runs for thousands.
        get = element.get
        named, called = get(b"class"), get(b"id")
        names = f"{named} {called}" if named and called else named or called
        if kind := get(b"itemtype"):  # "https://schema.org/BreadcrumbList"
            names = f"{names or ''} {kind.rpartition('/')[2]}"
        rule = box_rule(names[:_NAME_CHARS]) if names else None
        if rule is None and len(element) and next(element.iter("input", "form"), None) is not None:
            rule = "box/form"
        return "" if rule and short_text(element, _BOX_CHARS * 2) is None else rule
