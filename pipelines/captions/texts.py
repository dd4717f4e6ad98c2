"""Elements that are a picture's text, by the names their markup gives them (``rules/captions.toml``)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from ..rules import load

_STEM_CHARS = 4
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def picture_text(names: str) -> str | None:
    """Whether an element of these classes is a picture's "caption" or "credit"; None for most.

    >>> picture_text("c-media__caption"), picture_text("photoCredit small"), picture_text("has-caption")
    ('caption', 'credit', None)
    """
    # Looking for a few letters of all the words first is much faster.
    if not _stems().search(names.lower()):
        return None
    split = _HUMP.sub("-", names).lower()
    return next((kind for kind, pattern in _patterns() if pattern.search(split)), None)


@cache
def _rows() -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    rules = load("captions.toml")
    return rules["text"], rules["of_a_picture"]


@cache
def _stems() -> re.Pattern[str]:
    rows, _ = _rows()
    words = {word[:_STEM_CHARS] for row in rows for word in (*row["words"], *row["behind"])}
    return re.compile("|".join(map(re.escape, sorted(words | {"pie"}))))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What names say, the credit first: a "caption-credit" is one."""
    rows, picture = _rows()
    not_after = "".join(rf"(?<!{word}[_-])" for word in picture["not_after"])
    pictures = "|".join(picture["words"])
    found = []
    for row in reversed(rows):
        alone = "|".join((*row["words"], *row["chains"]))
        behind = "|".join(row["behind"])
        pattern = (
            rf"(?:(?:^|(?<=[\s_-])){not_after}(?:{alone})|(?:{pictures})[_-]{{0,2}}(?:{behind}))(?=$|[\s_-])"
        )
        found.append((row["id"], re.compile(pattern)))
    return tuple(found)
