"""The line: how an article, or anything else we report, is written as JSON, and read again."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

from .article import SCHEMA, Article


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


def from_line(line: bytes | str) -> Article | None:
    """The article of a line that :func:`to_line` wrote.

    :returns: None when the line is JSON and no article.
    :raises ValueError: it is not JSON, or says it is an article and is not made as one.
    """
    row = json.loads(line)
    if not isinstance(row, dict) or row.get("schema") != SCHEMA:
        return None
    try:
        return made(Article, row)
    except (TypeError, AttributeError) as error:
        raise ValueError(f"not an article as {SCHEMA} has it: {error!r}") from None


def made(kind: type, row: dict[str, Any]) -> Any:
    """A dataclass, and those it holds, of a row of JSON that :func:`to_line` wrote.

    :raises TypeError: a field without a default is missing, or the row is none.
    """
    values = {}
    for name, inner in _inner(kind):
        if name not in row:
            continue  # younger than the line; what has no default is missed when it is made
        value = row[name]
        if inner is not None and value is not None:
            value = [made(inner, v) for v in value] if isinstance(value, list) else made(inner, value)
        values[name] = value
    return kind(**values)


@cache
def _inner(kind: type) -> tuple[tuple[str, type | None], ...]:
    """An item's fields, each with the item it holds, one or a list of them; None for values."""
    hints = get_type_hints(kind)
    return tuple((f.name, _item_in(hints[f.name])) for f in fields(kind))


def _item_in(hint: Any) -> type | None:
    if is_dataclass(hint):
        return hint
    found = [item for arg in get_args(hint) if arg is not NoneType and (item := _item_in(arg))]
    return found[0] if found else None
