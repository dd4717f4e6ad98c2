"""Boilerplate within the page: boxes, clocks, bylines, links; and what only looks like them."""

from __future__ import annotations

import pytest

import pipelines
from pipelines.rules import box_rule, load

HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "noon")


def prose(first: int, last: int) -> str:
    """Paragraphs, no two alike: trafilatura takes a second printing for boilerplate."""
    sentence = "<p>At {0} the council met in the old customs house and, by {0} votes, put off the bridge.</p>"
    return "".join(sentence.format(hour) for hour in HOURS[first:last])


URL = "https://paper.example/a"


@pytest.mark.parametrize("box", load("boxes.toml")["box"], ids=lambda box: box["id"])
def test_box_names(box):
    assert [box_rule(name) for name in box["drops"]] == [f"box/{box['id']}"] * len(box["drops"])
    assert [name for name in box["keeps"] if box_rule(name)] == []


def cleaned(inner: str) -> pipelines.Article:
    page = (
        f"<html lang=en><body><article><h1>Council votes for the bridge</h1>{prose(0, 4)}{inner}{prose(4, 8)}"
    )
    return pipelines.clean(page, URL)


@pytest.mark.parametrize(
    ("inner", "rule"),
    [
        (
            "<div class=cl-cta><p>The week on the water, every Friday at seven.</p></div>",
            "box/call-to-action",
        ),
        ("<div><p>The week on the water, every Friday.</p><form><input name=m></form></div>", "box/form"),
        ("<p><a href='/b'>A ferry that nobody wanted comes home</a></p>", "linked-paragraph"),
        ("<p>jane.roe@paper.example</p>", "e-mail"),
        ("<p>Follow us on Facebook</p>", "phrase/en/follow-line"),
        ("<p>Council votes for the bridge</p>", "repeated-headline"),
    ],
)
def test_dropped_with_its_rule(inner: str, rule: str):
    article = cleaned(inner)
    gone = [d for d in article.dropped if d.rule == rule]
    assert len(gone) == 1
    assert gone[0].text not in article.text
    assert gone[0].where.startswith("/html/body/")


@pytest.mark.parametrize(
    "kept",
    [
        "<p><a href='https://elsewhere.example/report'>The report the council did not want to print</a></p>",
        f"<div class=has-cta>{prose(8, 12)}<p>The last word was the harbour master's.</p></div>",
        "<p>Follow us on Facebook, she told the crowd, and the crowd did.</p>",
        "<blockquote><p>“We shall have a bridge.”</p></blockquote>",
    ],
)
def test_stays(kept: str):
    words = pipelines.Page(f"<html><body>{kept}").blocks[-1].text
    assert words in cleaned(kept).text


def test_a_live_blogs_entries_are_no_boxes():
    """Each has a share button, and together they are the article."""
    entry = "<div><h3>{0}.00</h3><p>At {0} the water stood at the {0}th step of the quay.</p>{1}</div>"
    share = "<form action=/share><input type=submit value=Share></form>"
    entries = "".join(entry.format(hour, share) for hour in range(8, 20))
    page = f"<html lang=en><body><article><h1>The flood, hour by hour</h1>{entries}</article>"
    article = pipelines.clean(page, URL)
    assert all(f"the {hour}th step" in article.text for hour in range(8, 20))
