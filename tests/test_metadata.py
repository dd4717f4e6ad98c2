"""What a page says of its article: the readers in `pipelines.metadata`, one kind of evidence each."""

import html
import json

import pytest
from trafilatura import load_html

from pipelines.metadata import head, json_ld, plain_text
from pipelines.text_blocks import text_blocks


def tree_of(in_head="", in_body="<p>It rained.</p>", lang=""):
    return load_html(f"<html{lang}><head>{in_head}</head><body>{in_body}</body></html>")


def of_json(text):
    return json_ld.read(tree_of(f'<script type="application/ld+json">{text}</script>'))


def of_data(data):
    return of_json(json.dumps(data))


def of_meta(**tags):
    """Meta tags from keywords: ``og__title`` is ``og:title``."""
    names = {name.replace("__", ":"): value for name, value in tags.items()}
    return head.read(tree_of("".join(f'<meta property="{n}" content="{v}">' for n, v in names.items())))


NEWS = '{"@type": "NewsArticle", "headline": "Bridge reopens"}'
ARTICLE = {"@type": "NewsArticle", "headline": "Bridge reopens", "datePublished": "2025-03-14"}


class TestJsonLd:
    @pytest.mark.parametrize(
        "text",
        [
            pytest.param('{"@type": "NewsArticle", "headline": "Bridge reopens",}', id="trailing-comma"),
            pytest.param(
                '{"@type": ["NewsArticle",], "headline": "Bridge reopens"}', id="trailing-comma-in-list"
            ),
            pytest.param('{"@type": "NewsArticle", "headline": "Bridge\nreopens"}', id="raw-newline"),
            pytest.param('{"@type": "NewsArticle", "headline": "Bridge\treopens"}', id="raw-tab"),
            pytest.param(f"{NEWS};", id="semicolon"),
            pytest.param(f"<!-- {NEWS} -->", id="in-a-comment"),
            pytest.param(f"//<![CDATA[\n{NEWS}\n//]]>", id="cdata"),
            pytest.param(NEWS.replace("{", '{"description": "It\\\'s open", '), id="bad-escape"),
            pytest.param(html.escape(NEWS), id="escaped"),
            pytest.param(f'[{{"@type": "WebSite"}}, {NEWS}]', id="list"),
            pytest.param(f'{{"@graph": [{NEWS}]}}', id="graph"),
            pytest.param(f'{{"@type": "WebPage", "mainEntity": {NEWS}}}', id="main-entity"),
            pytest.param(
                '{"@type": ["Article", "BlogPosting"], "headline": "Bridge reopens"}', id="two-types"
            ),
            pytest.param(
                '{"@type": "NewsArticle", "headline": "Bridge &amp;amp; reopens"}', id="escaped-twice"
            ),
        ],
    )
    def test_as_sites_write_it(self, text):
        assert of_json(text).title.replace(" & ", " ") == "Bridge reopens"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{",
            "null",
            "42",
            '"text"',
            "[]",
            "[[[]]]",
            "{}",
            '{"@type": 7}',
            '{"@graph": "x"}',
            "[" * 100_000,
        ],
    )
    def test_beyond_repair_says_nothing(self, text):
        assert of_json(text) == json_ld.read(tree_of())

    @pytest.mark.parametrize(
        "value", [None, 7, True, [], {}, [[]], [None], {"@id": 7}, {"@id": "#x"}, {"name": {}}]
    )
    @pytest.mark.parametrize(
        "key",
        [
            "headline",
            "author",
            "datePublished",
            "image",
            "keywords",
            "publisher",
            "mainEntityOfPage",
            "articleSection",
        ],
    )
    def test_values_of_a_wrong_type_say_nothing(self, key, value):
        evidence = of_data({"@type": "NewsArticle", "description": "It rained.", key: value})
        assert evidence.summary == "It rained."
        assert (evidence.title, evidence.authors, evidence.published, evidence.tags) == (None, [], [], [])

    @pytest.mark.parametrize(
        ("author", "names"),
        [
            ("Jane Roe", ["Jane Roe"]),
            ({"@type": "Person", "name": "Jane Roe"}, ["Jane Roe"]),
            ([{"name": "Jane Roe"}, {"name": "John Doe"}], ["Jane Roe", "John Doe"]),
            ({"@id": "#jane"}, ["Jane Roe"]),
            ([{"@type": "Person", "@id": "#jane"}, "John Doe"], ["Jane Roe", "John Doe"]),
        ],
    )
    def test_authors(self, author, names):
        jane = {"@type": "Person", "@id": "#jane", "name": "Jane Roe"}
        assert of_data({"@graph": [{**ARTICLE, "author": author}, jane]}).authors == names

    def test_a_person_beside_an_article_that_names_none(self):
        """As a big WordPress plug-in writes it; of several persons none is taken."""
        jane, john = (
            {"@type": "Person", "@id": f"https://paper.example/#/schema/person/{name}", "name": name}
            for name in ("Jane Roe", "John Doe")
        )
        assert of_data({"@graph": [ARTICLE, jane]}).authors == ["Jane Roe"]
        assert of_data({"@graph": [ARTICLE, jane, john]}).authors == []
        assert of_data({"@graph": [ARTICLE, {"@type": "Person", "name": "The Mayor"}]}).authors == []

    @pytest.mark.parametrize(
        "node",
        [
            {"@type": "WebPage", "datePublished": "2025-03-14", "name": "Bridge | Gazette"},
            {"@type": ["WebPage", "FAQPage"], "datePublished": "2025-03-14"},
            {"@type": "HowTo", "datePublished": "2025-03-14"},
            {"@type": "VideoObject", "uploadDate": "2025-03-14"},
        ],
    )
    def test_what_is_no_article_may_be_dated(self, node):
        evidence = of_data({"@graph": [{"@type": "WebSite", "name": "Gazette"}, node]})
        assert (evidence.title, evidence.published) == (None, ["2025-03-14"])

    def test_of_several_dated_things_none_dates_the_page(self):
        videos = [{"@type": "VideoObject", "uploadDate": f"2025-03-1{n}"} for n in range(3)]
        assert of_data({"@graph": videos}).published == []

    def test_of_several_articles_the_one_that_says_most(self):
        teaser = {"@type": "NewsArticle", "headline": "Mayor resigns"}
        assert of_data([teaser, {**ARTICLE, "author": "Jane Roe"}, teaser]).title == "Bridge reopens"

    def test_the_page_node_helps_out(self):
        page = {"@type": "WebPage", "dateModified": "2025-03-15", "publisher": {"name": "Harbour Gazette"}}
        evidence = of_data([page, ARTICLE])
        assert (evidence.modified, evidence.site) == (["2025-03-15"], "Harbour Gazette")

    @pytest.mark.parametrize(
        ("keywords", "tags"),
        [
            ("bridge, storm", ["bridge", "storm"]),
            (["bridge", "storm"], ["bridge", "storm"]),
            ("橋、嵐", ["橋", "嵐"]),
        ],
    )
    def test_keywords(self, keywords, tags):
        assert of_data({**ARTICLE, "keywords": keywords}).tags == tags

    @pytest.mark.parametrize(
        ("image", "expected"),
        [
            ("/a.jpg", [("/a.jpg", None, None)]),
            (["/a.jpg", "/b.jpg"], [("/a.jpg", None, None), ("/b.jpg", None, None)]),
            (
                {"url": "/a.jpg", "caption": "The bridge.", "creditText": "Jane Roe"},
                [("/a.jpg", "The bridge.", "Jane Roe")],
            ),
            ({"contentUrl": "/a.jpg", "author": {"name": "Jane Roe"}}, [("/a.jpg", None, "Jane Roe")]),
        ],
    )
    def test_pictures(self, image, expected):
        pictures = of_data({**ARTICLE, "image": image}).pictures
        assert [(p.url, p.caption, p.credit) for p in pictures] == expected

    @pytest.mark.parametrize("kind", ["Organization", "WebSite", "BreadcrumbList", "Person"])
    def test_what_is_no_article_gives_its_type_only(self, kind):
        evidence = of_data({"@type": kind, "name": "Harbour Gazette"})
        assert evidence.title is None
        assert evidence.types == {kind.lower()}


class TestHead:
    def test_opengraph(self):
        evidence = of_meta(
            og__title="Bridge reopens",
            og__description="After the storm.",
            og__site_name="Harbour Gazette",
            og__type="article",
            article__published_time="2025-03-14T10:05:00Z",
            article__modified_time="2025-03-15",
            article__section="Local",
            author="Jane Roe",
        )
        assert (evidence.title, evidence.summary, evidence.site) == (
            "Bridge reopens",
            "After the storm.",
            "Harbour Gazette",
        )
        assert (evidence.published, evidence.modified) == (["2025-03-14T10:05:00Z"], ["2025-03-15"])
        assert (evidence.section, evidence.authors, evidence.types) == ("Local", ["Jane Roe"], {"article"})

    @pytest.mark.parametrize("attribute", ["name", "property", "itemprop"])
    def test_attributes_that_name_a_tag(self, attribute):
        evidence = head.read(tree_of(f'<meta {attribute}="Author" content=" Jane  Roe ">'))
        assert evidence.authors == ["Jane Roe"]

    def test_the_most_trusted_title_wins_whatever_the_order(self):
        assert of_meta(twitter__title="Short", og__title="Bridge reopens").title == "Bridge reopens"

    @pytest.mark.parametrize("author", ["https://paper.example/jane", "@janeroe", "/author/jane"])
    def test_an_address_is_no_author(self, author):
        assert of_meta(author=author, article__author="Jane Roe").authors == ["Jane Roe"]

    def test_a_mail_box_is_no_author(self):
        assert of_meta(author="j.roe@paper.example").authors == []

    @pytest.mark.parametrize("label", ["Written by", "Verfasst von", "Author"])
    def test_a_labelled_value_is_the_author(self, label):
        card = {"twitter:label1": label, "twitter:data1": "Jane Roe", "twitter:label2": "Reading time"}
        assert head.read(
            tree_of("".join(f'<meta name="{n}" content="{v}">' for n, v in card.items()))
        ).authors == ["Jane Roe"]

    def test_another_label_is_no_author(self):
        card = (
            '<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="3 min">'
        )
        assert head.read(tree_of(card)).authors == []

    @pytest.mark.parametrize(
        "name",
        [
            "plugin:article_published_time",
            "pictures:uploaded",
            "cms_publish_date",
            "item.pubdate",
            "x:issued_on",
        ],
    )
    def test_names_that_programs_make_up_for_a_date(self, name):
        assert head.read(tree_of(f'<meta name="{name}" content="2025-03-14">')).published == ["2025-03-14"]

    @pytest.mark.parametrize("name", ["x:modified_time", "update", "republished", "publisher"])
    def test_other_names_say_nothing_of_the_publication(self, name):
        assert head.read(tree_of(f'<meta name="{name}" content="2025-03-14">')).published == []

    @pytest.mark.parametrize("keywords", ["bridge, storm", "bridge;storm"])
    def test_keywords_in_one_tag(self, keywords):
        assert of_meta(keywords=keywords).tags == ["bridge", "storm"]

    def test_tags_in_many_tags(self):
        tags = "".join(f'<meta property="article:tag" content="{t}">' for t in ("bridge", "storm, late"))
        assert head.read(tree_of(tags)).tags == ["bridge", "storm, late"]

    @pytest.mark.parametrize(
        ("lang", "tags", "expected"),
        [
            (" lang='de-AT'", "", "de-AT"),
            (" xml:lang='de'", "", "de"),
            ("", '<meta property="og:locale" content="de_DE">', "de_DE"),
            ("", "", None),
        ],
    )
    def test_language(self, lang, tags, expected):
        assert head.read(tree_of(tags, lang=lang)).language == expected

    @pytest.mark.parametrize("rel", ["canonical", "nofollow canonical"])
    def test_canonical_link_before_og_url(self, rel):
        tags = f'<meta property="og:url" content="/og"><link rel="{rel}" href=" /story ">'
        assert head.read(tree_of(tags)).canonical_url == "/story"

    @pytest.mark.parametrize(
        ("tag", "title"),
        [("<title> Bridge\n reopens </title>", "Bridge reopens"), ("<title></title>", None), ("", None)],
    )
    def test_page_title(self, tag, title):
        assert head.page_title(tree_of(tag)) == title

    def test_empty_tags_say_nothing(self):
        tags = (
            '<meta name="author"><meta name="author" content=" "><meta content="x"><meta name="" content="x">'
        )
        assert head.read(tree_of(tags)) == head.read(tree_of())


PARAGRAPH = (
    "The council met in the customs house and voted for the repair of the bridge by a wide margin. " * 2
)
HEADLINE = "Council votes for the bridge"


class TestPlainText:
    @pytest.mark.parametrize(
        ("lines", "expected"),
        [
            pytest.param([HEADLINE, PARAGRAPH], (HEADLINE, None), id="first-line"),
            pytest.param(
                ["HARBOUR GAZETTE", "11/21/2025 06:00:33 pm", HEADLINE, PARAGRAPH],
                (HEADLINE, None),
                id="below-masthead-and-clock",
            ),
            pytest.param(
                [
                    "A much longer line about how to subscribe to the paper",
                    "Bridge is back",
                    "Bridge is back",
                    PARAGRAPH,
                ],
                ("Bridge is back", None),
                id="the-line-printed-twice",
            ),
            pytest.param(
                [HEADLINE, "March 14, 2025 10:05 AM", PARAGRAPH],
                (HEADLINE, "March 14, 2025 10:05 AM"),
                id="dated",
            ),
            pytest.param(
                ["市議会が橋の修理を決めた", PARAGRAPH], ("市議会が橋の修理を決めた", None), id="Japanese"
            ),
            pytest.param([PARAGRAPH, PARAGRAPH], (None, None), id="no-headline"),
            pytest.param([], (None, None), id="nothing"),
        ],
    )
    def test_read(self, lines, expected):
        assert plain_text.read(text_blocks("\n\n".join(lines))) == expected

    @pytest.mark.parametrize(
        ("text", "clock"),
        [
            ("11/21/2025 06:00:33 pm", True),
            ("Friday, March 14, 2025 10:05:33", True),
            ("March 14, 2025 10:05", False),
            ("She won in 2:05:33", False),
            ("Current date and time: 14 March 2025, 19:22", True),
            ("Today is a good day", False),
        ],
    )
    def test_is_clock(self, text, clock):
        assert plain_text.is_clock(text) is clock
