"""Copies of the files sites keep for crawlers: how long they are good, and that they stay."""

from __future__ import annotations

import logging
import time

import pytest
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.manners.kept_files import DAY, STALE, Copy, KeptFiles

URL = "https://paper.example/robots.txt"


def copy(status: int = 200, body: bytes = b"User-agent: *", now: float = 1000.0, **headers: str) -> Copy:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Copy.of(URL, Response(URL, status=status, body=body, headers=given), 100, now)


@pytest.mark.parametrize(
    ("cache_control", "seconds"),
    [
        (None, DAY),
        ("public", DAY),
        ("max-age=3600", 3600),
        ('private, Max-Age="3600"', 3600),
        # A day at most, five minutes at least.
        ("max-age=31536000", DAY),
        ("max-age=0", 300),
        ("no-cache", 300),
        ("no-store, max-age=3600", 300),
        ("s-maxage=60", DAY),
        ("max-age=99999999999999", DAY),
        ("max-age=soon", DAY),
    ],
)
def test_how_long_a_copy_is_good(cache_control, seconds):
    headers = {"Cache_Control": cache_control} if cache_control else {}
    assert copy(**headers).fresh_until == 1000 + seconds


def test_a_copy_is_cut_one_byte_after_what_is_read():
    assert len(copy(body=b"x" * 1000).body) == 101


def test_an_error_page_is_no_file():
    assert (copy(404).status, copy(404).body) == (404, b"")
    assert copy(206).status == 200


def test_validators():
    found = copy(ETag='"one"', Last_Modified="Sat, 14 Mar 2026 12:00:00 GMT")
    assert found.validators == {
        "If-None-Match": '"one"',
        "If-Modified-Since": "Sat, 14 Mar 2026 12:00:00 GMT",
    }
    assert copy().validators == {}


def test_a_304_makes_it_good_again():
    again = copy(ETag='"one"').confirmed(
        Response(URL, status=304, headers={"Cache-Control": "max-age=600"}), 5000.0
    )
    assert (again.body, again.etag, again.checked, again.fresh_until) == (
        b"User-agent: *",
        '"one"',
        5000,
        5600,
    )


def test_copies_stay_from_run_to_run_for_a_month(tmp_path):
    file = tmp_path / "robots.sqlite"
    young, old = copy(now=time.time() - DAY), copy(now=time.time() - STALE - 60)
    for kept, expected in ((young, young), (old, None)):
        first = KeptFiles(file)
        first.keep(kept)
        first.close()
        second = KeptFiles(file)
        assert second.get(URL) == expected
        second.close()


def test_without_a_folder_they_are_in_memory():
    kept = KeptFiles.from_settings(Settings())
    assert kept.get(URL) is None
    kept.keep(copy())
    assert kept.get(URL) == copy()


def test_a_folder_that_cannot_be_used_costs_the_copies_and_not_the_crawl(tmp_path, caplog):
    (tmp_path / "robots.sqlite").write_bytes(b"no database, and longer than its header is" * 10)
    with caplog.at_level(logging.ERROR):
        kept = KeptFiles.from_settings(Settings({"STATE_DIR": str(tmp_path)}))
    assert "robots.sqlite" in caplog.text
    kept.keep(copy())
    assert kept.get(URL) == copy()
