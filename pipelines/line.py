"""The line: how an article, or anything else we report, is written as JSON."""

from __future__ import annotations

import json
from dataclasses import fields
from functools import cache
from typing import Any


def to_line(item: Any) -> bytes:
    """One item as one line of JSON Lines: UTF-8, fields in declared order, newline at the end.

    :param item: an article or another dataclass; a dict is written as it is.
    """
    text = json.dumps(item, ensure_ascii=False, default=_plain)
    # A page can smuggle half a surrogate pair into a string; UTF-8 has no place for it.
    return text.encode("utf-8", "replace") + b"\n"


def _plain(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in _names(type(item))}


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))
