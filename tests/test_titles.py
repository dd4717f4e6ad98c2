"""Headlines: `pipelines.titles`."""

import pytest

from pipelines import clean
from pipelines.metadata.headings import Headings, Kicker
from pipelines.publication import Publication
from pipelines.titles import headline

SITE, HOST = "Harbour Gazette", "gazette.example"


def chosen(candidates, texts=(), site=SITE, host=HOST, **told):
    """The headline among the titles of a page with these headings."""
    headings = Headings(texts=list(texts), **told)
    return headline(candidates, Publication(site, host, headings.mastheads), headings)


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
def test_without_the_publications_name(title, expected):
    assert Publication(SITE, HOST).taken_out(title) == expected


@pytest.mark.parametrize(
    ("title", "site", "host"),
    [
        ("Winter is here - Sometimes it snows", "Times", None),
        ("Peace at last – Around the world in song", None, "world.example"),
    ],
)
def test_a_half_that_only_contains_the_name_stays(title, site, host):
    assert Publication(site, host).taken_out(title) == title


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
    assert chosen(titles, ["Bridge reopens after storm"]) == titles[0]


def test_the_title_in_the_bread_crumbs_is_for_search_engines():
    seo, printed = "Harbour bridge: How it reopens", "Storm over, the ferries can rest"
    titles = [seo, printed, f"{seo} | {SITE}"]
    assert chosen(titles, [f"Repairs {printed}"], trail=[seo]) == printed
    assert chosen(titles, ["Most read"], trail=[seo]) == seo


STORY = "The bridge reopens after storm"


@pytest.mark.parametrize(
    ("title", "printed", "expected"),
    [
        pytest.param(f"Old: {STORY}", f"The harbour {STORY}", STORY, id="titles-without-it"),
        pytest.param(f"The harbour: {STORY}", f"The harbour: {STORY}", f"The harbour: {STORY}", id="in-both"),
        pytest.param(f"The harbour: {STORY}", f"The harbour {STORY}", STORY, id="on-a-line-of-its-own"),
        pytest.param(STORY, f"The harbour: {STORY}", STORY, id="heading-alone-has-it"),
    ],
)
def test_a_kicker_is_part_of_the_headline_where_both_print_it_as_such(title, printed, expected):
    kickers = {printed: Kicker("The harbour", STORY)}
    assert chosen([None, title, title], [printed], None, None, mains=1, kickers=kickers) == expected


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
        pytest.param(
            "Bridge reopens",
            ["Harbour news: Bridge reopens"],
            "Bridge reopens",
            id="something-over-the-title",
        ),
        pytest.param(
            "Blog Archive » Small boats return",
            [],
            "Small boats return",
            id="old-themes-word-for-the-archive",
        ),
        pytest.param(
            "14.03.2025 - Small boats return", [], "Small boats return", id="day-before-the-headline"
        ),
    ],
)
def test_a_heading_and_a_title_without_json_ld(title, headings, expected):
    assert chosen([None, None, title], headings, None, None, mains=1) == (expected or title)


def test_a_heading_that_holds_the_subtitle_too():
    title = "Bridge in the harbour reopens after the storm"
    titles = [None, title, f"{title} with a feast"]
    assert chosen(titles, [f"{title} with a feast"]) == title


def test_the_heading_that_is_a_title_goes_before_one_that_is_a_piece_of_it():
    """A blog prints its name as an h1 over the one of the story."""
    name, story = "A market for a good life", "All in good time"
    titles = [None, story, f"{story} | {name}"]
    assert chosen(titles, [name, story], None, None, mains=2) == story


def test_a_title_that_was_cut_off_is_printed_in_full_elsewhere():
    full = "The bridge over the harbour reopens after a storm of three days"
    assert chosen(["The bridge over the harbour reopens...", None, None], [full]) == full
    assert chosen(["The bridge over the harbour reopens…", None, f"{full} | {SITE}"]) == full
    assert chosen(["And then there was none …", None, None], ["Most read"]) == "And then there was none …"


def test_two_lines_of_a_heading_get_the_mark_between_them_from_the_title():
    title = "Ice saints 2025: When they come"
    assert chosen([title, None, None], ["Ice saints 2025 When they come"]) == title


class TestPublication:
    @pytest.mark.parametrize(
        ("title", "expected"),
        [
            ("Boat figures - Dances of the harbour", "Boat figures"),
            ("Dances of the harbour", None),
            ("Boats and the dances of the harbour", "Boats and the dances of the harbour"),
        ],
    )
    def test_the_masthead_prints_its_name(self, title, expected):
        assert Publication(None, None, ["Dances of the harbour"]).taken_out(title) == expected

    @pytest.mark.parametrize(
        ("title", "host", "expected"),
        [
            ("Bridge reopens - Harbour Post online", "harbourpost.example", "Bridge reopens"),
            ("Bridge reopens - The Harbour-Post", "www2.harbour-post.example", "Bridge reopens"),
            ("Bridge reopens - Post", "post.example", "Bridge reopens"),
            (
                "Bridge reopens - Mail from the harbour",
                "mail.example",
                "Bridge reopens - Mail from the harbour",
            ),
            ("Harbour Post", "harbourpost.example", None),
            ("Harbour-Post strike - What now", "harbourpost.example", "Harbour-Post strike - What now"),
            ("Harbour Post wins", "harbourpost.example", "Harbour Post wins"),
        ],
    )
    def test_a_piece_that_spells_the_address(self, title, host, expected):
        assert Publication(None, host).taken_out(title) == expected

    def test_a_headline_where_the_name_belongs_is_no_name(self):
        title = "Halls too full to be safe in the harbour, experts warn"
        assert Publication.of(title, HOST, Headings(), [None, None, title]).site is None
        assert Publication.of(SITE, HOST, Headings(), [None, None, SITE]).site == SITE

    def test_what_the_descriptions_call_the_headline_is_no_masthead(self):
        headings = Headings(mastheads=["Bridge reopens", SITE])
        publication = Publication.of(SITE, HOST, headings, [None, "Bridge reopens", "Bridge reopens"])
        assert publication.mastheads == [SITE]
        assert headline([None, "Bridge reopens", SITE], publication, headings) == "Bridge reopens"


@pytest.mark.parametrize(
    ("title", "texts", "mains", "expected"),
    [
        pytest.param(
            "Harbour Gazette -", ["Ferries replace trains on Sunday"], 0, True, id="open-end-and-h2"
        ),
        pytest.param("Harbour Gazette -", ["Search"], 0, False, id="open-end-and-a-box"),
        pytest.param("Harbour Gazette", ["Ferries"], 1, True, id="name-alone-and-h1"),
        pytest.param("Harbour Gazette", ["Friday, 14 March 2025"], 0, False, id="day-over-the-stories"),
    ],
)
def test_a_page_that_is_titled_with_the_name_alone(title, texts, mains, expected):
    assert chosen([None, None, title], texts, mains=mains) == (texts[0] if expected else None)


def test_without_a_name_an_open_end_is_cut():
    assert chosen([None, None, "Bridge reopens -"], site=None) == "Bridge reopens"
