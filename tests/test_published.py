"""The day of publication of a page: `pipelines.metadata.published`."""

import pytest

from pipelines import Page, clean_page


def published(in_head="", in_body="", url="https://paper.example/a", fetched_at=None, lang="en"):
    page = (
        f"<html lang={lang}><head><title>Bridge reopens</title>{in_head}</head>"
        f"<body><h1>Bridge reopens</h1>{in_body}<p>It rained.</p></body></html>"
    )
    article = clean_page(Page(page, url=url, fetched_at=fetched_at))
    return article.published, article.published_source


META = '<meta property="article:published_time" content="{}">'
FILED = "https://paper.example/2025/03/13/bridge"


class TestPublished:
    def test_a_site_files_under_its_own_day(self):
        assert published(META.format("2025-03-14T02:30:00Z"), url=FILED)[0] == "2025-03-13"

    def test_the_same_moment_in_the_zone_of_the_site_is_better_than_the_day(self):
        tags = META.format("2025-03-14T02:30:00Z") + '<meta name="date" content="2025-03-13T20:30:00-06:00">'
        assert published(tags, url=FILED)[0] == "2025-03-13T20:30:00-06:00"

    def test_a_moment_with_an_offset_is_believed(self):
        assert (
            published(META.format("2025-03-14T02:30:00+09:00"), url=FILED)[0] == "2025-03-14T02:30:00+09:00"
        )

    def test_a_line_named_as_date(self):
        assert published(in_body='<div><p class="post-date">14.03.25</p></div>', lang="de") == (
            "2025-03-14",
            "text",
        )

    @pytest.mark.parametrize(
        ("value", "lang"),
        [("14-Mar-25", "en"), ("14 março, sexta-feira, 2025", "pt"), ("14 mars 25", "fr")],
    )
    def test_a_value_no_pattern_of_ours_reads_is_put_to_dateparser(self, value, lang):
        assert published(META.format(value), lang=lang) == ("2025-03-14", "meta")

    def test_a_month_alone_is_no_day(self):
        assert published(META.format("March 25"), lang="en") == (None, "none")

    def test_the_day_of_a_change_is_another(self):
        lines = "<p>Updated 15 March 2025</p><p>Published 14 March 2025</p>"
        assert published(in_body=lines) == ("2025-03-14", "text")

    def test_other_stories_and_comments_have_their_own(self):
        others = '<section class="related"><time datetime="2020-01-01">x</time></section>'
        assert published(in_body=others + '<p class="date">14 March 2025</p>')[0] == "2025-03-14"

    FILLER = "<p>Harbour</p>" * 15

    def test_a_short_line_further_down(self):
        assert published(in_body=f"{self.FILLER}<p>Berlin, 14 March 2025</p>") == ("2025-03-14", "text")

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(f"<p>HANOI, March 14, 2025 — {'It rained all day. ' * 10}</p>", id="dateline"),
            pytest.param("<figure><figcaption>The bridge, 14 March 2025</figcaption></figure>", id="caption"),
        ],
    )
    def test_the_day_of_an_event_or_a_picture_is_another(self, body):
        assert published(in_body=self.FILLER + body) == (None, "none")

    def test_no_day_after_the_page_was_fetched(self):
        assert published(META.format("2025-03-14"), fetched_at="2025-03-01T00:00:00Z") == (None, "none")

    def test_a_change_is_better_than_nothing(self):
        tag = '<meta property="og:updated_time" content="2025-03-14T10:05:00Z">'
        assert published(tag) == ("2025-03-14T10:05:00+00:00", "meta")

    def test_a_shown_change_is_better_than_nothing(self):
        assert published(in_body="<p>Updated 14 March 2025</p>") == ("2025-03-14", "text")

    def test_the_line_over_the_headline_is_nearer_than_those_of_other_stories(self):
        """The h1 is the blog's name; the story's own headline is an h2."""
        others = "<h4>Most read</h4><p>Ferries</p><p>13 March 2025</p><p>Tides</p><p>12 March 2025</p>"
        story = f"<p>14 March 2025 by Jane</p><h2>Bridge reopens</h2><p>It rained.</p>{others}"
        page = f"<html lang=en><title>Bridge reopens</title><body><h1>Blog</h1>{story}</body></html>"
        assert clean_page(Page(page)).published == "2025-03-14"

    def test_a_label_over_the_day(self):
        """Where notes stand between the headline and it, the nearest day is another one."""
        lines = f"{self.FILLER}<p>Recorded 12 March 2025</p><p>Date published:</p><p>14 March 2025</p>"
        assert published(in_body=lines) == ("2025-03-14", "text")

    def test_a_text_that_begins_with_its_day(self):
        lines = f"{self.FILLER}<p>14.3.2025 – {'It rained all day. ' * 10}</p>"
        assert published(in_body=lines, lang="de") == ("2025-03-14", "text")

    @pytest.mark.parametrize(
        ("lang", "line", "expected"),
        [
            ("en", "3 hours ago", "2025-03-13"),
            ("en", "Jane Roe · 2 days ago", "2025-03-12"),
            ("de", "vor 2 Tagen", "2025-03-12"),
            ("fr", "Publié il y a 1 semaine", "2025-03-07"),
            ("ja", "3時間前", "2025-03-13"),
            ("es", "hace 5 días", "2025-03-09"),
            ("en", "Updated 3 hours ago", None),
            ("en", "Ten years ago", None),
            ("en", "Comments: 3", None),
        ],
    )
    def test_how_long_ago_it_was_when_the_page_was_fetched(self, lang, line, expected):
        now = "2025-03-14T01:30:00+00:00"
        assert published(in_body=f"<p>{line}</p>", lang=lang, fetched_at=now)[0] == expected
        assert published(in_body=f"<p>{line}</p>", lang=lang)[0] is None

    def test_the_clock_of_the_page_is_no_date(self):
        lines = '<p class="date">Current date: 15 March 2025</p><p>Posted 14 March 2025</p>'
        assert published(in_body=lines)[0] == "2025-03-14"


LD = '<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{}"}}</script>'


class TestQuarrels:
    """Two descriptions, or a description and what is shown, that give different days."""

    BOTH = LD.format("2024-03-14") + META.format("2025-03-14")

    def test_json_ld_is_believed(self):
        assert published(self.BOTH) == ("2024-03-14", "json-ld")

    def test_what_is_shown_decides(self):
        assert published(self.BOTH, "<p>14 March 2025</p>") == ("2025-03-14", "meta")
        assert published(self.BOTH, "<p>14 March 2024</p>") == ("2024-03-14", "json-ld")

    def test_a_change_that_is_shown_decides_nothing(self):
        assert published(self.BOTH, "<p>Updated 14 March 2025</p>") == ("2024-03-14", "json-ld")

    @pytest.mark.parametrize(
        ("shown", "expected"),
        [("", "2025-03-20"), ("20 March 2025", "2025-03-20"), ("14 March 2025", "2025-03-14")],
    )
    def test_a_date_of_any_kind_gives_way_to_one_that_is_shown(self, shown, expected):
        assert published('<meta name="date" content="2025-03-20">', f"<p>{shown}</p>")[0] == expected

    @pytest.mark.parametrize(
        ("moment", "shown", "expected"),
        [
            ("2025-03-14T00:44:52Z", "13/03/2025 21:44", "2025-03-13T21:44:52-03:00"),
            ("2025-03-13T23:00Z", "14/03/2025", "2025-03-14"),
            ("2025-03-14T02:30:00Z", "14/03/2025 02:30", "2025-03-14T02:30:00+00:00"),
            ("2025-03-14T02:30:00Z", "20/03/2025", "2025-03-14T02:30:00+00:00"),
            ("2025-03-14T12:30:00Z", "13/03/2025", "2025-03-14T12:30:00+00:00"),
            ("2025-03-14T02:30:00+01:00", "13/03/2025", "2025-03-14T02:30:00+01:00"),
        ],
    )
    def test_the_shown_day_is_the_one_of_the_paper(self, moment, shown, expected):
        assert published(META.format(moment), f"<p>{shown}</p>", lang="pt")[0] == expected

    def test_a_moment_with_its_offset_goes_before_bare_figures(self):
        shown = '<span itemprop="datePublished" content="2025-03-14T19:16:00+03:00">19:16</span>'
        assert published(META.format("20250314T1916"), shown)[0] == "2025-03-14T19:16:00+03:00"
        assert published(META.format("20250314T1916")) == ("2025-03-14T19:16:00", "meta")
