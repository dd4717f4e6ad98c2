"""The archive a crawl keeps: written by fastwarc, read here by warcio."""

import gzip
import json
import resource
import signal
import subprocess
import time
from datetime import UTC, datetime

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.warc.archive import Archive, Exchange, digest_of
from crawler.warc.files import take_over
from crawler.warc.records import records
from tests import loopback, made_site, recurring_site
from tests.loopback import Answer

QUICK = ("--allow-private", "127.0.0.1", "-s", "AUTOTHROTTLE_ENABLED=0")


def files_of(folder):
    return sorted(folder.glob("*.warc.gz"))


def records_of(*files):
    """Every record, as another tool reads it; a digest that does not fit is an error."""
    found = []
    for file in files:
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise", no_record_parse=False):
                # Not content_stream(), which undoes content encodings.
                found.append((record, record.raw_stream.read()))
    return found


def header(record, name):
    return record.rec_headers.get_header(name)


@pytest.fixture(scope="module")
def archived(crawl, tmp_path_factory):
    """One crawl of the fixture site with an archive: what it did, and its folder."""
    folder = tmp_path_factory.mktemp("archive")
    done = crawl(folder / "out.jsonl", "--archive", folder / "warc")
    assert (done.command.returncode, done.command.stderr) == (0, "")
    return done, folder


@pytest.fixture
def site():
    with loopback.serving() as site:
        yield site


@pytest.fixture
def crawled(run, tmp_path):
    """``crawled(url…, option…)``: crawl these addresses into ``out.jsonl``, with the archive ``warc``."""

    def crawl(*arguments, **options):
        call = ("crawl", "--spider", "urls", *arguments, "-o", tmp_path / "out.jsonl")
        return run(*call, "--archive", tmp_path / "warc", *QUICK, **options)

    return crawl


def test_every_line_of_a_crawl_is_made_again_from_its_archive(archived, run):
    done, folder = archived
    again = folder / "again.jsonl"

    cleaned = run("clean", folder / "warc", "-o", again, "--state", folder / ".copydesk")

    assert (cleaned.returncode, cleaned.stderr) == (0, "")
    assert len(done.articles) > 20
    lines, expected = (again.read_bytes().splitlines(), (folder / "out.jsonl").read_bytes().splitlines())
    assert sorted(lines) == sorted(expected)


def test_what_earlier_pages_told_is_told_again(run, tmp_path):
    """Of where the body stands (site memory), and of what comes back (recurring text)."""
    out, again = tmp_path / "out.jsonl", tmp_path / "again.jsonl"
    with recurring_site.serving(40) as url:
        urls = [f"{url}/story/{number}" for number in range(40)]
        done = run("crawl", "--spider", "urls", *urls, "-o", out, "--archive", tmp_path / "warc", *QUICK)
    assert done.returncode == 0
    decided = [
        json.loads(body)["pages"][0]
        for record, body in records_of(*files_of(tmp_path / "warc"))
        if record.rec_type == "metadata"
    ]
    assert any(page["memory"]["headlines"] for page in decided)
    dropped = {d["rule"] for line in out.read_text("utf-8").splitlines() for d in json.loads(line)["dropped"]}
    assert any(rule.startswith("recurring") for rule in dropped)

    run("clean", tmp_path / "warc", "-o", again, "--state", tmp_path / ".copydesk")

    assert sorted(again.read_bytes().splitlines()) == sorted(out.read_bytes().splitlines())


def test_other_tools_read_it_and_its_digests_fit(archived, run):
    _, folder = archived
    (file,) = files_of(folder / "warc")
    records = records_of(file)
    by_id = {header(record, "WARC-Record-ID"): record for record, _ in records}

    first, info = records[0]
    assert first.rec_type == "warcinfo"
    assert header(first, "WARC-Filename") == file.name
    assert info.startswith(b"software: copydesk/")
    for record, _ in records[1:]:
        assert record.rec_headers.protocol == "WARC/1.1"
        assert header(record, "WARC-Warcinfo-ID") == header(first, "WARC-Record-ID")
        assert header(record, "WARC-Block-Digest").startswith("sha1:")
        if record.rec_type in ("response", "revisit"):
            assert header(record, "WARC-IP-Address") == "127.0.0.1"
            assert header(record, "WARC-Payload-Digest").startswith("sha1:")
        if record.rec_type == "request":
            response = by_id[header(record, "WARC-Concurrent-To")]
            assert header(response, "WARC-Target-URI") == header(record, "WARC-Target-URI")
        if record.rec_type == "metadata":
            response = by_id[header(record, "WARC-Refers-To")]
            assert header(response, "WARC-Target-URI") == header(record, "WARC-Target-URI")
    kinds = [record.rec_type for record, _ in records]
    assert kinds.count("request") == kinds.count("response") + kinds.count("revisit")
    assert kinds.count("metadata") == 22
    checked = subprocess.run(["warcio", "check", file], capture_output=True, text=True)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_messages_are_kept_as_they_came(site, crawled, tmp_path):
    page = made_site.page(1).encode()
    packed = {"/gzip": gzip.compress(page), "/br": brotli.compress(page)}
    for path, encoding in (("/gzip", "gzip"), ("/br", "br")):
        site.add(path, Answer(packed[path], headers={"Content-Encoding": encoding, "X-Said": "a,  b"}))
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (page[:999], page[999:]))
    raw = b"HTTP/1.1 200 Fine\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    site.add("/chunks", Answer(raw=raw + chunks + b"0\r\n\r\n"))
    site.add("/moved", Answer(status=301, headers={"Location": "/gone"}))
    site.add("/gone", Answer("gone", status=410))

    crawled(*(site.url + path for path in ("/gzip", "/br", "/chunks", "/moved")))

    answers = {
        header(record, "WARC-Target-URI").removeprefix(site.url): (record, body)
        for record, body in records_of(*files_of(tmp_path / "warc"))
        if record.rec_type == "response"
    }
    assert answers.keys() == {"/robots.txt", "/gzip", "/br", "/chunks", "/moved", "/gone"}
    statuses = {path: record.http_headers.get_statuscode() for path, (record, _) in answers.items()}
    assert statuses == {
        "/robots.txt": "404",
        "/gzip": "200",
        "/br": "200",
        "/chunks": "200",
        "/moved": "301",
        "/gone": "410",
    }
    for path, sent in packed.items():
        record, body = answers[path]
        assert body == sent
        assert header(record, "WARC-Payload-Digest") == digest_of(sent)
    assert answers["/gzip"][0].http_headers.get_header("Content-Encoding") == "gzip"
    record, body = answers["/chunks"]
    assert body == page
    assert record.http_headers.get_header("Transfer-Encoding") is None
    assert answers["/moved"][0].http_headers.get_header("Location") == "/gone"


def test_packed_pages_are_made_again(site, crawled, run, tmp_path):
    for path, pack, encoding in (("/1", gzip.compress, "gzip"), ("/2", brotli.compress, "br")):
        body = pack(made_site.page(int(path[1:])).encode())
        site.add(path, Answer(body, headers={"Content-Encoding": encoding}))
    crawled(site.url + "/1", site.url + "/2")

    run("clean", tmp_path / "warc", "-o", tmp_path / "again.jsonl")

    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 2
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "out.jsonl").read_bytes()


def test_what_is_there_already_is_not_kept_twice(site, crawled, run, tmp_path, read):
    site.page("/a", made_site.page(1))
    site.page("/b", made_site.page(1))
    crawled(site.url + "/a")
    (first,) = files_of(tmp_path / "warc")
    crawled(site.url + "/a", site.url + "/b", "--refetch", "--overwrite")
    (second,) = set(files_of(tmp_path / "warc")) - {first}

    held = next(r for r, _ in records_of(first) if header(r, "WARC-Target-URI") == site.url + "/a")
    revisits = [r for r, _ in records_of(second) if r.rec_type == "revisit"]
    assert {header(r, "WARC-Target-URI") for r in revisits} == {site.url + "/a", site.url + "/b"}
    for revisit in revisits:
        assert header(revisit, "WARC-Profile").endswith("/1.1/revisit/identical-payload-digest")
        assert header(revisit, "WARC-Refers-To") == header(held, "WARC-Record-ID")
        assert header(revisit, "WARC-Refers-To-Target-URI") == site.url + "/a"
        assert header(revisit, "WARC-Refers-To-Date") == header(held, "WARC-Date")
        assert header(revisit, "WARC-Payload-Digest") == header(held, "WARC-Payload-Digest")
    # The body is looked for in the file beside it.
    run("clean", second, "-o", tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "out.jsonl").read_bytes()

    first.rename(tmp_path / first.name)
    alone = run("clean", second, "-o", tmp_path / "alone.jsonl")
    assert alone.returncode == 1
    failed = read.lines(tmp_path / "alone.failed.jsonl")
    assert all("neither in the files given nor beside them" in line["message"] for line in failed)
    # What was moved away is no longer there: it is kept again.
    crawled(site.url + "/a", "--refetch")
    (third,) = set(files_of(tmp_path / "warc")) - {second}
    assert [r.rec_type for r, _ in records_of(third) if header(r, "WARC-Target-URI") == site.url + "/a"] == [
        "response",
        "request",
        "metadata",
    ]


def test_joined_articles_are_made_again(site, crawled, run, tmp_path, read):
    """One of three pages; one whose last page is gone; one that is whole elsewhere."""

    def put(path, number, links):
        page = made_site.page(number).replace("</article>", f"{links}</article>")
        assert links in page
        site.page(path, page)

    put("/ice", 1, '<a href="/ice?page=2">2</a> <a href="/ice?page=3">3</a>')
    put("/ice?page=2", 2, '<a href="/ice?page=3">3</a>')
    put("/ice?page=3", 3, "")
    put("/fog", 4, '<a href="/fog?page=2">2</a> <a href="/fog?page=3">3</a>')
    put("/fog?page=2", 5, '<a href="/fog?page=3">3</a>')
    site.add("/fog?page=3", Answer("gone", status=404))
    put("/sun", 6, '<a href="/sun?page=2">2</a> <a href="/sun?page=all">Single page</a>')
    put("/sun?page=all", 6, "<p>The clerk lit the lamps at six, and said that the ice had won.</p>")

    crawled(*(site.url + path for path in ("/ice", "/fog", "/sun")))
    run("clean", tmp_path / "warc", "-o", tmp_path / "again.jsonl")

    made = [
        len(json.loads(body)["pages"])
        for record, body in records_of(*files_of(tmp_path / "warc"))
        if record.rec_type == "metadata"
    ]
    assert sorted(made) == [2, 2, 3]
    assert sorted((tmp_path / "again.jsonl").read_bytes().splitlines()) == sorted(
        (tmp_path / "out.jsonl").read_bytes().splitlines()
    )


def test_what_was_not_received_is_not_archived(site, crawled, tmp_path):
    """Answers that another middleware gives, here Scrapy's cache."""
    site.page("/a", made_site.page(1))
    cache = ("-s", "HTTPCACHE_ENABLED=1", "-s", f"HTTPCACHE_DIR={tmp_path / 'cache'}")
    crawled(site.url + "/a", *cache)
    again = crawled(site.url + "/a", *cache, "--refetch", "-s", "STATS_DUMP=1", "-s", "LOG_LEVEL=INFO")

    assert "'httpcache/hit': 1" in again.stderr
    assert len(site.log) == 3
    received = [r for r, _ in records_of(*files_of(tmp_path / "warc")) if r.rec_type != "warcinfo"]
    # robots.txt, the page and tdmrep.json, each with its request; what was decided of the page.
    assert len(received) == 7


def exchange(number, *, uri=None, body=None, status=200):
    head = b"HTTP/1.1 %d OK\r\nContent-Type: text/html\r\n\r\n" % status
    body = made_site.page(number).encode() if body is None else body
    uri = uri or f"http://made.example/{number}"
    at = datetime(2026, 1, 2, 3, 4, number % 60, tzinfo=UTC)
    ids = (
        f"<urn:uuid:00000000-0000-4000-8000-{number:012}>",
        f"<urn:uuid:00000000-0000-4000-9000-{number:012}>",
    )
    return Exchange(*ids, uri, at, b"GET / HTTP/1.1\r\n\r\n", head, body, status, None)


def test_not_modified_refers_to_what_was_not(tmp_path):
    archive = Archive(tmp_path, 1 << 30, {})
    archive.add(exchange(1))
    archive.add(exchange(2, uri="http://made.example/1", body=b"", status=304))
    archive.add(exchange(3, uri="http://made.example/unknown", body=b"", status=304))
    archive.close()

    answers = [r for r, _ in records_of(*files_of(tmp_path)) if r.rec_type in ("response", "revisit")]
    assert [r.rec_type for r in answers] == ["response", "revisit", "response"]
    assert header(answers[1], "WARC-Profile").endswith("/1.1/revisit/server-not-modified")
    assert header(answers[1], "WARC-Refers-To") == header(answers[0], "WARC-Record-ID")
    assert header(answers[1], "WARC-Refers-To-Date") == "2026-01-02T03:04:01Z"


def test_credentials_are_not_archived(site, crawled, tmp_path):
    site.page("/a", made_site.page(1))
    headers = {"Authorization": "Basic c2VjcmV0", "Cookie": "session=secret"}

    crawled(site.url + "/a", "-s", f"DEFAULT_REQUEST_HEADERS={json.dumps(headers)}")

    assert site.asked("/a")[0].headers["Authorization"] == headers["Authorization"]
    (file,) = files_of(tmp_path / "warc")
    everything = gzip.decompress(file.read_bytes())
    assert b"User-Agent: copydesk/" in everything
    assert b"Authorization" not in everything
    assert b"secret" not in everything


@pytest.mark.long
def test_a_full_file_is_followed_by_the_next(crawl, run, tmp_path):
    done = crawl(tmp_path / "out.jsonl", "--archive", tmp_path / "warc", "-s", "ARCHIVE_MAX_MB=0.06")
    files = files_of(tmp_path / "warc")
    assert done.command.returncode == 0
    assert len(files) > 1
    assert all(records_of(file)[0][0].rec_type == "warcinfo" for file in files)

    state = ("--state", tmp_path / ".copydesk")
    whole = run("clean", *files, "-o", tmp_path / "whole.jsonl", *state)
    # Each for itself: an article's page, and what was decided of it, may be in two files.
    apart = [run("clean", file, *state).stdout.encode() for file in files]

    assert whole.returncode == 0
    expected = sorted((tmp_path / "out.jsonl").read_bytes().splitlines())
    assert sorted((tmp_path / "whole.jsonl").read_bytes().splitlines()) == expected
    assert sorted(b"".join(apart).splitlines()) == expected


def test_a_killed_run_leaves_what_it_had_and_the_next_completes_the_file(site, crawled, run, tmp_path):
    for number in range(1, 30):
        site.page(f"/{number}", made_site.page(number))
    site.add("/hang", Answer("late", delay=60))
    urls = [f"{site.url}/{number}" for number in range(1, 30)] + [f"{site.url}/hang"]
    call = [*run.command, "crawl", "--spider", "urls", *urls, "-o", tmp_path / "out.jsonl"]
    process = subprocess.Popen([*map(str, call), "--archive", str(tmp_path / "warc"), *QUICK])
    while not site.asked("/hang") or len(site.log) < 31:
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    (left,) = (tmp_path / "warc").glob("*.open")

    done = crawled(f"{site.url}/1", "--restart")

    assert (done.returncode, done.stderr) == (0, "")
    assert not list((tmp_path / "warc").glob("*.open"))
    complete = left.with_suffix("")
    kept = {header(record, "WARC-Target-URI") for record, _ in records_of(complete)}
    # Four at a time: those before the last few were received and written.
    assert kept > {f"{site.url}/{number}" for number in range(1, 20)}


def test_a_torn_record_is_cut_off_and_the_others_stay(tmp_path):
    archive = Archive(tmp_path / "warc", 1 << 30, {})
    for number in range(3):
        archive.add(exchange(number))
    archive.close()
    (file,) = files_of(tmp_path / "warc")
    packed, count = file.read_bytes(), len(records_of(file))
    last = packed.rindex(b"\x1f\x8b\x08")

    for size in (*range(0, 12), last - 1, last, last + 1, last + 40, len(packed) - 1, len(packed)):
        left = tmp_path / "copydesk-20260102030405-00000-1.warc.gz.open"
        left.write_bytes(packed[:size])
        complete = take_over(left)
        assert not left.exists()
        if size < 12:
            assert complete is None
        else:
            torn = 0 if size == len(packed) else 1 if size >= last else 2
            assert len(records_of(complete)) == count - torn
            complete.unlink()


def test_a_file_another_run_is_writing_is_left_alone(tmp_path):
    first = Archive(tmp_path, 1 << 30, {})
    first.add(exchange(1))
    second = Archive(tmp_path, 1 << 30, {})
    assert len(list(tmp_path.glob("*.open"))) == 1
    first.add(exchange(2))
    first.close()
    second.close()

    assert [r.rec_type for r, _ in records_of(*files_of(tmp_path))].count("response") == 2


@pytest.mark.long
def test_a_page_done_twice_is_one_line(site, crawled, run, tmp_path, read):
    """A run that is killed does again what it had not committed."""
    site.page("/a", made_site.page(1))
    crawled(site.url + "/a")
    crawled(site.url + "/a")

    run("clean", tmp_path / "warc", "-o", tmp_path / "again.jsonl")

    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "out.jsonl").read_bytes()


@pytest.fixture
def small(tmp_path, crawled, site):
    """A crawl of five pages: its archive's file."""
    for number in range(1, 6):
        site.page(f"/{number}", made_site.page(number))
    crawled(*(f"{site.url}/{number}" for number in range(1, 6)))
    (file,) = files_of(tmp_path / "warc")
    return file


def test_damage_is_told_by_its_place_and_the_rest_is_cleaned(small, run, tmp_path, read, site):
    packed = bytearray(small.read_bytes())
    (offset,) = (
        place.offset
        for place, record in records(small)
        if record.headers["WARC-Type"] == "response" and record.headers["WARC-Target-URI"] == site.url + "/3"
    )
    packed[offset + 400 : offset + 420] = bytes(20)
    small.write_bytes(packed)

    done = run("clean", small, "-o", tmp_path / "again.jsonl")

    assert done.returncode == 1
    lines = set((tmp_path / "again.jsonl").read_bytes().splitlines())
    expected = set((tmp_path / "out.jsonl").read_bytes().splitlines())
    assert lines < expected
    assert {json.loads(line)["url"] for line in expected - lines} == {site.url + "/3"}
    failed = read.lines(tmp_path / "again.failed.jsonl")
    assert [line["url"] for line in failed] == [None, site.url + "/3"]
    assert failed[0]["message"].startswith(f"{small}, offset {offset}: damaged")


def test_a_file_that_ends_too_early_gives_what_is_before(small, run, tmp_path, read):
    small.write_bytes(small.read_bytes()[:-20])

    done = run("clean", small, "-o", tmp_path / "again.jsonl")

    assert done.returncode == 1
    assert len(read.lines(tmp_path / "again.jsonl")) == 4
    (failed,) = read.lines(tmp_path / "again.failed.jsonl")
    assert failed["message"].startswith(f"{small}, offset ")


def test_an_archive_in_one_piece_is_a_usage_error(small, run):
    small.write_bytes(gzip.compress(gzip.decompress(small.read_bytes())))

    done = run("clean", small)

    assert (done.returncode, done.stdout) == (2, "")
    assert "warcio recompress" in done.stderr


def test_articles_of_anybodys_archive(run, tmp_path, gazette, read):
    """As wget and others write them: WARC 1.0, chunks as sent, addresses in angle brackets."""
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    file = tmp_path / "theirs.warc.gz"
    with file.open("wb") as stream:
        writer = WARCWriter(stream, warc_version="1.0")
        writer.write_record(writer.create_warcinfo_record(file.name, {"software": "Wget/1.21"}))
        for path in ("/", "/article/48213", "/local/bakery-oven.html", "/about"):
            body, kind = gazette.file(path)
            fields = [("Content-Type", kind)]
            if path.startswith("/article"):
                fields.append(("Transfer-Encoding", "chunked"))
                body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            http = StatusAndHeaders("200 OK", fields, protocol="HTTP/1.1")
            said = {"WARC-Date": "2025-05-20T10:00:00Z"}
            url = f"<{gazette.url}{path}>"
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=BytesIO(body), http_headers=http, warc_headers_dict=said
                )
            )

    done = run("clean", file, "-o", tmp_path / "out.jsonl")

    assert (done.returncode, done.stderr) == (0, "")
    articles = read.lines(tmp_path / "out.jsonl")
    assert [a["url"].removeprefix(gazette.url) for a in articles] == [
        "/article/48213",
        "/local/bakery-oven.html",
    ]
    assert {a["fetched_at"] for a in articles} == {"2025-05-20T10:00:00+00:00"}
    assert {a["http_status"] for a in articles} == {200}


def test_an_archive_that_cannot_be_written_is_a_usage_error(run, tmp_path):
    (tmp_path / "file").write_text("")

    done = run("crawl", "http://127.0.0.1:9/", "--archive", tmp_path / "file")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"copydesk: --archive {tmp_path / 'file'}: cannot be written to")


def test_no_article_without_its_page(site, run, tmp_path):
    """The disk of the archive is full: the crawl ends, and what is in the output is in the archive."""
    for number in range(1, 40):
        padding = "".join(f"<!--{digest_of(f'{number} {n}'.encode())}-->" for n in range(600))
        site.page(f"/{number}", made_site.page(number) + padding)

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    urls = [f"{site.url}/{number}" for number in range(1, 40)]
    call = ("crawl", "--spider", "urls", *urls, "--archive", tmp_path / "warc", *QUICK)
    done = run(*call, preexec_fn=limited)

    assert done.returncode == 1
    assert "cannot be written: File too large; the crawl is ended" in done.stderr
    assert len(site.log) < 40
    lines = done.stdout.encode().splitlines()
    archive = (*(tmp_path / "warc").glob("*.warc.gz*"),)
    cleaned = run("clean", *archive).stdout.encode().splitlines()
    assert len(lines) > 0
    assert sorted(lines) == sorted(cleaned)
