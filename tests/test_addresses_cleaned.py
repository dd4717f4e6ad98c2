"""Addresses: cleaned, scored, told apart from their twins and from other pages of their list."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery.cleaning import clean, is_clean
from crawler.discovery.entry import address
from crawler.discovery.numbering import page_number
from crawler.discovery.periods import name_periods
from crawler.discovery.scoring import article_likeness, is_junk, is_listing
from crawler.discovery.seen import Seen
from crawler.discovery.traps import Traps, patterns_of, trap_of
from crawler.discovery.twins import plain_form, same_page

SITE = "https://paper.example"
TODAY = date(2026, 5, 1)
PIECES = [
    "http://",
    "https://",
    "paper.example",
    "Bücher.example",
    "[::1]",
    ":80",
    ":443",
    ":0",
    "/",
    "//",
    "?",
    "#",
    "&",
    "=",
    "a=1",
    "utm_source=x",
    ";jsessionid=",
    "PHPSESSID=0123456789abcdef0",
    "sid=",
    "index.html",
    "/(S(abc))/",
    "%",
    "%e4",
    "..",
    ".",
    "@",
    "user:pw",
    " ",
    "\n",
    "ä",
    "page",
    "2",
    "2025",
    "/2025/05/01/",
    "amp",
    "m.",
]
WILD = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=10).map("".join)


@pytest.mark.parametrize(
    ("found", "cleaned"),
    [
        ("HTTP://Paper.Example:80/Story", "http://paper.example/Story"),
        ("https://paper.example:8443/", "https://paper.example:8443/"),
        ("https://paper.example", "https://paper.example/"),
        ("https://Bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://paper.example./a%c3%a4", "https://paper.example/a%C3%A4"),
        ("https://jane:secret@paper.example/a", "https://paper.example/a"),
        ("https://paper.example/a;jsessionid=0A1B.node2/b?x=1", "https://paper.example/a/b?x=1"),
        ("https://paper.example/a?PHPSESSID=0123456789abcdef0123&id=4", "https://paper.example/a?id=4"),
        ("https://paper.example/(S(lit3py55t21z5v55vlm25s55))/a.aspx", "https://paper.example/a.aspx"),
        ("https://paper.example/story.php?sid=4711", "https://paper.example/story.php?sid=4711"),
        ("https://paper.example/a?b=2&a=1&b=1", "https://paper.example/a?a=1&b=2&b=1"),
        ("https://paper.example/world/index.html", "https://paper.example/world/"),
        ("https://paper.example/index.php?id=3", "https://paper.example/index.php?id=3"),
        ("https://paper.example/a?&utm_campaign=x&", "https://paper.example/a"),
    ],
)
def test_cleaning(found, cleaned):
    assert clean(found) == cleaned


@settings(deadline=None, max_examples=400)
@given(WILD)
def test_cleaning_twice_is_cleaning_once_and_never_fails(text):
    cleaned = address(text, f"{SITE}/world/")

    if cleaned is not None:
        assert clean(cleaned) == address(cleaned, SITE) == cleaned
        assert "#" not in cleaned


@settings(deadline=None, max_examples=400)
@given(
    st.lists(
        st.sampled_from(["a", "a-b", "index.html", "index", "2025", "/", ".", "..", "x.html"]), max_size=6
    )
)
def test_what_is_clean_at_a_glance_is_clean(parts):
    url = f"{SITE}/{'/'.join(parts)}"

    assert not is_clean(url) or clean(url) == url


@settings(deadline=None, max_examples=300)
@given(WILD)
def test_nothing_an_address_can_be_makes_judging_fail(text):
    for url in (text, f"{SITE}/{text}"):
        assert article_likeness(url) in range(4)
        assert is_listing(url) in (True, False)
        assert is_junk(url) in (True, False)
        assert plain_form(url) != url
        assert isinstance(same_page(url), str)
        assert trap_of(url, TODAY) in (None, "long", "deep", "circle", "filters", "calendar")
        assert len(patterns_of(url)) == 2
        assert page_number(url, url) == 1
        Traps().saw("paper", url, article=False, leads=False)


@pytest.mark.parametrize(
    "path",
    [
        "/2025/03/",
        "/2025-03-14",
        "/tag/harbour",
        "/author/jane-roe-of-the-gazette",
        "/world/page/2/",
        "/news?page=3&x=1",
        "/thema/hafen",
        "/rubrique/monde",
        "/kategoria/sport",
        "/",
        "/archive/2024/",
    ],
)
def test_lists_by_their_address(path):
    assert article_likeness(SITE + path) == 0


@pytest.mark.parametrize(
    "path",
    [
        "/2025/03/14/levee",
        "/?p=4711",
        "/story.php?id=48213",
        "/archive/2024/05/council-votes-on-levee.html",
        "/de/politik/hafenausbau-im-kabinett-beschlossen",
        "/a/48213",
        "/events/2025/03/14/council-votes-on-the-levee",
    ],
)
def test_articles_by_their_address(path):
    assert article_likeness(SITE + path) >= 1


@pytest.mark.parametrize(
    "path", ["/wp-login.php", "/cart/", "/a.pdf", "/story?replytocom=3", "/hats?add-to-cart=9"]
)
def test_junk_by_its_address(path):
    assert is_junk(SITE + path)
    assert not is_junk(f"{SITE}/world/cartel-trial")


@pytest.mark.parametrize(
    "twin",
    [
        "https://m.paper.example/story",
        "https://amp.paper.example/story",
        f"{SITE}/amp/story",
        f"{SITE}/story/amp/",
        f"{SITE}/story?amp=1",
        f"{SITE}/story?outputType=amp",
        f"{SITE}/story/print",
        f"{SITE}/story?print=1",
    ],
)
def test_twins_have_one_key(twin):
    assert plain_form(twin) is not None
    assert same_page(twin) == same_page(f"{SITE}/story") == same_page("https://www.paper.example/story/")


@pytest.mark.parametrize("path", ["/amplifiers", "/sport/print-works", "/print", "/a?printer=3", "/amp"])
def test_what_only_looks_like_a_twin(path):
    assert plain_form(SITE + path) in (None, SITE + "/")
    assert plain_form("https://m.example/story") is None


@pytest.mark.parametrize(
    ("url", "of", "number"),
    [
        ("/world/page/2/", "/world/", 2),
        ("/world/page/3", "/world/page/2/", 3),
        ("/world?page=2", "/world/", 2),
        ("/world?q=a&seite=12", "/world?q=a", 12),
        ("/story/2", "/story", 2),
        ("/story,3.html", "/story.html", 3),
        ("/story-page-4.html", "/story.html", 4),
        ("/story/", "/story/3", 1),
        ("/article/48214", "/article/48213", None),
        ("/other/2", "/story", None),
        ("/world?page=2&sort=old", "/world/", None),
    ],
)
def test_page_numbers(url, of, number):
    assert page_number(SITE + url, SITE + of) == number


def test_periods_of_file_names():
    one, other = f"{SITE}/sitemap-2024-02.xml", f"{SITE}/sitemap-2024-12.xml"
    assert name_periods([one, other]) == {
        one: ("2024-02-01", "2024-02-29"),
        other: ("2024-12-01", "2024-12-31"),
    }
    assert name_periods([f"{SITE}/s?yyyy=2024&mm=3"]) == {
        f"{SITE}/s?yyyy=2024&mm=3": ("2024-03-01", "2024-03-31")
    }
    # The two thousand and twenty-fourth file, not the year's.
    assert name_periods([f"{SITE}/sitemap-{n}.xml" for n in (1, 2024)]) == {}
    assert name_periods([f"{SITE}/sitemap-news.xml"]) == {}


def test_seen_tells_what_is_new():
    seen = Seen()

    assert [seen.add(f"{SITE}/{n % 500}") for n in range(1000)] == [True] * 500 + [False] * 500
    assert f"{SITE}/7" in seen
    assert f"{SITE}/no" not in seen


# --- Traps ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "trap"),
    [
        ("/2031/05/", "calendar"),
        ("/calendar?month=2031-05", "calendar"),
        ("/events?date=2026-06-01", "calendar"),
        ("/2026/05/", None),
        ("/2025/05/05/05-things-to-do", None),
        ("/a/b/a/b/a/", "circle"),
        ("/x/y/x/y", "circle"),
        ("/shop/shop/shop/", "circle"),
        ("/2011/11/11/11", None),
        ("/" + "a" * 2000, "long"),
        ("/" + "/".join("abcdefghijklmnopq"), "deep"),
        ("/shop?" + "&".join(f"f{n}=1" for n in range(11)), "filters"),
    ],
)
def test_traps_by_their_looks(path, trap):
    assert trap_of(SITE + path, TODAY) == trap


def test_a_pattern_that_brings_nothing_is_given_up():
    traps = Traps(pages=5)
    for n in range(5):
        assert traps.refuses("p", f"{SITE}/shop/hats?color={n}") is None
        traps.saw("p", f"{SITE}/shop/hats?color={n}", article=False, leads=False)

    assert traps.refuses("p", f"{SITE}/shop/hats?color=9") == "pattern"
    assert traps.refuses("p", f"{SITE}/world/hats") is None
    assert traps.refuses("other", f"{SITE}/shop/hats?color=9") is None


def test_filters_in_every_combination_are_one_pattern():
    traps = Traps(pages=5)
    names = "abcdef"
    for n in range(5):
        traps.saw("p", f"{SITE}/shop?{names[n]}=1&{names[n + 1]}=2", article=False, leads=False)

    assert traps.refuses("p", f"{SITE}/shop?y=1&z=2") == "pattern"


def test_what_leads_to_news_is_never_given_up():
    traps = Traps(pages=5)
    for n in range(50):
        traps.saw("p", f"{SITE}/tag/t{n}", article=False, leads=n % 5 == 0)

    assert traps.refuses("p", f"{SITE}/tag/harbour") is None


def test_a_pattern_of_articles_is_unbounded():
    traps = Traps(pages=5)
    traps.saw("p", f"{SITE}/news/1-a-b-c-d", article=True, leads=False)
    for n in range(1000):
        traps.saw("p", f"{SITE}/news/{n}-a-b-c-d", article=False, leads=False)

    assert traps.refuses("p", f"{SITE}/news/7-a-b-c-d") is None


def test_what_looks_like_articles_and_never_is_gets_ten_times_the_room():
    traps = Traps(pages=5)
    for n in range(50):
        assert traps.refuses("p", f"{SITE}/farm/{n}-a-b-c-d") is None
        traps.saw("p", f"{SITE}/farm/{n}-a-b-c-d", article=False, leads=False)

    assert traps.refuses("p", f"{SITE}/farm/51-a-b-c-d") == "pattern"


def test_a_whole_site_that_brings_nothing():
    traps = Traps(pages=5, site_pages=20)
    for n in range(20):
        traps.saw("p", f"{SITE}/{'x' * (n + 1)}/a", article=False, leads=False)

    assert traps.refuses("p", f"{SITE}/zebra/a") == "site"
    assert traps.refuses("p", f"{SITE}/2025/05/01/council-votes-on-the-levee") is None


def test_patterns_kept_are_bounded(monkeypatch):
    monkeypatch.setattr("crawler.discovery.traps._MOST_PATTERNS", 100)
    traps = Traps()
    for n in range(1000):
        traps.saw("p", f"{SITE}/{'x' * n}/a", article=False, leads=False)

    assert len(traps._records) == 100
