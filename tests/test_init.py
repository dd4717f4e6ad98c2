"""``copydesk init``."""

import pytest

from crawler.sites_file import read_sites


def test_the_first_file_can_be_crawled_by(run, tmp_path):
    done = run("init", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].strip() == "copydesk crawl --sites sites.toml -o articles.jsonl"
    (site,) = read_sites(tmp_path / "sites.toml")
    assert (site.name, site.start) == ("paper.example", ("https://paper.example/",))
    assert "docs/sites.md" in (tmp_path / "sites.toml").read_text()


@pytest.mark.parametrize(
    ("words", "file"),
    [
        ([], "sites.toml"),
        (["daily"], "daily/sites.toml"),
        (["./my.example"], "my.example"),
        (["lists/daily.toml"], "lists/daily.toml"),
    ],
)
def test_urls_are_its_sites(words, file, run, tmp_path):
    urls = ["https://paper.example/", "daily.example/news", "https://www.paper.example/sport"]

    done = run("init", *words, *urls, cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert {site.name: site.start for site in read_sites(tmp_path / file)} == {
        "paper.example": ("https://paper.example/", "https://www.paper.example/sport"),
        "daily.example": ("https://daily.example/news",),
    }


@pytest.mark.parametrize("words", [[], ["."], ["sites.toml", "https://a.example/"]])
def test_nothing_is_overwritten(words, run, tmp_path):
    (tmp_path / "sites.toml").write_text("mine")

    done = run("init", *words, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert "sites.toml: is there already" in done.stderr
    assert (tmp_path / "sites.toml").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "named"), [(["ftp://a.example/"], "ftp://a.example/"), (["file/sites.toml"], "file/sites.toml")]
)
def test_bad_call(words, named, run, tmp_path):
    (tmp_path / "file").write_text("")

    done = run("init", *words, cwd=tmp_path)

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert named in done.stderr
