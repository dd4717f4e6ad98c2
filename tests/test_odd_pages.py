"""Odd pages: what a stranger's page may hold that no page should, and it must cost neither day nor hours."""

import pytest

from pipelines import Page, clean, clean_page
from pipelines.ago import day_ago
from pipelines.any_words import day_in_words
from pipelines.metadata import visible
from pipelines.phrases import phrase_book

META = '<meta property="article:published_time" content="{}">'


def day_of(head="", body="", fetched_at=None):
    page = (
        f"<html lang=en><head>{head}</head><body><h1>Bridge reopens</h1>{body}<p>It rained.</p></body></html>"
    )
    return clean_page(Page(page, url="https://paper.example/a", fetched_at=fetched_at)).published


class TestDays:
    @pytest.mark.parametrize("value", ["2025-03-15T06:00:00+09:00", "2025-03-15"])
    def test_it_is_tomorrow_in_tokyo(self, value):
        assert day_of(META.format(value), fetched_at="2025-03-14T21:30:00+00:00") == value

    @pytest.mark.parametrize(
        "value", ["2025-03-15T06:00:00+00:00", "2025-03-17T01:00:00+14:00", "2025-03-16"]
    )
    def test_it_is_tomorrow_nowhere(self, value):
        assert day_of(META.format(value), fetched_at="2025-03-14T09:00:00+00:00") is None

    @pytest.mark.parametrize(
        "fetched_at", ["15.03.2025", "yesterday", "0001-01-01", "9999-12-31T23:59:59-05:00"]
    )
    def test_a_fetch_that_says_no_day_bounds_none(self, fetched_at):
        assert day_of(META.format("2025-03-14"), fetched_at=fetched_at) == "2025-03-14"

    def test_a_vague_name_that_says_the_same_takes_nothing_away(self):
        head = META.format("2025-03-14") + '<meta name="date" content="2025-03-14">'
        assert day_of(head, "<p>The fair opens on 20 April 2025</p>") == "2025-03-14"

    def test_how_long_ago_it_was_says_nothing_without_the_time_of_the_fetch(self):
        assert day_of(body="<time>3 hours ago</time>") is None

    @pytest.mark.parametrize("value", ["3 hours ago", "today at 5 pm", "in 3 days", "yesterday 4:00"])
    def test_a_day_in_words_does_not_depend_on_today(self, value):
        assert day_in_words(value, "en") is None

    def test_before_the_calendar_begins(self):
        assert day_ago("Posted 900 weeks ago", "en", "0001-01-01") is None
        assert day_of(body="<time>900 weeks ago</time>", fetched_at="0001-01-01") is None


def test_a_title_as_long_as_the_heading():
    head = '<title>Nope now</title><meta property="og:title" content="Now nope">'
    page = (
        f"<html><head>{head}</head><body><h1>Nope now</h1><p>It rained all day on the town.</p></body></html>"
    )
    assert clean(page).title in ("Nope now", "Now nope")


class TestCachesOfWhatPagesSay:
    def test_languages_without_phrases_share_one_book(self):
        assert phrase_book("qq") is phrase_book("xx") is phrase_book("en")
        assert phrase_book("nb") is phrase_book("no") is not phrase_book("en")

    def test_long_names_are_not_kept(self):
        before = visible._kind.cache_info().currsize
        names = "".join(f"<p class='{'x' * 5_000}{number}'>It rained.</p>" for number in range(50))
        clean(f"<html><body><h1>Bridge put off</h1>{names}</body></html>", "https://paper.example/a")
        assert visible._kind.cache_info().currsize - before < 10
