"""The words of discovery: what is in ``listings.toml`` and ``pages.toml``, as sets."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files

_ARROWS = " \t\n\r\u00a0»›→▶►>«‹←<+…·|↓▼.:"


@cache
def words(table: str, file: str = "listings.toml") -> frozenset[str]:
    """All languages' words of a table."""
    return frozenset(word.casefold() for listed in _data(file)[table].values() for word in listed)


@lru_cache(maxsize=4096)
def is_one_of(text: str, table: str) -> bool:
    """Whether a text is one of a table's words and nothing else but arrows."""
    return " ".join(text.strip(_ARROWS).casefold().split()) in words(table)


@cache
def _data(file: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath(file).read_text("utf-8"))
