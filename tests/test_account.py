"""The account of a page: every block once, no word that was not there, and a clean text stays as it is."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipelines import STEPS, NoPage, Page, clean, clean_page
from pipelines.account import account
from pipelines.blocks import key_of, squash
from pipelines.draft import DraftDrop, drop
from pipelines.rulebook import rule_of

from .made_pages import pages, texts
from .test_properties import TAGS, headed, soup

SOME = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
URL = "https://paper.example/2025/03/14/story"

likely = st.one_of(pages(), texts())
anything = st.one_of(likely, likely, headed, soup(TAGS))
unsigned = st.one_of(pages(signed=False), texts(signed=False))


STORY = [
    f"At {hour} the council met in the old customs house and put off the bridge by {hour} votes."
    for hour in ("one", "two", "three", "four", "five", "six", "seven", "eight")
]
PROSE = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
FIGURE = "<figure><img src=/a.jpg><figcaption>The old bridge at noon in March.</figcaption></figure>"
DATA = "<script type=application/ld+json>{}</script>".format(
    json.dumps({"@type": "NewsArticle", "articleBody": " ".join(STORY)})
)
TITLE = "<h1>Council puts off the bridge again</h1>"


def fates(source):
    """What became of each block that is not one of the story's paragraphs: fate, rule, its first words."""
    page = Page(source, url=URL)
    entries = account(clean_page(page, STEPS[:-1]), page)
    return [
        (entry.fate, entry.rule, entry.block.text.split("\n")[0][:20])
        for entry in entries
        if entry.block.text not in STORY or entry.fate != "body"
    ]


HEADLINE = ("metadata", None, "Council puts off the")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(TITLE + PROSE, [HEADLINE], id="headline"),
        pytest.param(
            f"{TITLE}{PROSE}<div>Council puts off the bridge again</div>",
            [HEADLINE, ("dropped", "repeated-headline", "Council puts off the")],
            id="headline-twice",
        ),
        pytest.param(
            f"<meta name=author content='Ada Marsh'>{TITLE}<div>Ada Marsh</div>{PROSE}<div>Ada Marsh</div>",
            [HEADLINE, ("metadata", None, "Ada Marsh"), ("dropped", "outside-body", "Ada Marsh")],
            id="author-whole-and-once",
        ),
        pytest.param(
            f"<meta name=author content='Ada Marsh'>{TITLE}<p>By Ada Marsh</p>{PROSE}",
            [HEADLINE, ("dropped", "byline", "By Ada Marsh")],
            id="a-byline-is-more-than-the-name",
        ),
        pytest.param(f"{TITLE}<p>***</p>{PROSE}<hr><p>* * *</p>", [HEADLINE], id="stars-are-no-block"),
        pytest.param(
            TITLE + FIGURE + PROSE + FIGURE,
            [HEADLINE, *[("caption", None, "The old bridge at no")] * 2],
            id="caption-under-two-pictures",
        ),
        pytest.param(
            "Council puts off the bridge again\n\nHANOI, March 13 (AP) — ***\n\n" + "\n\n".join(STORY),
            [HEADLINE, ("dateline", None, "HANOI, March 13 (AP)")],
            id="dateline-alone",
        ),
        pytest.param(
            f"<nav><a href=/>Home</a></nav>{TITLE}{PROSE}<footer>Printed in Harbour Lane</footer>",
            [
                ("dropped", "outside-body/nav", "Home"),
                HEADLINE,
                ("dropped", "outside-body/footer", "Printed in Harbour L"),
            ],
            id="regions",
        ),
        pytest.param(
            f"{DATA}{TITLE}<div>{STORY[0]}</div><div>Please wait.</div>",
            [HEADLINE, ("dropped", "outside-body", "Please wait.")],
            id="body-of-the-pages-data",
        ),
    ],
)
def test_what_became_of_a_block(source, expected):
    assert fates(source if source.startswith("Council") else f"<html lang=en>{source}") == expected


def test_a_block_that_two_steps_speak_of_is_told_once():
    """As a step of your own may: the body has it, and what was dropped as a whole and twice is told once."""

    def careless(article, page):
        first, *others = article.body
        twice = [drop(others[-1], "mine"), drop(others[-1], "mine"), drop(first, "mine")]
        part = DraftDrop("At one", "mine", first.place)
        return replace(article, body=article.body[:-1], dropped=[*article.dropped, *twice, part])

    page = Page(f"<html lang=en>{TITLE}{PROSE}")
    article = clean_page(page, [*STEPS[:-1], careless, STEPS[-1]])
    assert [(d.text, d.rule) for d in article.dropped] == [("At one", "mine"), (STORY[-1], "mine")]
    assert article.text == "\n\n".join(STORY[:-1])


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("- oats\n- rye\n- 2) barley", id="list"),
        pytest.param("Two dialogues.\n\n- Who goes there?\n\n- A ferryman.", id="dashes-of-speech"),
        pytest.param("1. Oats are dear.\n\n2. Rye is not.", id="numbered-paragraphs"),
        pytest.param("Town | Votes\nHarbour | 9\nLeeds | 8", id="table"),
        pytest.param("The ice came down,\nthe bridge went out,\nand no one drowned.", id="verse"),
        pytest.param("The baker:\n- bread\n- buns", id="list-in-a-verse"),
        pytest.param("With reports from the Harbour Topics", id="sign-off"),
    ],
)
def test_a_text_is_read_back_as_it_was_written(told):
    text = f"{STORY[0]}\n\n{told}\n\n{STORY[1]}"
    for written in (text, f"{STORY[0]}\n\n{told}"):
        again = clean(f"Council puts off the bridge again\n\n{written}")
        assert (again.title, again.text) == ("Council puts off the bridge again", written)


@pytest.mark.parametrize("tag", ["p", "blockquote"])
def test_paragraphs_parted_by_line_breaks_alone_are_paragraphs(tag):
    long = [f"{one} {two}" for one, two in zip(STORY[::2], STORY[1::2], strict=True)]
    html_text = clean(f"<html lang=en>{TITLE}<{tag}>{'<br>'.join(long)}</{tag}>", URL).text
    assert html_text == "\n\n".join(long)
    short = [paragraph[:40] for paragraph in STORY]
    html_text = clean(f"<html lang=en>{TITLE}{PROSE}<{tag}>{'<br>'.join(short)}</{tag}{PROSE}", URL).text
    assert "\n".join(short) in html_text


def words(text):
    return re.findall(r"[^\W_]+", text)


def told(article):
    """Every text of an article that is to be found on its page, by field."""
    yield "title", article.title
    yield "summary", article.summary
    yield "text", article.text
    yield from (("authors", name) for name in article.authors)
    yield from (("body", block.text) for block in article.body)
    yield from (("dropped", dropped.text) for dropped in article.dropped)
    yield from _of_dateline("dateline", article.dateline)
    for caption in article.captions:
        yield "caption", caption.text
        if caption.credit:
            yield "credit", caption.credit.raw
            yield from (("credit", name) for name in caption.credit.people)
        yield from _of_dateline("caption's dateline", caption.dateline)


def _of_dateline(name, dateline):
    if dateline:
        yield name, dateline.raw
        yield name, dateline.agency
        yield name, dateline.byline
        yield from ((name, place.name) for place in dateline.places)


@SOME
@given(anything)
def test_every_block_is_accounted_for_once(source):
    page = Page(source, url=URL)
    try:
        draft = clean_page(page, STEPS[:-1])
    except NoPage:
        assume(False)
    article = STEPS[-1](draft, page)
    entries = account(draft, page)
    assert [entry.block for entry in entries] == page.blocks
    assert {entry.fate for entry in entries} <= {"body", "caption", "dateline", "metadata", "dropped"}
    assert all((entry.fate == "dropped") == (entry.rule is not None) for entry in entries)
    # The trail holds what the account says was dropped, each as often as it stood on the page;
    # and what was in the page's data and in none of its blocks.
    gone = Counter(line for e in entries if e.fate == "dropped" for line in e.block.text.split("\n"))
    printed = [d for d in article.dropped if d.where != "embedded data"]
    trail = Counter(line for dropped in printed for line in dropped.text.split("\n"))
    assert trail == gone
    # And the text what the account says is body, in its order, but for the dateline.
    text, start = squash(article.text), 0
    for entry in entries:
        if entry.fate == "body":
            kept = next((b.words for b in draft.body if b.index == entry.block.index), entry.block.words)
            assert entry.block.words.endswith(kept)
            assert (start := text.find(kept, start if page.tree is None else 0)) >= 0


@SOME
@given(likely)
def test_every_rule_of_the_trail_is_in_the_book(source):
    assert [d for d in clean(source, URL).dropped if rule_of(d.rule) is None] == []


@SOME
@given(likely)
def test_no_word_is_invented(source):
    printed = set(words(html.unescape(source).replace("\\n", "\n")))
    article = clean(source, URL)
    assert [
        (name, word) for name, text in told(article) for word in words(text or "") if word not in printed
    ] == []


def begins_with_a_sentence(text):
    """As stories do. A line without a full stop above a story may be its headline."""
    return text.partition("\n")[0].endswith((".", ".”"))


def is_photo_essay(article):
    """Its captions are its text: without the pictures they are a text with captions in it."""
    return any(caption.text and caption.text in article.text for caption in article.captions)


@SOME
@given(unsigned)
def test_a_clean_article_cleaned_again_is_the_same(source):
    article = clean(source, URL)
    assume(begins_with_a_sentence(article.text))
    assume(not is_photo_essay(article))
    again = clean_page(Page(f"{article.title}\n\n{article.text}", kind="text"))
    assert (again.title, again.text) == (article.title, article.text)


@SOME
@given(unsigned)
def test_a_clean_text_needs_no_headline(source):
    article = clean(source, URL)
    text = article.text
    assume(not is_photo_essay(article))
    lines = [key_of(line) for line in text.split("\n") if line]
    assume(begins_with_a_sentence(text))
    # The line a text repeats is its headline.
    assume(len(set(lines)) == len(lines))
    again = clean_page(Page(text, kind="text"))
    assert again.title is None
    # Where no line is blank, lines are paragraphs.
    assert again.text == text if "\n\n" in text else again.text.split() == text.split()
