"""Scripts: Chinese, Japanese and Korean print no spaces, or few, and say more in a character."""

from __future__ import annotations

import re

_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")
_WIDE_WEIGHT = 3
"""Letters of an alphabet that one such character stands for, roughly."""


def is_wide(text: str) -> bool:
    """Whether there is any such character in a text."""
    return not text.isascii() and _WIDE.search(text) is not None


def weight(text: str) -> int:
    """The length of a text in letters of an alphabet, to compare across scripts."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text)) * (_WIDE_WEIGHT - 1)
