"""Discovery: addresses, links, feeds, sitemaps, and which pages are articles."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from crawler.discovery import sitemaps
from crawler.discovery.entry import Entry, address
from crawler.discovery.feeds import NotAFeed, read_feed
from crawler.discovery.fragments import page_of_json
from crawler.discovery.kind import is_article, says_not_found
from crawler.discovery.links import find_links
from crawler.discovery.scoring import article_likeness
from crawler.discovery.sitemaps import NotASitemap, read_sitemap, robots_sitemaps
from pipelines import Page

SITE = "https://paper.example"

# --- Addresses --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "absolute"),
    [
        ("story", f"{SITE}/world/story"),
        ("  /story\n", f"{SITE}/story"),
        ("//other.example/x", "https://other.example/x"),
        ("../a/./b", f"{SITE}/a/b"),
        ("/story?utm_source=mail&id=3#top", f"{SITE}/story?id=3"),
        ("HTTPS://Paper.Example/Story", f"{SITE}/Story"),
        ("/story.php?2025", f"{SITE}/story.php?2025"),
        ("/a%20b", f"{SITE}/a%20b"),
        ("/a b", f"{SITE}/a%20b"),
        ("mailto:desk@paper.example", None),
        ("javascript:void(0)", None),
        ("tel:+123", None),
        ("http://[", None),
    ],
)
def test_address(found, absolute):
    assert address(found, f"{SITE}/world/") == absolute


@settings(deadline=None)
@given(
    st.builds(
        "".join,
        st.tuples(st.sampled_from(["", "/", "//", "http://", "https://[", "http://a.example:"]), st.text()),
    ),
    st.sampled_from(["", SITE, "http://[::1]/", "not an address", "http://["]) | st.text(),
)
def test_address_never_raises(url, base):
    found = address(url, base)

    assert found is None or found.startswith(("http://", "https://"))


def test_malformed_address_is_no_error():
    assert article_likeness("http://[broken/2025/03/14/a-story-of-words") in range(4)
    assert is_article(Page("<html><body><p>x</p></body></html>", url="http://[broken")) is False


# --- Links ------------------------------------------------------------------------


def links(body: str, head: str = "", url: str = f"{SITE}/world/"):
    return find_links(html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"), url)


def anchors(*hrefs: str) -> str:
    return "".join(f'<a href="{href}">x</a>' for href in hrefs)


def test_links_are_found_once_in_order():
    body = anchors("b", "/a#top", "https://other.example/c", "b?utm_medium=x", "/a")
    body += '<map><area href="/d"></map><a>no address</a>'

    assert links(body).pages == [f"{SITE}/world/b", f"{SITE}/a", "https://other.example/c", f"{SITE}/d"]


def test_links_that_are_no_page_are_left_out():
    body = anchors(
        "pic.JPG",
        "paper.pdf?page=2",
        "feed.xml",
        "mailto:a@b.example",
        "javascript:x()",
        "http://[",
        "ok.html",
    )

    assert links(body).pages == [f"{SITE}/world/ok.html"]


def test_base_href_is_obeyed():
    found = links(anchors("a"), '<base href="/deep/"><link type="application/rss+xml" href="feed.xml">')

    assert list(found.pages) == [f"{SITE}/deep/a"]
    assert found.feeds == [f"{SITE}/deep/feed.xml"]


@pytest.mark.parametrize("rel", ["nofollow", "nofollow sponsored", "ugc NoFollow"])
def test_nofollow_of_a_link_is_obeyed(rel):
    assert links(f'<a href="/ad" rel="{rel}">x</a><a href="/a" rel="bookmark">x</a>').pages == [f"{SITE}/a"]


def test_nofollow_of_a_page_leaves_its_feeds():
    head = '<meta name="Robots" content="noindex, NOFOLLOW"><link type="application/atom+xml" href="/atom">'

    assert links(anchors("/a"), head) == type(links(""))(pages=[], feeds=[f"{SITE}/atom"])


def test_feeds_are_told_by_their_type_each_once():
    types = (
        "application/rss+xml",
        "Application/Atom+XML",
        "application/feed+json",
        "text/css",
        "application/rss+xml",
    )
    hrefs = ("/rss", "/atom", "/json", "/style", "/rss")
    head = "".join(f'<link rel="alternate" type="{t}" href="{h}">' for t, h in zip(types, hrefs, strict=True))

    assert links("", head).feeds == [f"{SITE}/rss", f"{SITE}/atom", f"{SITE}/json"]


def test_the_more_an_address_looks_like_an_article_the_higher():
    addresses = [
        f"{SITE}/2025/03/14/council-votes-on-levee-again-48213",
        f"{SITE}/2025/03/14/council-votes-on-levee",
        f"{SITE}/world/council-votes-on-levee",
        f"{SITE}/world",
    ]

    assert [article_likeness(url) for url in addresses] == [3, 2, 1, 0]
    assert [article_likeness(SITE + path) for path in ("", "/", "/page/2/", "/tag/harbour/")] == [0, 0, 0, 0]


# --- Feeds ------------------------------------------------------------------------

FEED = f"{SITE}/feed"


def rss(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'.encode()


def atom(entry: str) -> bytes:
    head = "<title>T</title><id>urn:t</id><updated>2025-05-28T00:00:00Z</updated>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}<entry><title>A</title>{entry}</entry></feed>'.encode()


ONE = "<item><link>/one?utm_source=rss</link><pubDate>Mon, 19 May 2025 03:30:00 +0200</pubDate></item>"
TWO = f'<item><guid isPermaLink="true">{SITE}/two</guid></item>'


def test_rss():
    assert read_feed(rss(ONE, TWO), FEED).entries == [
        Entry(f"{SITE}/one", "2025-05-19T03:30:00+02:00"),
        Entry(f"{SITE}/two", None),
    ]


def test_item_that_names_no_address_is_passed_over():
    nameless, numbered = "<item><title>0</title></item>", '<item><guid isPermaLink="false">4711</guid></item>'

    assert [e.url for e in read_feed(rss(nameless, numbered, TWO), FEED).entries] == [f"{SITE}/two"]


@pytest.mark.parametrize("other", ["self", "enclosure"])
@pytest.mark.parametrize("own", ['rel="alternate"', ""])
def test_atom_takes_the_link_to_the_page(own, other):
    entry = f'<link rel="{other}" href="{SITE}/other"/><link {own} href="{SITE}/a"/><id>urn:a</id>'
    entry += "<updated>2025-05-20T09:40:00Z</updated><published>2025-05-19T09:40:00Z</published>"

    assert read_feed(atom(entry), FEED).entries == [Entry(f"{SITE}/a", "2025-05-19T09:40:00+00:00")]


def test_json_feed():
    items = [
        {"id": "1", "url": f"{SITE}/1", "date_published": "2025-05-20T12:40:00Z"},
        {"id": f"{SITE}/2", "content_text": "x"},
    ]
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}).encode()

    assert read_feed(feed, FEED).entries == [
        Entry(f"{SITE}/1", "2025-05-20T12:40:00+00:00"),
        Entry(f"{SITE}/2", None),
    ]


def test_feed_cut_off_gives_what_was_whole():
    whole = rss(ONE, TWO)

    assert read_feed(whole[: whole.index(b"<guid")], FEED).entries[0].url == f"{SITE}/one"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[1]",
        b"\x89PNG\r\n\x1a\n\x00",
        b"<!doctype html><html><body><p>Not found</p></body></html>",
    ],
)
def test_what_is_no_feed(body):
    with pytest.raises(NotAFeed, match=r"\w"):
        read_feed(body, FEED)


def test_feed_reads_no_files_of_ours(tmp_path):
    (tmp_path / "secret").write_text("secret-words")
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'.encode()

    entries = read_feed(doctype + rss(f"<item><title>&x;</title><link>{SITE}/&x;</link></item>", TWO), FEED)

    assert "secret-words" not in str(entries)


# --- Sitemaps ---------------------------------------------------------------------

MAP = f"{SITE}/sitemap.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
    'xmlns:i="http://www.google.com/schemas/sitemap-image/1.1" '
    'xmlns:v="http://www.google.com/schemas/sitemap-video/1.1"'
)


def urlset(*urls: str, root: str = "urlset", doctype: str = "") -> bytes:
    return f'<?xml version="1.0"?>{doctype}<{root} {NAMESPACES}>{"".join(urls)}</{root}>'.encode()


def test_urlset_newest_first_the_undated_last_in_their_order():
    body = urlset(
        "<url><loc>/undated-1</loc></url>",
        "<url><loc>/old</loc><lastmod>2024-12-31</lastmod></url>",
        "<url><loc>/undated-2</loc></url>",
        "<url><loc> /new </loc><lastmod>2025-05-28T06:00:00Z</lastmod></url>",
    )

    assert list(read_sitemap(body, MAP).since(None).pages) == [
        Entry(f"{SITE}/new", "2025-05-28T06:00:00+00:00"),
        Entry(f"{SITE}/old", "2024-12-31"),
        Entry(f"{SITE}/undated-1"),
        Entry(f"{SITE}/undated-2"),
    ]


def test_index_names_further_files_newest_first():
    old, new = (
        f"<sitemap><loc>/{d}.xml.gz</loc><lastmod>{d}</lastmod></sitemap>"
        for d in ("2024-01-01", "2025-01-01")
    )

    found = read_sitemap(urlset(old, new, root="sitemapindex"), MAP).since(None)

    assert list(found.pages) == []
    assert [e.url for e in found.sitemaps] == [f"{SITE}/2025-01-01.xml.gz", f"{SITE}/2024-01-01.xml.gz"]


def test_news_date_goes_before_lastmod():
    news = "<news:news><news:publication_date>2025-05-01</news:publication_date></news:news>"

    found = read_sitemap(urlset(f"<url><loc>/a</loc><lastmod>2025-05-20</lastmod>{news}</url>"), MAP)

    assert list(found.pages) == [Entry(f"{SITE}/a", "2025-05-01")]


def test_video_date_is_not_the_page_s():
    video = "<v:video><v:publication_date>2001-01-01</v:publication_date></v:video>"

    found = read_sitemap(urlset(f"<url><loc>/a</loc>{video}<lastmod>2025-05-20</lastmod></url>"), MAP)

    assert list(found.pages) == [Entry(f"{SITE}/a", "2025-05-20")]


@pytest.mark.parametrize("prefix", ["image", "i"])
def test_picture_s_address_is_not_the_page_s(prefix):
    image = f"<{prefix}:image><{prefix}:loc>{SITE}/picture.jpg</{prefix}:loc></{prefix}:image>"

    found = read_sitemap(urlset(f"<url>{image}<loc>/a</loc></url>", f"<url><loc>/b</loc>{image}</url>"), MAP)

    assert [e.url for e in found.pages] == [f"{SITE}/a", f"{SITE}/b"]


def test_entry_without_address_is_passed_over():
    found = read_sitemap(urlset("<url><lastmod>2025-01-01</lastmod></url>", "<url><loc/></url>"), MAP)

    assert list(found.pages) == []


def test_gzip_and_a_file_cut_off():
    body = urlset("<url><loc>/a</loc></url>", "<url><loc>/b</loc></url>")

    assert [e.url for e in read_sitemap(gzip.compress(body), MAP).pages] == [f"{SITE}/a", f"{SITE}/b"]
    assert list(read_sitemap(body[: body.index(b"<url><loc>/b")], MAP).pages) == [Entry(f"{SITE}/a")]


def test_spoiled_gzip():
    with pytest.raises(NotASitemap, match="spoiled gzip"):
        read_sitemap(gzip.compress(urlset())[:-10], MAP)


def test_gzip_that_unpacks_to_too_much(monkeypatch):
    body = gzip.compress(urlset("<url><loc>/a</loc></url>" * 100))
    assert len(body) < 1000
    monkeypatch.setattr(sitemaps, "MAX_BYTES", 1000)

    with pytest.raises(NotASitemap, match="1000 bytes"):
        read_sitemap(body, MAP)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_plain_list(mark):
    body = mark + f"{SITE}/1\r\n{SITE}/2\n".encode()

    assert [e.url for e in read_sitemap(body, MAP).pages] == [f"{SITE}/1", f"{SITE}/2"]


def test_entity_bomb_goes_off_nowhere():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE urlset [<!ENTITY e0 "ha">{entities}]>'

    found = read_sitemap(urlset("<url><loc>/a</loc></url><url><loc>/&e11;</loc></url>", doctype=doctype), MAP)

    assert len(str(list(found.pages))) < 1000


def test_sitemap_reads_no_files_of_ours(tmp_path):
    (tmp_path / "secret").write_text("secret-words")
    doctype = f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'

    found = read_sitemap(urlset("<url><loc>/&x;</loc></url><url><loc>/a</loc></url>", doctype=doctype), MAP)

    assert "secret-words" not in str(list(found.pages))
    assert Entry(f"{SITE}/a") in found.pages


@pytest.mark.parametrize("body", [b"", b"not found", b"<!doctype html><html><body>no</body></html>"])
def test_what_is_no_sitemap(body):
    with pytest.raises(NotASitemap, match=r"\w"):
        read_sitemap(body, MAP)


def test_sitemaps_of_robots_txt():
    body = b"User-agent: *\nDisallow: /\xff\nSitemap: /a.xml\r\n#Sitemap: /no.xml\n"
    body += b"  SITEMAP:https://b.example/b.xml # news\n"

    assert robots_sitemaps(body, f"{SITE}/robots.txt") == [f"{SITE}/a.xml", "https://b.example/b.xml"]


# --- Articles and other pages -----------------------------------------------------

PROSE = "".join(
    f"<p>{n}. {'The council voted on the levee again, and again it rained on the quay. ' * 3}</p>"
    for n in range(4)
)
LD = '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "%s"%s}</script>'


def verdict(body: str, head: str = "", url: str = f"{SITE}/world/levee") -> bool:
    return is_article(Page(f"<html><head>{head}</head><body><h1>Levee</h1>{body}</body></html>", url=url))


def test_prose_needs_a_date_or_an_author_beside_it():
    assert verdict('<time datetime="2025-05-01">1 May</time>' + PROSE)
    assert verdict("<p>May 1, 2025</p>" + PROSE)
    assert verdict(PROSE, '<meta name="author" content="Jane Roe">')
    assert verdict(PROSE, url=f"{SITE}/2025/05/01/levee")
    assert not verdict(PROSE)


def test_what_the_page_says_of_itself_decides():
    short = f"<p>{'It rained on the quay all day. ' * 5}</p>"

    assert verdict(short, LD % ("NewsArticle", ""))
    assert verdict(short, '<meta property="og:type" content="article">')
    assert not verdict(short)
    assert not verdict("<p>It rained.</p>", LD % ("NewsArticle", ""))
    assert not verdict(PROSE, LD % ("CollectionPage", ', "mainEntity": {"@type": "NewsArticle"}'))


def test_a_list_of_links_is_no_article():
    teasers = PROSE.replace("<p>", '<p><a href="/a">').replace("</p>", "</a></p>")

    assert not verdict('<time datetime="2025-05-01">1 May</time>' + teasers)


@pytest.mark.parametrize("path", ["", "/", "/impressum", "/en/privacy-policy.html", "/company/Contact-Us/"])
def test_pages_about_the_paper_are_no_articles(path):
    head = LD % ("NewsArticle", "")

    assert verdict(PROSE, head)
    assert not verdict(PROSE, head, url=SITE + path)


def test_plain_text_is_taken_as_it_comes():
    assert is_article(Page("Late goal wins cup\n\nIt rained.", kind="text"))


def fixture_page(gazette, path: str) -> Page:
    body, content_type = gazette.file(path)
    return Page(body, url=gazette.url + path, content_type=content_type)


def test_every_article_of_the_fixture_site_is_one(gazette, expected):
    assert [e["path"] for e in expected if not is_article(fixture_page(gazette, e["path"]))] == []


LISTINGS = ["/", "/world/", "/world/page/2/", "/local/", "/sport/", "/culture/", "/tag/harbour/"]
ABOUT = ["/about.html", "/contact.html", "/privacy.html", "/terms.html", "/author/jane-roe/", "/search"]


@pytest.mark.parametrize("path", [*LISTINGS, *ABOUT])
def test_no_other_page_of_the_fixture_site_is(path, gazette):
    assert not is_article(fixture_page(gazette, path))


# --- Lists, fragments, soft 404s --------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        '<a rel="next" href="/world/page/2/">x</a>',
        '<link rel="next" href="/world/page/2/">',
        '<a href="/world/page/2/">2</a><a href="/world/page/3/">3</a><a href="/world/page/99/">Last</a>',
        '<a href="/world/page/2/">Older posts »</a>',
        '<a href="/world/page/2/" aria-label="Nächste Seite">→</a>',
        '<a class="pager__next" href="/world/page/2/"><svg></svg></a>',
        '<button data-url="/world/page/2/">Показать ещё</button>',
        '<div data-next-page="/world/page/2/"></div>',
        '<a class="btn" href="#" data-href="/world/page/2/">もっと見る</a>',
    ],
)
def test_where_a_list_goes_on(more):
    found = links(anchors("/world/a", "/world/b") + more)

    assert found.next == [f"{SITE}/world/page/2/"]
    assert found.pages == [f"{SITE}/world/a", f"{SITE}/world/b"]


@pytest.mark.parametrize(
    "more",
    [
        '<div data-next-page="2"></div>',
        '<button data-url="loadMore()">Load more</button>',
        '<button data-url="/api/like">Like</button>',
        '<a href="https://other.example/world/page/2/" rel="next">x</a>',
        '<button class="load-more" data-url="/more/{{page}}">More</button>',
    ],
)
def test_where_no_list_goes_on(more):
    assert links(more).next == []


def test_next_of_a_later_page_is_the_one_after_it():
    pager = "".join(f'<a href="?page={n}">{n}</a>' for n in (1, 2, 3, 4, 50))

    assert links(pager, url=f"{SITE}/world/?page=3").next == [f"{SITE}/world/?page=4"]


def test_a_teaser_s_time_is_its_story_s():
    teaser = '<div><a href="/world/{0}-a-b-c"></a><time datetime="2025-0{0}-01T08:00:00Z"></time>'
    teaser += '<a href="/by">x</a></div>'

    assert links(teaser.format(1) + teaser.format(2) + anchors("/2024/05/06/x")).dates == {
        f"{SITE}/world/1-a-b-c": "2025-01-01T08:00:00+00:00",
        f"{SITE}/world/2-a-b-c": "2025-02-01T08:00:00+00:00",
        f"{SITE}/2024/05/06/x": "2024-05-06",
    }


def test_links_of_item_lists_and_of_what_is_shown_without_scripts():
    items = [{"@type": "ListItem", "url": "/a"}, {"item": {"@id": f"{SITE}/b"}}, "/c", 4]
    crumbs = {"@type": "BreadcrumbList", "itemListElement": [{"item": "/no"}]}
    lists = [{"@graph": [{"@type": "CollectionPage", "mainEntity": {"itemListElement": items}}, crumbs]}]
    script = f'<script type="application/ld+json">{json.dumps(lists)}</script>'

    assert links(f"{script}<noscript><a href=/d>x</a></noscript>").pages == [f"{SITE}/{x}" for x in "dabc"]


def test_of_twins_linked_to_together_the_plain_one():
    body = anchors("/amp/story", "/story", "https://m.paper.example/story", "/other/print", "/story?print=1")

    assert links(body).pages == [f"{SITE}/story", f"{SITE}/other/print"]


def test_twins_a_page_names():
    head = '<link rel="amphtml" href="/amp/x"><link rel=canonical href="/x">'
    head += '<link rel=alternate media="handheld" href="https://m.paper.example/x">'
    head += '<link rel=alternate hreflang=de href="/de/x">'

    assert links("", head).twins == [f"{SITE}/amp/x", f"{SITE}/x", "https://m.paper.example/x"]
    assert links("", head).pages == []


def test_feeds_of_comments_are_no_feeds_of_news():
    head = "".join(
        f'<link type="application/rss+xml" href="{href}">'
        for href in ("/feed/", "/comments/feed/", "/2025/03/14/council-votes-on-the-levee/feed/")
    )

    assert links(anchors("/rss/", "/sport.rss"), head).feeds == [f"{SITE}/feed/"]
    assert links(anchors("/rss/", "/sport.rss")).maybe_feeds == [f"{SITE}/rss/", f"{SITE}/sport.rss"]


@pytest.mark.parametrize(
    "title", ["Page not found | The Paper", "404 - The Paper", "Seite nicht gefunden", "页面不存在"]
)
def test_soft_404(title):
    page = f"<html><head><title>{title}</title></head><body><p>Sorry.</p></body></html>"

    assert says_not_found(Page(page))
    assert not says_not_found(Page(page.replace(title, "Sunken ferry was not found after the storm")))


@given(
    st.recursive(st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x))
)
def test_any_json_is_a_page_or_none(data):
    page = page_of_json(json.dumps(data))

    assert page is None or page.startswith("<html>")


# --- Sitemaps by their dates ------------------------------------------------------


def test_sitemap_bounded_by_since():
    body = urlset(
        "<url><loc>/new</loc><lastmod>2025-05-28</lastmod></url>",
        "<url><loc>/old</loc><lastmod>2024-12-31</lastmod></url>",
        "<url><loc>/2024/05/06/by-its-address</loc></url>",
        "<url><loc>/2024/05/06/changed</loc><lastmod>2025-05-01</lastmod></url>",
        "<url><loc>/2024/12/31/eve</loc></url>",
        "<url><loc>/undated</loc></url>",
    )

    found = read_sitemap(body, MAP).since("2025-01-01")

    assert [e.url for e in found.pages] == [
        f"{SITE}/{p}" for p in ("new", "2024/05/06/changed", "2024/12/31/eve", "undated")
    ]
    assert found.older == 2


def test_index_bounded_by_since_and_by_the_names_of_files():
    names = ["posts-2023.xml", "posts-2025-03.xml", "posts-2024-12.xml", "posts-2025-04.xml", "pages.xml"]
    body = urlset(*(f"<sitemap><loc>/{name}</loc></sitemap>" for name in names), root="sitemapindex")

    found = read_sitemap(body, MAP).since("2025-01-01")

    assert [e.url for e in found.sitemaps] == [f"{SITE}/{names[n]}" for n in (3, 1, 4)]
    assert [e.url for e in read_sitemap(body, MAP).since(None).sitemaps] == [
        f"{SITE}/{names[n]}" for n in (3, 1, 2, 0, 4)
    ]


def test_translations_are_no_pages_of_the_list():
    link = (
        '<xhtml:link xmlns:xhtml="http://www.w3.org/1999/xhtml" rel="alternate" hreflang="de" href="/de/a"/>'
    )

    assert [e.url for e in read_sitemap(urlset(f"<url><loc>/a</loc>{link}</url>"), MAP).pages] == [
        f"{SITE}/a"
    ]


def test_a_feed_is_a_sitemap_too():
    assert [e.url for e in read_sitemap(rss(ONE, TWO), MAP).pages] == [f"{SITE}/one", f"{SITE}/two"]


def test_what_was_read_of_a_broken_sitemap_is_kept(monkeypatch):
    body = gzip.compress(urlset(*(f"<url><loc>/{n}</loc></url>" for n in range(5000))))
    monkeypatch.setattr(sitemaps, "MAX_ENTRIES", 700)

    found = read_sitemap(body, MAP)

    assert len(found.pages) == len(list(found.pages)) == 700
    assert "700" in found.broken
    assert len(read_sitemap(body[:-2000], MAP).pages) > 0


# --- Feeds with errors ------------------------------------------------------------


@pytest.mark.parametrize(
    "feed",
    [
        b'<b>Warning</b>: x<?xml version="1.0"?>' + rss(ONE, TWO),
        b'<?xml version="1.0" encoding="utf-16"?>' + rss(ONE, TWO),
        rss(ONE.replace("<link>", "<title>A & B<br>caf\xe9</title><link>"), TWO).decode().encode("latin-1"),
        rss(ONE, ONE, TWO, TWO),
    ],
)
def test_feeds_with_errors(feed):
    assert [e.url for e in read_feed(feed, FEED).entries] == [f"{SITE}/one", f"{SITE}/two"]


def test_addresses_with_bare_ampersands():
    feed = rss("<item><link>/one?a=1&b=2</link></item>")

    assert [e.url for e in read_feed(feed, FEED).entries] == [f"{SITE}/one?a=1&b=2"]


def test_older_pages_of_feeds():
    link = '<link rel="{}" href="/feed?page=2"/><link rel="self" href="/feed"/><entry/>'
    feed = '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{}</feed>'
    for rel in ("next", "prev-archive"):
        assert read_feed(feed.format(link.format(rel)).encode(), FEED).older == [f"{SITE}/feed?page=2"]


@pytest.mark.parametrize("namespace", ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"])
def test_rdf(namespace):
    root = f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{namespace}">'
    feed = f"{root}<channel/><item><title>x</title><link>{SITE}/one</link></item></rdf:RDF>"

    assert [e.url for e in read_feed(feed.encode(), FEED).entries] == [f"{SITE}/one"]
