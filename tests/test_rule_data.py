"""The rule data under pipelines/rules: the files load, and every example does what it says."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from pipelines.phrases import Phrase, PhraseBook, phrases
from pipelines.rules import bio_verbs, landmark, standfirst_words, topic_path
from pipelines.tasting import names as markup

RULES = Path(__file__).resolve().parents[1] / "pipelines" / "rules"
PHRASE_FILES = sorted((RULES / "phrases").glob("*.toml"))
LANGUAGES = [path.stem for path in PHRASE_FILES]
EDGES = " \t\r\n\u00a0»:.…|>→·!"


def load(path):
    with path.open("rb") as file:
        return tomllib.load(file)


PHRASES = {path.stem: load(path)["phrase"] for path in PHRASE_FILES}
KINDS = load(RULES / "phrase_kinds.toml")["kind"]
AGENCIES = load(RULES / "agencies.toml")["agency"]
CREDITS = load(RULES / "credits.toml")["credit"]


def normalise(block):
    """White space collapsed, surrounding punctuation stripped: what a pattern is matched with."""
    return " ".join(block.split()).strip(EDGES)


def hit(language, block):
    """The id of the phrase of one language that matches the whole block."""
    return book(language).match(normalise(block))


@cache
def book(language):
    return PhraseBook(phrases(language))


def test_the_languages_are_there():
    expected = "any en de fr es pt it nl pl sv ru uk tr ar fa zh ja ko id vi hi el cs da no fi hu ro he th"
    assert set(expected.split()) <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_well_formed(language):
    phrases = PHRASES[language]
    ids = [phrase["id"] for phrase in phrases]
    assert len(ids) == len(set(ids))
    for phrase in phrases:
        assert set(phrase) == {"id", "kind", "pattern", "drops", "keeps"}, phrase["id"]
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", phrase["id"]), phrase["id"]
        assert phrase["drops"] and phrase["keeps"], phrase["id"]
        compiled = re.compile(phrase["pattern"], re.IGNORECASE)
        assert compiled.groups == 0, phrase["id"]
        if "(?-i:" not in phrase["pattern"]:
            # It is matched with the text in lower case: a capital in it never would be.
            literals = re.sub(r"\\.", "", phrase["pattern"])
            assert literals == literals.lower(), phrase["id"]
        # A pattern that matches nothing at all would drop every block that is empty once stripped.
        assert not compiled.fullmatch(""), phrase["id"]


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"any"}))
def test_a_language_has_phrases_of_every_kind(language):
    everywhere = {kind["id"] for kind in KINDS if kind["everywhere"]}
    assert everywhere - {phrase["kind"] for phrase in PHRASES[language]} == set()


def test_phrases_are_of_known_kinds():
    used = {phrase["kind"] for phrases in PHRASES.values() for phrase in phrases}
    assert used == {kind["id"] for kind in KINDS}
    assert all(kind["what"] for kind in KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_drops_are_dropped_by_their_own_pattern(language):
    missed = [
        (phrase["id"], example)
        for phrase in PHRASES[language]
        for example in phrase["drops"]
        if not alone(language, phrase).match(normalise(example))
    ]
    assert missed == []


def alone(language, phrase):
    return PhraseBook([Phrase(f"phrase/{language}/{phrase['id']}", phrase["pattern"])])


@pytest.mark.parametrize("language", LANGUAGES)
def test_keeps_are_kept_by_every_pattern(language):
    wrong = [
        (phrase["id"], other, found, example)
        for phrase in PHRASES[language]
        for example in phrase["keeps"]
        for other in {language, "any"}
        if (found := hit(other, example))
    ]
    assert wrong == []


def test_capitals_are_no_other_words():
    assert hit("tr", "YORUM YAPIN") == hit("tr", "Yorum yapın") == hit("tr", "yorum yapın") is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_pattern_is_slow(language):
    """There is no bound to check: a pattern that backtracks without end hangs here, to be seen."""
    texts = ["a " * 2500, "a" * 5000, "1 " * 2500, ", " * 2500, "Facebook " * 555, "_- " * 1666]
    for phrase in PHRASES[language]:
        compiled = re.compile(phrase["pattern"], re.IGNORECASE)
        keeps = " ".join(phrase["keeps"])
        opening = normalise(phrase["drops"][0])
        for text in [*texts, keeps * 20, opening + " and so on" * 450, (opening + " ") * 100]:
            compiled.fullmatch(text[:5000])


def test_landmarks_are_known_by_whole_names():
    for rule in load(RULES / "landmarks.toml")["landmark"]:
        assert set(rule) == {"id", "names", "drops", "keeps"}, rule["id"]
        assert [landmark(names) for names in rule["drops"]] == [rule["id"]] * len(rule["drops"])
        assert [landmark(names) for names in rule["keeps"]] == [None] * len(rule["keeps"])


def test_topics_are_known_by_parts_of_addresses():
    rule = load(RULES / "links.toml")["topic"]
    assert [path for path in rule["drops"] if not topic_path(path)] == []
    assert [path for path in rule["keeps"] if topic_path(path)] == []


@pytest.mark.parametrize("rule", load(RULES / "bios.toml")["bio"], ids=lambda rule: rule["language"])
def test_authors_are_or_do_something(rule):
    behind = len(rule["name"])
    assert all(text.startswith(rule["name"]) for text in (*rule["drops"], *rule["keeps"]))
    assert [text for text in rule["drops"] if not bio_verbs().match(text, behind)] == []
    assert [text for text in rule["keeps"] if bio_verbs().match(text, behind)] == []


def test_standfirsts_are_known_by_words_of_names():
    rule = load(RULES / "standfirsts.toml")["standfirst"]
    assert all(markup.words(names) & standfirst_words() for names in rule["finds"])
    assert not any(markup.words(names) & standfirst_words() for names in rule["passes"])


def test_agencies_are_well_formed():
    for agency in AGENCIES:
        assert set(agency) == {"name", "aliases", "country", "kind"}, agency["name"]
        assert re.fullmatch(r"[A-Z]{2}", agency["country"]), agency["name"]
        assert agency["kind"] in {"wire", "photo", "both"}, agency["name"]
        names = [agency["name"], *agency["aliases"]]
        assert len(names) == len(set(names)), agency["name"]
        assert all(name == " ".join(name.split()) for name in names), agency["name"]


def test_no_name_stands_for_two_agencies():
    owners = {}
    for agency in AGENCIES:
        for name in {agency["name"].casefold(), *map(str.casefold, agency["aliases"])}:
            owners.setdefault(name, []).append(agency["name"])
    assert {name: owner for name, owner in owners.items() if len(owner) > 1} == {}


def test_credits_are_well_formed():
    languages = [credit["language"] for credit in CREDITS]
    assert len(languages) == len(set(languages))
    for credit in CREDITS:
        assert set(credit) == {"language", "leads", "between", "trailing", "examples"}
        assert re.fullmatch(r"[a-z]{2}", credit["language"])
        for words in (credit["leads"], credit["between"], credit["trailing"]):
            folded = [word.casefold() for word in words]
            assert len(folded) == len(set(folded)), (credit["language"], words)
        assert credit["leads"] and len(credit["examples"]) >= 2, credit["language"]


def test_credit_examples_agree_with_the_data():
    names = {agency["name"] for agency in AGENCIES}
    for credit in CREDITS:
        for example in credit["examples"]:
            where = (credit["language"], example["raw"])
            assert set(example) == {"raw", "credit", "people", "agencies"}, where
            assert example["credit"] in example["raw"], where
            assert all(person in example["credit"] for person in example["people"]), where
            assert set(example["agencies"]) <= names, where


def test_credits_are_not_dropped_as_phrases():
    """A credit or an agency's name that stands alone is taken out as such, never lost as furniture.

    A source is named in the same words under pictures and under stories: those of pictures are
    taken out by the captions' step, which goes first.
    """
    texts = [example["raw"] for credit in CREDITS for example in credit["examples"]]
    texts += [name for agency in AGENCIES for name in (agency["name"], *agency["aliases"])]
    found = [(lang, text, book(lang).find(normalise(text))) for text in texts for lang in LANGUAGES]
    wrong = [(lang, text) for lang, text, phrase in found if phrase and phrase.kind != "source"]
    assert wrong == []
