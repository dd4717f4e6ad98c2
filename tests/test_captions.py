"""Captions: pages of ``fixtures/pages/captions`` with what is expected of them, and the rule data."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring

from pipelines import Article, Page, clean, clean_page
from pipelines.article import Credit
from pipelines.blocks import PageBlock
from pipelines.captions.glued import glued
from pipelines.captions.merging import merged
from pipelines.captions.names import attributes, is_placeholder, kinds, without_furniture
from pipelines.captions.pictures import file_key, image_url, srcset
from pipelines.captions.texts import picture_text
from pipelines.draft import DraftCaption
from pipelines.rules import load

PAGES = Path(__file__).parent.parent / "fixtures" / "pages" / "captions"
WANTED = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(PAGES.glob("*.toml"))}
MARKS = "().,:|—-"
RULES = load("captions.toml")


def cleaned(name: str) -> Article:
    return clean((PAGES / f"{name}.html").read_bytes(), f"https://news.example/town/{name}")


@pytest.mark.parametrize("name", WANTED)
def test_captions_of_a_page(name: str):
    found = []
    for caption in cleaned(name).captions:
        row = {"text": caption.text, "image_url": caption.image_url}
        row["credit"] = caption.credit.raw if caption.credit else None
        row["dateline"] = caption.dateline.raw if caption.dateline else None
        found.append({key: value for key, value in row.items() if value is not None})
    assert found == WANTED[name]["captions"]


@pytest.mark.parametrize("name", WANTED)
def test_the_text_is_left_and_the_captions_are_not_in_it(name: str):
    article, wanted = cleaned(name), WANTED[name]
    assert article.text.startswith(wanted.get("begins", ""))
    assert article.text.endswith(wanted["ends"])
    assert [words for words in wanted.get("keeps", ()) if words not in article.text] == []
    if name != "essay":
        assert [c.text for c in article.captions if c.text and c.text in article.text] == []


@pytest.mark.parametrize("name", [name for name, wanted in WANTED.items() if "dropped" in wanted])
def test_what_stood_with_a_caption_is_in_the_audit_trail(name: str):
    rules = {d.text: d.rule for d in cleaned(name).dropped}
    assert {text: rules.get(text) for text in WANTED[name]["dropped"]} == WANTED[name]["dropped"]


@pytest.mark.parametrize("name", WANTED)
def test_every_word_of_the_page_is_somewhere(name: str):
    article = cleaned(name)
    page = Page((PAGES / f"{name}.html").read_bytes())
    told = [article.text, article.title, *(d.text for d in article.dropped)]
    for caption in article.captions:
        told += [caption.text, caption.credit.raw if caption.credit else ""]
        told.append(caption.dateline.raw if caption.dateline else "")
    words = {word.strip(MARKS) for text in told for word in text.split()}
    # The word that marks a credit is not kept.
    lost = {word.strip(MARKS) for block in page.blocks for word in block.text.split()} - words - {""}
    assert lost <= {"Photo", "by", "Foto", "Image", "copyright"}


def test_relative_addresses_are_relative_to_the_base():
    html = (
        (PAGES / "dateline.html")
        .read_text("utf-8")
        .replace("<head>", "<head><base href='https://cdn.example/x/'>")
    )
    page = Page(html.replace("/d/ferry.jpg", "ferry.jpg"), url="https://news.example/town/dateline")
    assert clean_page(page).captions[0].image_url == "https://cdn.example/x/ferry.jpg"


# -- The rule data -------------------------------------------------------------------------------


@pytest.mark.parametrize("row", RULES["text"], ids=lambda row: row["id"])
def test_names_of_a_pictures_text(row):
    assert {name: picture_text(name) for name in row["names"]} == dict.fromkeys(row["names"], row["id"])
    assert [name for name in row["others"] if picture_text(name)] == []


@pytest.mark.parametrize("row", RULES["element"], ids=lambda row: row["id"])
def test_names_of_elements(row):
    assert [name for name in row["names"] if row["id"] not in kinds(name)] == []
    assert [name for name in row["others"] if row["id"] in kinds(name)] == []


def test_names_of_placeholders():
    assert [name for name in RULES["placeholder"]["names"] if not is_placeholder(name)] == []
    assert [name for name in RULES["placeholder"]["others"] if is_placeholder(name)] == []


@pytest.mark.parametrize("row", RULES["furniture"], ids=lambda row: row["id"])
def test_furniture(row):
    gone = {text: ("", [(text, f"caption/{row['id']}")]) for text in row["drops"]}
    assert {text: without_furniture(text) for text in row["drops"]} == gone
    assert [text for text in row["keeps"] if without_furniture(text) != (text, [])] == []


def test_furniture_goes_from_both_ends():
    words = "The ferry waits below the bridge."
    left, gone = without_furniture(f"Image 3 of 10: Caption: {words} (click to enlarge)")
    assert left == words
    assert sorted(gone) == [
        ("(click to enlarge)", "caption/enlarge"),
        ("Caption:", "caption/label"),
        ("Image 3 of 10:", "caption/counter"),
    ]


def _paragraph(text: str) -> PageBlock:
    return PageBlock("paragraph", text, 0)


@pytest.mark.parametrize("text", RULES["glued"]["drops"])
def test_a_paragraph_that_is_a_caption(text: str):
    found = glued(_paragraph(text), Article())
    assert found is not None
    assert found.caption.text
    assert found.caption.credit is not None


@pytest.mark.parametrize("text", RULES["glued"]["keeps"])
def test_a_paragraph_that_is_none(text: str):
    assert glued(_paragraph(text), Article()) is None


# -- A picture's address -------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*attributes("srcset"), *attributes("address")])
def test_attributes_of_lazy_pictures(name: str):
    plain = f'<div><img src="data:image/gif;base64,R0lGOD" {name}="/harbour.jpg"></div>'
    html = plain.replace('src="data:image/gif;base64,R0lGOD" ', "") if name == "src" else plain
    assert image_url(fromstring(html), "https://a.example/") == "https://a.example/harbour.jpg"


@pytest.mark.parametrize(
    "html",
    [
        '<img src="/small.jpg" srcset="/small.jpg 1x, /harbour.jpg 2x">',
        '<img srcset="/small.jpg 400w,/harbour.jpg 1600w,/middle.jpg 800w">',
        '<picture><source srcset="/harbour.jpg 800w"><img src="/blank.gif"></picture>',
        '<img src="/1x1.png"><noscript><img src="/harbour.jpg"></noscript>',
        "<div style=\"background-image: url('/harbour.jpg')\"></div>",
        '<amp-img src="/harbour.jpg"></amp-img>',
        '<img data-src=\'{"a": "/not.jpg"}\' src="/harbour.jpg">',
    ],
)
def test_the_largest_that_is_no_blank(html: str):
    assert (
        image_url(fromstring(f"<figure>{html}</figure>"), "https://a.example/")
        == "https://a.example/harbour.jpg"
    )


def test_no_picture_but_a_blank():
    assert image_url(fromstring('<figure><img src="/spacer.gif"></figure>'), "https://a.example/") is None
    assert image_url(None, "https://a.example/") is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/a,b.jpg", [("/a,b.jpg", 0, 1)]),
        ("/a.jpg, /b.jpg 2x", [("/a.jpg", 0, 1), ("/b.jpg", 0, 2)]),
        ("/w_4,c/a.jpg 4w, /w_8,c/a.jpg 8w", [("/w_4,c/a.jpg", 4, 0), ("/w_8,c/a.jpg", 8, 0)]),
        (" ,, /a.jpg 1.5x ,", [("/a.jpg", 0, 1.5)]),
        ("/a.jpg (max, 3) 100w, /b.jpg 5w", [("/a.jpg", 100, 0), ("/b.jpg", 5, 0)]),
        ("", []),
    ],
)
def test_srcset(given: str, expected: list):
    assert srcset(given) == expected


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z/][a-z,/]{0,8}[a-z]", fullmatch=True),
            st.none() | st.integers(1, 9999).map("{}w".format) | st.integers(1, 9).map("{}x".format),
        ),
        max_size=6,
    ),
    st.sampled_from([", ", " , ", ",\n\t"]),
)
def test_srcset_gives_back_what_was_put_in(candidates, comma):
    given_text = comma.join(url if size is None else f"{url} {size}" for url, size in candidates)
    found = srcset(given_text)
    assert [url for url, _, _ in found] == [url for url, _ in candidates]
    for (_, width, density), (_, size) in zip(found, candidates, strict=True):
        assert (width, density) == (
            (0, 1) if size is None else (int(size[:-1]), 0) if size[-1] == "w" else (0, int(size[:-1]))
        )


@given(st.text(max_size=200), st.text("(), x1w", max_size=60))
def test_srcset_never_raises(one: str, other: str):
    for url, width, density in srcset(one + other):
        assert url and not url.endswith(",")
        assert width >= 0 and density >= 0


def test_sizes_of_one_photo():
    assert file_key("https://a.example/x/harbour-dawn-800x450.jpg?q=8") == file_key(
        "https://b.example/harbour-dawn.jpg"
    )
    assert file_key("https://a.example/image.jpg") is None
    assert file_key("https://a.example/p/1043267.jpg") != file_key("https://a.example/p/1043268.jpg")


# -- Merging -------------------------------------------------------------------------------------


def test_thousands_of_captions_are_merged_in_linear_time():
    words = [f"Ferry number {n} leaves the old pier at dawn with nobody on board" for n in range(5000)]
    printed = [DraftCaption(text, indexes=(n,)) for n, text in enumerate(words * 2)]
    assert [caption.text for caption in merged(printed, [])] == words


def test_the_same_words_under_other_credits_are_other_pictures():
    one, two = Credit("Jane Roe"), Credit("Ann Poe")
    printed = [DraftCaption("The pier", one, indexes=(1,)), DraftCaption("The pier", two, indexes=(2,))]
    again = [DraftCaption("The pier", two)]
    assert [caption.credit.raw for caption in merged(printed, again)] == ["Jane Roe", "Ann Poe"]


def test_a_credit_that_says_more_is_of_the_same_picture():
    printed = [
        DraftCaption("The pier", Credit(raw), indexes=(n,)) for n, raw in enumerate(("AP", "Jane Roe/AP"))
    ]
    assert [caption.credit.raw for caption in merged(printed, [])] == ["Jane Roe/AP"]
