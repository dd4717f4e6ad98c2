"""Near-duplicates in whole crawls: the same wire story on several hosts of loopback."""

import json
import sqlite3
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from crawler.extensions.checkpoints import Checkpoints
from crawler.signals import checkpoint
from pipelines.article import Article
from pipelines.duplicates.stories import FILE
from pipelines.duplicates_pipeline import DuplicatesPipeline
from pipelines.recurring.samples import FILE as SAMPLES
from pipelines.recurring.samples import Samples

from . import loopback
from .conftest import lines_of
from .made_wire import SITES, page, paragraphs, publish

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
    own = [f"Of paper {number} alone" for number in range(4)]
    assert sorted(line["title"] for line in lines) == [*own, "Wire: bridge put off"]
    first = by_title(lines)["Wire: bridge put off"]
    dropped = lines_of(tmp_path / "out.duplicates.jsonl")
    assert sorted(row["title"] for row in dropped) == ["Bridge will have to wait", "No bridge this year"]
    assert {row["duplicate_of"] for row in dropped} == {first["id"]} == {first["cluster"]}
    assert all(row["url"].startswith("http://127.0.0.") for row in dropped)


@pytest.mark.long
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


@pytest.mark.parametrize("dedupe", ["mark", "drop", "off"])
@pytest.mark.long
def test_an_archive_gives_what_the_crawl_told_in_the_end(run, papers, tmp_path, dedupe):
    out, again = tmp_path / "out.jsonl", tmp_path / "again.jsonl"
    # Of the copies that come first it is not told until later whose they are.
    lines = crawl(run, papers[::-1], out, "--dedupe", dedupe, "--archive", tmp_path / "warc")
    assert len(lines) == (5 if dedupe == "drop" else 7)

    done = run("clean", tmp_path / "warc", "-o", again, "--state", tmp_path / ".copydesk")

    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(again.read_bytes().splitlines()) == sorted(out.read_bytes().splitlines())


@pytest.mark.long
def test_an_archive_gives_what_was_told_as_it_came(run, papers, tmp_path):
    state, archive = tmp_path / "state", tmp_path / "warc"
    done = run(
        "crawl", *(f"{url}/" for url in papers), *QUICK, "--archive", archive, "--state", state,
        "-s", "RECURRING_TEXT=0",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    # Nothing recurs on so few pages: the file is there for clean to be told the folder.
    Samples(state / SAMPLES).close()

    again = run("clean", archive, "--state", state)

    assert sorted(again.stdout.splitlines()) == sorted(done.stdout.splitlines())


def test_another_word_is_a_usage_error(run, tmp_path):
    done = run("crawl", "https://paper.example/", "-s", "DEDUPE=perhaps")
    assert done.returncode == 2
    assert "DEDUPE=perhaps" in done.stderr


def test_a_file_that_is_none_of_ours_is_a_usage_error(run, tmp_path):
    (tmp_path / "stories.sqlite").write_bytes(b"Dear diary, " * 100)
    done = run("crawl", "https://paper.example/", "--state", tmp_path)
    assert done.returncode == 2
    assert "stories.sqlite" in done.stderr


def saved(folder):
    """The wire's story and two copies of it as files, the first of them last; and one of another day."""
    folder.mkdir()
    wire = paragraphs("wire", 10)
    pages = {
        "a": (wire[:6], "2025-03-14T09:30:00Z"),
        "b": ([*paragraphs("local", 1), *wire], "2025-03-15"),
        "c": (paragraphs("other", 8), "2025-03-14"),
        "d": (wire, "2025-03-14T08:00:00Z"),
    }
    rows = []
    for name, (texts, day) in pages.items():
        url = f"https://{name}.example/2025/story"
        (folder / f"{name}.html").write_text(page(f"Story as {name} has it", texts, published=day, url=url))
        rows.append(json.dumps({"path": f"{name}.html", "url": url, "id": name}) + "\n")
    (folder / "pages.jsonl").write_text("".join(rows))
    return folder / "pages.jsonl"


def test_saved_pages_are_told_too(run, tmp_path):
    pages, out = saved(tmp_path / "pages"), tmp_path / "out.jsonl.gz"
    assert run("clean", pages, "-o", out, "--dedupe", "mark").returncode == 0
    assert [(line["id"], line["duplicate_of"], line["cluster"]) for line in lines_of(out)] == [
        ("a", "d", "d"), ("b", "d", "d"), ("c", None, None), ("d", None, "d"),
    ]  # fmt: skip
    assert run("clean", pages, "-o", out, "--dedupe", "drop").returncode == 0
    assert [line["id"] for line in lines_of(out)] == ["c", "d"]
    dropped = lines_of(tmp_path / "out.duplicates.jsonl")
    assert [(row["id"], row["duplicate_of"]) for row in dropped] == [("a", "d"), ("b", "d")]
    assert run("clean", pages, "-o", out).returncode == 0
    assert [line["cluster"] for line in lines_of(out)] == [None] * 4
    assert not (tmp_path / "out.duplicates.jsonl").exists()
    assert run("clean", pages, "--dedupe", "sometimes").returncode == 2


def test_dropped_on_stdout(run, tmp_path):
    done = run("clean", saved(tmp_path / "pages"), "--dedupe", "drop")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["c", "d"]
    assert [json.loads(line)["id"] for line in done.stderr.splitlines()] == ["a", "b"]


def test_checkpoints_commit_what_was_noted(tmp_path):
    """Another reader of the file has the stories then, and not before."""
    crawler = SimpleNamespace(
        settings=Settings({"STATE_DIR": str(tmp_path)}),
        signals=SignalManager(),
        spider=None,
        get_extension=lambda kind: None,
        get_item_pipeline=lambda kind: pipeline if kind is DuplicatesPipeline else None,
    )
    pipeline = DuplicatesPipeline.from_crawler(crawler)
    extension = Checkpoints.from_crawler(crawler)
    pipeline.open_spider()
    pipeline.process_item(Article(id="one", text="\n\n".join(paragraphs("wire", 10))))
    with sqlite3.connect(tmp_path / FILE) as reader:
        assert reader.execute("SELECT id FROM story").fetchall() == []
        crawler.signals.send_catch_log(checkpoint)
        assert reader.execute("SELECT id FROM story").fetchall() == [("one",)]
    pipeline.close_spider()
    assert extension.crawler is crawler


def test_a_run_with_a_state_keeps_its_number(tmp_path):
    """What a stopped run has noted is, to the run that goes on, no earlier run's."""
    spider = SimpleNamespace(state={})
    runs = []
    for _ in range(2):
        crawler = SimpleNamespace(
            settings=Settings({"STATE_DIR": str(tmp_path)}),
            spider=spider,
            get_extension=lambda kind: None,
            get_item_pipeline=lambda kind: None,
        )
        pipeline = DuplicatesPipeline.from_crawler(crawler)
        pipeline.open_spider()
        pipeline.process_item(Article(id="one", text="\n\n".join(paragraphs("wire", 10))))
        pipeline.close_spider()
        runs.append(pipeline.run)
    assert runs == [1, 1]
