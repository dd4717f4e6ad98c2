"""Every article of the fixture site, cleaned as a saved page, is as written down beside it."""

from __future__ import annotations

import json

import pytest

from fixtures.serve import GAZETTE, SiteServer
from pipelines import Page, clean_page
from pipelines.blocks import squash

from .expectations import differences

EXPECTED = [json.loads(line) for line in (GAZETTE / "expected.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def site():
    """The server's files and headers, without a socket in use."""
    server = SiteServer()
    yield server
    server.server_close()


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: row["path"])
def test_article(site: SiteServer, expected: dict):
    body, content_type = site.file(expected["path"])
    article = clean_page(Page(body, url=site.url + expected["path"], content_type=content_type))
    assert differences(article, expected) == []


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: row["path"])
def test_every_block_of_the_page_is_accounted_for(site: SiteServer, expected: dict):
    """Nothing vanishes silently: a block is in the body, a caption, the metadata or the trail."""
    body, content_type = site.file(expected["path"])
    page = Page(body, url=site.url + expected["path"], content_type=content_type)
    article = clean_page(page)
    told = squash(
        "".join(
            [article.title or "", article.text]
            + [d.text for d in article.dropped]
            + [c.text + (c.credit.raw if c.credit else "") for c in article.captions]
        )
    )
    # Captions and datelines are told in parts, and a credit without its lead word.
    parts = [c.text for c in article.captions]
    parts += [c.credit.raw for c in article.captions if c.credit]
    parts += [article.dateline.raw] if article.dateline else []
    for block in page.blocks:
        assert block.words in told or any(squash(part) in block.words for part in parts), block.text
