"""The rule file of datelines, read once a process."""

from functools import cache
from typing import Any

from ..rules import load


@cache
def rules() -> dict[str, Any]:
    """``rules/datelines.toml``; what its tables hold is told in it."""
    return load("datelines.toml")
