"""Quiet hours: the part of the day in which a site is left alone."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FORM = re.compile(r"(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)(?:\s+(\S+))?")
_MINUTE = 60
_DAY = 24 * 60 * _MINUTE


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``start`` until just before ``end``, by the clock of ``zone``; over midnight when
    ``end`` is the earlier."""

    start: time
    end: time
    zone: tzinfo = UTC

    @classmethod
    def parse(cls, text: str) -> QuietHours:
        """Read ``22:00-06:00 Europe/Berlin``; without a time zone it is UTC.

        :raises ValueError: it is not of this form; the message says what is.

        >>> QuietHours.parse("22:00-06:00 Europe/Berlin").end
        datetime.time(6, 0)
        """
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} are no hours; write them as 22:00-06:00 Europe/Berlin")
        try:
            start = time(int(found[1]), int(found[2]))
            end = time(int(found[3]) % 24 if found[4] == "00" else int(found[3]), int(found[4]))
            zone = ZoneInfo(found[5]) if found[5] else UTC
        except (ZoneInfoNotFoundError, OSError):
            raise ValueError(f"{text!r}: no time zone {found[5]}; name one like Europe/Berlin") from None
        except ValueError as error:
            raise ValueError(f"{text!r} are no hours: {error}") from None
        if int(found[3]) > 24:
            raise ValueError(f"{text!r} are no hours: hour must be in 0..24")
        if start == end:
            raise ValueError(f"{text!r}: from and until are the same; nothing would ever be fetched")
        return cls(start, end, zone)

    def holds(self, now: float) -> bool:
        """Whether it is quiet at a Unix time."""
        clock = datetime.fromtimestamp(now, self.zone).time()
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def until(self, now: float) -> float | None:
        """The Unix time at which they are over; None when it is not quiet now.

        The clock is read minute by minute: where it is put forward or back, hours begin and
        end as it shows them.
        """
        if not self.holds(now):
            return None
        minute = math.floor(now / _MINUTE) * _MINUTE
        # Put back, the clock shows an hour of a day twice.
        return float(
            next(m for m in range(minute + _MINUTE, minute + 2 * _DAY, _MINUTE) if not self.holds(m))
        )
