"""Bylines to names: `pipelines.authors`. The words of each language are in test_bylines.py."""

import pytest

from pipelines import clean
from pipelines.authors import byline, is_address, is_label, is_person, of_byline, parties, persons, signature


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        pytest.param("Jane Roe", ["Jane Roe"], id="plain"),
        pytest.param("By Jane Roe", ["Jane Roe"], id="lead"),
        pytest.param("by: Jane Roe", ["Jane Roe"], id="lead-with-colon"),
        pytest.param("By Jane Roe, John Doe and Ann Poe", ["Jane Roe", "John Doe", "Ann Poe"], id="three"),
        pytest.param("Jane Roe, John Doe, and Ann Poe", ["Jane Roe", "John Doe", "Ann Poe"], id="comma-and"),
        pytest.param("Jane Roe & John Doe", ["Jane Roe", "John Doe"], id="ampersand"),
        pytest.param("Jane Roe / John Doe | Ann Poe", ["Jane Roe", "John Doe", "Ann Poe"], id="bars"),
        pytest.param("Jane Roe - Staff Writer", ["Jane Roe"], id="role-after-dash"),
        pytest.param("Jane Roe Political Editor", ["Jane Roe"], id="role-after-name"),
        pytest.param("Jane Roe (London)", ["Jane Roe"], id="brackets"),
        pytest.param("Jane Roe jane.roe@paper.example", ["Jane Roe"], id="mail"),
        pytest.param("Jane Roe @janeroe", ["Jane Roe"], id="handle"),
        pytest.param("https://paper.example/author/jane", [], id="address"),
        pytest.param("Updated 14 March 2025", [], id="date"),
        pytest.param("She has covered the river for us since the flood of last spring", [], id="sentence"),
        pytest.param("", [], id="empty"),
        pytest.param("MARIE-ANNE MODÈLE", ["Marie-Anne Modèle"], id="capitals"),
        pytest.param("JANE ROE", ["Jane Roe"], id="short-capitals"),
        pytest.param("SEAN O'POE-ROE", ["Sean O'Poe-Roe"], id="capitals-apostrophe"),
        pytest.param("Jean-Luc Modèle", ["Jean-Luc Modèle"], id="hyphen"),
        pytest.param("John Q. Doe Jr.", ["John Q. Doe Jr"], id="initial"),
        pytest.param("Jane E Roe", ["Jane E Roe"], id="initial-that-is-and-in-Spanish"),
        pytest.param("Ivan Y. Doe", ["Ivan Y. Doe"], id="initial-with-stop"),
        pytest.param("Sandy Anderson", ["Sandy Anderson"], id="and-inside-a-word"),
        pytest.param("Byron Roe", ["Byron Roe"], id="by-inside-a-word"),
        pytest.param("abc/def", ["abc/def"], id="sign-of-desk-and-person"),
        pytest.param("Jane Roe/AP", ["Jane Roe", "AP"], id="agency-behind-a-stroke"),
        pytest.param("Jane Roe, Harbour Newsroom", ["Jane Roe"], id="desk"),
        pytest.param("Jane Roe on March 14, 2025", ["Jane Roe"], id="day-behind"),
        pytest.param("Jane Roe Friday, March 14, 2025 4:41AM", ["Jane Roe"], id="weekday-behind"),
        pytest.param("Jane Monday", ["Jane Monday"], id="a-name-like-a-weekday"),
        pytest.param("Harbour Press Ltd", [], id="company"),
        pytest.param("张三、李四", ["张三", "李四"], id="Chinese-comma"),
    ],
)
def test_persons(printed, names):
    assert persons([printed]) == names


def test_each_name_once_in_order():
    assert persons(["By John Doe", "Jane Roe", "JOHN DOE", "john doe"]) == ["John Doe", "Jane Roe"]


@pytest.mark.parametrize("piece", ["(", "1.", "é", "记者", "By A "])
def test_a_book_in_the_author_tag_is_no_byline(piece):
    """Without a bound the patterns took minutes on it; the test then hangs visibly."""
    assert len(persons([piece * 50_000])) <= 100


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jane Roe and John Doe", ["Jane Roe", "John Doe"]),
        ("By Jane", ["Jane"]),
        ("Jane", []),
        ("Follow us on all channels", []),
        ("Interview: Jane Roe", ["Jane Roe"]),
    ],
)
def test_a_line_marked_as_byline(line, names):
    assert of_byline(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Roe, Rowing Correspondent", ["Jane Roe"]),
        ("By the harbour", []),
        ("By noon", []),
        ("Posted by jroe", ["jroe"]),
        ("Posted by Jane @ 12:00 am", ["Jane"]),
        ("Gespeichert von abeispiel am 14. März 2025 - 18:55", ["abeispiel"]),
        ("Posted by the river", []),
        ("Jane Roe", []),
    ],
)
def test_a_line_that_says_it_is_a_byline(line, names):
    assert byline(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Author: Jane Roe", ["Jane Roe"]),
        ("Autorin: Anna Beispiel, Leiterin des Hafens.", ["Anna Beispiel"]),
        ("Von:\nAnna Beispiel", ["Anna Beispiel"]),
        ("（责任编辑：张三、李四）", ["张三", "李四"]),
        ("Author: the harbour board", []),
        ("Author's note: Jane Roe", []),
        ("Jane Roe", []),
        ("Author: Jane Roe, " + "who has followed the river all her life, " * 3, []),
    ],
)
def test_a_line_that_signs_a_story(line, names):
    assert signature(line) == names


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("By The Gazette with AP", ["The Gazette", "AP"]),
        ("Par La Gazette et AFP", ["La Gazette", "AFP"]),
        ("Jane Roe", ["Jane Roe"]),
    ],
)
def test_who_signs_together(value, expected):
    assert parties(value) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jane Roe", True),
        ("Anna von der Au", True),
        ("News for all", False),
        ("Jane", False),
        ("홍길동", True),
    ],
)
def test_a_persons_name(name, expected):
    assert is_person(name) is expected


@pytest.mark.parametrize(
    ("line", "expected"), [("Autor:", True), ("By", True), ("Von Anna", False), ("", False)]
)
def test_a_label_before_a_byline(line, expected):
    assert is_label(line) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Gazette.example", True), ("paper", True), ("Jane Roe", False), ("J. Roe", False), ("H-Mail", True)],
)
def test_an_address_is_no_person(name, expected):
    assert is_address(name, "www.h-mail.paper.example") is expected


PAGE = (
    '<html lang=en><head><title>Bridge reopens - Harbour Gazette</title><meta property="og:site_name" '
    'content="Harbour Gazette">{head}</head><body><h1>Bridge reopens</h1>{body}<p>It rained.</p></body>'
)

LD = '<script type="application/ld+json">{{"@type": "NewsArticle", "author": "{}"}}</script>'


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        pytest.param(
            '<meta name="author" content="Harbour Gazette">',
            '<p class="byline">By Jane Roe</p>',
            ["Jane Roe"],
            id="a-person-before-the-publication",
        ),
        pytest.param(
            '<meta name="author" content="paper.example">',
            '<p class="byline">By Jane Roe</p>',
            ["Jane Roe"],
            id="a-person-before-the-address",
        ),
        pytest.param(
            '<meta name="author" content="Harbour Gazette">', "", ["Harbour Gazette"], id="publication"
        ),
        pytest.param(
            '<meta name="author" content="Gazette Newsroom">', "", ["Gazette Newsroom"], id="desk-alone"
        ),
        pytest.param(
            '<meta name="author" content="AP"><meta name="author" content="Gazette Newsroom">',
            "",
            ["AP", "Gazette Newsroom"],
            id="desk-beside-agency",
        ),
        pytest.param(
            '<meta name="author" content="Harbour Gazette – news of the river">',
            "<p>By Jane Roe</p>",
            ["Jane Roe"],
            id="a-person-before-the-motto",
        ),
        pytest.param(
            '<meta name="author" content="River Press Ltd, Riverton">',
            "<p>Author: Jane Roe</p>",
            ["Jane Roe"],
            id="a-person-before-a-company",
        ),
        pytest.param(
            '<meta name="author" content="River Press Ltd, Riverton">',
            '<p class="author">© Harbour Press Ltd</p>',
            ["River Press Ltd, Riverton"],
            id="a-company-alone",
        ),
        pytest.param(
            '<meta name="author" content="Harbour Gazette with AP">',
            "",
            ["Harbour Gazette with AP"],
            id="publication-with-agency",
        ),
        pytest.param(
            f"{LD.format('Jane Roe')}<meta name='author' content='John Doe, Jane Roe'>",
            "",
            ["John Doe", "Jane Roe"],
            id="who-names-more",
        ),
        pytest.param(
            f"{LD.format('Jane Roe')}<meta name='author' content='Jane Roe, JR'>",
            "",
            ["Jane Roe"],
            id="initials",
        ),
        pytest.param("", '<a href="/author/jroe">jroe</a>', ["jroe"], id="link-to-an-author"),
        pytest.param("", '<a rel="author">Gazette</a>', ["Gazette"], id="signed-by-the-publication"),
        pytest.param("", "<p>14 March 2025 | By Jane Roe</p>", ["Jane Roe"], id="beside-the-day"),
        pytest.param(
            "", "<p>It rained.</p>" * 15 + "<p>Author: Jane Roe</p>", ["Jane Roe"], id="signed-at-the-end"
        ),
        pytest.param("", "<h4>Author</h4><p>Jane Roe</p>", ["Jane Roe"], id="label-over-name"),
        pytest.param("", "<p>By Jane Roe</p>", ["Jane Roe"], id="no-markup"),
    ],
)
def test_the_authors_of_a_page(head, body, expected):
    assert clean(PAGE.format(head=head, body=body), url="https://paper.example/a").authors == expected


def test_a_blog_that_is_named_after_its_author():
    page = PAGE.replace("Harbour Gazette", "Jane Roe's harbour blog")
    page = page.format(head="", body='<a rel="author">Jane Roe</a>')
    assert clean(page, url="https://paper.example/a").authors == ["Jane Roe"]


def test_a_byline_in_the_block_of_the_headline_is_found_below_it():
    """The h1 holds the day too; the bread crumbs print the headline alone."""
    page = PAGE.replace("<h1>Bridge reopens</h1>", "<ol><li>Bridge reopens</ol><p>x</p>" * 12)
    page = page.format(head="", body="<h1>News | Bridge reopens</h1><h4>Author</h4><p>Jane Roe</p>")
    assert clean(page, url="https://paper.example/a").authors == ["Jane Roe"]


def test_a_plain_text_has_a_byline_too():
    prose = "The council met in the old customs house and voted for the repair of the bridge. " * 3
    article = clean(f"Council votes for the bridge\n\nBy Jane Roe and Ann Poe\n\n{prose}")
    assert article.authors == ["Jane Roe", "Ann Poe"]
