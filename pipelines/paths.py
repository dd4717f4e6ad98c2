"""Paths: where an element stands on its page, as an XPath."""

from __future__ import annotations

from collections import Counter

from lxml.html import HtmlElement


class Paths:
    """The XPaths of one page's elements, as ``getpath`` of lxml writes them.

    That counts an element's siblings anew each time it is asked, a page of a thousand
    paragraphs a million; here those of one parent are counted once.
    """

    def __init__(self) -> None:
        self._steps: dict[HtmlElement, str] = {}

    def of(self, element: HtmlElement) -> str:
        """``/html/body/div[2]/p[14]``."""
        steps = []
        here: HtmlElement | None = element
        while here is not None:
            step = self._steps.get(here)
            if step is None:
                self._count(here.getparent(), here)
                step = self._steps[here]
            steps.append(step)
            here = here.getparent()
        return "/".join(("", *reversed(steps)))

    def _count(self, parent: HtmlElement | None, element: HtmlElement) -> None:
        """Note the steps to all children of a parent, numbered where others have the same name."""
        if parent is None:
            # Some pages have more than one root.
            self._steps[element] = element.getroottree().getpath(element).removeprefix("/")
            return
        children = list(parent)
        names = [child.tag for child in children]
        counts, seen = Counter(names), Counter()
        for child, name in zip(children, names, strict=True):
            seen[name] += 1
            self._steps[child] = name if counts[name] == 1 else f"{name}[{seen[name]}]"
