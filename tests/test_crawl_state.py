"""The crawl state: the file, what is kept in it, and what is forgotten."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, Request

from crawler.discovery.entry import Entry
from crawler.discovery.feeds import Feed
from crawler.discovery.links import Links
from crawler.discovery.sitemaps import Named
from crawler.increments.crawl_state import CrawlState
from crawler.increments.kept import pack, unpack
from crawler.increments.noting import Noting
from crawler.increments.records import Records
from crawler.increments.rows import Address, KnownArticle, Run
from pipelines import Article
from pipelines.statefile import StateError

texts = st.text(max_size=40)
entries = st.builds(Entry, texts, st.none() | texts)


@pytest.fixture
def known(tmp_path):
    with CrawlState(tmp_path / "crawl.sqlite") as state:
        yield state


def address(number, *, named=100.0, article=None, **more):
    return Address(
        f"https://paper.example/{number}", "paper.example", 1.0, named, 1.0, article=article, **more
    )


def article(number, written="sha256:1"):
    url = f"https://paper.example/{number}"
    return KnownArticle(f"id{number}", "paper.example", url, url, 1.0, 1.0, 1.0, "sha256:0", written)


def test_rows_come_back_as_they_were_put(known):
    row = address(1, article="id1", etag='W/"x"', body=b"\0\xff", failures=3, has_links=True, fetched=2.5)
    known.put([row, address(2)], [article(1)], [(row.url, b"packed")])

    assert known.addresses([row.url, "https://paper.example/none"]) == [row]
    assert known.articles(["id1"]) == [article(1)]
    assert (known.links(row.url), known.links("https://paper.example/2")) == (b"packed", None)
    assert len(known.addresses(f"https://paper.example/{n}" for n in range(3000))) == 2


def test_nothing_is_in_the_file_before_the_commit(known, tmp_path):
    records = Records(known)
    records.put(address(1))
    records.put_links("https://paper.example/1", b"packed")
    assert records.address("https://paper.example/1") == address(1)
    assert records.links("https://paper.example/1") == b"packed"

    with CrawlState(tmp_path / "crawl.sqlite") as other:
        assert other.addresses(["https://paper.example/1"]) == []
        records.commit()
        assert other.addresses(["https://paper.example/1"]) == [address(1)]


def test_what_cannot_be_committed_is_kept_for_the_next_time(known):
    records = Records(known)
    records.put(address(1))
    known.base.execute("PRAGMA query_only = 1")
    with pytest.raises(StateError, match=r"crawl\.sqlite"):
        records.commit()
    known.base.execute("PRAGMA query_only = 0")
    records.commit()
    assert known.addresses(["https://paper.example/1"]) == [address(1)]


def test_what_nothing_leads_to_any_more_is_forgotten(known):
    """An article is known as long as one of its addresses is."""
    rows = [address(1, named=10, article="id1"), address(2, named=50, article="id1")]
    rows += [address(3, named=10, article="id3"), address(4, named=50)]
    known.put(rows, [article(1), article(3)], [(row.url, b"packed") for row in rows])

    assert known.forget(before=20) == 2

    assert {row.id for row in known.articles(["id1", "id3"])} == {"id1"}
    assert [known.links(row.url) for row in rows] == [None, b"packed", None, b"packed"]


def test_links_of_articles_done_with_are_forgotten_and_those_of_listings_are_not(known):
    rows = [address(n, kind=kind, has_links=True) for n, kind in enumerate(("article", "listing", "old"))]
    known.put(rows, links=[(row.url, b"packed") for row in rows])

    known.forget_links(before=5)

    assert [known.links(row.url) for row in rows] == [None, b"packed", None]
    kept = known.addresses(row.url for row in rows)
    assert {row.kind for row in kept if row.has_links} == {"listing"}


def test_compacting_makes_the_file_small(known, tmp_path):
    rows = [address(n, named=10) for n in range(3000)]
    known.put(rows, links=[(row.url, b"x" * 2000) for row in rows])
    known.compact()
    before = (tmp_path / "crawl.sqlite").stat().st_size
    known.forget(before=20)
    known.compact(always=True)
    assert (tmp_path / "crawl.sqlite").stat().st_size < before / 50


def test_articles_of_a_host_are_those_below_it_too(known):
    rows = [article(1), article(2), article(3, written=None)]
    rows[1].site = "sport.paper.example"
    known.put(articles=rows)
    assert known.known_articles(["www.paper.example"]) == 2
    assert known.known_articles(["sport.paper.example"]) == 1
    assert known.known_articles(["aper.example"]) == 0


def test_the_last_hundred_runs_are_kept(known):
    for n in range(120):
        known.end_run(Run(float(n), n + 0.5, "finished", n, 0, 0, 0))
    assert known.last_run() == Run(119.0, 119.5, "finished", 119, 0, 0, 0)
    assert known.base.execute("SELECT count(*), min(started) FROM run").fetchone() == (100, 20.0)


def test_a_file_of_another_version_is_told(tmp_path):
    path = tmp_path / "crawl.sqlite"
    CrawlState(path).close()
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(StateError, match="another version"):
        CrawlState(path)


@given(pages=st.lists(texts), feeds=st.lists(texts), listed=st.lists(entries), index=st.lists(entries))
def test_what_is_packed_is_unpacked(pages, feeds, listed, index):
    links = Links(pages, feeds)
    assert unpack(Links, pack(links)) == links
    assert unpack(Feed, pack(Feed(listed))) == Feed(listed)
    assert unpack(Named, pack(Named(listed, index))) == Named(listed, index)
    with pytest.raises(ValueError, match="not a kept Feed"):
        unpack(Feed, pack(links))


@pytest.mark.parametrize("packed", [b"", b"not packed", pack({"x": 1})[:-3], pack(["x"])])
def test_what_was_not_packed_is_told(packed):
    with pytest.raises(ValueError):
        unpack(Entry, packed)


def test_an_article_that_a_resumed_run_has_finished_is_known_and_unchanged(tmp_path):
    """Of several pages: the first was read by the run that was killed."""
    url = "https://paper.example/long"
    joined = Article(id="a", url=url, text="One.\n\nTwo.", content_hash="sha256:both")
    first = Article(id="a", url=url, text="One.", content_hash="sha256:first")
    response = HtmlResponse(url, request=Request(url))
    with CrawlState(tmp_path / "crawl.sqlite") as known:
        noting = Noting(Records(known), refetch=False, count=lambda name: None)
        noting.written(joined)
        noting.commit()
    with CrawlState(tmp_path / "crawl.sqlite") as known:
        records = Records(known)
        assert records.article("a").written == "sha256:both"
        noting = Noting(records, refetch=False, count=lambda name: None)
        assert noting.judged(first, response, None) is None
        changed = noting.judged(Article(id="a", url=url, content_hash="sha256:edited"), response, None)
        assert (changed.revision, changed.previous_hash) == (2, "sha256:both")
