"""The body of pages that are each hard in one way: see fixtures/README.md, "pages/body/"."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

import pipelines
from pipelines.blocks import squash

from .expectations import squeezed

PAGES = Path(__file__).parent.parent / "fixtures" / "pages" / "body"
WANTED = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in sorted(PAGES.glob("*.toml"))}
# What the taster is known not to see yet, by page and expectation.
WEAK = {
    ("live-blog-times", "13:20"): "0.09 likely, as a line without words is",
    ("json-ld-promotion", "before the kettle boils"): "0.96 likely, as a paragraph amid paragraphs is",
    ("shop-teasers", "Twelve views of the fells"): "likely, and too much of a short story to be boxes",
    ("shop-teasers", "Made by hand in Market Skell"): "likewise",
    ("shop-teasers", "undyed and warm"): "likewise",
    ("shop-teasers", "One asked whether the work could be done from home."): "a teaser is behind it",
}


# Those that have made a case.
USED: set[tuple[str, str]] = set()


@cache
def cleaned(name: str) -> pipelines.Article:
    return pipelines.clean((PAGES / f"{name}.html").read_bytes(), f"https://news.example/{name}")


def each(*expectations: str):
    """A case for each page and text that it has under one of these expectations."""
    cases = []
    for name, wanted in WANTED.items():
        for expectation in expectations:
            texts = wanted.get(expectation, [])
            for text in [texts] if isinstance(texts, str) else texts:
                weak = WEAK.get((name, text))
                if weak:
                    USED.add((name, text))
                marks = [pytest.mark.xfail(strict=True, reason=weak)] if weak else []
                cases.append(pytest.param(name, text, marks=marks, id=f"{name}-{text[:30]}"))
    return pytest.mark.parametrize(("name", "text"), cases)


def test_every_page_has_its_expectations():
    assert {page.stem for page in PAGES.glob("*.html")} == WANTED.keys()


def test_every_weakness_is_that_of_a_case():
    assert WEAK.keys() == USED


@each("keeps", "order")
def test_is_in_the_text(name: str, text: str):
    assert text in squeezed(cleaned(name).text)


@each("drops")
def test_is_not_in_the_text(name: str, text: str):
    assert text not in squeezed(cleaned(name).text)
    # An expectation that has a misprint would always hold.
    page = pipelines.Page((PAGES / f"{name}.html").read_bytes())
    assert any(text in squeezed(block.text) for block in page.blocks)


@each("begins")
def test_begins(name: str, text: str):
    assert squeezed(cleaned(name).text)[: len(text)] == text


@each("ends")
def test_ends(name: str, text: str):
    assert squeezed(cleaned(name).text)[-len(text) :] == text


@each("once")
def test_is_in_the_text_once(name: str, text: str):
    assert squeezed(cleaned(name).text).count(text) == 1


@pytest.mark.parametrize("name", [name for name, wanted in WANTED.items() if "order" in wanted])
def test_order(name: str):
    text = squeezed(cleaned(name).text)
    places = [text.find(part) for part in WANTED[name]["order"]]
    assert places == sorted(places)


@pytest.mark.parametrize("name", [name for name, wanted in WANTED.items() if "captions" in wanted])
def test_captions(name: str):
    assert [squeezed(caption.text) for caption in cleaned(name).captions] == WANTED[name]["captions"]


@each("kinds")
def test_kind(name: str, text: str):
    found = [block.kind for block in cleaned(name).body if text in squeezed(block.text)]
    assert found == [WANTED[name]["kinds"][text]]


@each("dropped")
def test_is_dropped_by_a_rule(name: str, text: str):
    found = [dropped.rule for dropped in cleaned(name).dropped if text in squeezed(dropped.text)]
    assert found == [WANTED[name]["dropped"][text]]


@pytest.mark.parametrize("name", WANTED)
def test_nothing_vanishes(name: str):
    article = cleaned(name)
    told = [article.title or "", article.text, *(dropped.text for dropped in article.dropped)]
    told += [caption.text for caption in article.captions]
    told += [caption.credit.raw for caption in article.captions if caption.credit]
    everything = squash("".join(told))
    page = pipelines.Page((PAGES / f"{name}.html").read_bytes())
    credit = "Photo: "  # the word before a credit is not part of it
    assert [b.text for b in page.blocks if squash(b.text.removeprefix(credit)) not in everything] == []


def test_a_table_in_a_figure_is_no_caption():
    """Its caption is; and so is a table that holds the picture itself, as old CMSs have it."""
    paragraph = (
        "<p>At {0} the council met in the old customs house and, by {0} votes, put off the bridge.</p>"
    )
    prose = [paragraph.format(hour) for hour in ("one", "two", "three", "four", "five", "six")]
    rows = "<table><tr><td>For</td><td>7</td></tr><tr><td>Against</td><td>9</td></tr></table>"
    figure = f"<figure>{rows}<figcaption>The vote on Monday</figcaption></figure>"
    picture = (
        "<figure><table><tr><td><img src=a.jpg></td></tr><tr><td>The customs house</td></tr></table></figure>"
    )
    story = "".join([*prose[:2], figure, *prose[2:4], picture, *prose[4:]])
    article = pipelines.clean(f"<html lang=en><body><article><h1>Council puts off the bridge</h1>{story}")
    assert [caption.text for caption in article.captions] == ["The vote on Monday", "The customs house"]
    assert "For | 7\nAgainst | 9" in article.text
