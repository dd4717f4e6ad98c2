"""Retry-After: how long a server asks to be left alone (RFC 9110 section 10.2.3)."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

# More digits than seconds in a thousand years are a mistake, and slow to read as a number.
_SECONDS = re.compile(rb"\d{1,11}")
_MOST_CHARS = 64


def seconds_asked(value: bytes | None, now: float) -> float | None:
    """How many seconds from now the header asks for; 0 for a time that is past.

    :param value: a number of seconds, or a date of HTTP, in any of its three forms.
    :param now: Unix time.
    :returns: None when there is no header, or nothing can be made of it.

    >>> seconds_asked(b"120", 0), seconds_asked(b"Thu, 01 Jan 1970 00:01:00 GMT", 20)
    (120.0, 40.0)
    """
    value = (value or b"").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    if not value or len(value) > _MOST_CHARS:
        return None
    try:
        date = parsedate_to_datetime(value.decode("latin-1"))
        # HTTP's dates are all in GMT, the form of C's asctime without saying so.
        return max(0.0, (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
