"""Bylines to names: `pipelines.authors`. The words of each language are in test_bylines.py."""

import pytest

from pipelines import clean
from pipelines.authors import is_address, is_label, of_byline, persons


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        pytest.param("Jane Roe", ["Jane Roe"], id="plain"),
        pytest.param("By Jane Roe", ["Jane Roe"], id="lead"),
        pytest.param("by: Jane Roe", ["Jane Roe"], id="lead-with-colon"),
        pytest.param("By Jane Roe, John Doe and Ann Poe", ["Jane Roe", "John Doe", "Ann Poe"], id="three"),
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
    ("line", "expected"), [("Autor:", True), ("By", True), ("Von Anna", False), ("", False)]
)
def test_a_label_before_a_byline(line, expected):
    assert is_label(line) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Gazette.example", True), ("paper", True), ("Jane Roe", False), ("J. Roe", False)],
)
def test_an_address_is_no_person(name, expected):
    assert is_address(name, "www.paper.example") is expected


PAGE = (
    '<html lang=en><head><title>Bridge reopens - Harbour Gazette</title><meta property="og:site_name" '
    'content="Harbour Gazette">{head}</head><body><h1>Bridge reopens</h1>{body}<p>It rained.</p></body>'
)


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
        pytest.param("", "<h4>Author</h4><p>Jane Roe</p>", ["Jane Roe"], id="label-over-name"),
        pytest.param("", "<p>By Jane Roe</p>", ["Jane Roe"], id="no-markup"),
    ],
)
def test_the_authors_of_a_page(head, body, expected):
    assert clean(PAGE.format(head=head, body=body), url="https://paper.example/a").authors == expected


def test_a_plain_text_has_a_byline_too():
    prose = "The council met in the old customs house and voted for the repair of the bridge. " * 3
    article = clean(f"Council votes for the bridge\n\nBy Jane Roe and Ann Poe\n\n{prose}")
    assert article.authors == ["Jane Roe", "Ann Poe"]
