"""``copydesk clean`` and ``copydesk schema``, run as their users run them."""

import gzip
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
import zstandard
from jsonschema import Draft202012Validator

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
PAGES = FIXTURES / "pages"
HTML, TEXT = PAGES / "glued-caption.html", PAGES / "glued-caption.txt"


def objects(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def listing(tmp_path_factory, expected) -> Path:
    """A listing of the fixture site's articles in a folder of its own, the pages in another."""
    folder = tmp_path_factory.mktemp("listing")
    (folder / "pages").symlink_to(FIXTURES / "gazette")
    rows = []
    for number, article in enumerate(expected):
        names = (f"{article['path']}{ending}".lstrip("/") for ending in ("", ".html", "index.html"))
        name = next(name for name in names if (FIXTURES / "gazette" / name).is_file())
        url = f"https://gazette.example{article['path']}"
        rows.append({"path": f"pages/{name}", "url": url, "id": f"n{number}"})
    file = folder / "listing.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
    return file


@pytest.fixture(scope="module")
def cleaned(run, listing) -> str:
    """The lines of the listed pages, by one worker, as written to stdout."""
    done = run("clean", listing, "--workers", 1)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_pages_plain_gzipped_and_from_stdin_give_the_same_articles(run, tmp_path):
    for page in (HTML, TEXT):
        (tmp_path / f"{page.name}.gz").write_bytes(gzip.compress(page.read_bytes()))
    files = (HTML, tmp_path / "glued-caption.html.gz", "-", TEXT, tmp_path / "glued-caption.txt.gz")

    done = run("clean", *files, input=HTML.read_text("utf-8"))

    assert (done.returncode, done.stderr) == (0, "")
    html, html_gz, stdin, text, text_gz = objects(done.stdout)
    expected = json.loads(HTML.with_suffix(".json").read_text("utf-8"))
    assert html == html_gz == stdin
    assert text == text_gz
    assert html["title"] == text["title"] == expected["title"]
    for article in (html, text):
        assert article["text"].startswith(expected["first"])
        assert article["text"].endswith(expected["last"])


def test_listing_gives_url_and_id_in_its_own_order(cleaned, expected):
    articles = objects(cleaned)

    assert [a["id"] for a in articles] == [f"n{number}" for number in range(len(expected))]
    assert [a["url"] for a in articles] == [f"https://gazette.example{e['path']}" for e in expected]
    assert [a["title"] for a in articles] == [e["title"] for e in expected]


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_every_run_and_number_of_workers_writes_the_same_lines(ending, run, listing, cleaned, tmp_path):
    output = tmp_path / f"out{ending}"

    done = run("clean", listing, "-o", output, "--workers", 2)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    body = output.read_bytes()
    if ending == ".jsonl.gz":
        body = gzip.decompress(body)
    elif ending == ".jsonl.zst":
        body = zstandard.ZstdDecompressor().stream_reader(body).read()
    assert body.decode() == cleaned
    assert [file.name for file in tmp_path.iterdir()] == [output.name]


def test_folder_goes_by_name_and_failures_are_written_down(run, read, tmp_path):
    folder, output = tmp_path / "pages", tmp_path / "new folder" / "out.jsonl"
    (folder / "sub").mkdir(parents=True)
    page = HTML.read_bytes()
    for name, title in (("c.html", b"Third"), ("a.html", b"First"), ("sub/d.htm", b"Fourth")):
        (folder / name).write_bytes(page.replace(b"Upland", title))
    (folder / "b.html.gz").write_bytes(gzip.compress(page.replace(b"Upland", b"Second")))
    (folder / "notes.csv").write_text("not,a,page")
    bad = [folder / "ab.html", folder / "z.html", folder / "zz.html.gz"]
    bad[0].write_bytes((PAGES / "empty.html").read_bytes())
    bad[1].write_bytes((PAGES / "not-html.html").read_bytes())
    bad[2].write_bytes(gzip.compress(page)[:-20])
    titles = ["First", "Second", "Third", "Fourth"]

    done = run("clean", folder, "-o", output, "--workers", 2)

    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert [a["title"].split()[0] for a in read.lines(output)] == titles
    failed = read.lines(output.with_name("out.failed.jsonl"))
    assert [f["path"] for f in failed] == list(map(str, bad))
    assert [f["error"] for f in failed] == ["NoPage", "NotText", "UnreadableFile"]
    assert all(f["message"] for f in failed)

    for file in bad:
        file.unlink()
    done = run("clean", folder, "-o", output)

    assert done.returncode == 0
    assert [a["title"].split()[0] for a in read.lines(output)] == titles
    assert [file.name for file in output.parent.iterdir()] == ["out.jsonl"]


def test_failures_go_to_stderr_when_lines_go_to_stdout(run, tmp_path):
    listing = tmp_path / "listing.jsonl"
    listing.write_text('{"path": "gone.html", "id": 7, "url": "https://paper.example/gone"}\n\n')

    done = run("clean", PAGES / "empty.html", HTML, listing)

    assert done.returncode == 1
    assert [a["title"].split()[0] for a in objects(done.stdout)] == ["Upland"]
    empty, gone = objects(done.stderr)
    assert (empty["error"], empty["path"]) == ("NoPage", str(PAGES / "empty.html"))
    assert (gone["error"], gone["id"], gone["url"]) == ("NoPage", "7", "https://paper.example/gone")


BAD_CALLS = {
    "missing file": (["{tmp}/nowhere.html"], "nowhere.html"),
    "folder without pages": (["{tmp}/bare"], "bare"),
    "listing: not JSON": (["{tmp}/bad.jsonl"], "bad.jsonl, line 2"),
    "listing: no path": (["{tmp}/pathless.jsonl"], "pathless.jsonl, line 1"),
    "listing: not UTF-8": (["{tmp}/latin.jsonl"], "latin.jsonl"),
    "listing: spoiled gzip": (["{tmp}/spoiled.jsonl.gz"], "spoiled.jsonl.gz"),
    "unwritable output": ([HTML, "-o", "{tmp}/bad.jsonl/out.jsonl"], "bad.jsonl/out.jsonl"),
    "output is a folder": ([HTML, "-o", "{tmp}/bare"], "bare"),
    "listing: too deep": (["{tmp}/deep.jsonl"], "deep.jsonl, line 1"),
    "output is no local file": ([HTML, "-o", "s3://bucket/out.jsonl"], "s3://bucket/out.jsonl"),
    "output without a name": ([HTML, "-o", ""], "-o ''"),
    "output is a device": ([HTML, "-o", "/dev/full"], "/dev/full"),
    "neither strip nor keep": ([HTML, "--dateline", "drop"], "--dateline drop: strip or keep"),
    "unknown option": ([HTML, "--wrokers", "2"], "--wrokers"),
}


@pytest.fixture(scope="module")
def bad_inputs(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "bare").mkdir()
    (folder / "bad.jsonl").write_text(f'{{"path": "{HTML}"}}\n{{"path": \n')
    (folder / "deep.jsonl").write_text("[" * 200_000)
    (folder / "pathless.jsonl").write_text('{"url": "https://paper.example/"}\n')
    (folder / "latin.jsonl").write_bytes('{"path": "Zürich.html"}\n'.encode("latin-1"))
    (folder / "spoiled.jsonl.gz").write_bytes(b"no gzip")
    return folder


@pytest.mark.parametrize("call", BAD_CALLS)
def test_bad_call_is_told_in_one_line(call, run, bad_inputs):
    arguments, named = BAD_CALLS[call]

    done = run("clean", *(str(a).format(tmp=bad_inputs) for a in arguments))

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert named in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_full_disk_is_told_in_one_line(run):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = run("clean", HTML, stdout=full, stderr=subprocess.PIPE, capture_output=False)

    assert done.returncode == 2
    assert done.stderr == "copydesk: -o -: cannot be written: No space left on device\n"


def test_reader_that_goes_away_is_no_error(run):
    with subprocess.Popen(
        [*run.command, "clean", *[str(HTML)] * 40], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) == 0


def test_ctrl_c_keeps_what_was_cleaned(run, tmp_path):
    out = tmp_path / "out.jsonl"
    process = subprocess.Popen(
        [*run.command, "clean", *[str(HTML)] * 2000, "-o", str(out), "--workers", "1"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not any(part.stat().st_size for part in tmp_path.glob(".out.jsonl.*.part")):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)

    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=60)

    assert process.returncode == 1
    assert stderr.startswith("copydesk: interrupted; what was cleaned is in ")
    assert stderr.count("\n") == 1
    (part,) = tmp_path.iterdir()
    assert all(json.loads(line)["title"] for line in part.read_text("utf-8").splitlines())


@pytest.mark.parametrize("subcommand", ["crawl", "clean", "schema"])
def test_help_shows_an_example(subcommand, run):
    done = run(subcommand, "--help")

    assert done.returncode == 0
    assert f"Example: copydesk {subcommand}" in done.stdout


def test_schema_describes_every_line(run, cleaned):
    schema = json.loads(run("schema").stdout)

    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert [error.message for article in objects(cleaned) for error in validator.iter_errors(article)] == []
    assert schema["required"] == list(objects(cleaned)[0])
