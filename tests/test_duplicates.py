"""Near-duplicates: sketches, what is the same, who was first."""

import random
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.made_reports import REPORTS, brief_in_round_up, report
from pipelines.article import Article
from pipelines.duplicates.bands import BANDS, band_keys
from pipelines.duplicates.deciding import is_same
from pipelines.duplicates.sketches import PLACES, Sketch, sketch_of
from pipelines.duplicates.stories import FILE, Stories, Told
from pipelines.duplicates.story import story_of
from pipelines.statefile import StateError

from .made_wire import paragraphs

QUICK = settings(deadline=None, max_examples=40)
WIRE = paragraphs("wire", 10)
# Each of four stories in several printings: whole, cut, with a paragraph of the paper's.
PRINTINGS = [
    "\n\n".join([*paragraphs(f"own {seed} {number}", own), *paragraphs(f"story {seed}", 10)[:kept]])
    for seed in range(4)
    for number, (own, kept) in enumerate([(0, 10), (0, 8), (1, 8), (0, 6), (1, 6), (0, 4)])
]
UNPARTED = {
    "japanese": "市議会は九対二で橋の建設を氷が解けるまで延期することを決めた。市長は来年の春に始めたい",
    "chinese": "市议会以九比二的票数决定把桥梁的建设推迟到冰雪融化以后市长希望明年春天能够开工",
    "thai": "สภาเมืองลงมติเลื่อนการสร้างสะพานออกไปจนกว่าน้ำแข็งจะละลายหมดโดยมีเสียงสนับสนุน",
}
PARTED = {
    "hindi": "नगर परिषद ने पुल का निर्माण तब तक टाल दिया जब तक बर्फ पिघल नहीं जाती और महापौर ने कहा",
    "arabic": "قرر مجلس المدينة تأجيل بناء الجسر حتى يذوب الجليد وقال رئيس البلدية إن العمل سيبدأ في الربيع",
    "korean": "시의회는 얼음이 녹을 때까지 다리 건설을 미루기로 했으며 시장은 내년 봄에 시작하겠다고 말했다",
}


@pytest.fixture
def stories(tmp_path):
    with Stories(tmp_path / FILE) as opened:
        yield opened


def article(name, text, published=None, fetched="2025-03-15T10:00:00+00:00"):
    return Article(
        id=name, url=f"https://{name}.example/a", text=text, published=published, fetched_at=fetched
    )


def note(stories, *articles):
    told = [stories.note(story_of(a)) for a in articles]
    stories.commit()
    return told


# --- sketches -------------------------------------------------------------------------


def test_a_sketch_is_the_same_everywhere():
    """They are kept on disk and compared with those of later versions, on other machines."""
    sketch = sketch_of("\n\n".join(WIRE) + " 1,909.5 points in 2025")
    assert (sketch.shingles, len(sketch.signature)) == (400, PLACES * 2)
    assert sketch.signature[:16].hex() == "64f81f89a75956a2319a053b9bc95fbf"
    assert sketch.figures.hex() == "097df49a"


def test_case_quotes_dashes_and_breaks_make_no_other_text():
    text = "He said: “It isn’t over – not yet”, and went.\n\nThe Mayor’s office had no answer to that. " * 6
    plain = text.replace("“", '"').replace("”", '"').replace("’", "'").replace("–", "—").replace("\n\n", " ")
    assert sketch_of(plain.upper()) == sketch_of(text)


@pytest.mark.parametrize("name", [*UNPARTED, *PARTED])
def test_texts_of_other_scripts(name):
    """Two texts of the same letters or words are told apart, a text and its beginning are not."""
    chance = random.Random(name)
    words, gap, count = (UNPARTED[name], "", 400) if name in UNPARTED else (PARTED[name].split(), " ", 160)
    one, other = (chance.choices(words, k=count) for _ in range(2))
    sketch = sketch_of(gap.join(one))
    assert sketch.shingles == pytest.approx(count, rel=0.1)
    assert sketch.resemblance(sketch_of(gap.join(other))) < 0.05
    assert is_same(sketch, sketch_of(gap.join(one[: count * 2 // 3])))


def test_short_texts_are_not_sketched():
    assert sketch_of("") is None
    assert sketch_of("Subscribe to read the whole of this story, or log in. " * 2) is None


def test_estimates_are_near_the_truth():
    words = [f"w{n}" for n in range(1200)]
    whole, part = sketch_of(" ".join(words)), sketch_of(" ".join(words[:600]))
    assert whole.resemblance(part) == pytest.approx(0.5, abs=0.1)
    assert whole.containment(part) == pytest.approx(1, abs=0.1)


# --- the same or not ------------------------------------------------------------------


@pytest.mark.parametrize(
    "printing",
    [
        "\n\n".join(WIRE[:4]),
        "\n\n".join([*paragraphs("own", 1), *WIRE]),
        "\n\n".join([*paragraphs("own", 1), *WIRE[:6]]),
        " ".join(WIRE).replace(" bridge ", " span "),
        "\n\n".join([*WIRE, "(Reporting by the harbour desk)"]),
    ],
    ids=["cut", "own", "own and cut", "one word in 24 another", "credit"],
)
def test_printings_of_one_text(printing):
    one, other = sketch_of("\n\n".join(WIRE)), sketch_of(printing)
    assert is_same(one, other)
    assert is_same(other, one)


@pytest.mark.parametrize("name", [name for name in REPORTS if name != "results, another round"])
def test_reports_of_one_wording_with_other_figures_are_others(name):
    chance = random.Random(1)
    sketches = [sketch_of(report(name, chance)) for _ in range(20)]
    assert max(a.containment(b) for a in sketches for b in sketches if a is not b) > 0.5
    assert not any(is_same(a, b) for i, a in enumerate(sketches) for b in sketches[:i])


def test_a_brief_is_not_the_round_up_it_is_in():
    assert not is_same(*map(sketch_of, brief_in_round_up(random.Random(2))))


@QUICK
@given(st.text(max_size=4000), st.text(max_size=4000))
def test_any_text(one, other):
    a, b = sketch_of(one), sketch_of(other)
    if a is not None and b is not None:
        assert is_same(a, b) == is_same(b, a)
        assert 0 <= a.containment(b) <= 1
        assert a.resemblance(b) <= a.containment(b)
    if a is not None:
        assert is_same(a, a)
        keys = band_keys(a).tolist()
        assert len(set(keys)) == BANDS
        assert all(0 <= key < 2**63 for key in keys)


# --- who was first --------------------------------------------------------------------


def test_told_as_they_come_and_settled_by_publication(stories):
    late, early = (
        article("late", "\n\n".join(WIRE), "2025-03-14T12:00:00Z"),
        article("early", "\n\n".join(WIRE[:7]), "2025-03-14T11:00:00+01:00"),
    )
    assert note(stories, late, early, article("other", PRINTINGS[0])) == [
        Told(None, None),
        Told("late", "late"),
        Told(None, None),
    ]
    stories.settle()
    assert stories.told("late") == Told("early", "early")
    assert stories.told("early") == Told("early", None)
    assert stories.told("other") == Told(None, None)
    assert stories.told("unknown") is None


def test_of_one_day_that_which_says_its_hour_is_first(stories):
    text = "\n\n".join(WIRE)
    note(stories, article("a", text, "2025-03-14"), article("b", text, "2025-03-14T20:00:00Z"))
    note(stories, article("c", text), article("d", text, "the day before"))
    stories.settle()
    assert [stories.told(name).duplicate_of for name in "abcd"] == ["b", None, "b", "b"]


def test_an_earlier_runs_article_stays_the_first(tmp_path):
    text = "\n\n".join(WIRE)
    with Stories(tmp_path / FILE) as stories:
        note(stories, article("monday", text, "2025-03-14T12:00:00Z"))
        stories.settle()
    with Stories(tmp_path / FILE) as stories:
        assert note(stories, article("earlier", text, "2025-03-13T12:00:00Z")) == [Told("monday", "monday")]
        stories.settle()
        assert stories.told("earlier") == Told("monday", "monday")
        assert stories.told("monday") == Told("monday", None, new=False)


def test_a_run_that_goes_on_is_the_same_run(tmp_path):
    text = "\n\n".join(WIRE)
    with Stories(tmp_path / FILE) as stories:
        note(stories, article("late", text, "2025-03-14T12:00:00Z"))
        run = stories.run
    with Stories(tmp_path / FILE) as stories:
        stories.run = run
        note(stories, article("early", text, "2025-03-13T12:00:00Z"))
        stories.settle()
        assert stories.told("late").duplicate_of == "early"


def test_a_revision_is_no_duplicate_of_itself(tmp_path):
    text = "\n\n".join(WIRE)
    with Stories(tmp_path / FILE) as stories:
        note(stories, article("one", text), article("two", text))
        stories.settle()
    with Stories(tmp_path / FILE) as stories:
        assert note(stories, article("one", text + " Updated at noon.")) == [Told("one", None, new=False)]
        rewritten = article("two", PRINTINGS[0])
        assert note(stories, rewritten) == [Told("one", "one", new=False)]
        # The cluster is of the text its first has.
        assert note(stories, article("three", PRINTINGS[1])) == [Told()]
        assert note(stories, article("four", text)) == [Told("one", "one")]


def test_what_is_far_apart_in_time_is_told_again_not_printed_again(stories):
    text = "\n\n".join(WIRE)
    note(stories, article("then", text, "2024-03-14"), article("now", text, "2025-03-14"))
    stories.settle()
    assert stories.told("now") == Told()


def test_old_stories_are_forgotten(tmp_path):
    text = "\n\n".join(WIRE)
    with Stories(tmp_path / FILE) as stories:
        note(stories, article("old", text, fetched="2025-01-01T00:00:00Z"))
        note(stories, article("new", PRINTINGS[0], fetched="2025-03-14T00:00:00Z"))
        stories.forget()
        assert stories.told("old") is None
        assert stories.told("new") == Told()
    base = sqlite3.connect(tmp_path / FILE)
    assert base.execute("SELECT count(*) FROM band").fetchone() == (BANDS,)


def test_what_was_not_committed_is_not_kept(tmp_path):
    with Stories(tmp_path / FILE) as stories:
        note(stories, article("kept", PRINTINGS[0]))
        stories.note(story_of(article("lost", PRINTINGS[6])))
    with Stories(tmp_path / FILE) as stories:
        stories.run -= 1
        assert stories.told("kept") == Told()
        assert stories.told("lost") is None


def test_signatures_of_another_algorithm_are_thrown_away(tmp_path, monkeypatch):
    with Stories(tmp_path / FILE) as stories:
        note(stories, article("one", PRINTINGS[0]))
    monkeypatch.setattr("pipelines.duplicates.stories.ALGORITHM", 99)
    with Stories(tmp_path / FILE) as stories:
        assert note(stories, article("two", PRINTINGS[0])) == [Told()]


def test_many_of_one_text_are_one_cluster(stories):
    """More than are looked at, and the last to come is the first."""
    text = "\n\n".join(WIRE)
    note(stories, *(article(f"n{n:02}", text, f"2025-03-{28 - n // 2:02}") for n in range(50)))
    stories.settle()
    assert {stories.told(f"n{n:02}").duplicate_of for n in range(48)} == {"n48"}


def test_a_file_of_something_else(tmp_path):
    (tmp_path / FILE).write_bytes(b"Dear diary, " * 100)
    with pytest.raises(StateError, match=r"stories\.sqlite: cannot be used"):
        Stories(tmp_path / FILE)


def settled(articles):
    with Stories(Path(":memory:")) as stories:
        note(stories, *articles)
        stories.settle()
        once = {a.id: stories.told(a.id) for a in articles}
        stories.settle()
        assert once == {a.id: stories.told(a.id) for a in articles}
    return once


DAYS = [None, "2025-03-14", "2025-03-14T08:00:00Z", "2025-03-15", "2025-02-01", "2025-03-09"]


@QUICK
@given(
    st.lists(st.tuples(st.sampled_from(PRINTINGS), st.sampled_from(DAYS)), max_size=14),
    st.randoms(use_true_random=False),
)
def test_the_order_makes_no_difference(printed, chance):
    articles = [article(f"a{n}", text, day) for n, (text, day) in enumerate(printed)]
    once = settled(articles)
    chance.shuffle(articles)
    assert settled(articles) == once
    for told in once.values():
        if told.duplicate_of is not None:
            assert once[told.duplicate_of] == Told(told.duplicate_of, None)


@QUICK
@given(st.permutations(range(8)), st.integers(1, 7))
def test_nor_does_it_within_a_second_run(order, cut):
    """What the first run had stays; whatever the order of the rest."""
    articles = [article(f"a{n}", PRINTINGS[n % 12], f"2025-03-{14 + n % 3}") for n in range(16)]
    tellings = []
    for rest in (list(range(8)), order):
        with Stories(Path(":memory:")) as stories:
            note(stories, *articles[:8])
            stories.settle()
            stories.run += 1
            note(stories, *(articles[8 + n] for n in rest[:cut]))
            note(stories, *(articles[8 + n] for n in rest[cut:]))
            stories.settle()
            tellings.append([stories.told(a.id) for a in articles])
    assert tellings[0] == tellings[1]


def test_dates_at_the_end_of_time():
    for day in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00", "2025-13-45", "x"):
        assert story_of(article("a", PRINTINGS[0], day)) is not None
    assert story_of(article("a", PRINTINGS[0], "2025-03-14")).day == date(2025, 3, 14).toordinal()
    assert isinstance(story_of(article("a", PRINTINGS[0])).sketch, Sketch)
