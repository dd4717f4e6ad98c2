"""Moments: `pipelines.dates`."""

from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.dates import (
    all_printed,
    bare,
    is_label,
    is_update,
    iso,
    of_url,
    printed,
)
from pipelines.months import month_of
from pipelines.rules import date_rules, load
from pipelines.zones import in_zone_of, is_local


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-03-14", "2025-03-14"),
        (" 2025-03-14 ", "2025-03-14"),
        ("2025-03-14T10:05", "2025-03-14T10:05:00"),
        ("2025-03-14 10:05:09", "2025-03-14T10:05:09"),
        ("2025-03-14T10:05:09Z", "2025-03-14T10:05:09+00:00"),
        ("2025-03-14T10:05:09.123Z", "2025-03-14T10:05:09+00:00"),
        ("2025-03-14 10:05 UTC", "2025-03-14T10:05:00+00:00"),
        ("2025-03-14T10:05:09+01:00", "2025-03-14T10:05:09+01:00"),
        ("2025-03-14 10:05:09 +0100", "2025-03-14T10:05:09+01:00"),
        ("2025-03-14T10:05:09-0330", "2025-03-14T10:05:09-03:30"),
        ("2025-03-14T10:05:09+05", "2025-03-14T10:05:09+05:00"),
        ("2025-03-14T9:05:9Z", "2025-03-14T09:05:09+00:00"),
        ("2025-03-14T10:05:09:123Z", "2025-03-14T10:05:09+00:00"),
        ("Fri, 14 Mar 2025 10:05:00 +0100", "2025-03-14T10:05:00+01:00"),
        ("Fri, 14 Mar 2025 10:05:00 GMT", "2025-03-14T10:05:00+00:00"),
        ("14 March 2025 10:05 UTC", "2025-03-14T10:05:00+00:00"),
        ("Fri Mar 14 10:05:00 UTC 2025", "2025-03-14T10:05:00+00:00"),
        ("Fri Mar 14 10:05:00 CET 2025", "2025-03-14T10:05:00"),
        ("Fri, 32 Mar 2025 10:05:00 GMT", None),
        ("20250314T1005", None),
        ("20250314T10:05:09Z", "2025-03-14T10:05:09+00:00"),
        ("2025-3-4T10:05:09+01:00", "2025-03-04T10:05:09+01:00"),
        ("2025-3-145", None),
        ("2024-02-29", "2024-02-29"),
        ("2025-02-29", None),
        ("2025-13-01", None),
        ("2025-03-14T25:00", None),
        ("14 March 2025", None),
        ("on 2025-03-14", None),
        ("", None),
    ],
)
def test_iso(value, expected):
    assert iso(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("20250314", "2025-03-14"),
        ("20250314T1005", "2025-03-14T10:05:00"),
        ("20250314100509", "2025-03-14T10:05:09"),
        ("1741946700", "2025-03-14T10:05:00+00:00"),
        ("1741946700000", "2025-03-14T10:05:00+00:00"),
        ("17419467001", None),
        ("20251399", None),
        ("120250314", None),
        ("2025-03-14", None),
    ],
)
def test_figures_alone(value, expected):
    assert bare(value) == expected


@given(st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:?[0-9]{2})?\Z"))
@example("2025-03-14T10:05+99:99")
def test_what_iso_returns_is_a_moment(value):
    found = iso(value)
    if found is not None:
        assert datetime.fromisoformat(found).isoformat()[:10] == value[:10]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2025/03/14/bridge-reopens", "2025-03-14"),
        ("news/2025-03-14-bridge.html", "2025-03-14"),
        ("20250314/bridge", "2025-03-14"),
        ("2025/3/4/bridge", "2025-03-04"),
        ("2025_03_14_bridge", "2025-03-14"),
        ("2025/02/30/old/2025/03/01/new", "2025-03-01"),
        ("2025/02/30/bridge", None),
        ("news/14-03-2025", "2025-03-14"),
        ("news/14-03-25", None),
        ("story-nid14032025/", "2025-03-14"),
        ("story-45032025/", None),
        ("2025/03/bridge", None),
        ("bridge-20251399", None),
        ("article/123420250314", None),
        ("article/48213", None),
    ],
)
def test_of_url(path, expected):
    assert of_url(f"https://paper.example/{path}") == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "March 14, 2025", "2025-03-14"),
        ("en", "Published 14th of March 2025", "2025-03-14"),
        ("en", "Sept. 4, 2025", "2025-09-04"),
        ("en", "March 14, 2025 10:05 AM", "2025-03-14T10:05:00"),
        ("en", "March 14, 2025 12:30 AM", "2025-03-14T00:30:00"),
        ("en", "Mar 14, 2025 12:05 p.m.", "2025-03-14T12:05:00"),
        ("en", "10:05 PM, March 14, 2025", "2025-03-14T22:05:00"),
        ("en", "14-Mar-2025", "2025-03-14"),
        ("en", "10 tips for 2024, posted March 14, 2025", "2025-03-14"),
        ("de", "4. 3. 2025", "2025-03-04"),
        ("de", "14. MÄR. 2025", "2025-03-14"),
        ("de", "March 14, 2025", "2025-03-14"),
        ("fr", "14 fevrier 2025", "2025-02-14"),
        ("lt", "2025 m. kovo 14 d.", "2025-03-14"),
        ("ko", "2025. 3. 14.", "2025-03-14"),
        ("es", "14 de marzo del 2025", "2025-03-14"),
        ("en", "Fri, 14 Mar 2025 10:05:00 +0100", "2025-03-14T10:05:00"),
        ("de", "14.03.25", "2025-03-14"),
        ("de", "14.03.2512:44", "2025-03-14T12:44:00"),
        ("en-GB", "04/03/2025", "2025-03-04"),
        ("en-US", "04/03/2025", "2025-04-03"),
        ("en", "04/13/2025", "2025-04-13"),
        ("de", "Stand: 14. März 2025, 10:05 Uhr", "2025-03-14T10:05:00"),
        ("fr", "Publié le 14 mars 2025 à 10h05", "2025-03-14T10:05:00"),
        ("fr", "1er mars 2025", "2025-03-01"),
        ("es", "14 de marzo de 2025", "2025-03-14"),
        ("pt", "14 de março de 2025", "2025-03-14"),
        ("it", "14 marzo 2025", "2025-03-14"),
        ("nl", "14 maart 2025", "2025-03-14"),
        ("sv", "14 mars 2025", "2025-03-14"),
        ("no", "14. mars 2025", "2025-03-14"),
        ("da", "14. marts 2025", "2025-03-14"),
        ("fi", "14. maaliskuuta 2025", "2025-03-14"),
        ("pl", "14 marca 2025", "2025-03-14"),
        ("cs", "14. března 2025", "2025-03-14"),
        ("hu", "2025. március 14.", "2025-03-14"),
        ("ro", "14 martie 2025", "2025-03-14"),
        ("ru", "14 марта 2025, 10:05", "2025-03-14T10:05:00"),
        ("uk", "14 березня 2025", "2025-03-14"),
        ("tr", "14 Mart 2025", "2025-03-14"),
        ("el", "14 Μαρτίου 2025", "2025-03-14"),
        ("ar", "14 مارس 2025", "2025-03-14"),
        ("he", "14 במרץ 2025", "2025-03-14"),
        ("hi", "14 मार्च 2025", "2025-03-14"),
        ("th", "14 มีนาคม 2025", "2025-03-14"),
        ("th", "14 มีนาคม 2568", "2025-03-14"),
        ("en", "14 March 2568", None),
        ("ar", "١٤ مارس ٢٠٢٥", "2025-03-14"),
        ("hi", "१४ मार्च २०२५", "2025-03-14"),
        ("vi", "14 tháng 3, 2025", "2025-03-14"),
        ("id", "14 Maret 2025", "2025-03-14"),
        ("zh", "2025年3月14日 10:05", "2025-03-14T10:05:00"),
        ("ja", "2025年3月14日", "2025-03-14"),
        ("ko", "2025년 3월 14일", "2025-03-14"),
        (None, "14. März 2025", "2025-03-14"),
    ],
)
def test_printed(language, text, expected):
    assert printed(text, language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "May 3",
        "March 2025",
        "32 March 2025",
        "born 28 January 1975",
        "version 1.2.34",
        "13/14/2025",
        "Room 12, floor 3",
        "3月14日",
        "the year 2025",
        "",
    ],
)
def test_less_than_a_day_of_the_calendar_is_no_date(text):
    assert printed(text, "en") is None


@pytest.mark.parametrize(
    ("language", "url", "expected"),
    [
        ("en", None, "2025-03-04"),
        ("en", "https://paper.example/a", "2025-03-04"),
        ("en", "https://paper.example.co.uk/a", "2025-04-03"),
        ("en", "https://paper.example.au", "2025-04-03"),
        ("de", None, "2025-04-03"),
        ("fr", None, "2025-04-03"),
    ],
)
def test_the_order_of_day_and_month_in_figures(language, url, expected):
    assert printed("3/4/2025", language, url) == expected


@pytest.mark.parametrize("language", ["la", "ku", "tt", "xx", "", "english"])
def test_a_language_without_names_of_months_is_found_out(language):
    assert printed("14 March 2025", language) == "2025-03-14"


@pytest.mark.parametrize(
    "example",
    [pytest.param(e, id=e["raw"]) for rule in load("dates.toml")["date"] for e in rule["examples"]],
)
def test_which_day_a_line_names(example):
    assert is_update(example["raw"]) is example["updated"]


@pytest.mark.parametrize(
    ("day", "moment", "expected"),
    [
        ("2025-03-13", "2025-03-14T02:30:00+00:00", True),
        ("2025-03-13", "2025-03-14T10:30:00+00:00", False),
        ("2025-03-15", "2025-03-14T20:30:00+00:00", True),
        ("2025-03-15", "2025-03-14T08:30:00+00:00", False),
        ("2025-03-13", "2025-03-14T02:30:00+09:00", False),
        ("2025-03-12", "2025-03-14T02:30:00+00:00", False),
        ("2025-03-13", "2025-03-14", False),
    ],
)
def test_the_day_on_which_a_moment_may_fall(day, moment, expected):
    assert is_local(day, moment) is expected


def test_all_the_dates_of_a_line():
    assert list(all_printed("Posted 12 March 2025, updated 14 March 2025", "en")) == [
        "2025-03-12",
        "2025-03-14",
    ]


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("March", None, 3),
        ("Sept.", None, 9),
        ("MÄRZ", "de", 3),
        ("fevrier", "fr", 2),
        ("марта", "ru", 3),
        ("maaliskuuta", None, 3),
        ("listopada", "pl", 11),
        ("listopada", "hr", 10),
        ("listopada", None, None),
        ("Tipps", "de", None),
        ("3", "zh", None),
        ("", None, None),
        ("März", "../de", 3),
    ],
)
def test_month_of(word, language, expected):
    assert month_of(word, language) == expected


@pytest.mark.parametrize(
    ("line", "updates", "expected"),
    [
        ("Published on:", False, True),
        ("Mise en ligne", False, True),
        ("Letzte Änderung:", True, True),
        ("Letzte Änderung:", False, False),
        ("Published on 14 March 2025", False, False),
        ("", False, False),
    ],
)
def test_a_label_before_a_date(line, updates, expected):
    assert is_label(line, updates) is expected


CLOCKS = [e for rule in load("dates.toml")["date"] for e in rule.get("clock_examples", ())]


@pytest.mark.parametrize("line", CLOCKS)
def test_a_clock(line):
    assert date_rules().clock.search(line)


@pytest.mark.parametrize("line", ["Published 14 March 2025", "10:05 Uhr", "The bridge is open today"])
def test_no_clock(line):
    assert not date_rules().clock.search(line)


@pytest.mark.parametrize(
    ("shown", "moment", "expected"),
    [
        ("2025-03-13T21:44:00", "2025-03-14T00:44:52+00:00", "2025-03-13T21:44:52-03:00"),
        ("2025-03-15T04:29:00", "2025-03-14T22:59:00Z", "2025-03-15T04:29:00+05:30"),
        ("2025-03-15", "2025-03-14T23:00:00+00:00", "2025-03-15"),
        ("2025-03-15", "2025-03-14T16:00:00+00:00", None),
        ("2025-03-15T00:10:00", "2025-03-14T16:10:00+00:00", "2025-03-15T00:10:00+08:00"),
        ("2025-03-13T21:40:00", "2025-03-14T00:44:52+00:00", None),
        ("2025-03-13", "2025-03-14T12:00:00+00:00", None),
        ("2025-03-11", "2025-03-14T00:44:52+00:00", None),
        ("2025-03-15", "2025-03-14T23:00:00+02:00", None),
        ("2025-03-15", "2025-03-14", None),
    ],
)
def test_a_moment_in_the_zone_in_which_it_is_shown(shown, moment, expected):
    assert in_zone_of(shown, moment) == expected
