"""The rulebook: every rule that can be in an audit trail, its examples, and the document of them."""

import ast
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import pipelines
from pipelines.account import REGIONS
from pipelines.article import Article, Block
from pipelines.recurring.samples import Samples
from pipelines.recurring.settling import settle
from pipelines.recurring.sightings import sightings
from pipelines.rulebook import KINDS, rule_of, rulebook
from pipelines.rules import load
from pipelines.rules_document import rules_document
from pipelines.steps.body import body
from pipelines.steps.finish import with_text

ROOT = Path(__file__).resolve().parents[1]
URL = "https://paper.example/a"
REMOVALS = load("removals.toml")
STORY = REMOVALS["story"]
PAGES = [
    path
    for path in sorted((ROOT / "fixtures").rglob("*"))
    if path.suffix in (".html", ".txt") and path.stem not in ("empty", "not-html", "robots")
]


def cleaned(page, whole=False):
    """The article of an example: its page with the story put in, or all of it taken for the story."""
    middle = len(STORY) // 2
    filled = {
        "{above}": "".join(f"<p>{paragraph}</p>" for paragraph in STORY[:middle]),
        "{below}": "".join(f"<p>{paragraph}</p>" for paragraph in STORY[middle:]),
        "{text}": "\n\n".join(STORY),
    }
    for name, text in filled.items():
        page = page.replace(name, text)
    steps = [everything if whole and step is body else step for step in pipelines.STEPS]
    return pipelines.clean_page(pipelines.Page(page, url=URL), steps)


def everything(article, page):
    return replace(article, body=page.blocks)


@pytest.mark.parametrize("removal", REMOVALS["removal"], ids=lambda removal: removal["id"])
def test_an_example_goes_by_its_own_rule_and_what_looks_like_it_stays(removal):
    whole = removal.get("whole", False)
    article, near = cleaned(removal["page"], whole), cleaned(removal["near"], whole)
    assert [d.rule for d in article.dropped if d.text == removal["drops"]] == [removal["id"]]
    assert removal["drops"] not in article.text.split("\n\n")
    assert removal["keeps"] in near.text.split("\n\n")
    assert [p for p in STORY if p not in article.text or p not in near.text] == []


STORIES = 40


def letters(number):
    """A number in letters: in long texts all figures are alike."""
    return "".join("abcdefghij"[int(figure)] for figure in str(number))


def printed_on(rule, text, on):
    """The stories of a site of which so many have a text, where the rule looks for it."""
    for number in range(STORIES):
        own = [f"Of {letters(number)} this is told, and {part} is told of it. " * 5 for part in "xyz"]
        body = [Block("paragraph", part.strip(), "/html/body/main/p[1]") for part in own]
        if number < on:
            place = "/html/body/main/div/p[1]" if rule["at"] == "place" else "/html/body/main/p[2]"
            body.insert(3 if rule["at"] == "end" else 1, Block("paragraph", text, place))
        yield with_text(
            Article(url=f"https://made.example/{number}", title=f"Of {letters(number)}", body=body)
        )


@pytest.mark.parametrize("rule", load("recurring.toml")["recurring"], ids=lambda rule: rule["id"])
def test_what_comes_back_goes_by_its_own_rule_and_what_looks_like_it_stays(rule, tmp_path):
    for text, on, gone in ((rule["drops"], rule["on"], True), (rule["keeps"], rule["kept_on"], False)):
        stories = list(printed_on(rule, text, on))
        with Samples(tmp_path / f"{gone}.sqlite") as samples:
            samples.add(map(sightings, stories))
            known = samples.of("made.example")
        first = settle(stories[0], known)
        assert known.stories == STORIES
        assert [(d.text, d.rule) for d in first.dropped] == [(text, f"recurring/{rule['id']}")] * gone
        assert (text in first.text) != gone


def test_every_way_to_come_back_has_its_rule():
    code = (ROOT / "pipelines" / "recurring" / "deciding.py").read_text("utf-8")
    named = set(re.findall(r'"(recurring/[a-z-]+)"', code))
    assert named == {entry.id for entry in rulebook() if entry.kind == "recurring"}


def test_rules_are_well_formed():
    ids = [entry.id for entry in rulebook()]
    assert len(ids) == len(set(ids))
    for entry in rulebook():
        assert re.fullmatch(r"[a-z0-9-]+(?:/[a-z0-9-]+)*", entry.id)
        assert entry.kind in KINDS
        assert entry.what.endswith(".") and entry.drops and entry.keeps, entry.id
        assert rule_of(entry.id) is entry
    assert rule_of("no-such-rule") is None


def test_every_rule_that_the_code_names_is_in_the_book():
    """Those given to ``drop`` and ``DraftDrop`` as they are; the others the pages below find."""
    named = {
        argument.value
        for file in (ROOT / "pipelines").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("drop", "DraftDrop")
        for argument in call.args[1:2]
        if isinstance(argument, ast.Constant)
    }
    assert "stray-footer" in named
    assert [rule for rule in named if rule_of(rule) is None] == []


def test_every_region_has_its_rule():
    assert [r for r in REGIONS if rule_of(f"outside-body/{r}") is None] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_rule_that_drops_on_a_fixture_page_is_in_the_book(page):
    kind = "text" if page.suffix == ".txt" else "html"
    article = pipelines.clean_page(pipelines.Page(page.read_bytes(), url=URL, kind=kind))
    assert [d for d in article.dropped if rule_of(d.rule) is None] == []


def test_the_committed_document_is_what_the_data_says(run):
    done = run("rules")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == rules_document()
    written = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert written == done.stdout, "copydesk rules > docs/rules.md"


def test_every_rule_is_in_the_document():
    document = rules_document()
    assert [entry.id for entry in rulebook() if f"| `{entry.id}` |" not in document] == []
    styles = load("datelines.toml")["style"]
    assert [style["id"] for style in styles if f"| `{style['id']}` |" not in document] == []


def test_tables_have_as_many_cells_as_heads():
    width = 0
    for line in rules_document().splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("| ") else 0
        assert not cells or not width or cells == width, line
        width = cells


def test_rules_for_programs(run):
    done = run("rules", "--json")
    assert done.returncode == 0
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == [entry.id for entry in rulebook()]
    assert {"id", "kind", "what", "drops", "keeps", "because", "language"} == set(rows[0])
