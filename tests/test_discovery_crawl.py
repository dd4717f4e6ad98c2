"""Discovery through the real engine: a site on loopback with the traps and oddities of the web."""

from __future__ import annotations

import gzip
import json
import random
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests import loopback
from tests.loopback import Answer
from tests.made_site import WORDS

# Pages that are on their way, or wait for the one worker, when a pattern is given up.
IN_FLIGHT = 100
JSON, XML = {"Content-Type": "application/json"}, {"Content-Type": "application/xml"}


@pytest.fixture
def site():
    with loopback.serving() as serving:
        yield serving


@pytest.fixture
def crawled(run, read, tmp_path):
    """``crawled(site, "--since", …)``: the paths of the articles, sorted, and the command."""

    def crawl(site, *options, path="/", code=0):
        out = tmp_path / "out.jsonl"
        quick = """AUTOTHROTTLE_ENABLED=0 RETRY_ENABLED=0 CLEAN_WORKERS=1 CONCURRENT_REQUESTS_PER_DOMAIN=8
            STATS_DUMP=1 LOG_LEVEL=INFO""".split()
        url = path if "://" in path else site.url + path
        done = run("crawl", url, "-o", out, "--allow-private", "127.0.0.1", "--allow-private", "localhost",
                   *(word for pair in quick for word in ("-s", pair)), *options)  # fmt: skip
        assert done.returncode == code, done.stderr
        crawl.articles = read.lines(out)
        crawl.failed = read.lines(tmp_path / "out.failed.jsonl")
        crawl.stats = dict(re.findall(r"'(copydesk/[\w./]+)': (\d+)", done.stderr))
        return [urlsplit(article["url"]).path for article in crawl.articles]

    return crawl


def words(number: int, count: int) -> str:
    chance = random.Random(number)
    return " ".join(chance.choice(WORDS) for _ in range(count))


def story(number: int, *, head: str = "", more: str = "", day: str = "2025-03-14", title: str = "") -> str:
    title = title or f"{words(number, 5).capitalize()} in story {number}"
    text = "".join(f"<p>{words(number * 100 + n, 40).capitalize()}.</p>" for n in range(5))
    return (
        f'<html lang=en><head><title>{title}</title><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{day}T08:00:00Z">{head}</head>'
        f"<body><article><h1>{title}</h1>{text}{more}</article></body></html>"
    )


def listing(*links: str, more: str = "", head: str = "") -> str:
    items = "".join(f"<li><a href='{link}'>{words(n, 4)}</a></li>" for n, link in enumerate(links))
    head = f"<head><title>News</title>{head}</head>"
    return f"<html lang=en>{head}<body><h1>News</h1><ul>{items}</ul>{more}</body></html>"


def stories(site, numbers, path="/news/a-story-of-the-day-{}") -> list[str]:
    paths = [path.format(n) for n in numbers]
    for number, place in zip(numbers, paths, strict=True):
        site.page(place, story(number))
    return paths


# --- Traps ------------------------------------------------------------------------


def test_calendar_trap(site, crawled):
    (real,) = stories(site, [1])
    months: list[str] = []

    def month(asked):
        year, number = int(asked.path.split("/")[2]), int(asked.path.split("/")[3])
        months.append(asked.path)
        around = [(year, number + 1), (year, number - 1), (year + 1, number), (year - 1, number)]
        links = [f"/events/{y + (m - 1) // 12}/{(m - 1) % 12 + 1:02}/" for y, m in around]
        return Answer(listing(*links))

    for year in range(1900, 2200):
        for number in range(1, 13):
            site.add(f"/events/{year}/{number:02}/", month)
    site.page("/", listing(real, "/events/2024/05/"))

    assert crawled(site, "--depth", 1000) == [real]
    assert len(months) <= 25 + IN_FLIGHT
    assert int(crawled.stats["copydesk/trap/calendar"]) > 0
    assert int(crawled.stats["copydesk/trap/pattern"]) > 0


def test_filters_in_every_combination(site, crawled):
    real = stories(site, range(3))
    names = "color size brand price sort style".split()

    def shop(asked):
        chosen = dict(parse_qsl(urlsplit(asked.path).query))
        links = []
        for name in names:
            for value in "123":
                query = "&".join(f"{n}={v}" for n, v in sorted((chosen | {name: value}).items()))
                links.append(f"/shop?{query}")
        return Answer(listing(*links))

    site.add("/shop", shop)
    site.page("/", listing("/shop", *real))

    assert sorted(crawled(site, "--depth", 1000)) == real
    # None or one of the filters, and several of them.
    assert len(site.asked("/shop")) <= 25 * 2 + IN_FLIGHT


def test_endless_paths_and_session_ids(site, crawled):
    real = stories(site, range(2))
    count = iter(range(10**6))

    def front(asked):
        session = f"{next(count):032x}"
        return Answer(
            listing(*(f"{p};jsessionid={session}?PHPSESSID={session}" for p in (*real, "/a/", "/sec/")))
        )

    def circle(asked):
        return Answer(listing("b/", "a/"))

    site.add("/", front)
    site.add("/sec/", front)
    handlers = site._handlers
    site._handlers = type(
        "Any",
        (dict,),
        {"get": lambda self, path: handlers.get(path) or (circle if path.startswith("/a/") else None)},
    )()

    assert sorted(crawled(site, "--depth", 1000)) == real
    assert len(site.asked("/sec/")) == 1
    assert sum(asked.path.startswith("/a/") for asked in site.log) < 60
    assert int(crawled.stats["copydesk/trap/circle"]) > 0


def test_a_page_that_says_it_is_not_there_leads_nowhere(site, crawled):
    (real,) = stories(site, [1])
    site.page("/", listing(real, "/gone/"))
    site.page(
        "/gone/",
        "<html><title>Page not found - The Paper</title><body><h1>Page not found</h1><a href=/lost/>x</a>",
    )

    assert crawled(site) == [real]
    assert site.asked("/lost/") == []
    assert crawled.stats["copydesk/trap/not_found"] == "1"


def test_a_big_site_of_one_pattern_loses_nothing(site, crawled):
    real = stories(site, range(120), "/{}")
    for n in range(0, 120, 10):
        site.page(f"/section/s{n}/", listing(*real[n : n + 10]))
    site.page("/", listing(*(f"/section/s{n}/" for n in range(0, 120, 10))))

    assert sorted(crawled(site, "-s", "TRAP_PAGES=3")) == sorted(real)


# --- Lists ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "place", "pager"),
    [
        ("/world/", "/world/page/{}/", "<a rel=next href='/world/page/{}/'>Older</a>"),
        ("/world/", "/world/?page={}", "<a href='?page={}'>{}</a> <a href='?page=99'>99</a>"),
        ("/welt/", "/welt/?s={}", "<a href='/welt/?s={}'>Ältere Beiträge »</a>"),
        ("/world/", "/more/world/{}", "<button data-url='/more/world/{}'>Load more</button>"),
        ("/world/", "/hx/world/{}", "<div hx-get='/hx/world/{}' hx-trigger='revealed'></div>"),
    ],
)  # fmt: skip
def test_lists_are_followed_to_their_end(site, crawled, first, place, pager):
    real = stories(site, range(40))
    pages = [first, *(place.format(n) for n in range(2, 30))]
    for n, page in enumerate(pages):
        # From the fifth page on it is the same stories for ever.
        shown = real[n * 10 : n * 10 + 10] or real[-10:]
        site.page(page, listing(*shown, more=pager.format(n + 2, n + 2)))
    site.page("/", listing(first, *real[:10]))

    assert sorted(crawled(site, "--depth", 2)) == sorted(real)
    assert site.asked(urlsplit(pages[4]).path)
    assert not [asked for asked in site.log if asked.path == pages[6]]


def test_load_more_that_answers_in_json(site, crawled):
    real = stories(site, range(30))
    site.page(
        "/",
        listing(*real[:10], more="<a class='load-more' href='#' data-url='/api/more?page=2'>Mehr laden</a>"),
    )
    fragment = "".join(f"<div><a href='{link}'>x</a></div>" for link in real[10:20])
    second = json.dumps({"html": fragment, "next_url": "/api/more?page=3"})
    site.add("/api/more?page=2", Answer(second, headers=JSON))
    rows = [{"title": "x", "url": link} for link in real[20:]]
    site.add("/api/more?page=3", Answer(json.dumps({"items": rows, "next": None}), headers=JSON))

    assert sorted(crawled(site)) == sorted(real)


def test_a_list_is_left_where_it_is_older_than_since(site, crawled):
    paths = [f"/2025/{12 - n:02}/01/story-of-the-month" for n in range(12)]
    for n, path in enumerate(paths):
        site.page(path, story(n, day=f"2025-{12 - n:02}-01"))
        site.page(
            f"/p/page/{n + 2}/",
            listing(*paths[n + 1 : n + 2], more=f"<a rel=next href='/p/page/{n + 3}/'>x</a>"),
        )
    site.page("/", listing(paths[0], more="<a rel=next href='/p/page/2/'>x</a>"))

    assert crawled(site, "--since", "2025-10-01") == paths[:3]
    assert site.asked("/p/page/4/") and not site.asked("/p/page/6/")
    assert not site.asked(paths[4])


# --- Sitemaps and feeds -----------------------------------------------------------


def test_sitemap_of_50_000_addresses(site, crawled):
    real = stories(site, range(5), "/2026/{}/new")
    old = "".join(
        f"<url><loc>{site.url}/2019/{n}/old</loc><lastmod>2019-01-{n % 28 + 1:02}</lastmod></url>"
        for n in range(50_000)
    )
    new = "".join(f"<url><loc>{site.url}{path}</loc><lastmod>2026-01-02</lastmod></url>" for path in real)
    head = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    index = "".join(
        f"<sitemap><loc>{site.url}/{name}</loc></sitemap>"
        for name in ("sitemap-2018-03.xml", "all.xml.gz", "index.xml")
    )
    site.add(
        "/robots.txt", Answer(f"Sitemap: {site.url}/index.xml\n", headers={"Content-Type": "text/plain"})
    )
    site.add("/index.xml", Answer(f"<sitemapindex>{index}</sitemapindex>", headers=XML))
    site.add("/all.xml.gz", Answer(gzip.compress(f"{head}{old}{new}</urlset>".encode())))
    for number, path in enumerate(real):
        site.page(path, story(number, day="2026-01-02"))
    site.page("/", listing())

    assert sorted(crawled(site, "--since", "2026-01-01")) == sorted(real)
    assert not [asked.path for asked in site.log if asked.path.startswith(("/2019/", "/sitemap-2018"))]
    assert len(site.asked("/index.xml")) == 1
    assert crawled.stats["copydesk/sitemap_older_than_since"] == "50001"


def test_feeds_with_errors(site, crawled):
    real = stories(site, range(8))
    warning = "<br />\n<b>Warning</b>: include(x.php): failed in /var/www/x.php\n"
    item = "<item><title>A & B&nbsp;<br></title><link>{}</link><pubDate>{}</pubDate></item>"
    broken = "".join(item.format(link, "yesterday") for link in (real[0], real[0], site.url + real[1]))
    site.add(
        "/rss",
        Answer(f'{warning}<?xml version="1.0" encoding="utf-16"?><rss version="2.0"><channel>{broken}'),
    )
    latin = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><item><title>Caf\xe9</title>'
    latin += f"<guid>{site.url}{real[2]}</guid></item></channel></rss>"
    site.add("/latin", Answer(latin.encode("latin-1"), headers=XML))
    paged = '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{}'
    paged += '<entry><title>x</title><link href="{}"/></entry></feed>'
    site.add("/atom", Answer(paged.format('<link rel="next" href="/atom?page=2"/>', real[3]), headers=XML))
    site.add(
        "/atom?page=2",
        Answer(paged.format('<link rel="prev-archive" href="/atom?page=3"/>', real[4]), headers=XML),
    )
    site.add(
        "/atom?page=3",
        Answer(paged.format('<link rel="prev-archive" href="/atom?page=3"/>', real[5]), headers=XML),
    )
    counted = f"<item><link>http://127.0.0.1:9/~r/x</link><feedburner:origLink>{site.url}{real[6]}</feedburner:origLink></item>"
    site.add(
        "/burnt",
        Answer(
            f'<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>{counted}</channel></rss>'
        ),
    )
    version = "https://jsonfeed.org/version/1.1"
    site.add(
        "/json",
        Answer(json.dumps({"version": version, "items": [{"id": "1", "url": real[7]}, 3, {}]}), headers=JSON),
    )
    site.page("/html", "<html><body><p>This is no feed</p></body></html>")
    named = "".join(f"<link rel=alternate type='application/rss+xml' href='/{name}'>"
                    for name in ("rss", "latin", "atom", "burnt", "json", "html"))  # fmt: skip
    site.page("/", listing(head=named))

    assert sorted(crawled(site, code=1)) == sorted(real)
    assert [(f["error"], urlsplit(f["url"]).path) for f in crawled.failed] == [("NotAFeed", "/html")]


def test_a_page_of_feeds(site, crawled):
    real = stories(site, range(2))
    site.add("/feeds/world.rss", Answer(f"<rss><channel><item><link>{real[0]}</link></item></channel></rss>"))
    site.add(
        "/feeds/sport/feed/", Answer(f"<rss><channel><item><link>{real[1]}</link></item></channel></rss>")
    )
    site.page("/feeds/", listing("/feeds/world.rss", "/feeds/sport/feed/"))
    site.page("/", listing("/feeds/"))

    assert sorted(crawled(site)) == sorted(real)


# --- One story, several addresses -------------------------------------------------


def test_one_story_at_five_addresses_is_one_line(site, crawled):
    path = "/news/the-story-of-the-day"
    head = f"<link rel=canonical href='{site.url}{path}'><link rel=amphtml href='/amp{path}'>"
    other = path.replace("news", "world")
    for place in (path, f"/amp{path}", f"{path}/print", other):
        site.page(place, story(7, head=head))
    visit = "PHPSESSID=00112233445566778899"
    tracked = f"{path}?ref=front&utm_source=x"
    site.page("/", listing(other, tracked, path, f"/amp{path}", f"{path}/print", f"{path}?{visit}"))

    crawled(site)

    assert [a["canonical_url"] for a in crawled.articles] == [site.url + path]
    assert sorted(asked.path for asked in site.asked(path)) == [path, f"{path}?ref=front"]
    assert not site.asked(f"/amp{path}")
    assert not site.asked(f"{path}/print")


def test_of_an_amp_pair_one_is_fetched(site, crawled):
    site.page("/news/a-b-c-d", story(1, head="<link rel=amphtml href='/v2/amp/a-b-c-d?amp=1'>"))
    site.page("/v2/amp/a-b-c-d", story(1, head=f"<link rel=canonical href='{site.url}/news/a-b-c-d'>"))
    site.page("/", listing("/news/a-b-c-d", "/list/"))
    site.page("/list/", listing("/v2/amp/a-b-c-d?amp=1"))

    assert crawled(site) == ["/news/a-b-c-d"]
    assert not site.asked("/v2/amp/a-b-c-d")


def test_a_template_s_canonical_hides_no_story(site, crawled):
    real = ["/news/a-b-c-1", "/news/a-b-c-2", "/news/a-b-c-3"]
    for n, path in enumerate(real):
        site.page(path, story(n, head=f"<link rel=canonical href='{site.url}/news/all'>"))
    site.page("/", listing(*real))

    assert sorted(crawled(site)) == real
    assert len({a["id"] for a in crawled.articles}) == 3
    assert crawled.stats["copydesk/canonical_not_believed"] == "2"


def test_a_start_page_that_moved_makes_its_new_host_the_site_s(site, crawled):
    real = stories(site, range(2))
    moved = site.url.replace("127.0.0.1", "localhost")
    site.page("/front", listing(*real))
    site.add("/", Answer(status=301, headers={"Location": f"{moved}/front"}))

    crawled(site)

    assert sorted(a["url"] for a in crawled.articles) == [moved + path for path in real]
    assert crawled.stats["copydesk/moved_sites"] == "1"


# --- Articles over several pages --------------------------------------------------

LONG = "/news/the-long-story-of-the-bridge"


def spread(site, count: int, *, head: str = "", more: str = "") -> list[str]:
    """A story on several pages: their texts."""
    pager = "".join(f"<a href='{LONG}{f'/{n}' if n > 1 else ''}'>{n}</a> " for n in range(1, count + 1))
    texts = []
    for n in range(1, count + 1):
        texts.append(words(n * 7, 30).capitalize() + ".")
        page = story(
            n,
            title="The long story of the bridge",
            head=head,
            more=f"<p>{texts[-1]}</p><div>{pager}</div>{more}",
        )
        site.page(f"{LONG}/{n}" if n > 1 else LONG, page)
    site.page("/", listing(LONG))
    return texts


def test_three_pages_are_one_article(site, crawled):
    texts = spread(site, 3)

    assert crawled(site) == [LONG]
    text = crawled.articles[0]["text"]
    assert [text.index(t) for t in texts] == sorted(text.index(t) for t in texts)
    assert crawled.articles[0]["title"] == "The long story of the bridge"
    assert text.count("The long story of the bridge") == 0
    assert any((b["where"] or "").startswith("page 3: /html/") for b in crawled.articles[0]["body"])
    assert [len(site.asked(f"{LONG}/{n}")) for n in (2, 3)] == [1, 1]


def test_all_on_one_page_is_taken_instead(site, crawled):
    texts = spread(site, 3, more=f"<a href='{LONG}?page=all'>View all</a>")
    whole = story(1, title="The long story of the bridge", more="".join(f"<p>{t}</p>" for t in texts))
    site.page(f"{LONG}?page=all", whole)

    assert crawled(site) == [LONG]
    assert all(t in crawled.articles[0]["text"] for t in texts)
    assert crawled.articles[0]["url"] == site.url + LONG
    assert not site.asked(f"{LONG}/2")


def test_a_page_that_is_lacking_is_told_and_the_rest_is_written(site, crawled):
    texts = spread(site, 4)
    site.add(f"{LONG}/3", Answer("gone", 404))
    site.add(f"{LONG}/2", Answer("busy", 500))

    assert crawled(site, code=1) == [LONG]
    assert [t in crawled.articles[0]["text"] for t in texts] == [True, False, False, True]
    assert sorted((f["error"], urlsplit(f["url"]).path[-1]) for f in crawled.failed) == [
        ("HTTP 404", "3"),
        ("HTTP 500", "2"),
    ]
    assert "page 3 of an article is lacking" in str(crawled.failed)


def test_a_later_page_alone_leads_to_the_first(site, crawled):
    texts = spread(site, 2)
    site.page("/", listing(f"{LONG}/2"))

    assert crawled(site) == [LONG]
    assert all(t in crawled.articles[0]["text"] for t in texts)


def test_more_pages_than_are_joined_are_told(site, crawled):
    texts = spread(site, 5)

    assert crawled(site, "-s", "ARTICLE_MAX_PAGES=3", code=1) == [LONG]
    assert [t in crawled.articles[0]["text"] for t in texts] == [True] * 3 + [False] * 2
    assert [f["error"] for f in crawled.failed] == ["PagesLeftOut"]


def test_max_articles_waits_for_the_pages_of_the_last(site, crawled):
    texts = spread(site, 3)

    assert crawled(site, "--max-articles", 1) == [LONG]
    assert all(t in crawled.articles[0]["text"] for t in texts)
