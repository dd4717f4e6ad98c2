"""Starts: how the texts begin that a regular expression fits.

Reads the part of the language of patterns that rules are written in. Whatever else it
meets leaves a start open: it is never wrong to try a pattern on one text more.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

# Letters that stand for themselves, but for one with a quantifier behind it.
_PLAIN = re.compile(r"[^\\\[\](){}.?*+|^$\d]+(?![?*+{])")
_STRUCTURE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)
_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d+)(?:,(\d*))?\})[?+]?")
_DIGIT = re.compile(r"\d")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# What in a class is no character of its own: "[^…]", "\\w", "a-z".
_SHORTHAND = re.compile(r"^\[\^|\\\w|[^\\\[]-[^\]]")
_NO_WIDTH = ("(?=", "(?!", "(?<=", "(?<!")
# A class of more characters than this is not spelt out.
_MOST_IN_CLASS = 12
# Starts, each with whether what follows in the pattern may be added to it.
_Starts = set[tuple[str, bool]]
_OPEN: _Starts = {("", False)}
_EMPTY: _Starts = {("", True)}


def alternatives(pattern: str) -> Iterator[str]:
    """The parts of a pattern between bars: it fits what one of them fits.

    >>> list(alternatives("read (?:on|more)|[|]"))
    ['read (?:on|more)', '[|]']
    """
    depth = begin = 0
    for found in _STRUCTURE.finditer(pattern):
        token = found[0]
        if token == "(":
            depth += 1
        elif token == ")":
            depth -= 1
        elif token == "|" and not depth:
            yield pattern[begin : found.start()]
            begin = found.end()
    yield pattern[begin:]


def begins(text: str, filed: Container[str], length: int) -> bool:
    """Whether a text begins as one of the filed :func:`starts` does."""
    start = beginning(text, length)
    return any(start[:n] in filed for n in range(len(start) + 1))


def beginning(text: str, length: int) -> str:
    """The first letters of a text, as :func:`starts` gives them."""
    start = fold(text[: length * 2])[:length]
    return start if start.isalpha() else _DIGIT.sub("0", start)


def fold(text: str) -> str:
    """Lower case, with one letter for those that patterns take for the same: İ, I, ı and i; σ and ς."""
    lower = text.lower()
    return lower if lower.isascii() else one_i(lower).replace("ς", "σ")


def one_i(text: str) -> str:
    """Turkish has two letters for an I, and lower case mixes them up in every other language's
    rules: I, İ, ı and i are one here, in patterns and in texts."""
    return text.replace("ı", "i").replace("\u0307", "")


def starts(pattern: str, length: int) -> frozenset[str]:
    """The first letters of all texts a pattern fits, in lower case and with 0 for all digits.

    Where the pattern leaves a letter open, a start ends before it; so some are shorter
    than ``length``, and the empty one stands for any text.

    >>> sorted(starts("(?:please )?(?:sign in|log[ -]?in)", 2))
    ['lo', 'pl', 'si']
    """
    return frozenset(start for start, _ in _starts(pattern, length))


def needed(pattern: str) -> str:
    """The longest run of letters that is in all texts a pattern fits; often there is none.

    >>> needed("(?:[^.]{0,60} )?all rights reserved[.!]?")
    'all rights reserved'
    """
    if len(list(alternatives(pattern))) > 1:
        return ""
    found, at = "", 0
    while at < len(pattern):
        if plain := _PLAIN.match(pattern, at):
            found, at = max(found, plain[0], key=len), plain.end()
        else:
            _, _, at = _item(pattern, at)
    return found


def _starts(pattern: str, length: int) -> _Starts:
    return {start for part in alternatives(pattern) for start in _of_row(part, length)}


def _of_row(part: str, length: int) -> _Starts:
    """Starts of what one item after another fits."""
    found, at = _EMPTY, 0
    while at < len(part) and any(is_open for _, is_open in found):
        own, at = _of_item(part, at, length)
        found = {
            (whole := (start + more)[:length], is_open and stays_open and len(whole) < length)
            for start, is_open in found
            for more, stays_open in (own if is_open else _EMPTY)
        }
    return found


def _of_item(part: str, at: int, length: int) -> tuple[_Starts, int]:
    """Starts of what the item here fits, and where the next one is."""
    if plain := _PLAIN.match(part, at, at + length + 1):
        return {(fold(plain[0]), True)}, plain.end()
    item, quantifier, end = _item(part, at)
    own = _of_group(item, length) if item[0] == "(" else _of_letter(item)
    if not quantifier:
        return own, end
    least, most = _QUANTIFIER.fullmatch(quantifier).groups()
    if quantifier[0] != "?" and most != "1":
        own = {(start, False) for start, _ in own}
    return (own | _EMPTY if quantifier[0] in "*?" or least == "0" else own), end


def _item(part: str, at: int) -> tuple[str, str, int]:
    """The letter, class or group here, its quantifier if it has one, and where the next item is."""
    token = found[0] if (found := _STRUCTURE.match(part, at)) else part[at]
    end = _closing(part, at) if token == "(" else at + len(token)
    quantifier = found[0] if (found := _QUANTIFIER.match(part, end)) else ""
    return part[at:end], quantifier, end + len(quantifier)


def _closing(part: str, at: int) -> int:
    """Where the group that opens here ends."""
    depth = 0
    for found in _STRUCTURE.finditer(part, at):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    return len(part)


def _of_group(group: str, length: int) -> _Starts:
    if group.startswith(("(?:", "(?-i:")):
        return _starts(group[group.index(":") + 1 : -1], length)
    return _EMPTY if group.startswith(_NO_WIDTH) else _OPEN


def _of_letter(token: str) -> _Starts:
    """Starts of what a character, an escaped one, or a class of them fits."""
    if token in (r"\b", "^", "$"):
        return _EMPTY
    if token == r"\d":
        return {("0", True)}
    if token[0] == "[":
        members = _ESCAPED.sub(r"\1", token[1:-1])
        if _SHORTHAND.search(token) or len(members) > _MOST_IN_CLASS:
            return _OPEN
    elif token == "." or (token[0] == "\\" and token[1].isalnum()):
        return _OPEN
    else:
        members = token[-1]
    return {("0" if c.isdigit() else fold(c), True) for c in members}
