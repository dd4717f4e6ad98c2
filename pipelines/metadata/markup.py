"""Class names told in words, and where on a page an element stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lxml.html import HtmlElement

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Where other stories, comments and notes stand. A big page builder and a big blog host call
# everything a widget, the article too.
_ELSEWHERE_NAME = re.compile(
    r"(?<!\S)comments?(?![a-z])|(?<![a-z])(?:comment-?list|related|sidebar|(?<!elementor-)widgets?(?! blog)|"
    r"teasers?|(?<!post-)(?<!entry-)footer|recommend\w*|popular|most-read|disqus|respond)(?![a-z])"
)
_AUTHOR_NAME = re.compile(r"(?<![a-z])(?:authors?|autor(?:en|in|es)?|auteurs?|byline)(?![a-z])")
_ELSEWHERE = frozenset(("aside", "footer", "nav"))
_ANCESTORS, _NAME_CHARS = 8, 200


def words(name: str) -> str:
    """A class name in words, whatever joins them: "post-author", "ArticleAuthor", "byline__name"."""
    return _CAMEL.sub("-", name).lower().replace("_", "-")


# A site has some hundred class names; they come back on every element and page.
@lru_cache(maxsize=8192)
def _is_elsewhere_name(name: str) -> bool:
    return _ELSEWHERE_NAME.search(words(name)) is not None


class Surroundings:
    """Tells the parts of a page that are not about its article.

    :param headlines: whatever is around these is not beside the article, however it is named:
        a page "with-sidebar".
    """

    def __init__(self, headlines: Iterable[HtmlElement]) -> None:
        self._around = {ancestor for h in headlines for ancestor in h.iterancestors()}

    def is_elsewhere(self, element: HtmlElement) -> bool:
        """Whether an element stands among other stories, comments, notes, or in a footer or menu."""
        for count, ancestor in enumerate(element.iterancestors()):
            if ancestor in self._around:
                # So are all that follow.
                return False
            name = ancestor.get("class")
            if ancestor.tag in _ELSEWHERE:
                return not (ancestor.tag == "aside" and name and _AUTHOR_NAME.search(words(name)))
            if name and count < _ANCESTORS and ancestor.tag != "body" and len(name) < _NAME_CHARS:
                if _is_elsewhere_name(name):
                    return True
        return False
