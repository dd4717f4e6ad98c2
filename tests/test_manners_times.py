"""Retry-After, quiet hours and backing off: when a site may be asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.manners.backoff import Backoff
from crawler.manners.quiet import QuietHours
from crawler.manners.retry_after import seconds_asked

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120),
        (b" 0 ", 0),
        (b"Sat, 14 Mar 2026 12:00:30 GMT", 30),
        (b"Saturday, 14-Mar-26 12:00:30 GMT", 30),
        (b"Sat Mar 14 12:00:30 2026", 30),
        (b"Sat, 14 Mar 2026 11:00:00 GMT", 0),
        (b"", None),
        (None, None),
        (b"soon", None),
        (b"-5", None),
        (b"1.5", None),
        (b"9" * 400, None),
        (b"Sat, 99 Mar 2026 12:00:30 GMT", None),
        ("١٢".encode(), None),
    ],
)
def test_retry_after(value, seconds):
    assert seconds_asked(value, NOW.timestamp()) == seconds


@given(st.integers(0, 10**9))
def test_retry_after_in_seconds(seconds):
    assert seconds_asked(str(seconds).encode(), NOW.timestamp()) == seconds


@given(st.integers(-(10**6), 10**6))
def test_retry_after_as_a_date(seconds):
    date = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True).encode()
    assert seconds_asked(date, NOW.timestamp()) == max(0, seconds)


@given(st.binary(max_size=80))
def test_retry_after_of_any_bytes(value):
    asked = seconds_asked(value, NOW.timestamp())
    assert asked is None or asked >= 0


@given(st.integers(1, 5000), st.floats(0.1, 60), st.floats(60, 7200))
def test_backing_off_stays_within_its_bounds(times, start, most):
    seconds = Backoff(start, most).seconds(times)
    assert min(start, most) <= seconds <= most


def test_backing_off_takes_longer_each_time():
    waits = [Backoff(5, 1e9).seconds(times) for times in range(1, 10)]
    assert waits == sorted(waits) and waits[-1] >= 5 * 2**8


_ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"]
)
_CLOCKS = st.times().map(lambda t: f"{t:%H:%M}")
# The clocks of those zones are put forward and back within it.
_YEAR = st.integers(
    int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2027, 1, 1, tzinfo=UTC).timestamp())
)


@given(_CLOCKS, _CLOCKS, _ZONES, _YEAR)
def test_quiet_hours_are_over_when_they_say(start, end, zone, now):
    if start == end:
        return
    hours = QuietHours.parse(f"{start}-{end} {zone}")
    clock = f"{datetime.fromtimestamp(now, ZoneInfo(zone)):%H:%M}"
    is_quiet = start <= clock < end if start < end else clock >= start or clock < end
    until = hours.until(now)
    assert (until is not None) is is_quiet
    if until is not None:
        assert until > now and hours.until(until) is None
        assert all(hours.holds(moment) for moment in range(now, int(until), 600))
        assert hours.holds(until - 1)


@given(st.text(max_size=30))
def test_what_are_no_hours_is_named(text):
    try:
        QuietHours.parse(text)
    except ValueError as error:
        assert repr(text) in str(error)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("at night", "22:00-06:00"),
        ("22-6", "22:00-06:00"),
        ("25:00-06:00", "hour"),
        ("22:00-25:00", "hour"),
        ("22:61-06:00", "minute"),
        ("22:00-06:00 Europe/Nowhere", "no time zone Europe/Nowhere"),
        ("22:00-22:00", "the same"),
        ("00:00-24:00", "the same"),
    ],
)
def test_hours_that_are_none(text, why):
    with pytest.raises(ValueError, match=why):
        QuietHours.parse(text)


@pytest.mark.parametrize(
    ("now", "over"),
    [
        ("2026-03-14T23:30+01:00", "2026-03-15T06:00+01:00"),
        ("2026-03-14T05:59+01:00", "2026-03-14T06:00+01:00"),
        ("2026-03-28T23:00+01:00", "2026-03-29T06:00+02:00"),
        ("2026-10-24T23:00+02:00", "2026-10-25T06:00+01:00"),
        ("2026-03-14T06:00+01:00", None),
        ("2026-03-14T12:00+01:00", None),
    ],
)
def test_the_night_of_berlin(now, over):
    until = QuietHours.parse("22:00-06:00 Europe/Berlin").until(datetime.fromisoformat(now).timestamp())
    assert until == (datetime.fromisoformat(over).timestamp() if over else None)


def test_hours_that_the_clock_jumps_over():
    # Put forward from 02:00 to 03:00, it never shows 02:30.
    hours = QuietHours.parse("01:00-02:30 Europe/Berlin")
    until = hours.until(datetime.fromisoformat("2026-03-29T01:30+01:00").timestamp())
    assert until == datetime.fromisoformat("2026-03-29T03:00+02:00").timestamp()
