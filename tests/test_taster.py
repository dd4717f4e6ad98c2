"""The copy taster and what it reads: skeleton, surroundings, names, wording, company, networks."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import Page
from pipelines.tasting import traits
from pipelines.tasting.candidates import candidates
from pipelines.tasting.company import company
from pipelines.tasting.likeness import COLUMNS as LIKENESS_COLUMNS
from pipelines.tasting.names import NameTable, names_of, near_and_far, words
from pipelines.tasting.skeleton import skeleton
from pipelines.tasting.surroundings import COLUMNS as PLACE_COLUMNS
from pipelines.tasting.surroundings import Surroundings
from pipelines.tasting.taster import Network, Taster, load, taster
from pipelines.tasting.traits import Traits
from pipelines.tasting.wording import COLUMNS as WORD_COLUMNS
from pipelines.tasting.wording import Wording

STORY = """<html lang=en><body class=single><header><h1>Council votes for the bridge</h1></header>
<main><div class="articleBody story-text"><p class=lead>The council met in the old customs house on Monday
evening and voted, late and by a single voice, for a bridge over the harbour mouth.</p>
<h2>A long evening</h2><p>The vote was taken at eleven, after the mayor had asked three times whether anyone
else wished to speak.</p><blockquote>“We shall have a bridge,” she said.</blockquote></div></main>
<aside class="newsletter promo"><p>Subscribe to our letter</p></aside></body></html>"""
ONE = "<html><body><p>The council met in the old customs house and put off the bridge for a year.</p>"


def measured(html: str, title: str | None = None) -> Traits:
    page, shipped = Page(html), taster()
    return traits.measure(candidates(page.blocks), page, title, None, shipped.names, shipped.wording)


# What is read


def test_in_the_skeleton_each_element_is_behind_its_parent():
    blocks = Page(STORY).blocks
    bones = skeleton(blocks)
    assert [bones.elements[number] for number in bones.holds] == [block.element for block in blocks]
    beyond = len(bones.elements)
    assert len(bones.up) == beyond + 1
    assert bones.up[beyond] == beyond
    for number, element in enumerate(bones.elements):
        if element.getparent() is None:
            assert bones.up[number] == beyond
        else:
            assert bones.up[number] < number
            assert bones.elements[bones.up[number]] is element.getparent()
    assert len(set(bones.elements)) == beyond


@pytest.mark.parametrize("html", [STORY, ONE])
def test_surroundings_have_a_column_for_each_name(html: str):
    page = Page(html)
    table = Surroundings(page.blocks, skeleton(page.blocks)).table(page.pictured)
    assert table.shape == (len(page.blocks), len(PLACE_COLUMNS.split()))
    assert np.isfinite(table).all()


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("articleBody__text", {"article", "body", "text"}),
        ("c-story-text--wide", {"story", "text", "wide"}),
        ("HTML", {"html"}),
        ("a1 b2 x", set()),
        ("", set()),
    ],
)
def test_words_of_names(names: str, found: set[str]):
    assert words(names) == found


def test_names_near_and_far():
    page = Page(STORY)
    lead = next(block for block in page.blocks if block.text.startswith("The council met"))
    assert names_of(lead.element) == "lead"
    assert near_and_far(lead.element) == ({"lead", "article", "body", "story", "text"}, set())


def test_names_table():
    """Least, greatest, mean and number of the leanings: of near names, then of far ones."""
    table = NameTable({"lead": 1.0, "story": 3.0, "promo": -2.0}, {"promo": -1.0, "single": 9.0})
    page = Page(STORY)
    rows = dict(
        zip([block.text[:9] for block in page.blocks], table.table(skeleton(page.blocks)), strict=True)
    )
    assert rows["The counc"].tolist() == [1, 3, 2, 2, 0, 0, 0, 0]
    assert rows["Subscribe"].tolist() == [-2, -2, -2, 1, 0, 0, 0, 0]
    assert rows["Council v"].tolist() == [0] * 8


def test_wording():
    leanings = Wording({"subscribe": -4.0, "to": 0.5, "letter": -1.0, "bridge.": 2.0})
    assert leanings.of("Subscribe to our letter") == (-4, -1.5, -1.5, 0.5, 0.75, -4)
    assert leanings.of("A bridge.") == (2, 2, 2, 2, 0.5, 0)
    assert leanings.of("Nothing known") == (0,) * len(WORD_COLUMNS.split())
    assert leanings.of("x " * 60 + "subscribe") == (0,) * 6, "only the beginning is looked at"


# What is measured


@pytest.mark.parametrize("html", [STORY, ONE])
def test_a_column_for_each_trait(html: str):
    found = measured(html, "Council votes for the bridge")
    shown = candidates(Page(html).blocks)
    context = len(traits._IN_CONTEXT) * len(traits._CONTEXT)
    marked = len(traits._KINDS) + len(traits._TAGS) + len(traits._MARKS)
    likeness = len(LIKENESS_COLUMNS.split())
    assert found.rows.shape == (len(shown), len(traits._COLUMNS) + context + marked + likeness)
    assert found.rows.shape[1] == len(taster().first.mean), "the networks read these"
    assert len(set(traits._COLUMNS)) == len(traits._COLUMNS)
    assert np.isfinite(found.rows).all()


def test_columns_hold_what_their_names_say():
    found = measured(STORY, "Council votes for the bridge")
    column = dict(zip(traits._COLUMNS, found.rows.T, strict=False))
    page = Page(STORY)
    shown = candidates(page.blocks)
    assert column["length"] == pytest.approx(np.log1p([len(block.text) for block in shown]), rel=1e-5)
    assert column["is_title"].tolist() == [
        float(block.text == "Council votes for the bridge") for block in shown
    ]
    assert column["headline_known"].tolist() == [1] * len(shown)
    assert column["position"] == pytest.approx([block.index / len(page.blocks) for block in shown])


def test_one_block_has_nobody_beside_it():
    found = measured(ONE)
    first = len(traits._COLUMNS)
    assert not found.rows[0, first : first + len(traits._IN_CONTEXT) * len(traits._CONTEXT)].any()


@pytest.mark.parametrize("count", [1, 2, 3, 12])
def test_company(count: int):
    group = np.zeros(count, dtype=np.intp)
    around = Traits(np.zeros((count, 1)), np.full(count, 80), (group, np.arange(count), group))
    for likely in (np.zeros(count), np.ones(count), np.linspace(0, 1, count)):
        said = company(likely.astype(np.float32), around)
        assert said.dtype == np.float32
        assert said.shape == (count, len(taster().second.mean) - len(taster().first.mean))
        assert np.isfinite(said).all()


# How it is weighed


def small_network(columns: int, nets: int = 2, seed: int = 1) -> Network:
    chance = np.random.default_rng(seed)
    sizes = [columns, 5, 4, 1]
    layers = tuple(
        (
            chance.normal(size=(nets, 1, into, out)).astype(np.float16).astype(np.float32),
            chance.normal(size=(nets, 1, 1, out)).astype(np.float32),
        )
        for into, out in pairwise(sizes)
    )
    mean = chance.normal(size=columns).astype(np.float32)
    return Network(mean, np.abs(chance.normal(size=columns)).astype(np.float32) + np.float32(0.1), layers)


def plainly(network: Network, rows: np.ndarray) -> list[float]:
    """What the network does, row by row and net by net."""
    likely = []
    for row in rows:
        scaled = np.clip((row - network.mean) / network.deviation, -5, 5)
        answers = []
        for net in range(network.layers[0][0].shape[0]):
            *hidden, last = [(weights[net, 0], bias[net, 0, 0]) for weights, bias in network.layers]
            values = reduce(lambda v, layer: np.maximum(v @ layer[0] + layer[1], 0), hidden, scaled)
            answers.append(1 / (1 + np.exp(-(values @ last[0] + last[1])[0])))
        likely.append(float(np.mean(answers)))
    return likely


@pytest.mark.parametrize("count", [1, 31, 32, 33, 100])
def test_batches_change_nothing(count: int):
    network = small_network(7)
    rows = np.random.default_rng(2).normal(scale=4, size=(count, 7)).astype(np.float32)
    weighed = network.weigh(rows)
    assert weighed.shape == (count,)
    assert weighed == pytest.approx(plainly(network, rows), abs=1e-5)


def test_what_is_saved_is_what_is_loaded(tmp_path):
    found, shipped = measured(STORY), taster()
    columns = found.rows.shape[1]
    second = small_network(len(shipped.second.mean), seed=4)
    saved = Taster(shipped.names, Wording({"über": -1.5}), small_network(columns, seed=3), second)
    saved.save(tmp_path / "taster.npz")
    with (tmp_path / "taster.npz").open("rb") as file:
        again = load(file)
    assert again.wording.leanings == {"über": -1.5}
    assert (again.names.near, again.names.far) == (shipped.names.near, shipped.names.far)
    assert again.weigh(found).tolist() == saved.weigh(found).tolist()


def test_the_same_page_always_tastes_the_same():
    """Whatever was cleaned before it: only names are remembered, and they say the same again."""
    with_title = (Page(STORY), "Council votes for the bridge")
    first = taster().taste(*with_title)
    for html in (ONE, STORY.replace("story-text", "promo"), "<p>" * 40 + "Deep"):
        taster().taste(Page(html))
    assert taster().taste(Page(STORY), with_title[1]).tolist() == first.tolist()
    assert taster().taste(*with_title).tolist() == first.tolist()


def test_a_page_without_blocks_has_no_likelihoods():
    assert taster().taste(Page("<html><body><script>x</script></body></html>")).tolist() == []


TEXTS = st.sampled_from(
    [
        "Bridge",
        "Read more",
        "It rained.",
        "2",
        "東京で雨が降った。",
        "\U0001f600",
        "a\u200bb",
        "The council met. " * 9,
    ]
)
TAGS = st.sampled_from("p div a li h2 span table td figure aside nav b br section article footer".split())
NAMES = st.sampled_from(["", ' class="story-body"', " class=comments", " hidden", ' id="x"'])
TREES = st.recursive(
    TEXTS,
    lambda inner: st.builds(
        lambda tag, names, parts: f"<{tag}{names}>{''.join(parts)}</{tag}>",
        TAGS,
        NAMES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(TREES, st.sampled_from([None, "Bridge", "The council met"]))
def test_any_page_has_likelihoods(tree: str, title: str | None):
    page = Page(f"<html><body>{tree}</body></html>")
    likely = taster().taste(page, title, title)
    assert likely.shape == (len(page.blocks),)
    assert ((likely >= 0) & (likely <= 1)).all()
