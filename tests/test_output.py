"""Output files: whole or not at all, and the same bytes for the same lines."""

import gzip
import os
import stat
from pathlib import Path

import pytest
import zstandard

from crawler.exporters import compressed
from crawler.kept_lines import KeptLines
from crawler.output import AtomicFileStorage, OutputError, Part, failed_path, written

ENDINGS = [".jsonl", ".jsonl.gz", ".jsonl.zst"]


def unpacked(file: Path) -> bytes:
    if file.suffix == ".gz":
        return gzip.decompress(file.read_bytes())
    if file.suffix == ".zst":
        return zstandard.ZstdDecompressor().stream_reader(file.read_bytes()).read()
    return file.read_bytes()


@pytest.mark.parametrize("ending", ENDINGS)
def test_file_appears_when_it_is_complete(ending, tmp_path):
    file = tmp_path / "new" / "folder" / f"out{ending}"

    with written(file) as stream:
        stream.write(b"one\n")
        stream.write(b"two\n")
        assert not file.exists()

    assert unpacked(file) == b"one\ntwo\n"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("ending", ENDINGS)
def test_ctrl_c_leaves_the_old_file_and_the_part(ending, tmp_path):
    file = tmp_path / f"out{ending}"
    file.write_bytes(b"old")

    with pytest.raises(KeyboardInterrupt), written(file) as stream:
        stream.write(b"line\n")
        raise KeyboardInterrupt

    (part,) = tmp_path.glob(".out*.part")
    assert file.read_bytes() == b"old"
    assert unpacked(part.rename(tmp_path / f"kept{ending}")) == b"line\n"


def test_device_is_not_replaced():
    with pytest.raises(OutputError, match="/dev/null"):
        Part(Path("/dev/null"))


@pytest.mark.parametrize("error", [RuntimeError, OSError])
@pytest.mark.parametrize("ending", ENDINGS)
def test_error_leaves_the_old_file_and_no_part(ending, error, tmp_path):
    file = tmp_path / f"out{ending}"
    file.write_bytes(b"old")

    with pytest.raises(error), written(file) as stream:
        stream.write(b"half a li")
        raise error

    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600)])
def test_permissions_follow_umask(umask, mode, tmp_path):
    file = tmp_path / "out.jsonl"
    before = os.umask(umask)
    try:
        with written(file) as stream:
            stream.write(b"line\n")
        assert os.umask(umask) == umask
    finally:
        os.umask(before)

    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_unwritable_file_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    for path in (tmp_path / "file" / "out.jsonl", tmp_path):
        with pytest.raises(OutputError, match=str(path)):
            Part(path)

    assert [f.name for f in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_compressed_bytes_depend_on_the_lines_alone(ending, tmp_path):
    files = [tmp_path / f"a.jsonl{ending}", tmp_path / f"other-name.jsonl{ending}"]
    for time, file in enumerate(files):
        with written(file) as stream:
            stream.write(b"line\n" * 100)
        os.utime(file, (time, time))

    assert files[0].read_bytes() == files[1].read_bytes()
    assert unpacked(files[0]) == b"line\n" * 100


def test_gzip_header_holds_neither_time_nor_name(tmp_path):
    with written(tmp_path / "out.jsonl.gz") as stream:
        stream.write(b"line\n")

    header = (tmp_path / "out.jsonl.gz").read_bytes()[:10]
    assert header[:2] == b"\x1f\x8b"
    assert header[3] & 0b1000 == 0  # no file name
    assert header[4:8] == b"\0\0\0\0"  # no time


@pytest.mark.parametrize("name", ["out.jsonl.gz", "out.jsonl.zst"])
def test_end_of_compression_leaves_the_file_open(name, tmp_path):
    with (tmp_path / name).open("wb") as file:
        stream = compressed(file, name)
        stream.write(b"line\n")
        stream.close()
        assert not file.closed
    assert unpacked(tmp_path / name) == b"line\n"


@pytest.mark.parametrize(
    ("output", "failed"),
    [
        ("out.jsonl", "out.failed.jsonl"),
        ("out.jsonl.gz", "out.failed.jsonl"),
        ("out.jsonl.zst", "out.failed.jsonl"),
        ("a/b/2025.03.jsonl", "a/b/2025.03.failed.jsonl"),
        ("articles", "articles.failed.jsonl"),
    ],
)
def test_failures_lie_beside_the_output(output, failed):
    assert failed_path(Path(output)) == Path(failed)


def storage(file: Path, **options: object) -> AtomicFileStorage:
    return AtomicFileStorage(str(file), feed_options=options)


@pytest.mark.parametrize(("overwrite", "content"), [(True, b"new\n"), (False, b"old\nnew\n")])
def test_storage_overwrites_or_appends_when_it_stores(overwrite, content, tmp_path):
    file = tmp_path / "out.jsonl"
    file.write_bytes(b"old\n")
    feed = storage(file, overwrite=overwrite)

    stream = feed.open(spider=None)
    stream.write(b"new\n")
    stream.flush()
    assert file.read_bytes() == b"old\n"
    feed.store(stream)

    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_storage_appends_to_nothing(tmp_path):
    file = tmp_path / "sub" / "out.jsonl"
    feed = storage(file, overwrite=False)

    stream = feed.open(spider=None)
    stream.write(b"new\n")
    feed.store(stream)

    assert file.read_bytes() == b"new\n"


def test_appended_gzip_reads_as_one_file(tmp_path):
    file = tmp_path / "out.jsonl.gz"
    for line in (b"one\n", b"two\n"):
        feed = storage(file, overwrite=False)
        out = feed.open(spider=None)
        stream = compressed(out, file.name)
        stream.write(line)
        stream.close()
        feed.store(out)

    assert unpacked(file) == b"one\ntwo\n"


def test_file_uri_is_a_file(tmp_path):
    file = tmp_path / "out.jsonl"
    feed = AtomicFileStorage(file.as_uri(), feed_options={"overwrite": True})

    stream = feed.open(spider=None)
    stream.write(b"line\n")
    feed.store(stream)

    assert file.read_bytes() == b"line\n"


def lines_storage(file: Path, **options: object) -> AtomicFileStorage:
    ending = "gz" if file.suffix == ".gz" else "jsonl"
    return storage(file, format=ending, **options)


def stored(file: Path, *lines: bytes, **options: object) -> None:
    feed = lines_storage(file, **options)
    stream = feed.open(spider=None)
    for line in lines:
        stream.write(line)
    feed.store(stream)


@pytest.mark.parametrize("ending", ENDINGS[:2])
def test_lines_are_added_or_put_in_the_place_of_others(ending, tmp_path):
    file = tmp_path / f"out{ending}"

    stored(file, b"one\n")
    stored(file, b"two\n", b"three\n", overwrite=False)
    assert unpacked(file) == b"one\ntwo\nthree\n"
    stored(file, b"four\n", overwrite=True)

    assert unpacked(file) == b"four\n"
    assert list(tmp_path.iterdir()) == [file]


def test_file_nothing_is_added_to_is_left_alone(tmp_path):
    file = tmp_path / "out.jsonl.gz"
    stored(file, b"one\n")
    before = file.read_bytes(), file.stat().st_mtime_ns

    stored(file, overwrite=False)

    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [file]


def kept(path: Path, *lines: bytes) -> KeptLines:
    """The lines of a job's run, as a kill leaves them."""
    lines_file = KeptLines(path, "job")
    for line in lines:
        lines_file.open().write(line)
    lines_file.close()
    return KeptLines(path, "job")


@pytest.mark.parametrize("torn", [b"", b"thr", b"x" * 200_000])
def test_torn_last_line_is_cut_off(torn, tmp_path):
    lines = kept(tmp_path / "out.jsonl", b"one\n", b"two\n", torn)

    assert list(lines.found()) == [b"one\n", b"two\n"]


def test_part_with_nothing_but_a_torn_line_is_empty(tmp_path):
    assert list(kept(tmp_path / "out.jsonl", b"x" * 200_000).found()) == []


@pytest.mark.parametrize("moves", range(4))
def test_lines_are_stored_once_wherever_the_run_is_killed(moves, tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"old\n")
    lines = kept(path, b"new\n")
    if moves > 0:
        lines.make_whole(lambda file: file.write(path.read_bytes() + lines.part.read_bytes()))
    if moves > 1:
        lines.part.unlink()
    if moves > 2:
        lines.take_name()

    again = KeptLines(path, "job")

    assert again.was_stored is (moves in (1, 2))
    found = b"".join(again.found())
    assert (path.read_bytes(), found) == ((b"old\n", b"new\n") if moves == 0 else (b"old\nnew\n", b""))


def test_lines_that_cannot_be_written_whole_stay_in_the_part(tmp_path):
    lines = kept(tmp_path / "out.jsonl", b"one\n")

    def full(file):
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        lines.make_whole(full)

    assert [file.name for file in tmp_path.iterdir()] == [".out.jsonl.job.part"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_nothing_is_written_after_a_line_that_could_not_be(tmp_path):
    lines = KeptLines(tmp_path / "out.jsonl", "job")
    lines.part.symlink_to("/dev/full")
    file = lines.open()
    with pytest.raises(OSError, match="space"):
        file.write(b"x" * 100_000 + b"\n")

    # Though there might be room again: the torn line must stay the last. And no checkpoint passes.
    for attempt in (lambda: file.write(b"two\n"), file.flush, lines.sync):
        with pytest.raises(OSError, match="space"):
            attempt()
    file.raw.close()
