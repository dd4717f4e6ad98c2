"""What a page led to, kept small: for the runs in which it is not fetched.

Used by the workers too, so no Scrapy in here.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import fields
from typing import Any

from pipelines.line import made, to_line


def pack(found: Any) -> bytes:
    """A dataclass as compressed JSON. (No pickle: a state file is only data.)"""
    return zlib.compress(to_line(found), 6)


def unpack(kind: type, packed: bytes) -> Any:
    """The ``kind`` that :func:`pack` was given.

    :raises ValueError: it was not made by it, of another kind, or by another version of Copydesk.
    """
    try:
        rows = json.loads(zlib.decompress(packed))
        if unknown := rows.keys() - {f.name for f in fields(kind)}:
            raise TypeError(f"it has {', '.join(sorted(unknown))}")
        return made(kind, rows)
    except (zlib.error, TypeError, AttributeError) as error:
        raise ValueError(f"not a kept {kind.__name__}: {error!r}") from None
