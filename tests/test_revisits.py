"""The rule by which known pages are asked again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.increments.revisits import CHANGED, DAY, DUE, HOUR, NEW, Past, Revisits, is_later

NOW = 2_000_000_000.0
RULE = Revisits()
ages = st.floats(0, 400 * DAY)
kinds = st.sampled_from(["article", "listing", "page"])


def past(kind="article", *, changed, fetched, tried=None, **more):
    """A page by how many seconds ago things happened."""
    return Past(kind, NOW - (fetched if tried is None else tried), NOW - fetched, NOW - changed, **more)


def test_an_hourly_crawl_asks_for_a_new_article_every_hour_and_for_a_day_old_one_every_five():
    asked = [0.0]  # hours since it was first seen, when it was fetched
    for hour in range(1, 31 * 24):
        known = Past("article", asked[-1] * HOUR, asked[-1] * HOUR, 0.0)
        if RULE.reason(known, hour * HOUR) is not None:
            asked.append(float(hour))
    assert asked[1:4] == [1, 2, 3]
    around_a_day = [b - a for a, b in pairwise(asked) if 20 <= b <= 30]
    assert around_a_day and all(4 <= gap <= 6 for gap in around_a_day)
    # Gaps in proportion to age: a month is some thirty requests, not seven hundred.
    assert len(asked) < 40
    assert asked[-1] <= 30 * 24


@given(changed=ages, fetched=ages, share=st.floats(0, 1), days=st.floats(0, 100))
def test_an_article_is_due_by_its_share_of_its_age_until_it_is_done_with(changed, fetched, share, days):
    fetched = min(changed, fetched)
    rule = Revisits(share, days)
    known = past(changed=changed, fetched=fetched)
    due = rule.reason(known, NOW) == DUE
    if rule.is_done_with(known, NOW):
        assert not due
    else:
        # As far as numbers of this size tell seconds apart.
        assert due == (NOW - known.fetched >= share * (NOW - known.changed))


@given(kind=kinds, changed=ages, fetched=ages, later=st.floats(0, 30 * DAY))
def test_what_is_due_stays_due_until_it_is_done_with(kind, changed, fetched, later):
    known = past(kind, changed=changed, fetched=min(changed, fetched))
    if RULE.reason(known, NOW) is not None and not RULE.is_done_with(known, NOW + later):
        assert RULE.reason(known, NOW + later) is not None


@given(kind=kinds, changed=ages, wait=st.floats(1, 400 * DAY))
def test_a_later_date_is_always_reason_enough(kind, changed, wait):
    known = past(kind, changed=changed + wait, fetched=wait)
    dated = datetime.fromtimestamp(NOW - wait / 2, UTC).isoformat()
    assert RULE.reason(known, NOW, dated) == CHANGED
    earlier = datetime.fromtimestamp(NOW - wait - HOUR, UTC).isoformat()
    assert RULE.reason(known, NOW, earlier) == RULE.reason(known, NOW)


@given(failures=st.integers(1, 10_000), gone=st.booleans(), kind=st.sampled_from(["", "article"]))
def test_failures_back_off_and_never_overflow(failures, gone, kind):
    def reason(tried):
        return RULE.reason(Past(kind, NOW - tried, None, NOW - 9 * DAY, failures, gone), NOW)

    waits = [0.0, HOUR, DAY, 8 * DAY, 40 * DAY]
    answers = [reason(wait) for wait in waits]
    assert answers == sorted(answers, key=lambda why: why is not None), "due, and later not"
    if gone:
        assert (answers[-1] is None) == (failures >= 6)
    else:
        assert answers[-1] == NEW
        assert (answers[0] is not None) == (failures == 1)


def test_a_listing_is_asked_every_time_and_an_imprint_once_a_day():
    assert RULE.reason(past("listing", changed=20 * DAY, fetched=1), NOW) == DUE
    assert RULE.reason(past("listing", changed=40 * DAY, fetched=DAY), NOW) is None
    assert RULE.reason(past("page", changed=HOUR, fetched=HOUR / 2), NOW) is None
    assert RULE.reason(past("page", changed=2 * DAY, fetched=DAY), NOW) == DUE


def test_what_was_never_asked_or_never_had_is_new():
    assert RULE.reason(Past("", None, None, NOW), NOW) == NEW
    assert RULE.reason(Past("", NOW - 1, None, NOW, failures=1), NOW) == NEW


def test_three_false_dates_in_a_row_are_believed_no_more():
    dated = datetime.fromtimestamp(NOW, UTC).isoformat()
    for false, why in ((0, CHANGED), (2, CHANGED), (3, None)):
        known = past(changed=10 * DAY, fetched=HOUR, false_dates=false)
        assert RULE.reason(known, NOW, dated) == why


@pytest.mark.parametrize(
    ("dated", "later"),
    [
        ("2025-03-14T12:00:01+00:00", True),
        ("2025-03-14T13:30:00+02:00", False),
        ("2025-03-14T12:30:00", True),
        ("2025-03-14", True),  # all of the day
        ("2025-03-13", False),
        ("tomorrow", False),
        ("", False),
        (None, False),
    ],
)
def test_dates_and_days(dated, later):
    fetched = datetime(2025, 3, 14, 12, tzinfo=UTC)
    assert is_later(dated, fetched.timestamp(), (fetched + timedelta(days=3)).timestamp()) is later


def test_a_date_to_come_is_the_present():
    assert not is_later("2031-01-01", NOW, NOW)
    assert is_later("2099-01-01T00:00:00+00:00", NOW - 1, NOW)
