"""Articles over several pages: finding the pages, and joining them."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from scrapy.http import HtmlResponse, Request
from scrapy.utils.request import request_from_dict
from scrapy.utils.test import get_crawler

from crawler.discovery.article_pages import article_pages, first_page
from crawler.reading import Reading, read_page, read_part
from crawler.spiders.site import SiteSpider
from pipelines import Article, Block, Caption, Dateline, Dropped, Page, clean
from pipelines.joining import join
from pipelines.line import from_line, to_line
from pipelines.rulebook import rulebook
from pipelines.rules import load
from pipelines.steps.finish import with_text
from tests import made_site

SITE = "https://paper.example"
STORY = f"{SITE}/world/council-votes-on-the-levee"
LINE = "Readers who know more are asked to write to the desk in the old customs house."


def page(*texts: str, **fields) -> Article:
    body = [Block("paragraph", text, f"/html/body/p[{n}]") for n, text in enumerate(texts, 1)]
    return Article(title="Council puts off the bridge", body=body, **fields)


def pages_of(body: str, url: str = STORY, first: str | None = None):
    return article_pages(html.document_fromstring(f"<html><body>{body}</body></html>"), url, first)


# --- Joining ----------------------------------------------------------------------


def test_parts_in_order_with_the_first_page_s_metadata():
    joined = join([page("One.", id="a", authors=["Jane Roe"]), page("Two.", authors=["X"]), page("Three.")])

    assert joined.text == "One.\n\nTwo.\n\nThree."
    assert (joined.id, joined.authors) == ("a", ["Jane Roe"])
    assert [b.where for b in joined.body] == [
        "/html/body/p[1]",
        "page 2: /html/body/p[1]",
        "page 3: /html/body/p[1]",
    ]
    assert joined.content_hash == with_text(page("One.", "Two.", "Three.")).content_hash


def test_headline_and_what_ends_every_page_go_and_are_accounted_for():
    joined = join(
        [page("One.", LINE), page("Council puts off the bridge", "Two.", LINE), page("Three.", LINE)]
    )

    assert joined.text == "One.\n\nTwo.\n\nThree."
    assert [(d.rule, d.where) for d in joined.dropped] == [
        ("joined/repeated", "/html/body/p[2]"),
        ("joined/headline", "page 2: /html/body/p[1]"),
        ("joined/repeated", "page 2: /html/body/p[3]"),
        ("joined/repeated", "page 3: /html/body/p[2]"),
    ]


def test_short_answers_may_be_given_twice():
    joined = join([page("Did you?", "No.", "And then?"), page("Would you?", "No.", "Why?")])

    assert joined.text.count("No.") == 2


def test_a_page_that_brings_nothing_takes_nothing_away():
    joined = join([page("One.", LINE), page("One.", LINE)])

    assert joined.text == f"One.\n\n{LINE}"


def test_captions_once_datelines_and_drops_with_their_page():
    told = Caption("The bridge at noon.")
    first = page("One.", captions=[told])
    dateline = Dateline("HARBOUR TOWN, May 3 (AP)")
    second = page("Two.", captions=[told, Caption("The ferry.")], dateline=dateline)
    second.dropped = [Dropped("Share", "box/share", "/html/body/div")]

    joined = join([first, second])

    assert [c.text for c in joined.captions] == ["The bridge at noon.", "The ferry."]
    assert joined.dateline is None
    assert Dropped("Share", "box/share", "page 2: /html/body/div") in joined.dropped
    assert {(d.text, d.rule) for d in joined.dropped} >= {
        ("HARBOUR TOWN, May 3 (AP)", "joined/dateline"),
        ("The bridge at noon.", "joined/repeated"),
    }


def test_no_pages():
    with pytest.raises(ValueError, match="one page"):
        join([])


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["A one.", "B two.", LINE, "C" * 50, "Council puts off the bridge"])),
        min_size=1,
    )
)
def test_nothing_vanishes(texts):
    joined = join([page(*t) for t in texts])

    told = {b.text for b in joined.body} | {d.text for d in joined.dropped}
    assert told == {text for t in texts for text in t}
    assert len(joined.body) + len(joined.dropped) == sum(map(len, texts))


@pytest.mark.parametrize("rule", load("joined.toml")["joined"], ids=lambda rule: rule["id"])
def test_examples_of_the_rules(rule):
    ends = "At last it was put off."
    first = page(load("joined.toml")["joined"][0]["drops"], "Lamps were lit.")
    is_dateline = rule["id"] == "dateline"
    second = page(*([] if is_dateline else [rule["drops"]]), rule["keeps"], ends)
    second.dateline = Dateline(rule["drops"]) if is_dateline else None

    joined = join([first, second])

    assert [d.rule for d in joined.dropped if d.text == rule["drops"]] == [f"joined/{rule['id']}"]
    assert rule["keeps"] in joined.text.split("\n\n")
    assert f"joined/{rule['id']}" in {entry.id for entry in rulebook() if entry.kind == "joined"}


# --- Finding the pages ------------------------------------------------------------


@pytest.mark.parametrize(
    "pager",
    [
        "<a href='{story}/2'>2</a> <a href='{story}/3'>3</a>",
        "<a href='{story}?page=2'>Page 2</a> <a href='{story}?page=3'>3</a>",
        "<select><option value='{story}'>1<option value='{story}/2'>2<option value='{story}/3'>3</select>",
    ],
)
def test_numbered_pages(pager):
    found = pages_of(pager.format(story=STORY))

    assert [url[-1] for url in found.further] == ["2", "3"]


@pytest.mark.parametrize("word", ["Next page »", "Nächste Seite", "Página siguiente", "次のページ", "Далее"])
def test_next_by_words_of_many_languages(word):
    assert pages_of(f"<a href='{STORY}/2'>{word}</a>").further == [f"{STORY}/2"]


def test_a_gap_is_left_for_the_next_page_to_fill():
    pager = "".join(f"<a href='{STORY}/{n}'>{n}</a>" for n in (2, 3, 9))

    assert pages_of(pager).further == [f"{STORY}/2", f"{STORY}/3"]
    assert pages_of(
        "".join(f"<a href='{STORY}/{n}'>{n}</a>" for n in (1, 2, 3, 4)), f"{STORY}/3", STORY
    ).further == [f"{STORY}/4"]


@pytest.mark.parametrize(
    "link",
    [
        f"<link rel=next href='{SITE}/world/another-story-of-the-day'>",
        f"<a rel=next href='{SITE}/world/another-story-of-the-day'>Next</a>",
        f"<div class=comments><a href='{STORY}?page=2'>2</a></div>",
        f"<a href='{SITE}/article/48214'>Next</a>",
        f"<a href='{SITE}/news/all'>View all</a>",
    ],
)
def test_what_is_no_page_of_the_article(link):
    assert pages_of(link) == type(pages_of(""))()


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("/story/1", "/story/2"),
        ("/news/the-story-1", "/news/the-story-2"),
        ("/a_1.html", "/a_2.html"),
        ("/view?p=1001", "/view?p=1002"),
        ("/story-p2.html", "/story-p3.html"),
        ("/v1.1/story", "/v1.2/story"),
        ("/world/weather", "/world/weather-2"),
    ],
)
def test_the_story_of_the_next_number_is_another(own, other):
    """Many papers count their stories; to join two of them would be the worst mistake."""
    links = f"<a href='{SITE}{other}'>2</a><a rel=next href='{SITE}{other}'>Story 2</a>"
    assert pages_of(links, SITE + own).further == []
    # Of such a story too there are pages.
    second = f"{SITE}{own}{'&' if '?' in own else '?'}page=2"
    assert pages_of(f"<a href='{second}'>2</a>", SITE + own).further == [second]


@given(
    st.sampled_from(
        ["/story/{}", "/news-{}", "/{}/the-council", "/view?id={}", "/?p={}", "/a_{}.html", "/{}"]
    ),
    st.integers(2, 9999),
    st.integers(1, 9999),
    st.sampled_from(["{}", "Page {}", "Next", "Next page"]),
)
def test_addresses_that_differ_in_their_number_alone_are_of_two_stories(form, own, other, said):
    link = f"<a rel=next href='{SITE}{form.format(other)}'>{said.format(other)}</a>"
    pager = f"<p>1 {link}</p><link rel=next href='{SITE}{form.format(other)}'>"
    assert pages_of(pager, SITE + form.format(own)).further == []


@given(
    st.sampled_from(["/story/{}", "/news-{}", "/{}/the-council", "/view?id={}", "/?p={}", "/a_{}.html"]),
    st.integers(1, 9999),
    st.sampled_from(["page", "p", "seite"]),
    st.sampled_from(["{}", "Page {}", "Next"]),
)
def test_a_page_s_number_behind_the_whole_address(form, own, name, said):
    url = SITE + form.format(own)
    page_2 = f"{url}{'&' if '?' in url else '?'}{name}=2"
    found = pages_of(f"<a href='{page_2}'>{said.format(2)}</a>", url).further
    # Two parameters of one name are no address.
    assert found == ([page_2] if "?p=" not in form or name != "p" else found)


@pytest.mark.parametrize(
    ("pager", "is_told"),
    [
        ("<p><b>1</b> <a href='{}'>2</a></p>", True),
        ("<ul><li>1</li><li><a href='{}'>Page 2</a></li></ul>", True),
        ("<p>Pages: 1 | <a href='{}'>2</a></p>", False),
        ("<p><a href='{}'>2</a></p>", False),
        ("<p><b>1</b> <a rel=next href='{}'>Weather</a></p>", False),
        ("<link rel=next href='{}'>", False),
    ],
)
@pytest.mark.parametrize("end", ["", ".html"])
def test_a_number_glued_to_the_headline_s_words_is_a_page_s_beside_page_1(pager, is_told, end):
    other = f"{STORY}-2{end}"
    assert pages_of(pager.format(other), STORY + end).further == ([other] if is_told else [])


def test_the_front_page_and_a_list_of_older_posts_go_on_as_lists():
    assert pages_of(f"<a href='{SITE}/page/2/'>2</a>", f"{SITE}/").further == []
    assert pages_of(f"<a href='{SITE}/sh/page/2/'>Older posts</a>", f"{SITE}/sh/").further == []


@pytest.mark.parametrize("place", ["?page=all", "/all", "?singlepage=true"])
def test_all_on_one_page(place):
    assert pages_of(f"<a href='{STORY}{place}'>View as single page</a>").whole == STORY + place


def test_what_shows_all_of_something_else():
    for link in (
        f"<div class=comments><a href='{STORY}/all'>View all</a></div>",
        f"<a href='{SITE}/world/council-votes-on-the-levee.2/all'>Full article</a>",
    ):
        assert pages_of(link, f"{SITE}/world/council-votes-on-the-levee.1").whole is None
        assert pages_of(link, f"{STORY}s.html").whole is None


def test_a_whole_page_that_is_another_story_stands_instead_of_none():
    first = Page(made_site.page(1, "old"), url="https://made.example/story/1001")
    before = to_line(clean(first.body, first.url))
    other = Page(made_site.page(2, "old") + made_site.page(3, "old"), url=f"{first.url}/all")

    part = read_part(other, so_far=before.decode(), number=2, whole=True)

    assert (part.brought, part.line) == (False, before.decode())
    assert read_part(first, so_far=before.decode(), number=2, whole=True).brought


def test_a_later_page_knows_its_first():
    def first(body: str, url: str = f"{STORY}/2"):
        return first_page(html.document_fromstring(f"<html><body>{body}</body></html>"), url)

    assert first(f"<a href='{STORY}'>1</a>") == STORY
    assert first(f"<a rel=prev href='{STORY}'>Back</a>") == STORY
    assert first(f"<a href='{STORY}'>Council votes</a>") is None
    assert first(f"<a href='{SITE}/world/weather'>1</a>", f"{SITE}/world/weather-2") is None


def test_a_page_and_its_rest_are_read_and_joined():
    url = "https://made.example/story/1001"
    first = Page(
        made_site.page(1, "old").replace("</article>", f"<a href='{url}/2'>2</a></article>"), url=url
    )
    second = Page(made_site.page(2, "old"), url=f"{url}/2")

    reading = read_page(first, follow=True, sure=False)
    part = read_part(second, so_far=to_line(reading.article).decode(), number=2, whole=False)

    assert reading.pages.further == [f"{url}/2"]
    assert f"{url}/2" not in reading.links.pages
    assert part.article.text.startswith(reading.article.text)
    assert clean(second.body, second.url).text.split("\n\n")[-1] in part.article.text
    assert part.brought
    assert read_part(first, so_far=to_line(reading.article).decode(), number=2, whole=False).brought is False


def test_a_request_for_a_part_survives_the_disk(monkeypatch):
    # Its settings are frozen: the spider has its sites all the same.
    crawler = get_crawler(SiteSpider, {"ARTICLE_MAX_PAGES": 3})
    # Scrapy looks through all of a spider for its methods.
    monkeypatch.setattr(SiteSpider, "cleaning", None)
    monkeypatch.setattr(SiteSpider, "pool", None)
    monkeypatch.setattr(SiteSpider, "_archive", None)
    spider = SiteSpider.from_crawler(crawler, url=SITE)
    assert [site.start for site in spider.sites] == [(SITE,)]
    article = page("One.", id="a", url=STORY)
    pages = pages_of(f"<a href='{STORY}/2'>2</a><a href='{STORY}/3'>3</a>")
    request = spider.rest_request(Reading(article, pages=pages), HtmlResponse(STORY, request=Request(STORY)))

    kept = request_from_dict(pickle.loads(pickle.dumps(request.to_dict(spider=spider))), spider=spider)

    assert kept.callback == spider.parse_part
    assert kept.errback == spider.part_failed
    assert from_line(kept.cb_kwargs["so_far"]) == article
    assert (kept.url, kept.cb_kwargs["todo"], kept.cb_kwargs["number"]) == (f"{STORY}/2", [f"{STORY}/3"], 2)
    assert kept.dont_filter
