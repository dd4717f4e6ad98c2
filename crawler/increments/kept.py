"""What a page led to, kept small: for the runs in which it is not fetched.

Used by the workers too, so no Scrapy in here.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from pipelines.line import made, to_line


def pack(found: Any) -> bytes:
    """A dataclass or a list of them, as compressed JSON. (No pickle: a state file is only data.)"""
    return zlib.compress(to_line(found), 6)


def unpack(kind: type, packed: bytes) -> Any:
    """The ``kind``, or list of it, that :func:`pack` was given.

    :raises ValueError: it was not made by it, or by another version of Copydesk.
    """
    try:
        rows = json.loads(zlib.decompress(packed))
        return [made(kind, row) for row in rows] if isinstance(rows, list) else made(kind, rows)
    except (zlib.error, TypeError, AttributeError) as error:
        raise ValueError(f"not a kept {kind.__name__}: {error!r}") from None
