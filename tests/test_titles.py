"""Headlines: `pipelines.titles`."""

import pytest

from pipelines import clean
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


def test_what_two_descriptions_say_is_the_headline():
    titles = ["Harbour: Bridge reopens after storm"] * 2 + ["Bridge reopens after storm | Harbour Gazette"]
    assert headline(titles, SITE, HOST, ["Bridge reopens after storm"]) == titles[0]


def test_the_title_in_the_bread_crumbs_is_for_search_engines():
    seo, printed = "Harbour bridge: How it reopens", "Storm over, the ferries can rest"
    titles = [seo, printed, f"{seo} | {SITE}"]
    assert headline(titles, SITE, HOST, [f"Repairs {printed}"], trail=[seo]) == printed
    assert headline(titles, SITE, HOST, ["Most read"], trail=[seo]) == seo


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Old: The bridge reopens after storm", "The bridge reopens after storm"),
        ("The harbour The bridge reopens after storm", "The harbour The bridge reopens after storm"),
    ],
)
def test_a_kicker_stays_where_the_titles_have_it(title, expected):
    printed = "The harbour The bridge reopens after storm"
    bare = {printed: "The bridge reopens after storm"}
    assert headline([None, title, title], SITE, HOST, [printed], mains=1, bare=bare) == expected


@pytest.mark.parametrize(
    ("title", "headings", "expected"),
    [
        pytest.param(
            "„On duty at sea“ - The New Harbour Gazette of the North",
            ["„On duty at sea“"],
            "„On duty at sea“",
            id="h1-before-a-bar",
        ),
        pytest.param(
            "Years of the Sea » Archive » Small boats",
            ["Years of the Sea", "Small boats"],
            None,
            id="blog-name",
        ),
        pytest.param(
            "Notices - Law on the harbour dues comes into force", ["Notices"], None, id="section-before-a-bar"
        ),
        pytest.param(
            "Bridge at the harbour - When it reopens",
            ["When does the bridge at the harbour reopen?"],
            "When does the bridge at the harbour reopen?",
            id="reworded",
        ),
        pytest.param("Home", ["Time to say goodbye"], "Time to say goodbye", id="kind-of-page"),
        pytest.param(
            "The town behind neon", ["Why light tubes became signs of a century"], None, id="another-wording"
        ),
    ],
)
def test_a_heading_and_a_title_without_json_ld(title, headings, expected):
    found = headline([None, None, title], None, None, headings, mains=1)
    assert found == expected or (expected is None and found == title)


def test_a_heading_that_holds_the_subtitle_too():
    title = "Bridge in the harbour reopens after the storm"
    titles = [None, title, f"{title} with a feast"]
    assert headline(titles, SITE, HOST, [f"{title} with a feast"]) == title
