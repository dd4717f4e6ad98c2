"""The blocks of a page: `pipelines.blocks`, on HTML as `Page` parses it and on plain text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import Page
from pipelines.blocks import squash, tidy
from pipelines.paths import Paths
from pipelines.text_blocks import text_blocks


def blocks_of(html):
    return Page(f"<html><body>{html}</body></html>", kind="html").blocks


def kinds_of(html):
    return [(block.kind, block.text) for block in blocks_of(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param(
            "<p>One.</p><p>Two.</p>", [("paragraph", "One."), ("paragraph", "Two.")], id="paragraphs"
        ),
        pytest.param("<p>One.<p>Two.", [("paragraph", "One."), ("paragraph", "Two.")], id="unclosed"),
        pytest.param(
            "<h2>Head</h2><p>One.</p>", [("crosshead", "Head"), ("paragraph", "One.")], id="heading"
        ),
        pytest.param("<blockquote><p>Said.</p></blockquote>", [("quote", "Said.")], id="quote"),
        pytest.param("<ul><li>Oats<li>Rye</ul>", [("list", "Oats"), ("list", "Rye")], id="list"),
        pytest.param("<ol><li><p>Oats</p></li></ol>", [("list", "Oats")], id="paragraph-in-item"),
        pytest.param(
            "<table><tr><th>Boat<th>Points</tr><tr><td>Ada<td>12</tr></table>",
            [("table", "Boat | Points"), ("table", "Ada | 12")],
            id="data-table",
        ),
        pytest.param(
            "<table role=presentation><tr><td><p>One.</p><p>Two.</p></td></tr></table>",
            [("paragraph", "One."), ("paragraph", "Two.")],
            id="layout-table",
        ),
        pytest.param("<p>One<br>line.</p>", [("paragraph", "One\nline.")], id="one-break-is-a-line"),
        pytest.param(
            "<p>One.<br><br>Two.</p>", [("paragraph", "One."), ("paragraph", "Two.")], id="two-are-a-block"
        ),
        pytest.param(
            "<div>One <div>two</div> three</div>",
            [("paragraph", t) for t in ("One", "two", "three")],
            id="tails",
        ),
        pytest.param("<p>b<b>ol</b>d <i>and</i> not</p>", [("paragraph", "bold and not")], id="inline-tags"),
        pytest.param(
            "<p>fish &amp; ch&shy;ips\u200b</p>", [("paragraph", "fish & chips")], id="invisible-marks"
        ),
        pytest.param("<p>می\u200cروم</p>", [("paragraph", "می\u200cروم")], id="joiners-are-letters"),
        pytest.param("<p> One \n\t two\u00a0three </p>", [("paragraph", "One two three")], id="white-space"),
        pytest.param("<p>One<!-- aside --> two</p>", [("paragraph", "One two")], id="comment"),
        pytest.param("<pre>a  b\nc</pre>", [("paragraph", "a b\nc")], id="pre-keeps-lines"),
        pytest.param("<p>One</p><hr><p>—</p><p> </p>", [("paragraph", "One")], id="no-words-no-block"),
    ],
)
def test_html(html, expected):
    assert kinds_of(html) == expected


@pytest.mark.parametrize(
    "tag", ["script", "style", "noscript", "template", "svg", "select", "textarea", "iframe", "math"]
)
def test_what_no_reader_sees_is_no_block(tag):
    assert kinds_of(f"<p>One</p><{tag}>hidden words</{tag}><p>Two</p>") == [
        ("paragraph", "One"),
        ("paragraph", "Two"),
    ]


@pytest.mark.parametrize(
    ("html", "mark"),
    [
        ("<nav>News</nav>", "nav"),
        ("<aside><p>News</p></aside>", "aside"),
        ("<footer>News</footer>", "footer"),
        ("<figure><figcaption>News</figcaption></figure>", "figcaption"),
        ("<button>News</button>", "button"),
        ("<p hidden>News</p>", "hidden"),
        ("<div style='display: none'><p>News</p></div>", "hidden"),
        ("<p class='wp-caption-text'>News</p>", "caption"),
        ("<p class='photo_caption'>News</p>", "caption"),
        ("<div class='image-credit'>News</div>", "credit"),
    ],
)
def test_landmarks(html, mark):
    (block,) = blocks_of(html)
    assert mark in block.inside


@pytest.mark.parametrize("name", ["accredited", "captioned-tours", "resource", "storyline"])
def test_a_class_name_that_only_contains_the_word_is_no_mark(name):
    (block,) = blocks_of(f"<p class='{name}'>News</p>")
    assert not block.inside & {"caption", "credit"}


def test_a_landmark_ends_with_its_element():
    inside, after = blocks_of("<div><nav>Menu</nav>after it</div>")
    assert "nav" in inside.inside
    assert "nav" not in after.inside


@pytest.mark.parametrize(
    ("html", "linked"),
    [
        ("<p><a href=/a>A long link to elsewhere</a> now</p>", True),
        ("<p>A long sentence that has one <a href=/a>link</a> in it.</p>", False),
    ],
)
def test_is_linked(html, linked):
    (block,) = blocks_of(html)
    assert block.is_linked is linked


@pytest.mark.parametrize("tag", ["nav", "footer", "div hidden"])
def test_a_region_without_the_article_is_one_block_a_line_a_text(tag):
    menu = "<ul><li><a>Oats</a> <a>Rye</a></ul><svg><title>Logo</title></svg>"
    html = f"<p>One.</p>\n<{tag}>{menu}</{tag.split()[0]}>Two."
    assert [block.text for block in blocks_of(html)] == ["One.", "Oats\nRye", "Two."]


def test_an_element_left_open_does_not_hide_the_article():
    prose = "The council met on Monday to hear what the harbour master had to say of the bridge. " * 2
    html = f"<nav><a>Home</a>{f'<p>{prose}</p>' * 3}"
    assert [block.text for block in blocks_of(html)] == ["Home", *[prose.strip()] * 3]


def test_what_stands_behind_the_unseen_is_seen():
    html = "<p>One <svg><g><text>A</text>b</g>c</svg>two<script>x</script> three.</p>"
    assert [block.text for block in blocks_of(html)] == ["One two three."]


def test_a_picture_amid_a_paragraph_does_not_part_it():
    html = "<p>One <img class='photo-caption' alt=x> two.</p>"
    assert [block.text for block in blocks_of(html)] == ["One two."]


@pytest.mark.parametrize(
    ("title", "index"),
    [
        ("Great Bridge Opens", 2),
        ("GREAT BRIDGE opens!", 2),
        ("GROSSE STRASSE", 3),
        ("Great Bridge", None),
        ("", None),
        (None, None),
    ],
)
def test_the_headline_is_found_by_its_words(title, index):
    page = Page("<p>Menu<p>Great bridge opens<h1>Great Bridge Opens</h1><p>Große Straße<p>One.", kind="html")
    assert page.headline_index(title) == index
    assert page.headline_index(title) == index


def test_pages_nest_deeper_than_calls_do():
    assert [block.text for block in blocks_of("<div>" * 1500 + "One.")] == ["One."]


def test_blocks_are_numbered_and_know_their_place():
    page = Page("<html><body><div><p>One</p><p>Two</p></div><p>Three</p></body></html>")
    assert [block.index for block in page.blocks] == [0, 1, 2]
    for block in page.blocks:
        (element,) = page.tree.getroottree().xpath(block.place)
        assert block.text in element.text_content()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("One.\n\nTwo.", [(1, "paragraph", "One."), (3, "paragraph", "Two.")], id="blank-lines"),
        pytest.param("One.\r\n \r\nTwo.", [(1, "paragraph", "One."), (3, "paragraph", "Two.")], id="crlf"),
        pytest.param(
            "Home\nNews\nSport",
            [(1, "paragraph", "Home"), (2, "paragraph", "News"), (3, "paragraph", "Sport")],
            id="menu",
        ),
        pytest.param("- oats\n- rye", [(1, "list", "oats"), (2, "list", "rye")], id="list"),
        pytest.param("• oats\n• rye", [(1, "list", "oats"), (2, "list", "rye")], id="list-of-bullets"),
        pytest.param("1) oats\n", [(1, "paragraph", "1) oats")], id="a-number-is-a-word"),
        pytest.param("• oats", [(1, "paragraph", "• oats")], id="one-bullet-is-no-list"),
        pytest.param("A | B\nC | D", [(1, "table", "A | B"), (2, "table", "C | D")], id="table"),
        pytest.param("\n\n***\n\n  One  two ", [(5, "paragraph", "One two")], id="no-words-no-block"),
        pytest.param("", [], id="empty"),
    ],
)
def test_plain_text(text, expected):
    assert [(block.line, block.kind, block.text) for block in text_blocks(text)] == expected


def test_wrapped_lines_are_joined():
    lines = [
        "The council met on Monday evening in the old customs house",
        "by the river, and voted for the repair of the bridge after",
        "a short debate.",
    ]
    assert [block.text for block in text_blocks("\n".join(lines))] == [" ".join(lines)]


def test_long_paragraphs_a_line_each_stay_apart():
    short = "The council met on Monday evening in the customs house."
    long = f"{short} It voted for the repair of the bridge, after a debate that went on until midnight."
    assert [block.text for block in text_blocks(f"{short}\n{long}\n{short}")] == [short, long, short]


@pytest.mark.parametrize(
    ("text", "squashed"),
    [("It's 5 o'clock!", "Its5oclock"), ("snake_case", "snakecase"), ("橋が、再開", "橋が再開"), ("—", "")],
)
def test_squash(text, squashed):
    assert squash(text) == squashed


def test_squash_in_every_way_there_is():
    western = "".join(bytes((code,)).decode("cp1252", "ignore") for code in range(256))
    for text in (western, western + "橋"):
        assert squash(text) == "".join(filter(str.isalnum, text))


def test_tidy():
    assert tidy(" One\n\ttwo\u00ad\ufeff ") == "One two"


@settings(deadline=None)
@given(st.recursive(st.sampled_from("piba"), lambda inner: st.lists(inner, max_size=5), max_leaves=40))
def test_paths_are_those_of_lxml(nested):
    def markup(part):
        return f"<{part}>x</{part}>" if isinstance(part, str) else f"<div>{''.join(map(markup, part))}</div>"

    tree = Page(f"<html><body><h1>Bridge put off</h1>{markup(nested)}</body></html>").tree
    paths, root = Paths(), tree.getroottree()
    assert [paths.of(element) for element in tree.iter()] == [root.getpath(e) for e in tree.iter()]


def test_paths_of_a_page_with_two_roots():
    tree = Page("<html><body><p>It rained.</p></body></html><html><p>All day.</p></html>").tree
    assert [Paths().of(e) for e in tree.iter()] == [tree.getroottree().getpath(e) for e in tree.iter()]
