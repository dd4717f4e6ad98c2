"""Every example of ``rules/bylines.toml``."""

import pytest

from pipelines.authors import persons, staff
from pipelines.rules import load

RULES = load("bylines.toml")["byline"]
EXAMPLES = [(rule["language"], example) for rule in RULES for example in rule["examples"]]


@pytest.mark.parametrize(
    "example", [pytest.param(example, id=f"{language}: {example['raw']}") for language, example in EXAMPLES]
)
def test_example(example):
    assert persons([example["raw"]]) == example["names"]


def test_every_language_has_one_table_and_an_example():
    languages = [rule["language"] for rule in RULES]
    assert len(languages) == len(set(languages))
    assert {language for language, _ in EXAMPLES} == set(languages)


DESKS = [example for rule in RULES for example in rule.get("desk_examples", ())]


@pytest.mark.parametrize("example", [pytest.param(example, id=example["raw"]) for example in DESKS])
def test_a_desk_is_no_person(example):
    assert staff([example["raw"]]) == example["names"]
    assert persons([example["raw"]]) == []
