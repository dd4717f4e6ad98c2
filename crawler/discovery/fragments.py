"""Fragments: the HTML that "load more" buttons are answered with, plain or within JSON."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

_ADDRESS_FIELDS = frozenset(
    ("url", "link", "href", "permalink", "canonical_url", "canonicalurl", "weburl", "path")
)
_NEXT_FIELDS = frozenset(
    ("next", "next_url", "nexturl", "next_page", "nextpage", "next_page_url", "nextpageurl", "more")
)
_MOST = 5_000


def page_of_json(text: str) -> str | None:
    """A page of HTML made of what a JSON answer holds of one; None when it is no such answer.

    Strings with markup are taken as they are, addresses of stories as links, and the address of
    what follows as ``rel=next``.
    """
    if text[:1].strip() not in ("", "{", "["):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    pieces = [piece for _, piece in zip(range(_MOST), _pieces(data), strict=False)]
    return f"<html><body>{''.join(pieces)}</body></html>" if pieces else None


def _pieces(data: Any) -> Iterator[str]:
    waiting: list[tuple[str, Any]] = [("", data)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += reversed([(str(key).lower(), inner) for key, inner in value.items()])
        elif isinstance(value, list):
            waiting += reversed([(name, inner) for inner in value])
        elif isinstance(value, str) and "<" in value and ("<a" in value or "<A" in value):
            yield value
        elif isinstance(value, str) and value.startswith(("/", "http://", "https://", "?")):
            if name in _ADDRESS_FIELDS:
                yield f'<a href="{html.escape(value)}">{html.escape(name)}</a>'
            elif name in _NEXT_FIELDS:
                yield f'<a rel="next" href="{html.escape(value)}">next</a>'
