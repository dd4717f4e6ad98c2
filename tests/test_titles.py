"""Headlines: `pipelines.titles`."""

import pytest

from pipelines.titles import headline, without_site

SITE, HOST = "Harbour Gazette", "gazette.example"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bridge reopens", "Bridge reopens"),
        ("Bridge reopens | Harbour Gazette", "Bridge reopens"),
        ("Bridge reopens - Harbour Gazette", "Bridge reopens"),
        ("Bridge reopens — HARBOUR GAZETTE", "Bridge reopens"),
        ("Bridge reopens » The Harbour Gazette", "Bridge reopens"),
        ("Bridge reopens - gazette.example", "Bridge reopens"),
        ("Bridge reopens｜Harbour Gazette", "Bridge reopens"),
        ("Harbour Gazette | Bridge reopens", "Bridge reopens"),
        ("Harbour Gazette: Bridge reopens", "Bridge reopens"),
        ("War – and peace | Harbour Gazette", "War – and peace"),
        ("A - A - Harbour Gazette", "A - A"),
        ("Bridge - reopens", "Bridge - reopens"),
        ("Harbour Gazette wins a prize", "Harbour Gazette wins a prize"),
        ("Half-time: 2-1", "Half-time: 2-1"),
        ("Harbour Gazette", None),
        ("gazette.example", None),
    ],
)
def test_without_site(title, expected):
    assert without_site(title, SITE, HOST) == expected


@pytest.mark.parametrize(
    ("title", "site", "host"),
    [
        ("Winter is here - Sometimes it snows", "Times", None),
        ("Peace at last – Around the world in song", None, "world.example"),
    ],
)
def test_a_half_that_only_contains_the_name_stays(title, site, host):
    assert without_site(title, site, host) == title


@pytest.mark.parametrize(
    ("candidates", "h1", "expected"),
    [
        pytest.param(["Bridge reopens", "Another"], None, "Bridge reopens", id="first-candidate"),
        pytest.param([None, "  ", "Bridge\n reopens"], None, "Bridge reopens", id="first-with-words"),
        pytest.param(["Harbour Gazette", "Bridge reopens"], None, "Bridge reopens", id="site-alone-is-none"),
        pytest.param(["Bridge reopens: Local: Harbour Gazette"], "Bridge reopens", "Bridge reopens", id="h1-inside"),
        pytest.param(["BRIDGE REOPENS – Local"], "Bridge Reopens", "Bridge Reopens", id="h1-in-other-case"),
        pytest.param(["Bridge reopens – Arts and culture"], "Arts and culture", "Bridge reopens – Arts and culture", id="h1-is-the-section"),
        pytest.param(["Bridge reopens after storm | Harbour Gazette"], SITE, "Bridge reopens after storm", id="h1-is-the-site"),
        pytest.param([], "Bridge reopens", "Bridge reopens", id="h1-alone"),
        pytest.param(["Harbour Gazette"], "Bridge reopens", "Bridge reopens", id="h1-when-the-title-is-the-site"),
        pytest.param([], None, None, id="none"),
    ],
)
def test_headline(candidates, h1, expected):
    assert headline(candidates, SITE, HOST, h1) == expected
