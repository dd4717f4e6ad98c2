"""What publishers say machines may do: read from headers, metas and tdmrep.json, and obeyed."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipelines
from crawler.manners.per_site import PER_SITE_SETTINGS, check
from crawler.manners.rights import reserved_by
from crawler.manners.tdmrep import TdmRep
from crawler.reading import read_page
from pipelines import Page
from pipelines.article import Rights

URL = "https://paper.example/2026/story"
STORY = (
    "<article><h1>Bridge opens</h1>" + "<p>The bridge over the river opened on Monday after a year.</p>" * 6
)


def rights(head: str = "", *headers: tuple[str, str]) -> Rights:
    page = Page(f"<html><head>{head}</head><body>{STORY}</article></body></html>", url=URL, headers=headers)
    return pipelines.clean_page(page).rights


def test_a_page_that_says_nothing():
    assert rights() == Rights([], None, None)


@pytest.mark.parametrize(
    ("values", "directives"),
    [
        (["noindex"], ["noindex"]),
        (["NoIndex, nofollow"], ["noindex", "nofollow"]),
        (["noindex", "noarchive", "noindex"], ["noindex", "noarchive"]),
        (["copydesk: noai, noimageai"], ["noai", "noimageai"]),
        (["googlebot: noindex, nofollow"], []),
        (["googlebot: noindex, copydesk: noai"], ["noai"]),
        (["noarchive, googlebot: noindex"], ["noarchive"]),
        (["max-snippet:50, max-image-preview: large"], ["max-snippet:50", "max-image-preview: large"]),
        (
            ["unavailable_after: Sunday, 01-Sep-24 12:34:56 GMT, noai"],
            ["unavailable_after: sunday, 01-sep-24 12:34:56 gmt", "noai"],
        ),
        (["googlebot: unavailable_after: 25 Jun 2010 15:00:00 PST"], []),
        ([", ,"], []),
    ],
)
def test_x_robots_tag(values, directives):
    assert rights("", *(("x-robots-tag", value) for value in values)).robots == directives


def test_robots_metas_and_our_own():
    head = (
        '<meta name="ROBOTS" content="noarchive, max-snippet:-1"><meta name="copydesk" content="NOAI">'
        '<meta name="googlebot" content="noindex"><meta name="robots" content="noarchive">'
    )
    assert rights(head, ("x-robots-tag", "nosnippet")).robots == [
        "noarchive",
        "max-snippet:-1",
        "noai",
        "nosnippet",
    ]


@pytest.mark.parametrize(("value", "expected"), [("1", True), (" 0 ", False), ("yes", None), ("", None)])
def test_tdm_reservation(value, expected):
    assert rights(f'<meta name="tdm-reservation" content="{value}">').tdm_reservation is expected
    assert rights("", ("tdm-reservation", value)).tdm_reservation is expected


def test_the_meta_goes_before_the_header():
    head = '<meta name="tdm-reservation" content="0"><meta name="tdm-policy" content="/policy.json">'
    found = rights(head, ("tdm-reservation", "1"), ("tdm-policy", "https://other.example/p"))
    assert found == Rights([], False, "https://paper.example/policy.json")


@pytest.mark.parametrize("policy", ["javascript:alert(1)", "http://[::1", "   ", "mailto:a@b.example"])
def test_a_policy_that_is_no_address_of_the_web(policy):
    assert rights("", ("tdm-reservation", "1"), ("tdm-policy", policy)) == Rights([], True, None)


def test_a_plain_text_has_the_rights_of_its_headers():
    page = Page(
        "Bridge opens\n\nThe bridge opened on Monday.", kind="text", headers=(("x-robots-tag", "noai"),)
    )
    assert pipelines.clean_page(page).rights.robots == ["noai"]


@given(st.text(max_size=300))
def test_any_header_is_read(value):
    directives = rights("", ("x-robots-tag", value), ("tdm-policy", value)).robots
    assert all(directive == directive.strip() and directive for directive in directives)


def test_a_header_of_a_megabyte():
    found = rights(
        "", ("x-robots-tag", "unavailable_after: " + "1," * 500_000), ("x-robots-tag", "a," * 500_000)
    )
    assert found.robots == ["a"]


@pytest.mark.parametrize("value", ["nofollow", "none", "copydesk: nofollow"])
def test_links_of_a_page_that_wants_none_followed(value):
    html = f'<body>{STORY}<a href="/other">More</a></body>'
    page = Page(html, url=URL, headers=(("x-robots-tag", value),))
    assert read_page(page, follow=True, sure=True).links.pages == []
    assert read_page(Page(html, url=URL), follow=True, sure=True).links.pages == [
        "https://paper.example/other"
    ]


def tdmrep(*rows: object) -> TdmRep:
    return TdmRep(json.dumps(rows).encode(), "https://paper.example/.well-known/tdmrep.json")


def test_the_first_entry_that_fits_is_what_the_site_says():
    site = tdmrep(
        {"location": "/2026/free/*", "tdm-reservation": 0},
        {"location": "/2026/", "tdm-reservation": 1, "tdm-policy": "/policy.json"},
        {"location": "*", "tdm-reservation": "0"},
    )
    said = [site.of(f"https://paper.example{path}").reserved for path in ("/2026/free/a", "/2026/a", "/b")]
    assert said == [False, True, False]
    assert site.of("https://paper.example/2026/a").policy == "https://paper.example/policy.json"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[[]]",
        b'[{"location": 1}]',
        b"\xff",
        b"[" * 100_000,
        b'[{"location": "/x\\nAllow: /"}]',
        b"null",
    ],
)
def test_files_that_say_nothing_of_a_page(body):
    assert TdmRep(body, URL).of(URL) is None


def test_a_reservation_that_is_no_flag():
    assert tdmrep({"location": "/", "tdm-reservation": True}).of(URL).reserved is None


@pytest.mark.parametrize(
    ("said", "obeyed", "signal"),
    [
        (Rights([], True), ["tdm-reservation"], "tdm-reservation"),
        (Rights([], True), [], None),
        (Rights([], False), ["tdm-reservation"], None),
        (Rights(["noarchive", "noai"]), ["NoAI"], "noai"),
        (Rights(["none"]), ["noindex"], "noindex"),
        (Rights(["noindex"]), ["tdm-reservation", "noai"], None),
        (Rights(["unavailable_after: 2025-01-01"]), ["unavailable_after"], "unavailable_after"),
        (
            Rights(["unavailable_after: sunday, 01-sep-24 12:34:56 gmt"]),
            ["unavailable_after"],
            "unavailable_after",
        ),
        (Rights(["unavailable_after: 2027-01-01"]), ["unavailable_after"], None),
        (Rights(["unavailable_after: some day"]), ["unavailable_after"], None),
    ],
)
def test_what_is_obeyed(said, obeyed, signal):
    assert reserved_by(said, obeyed, datetime(2026, 3, 14, tzinfo=UTC)) == signal


def test_settings_of_one_site():
    check({"DOWNLOAD_DELAY": 2, "AUTOTHROTTLE_ENABLED": False, "OBEY_RIGHTS": ["noai"]})
    assert "OBEY_RIGHTS" in PER_SITE_SETTINGS and "CONCURRENT_REQUESTS" not in PER_SITE_SETTINGS


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"CONCURRENT_REQUESTS": 9}, "CONCURRENT_REQUESTS cannot be set for one site"),
        ({"DOWNLOAD_DELAY": "2"}, "DOWNLOAD_DELAY is '2'; a number is wanted"),
        ({"DOWNLOAD_DELAY": True}, "a number is wanted"),
        ({"DOWNLOAD_DELAY": -1}, "0 or more"),
        ({"CONCURRENT_REQUESTS_PER_DOMAIN": 0}, "above 0"),
        ({"CONCURRENT_REQUESTS_PER_DOMAIN": 1.5}, "a whole number"),
        ({"OBEY_RIGHTS": "noai"}, "a list of strings"),
        ({"OBEY_RIGHTS": [1]}, "a list of strings"),
    ],
)
def test_settings_that_no_site_can_have(settings, message):
    with pytest.raises(ValueError, match=message):
        check(settings)
