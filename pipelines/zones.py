"""Days and moments in the world's zones, ISO 8601 as :mod:`pipelines.dates` writes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_LOCAL_CHARS = 19  # "2025-03-14T10:05:00"; what is longer has an offset
_LATE_HOUR = 20


def is_local(day: str, moment: str) -> bool:
    """Whether a day may be the one on which a moment of UTC fell, somewhere in the world.

    >>> is_local("2025-03-13", "2025-03-14T02:30:00+00:00"), is_local("2025-03-13", "2025-03-14T15:00:00Z")
    (True, False)
    """
    if not is_utc(moment):
        return False
    apart = days_apart(moment, day)
    hour = int(moment[11:13])
    return apart == 0 or (apart == -1 and hour < 10) or (apart == 1 and hour >= 10)


def is_utc(moment: str) -> bool:
    """Whether a moment is, or may be, given in UTC; a day alone is none."""
    return moment[10:11] == "T" and moment[19:] in ("", "Z", "+00:00")


def is_near_midnight(moment: str) -> bool:
    """Whether a moment of UTC falls on another day where many people live."""
    return not 9 <= int(moment[11:13]) < 15


def in_zone_of(shown: str, moment: str) -> str | None:
    """A moment of UTC as the page shows it: with the zone's offset where the time of day is shown,
    else the day alone; None where the two cannot be the same moment.

    >>> in_zone_of("2025-03-13T21:44:00", "2025-03-14T00:44:52+00:00"), in_zone_of("2025-03-15", "2025-03-14")
    ('2025-03-13T21:44:52-03:00', None)
    """
    if not is_utc(moment) or not is_local(shown[:10], moment):
        return None
    if len(shown) == 10:
        # A later day without a clock may be that of a change, if it is not close to midnight.
        return shown if shown < moment[:10] or int(moment[11:13]) >= _LATE_HOUR else None
    utc = datetime.fromisoformat(moment[:19])
    ahead = round((datetime.fromisoformat(shown[:16]) - utc.replace(second=0)).total_seconds() / 60)
    if ahead % 15 or not -12 * 60 <= ahead <= 14 * 60:
        return None
    local = utc + timedelta(minutes=ahead)
    return f"{local.isoformat()}{'-' if ahead < 0 else '+'}{abs(ahead) // 60:02}:{abs(ahead) % 60:02}"


def is_after(day: str, moment: str) -> bool:
    """Whether a day or moment is later than another moment, wherever on earth it is told.

    >>> fetched = "2025-03-14T21:30:00+00:00"
    >>> is_after("2025-03-15T06:00:00+09:00", fetched), is_after("2025-03-15", fetched)
    (False, False)
    >>> is_after("2025-03-15T06:00:00+00:00", fetched), is_after("2025-03-16", fetched)
    (True, True)
    """
    if days_apart(moment, day) > 1:
        return True
    if len(day) > _LOCAL_CHARS:
        # In days: the clocks of honest servers differ, and many print their own time as UTC.
        return _utc(day)[:10] > _utc(moment)[:10]
    return day[:10] > moment[:10] and not is_local(day[:10], _utc(moment))


def _utc(moment: str) -> str:
    """A moment in UTC; a day alone, or one without an offset, as it is."""
    if len(moment) <= _LOCAL_CHARS:
        return moment
    return datetime.fromisoformat(moment).astimezone(UTC).isoformat(timespec="seconds")


def days_apart(one: str, other: str) -> int:
    """How many days the second moment's day is after the first's."""
    return (datetime.fromisoformat(other[:10]) - datetime.fromisoformat(one[:10])).days
