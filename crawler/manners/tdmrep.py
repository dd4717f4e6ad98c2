"""``/.well-known/tdmrep.json``: a site's reservations of text and data mining.

TDM Reservation Protocol, Final Report of the W3C Community Group, section "TDM File on the origin
server".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pipelines.rights import policy_address, reserved

from .robots_rules import PathPattern

PATH = "/.well-known/tdmrep.json"
MOST_BYTES = 500 * 1024
# More rules than a site writes by hand; each is tried on every article until one fits.
_MOST_RULES = 1000


@dataclass(frozen=True, slots=True)
class Reservation:
    """What one entry says of the paths it is for."""

    location: PathPattern
    reserved: bool | None
    policy: str | None


class TdmRep:
    """A site's file.

    :param body: JSON: a list of objects with ``location`` (a path, with ``*`` and ``$`` as in
        robots.txt), ``tdm-reservation`` (1 or 0) and ``tdm-policy`` (an address). What is of no
        such form says nothing.
    """

    def __init__(self, body: bytes, url: str) -> None:
        self._entries = [entry for row in _rows(body)[:_MOST_RULES] if (entry := _entry(row, url))]

    def of(self, url: str) -> Reservation | None:
        """What it says of an address: the first entry that fits."""
        return next((entry for entry in self._entries if entry.location.matches(url)), None)


def _rows(body: bytes) -> list[Any]:
    try:
        rows = json.loads(body.decode("utf-8-sig")) if len(body) <= MOST_BYTES else []
    except (ValueError, RecursionError):
        return []
    return rows if isinstance(rows, list) else []


def _entry(row: Any, url: str) -> Reservation | None:
    if not isinstance(row, dict) or not isinstance(row.get("location"), str) or not row["location"].strip():
        return None
    says = row.get("tdm-reservation")
    is_flag = isinstance(says, str) or (isinstance(says, int) and not isinstance(says, bool))
    return Reservation(
        PathPattern(row["location"]),
        reserved(says) if is_flag else None,
        policy_address(row.get("tdm-policy"), url),
    )
