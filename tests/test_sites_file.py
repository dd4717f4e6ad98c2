"""sites.toml: what is read of it, and what is said of one that is wrong."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import spans
from crawler.sites import Site, Sites
from crawler.sites_file import SitesError, read_sites
from crawler.sites_values import CHECKS

DOCS = Path(__file__).resolve().parents[1] / "docs"
SITE = '[[site]]\nname = "a"\nstart = "https://a.example/"\n'


def read(tmp_path, text):
    file = tmp_path / "sites.toml"
    file.write_text(text, encoding="utf-8")
    return read_sites(file)


def test_the_documented_file(tmp_path):
    example = re.search(r"```toml\n(.*?)```", (DOCS / "sites.md").read_text("utf-8"), re.DOTALL)[1]

    paper, zeitung = read(tmp_path, example)

    assert paper == Site(
        name="paper",
        start=("https://paper.example/", "https://paper.example/sport"),
        hosts=("paper-media.example",),
        since=spans.day("30d"),
        max_articles=1000,
        depth=3,
        allow=None,
        deny="/(video|podcast)/",
        language="en",
        every="6h",
        quiet=None,
        render=None,
        settings={"DOWNLOAD_DELAY": 2.5, "CONCURRENT_REQUESTS_PER_DOMAIN": 1},
    )
    assert (zeitung.since, zeitung.every, zeitung.quiet) == ("2025-03-14", "1d", "08:00-20:00 Europe/Berlin")
    assert (zeitung.allow, zeitung.render, zeitung.max_articles) == ("/politik/", "auto", 1000)
    assert zeitung.settings == {"DOWNLOAD_DELAY": 1}


def test_every_key_is_documented():
    text = (DOCS / "sites.md").read_text("utf-8")
    assert [key for key in Site.__dataclass_fields__ if f"| `{key}` |" not in text] == []


def test_what_is_said_of_a_site_goes_before_the_defaults(tmp_path):
    text = '[defaults]\nrender = "auto"\ndepth = 2\nsettings = {DOWNLOAD_DELAY = 1, DOWNLOAD_TIMEOUT = 9}\n'

    (site,) = read(tmp_path, text + SITE + "render = false\nsettings.DOWNLOAD_DELAY = 3\n")

    assert (site.render, site.depth) == ("off", 2)
    assert site.settings == {"DOWNLOAD_DELAY": 3, "DOWNLOAD_TIMEOUT": 9}


def test_hosts_in_other_letters_are_those_of_links(tmp_path):
    text = '[[site]]\nname = "ä"\nstart = "https://www.münchen.example/"\nhosts = ["Bücher.example"]'

    sites = Sites(read(tmp_path, text))

    assert sites.key("https://xn--mnchen-3ya.example/a") == "ä"
    assert sites.key("https://www.xn--bcher-kva.example/") == "ä"
    assert sites.key("https://xn--mnchen.example/") == "xn--mnchen.example"


WRONG_KEYS = {
    "key": ("max_article = 3", "max_article: no such key; did you mean max_articles\\?"),
    "key far from any": ("zzz = 3", "zzz: no such key; there are name, start"),
    "host": ("hosts = ['https://b.example/']", "hosts: 'https://b.example/' is no host name"),
    "day": ("since = 'last week'", "since: 'last week': not a day"),
    "day long ago": ("since = '999999w'", "since: '999999w'"),
    "number": ("max_articles = '3'", "max_articles: a whole number, 1 or more.* not '3'"),
    "no article": ("max_articles = 0", "max_articles: a whole number, 1 or more.* not 0"),
    "truth for a number": ("depth = true", "depth: a whole number, 0 or more.* not true"),
    "regular expression": ("deny = '(/tag/'", "deny: '\\(/tag/': not a regular"),
    "language": ("language = 'german'", "language: 'german'"),
    "span": ("every = '6 hours'", "every: '6 hours'.* 6h"),
    "no span": ("every = '0h'", "every: '0h'"),
    "hours": ("quiet = '25:00-06:00'", "quiet: '25:00-06:00'"),
    "all day": ("quiet = '06:00-06:00'", "quiet: '06:00-06:00'"),
    "time zone": ("quiet = '22:00-06:00 Europe/Atlantis'", "no time zone Europe/Atlantis"),
    "way of rendering": ("render = 'yes'", 'render: true, false or "auto"'),
    "settings": ("settings = 1", "settings: a table is wanted"),
    "setting": (
        "settings = {DOWNLOAD_DELAYS = 1}",
        "settings: DOWNLOAD_DELAYS: no such setting; did you mean DOWNLOAD_DELAY\\?",
    ),
    "setting for all": ("[site.settings]\nDUPEFILTER_DEBUG = true", "DUPEFILTER_DEBUG is for all sites"),
    "setting of the wrong kind": (
        "settings = {DOWNLOAD_DELAY = 'slow'}",
        "settings: DOWNLOAD_DELAY is 'slow'; a number is wanted",
    ),
    "setting that is true or not": (
        "settings = {ROBOTSTXT_OBEY = 0}",
        "ROBOTSTXT_OBEY is 0; true or false is wanted",
    ),
    "setting that is text": ("settings = {USER_AGENT = 3}", "USER_AGENT is 3; a string is wanted"),
}
WRONG_FILES = {
    "nothing": ("", "no site in it"),
    "no TOML": ("[[site]\n", "not TOML: .*line 1"),
    "no table": ("site = 1\n", "line 1: site: tables are wanted"),
    "one site as a table": ("[site]\nname = 'a'\n", "line 1: site: tables are wanted"),
    "top-level key": ("[[sites]]\n", "sites: no such key; did you mean site\\?"),
    "defaults that are none": (
        "defaults = 1\n" + SITE,
        "defaults: a table is wanted",
    ),
    "default that is for one": (
        "[defaults]\nstart = 'x'\n" + SITE,
        "line 2: defaults: start: no such key",
    ),
    "no name": ("[[site]]\nstart = 'https://a.example/'\n", "line 1: site 1 of 1: it has no name"),
    "no start": ("[[site]]\nname = 'a'\n", "line 1: site 'a': it has no start"),
    "empty start": ("[[site]]\nname = 'a'\nstart = []\n", "line 3: site 'a': start: it is empty"),
    "name": (
        "[[site]]\nname = 'a b/c'\nstart = 'https://a.example/'\n",
        "line 2: site 'a b/c': name: 'a b/c'",
    ),
    "name of the wrong kind": (
        "[[site]]\nname = 3\nstart = 'https://a.example/'\n",
        "line 2: site 1 of 1: name: a string",
    ),
    "address": (
        "[[site]]\nname = 'a'\nstart = ['ftp://a.example/']\n",
        "line 3: site 'a': start: 'ftp://a.example/'",
    ),
    "port": (
        "[[site]]\nname = 'a'\nstart = 'https://a.example:x/'\n",
        "line 3: site 'a': start: .*not a web address",
    ),
    "name twice": (
        SITE + '[[site]]\nname = "a"\nstart = "https://b.example/"\n',
        "line 5: site 'a' is there twice",
    ),
    "host twice": (
        SITE + '[[site]]\nname = "b"\nstart = "https://www.a.example/sport"\n',
        "line 6: site 'b': its host a.example is also that of site 'a'",
    ),
    "further host twice": (
        SITE + '[[site]]\nname = "b"\nstart = "https://b.example/"\nhosts = ["a.example"]\n',
        "line 7: site 'b': its host a.example",
    ),
}


@pytest.mark.parametrize("name", WRONG_KEYS)
def test_a_key_that_is_wrong_is_told(name, tmp_path):
    line, said = WRONG_KEYS[name]

    with pytest.raises(SitesError) as error:
        read(tmp_path, f"{SITE}{line}\n")

    assert str(error.value).startswith(f"{tmp_path / 'sites.toml'}, line 4: site 'a': ")
    assert re.search(said, str(error.value)), str(error.value)


@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_file_that_is_wrong_is_told(name, tmp_path):
    text, said = WRONG_FILES[name]

    with pytest.raises(SitesError) as error:
        read(tmp_path, text)

    assert str(error.value).startswith(f"{tmp_path / 'sites.toml'}")
    assert re.search(said, str(error.value)), str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_no_text(tmp_path):
    (tmp_path / "sites.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SitesError, match="cannot be read"):
        read_sites(tmp_path / "sites.toml")


def test_a_line_is_named_only_where_it_is_known(tmp_path):
    text = 'site = [\n  {name = "a", start = "https://a.example/", dept = 3},\n]\n'
    with pytest.raises(SitesError, match=r"sites.toml: site 'a': dept: no such key; did you mean depth\?"):
        read(tmp_path, text)


def test_spans_and_days():
    assert [spans.seconds(text) for text in ("90s", "30m", "6h", "2d", "1w")] == [
        90,
        1800,
        21600,
        172800,
        604800,
    ]
    now = datetime(2025, 3, 14, 0, 30, tzinfo=UTC)
    assert [spans.day(text, now) for text in ("2025-03-01", "7d", "1h")] == [
        "2025-03-01",
        "2025-03-07",
        "2025-03-13",
    ]


ODD = [
    *("1", "-1", "1.5", "true", '""', '" "', "[]", "[1]", '["", ""]', "[[]]", "{}", "{a = 1}", "nan"),
    *("07:32:00", "1979-05-27T07:32:00Z", r'"\u0000"', r'"\ud7ff"', f'"{"x" * 1_000}"'),
]


@pytest.mark.parametrize("key", [key for key in CHECKS if key not in ("name", "start")])
def test_no_value_is_too_odd_to_be_told_of(key, tmp_path):
    for value in ODD:
        try:
            (site,) = read(tmp_path, f"{SITE}{key} = {value}\n")
        except SitesError as error:
            assert f": {key}: " in str(error)
        else:
            assert getattr(site, key) is not False
