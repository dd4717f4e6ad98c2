"""Spans of time and days, as the operator writes them: ``6h``, ``7d``, ``2025-03-14``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_SPAN = re.compile(r"(\d{1,6})([smhdw])", re.ASCII)


def seconds(text: str) -> int:
    """The seconds of a span: a whole number with ``s``, ``m``, ``h``, ``d`` or ``w``.

    >>> seconds("6h")
    21600

    :raises ValueError: it is none, or of no length; the message says how to write one.
    """
    found = _SPAN.fullmatch(text.strip())
    if found is None or not int(found[1]):
        raise ValueError(f"{text!r} is no span of time; write it as 30m, 6h, 2d or 1w")
    return int(found[1]) * _UNITS[found[2]]


def day(text: str, now: datetime | None = None) -> str:
    """A day in ISO 8601: as it is, or as long ago as a span says.

    :param now: what a span is counted from; now, in UTC, unless given.
    :raises ValueError: it is neither; the message says how to write one.
    """
    if _SPAN.fullmatch(text.strip()):
        try:
            return ((now or datetime.now(UTC)) - timedelta(seconds=seconds(text))).date().isoformat()
        except OverflowError:
            raise ValueError(f"{text!r}: there is no day so long ago") from None
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise ValueError(f"{text!r}: not a day; write it as 2025-03-14, or as 7d for a week ago") from None
