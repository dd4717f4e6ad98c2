"""The page it all began with, in our own words, as HTML and as text; and the real one where it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import pipelines

from .expectations import differences

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "fixtures" / "pages"
EXPECTED = json.loads((PAGES / "glued-caption.json").read_text("utf-8"))
REAL = ROOT.parent / "shared" / "000_3b58f0f9ada37a28.txt"


@pytest.mark.parametrize("name", ["glued-caption.html", "glued-caption.txt"])
def test_html_and_text_give_the_same_article(name: str):
    article = pipelines.clean((PAGES / name).read_bytes())
    assert differences(article, EXPECTED) == []


def test_every_removal_from_the_text_has_its_rule():
    article = pipelines.clean((PAGES / "glued-caption.txt").read_bytes())
    assert [(d.rule, d.where) for d in article.dropped] == [
        ("masthead", "line 1"),
        ("clock", "line 3"),
        ("phrase/en/homepage-link", "line 5"),
        ("repeated-headline", "line 9"),
        ("phrase/en/follow-line", "line 17"),
        ("phrase/any/analytics", article.dropped[-1].where),
    ]


@pytest.mark.skipif(not REAL.exists(), reason="the page it began with is not kept in the repository")
def test_the_page_it_began_with():
    article = pipelines.clean(REAL.read_bytes())
    assert article.title == "US Hopes Beijing Will Accept Technical Briefing Offer on THAAD Deployment"
    assert (article.published, article.published_source) == (None, "none")
    (caption,) = article.captions
    assert caption.text.startswith("Over a dozen of South Korean citizens")
    assert caption.credit == pipelines.Credit(
        "Xinhua/Sovannara via Getty Images", ["Sovannara"], ["Xinhua", "Getty Images"]
    )
    assert [(p.name, p.country) for p in caption.dateline.places] == [("PHNOM PENH", "KH")]
    assert caption.dateline.date == "2016-01-08"
    assert article.text.startswith("A United States top-level diplomat")
    assert article.text.endswith('we will have to take steps," he said.')
    assert [b.text for b in article.body if b.kind == "crosshead"] == [
        "Chinese opposition",
        "US-South Korea talks",
        "Trilateral talks",
    ]
    assert [(d.text, d.rule) for d in article.dropped] == [
        ("CHINA TOPIX", "masthead"),
        ("11/21/2024 06:00:33 pm", "clock"),
        ("Make CT Your Homepage", "phrase/en/homepage-link"),
        (article.title, "repeated-headline"),
        ("Like Us on Facebook", "phrase/en/follow-line"),
        ("Real Time Analytics", "phrase/any/analytics"),
    ]
