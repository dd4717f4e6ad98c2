"""Photo credits: every example of ``rules/credits.toml``, and captions with and without one."""

import json
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import clean
from pipelines.credits import read_credit, split_credit
from pipelines.rules import load, may_name_agency

_LETTERS = re.compile(r"\w+")
EXAMPLES = [
    pytest.param(example, id=f"{rule['language']}: {example['raw']}")
    for rule in load("credits.toml")["credit"]
    for example in rule["examples"]
]
WORDS = "Ferries wait in the fog off the old pier, where the bell rang all morning."


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_is_read(example):
    credit = read_credit(example["raw"])
    assert credit is not None
    assert (credit.raw, credit.people, credit.agencies) == (
        example["credit"],
        example["people"],
        example["agencies"],
    )


def test_organisations_are_no_people():
    rule = load("credits.toml")["organisation"]
    read = {name: read_credit(f"Photo: {name}") for name in (*rule["names"], *rule["others"])}
    assert [name for name in rule["names"] if read[name].agencies != [name] or read[name].people] == []
    assert [name for name in rule["others"] if read[name].people != [name] or read[name].agencies] == []


@pytest.mark.parametrize(
    ("printed", "people", "agencies"),
    [
        ("Jane Roe / Kestrel", ["Jane Roe"], ["Kestrel"]),
        ("Photo: Kestrel", [], ["Kestrel"]),
        ("AFP/Marovane", ["Marovane"], ["AFP"]),
        ("Jane Roe/via AP", ["Jane Roe"], ["AP"]),
        ("Foto: Jane Roe (REUTERS) | Vídeo: EFE", ["Jane Roe"], ["Reuters", "EFE"]),
        ("(Image: Jane Roe)", ["Jane Roe"], []),
        ("Image: Jane Roe/AP)", ["Jane Roe"], ["AP"]),
        ("Jane Roe. Styling: Ann Poe. Hair: Mary Low", ["Jane Roe", "Ann Poe", "Mary Low"], []),
    ],
)
def test_people_are_told_from_agencies(printed, people, agencies):
    credit = read_credit(printed)
    assert (credit.people, credit.agencies) == (people, agencies)


@pytest.mark.parametrize(
    ("caption", "words", "printed"),
    [
        ("The pier. (Photo: Jane Roe) It is shut.", "The pier. It is shut.", "(Photo: Jane Roe)"),
        ("The pier (Jane Roe/AP), now shut.", "The pier, now shut.", "(Jane Roe/AP)"),
        ("Photo: Jane Roe | The pier at dawn", "The pier at dawn", "Photo: Jane Roe |"),
        ("Foto: dpa – Der alte Steg am Morgen", "Der alte Steg am Morgen", "Foto: dpa –"),
        (
            "Left: the pier. Right: the bridge. AP Photo/Jane Roe",
            "Left: the pier. Right: the bridge.",
            "AP Photo/Jane Roe",
        ),
        (
            "Photo: how the pier looked before the storm took it",
            "Photo: how the pier looked before the storm took it",
            None,
        ),
        (
            "The pier (left) and the bridge (right) in May",
            "The pier (left) and the bridge (right) in May",
            None,
        ),
    ],
)
def test_credits_before_and_amid_the_words(caption, words, printed):
    found = split_credit(caption)
    assert found[0] == words
    assert (found[1] or "").rstrip(" |–") == (printed or "").rstrip(" |–")


NAMES = "Jane Roe|AP|AFP|Reuters|dpa|via|Photo:|©|File|and|共同通信|写真：|사진=|The pier|She won.|왼쪽"
PIECES = st.sampled_from([*NAMES.split("|"), *"()[]|/–.,:（）", "\n"]) | st.text(max_size=6)
TEXTS = st.lists(PIECES, max_size=14)


@given(TEXTS.map(" ".join) | TEXTS.map("".join) | st.text(max_size=300))
def test_no_word_is_lost_or_invented_in_parting_a_credit(caption):
    words, printed = split_credit(caption)
    both = Counter(_LETTERS.findall(words)) + Counter(_LETTERS.findall(printed or ""))
    assert both == Counter(_LETTERS.findall(caption))


@given(TEXTS.map(" ".join) | st.text(max_size=300))
def test_whatever_is_printed_is_read(printed):
    credit = read_credit(printed)
    if credit is not None:
        assert credit.raw
        assert all(map(str.strip, (*credit.people, *credit.agencies)))


def test_no_agency_is_overlooked_at_a_glance():
    names = [name for row in load("agencies.toml")["agency"] for name in (row["name"], *row["aliases"])]
    assert [name for name in names if not may_name_agency(f"Jane Roe/{name} via {name}")] == []
    assert not may_name_agency(WORDS)


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_is_parted_from_a_caption(example):
    raw = example["raw"]
    printed = raw if re.search(r"[(\[（【]", raw) else f"({raw})"
    words, found = split_credit(f"{WORDS} {printed}")
    assert words == WORDS
    assert found is not None
    assert read_credit(found) == read_credit(raw)


@pytest.mark.parametrize(
    "caption",
    [
        "Photo: Jane Roe",
        "(Photo: Jane Roe)",
        "Photo by Jane Roe",
        "© Jane Roe",
        "Getty Images",
        "AP Photo/Jane Roe",
        "REUTERS/Jane Roe/File Photo",
        "Jane Roe/AFP via Getty Images",
        "Foto: Jana Muster/dpa",
        "Jane Roe-Vane/rbb",
    ],
)
def test_a_caption_that_is_nothing_but_a_credit(caption):
    assert split_credit(caption) == ("", caption)


@pytest.mark.parametrize(
    "caption",
    [
        WORDS,
        "The mayor (left) and the ferryman.",
        "The mayor and the ferryman (right)",
        "Photographs by schoolchildren hang in the customs house.",
        "The image of the saint is carried to the harbour, as every year, by the fishermen.",
        "“It rang all morning,” said Ann Poe.",
        "Ann Poe. Jane Roe.",
        "",
    ],
)
def test_a_caption_without_a_credit_stays_whole(caption):
    assert split_credit(caption) == (caption, None)


@pytest.mark.parametrize(
    ("caption", "printed"),
    [
        (f"{WORDS} (AP Photo/Jane Roe)", "(AP Photo/Jane Roe)"),
        (f"{WORDS} (Reuters)", "(Reuters)"),
        (f"(Photo: AFP) {WORDS}", "(Photo: AFP)"),
        (f"{WORDS} Photo: Jane Roe", "Photo: Jane Roe"),
        (f"{WORDS} | Jane Roe/AP", "Jane Roe/AP"),
        (f"{WORDS}\n© Jane Roe", "© Jane Roe"),
    ],
)
def test_where_a_credit_may_stand(caption, printed):
    assert split_credit(caption) == (WORDS, printed)


@pytest.mark.parametrize("printed", ["", " ", "()", "Photo: .", ";"])
def test_no_credit_in_it(printed):
    credit = read_credit(printed)
    assert credit is None or credit.people == credit.agencies == []


@pytest.mark.parametrize("shown_is_fuller", [True, False])
def test_of_two_printings_of_a_caption_the_fuller_is_kept(shown_is_fuller):
    prose = "The council met on Monday and voted for the repair of the bridge by a wide margin. " * 4
    short = "The old bridge at noon on the day of the vote"
    full = f"{short}, seen from the river"
    shown, told = (full, short) if shown_is_fuller else (short, full)
    image = {"url": "/a.jpg", "caption": told}
    data = json.dumps({"@type": "NewsArticle", "headline": "Council votes", "image": image})
    head = f'<head><script type="application/ld+json">{data}</script></head>'
    article = clean(
        f"<html lang=en>{head}<body><h1>Council votes</h1>"
        f'<figure><img src="/a.jpg"><figcaption>{shown}</figcaption></figure><p>{prose}</p>'
    )
    assert [caption.text for caption in article.captions] == [full]
