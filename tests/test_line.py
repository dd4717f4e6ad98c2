"""The line: `pipelines.line.to_line`, and the schema it promises to keep."""

import dataclasses
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from pipelines import Article, Block, Caption, Credit, Dateline, Dropped, Page, Place, clean, clean_page
from pipelines.line import to_line
from pipelines.schema import json_schema, json_schema_text

ROOT = Path(__file__).resolve().parents[1]
GAZETTE = ROOT / "fixtures" / "gazette"
PAGES = sorted(page.relative_to(GAZETTE).as_posix() for page in GAZETTE.rglob("*.html"))
PROSE = "The council met in the old customs house and voted for the repair of the bridge by a wide margin."

FULL = Article(
    id="1",
    url="https://paper.example/a",
    language="en",
    title="Bridge reopens",
    authors=["Jane Roe"],
    published="2025-03-14",
    published_source="meta",
    text=PROSE,
    body=[Block("paragraph", PROSE)],
    dateline=Dateline("HANOI, Vietnam", [Place("HANOI", "Hanoi", "VN")]),
    captions=[Caption("The bridge.", Credit("Jane Roe/AP", ["Jane Roe"], ["AP"]))],
    dropped=[Dropped("Share", "outside-body", "/html/body/p")],
    http_status=200,
)


@pytest.fixture(scope="module")
def validator():
    Draft202012Validator.check_schema(json_schema())
    return Draft202012Validator(json_schema())


def errors_of(validator, line):
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(json.loads(line))]


def test_one_line_with_its_end():
    line = to_line(dataclasses.replace(FULL, text="One.\n\nTwo.\u2028\u0085"))
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1


def test_letters_are_written_as_utf8():
    title = "橋が再開 – é 🌉"
    assert f'"title": "{title}"'.encode() in to_line(dataclasses.replace(FULL, title=title))


def test_a_lone_surrogate_costs_only_itself():
    assert json.loads(to_line(dataclasses.replace(FULL, title="br\ud83cidge")))["title"] == "br?idge"


@pytest.mark.parametrize(
    ("path", "item_class"),
    [
        ([], Article),
        (["body", 0], Block),
        (["dateline"], Dateline),
        (["dateline", "places", 0], Place),
        (["captions", 0], Caption),
        (["captions", 0, "credit"], Credit),
        (["dropped", 0], Dropped),
    ],
)
def test_every_field_in_declared_order(path, item_class):
    found = json.loads(to_line(FULL))
    for key in path:
        found = found[key]
    assert list(found) == [field.name for field in dataclasses.fields(item_class)]


def test_a_dict_is_written_as_it_is():
    assert to_line({"url": "/é", "n": None}) == '{"url": "/é", "n": null}\n'.encode()


@pytest.mark.parametrize("article", [Article(), FULL], ids=["empty", "full"])
def test_an_article_fits_the_schema(validator, article):
    assert errors_of(validator, to_line(article)) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_cleaned_page_fits_the_schema(validator, page):
    article = clean_page(
        Page((GAZETTE / page).read_bytes(), url=f"https://gazette.example/{page}", status=200)
    )
    assert errors_of(validator, to_line(article)) == []


@pytest.mark.parametrize("text", [PROSE, f"Bridge reopens\n\nHANOI, Vietnam — {PROSE * 2}\n\n- oats\n- rye"])
def test_a_cleaned_text_fits_the_schema(validator, text):
    assert errors_of(validator, to_line(clean(text))) == []


@pytest.mark.parametrize(
    "change",
    [
        {"published_source": "guess"},
        {"title": 7},
        {"http_status": "200"},
        {"body": [{"kind": "poem", "text": ""}]},
        {"tags": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_schema_refuses_another_shape(validator, change):
    assert errors_of(validator, json.dumps({**json.loads(to_line(FULL)), **change})) != []


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Article)])
def test_the_schema_describes_and_requires_every_field(validator, name):
    assert json_schema()["properties"][name]["description"]
    line = json.loads(to_line(FULL))
    del line[name]
    assert errors_of(validator, json.dumps(line)) != []


def test_the_published_schema_is_this_one():
    """Made by ``copydesk schema > docs/article.schema.json``."""
    assert (ROOT / "docs" / "article.schema.json").read_text(encoding="utf-8") == json_schema_text()
