"""Boilerplate told by where its links lead, and by being left over at the end.

The body is everything on the page here: what a choice of blocks would leave out never comes to these rules.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

import pipelines
from pipelines.desk import STEPS, clean_page
from pipelines.steps.body import body

URL = "https://paper.example/2025/03/bridge"
HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PROSE = [
    f"<p>At {hour} the council met in the old customs house and, by {hour} votes, put off the bridge.</p>"
    for hour in HOURS
]
OTHERS = "".join(
    f"<li><a href='/2025/02/{slug}'>{headline}</a></li>"
    for slug, headline in (
        ("ferry", "The ferry that nobody wanted comes home"),
        ("mole", "Why the mole at Sandhaven is sinking again"),
    )
)


def cleaned(inner: str, end: str = "", author: str | None = None) -> pipelines.Article:
    """A story of ten paragraphs with something amid it and at its end."""
    head = f"<meta name=author content='{author}'>" if author else ""
    page = pipelines.Page(
        f"<html lang=en><head>{head}</head><body><article><h1>Council votes for the bridge</h1>"
        f"{''.join(PROSE[:5])}{inner}{''.join(PROSE[5:])}{end}</article>",
        url=URL,
    )
    return clean_page(page, [everything if step is body else step for step in STEPS])


def everything(article: pipelines.Article, page: pipelines.Page) -> pipelines.Article:
    return replace(article, body=page.blocks)


def rules(article: pipelines.Article) -> dict[str, str]:
    return {line: d.rule for d in article.dropped for line in d.text.split("\n")}


@pytest.mark.parametrize(
    ("inner", "text", "rule"),
    [
        (
            "<ul class=breadcrumb><li><a href=/>Paper</a></li><li><a href=/n>News</a></li></ul>",
            "News",
            "box/breadcrumb",
        ),
        (
            "<ol itemscope itemtype='https://schema.org/BreadcrumbList'><li><a href=/n>Harbour</a></li></ol>",
            "Harbour",
            "box/breadcrumb",
        ),
        (
            "<p><a href=/>Paper</a> › <a href=/n>News</a> › <a href=/n/h>Harbour</a></p>",
            "Paper › News › Harbour",
            "breadcrumb",
        ),
        ("<p>Home &gt; News &gt; Harbour</p>", "Home > News > Harbour", "phrase/any/breadcrumb"),
        (
            "<p><a href='/tag/bridges'>Bridges</a>, <a href='/tag/harbour-town'>Harbour Town</a></p>",
            "Bridges, Harbour Town",
            "tag-list",
        ),
        ("<p><a rel=tag href='/x/17'>Bridges</a></p>", "Bridges", "tag-list"),
        (
            "<p><a rel=next href='/2025/02/mole'>The mole is sinking</a></p>",
            "The mole is sinking",
            "prev-next",
        ),
        (
            "<p>Background: <a href='/2025/02/mole'>Why the mole at Sandhaven is sinking again</a></p>",
            "Background: Why the mole at Sandhaven is sinking again",
            "linked-paragraph",
        ),
        (f"<ul>{OTHERS}</ul>", "The ferry that nobody wanted comes home", "linked-list"),
        (
            "<h3>Related stories</h3><p><a href='/2025/02/mole'>The mole</a></p>",
            "The mole",
            "related-stories",
        ),
        ("<p>3 hours ago</p>", "3 hours ago", "relative-time"),
        (
            "<p>Share on Facebook. Read more. Follow us on Twitter.</p>",
            "Share on Facebook. Read more. Follow us on Twitter.",
            "phrase/several",
        ),
    ],
)
def test_dropped_with_its_rule(inner: str, text: str, rule: str):
    article = cleaned(inner)
    assert rules(article)[text] == rule
    assert text not in article.text.split("\n")
    assert article.text.count("the council met in the old") == len(PROSE)


def test_a_heading_goes_with_the_links_under_it():
    article = cleaned(f"<h3>From the quays</h3><ul>{OTHERS}</ul><h3>The vote</h3>")
    assert rules(article)["From the quays"] == "related-heading"
    assert "The vote" in article.text


def test_a_heading_stays_when_a_link_is_only_the_first_thing_under_it():
    link = "<p><a href='/2025/02/mole'>Why the mole at Sandhaven is sinking again</a></p>"
    article = cleaned(f"<h3>From the quays</h3>{link}")
    assert "From the quays" in article.text
    assert rules(article)["Why the mole at Sandhaven is sinking again"] == "linked-paragraph"


def test_the_last_line_goes_with_the_links_it_leads_in():
    article = cleaned("", f"<p>More from the quays:</p><ul>{OTHERS}</ul>")
    assert rules(article)["More from the quays:"] == "related-heading"
    assert article.text.endswith("put off the bridge.")


@pytest.mark.parametrize(
    "last",
    [
        "<p>Jane Roe is the paper's Fens correspondent. Write to her: jane.roe@paper.example.</p>",
        "<p><em>Jane Roe, a former pilot, writes about harbours.</em></p>",
    ],
)
def test_an_authors_lines_at_the_end(last: str):
    article = cleaned("", last, author="Jane Roe")
    assert [d.rule for d in article.dropped if d.text.startswith("Jane Roe")] == ["author-bio"]


@pytest.mark.parametrize(
    "last",
    [
        "<p>Jane Roe is the council's oldest member, and she voted for the bridge.</p>",
        "<p><em>Jane Roe said she would swim.</em></p>",
        "<p>“Jane Roe is a friend,” the harbour master wrote to <em>The Gull</em>.</p>",
    ],
)
def test_a_last_paragraph_about_a_person_stays(last: str):
    article = cleaned("", last)
    assert "Jane Roe" in article.text


@pytest.mark.parametrize(
    "kept",
    [
        "<p><a href='https://elsewhere.example/report'>The report the council did not want to print</a></p>",
        "<p>In detail: <a href='/2025/02/mole'>The mole is sinking, and it is our own fault.</a></p>",
        "<p>Sandhaven: <a href='/t/a'>Long Quay and Fish Stairs</a>, <a href='/t/b'>Gull Lane</a></p>",
        "<p>He asked for the bridge &gt; the ferry &gt; the mole, in that order, he said.</p>",
        "<ul><li>The ferry comes <a href='/2025/02/f'>home</a> on Monday.</li><li>The mole stays.</li></ul>",
        "<ul><li><a href='#vote'>How the council came to vote at last</a></li>"
        "<li><a href='#cost'>What the bridge is going to cost us</a></li></ul>",
    ],
)
def test_what_only_looks_like_it_stays(kept: str):
    words = [block.text for block in pipelines.Page(f"<html><body>{kept}").blocks]
    article = cleaned(kept)
    assert [text for text in words if text not in article.text] == []


def test_a_neighbours_link_is_not_its_own():
    """Lines of one element share what they count of links; a line of plain words is no headline."""
    link = "<a href='/2025/02/mole'>Why the mole at Sandhaven is sinking again this spring</a>"
    article = cleaned(f"<p>The ferry will sail until the ice comes.<br><br>{link}</p>")
    assert "The ferry will sail until the ice comes." in article.text


def test_a_page_of_links_is_its_links():
    """Where most of the text is links, the list is the story."""
    words = ("ferry", "mole", "quay", "crane", "customs house", "lighthouse", "fish hall", "rope walk")
    items = "".join(
        f"<p><a href='/2025/{n}'>How the {word} of Sandhaven came to be and what is left of it today</a></p>"
        for n, word in enumerate(words)
    )
    page = f"<html lang=en><body><article><h1>Eight walks by the water</h1><p>Put on your boots.</p>{items}"
    article = pipelines.clean(page, URL)
    assert all(f"How the {word} of Sandhaven" in article.text for word in words)


def test_thousands_of_links_are_read_once():
    """There is no bound to check: work that grows with the square of the page hangs here, to be seen."""
    crumbs = "".join(f"<a href='/tag/{n}'>word {n}</a> &gt; " for n in range(4_000))
    lines = "".join(f"<a href='/{n}'>A headline of the day number {n}</a><br><br>" for n in range(2_000))
    quotes = "<aside>At one the council met, and again at {0}.</aside>" * 2_000
    article = cleaned(f"<p>{crumbs}</p><p>{lines}</p>{quotes}<ul>{'<li><a href=/a>b</a>' * 4_000}</ul>")
    assert article.text.count("the council met in the old") == len(PROSE)
