"""Starts: how the texts begin that a regular expression fits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

try:
    # Not a documented part of Python, though it has been there, under one name or another, from
    # the first. Without it any text may be the start of a match: slower, and never wrong.
    from re import _parser
except ImportError:
    _parser = None

# A class of more characters than this is not spelt out.
_MOST_IN_CLASS = 8
# Sure starts, each with whether more of the pattern may be added to it.
_Starts = set[tuple[str, bool]]


def starts(pattern: str, length: int) -> frozenset[str]:
    """The first letters of all texts a pattern fits, in lower case.

    Where the pattern leaves a letter open, a start ends before it; so some are shorter
    than ``length``, and the empty one stands for any text.

    >>> sorted(starts("(?:please )?(?:sign in|log[ -]?in)", 2))
    ['lo', 'pl', 'si']
    """
    if _parser is None:
        return frozenset(("",))
    return frozenset(start for start, _ in _of_row(_parser.parse(pattern), length))


def _of_row(items: Iterable[tuple[Any, Any]], length: int) -> _Starts:
    """Starts of what one item after another fits."""
    found: _Starts = {("", True)}
    for op, value in items:
        if not any(is_open for _, is_open in found):
            break
        longer: _Starts = set()
        own = _of_item(str(op), value, length)
        for start, is_open in found:
            if not is_open:
                longer.add((start, False))
                continue
            for more, stays_open in own:
                whole = (start + more)[:length]
                longer.add((whole, stays_open and len(whole) < length))
        found = longer
    return found


def _of_item(op: str, value: Any, length: int) -> _Starts:
    match op, value:
        case "LITERAL", code:
            return _letters((code,))
        case "IN", members if all(str(kind) == "LITERAL" for kind, _ in members):
            return _letters(code for _, code in members) if len(members) <= _MOST_IN_CLASS else {("", False)}
        case "BRANCH", (_, rows):
            return {start for row in rows for start in _of_row(row, length)}
        case "SUBPATTERN", (_, 0, 0, row):
            return _of_row(row, length)
        case "MAX_REPEAT" | "MIN_REPEAT", (least, most, row):
            once = _of_row(row, length)
            if most != 1:
                once = {(start, False) for start, _ in once}
            return once if least else once | {("", True)}
        case "AT" | "ASSERT" | "ASSERT_NOT", _:
            return {("", True)}  # no letter of its own
    return {("", False)}


def _letters(codes: Iterable[int]) -> _Starts:
    return {(chr(code).lower(), True) for code in codes}
