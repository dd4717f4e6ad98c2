"""``copydesk explain``, run as its users run it: to a terminal, into a pipe, on bad input."""

import gzip
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from pipelines import Page, clean_page
from pipelines.line import to_line
from pipelines.rulebook import rule_of

PAGES = Path(__file__).resolve().parents[1] / "fixtures" / "pages"
HTML, TEXT = PAGES / "glued-caption.html", PAGES / "glued-caption.txt"
CODES = re.compile(r"\x1b\[[\d;]*m")
STRUCK = re.compile(r"\x1b\[[\d;]*\b9m")
PROSE = "<p>At one the council met in the old customs house and, by nine votes, put off the bridge.</p>" * 4


def joined(printed: str) -> str:
    """What was printed without its line breaks, labels and colours."""
    return " ".join(CODES.sub("", printed).split())


@pytest.mark.parametrize("page", [HTML, TEXT], ids=["html", "text"])
def test_fields_first_then_the_page_in_order(run, page):
    done = run("explain", page)

    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    fields, blocks = re.split(r"^-+ the page, \d+ blocks -+$", done.stdout, flags=re.MULTILINE)
    fields, blocks = joined(fields), joined(blocks)
    assert fields.startswith("title Upland Council Hopes Delta Towns")
    assert "credit: AFP/Joaquin Belmar via Getty Images (people: Joaquin Belmar; agencies: AFP" in fields
    assert "place: GUAYAQUIL, in Guayas, EC" in fields
    kept = ["headline Upland Council", "caption ", "paragraph Besides the tour", "crosshead Delta opposition"]
    places = [blocks.index(text) for text in kept]
    assert places == sorted(places)
    assert re.search(r"dropped Like Us on Facebook phrase/en/follow-line: Stock phrase.*? \[\S+", blocks)


def test_published_says_which_evidence_and_a_dateline_is_taken_apart(run, tmp_path):
    page = tmp_path / "story.html"
    page.write_text(
        "<html lang=en><meta property=article:published_time content=2025-03-14T08:00:00Z>"
        f"<h1>Council puts off the bridge</h1><p>HANOI, Vietnam, March 13 (AP) — It rained.</p>{PROSE}"
    )
    told = joined(run("explain", page).stdout)
    assert "published 2025-03-14T08:00:00+00:00, told by: meta" in told
    assert "dateline HANOI, Vietnam, March 13 (AP)" in told
    assert "date: 2025-03-13" in told and "agency: AP" in told
    assert "(AP) — It rained. without its dateline: HANOI, Vietnam, March 13 (AP)" in told


def test_a_body_that_only_the_pages_data_tells_is_shown(run):
    told = joined(run("explain", PAGES / "body" / "json-ld-only.html").stdout)
    page = Page((PAGES / "body" / "json-ld-only.html").read_bytes(), kind="html")
    paragraphs = clean_page(page).text.split("\n\n")
    assert len(paragraphs) > 2
    assert " ".join(f"paragraph {' '.join(text.split())}" for text in paragraphs) in told


def test_menus_are_folded_and_all_unfolds_them(run, tmp_path):
    page = tmp_path / "story.html"
    menu = "".join(f"<div><a href=/{n}>Section {n}</a></div>" for n in range(30))
    page.write_text(f"<html lang=en><div>{menu}</div><h1>Council puts off the bridge</h1>{PROSE}")

    folded = joined(run("explain", page).stdout)
    assert "30 blocks outside the body (outside-body); --all shows them" in folded
    assert "Section 7" not in folded

    unfolded = joined(run("explain", page, "--all").stdout)
    assert "--all shows them" not in unfolded
    assert all(f"dropped Section {n} outside-body: " in unfolded for n in range(30))
    assert "[/html/body/div/div[8]]" in unfolded


def test_json_has_the_line_and_every_block_once(run):
    done = run("explain", HTML, "--json")

    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    blocks = told.pop("blocks")
    page = Page(HTML.read_bytes(), kind="html")
    assert told == json.loads(to_line(clean_page(page)))
    assert [block["text"] for block in blocks] == [block.text for block in page.blocks]
    assert [block["where"] for block in blocks] == [block.place for block in page.blocks]
    assert all((block["fate"] == "dropped") == (rule_of(block["rule"] or "") is not None) for block in blocks)


def test_colours_are_asked_for_or_refused(run):
    always = run("explain", TEXT, "--color", "always", env=os.environ | {"NO_COLOR": "1", "TERM": "dumb"})
    never = run("explain", TEXT, "--color", "never")
    assert STRUCK.search(always.stdout)
    assert "\x1b" not in never.stdout
    assert [line.rstrip() for line in CODES.sub("", always.stdout).splitlines()] == never.stdout.splitlines()


@pytest.mark.parametrize(("columns", "no_color"), [(50, ""), (80, "1"), (200, "")])
def test_on_a_terminal_as_wide_as_it_is(run, columns, no_color):
    fcntl, pty, struct, termios = map(pytest.importorskip, ("fcntl", "pty", "struct", "termios"))
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
    env |= {"TERM": "xterm", "NO_COLOR": no_color}
    with subprocess.Popen([*run.command, "explain", TEXT], stdin=theirs, stdout=theirs, env=env) as process:
        os.close(theirs)
        printed = b""
        try:
            while chunk := os.read(ours, 65536):
                printed += chunk
        except OSError:
            pass  # Linux says so when the other side has closed
    os.close(ours)
    assert process.returncode == 0
    text = printed.decode()
    assert ("\x1b" in text) == (not no_color)
    widths = [len(line) for line in CODES.sub("", text).replace("\r", "").splitlines()]
    assert columns * 0.7 < max(widths) <= columns if columns < 110 else max(widths) == 110


def test_a_page_cannot_write_to_the_terminal(run, tmp_path):
    page = tmp_path / "evil.txt"
    page.write_text(
        f"Council puts off\x1b[2J the bridge\n\n{re.sub('<.*?>', ' ', PROSE)} \x9b31m[bold]red[/bold]"
    )
    told = run("explain", page)
    assert told.returncode == 0
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", told.stdout)
    assert "[bold]red[/bold]" in joined(told.stdout)


@pytest.mark.long
def test_pages_gzipped_from_stdin_and_of_a_listing_are_the_same(run, tmp_path):
    (tmp_path / "page.txt.gz").write_bytes(gzip.compress(TEXT.read_bytes()))
    rows = [{"path": "page.txt.gz", "id": n, "url": f"https://{n}.example/"} for n in ("a", "b")]
    (tmp_path / "listing.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    plain = json.loads(run("explain", TEXT, "--url", "https://b.example/", "--json").stdout)
    assert plain["site"] == "b.example"
    for arguments in (
        (tmp_path / "page.txt.gz", "--url", "https://b.example/"),
        ("-", "--url", "https://b.example/"),
        (tmp_path / "listing.jsonl", "--entry", "b"),
    ):
        done = run("explain", *arguments, "--json", input=TEXT.read_text("utf-8"))
        assert (done.returncode, done.stderr) == (0, "")
        told = json.loads(done.stdout)
        assert told["id"] == ("b" if "--entry" in arguments else plain["id"])
        assert told == plain | {"id": told["id"]}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere.html"], 2, "nowhere.html: no such file or folder"),
        ([PAGES], 2, "pages; say which by --entry"),
        ([PAGES, "--entry", "nowhere"], 2, "--entry nowhere: no page of"),
        ([HTML, "--color", "purple"], 2, "'purple'"),
        ([], 2, "PAGE"),
        ([PAGES / "empty.html"], 1, "empty.html: the page is empty"),
        ([PAGES / "not-html.html"], 1, "not-html.html: binary data, not a page"),
    ],
)
def test_bad_input_is_one_clear_line(run, arguments, code, message):
    done = run("explain", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("copydesk: ") and done.stderr.count("\n") == 1
    assert message in done.stderr


def test_a_reader_that_leaves_early_is_no_failure(run):
    with subprocess.Popen(
        [*run.command, "explain", HTML, "--all"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
