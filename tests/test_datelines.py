"""Datelines: every example of ``rules/datelines.toml``, and what the file cannot say."""

import pytest

from pipelines import clean
from pipelines.blocks import squash
from pipelines.datelines import read_dateline
from pipelines.rules import load

RULES = load("datelines.toml")
EXAMPLES = [
    pytest.param(example, id=f"{style['id']}: {example['text']}")
    for style in RULES["style"]
    for example in style["examples"]
]
NEVER = [pytest.param(row, id=row["text"]) for row in RULES["never"]]


@pytest.mark.parametrize("example", EXAMPLES)
def test_example(example):
    date = example.get("date")
    if date and len(date) == len("04-25"):
        date = f"2025-{date}"  # not printed with a year: the paper's is taken
    read = read_dateline(example["text"], example.get("language"), published=date or "2025-05-05")
    assert read is not None
    found, rest = read
    assert rest == example["rest"]
    assert [f"{place.name}/{place.country}" for place in found.places] == example.get("places", [])
    assert (found.date, found.agency, found.byline) == (date, example.get("agency"), example.get("byline"))


@pytest.mark.parametrize("example", EXAMPLES)
def test_nothing_but_punctuation_is_lost(example):
    read = read_dateline(example["text"], example.get("language"))
    assert read is not None
    found, rest = read
    assert example["text"].startswith(found.raw)
    assert squash(found.raw) + squash(rest) == squash(example["text"])


@pytest.mark.parametrize("home", [None, "US", "DE", "PH"])
@pytest.mark.parametrize("row", NEVER)
def test_never(row, home):
    assert read_dateline(row["text"], row.get("language", "en"), "2025-05-05", home) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "MONDAY — The shops were shut."),
        ("en", "MARCH 7 — It rained all day."),
        ("en", "LONDON CALLING: the band is back."),
        ("en", "Q&A: What the vote means for the harbour."),
        ("en", "THE END — It was a long day."),
        ("en", "Ann Poe — The singer is back."),
        ("en", "Second, May 3 — the day of the vote — was wet."),
        ("en", "HANOI, Feb. 30 — No such day."),
        ("en", "LONDON, PARIS — Two towns and no state."),
        ("en", "Oslo. That was her answer."),
        ("en", "Paris, who carried off Helen, was a prince — or a shepherd."),
        ("en", "London — and much of the south — froze overnight."),
        ("en", "Chad – who scored twice – was delighted."),
        ("en", "China - where tea was born - drinks coffee now."),
        ("en", "“PARIS — it has to be Paris,” she said."),
        ("en", "LONDON —"),
        ("de", "Ja. Das war die Antwort."),
        ("de", "Montag. Ein Tag wie jeder andere."),
        ("zh", "北京的春天来了。"),
        ("ja", "【独占】市長が辞任へ。"),
        ("ko", "(사진=본인 제공) 그는 웃었다."),
        (None, ""),
    ],
)
def test_an_opening_that_only_looks_like_one_stays(language, text):
    assert read_dateline(text, language, "2025-05-05") is None


@pytest.mark.parametrize(
    ("printed", "published", "expected"),
    [
        ("Dec. 31", "2025-01-01", "2024-12-31"),
        ("Dec 28", "2025-01-03T06:00:00+07:00", "2024-12-28"),
        ("Jan. 1", "2025-01-01T00:10:00Z", "2025-01-01"),
        ("Jan. 1", "2024-12-31T23:50:00-05:00", "2025-01-01"),
        ("31 December", "2024-12-31", "2024-12-31"),
        ("Feb. 29", "2024-03-01", "2024-02-29"),
        ("Feb. 29", "2025-02-28", "2024-02-29"),
        ("Dec. 31, 2019", "2025-01-01", "2019-12-31"),
        ("3 May 2021", None, "2021-05-03"),
        ("May 3", None, None),
    ],
)
def test_the_year_is_the_nearest(printed, published, expected):
    read = read_dateline(f"HANOI, {printed} — It rained.", "en", published)
    assert read is not None
    assert read[0].date == expected


@pytest.mark.parametrize("language", ["la", "xx"])
def test_a_date_in_a_language_dateparser_does_not_know(language):
    read = read_dateline("OSLO, 3 May 2025 — It rained.", language)
    assert read is not None
    assert read[0].date == "2025-05-03"


@pytest.mark.parametrize(
    ("places", "home", "expected"),
    [
        ("BIRMINGHAM", None, [("BIRMINGHAM", "GB")]),
        ("BIRMINGHAM", "GB", [("BIRMINGHAM", "GB")]),
        ("BIRMINGHAM", "US", [("BIRMINGHAM", "US")]),
        ("BIRMINGHAM, England", "US", [("BIRMINGHAM", "GB")]),
        ("HYDERABAD", "IN", [("HYDERABAD", "IN")]),
        ("HYDERABAD", "PK", [("HYDERABAD", "PK")]),
        ("GEORGIA", None, [("GEORGIA", "GE")]),
        ("GEORGIA", "US", [("GEORGIA", "US")]),
        ("PARIS", "US", [("PARIS", "FR")]),
        ("PARIS, Texas", "FR", [("PARIS", "US")]),
        ("ISTANBUL/ANKARA", None, [("ISTANBUL", "TR"), ("ANKARA", "TR")]),
        ("LONDON and PARIS", None, [("LONDON", "GB"), ("PARIS", "FR")]),
    ],
)
def test_which_place_of_the_name(places, home, expected):
    read = read_dateline(f"{places} — It rained.", "en", home=home)
    assert read is not None
    assert [(place.name, place.country) for place in read[0].places] == expected


def test_a_village_no_gazetteer_knows_needs_a_date_beside_it():
    read = read_dateline("OBERQUITZLINGEN, May 3 — It rained.", "en")
    assert read is not None
    assert (read[0].places[0].name, read[0].places[0].country) == ("OBERQUITZLINGEN", None)
    assert read_dateline("OBERQUITZLINGEN — It rained.", "en") is None


PROSE = "The council met in the old customs house and voted for the repair of the bridge by a wide margin."


@pytest.mark.parametrize("standfirst", ["", "Repair to begin in spring, says the mayor of the town.\n\n"])
def test_an_article_gives_up_its_dateline(standfirst):
    article = clean(f"Council votes for the bridge\n\n{standfirst}HANOI, Vietnam — {PROSE} {PROSE}")
    assert article.dateline is not None
    assert article.dateline.raw == "HANOI, Vietnam"
    assert article.text.endswith(f"{PROSE} {PROSE}")
    assert "HANOI" not in article.text


def test_a_dateline_deep_in_the_text_is_text():
    body = "\n\n".join([f"{PROSE} {PROSE}"] * 4)
    article = clean(f"Council votes for the bridge\n\n{body}\n\nHANOI, Vietnam — {PROSE} {PROSE}")
    assert article.dateline is None
    assert "HANOI, Vietnam — The council" in article.text
