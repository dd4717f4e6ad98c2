"""Near-duplicates in whole crawls: the same wire story on several hosts of loopback."""

import json
from contextlib import ExitStack

import pytest

from . import loopback
from .conftest import lines_of
from .made_wire import SITES, publish

QUICK = ("-s", "AUTOTHROTTLE_ENABLED=0", *(a for host in SITES for a in ("--allow-private", host)))


@pytest.fixture(scope="module")
def papers():
    """Four papers. Three print the wire's story, each its own way."""
    with ExitStack() as stack:
        sites = [stack.enter_context(loopback.serving(host)) for host in SITES]
        publish(sites)
        yield [site.url for site in sites]


def by_title(lines):
    return {line["title"]: line for line in lines}


def crawl(run, papers, out, *options):
    done = run("crawl", *(f"{url}/" for url in papers), "-o", out, *QUICK, *options)
    assert done.returncode == 0, done.stderr
    return lines_of(out)


def test_copies_are_marked_whoever_came_first(run, papers, tmp_path):
    lines = by_title(crawl(run, papers, tmp_path / "out.jsonl"))
    other_way = by_title(crawl(run, papers[::-1], tmp_path / "again" / "out.jsonl"))
    told = {title: (line["cluster"], line["duplicate_of"]) for title, line in lines.items()}
    assert told == {title: (line["cluster"], line["duplicate_of"]) for title, line in other_way.items()}
    first = lines["Wire: bridge put off"]["id"]
    assert told["Wire: bridge put off"] == (first, None)
    assert told["Bridge will have to wait"] == told["No bridge this year"] == (first, first)
    alone = {title for title, (cluster, _) in told.items() if cluster is None}
    assert alone == {f"Of paper {n} alone" for n in range(4)}


def test_dropped_copies_are_listed(run, papers, tmp_path):
    lines = crawl(run, papers, tmp_path / "out.jsonl", "--dedupe", "drop")
    assert sorted(line["title"] for line in lines) == [
        "Of paper 0 alone", "Of paper 1 alone", "Of paper 2 alone", "Of paper 3 alone", "Wire: bridge put off",
    ]  # fmt: skip
    first = by_title(lines)["Wire: bridge put off"]
    dropped = lines_of(tmp_path / "out.duplicates.jsonl")
    assert sorted(row["title"] for row in dropped) == ["Bridge will have to wait", "No bridge this year"]
    assert {row["duplicate_of"] for row in dropped} == {first["id"]} == {first["cluster"]}
    assert all(row["url"].startswith("http://127.0.0.") for row in dropped)


def test_what_an_earlier_crawl_has_stays_the_first(run, papers, tmp_path):
    """The second paper's copy, printed later than the wire's own, is found on its own first."""
    (_, copy, *_), others = papers, [papers[0], *papers[2:]]
    earlier = by_title(crawl(run, [copy], tmp_path / "monday.jsonl"))["Bridge will have to wait"]
    assert earlier["cluster"] is earlier["duplicate_of"] is None
    lines = by_title(crawl(run, others, tmp_path / "tuesday.jsonl"))
    assert lines["Wire: bridge put off"]["duplicate_of"] == earlier["id"]
    assert lines["No bridge this year"]["cluster"] == earlier["id"]


def test_off_looks_for_nothing(run, papers, tmp_path):
    lines = crawl(run, papers, tmp_path / "out.jsonl", "--dedupe", "off")
    assert len(lines) == 7
    assert all(line["cluster"] is None for line in lines)
    assert not (tmp_path / ".copydesk" / "stories.sqlite").exists()


def test_what_cannot_be_read_again_is_dropped_as_it_comes(run, papers):
    done = run("crawl", *(f"{url}/" for url in papers), *QUICK, "--dedupe", "drop", "-s", "LOG_LEVEL=INFO")
    titles = [json.loads(line)["title"] for line in done.stdout.splitlines()]
    assert len(titles) == 5
    assert sum(not title.startswith("Of paper") for title in titles) == 1
    assert done.stderr.count("Duplicate: http://127.0.0.") == 2


def test_another_word_is_a_usage_error(run, tmp_path):
    done = run("crawl", "https://paper.example/", "-s", "DEDUPE=perhaps")
    assert done.returncode == 2
    assert "DEDUPE=perhaps" in done.stderr


def test_a_file_that_is_none_of_ours_is_a_usage_error(run, tmp_path):
    (tmp_path / "stories.sqlite").write_bytes(b"Dear diary, " * 100)
    done = run("crawl", "https://paper.example/", "--state", tmp_path)
    assert done.returncode == 2
    assert "stories.sqlite" in done.stderr
