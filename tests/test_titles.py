"""Headlines: `pipelines.titles`."""

import pytest

from pipelines import clean
from pipelines.titles import without_site

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
    ("title", "heading", "expected"),
    [
        pytest.param("Bridge reopens", "", "Bridge reopens", id="title-alone"),
        pytest.param("", "<h1>Bridge <em>reopens</em></h1>", "Bridge reopens", id="h1-alone"),
        pytest.param(
            "Local: Bridge reopens: Gazette", "<h1>Bridge reopens</h1>", "Bridge reopens", id="h1-inside"
        ),
        pytest.param(
            "BRIDGE REOPENS – Local", "<h1>Bridge Reopens</h1>", "Bridge Reopens", id="h1-in-other-case"
        ),
        pytest.param("Harbour Gazette", "<h1>Bridge reopens</h1>", "Bridge reopens", id="title-is-the-site"),
        pytest.param(
            "Bridge reopens after storm | Harbour Gazette",
            "<h1>Harbour Gazette</h1>",
            "Bridge reopens after storm",
            id="h1-is-the-site",
        ),
        pytest.param(
            "Bridge reopens after storm | Harbour Gazette",
            "<h1>Harbour Gazette</h1><h2>Bridge reopens after storm</h2>",
            "Bridge reopens after storm",
            id="h1-is-the-site-and-h2-the-headline",
        ),
        pytest.param(
            "Bridge reopens after storm – Arts and culture",
            "<h1>Arts and culture</h1>",
            "Bridge reopens after storm – Arts and culture",
            id="h1-is-the-section",
        ),
    ],
)
def test_the_headline_of_a_page(title, heading, expected):
    site = f'<meta property="og:site_name" content="{SITE}">'
    page = f"<html lang=en><head><title>{title}</title>{site}</head><body>{heading}<p>It rained.</p></body>"
    assert clean(page, url=f"https://{HOST}/a").title == expected


def test_the_most_trusted_title_is_taken():
    head = '<title>Short</title><meta property="og:title" content=" ">'
    data = '{"@type": "NewsArticle", "headline": "Bridge\\n reopens"}'
    page = f'<html lang=en>{head}<script type="application/ld+json">{data}</script><p>It rained.</p></html>'
    assert clean(page).title == "Bridge reopens"
