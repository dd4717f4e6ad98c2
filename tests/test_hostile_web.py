"""Sites that answer wrongly, slowly, endlessly: the crawl ends, the rest of the site comes through,
and what failed is named."""

import gzip
import hashlib
import io
import random
import zlib
from itertools import count

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feeds import Feed, NotAFeed, read_feed
from crawler.discovery.sitemaps import NotASitemap, read_sitemap
from crawler.safety.packed import SPOILED, Outgrown, unpack
from crawler.safety.plain_log import one_line, plain
from tests import loopback
from tests.loopback import Answer
from tests.web import STORY, crawl_urls, story

MIB = 1024 * 1024
HTML = "Content-Type: text/html; charset=utf-8\r\n"


def raw(head: str, body: bytes = b"") -> Answer:
    return Answer(raw=head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body)


def redirect(to: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": to})


@pytest.fixture(scope="module")
def crawled(run, tmp_path_factory):
    """``crawled(pages, options)``: crawl pages of a site beside a good one; what became of each path."""

    def crawl(pages, *options):
        with loopback.serving() as site:
            site.page("/good", story("Good news"))
            for path, answer in pages.items():
                site.add(path, answer)
            urls = [f"{site.url}{path}" for path in (*pages, "/good") if not path.startswith("/-")]
            done = crawl_urls(run, tmp_path_factory.mktemp("crawl"), urls, *options)
            outcomes = {url: line["error"] for url, line in done.failed.items()}
            outcomes |= {article["url"]: article["title"] for article in done.articles}
            assert outcomes.pop(f"{site.url}/good") == "Good news"
            messages = {url.removeprefix(site.url): line["message"] for url, line in done.failed.items()}
            paths = {url.removeprefix(site.url): outcome for url, outcome in outcomes.items()}
            return paths, messages, done, site

    return crawl


class TestRedirects:
    @pytest.fixture(scope="class")
    @classmethod
    def seen(cls, crawled):
        chain = {f"/-{n}": redirect(f"/-{n + 1}") for n in range(1, 8)} | {"/-8": Answer(STORY)}
        endless = {"/more": lambda asked: redirect(f"/more?{next(numbers)}")}
        numbers = count()
        return crawled(
            {
                **chain,
                **endless,
                "/eight": redirect("/-1"),
                "/itself": redirect("/itself"),
                "/ping": redirect("/-pong"),
                "/-pong": redirect("/ping", 301),
                "/other": redirect("/-see", 303),
                "/-see": Answer(story("See other")),
                "/file": redirect("file:///etc/passwd"),
                "/ftp": redirect("ftp://127.0.0.1/story", 308),
                "/script": redirect("javascript:alert(1)"),
                "/data": redirect("data:text/html,<h1>x</h1>"),
                "/long": redirect("/" + "x" * 3000),
                "/nowhere": redirect("http://[::1"),
                "/port": redirect("http://127.0.0.1:99999/"),
                "/latin": raw("HTTP/1.1 302 Found\nLocation: /-caf\xe9\xff\nContent-Length: 0"),
                "/-caf%E9%FF": Answer(story("Latin")),
                "/empty": raw("HTTP/1.1 302 Found\nLocation:\nContent-Length: 0"),
                "/none": raw("HTTP/1.1 302 Found\nContent-Length: 0"),
                "/lines": raw("HTTP/1.1 302 Found\nLocation: /-a%0d%0aSet-Cookie:x\nContent-Length: 0"),
            },
        )

    def test_chains_within_the_limit_arrive(self, seen):
        paths = seen[0]
        assert paths["/-8"] == "Bridge put off"
        assert paths["/-see"] == "See other"
        assert paths["/-caf%E9%FF"] == "Latin"

    def test_loops_are_named(self, seen):
        paths, messages, *_ = seen
        assert (paths["/itself"], paths["/-pong"]) == ("RedirectLoop", "RedirectLoop")
        assert messages["/-pong"].endswith("/ping")

    def test_endless_chains_are_named(self, seen):
        paths, messages, _, site = seen
        ended = next(path for path in paths if path.startswith("/more?"))
        assert paths[ended] == "TooManyRedirects"
        assert messages[ended] == "more than 8 redirects (REDIRECT_MAX_TIMES)"
        assert len(site.asked("/more")) == 9

    @pytest.mark.parametrize("path", ["/file", "/ftp", "/data"])
    def test_other_schemes_are_refused(self, seen, path):
        paths, messages, *_ = seen
        assert paths[path] == "BadRedirect"
        assert "only http and https are fetched" in messages[path]

    @pytest.mark.parametrize("path", ["/long", "/nowhere", "/port", "/script"])
    def test_what_is_no_address(self, seen, path):
        assert seen[0][path] == "BadRedirect"

    @pytest.mark.parametrize("path", ["/none", "/empty"])
    def test_redirects_without_an_address(self, seen, path):
        assert seen[0][path] in ("HTTP 302", "RedirectLoop")

    def test_every_page_has_an_outcome_and_no_line_is_forged(self, seen):
        paths, _, done, _ = seen
        assert len(paths) == 16
        assert not any(line.startswith("Set-Cookie") for line in done.stderr.splitlines())


def test_meta_refresh(crawled):
    def refresh(to, title="Moved", seconds=0):
        return Answer(story(title, f'<meta http-equiv="refresh" content="{seconds}; url={to}">'))

    numbers = count()
    paths, _, done, _ = crawled(
        {
            "/moved": refresh("/-new"),
            "/-new": Answer(story("New place")),
            "/live": refresh("/live", "Live blog"),
            "/ping": refresh("/-pong", "Ping"),
            "/-pong": refresh("/ping", "Pong"),
            "/later": refresh("/-new", "Read me first", 60),
            "/endless": lambda asked: refresh(f"/endless?{next(numbers)}"),
            "/file": refresh("file:///etc/passwd", "Stays"),
        }
    )
    assert done.returncode == 1
    endless = [path for path, outcome in paths.items() if outcome == "TooManyRedirects"]
    assert endless[0].startswith("/endless?")
    del paths[endless[0]]
    assert paths == {
        "/-new": "New place",
        "/live": "Live blog",
        "/-pong": "Pong",
        "/later": "Read me first",
        "/file": "Stays",
    }


class TestBodies:
    """Lengths that are wrong, bodies that end early, late, or never."""

    @pytest.fixture(scope="class")
    @classmethod
    def seen(cls, crawled):
        body = STORY.encode()
        good = len(body)
        chunks = (
            b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100], body[100:])) + b"0\r\n\r\n"
        )
        chunked = f"HTTP/1.1 200 OK\n{HTML}Transfer-Encoding: chunked"
        return crawled(
            {
                "/long": raw(f"HTTP/1.1 200 OK\n{HTML}Content-Length: {good + 50}", body),
                "/short": raw(f"HTTP/1.1 200 OK\n{HTML}Content-Length: {good}", body + b"<p>more</p>"),
                "/no-length": raw(f"HTTP/1.1 200 OK\n{HTML}Connection: close", body),
                "/negative": raw(f"HTTP/1.1 200 OK\n{HTML}Content-Length: -5", body),
                "/two-lengths": raw(f"HTTP/1.1 200 OK\n{HTML}Content-Length: 5\nContent-Length: 7", body),
                "/cut": Answer(STORY, cut=200),
                "/chunked": raw(chunked, chunks),
                "/chunks-cut": raw(chunked, chunks[:-40]),
                "/no-chunks": raw(chunked, b"zz;\r\nnonsense\r\n"),
                "/huge-chunk": raw(chunked, b"f" * 5000 + b"\r\n"),
                "/unknown": raw(f"HTTP/1.1 200 OK\n{HTML}Transfer-Encoding: rot13", body),
                "/silence": Answer(raw=b""),
                "/nothing": Answer(b""),
                "/old": Answer(raw=body),
                "/noise": Answer(raw=bytes(range(256)) * 8),
                "/status": raw("HTTP/1.1 two-hundred OK\nContent-Length: 0"),
                "/version": raw(f"HTTP/9.x 200 OK\n{HTML}Content-Length: {good}", body),
                "/not-modified": Answer(status=304),
                "/no-content": raw("HTTP/1.1 204 No Content"),
                "/part": Answer(body[:900], 206, {"Content-Range": f"bytes 0-899/{good}"}),
                "/teapot": Answer(STORY, 418),
                "/999": raw(f"HTTP/1.1 999 Denied\n{HTML}Content-Length: {good}", body),
                "/continued": raw(f"HTTP/1.1 100 Wait\n\nHTTP/1.1 200 OK\n{HTML}", body),
                "/charset": Answer(story("Café"), headers={"Content-Type": "text/html; charset=koi9-nope"}),
                "/drip": Answer(STORY, pace=0.5),
                "/late": Answer(STORY, delay=4),
            },
            "-s", "DOWNLOAD_TIMEOUT=2",
        )  # fmt: skip

    @pytest.mark.parametrize("path", ["/short", "/no-length", "/chunked", "/continued"])
    def test_pages_that_can_be_read_are(self, seen, path):
        assert seen[0][path] == "Bridge put off"

    def test_a_wrong_charset_is_not_believed(self, seen):
        assert seen[0]["/charset"] == "Café"

    @pytest.mark.parametrize("path", ["/long", "/cut", "/chunks-cut", "/no-chunks"])
    def test_half_a_page_is_no_page(self, seen, path):
        assert seen[0][path] in ("ResponseDataLossError", "DownloadFailedError")

    @pytest.mark.parametrize(
        "path",
        [
            "/negative",
            "/two-lengths",
            "/huge-chunk",
            "/unknown",
            "/silence",
            "/old",
            "/noise",
            "/status",
            "/version",
        ],
    )
    def test_what_is_no_http(self, seen, path):
        assert seen[0][path] in ("DownloadFailedError", "ResponseDataLossError")

    @pytest.mark.parametrize(
        ("path", "error"),
        [
            ("/nothing", "NoPage"),
            ("/no-content", "NoPage"),
            ("/not-modified", "HTTP 304"),
            ("/teapot", "HTTP 418"),
            ("/999", "HTTP 999"),
        ],
    )
    def test_answers_without_a_page(self, seen, path, error):
        assert seen[0][path] == error

    def test_a_part_that_was_not_asked_for_is_no_page(self, seen):
        assert seen[0]["/part"] == "PartialAnswer"

    @pytest.mark.parametrize("path", ["/drip", "/late"])
    def test_time_is_counted_to_the_last_byte(self, seen, path):
        assert seen[0][path] == "DownloadTimeoutError"

    def test_every_page_has_an_outcome(self, seen):
        assert len(seen[0]) == 26


class TestHeads:
    @pytest.fixture(scope="class")
    @classmethod
    def seen(cls, crawled):
        def answer(lines):
            head = "HTTP/1.1 200 OK\n" + "".join(f"{line}\n" for line in lines)
            return raw(f"{head}{HTML}Content-Length: {len(STORY)}", STORY.encode())

        hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 5000
        return crawled(
            {
                "/many": answer(f"X-{n}: {n}" for n in range(5000)),
                "/some": answer(f"X-{n}: {n}" for n in range(200)),
                "/long": answer(["X-Long: " + "x" * MIB]),
                "/rather-long": answer(["X-Long: " + "x" * 60_000]),
                "/folded": answer(["X-Long: a", *(" b" for _ in range(5000))]),
                "/colonless": answer("nonsense" for _ in range(5000)),
                "/hints": Answer(raw=hints.encode() + b"HTTP/1.1 200 OK\r\n\r\n"),
                "/endless": Answer(raw=b"HTTP/1.1 200 OK\r\nX: " + b"x" * 3 * MIB),
            }
        )

    @pytest.mark.parametrize("path", ["/many", "/folded", "/colonless", "/hints"])
    def test_thousands_of_lines(self, seen, path):
        paths, messages, *_ = seen
        assert paths[path] == "HeadTooLarge"
        assert messages[path] == "more than 250 header lines (RESPONSE_MAX_HEADERS)"

    @pytest.mark.parametrize("path", ["/long", "/endless"])
    def test_a_line_of_a_megabyte(self, seen, path):
        paths, messages, *_ = seen
        assert paths[path] == "HeadTooLarge"
        assert messages[path] == "more than 131072 bytes of header (RESPONSE_HEAD_MAXSIZE)"

    @pytest.mark.parametrize("path", ["/some", "/rather-long"])
    def test_what_some_sites_send(self, seen, path):
        assert seen[0][path] == "Bridge put off"


def deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor(level=19).compress,
    "deflate": zlib.compress,
}


class TestPackedBodies:
    @pytest.fixture(scope="class")
    @classmethod
    def seen(cls, crawled):
        body, blank = STORY.encode(), b"<html>" + b" " * (40 * MIB)
        noisy = body + hashlib.sha512(b"").hexdigest().encode() * 2
        pages = {}

        def add(path, packed, encoding):
            pages[path] = Answer(packed, headers={"Content-Encoding": encoding})

        for name, pack in PACKERS.items():
            add(f"/{name}", pack(body), name)
            add(f"/spoiled-{name}", b"\x00spoiled" + pack(body)[8:], name)
            add(f"/half-{name}", pack(noisy)[:-40], name)
            add(f"/bomb-{name}", pack(blank), name)
        add("/raw-deflate", deflated(body), "deflate")
        add("/twice", gzip.compress(brotli.compress(body)), "br, gzip")
        add("/matryoshka", gzip.compress(gzip.compress(gzip.compress(body))), "gzip, gzip, gzip")
        add("/nested-bomb", gzip.compress(gzip.compress(blank)), "gzip, gzip")
        add("/unknown", body, "rot13")
        add("/small-bomb", gzip.compress(body + b" " * (MIB // 2)), "gzip")
        return crawled(pages)

    @pytest.mark.parametrize(
        "path", [*(f"/{name}" for name in PACKERS), "/raw-deflate", "/twice", "/unknown", "/small-bomb"]
    )
    def test_unpacked(self, seen, path):
        assert seen[0][path] == "Bridge put off"

    @pytest.mark.parametrize("name", PACKERS)
    def test_spoiled(self, seen, name):
        assert seen[0][f"/spoiled-{name}"] == "SpoiledEncoding"

    @pytest.mark.parametrize("name", PACKERS)
    def test_what_ends_early_is_no_page(self, seen, name):
        paths, messages, *_ = seen
        assert paths[f"/half-{name}"] == "SpoiledEncoding"
        assert name in messages[f"/half-{name}"]

    @pytest.mark.parametrize("path", [*(f"/bomb-{name}" for name in PACKERS), "/nested-bomb", "/matryoshka"])
    def test_bombs(self, seen, path):
        assert seen[0][path] == "CompressionBomb"

    def test_the_setting_is_named(self, seen):
        assert "(DECOMPRESSION_MAX_RATIO = 200)" in seen[1]["/bomb-gzip"]


@given(st.binary(max_size=300), st.integers(0, 3000), st.sampled_from(sorted(PACKERS)))
def test_what_was_packed_comes_out(body, times, name):
    body *= times
    assert unpack(PACKERS[name](body), name.encode(), 0) == body
    if len(body) > 1:
        with pytest.raises(Outgrown):
            unpack(PACKERS[name](body), name.encode(), len(body) - 1)


@pytest.mark.parametrize("name", PACKERS)
def test_much_comes_out_whole(name):
    for body in (bytes(8 * MIB), random.Random(1).randbytes(2 * MIB)):
        assert unpack(PACKERS[name](body), name.encode(), 0) == body


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_streams_one_after_another(name):
    one, two = (PACKERS[name](half) for half in (b"the bridge ", b"is put off"))
    assert unpack(one + two + b"\0\0 and so on", name.encode(), 0) == b"the bridge is put off"
    with pytest.raises(EOFError, match="2000 parts"):
        unpack(one * 100_000, name.encode(), 0)


@given(st.binary(max_size=2000), st.sampled_from(sorted(PACKERS)), st.booleans())
def test_noise_is_spoiled_or_unpacked(noise, name, begun):
    packed = PACKERS[name](STORY.encode())[:20] + noise if begun else noise
    try:
        unpack(packed, name.encode(), MIB)
    except (*SPOILED, Outgrown):
        pass


def test_bodies_without_end(crawled):
    noise = io.BytesIO(zlib.compress(b"")).getvalue() + bytes(i * 7919 % 251 for i in range(300_000))
    paths, messages, *_ = crawled(
        {
            "/endless": raw(f"HTTP/1.1 200 OK\n{HTML}Connection: close", STORY.encode() * 400),
            "/told": Answer(STORY * 400),
            "/packed": Answer(gzip.compress(STORY.encode() + noise), headers={"Content-Encoding": "gzip"}),
        },
        "-s", "PAGE_MAXSIZE=200000",
    )  # fmt: skip
    assert set(paths.values()) == {"BodyTooLarge"}
    assert messages["/endless"] == "the body is larger than 200000 bytes (DOWNLOAD_MAXSIZE)"


def test_what_is_no_page_is_not_fetched_to_find_out(crawled):
    kinds = ("application/pdf", "image/jpeg", "video/mp4; codecs=x", "AUDIO/mpeg", "application/zip")
    film = b"\x00\x01\x02\xff" * MIB
    paths, messages, *_ = crawled(
        {f"/{n}": Answer(film, headers={"Content-Type": kind}) for n, kind in enumerate(kinds)}
        | {"/liar": Answer(b"\xff\xd8\xff\xe0\x00\x10JFIF" + film[:10_000])}
    )
    assert [paths[f"/{n}"] for n in range(len(kinds))] == ["NotAPage"] * len(kinds)
    assert messages["/2"] == "it is no page but video/mp4"
    assert paths["/liar"] == "NotText"


@pytest.mark.parametrize("spider", ["urls", "feed"])
def test_control_characters_of_a_site_do_not_reach_the_log(spider, run, tmp_path):
    hostile = "\x1b[2J\x1b]0;owned\x07\x85\x9b31m"
    forged = "2030-01-01 ERROR: forged"
    pages = {
        "/location": raw(f"HTTP/1.1 302 Found\nLocation: gopher://a/{hostile}%0a{forged}\nContent-Length: 0"),
        "/no-address": redirect(f"http://[{hostile}/"),
        "/status": raw(f"HTTP/1.1 2{hostile}0 {hostile}OK\nContent-Length: 0"),
        "/kind": Answer(b"x", headers={"Content-Type": f"image/{hostile}"}),
        "/encoding": Answer(STORY, headers={"Content-Encoding": hostile}),
        "/page": Answer(f"<html><title>{hostile}</title>\n{forged}\n</html>"),
    }
    with loopback.serving() as site:
        for path, answer in pages.items():
            site.add(path, answer)
        done = crawl_urls(run, tmp_path, [f"{site.url}{path}" for path in pages], "--spider", spider)
    # As a page, what is packed unknown is read as it is.
    assert len(done.failed) == len(pages) - len(done.articles)
    assert done.failed
    assert not [c for c in done.stderr if c != "\n" and not c.isprintable()]
    assert not any(line.startswith("2030") for line in done.stderr.splitlines())


def test_control_characters_are_escaped():
    assert plain("a\tb\nc\x1b[2J\x9b\u202e") == "a\tb\nc\\x1b[2J\\x9b\\u202e"
    assert one_line("caf\u00e9\r\nERROR") == "caf\u00e9\\r\\nERROR"


# --- XML ---------------------------------------------------------------------------------------

ADDRESS = "http://paper.example/story"


def urlset(doctype, inside):
    return f"<?xml version='1.0'?>{doctype}<urlset><url><loc>{inside}</loc></url></urlset>".encode()


def rss(doctype, inside):
    item = f"<item><title>{inside}</title><link>{inside}</link></item>"
    return f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel>{item}</channel></rss>'.encode()


def laughs():
    """A billion laughs: ten entities of ten of the one before."""
    entities = '<!ENTITY e0 "http://paper.example/lol">'
    entities += "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f"<!DOCTYPE r [{entities}]>"


def read(reader, body):
    """The addresses a sitemap or feed names; none where it is refused."""
    try:
        found = reader(body, "http://paper.example/")
    except (NotAFeed, NotASitemap):
        return []
    return [entry.url for entry in (found.entries if isinstance(found, Feed) else found.pages)]


@pytest.mark.parametrize(("reader", "made"), [(read_sitemap, urlset), (read_feed, rss)])
class TestXml:
    def test_entities_are_not_expanded(self, reader, made):
        assert "lol" not in "".join(read(reader, made(laughs(), "&e9;")))
        quadratic = f"<!DOCTYPE r [<!ENTITY a '{'x' * 100_000}'>]>"
        found = read(reader, made(quadratic, "http://paper.example/" + "&a;" * 9999))
        assert all("xx" not in url and len(url) < 40_000 for url in found)

    def test_nothing_outside_is_read(self, reader, made, tmp_path):
        secret = tmp_path / "secret"
        secret.write_text("http://paper.example/secret", "utf-8")
        with loopback.serving() as site:
            site.add("/x.dtd", Answer(f'<!ENTITY a "{ADDRESS}-from-dtd">'))
            doctypes = (
                f"<!DOCTYPE r [<!ENTITY a SYSTEM '{secret.as_uri()}'>]>",
                f"<!DOCTYPE r SYSTEM '{site.url}/x.dtd'>",
                f"<!DOCTYPE r [<!ENTITY % p SYSTEM '{site.url}/x.dtd'> %p;]>",
            )
            found = [url for doctype in doctypes for url in read(reader, made(doctype, "&a;"))]
            assert site.log == []
        assert not {url for url in found if "secret" in url or "dtd" in url}

    def test_a_million_elements_deep(self, reader, made):
        deep = "<a>" * 1_000_000
        assert read(reader, made("", f"{ADDRESS}</loc></url></item>{deep}")) in ([], [ADDRESS])

    def test_an_address_alone_is_not_fetched(self, reader, made):
        with loopback.serving() as site:
            read(reader, f"{site.url}/feed".encode())
            assert site.log == []


def test_pages_a_million_elements_deep(crawled):
    text = "<p>" + "The council met in the old customs house and put off the bridge until May. " * 3
    paths, *_ = crawled(
        {
            "/after": Answer(STORY.replace("</body>", "<div>" * 1_000_000)),
            "/within": Answer(f"<html><body>{'<div>' * 1_000_000}<h1>Deep</h1>{text * 4}"),
            "/inline": Answer(f"<html><body>{'<b>' * 1_000_000}{text * 4}"),
        }
    )
    assert paths["/after"] == "Bridge put off"
    assert len(paths) == 3


def test_no_file_is_named_by_a_page(run, tmp_path):
    folder = tmp_path / "crawl"
    folder.mkdir()
    names = ("../evil", "..%2fevil", "/etc/evil", "C:\\evil", "evil\x00", "~/evil", "%(name)s", "CON")
    with loopback.serving() as site:
        for number, name in enumerate(names):
            head = f'<link rel="canonical" href="{site.url}/{name}"><meta name="author" content="{name}">'
            told = {"Content-Disposition": f'attachment; filename="{name}"'}
            site.add(f"/{number}/..%2f..%2fevil", Answer(story(name, head), headers=told))
        urls = [f"{site.url}/{number}/..%2f..%2fevil" for number in range(len(names))]
        done = crawl_urls(run, folder, [*urls, f"{site.url}/none"])
    assert len(done.articles) == len(names)
    written = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*"))
    assert [name for name in written if not name.startswith("crawl/.copydesk")] == [
        "crawl", "crawl/out.failed.jsonl", "crawl/out.jsonl",
    ]  # fmt: skip
    assert not [name for name in written if "evil" in name or name.endswith("CON")]
