"""Trafilatura's answer, found again on the page; and the choice among what all witnesses say."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from pipelines import Article, Page
from pipelines.second_opinion import second_opinion
from pipelines.steps.body import choose

FIRST = "The council met in the old customs house and put off the bridge once more, as it had a year before."
SECOND = "The mayor said that she had expected nothing else, and that she would ask again at midsummer."
THIRD = "The next meeting is in May, when the harbour master is to speak of its cost, and of doing without."
ADVERT = "Our tide letter brings you the news before the kettle boils."
PAGE = f"<html><body><h1>Bridge put off</h1><p>{FIRST}</p><p>{SECOND}</p><p>{ADVERT}</p><p>{THIRD}</p>"


@pytest.fixture
def answer(monkeypatch):
    """Have trafilatura answer these lines."""

    def says(*lines: str, document: bool = True) -> None:
        found = SimpleNamespace(text="\n".join(lines)) if document else None
        monkeypatch.setattr("trafilatura.bare_extraction", lambda *args, **kwargs: found)

    return says


def texts(page: Page) -> list[str]:
    return [block.text for block in second_opinion(page)]


def test_lines_become_the_pages_blocks(answer):
    answer(FIRST, SECOND)
    page = Page(PAGE)
    assert second_opinion(page) == [page.blocks[1], page.blocks[2]]


def test_lines_that_no_block_prints_go_beside_blocks(answer):
    answer(FIRST, "Told in the data only.", SECOND)
    assert texts(Page(PAGE)) == [FIRST, SECOND]


def test_lines_that_no_block_prints_stay_where_they_are_most_of_it(answer):
    told = "The whole of the story is told in a text box, which no reader sees as a block. " * 4
    answer(FIRST, told.strip(), "- And a last line of it.")
    assert texts(Page(PAGE)) == [FIRST, told.strip(), "And a last line of it."]


def test_a_line_cut_short_is_found_by_its_ends(answer):
    answer(f"{FIRST} {SECOND.replace('nothing', 'little')} {ADVERT}")
    assert texts(Page(PAGE)) == [FIRST, SECOND, ADVERT]


def test_a_block_is_found_once(answer):
    answer(FIRST, FIRST)
    assert texts(Page(PAGE)) == [FIRST]


def test_what_is_printed_is_preferred_to_its_hidden_copy(answer):
    answer(FIRST)
    (found,) = second_opinion(Page(PAGE.replace("<h1>", f"<div hidden><p>{FIRST}</p></div><h1>")))
    assert "hidden" not in found.inside


@pytest.mark.parametrize("document", [True, False])
def test_no_answer(answer, document: bool):
    answer(document=document)
    assert texts(Page(PAGE)) == []


# The choice, with likelihoods given


def chosen(html: str, **likely: float) -> list[str]:
    """The body's texts, where blocks are as likely as the name of their text says."""
    page = Page(html)
    named = {"first": FIRST, "second": SECOND, "third": THIRD, "advert": ADVERT}
    by_text = {named[name]: likelihood for name, likelihood in likely.items()}
    likelihoods = np.array([by_text.get(block.text, 0) for block in page.blocks], dtype=np.float32)
    return [block.text for block in choose(Article(title="Bridge put off"), page, likelihoods).body]


def witness(*lines: str) -> str:
    told = json.dumps(
        {"@context": "https://schema.org", "@type": "NewsArticle", "articleBody": "\n".join(lines)}
    )
    script = f'<script type="application/ld+json">{told}</script>'
    return PAGE.replace("<body>", f"<head>{script}</head><body>")


def test_what_is_likely_is_chosen(answer):
    assert chosen(PAGE, first=1, second=0.9, advert=0.1, third=0.8) == [FIRST, SECOND, THIRD]


def test_in_doubt_trafilatura_is_asked(answer):
    answer(FIRST, THIRD)
    assert chosen(PAGE, first=0.5, second=0.6, advert=0.5, third=0.4) == [FIRST, THIRD]


def test_what_a_whole_witness_leaves_out_goes():
    page = witness(FIRST, SECOND, THIRD)
    assert chosen(page, first=1, second=1, advert=0.7, third=1) == [FIRST, SECOND, THIRD]


def test_what_a_whole_witness_leaves_out_stays_where_it_is_very_likely():
    page = witness(FIRST, SECOND, THIRD)
    assert chosen(page, first=1, second=1, advert=0.9, third=1) == [FIRST, SECOND, ADVERT, THIRD]


def test_what_a_witness_says_is_chosen():
    assert chosen(witness(FIRST, SECOND, THIRD), first=1, second=0.1, third=1) == [FIRST, SECOND, THIRD]


def test_a_witness_that_tells_half_leaves_nothing_out():
    page = witness(FIRST)
    assert chosen(page, first=1, second=0.7, advert=0.1, third=0.7) == [FIRST, SECOND, THIRD]
