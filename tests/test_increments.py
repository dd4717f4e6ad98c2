"""A second crawl of a site, and a third: through the real engine, over loopback."""

import json
import os
import signal
import sqlite3
import subprocess
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests import loopback
from tests.loopback import Answer
from tests.paper import Paper

STORIES = 8


@pytest.fixture
def site():
    with loopback.serving() as serving:
        yield serving


@pytest.fixture
def again(run, read, site, tmp_path):
    """``again(…)``: crawl into the same file, with the same state; what the run added, and its requests."""
    out = tmp_path / "out.jsonl"

    def command(*options, file=out, code=0, starts=("/",)):
        quick = ("--allow-private", "127.0.0.1", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "CLEAN_WORKERS=1")
        done = run("crawl", *(site.url + start for start in starts), "-o", file, *quick, *options)
        assert done.returncode == code, done.stderr
        return done

    def crawl(*options, file=out, code=0, starts=("/",)):
        before, asked, bodies = read.lines(file), len(site.log), len(site.bodies)
        done = command(*options, file=file, code=code, starts=starts)
        lines = read.lines(file)
        assert lines[: len(before)] == before
        return Again(done, lines[len(before) :], site.log[asked:], site.bodies[bodies:])

    crawl.starting = lambda spider, *starts: lambda: crawl("--spider", spider, starts=starts)
    crawl.out, crawl.run = out, command
    crawl.state = tmp_path / ".copydesk" / "crawl.sqlite"
    return crawl


class Again:
    def __init__(self, command, lines, log, bodies):
        self.command, self.lines, self.log = command, lines, log
        self.bodies = [path for path, _ in bodies]

    @property
    def asked(self):
        return [asked.path for asked in self.log]


@contextmanager
def state(again):
    base = sqlite3.connect(again.state)
    try:
        with base:
            yield base
    finally:
        base.close()


def older(again, hours):
    """As if all that was remembered had happened so much earlier."""
    with state(again) as base:
        for table, columns in (
            ("address", ("first_seen", "named", "changed", "tried", "fetched")),
            ("article", ("first_seen", "fetched", "changed")),
        ):
            moved = ", ".join(f"{name} = {name} - {hours * 3600}" for name in columns)
            base.execute(f"UPDATE {table} SET {moved}")


def test_an_unchanged_site_with_validators_sends_no_bodies_and_gives_no_lines(again, site):
    Paper(site, STORIES)
    first = again()
    assert len({line["id"] for line in first.lines}) == len(first.lines) == STORIES
    assert {(line["revision"], line["previous_hash"]) for line in first.lines} == {(1, None)}

    second = again()

    assert second.lines == []
    assert second.bodies == []  # robots.txt is kept for a day
    assert all(asked.conditional for asked in second.log if asked.path != "/robots.txt")
    assert {Paper.path(n) for n in range(1, STORIES + 1)} < set(second.asked)


@pytest.mark.parametrize("noise", [False, True], ids=["the same bytes", "other bytes around it"])
def test_an_unchanged_site_without_validators_gives_no_lines(noise, again, site):
    paper = Paper(site, STORIES, validators=False)
    assert len(again().lines) == STORIES
    if noise:
        paper.noise = 1
        paper.print()

    second = again()

    assert second.lines == []
    assert {Paper.path(n) for n in range(1, STORIES + 1)} < set(second.bodies)


@pytest.mark.parametrize("validators", [True, False], ids=["validators", "no validators"])
def test_an_edited_article_is_a_revision_and_the_next_another(validators, again, site):
    paper = Paper(site, STORIES, validators=validators)
    (first,) = [line for line in again().lines if line["url"].endswith("story-3")]

    for revision in (2, 3):
        paper.edit(3)
        (line,) = again().lines
        assert (line["id"], line["revision"]) == (first["id"], revision)
        assert line["previous_hash"] == first["content_hash"] != line["content_hash"]
        assert f"version {revision}" in line["text"]
        first = line
    assert again().lines == []


def test_previous_hash_is_that_of_the_line_though_it_was_settled(again, site, read):
    """What comes back on the site is taken out of the lines when the crawl is over."""
    paper = Paper(site, 30, validators=False)
    note = "<p>This paper is written by eleven people in the old customs house on the quay, as ever.</p>"
    plain = paper.story
    paper.story = lambda number: plain(number).replace("</article>", f"{note}</article>")
    paper.print()
    lines = {line["id"]: line for line in again().lines}
    assert any("recurring" in d["rule"] for line in lines.values() for d in line["dropped"])
    assert not any("customs house" in line["text"] for line in lines.values())

    for number in range(1, 31):
        paper.edit(number)
    second = again().lines

    assert len(second) == 30
    for line in second:
        assert line["previous_hash"] == lines[line["id"]]["content_hash"]


def test_a_new_article_of_the_sitemap_is_fetched_and_nothing_else(again, site):
    paper = Paper(site, STORIES)
    again()
    paper.publish(99)

    second = again()

    assert [line["url"] for line in second.lines] == [paper.address(99)]
    assert [path for path in second.bodies if "story" in path] == [paper.path(99)]


def test_a_new_article_that_only_a_section_links_to_is_found(again, site):
    paper = Paper(site, STORIES)
    again()
    paper.publish(99, listed=False)

    assert [line["url"] for line in again().lines] == [paper.address(99)]


def test_what_is_not_due_is_not_asked_unless_the_sitemap_gives_a_later_date(again, site):
    paper = Paper(site, STORIES)
    again()
    older(again, hours=24)
    assert Paper.path(5) in again().asked  # a day old, and fetched a day ago

    third = again()
    assert not [path for path in third.asked if "story" in path]

    paper.edit(5)
    paper.edit(6, dated=False)
    fourth = again()
    assert [path for path in fourth.asked if "story" in path] == [paper.path(5)]
    assert [line["revision"] for line in fourth.lines] == [2]

    older(again, hours=7)
    assert [line["url"] for line in again().lines] == [paper.address(6)]


def test_articles_that_have_not_changed_for_a_month_are_not_asked_any_more(again, site):
    Paper(site, STORIES)
    again()
    older(again, hours=31 * 24)

    second = again()

    assert second.lines == []
    assert not [path for path in second.asked if "story" in path]
    with state(again) as base:
        assert base.execute("SELECT count(*) FROM address WHERE kind = 'article'").fetchone() == (STORIES,)
        assert base.execute(
            "SELECT count(*) FROM address WHERE kind = 'article' AND has_links"
        ).fetchone() == (0,)


@pytest.mark.parametrize("path", ["first", "last"])
def test_the_same_story_at_five_addresses_is_written_once(path, again, site):
    story = Paper(site, 1, validators=False).story(1)
    canonical = f"{site.url}{Paper.path(1)}"
    urls = [
        canonical,
        f"{canonical}?from=home&story=1",
        f"{canonical}/",
        f"{site.url}/amp/the-council-and-story-1",
        f"{site.url}/http/the-council-and-story-1",
    ]
    amp = story.replace(
        "</article>", "<p>You are reading the quick edition of this page, as thousands do.</p></article>"
    )
    site.page(f"{Paper.path(1)}/", story)
    site.page("/amp/the-council-and-story-1", amp)
    site.add("/http/the-council-and-story-1", Answer(status=301, headers={"Location": canonical}))
    links = "".join(f"<a href='{url}'>story</a>" for url in (urls if path == "first" else reversed(urls)))
    site.page("/", links)
    serial = ("--depth", 1, "-s", "CONCURRENT_REQUESTS=1")
    site.add("/robots.txt", Answer(status=404))
    site.add("/sitemap.xml", Answer(status=404))

    assert len(again(*serial).lines) == 1
    second = again(*serial)

    assert second.lines == []
    assert len([path for path in second.asked if "story" in path]) == 1


def test_a_run_cut_short_is_completed_by_the_next(again, site):
    """Each story is linked to by the one before it alone: a chain."""
    paper = Paper(site, 6)
    for number in range(1, 7):
        story = paper.story(number)
        link = f"<p><a href='{paper.path(number + 1)}'>Next</a></p></body>"
        site.page(paper.path(number), story.replace("</body>", link), validators=True)
    site.page("/", f"<a href='{paper.path(1)}'>First</a>", validators=True)
    site.add("/robots.txt", Answer(status=404))
    site.add("/sitemap.xml", Answer(status=404))
    deep = ("--depth", 9)

    first = again("--max-articles", 2, *deep)
    assert len(first.lines) == 2
    second = again("--max-articles", 2, *deep)
    third = again(*deep)

    urls = [line["url"] for line in first.lines + second.lines + third.lines]
    assert sorted(urls) == [paper.address(n) for n in range(1, 7)]
    assert again(*deep).lines == []


@pytest.mark.long
def test_a_narrower_run_loses_nothing_for_a_wider_one(again, site):
    paper = Paper(site, STORIES)

    assert again("--allow", "section-1|story-[13]$").lines
    assert len(again("--depth", 0).lines) == 0
    again()

    with state(again) as base:
        assert base.execute("SELECT count(*) FROM article WHERE written IS NOT NULL").fetchone() == (STORIES,)
    assert paper.path(2) in {asked.path for asked in site.log}


@pytest.mark.long
def test_since_may_be_moved_back(again, site):
    Paper(site, STORIES)
    first = again("--since", "2025-03-06")
    assert {line["published"][:10] for line in first.lines} == {
        "2025-03-06",
        "2025-03-07",
        "2025-03-08",
        "2025-03-09",
    }
    second = again("--since", "2025-03-06")
    assert second.lines == []
    assert not [path for path in second.bodies if "story" in path]

    assert len(again().lines) == STORIES - len(first.lines)


def test_refetch_writes_everything_again_and_counts_no_revision(again, site):
    paper = Paper(site, STORIES)
    first = {line["id"]: line for line in again().lines}
    paper.edit(2)

    second = again("--refetch")

    assert not [asked for asked in second.log if asked.conditional]
    assert {line["id"] for line in second.lines} == first.keys()
    for line in second.lines:
        if line["url"] == paper.address(2):
            assert (line["revision"], line["previous_hash"]) == (2, first[line["id"]]["content_hash"])
        else:
            assert (line["revision"], line["previous_hash"]) == (1, None)
    assert again().lines == []


@pytest.mark.long
def test_a_story_that_is_gone_is_left_alone_for_a_day(again, site):
    paper = Paper(site, STORIES)
    again()
    paper.withdraw(4)
    assert paper.path(4) in again().asked
    assert paper.path(4) not in again().asked
    older(again, hours=25)
    assert paper.path(4) in again().asked


def test_a_page_that_failed_is_asked_again_in_the_next_run(again, site):
    paper = Paper(site, STORIES)
    site.add(paper.path(4), Answer("busy", 503))
    assert len(again("-s", "RETRY_ENABLED=0", code=1).lines) == STORIES - 1
    paper.print()

    assert [line["url"] for line in again().lines] == [paper.address(4)]


def test_a_304_that_nobody_asked_for_is_a_failure(again, site):
    site.add("/", Answer(status=304))

    done = again("--depth", 0, code=1)

    assert done.lines == []
    assert "HTTP 304" in done.command.stderr


@pytest.mark.long
def test_a_redirect_does_not_carry_conditions_to_another_address(again, site):
    paper = Paper(site, 1)
    again()
    moved = "/2025/03/moved-elsewhere-story-1"
    site.add(paper.path(1), Answer(status=301, headers={"Location": moved}))
    site.page(moved, paper.story(1))

    second = again()

    assert [asked.conditional for asked in second.log if asked.path == moved] == [False]
    assert second.lines == []
    # The article is read there from now on.
    site.page(moved, paper.story(1).replace("version 1", "version 2"))
    third = again()
    assert [line["revision"] for line in third.lines] == [2]
    assert paper.path(1) not in third.asked


@pytest.mark.parametrize("end", [410, 301], ids=["gone", "moved"])
@pytest.mark.long
def test_an_article_whose_address_ends_is_read_at_its_other_one(end, again, site):
    paper = Paper(site, 1)
    story = paper.story(1)
    other = "/2025/03/the-same-story-elsewhere"
    site.page(other, story)
    site.page("/", f"<a href='{paper.path(1)}'>one</a><a href='{other}'>other</a>")
    assert len(again().lines) == 1

    site.add(paper.path(1), Answer("gone", end, headers={"Location": other} if end == 301 else {}))
    assert again().lines == []
    assert again().lines == []
    site.page(other, story.replace("version 1", "version 2"))
    revisions = [line["revision"] for _ in range(2) for line in again().lines]

    assert revisions == [2]


def test_last_modified_alone_will_do(again, site):
    paper = Paper(site, 1)
    day = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    story = paper.story(1)

    def answer(asked):
        if asked.headers["If-Modified-Since"] == day:
            return Answer(status=304)
        return Answer(story, headers={"Last-Modified": day})

    site.add(paper.path(1), answer)
    again()
    second = again()
    assert second.lines == []
    assert paper.path(1) in second.asked and paper.path(1) not in second.bodies


@pytest.mark.long
def test_a_sitemap_that_gives_every_page_the_present_date_is_not_believed_for_ever(again, site):
    paper = Paper(site, 2)
    again()
    older(again, hours=48)
    again()  # asked, being two days old: not due for hours now
    asked = []
    for _ in range(4):
        paper.edit(1)
        paper._texts[1] -= 1  # the words are as they were
        paper.print()
        asked.append(paper.path(1) in again().asked)
    assert asked == [True, True, True, False]


def test_without_a_state_nothing_is_remembered(run, site):
    Paper(site, 2)
    for _ in range(2):
        done = run("crawl", f"{site.url}/", "--allow-private", "127.0.0.1", "-s", "AUTOTHROTTLE_ENABLED=0")
        assert done.stdout.count("\n") == 2
    assert not [asked for asked in site.log if asked.conditional]


def test_dry_run_prints_what_would_be_fetched_and_changes_nothing(again, site, tmp_path):
    paper = Paper(site, 3)
    dry = again("--dry-run")
    expected = "".join(f"{paper.address(n)}\tnew\n" for n in range(1, 4))
    assert sorted(dry.command.stdout.splitlines()) == expected.splitlines()
    assert not [path for path in dry.asked if "story" in path]
    assert list(tmp_path.iterdir()) == []

    again()
    older(again, hours=24)
    again()
    paper.edit(2)
    paper.publish(4)
    before = again.state.read_bytes()
    dry = again("--dry-run")

    told = dict(line.split("\t") for line in dry.command.stdout.splitlines())
    assert told.keys() == {paper.address(2), paper.address(4)}
    assert told[paper.address(4)] == "new"
    assert told[paper.address(2)].startswith("changed since 20")
    assert not [path for path in dry.asked if "story" in path]
    assert again.state.read_bytes() == before
    assert sorted(line["url"] for line in again().lines) == [paper.address(2), paper.address(4)]


def test_a_state_that_is_none_is_told_in_one_line(again, site):
    again.state.parent.mkdir()
    again.state.write_text("not a database, and long enough to be looked at as one" * 9)

    done = again(code=2)

    assert "crawl.sqlite" in done.command.stderr and "move it away" in done.command.stderr
    assert done.command.stderr.count("\n") == 1
    assert done.log == []


@pytest.mark.long
def test_an_output_that_lacks_what_the_state_knows_is_told(again, site):
    Paper(site, 2)
    again()
    again.out.unlink()

    done = again()

    assert done.lines == []
    assert "--refetch" in done.command.stderr and "2 articles" in done.command.stderr
    assert done.command.stderr.count("\n") == 1
    assert len(again("--refetch").lines) == 2
    assert again().command.stderr == ""


@pytest.mark.parametrize("ending", [".jsonl.gz", ".jsonl.zst", ".jsonl"])
@pytest.mark.long
def test_lines_are_added_to_the_output_and_overwrite_replaces_it(ending, again, site, read, tmp_path):
    paper = Paper(site, 2)
    out = tmp_path / f"out{ending}"
    assert len(again(file=out).lines) == 2
    paper.publish(3)
    assert len(again(file=out).lines) == 1

    paper.publish(4)
    done = again.run("--overwrite", file=out)
    assert [line["url"] for line in read.lines(out)] == [paper.address(4)]
    assert "--refetch" in done.stderr


@pytest.mark.parametrize("ending", ["json", "csv", "xml"])
def test_formats_with_an_end_are_not_added_to(ending, again, site, tmp_path):
    paper = Paper(site, 1)
    out = tmp_path / f"out.{ending}"
    again.run(file=out)
    first = out.read_bytes()

    done = again.run(file=out, code=2)

    assert "--overwrite" in done.stderr and out.read_bytes() == first
    paper.publish(2)
    again.run("--overwrite", file=out)
    assert out.read_bytes() != first


def test_placeholders_in_the_name_of_the_output(again, site, read, tmp_path):
    paper = Paper(site, 2)
    out = tmp_path / "articles-%(time)s.jsonl"
    again.run(file=out)
    paper.publish(3)
    site.add("/2025/03/a-story-that-is-broken", Answer("", 500))
    site.page("/", f"<a href='/2025/03/a-story-that-is-broken'>x</a><a href='{paper.path(3)}'>y</a>")
    again.run("-s", "RETRY_ENABLED=0", file=out, code=1)

    first, second = sorted(tmp_path.glob("articles-2*.jsonl"))
    assert (len(read.lines(first)), len(read.lines(second))) == (2, 1)
    assert sorted(file.name for file in tmp_path.iterdir() if file not in (first, second)) == [
        ".copydesk", "articles.failed.jsonl",
    ]  # fmt: skip


def test_a_killed_run_leaves_a_state_that_knows_only_what_was_written(again, site, run, tmp_path):
    paper = Paper(site, 40)
    options = ["--allow-private", "127.0.0.1", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "DOWNLOAD_DELAY=0.1"]
    options += ["-s", "FRONTIER_CHECKPOINT=0.1"]
    process = subprocess.Popen(
        [*run.command, "crawl", f"{site.url}/", "-o", again.out, *options],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    deadline = time.monotonic() + 100
    while len([asked for asked in site.log if "story" in asked.path]) < 25:
        assert process.poll() is None and time.monotonic() < deadline, process.stderr.read()
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    with state(again) as base:
        known = {id for (id,) in base.execute("SELECT id FROM article")}
        read = base.execute(
            "SELECT count(*) FROM address WHERE kind = 'article' AND article IS NULL"
        ).fetchone()
    parts = b"".join(part.read_bytes() for part in tmp_path.glob(".out.jsonl.*.part"))
    assert all(f'"{id}"'.encode() in parts for id in known)
    assert read == (0,)
    assert known
    lines = again().lines
    # Those of the killed run, and the rest: each once.
    assert len(lines) == len({line["id"] for line in lines}) == 40
    assert {line["url"] for line in lines} <= {paper.address(n) for n in range(1, 41)}


@pytest.mark.long
def test_feeds_and_listed_urls_are_remembered_too(again, site):
    paper = Paper(site, 3)
    feed, urls = again.starting("feed", "/feed.xml"), again.starting("urls", *map(paper.path, (1, 2)))
    assert len(feed().lines) == 3
    assert urls().lines == []
    older(again, hours=24)
    assert feed().asked.count(paper.path(3)) == 1
    assert [path for path in feed().asked if "story" in path] == []

    paper.edit(2, dated=False)
    older(again, hours=10)
    assert [line["url"] for line in urls().lines] == [paper.address(2)]
    paper.publish(4)
    assert [line["url"] for line in feed().lines] == [paper.address(4)]


def test_state_command(again, run, site, tmp_path):
    paper = Paper(site, 3)
    again()
    shown = run("state", again.state.parent)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "127.0.0.1: 3 articles" in shown.stdout

    paper.withdraw(3)
    older(again, hours=24 * 400)
    told = json.loads(run("state", again.state.parent, "--json", "--compact").stdout)
    assert told["forgotten"] > 3
    assert told["sites"] == []
    assert told["last_run"]["new"] == 3

    missing = run("state", tmp_path / "nowhere")
    assert missing.returncode == 2 and "nowhere" in missing.stderr
