"""Recurring text: what is learned across a site's articles, what is dropped by it, what is not."""

import json
import random
import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipelines
from pipelines.article import Article, Block
from pipelines.recurring.deciding import LEAST, SiteText
from pipelines.recurring.samples import FILE, MOST_STORIES, Samples
from pipelines.recurring.settling import settle
from pipelines.recurring.sightings import sightings, text_hash
from pipelines.statefile import StateError

from . import recurring_site as made
from .conftest import lines_of
from .recurring_site import CALL, HEADING, HOST, NOTE, QUOTE, SENTENCE


@pytest.fixture(scope="module")
def articles():
    """Sixty stories of the made-up site, cleaned each for itself."""
    return [pipelines.clean(made.page(n), url=f"{HOST}/story/{n}") for n in range(60)]


@pytest.fixture
def samples(tmp_path):
    with Samples(tmp_path / FILE) as opened:
        yield opened


def story(number, *blocks, headline=None, lead=None, month="2025-03"):
    """A finished article of its own paragraph and the blocks given (text, or kind and text)."""
    # In long texts figures are all alike.
    name = "".join("abcdefghij"[int(figure)] for figure in str(number))
    own = lead or f"Of {name} only this is told, which is the longest of all it says. " * 3
    parts = [("paragraph", b) if isinstance(b, str) else b for b in blocks]
    if "OWN" not in [text for _, text in parts]:
        parts.insert(0, ("paragraph", "OWN"))
    body = [Block(kind, own.strip() if text == "OWN" else text, "/html/body/p[1]") for kind, text in parts]
    return Article(
        url=f"{HOST}/{number}",
        title=headline or f"Headline of number {number}",
        body=body,
        fetched_at=f"{month}-14T08:00:00Z",
    )


def learned(samples, articles):
    samples.add(sightings(article) for article in articles)
    return samples.of("made.example")


def left(article, known):
    return [block.text for block in settle(article, known).body]


def test_the_papers_own_words_go_and_the_stories_stay(articles, samples):
    known = learned(samples, articles)
    for article in articles:
        settled = settle(article, known)
        gone = [d for d in settled.dropped if d.rule.startswith("recurring/")]
        assert [d.text for d in gone] == [b.text for b in article.body if b.text in (CALL, HEADING, NOTE)]
        assert [b.text for b in settled.body] == [
            b.text for b in article.body if b.text not in (CALL, HEADING, NOTE)
        ]
        assert all(d.where.startswith("/html/body/article/") for d in gone)
        assert settled.text == "\n\n".join(block.text for block in settled.body)
        assert settled.content_hash != article.content_hash
        assert settled.id == article.id


def test_quotes_and_short_sentences_survive(articles, samples):
    known = learned(samples, articles)
    kept = [text for article in articles for text in left(article, known)]
    assert kept.count(QUOTE) == 60
    assert kept.count(SENTENCE) == 9
    # They were looked at, and came back often enough.
    assert known.texts[text_hash(Block("paragraph", SENTENCE))] > LEAST
    assert known.texts[text_hash(Block("paragraph", QUOTE))] == 60


def test_a_refrain_is_said_on_one_page(samples):
    song = story(0, *["Row the boat home, row the boat home"] * 9)
    known = learned(samples, [song, *(story(n, NOTE) for n in range(1, 9))])
    assert settle(song, known) is song


def test_a_story_printed_again_is_no_second_one(samples):
    """Seven addresses and headlines, the same long paragraph: one story."""
    lead = "The bridge over the sound was closed on Monday after a ship had hit its pier. " * 4
    copies = [story(n, "Trains are not affected by it, the railway said.", lead=lead) for n in range(7)]
    assert learned(samples, copies).texts == {}


def test_a_story_that_goes_on_under_its_headline_is_no_second_one(samples):
    days = [story(n, "The strike began in March, over pay.", headline="Strike: live") for n in range(7)]
    assert learned(samples, days).texts == {}


def test_background_that_is_told_again_stays(samples):
    """Ten of a hundred stories end with the same paragraph: too few for so short a one."""
    background = "The bridge was closed in March, when a ship had hit its pier."
    pages = [story(n, background) if n < 10 else story(n) for n in range(100)]
    assert left(pages[0], learned(samples, pages))[-1] == background


def test_a_long_note_needs_few_stories(samples):
    pages = [story(n, NOTE) if n < 12 else story(n) for n in range(200)]
    assert NOTE not in left(pages[0], learned(samples, pages))


def test_a_long_note_amid_the_text_needs_many(samples):
    pages = [story(n, f"First of {n}.", NOTE, f"Last of {n}.") if n < 6 else story(n) for n in range(200)]
    assert NOTE in left(pages[0], learned(samples, pages))


def test_headings_and_tables_stay_with_what_is_under_them(samples):
    pages = [
        story(
            n, "OWN", ("crosshead", "Ingredients"), f"{n} pounds of flour.",
            ("table", "Team | Played | Points"), f"And then {n} more.",
        )
        for n in range(40)
    ]  # fmt: skip
    known = learned(samples, pages)
    assert len(known.texts) == 2
    assert settle(pages[3], known) is pages[3]


def test_a_heading_with_a_section_of_its_own_above_another_stays(samples):
    pages = [story(n, ("crosshead", "Part one"), ("crosshead", f"Of {n}"), f"Told {n}.") for n in range(40)]
    assert left(pages[3], learned(samples, pages))[1] == "Part one"


def test_a_form_filled_in_stays(samples):
    """Where most of a page comes back, it is what the page is about."""
    form = ["Wind from the west, fresh at times, and rain by evening.", "Sea moderate, good visibility."] * 2
    days = "abcdefghijklmnopqrst"
    pages = [
        story(n, *form, lead=f"This is the forecast for the sound and for the bay, by day {days[n]}")
        for n in range(20)
    ]
    known = learned(samples, pages)
    assert known.texts
    assert settle(pages[0], known) is pages[0]


def test_figures_are_news(samples):
    pages = [story(n, f"Gold closed at {n + 1900} dollars an ounce on the day.") for n in range(40)]
    assert len(left(pages[0], learned(samples, pages))) == 2


def test_a_few_stories_decide_nothing(samples):
    """Five of sixteen may be the five about one trial."""
    trial = "The trial began in March, when the ferry had been lying on the ground for a year."
    pages = [story(n, trial) if n < 5 else story(n) for n in range(16)]
    assert left(pages[0], learned(samples, pages))[-1] == trial


def test_background_of_a_war_stays(samples):
    background = f"{NOTE} That is what was agreed before the war."
    pages = [story(n, background) if n < 6 else story(n) for n in range(250)]
    assert left(pages[0], learned(samples, pages))[-1] == background


def test_stories_without_headlines_are_counted(samples):
    pages = [replace(story(n, NOTE), title=None) for n in range(40)]
    known = learned(samples, pages)
    assert known.stories == 40
    assert NOTE not in left(pages[0], known)


def test_a_place_where_all_comes_back_is_no_place_for_stories(samples):
    """Five notes take turns at one place amid the text, one in ten stories each."""
    notes = [
        f"Number {word} of the paper's clubs meets on the quay" for word in "one two six ten nil".split()
    ]

    def with_note(n):
        article = story(n, "OWN", notes[n % 5], f"Last of {n}.")
        note = replace(article.body[1], where=f"/html/body/main/div[{n}]/aside/p")
        return replace(article, body=[article.body[0], note, article.body[2]])

    pages = [with_note(n) if n % 2 else story(n) for n in range(100)]
    known = learned(samples, pages)
    assert known.spots
    assert [d.rule for d in settle(pages[1], known).dropped] == ["recurring/in-place"]
    assert len(left(pages[1], known)) == 2


def test_nothing_is_known_from_a_few_stories(samples):
    pages = [story(n, NOTE) for n in range(LEAST - 1)]
    assert left(pages[0], learned(samples, pages))[-1] == NOTE


def test_another_sites_text_is_its_own(samples):
    known = learned(samples, [story(n, NOTE) for n in range(20)])
    assert known.texts
    assert samples.of("other.example") == SiteText()


def test_order_and_number_of_printings_make_no_difference(tmp_path, articles):
    def known_of(name, pages):
        with Samples(tmp_path / name) as samples:
            for article in pages:
                samples.add([sightings(article)])
            return samples.of("made.example")

    shuffled = random.Random(4).sample([*articles, *articles[:30]], 90)
    assert known_of("a", articles) == known_of("b", shuffled) == known_of("c", reversed(articles))


def test_no_more_than_a_sample_is_kept_and_it_is_the_latest(tmp_path):
    old = [story(n, NOTE, month="2024-11") for n in range(MOST_STORIES)]
    new = [story(n, CALL, month="2025-03") for n in range(MOST_STORIES, 2 * MOST_STORIES)]
    with Samples(tmp_path / FILE) as samples:
        known = learned(samples, old)
        assert known.stories == MOST_STORIES
        assert left(old[0], known) == left(story(0), SiteText())
        known = learned(samples, new)
        assert known.stories == MOST_STORIES
        assert NOTE in left(old[0], known)
        assert CALL not in left(new[0], known)


kinds = st.sampled_from(["paragraph", "paragraph", "crosshead", "list", "quote", "table"])
bodies = st.lists(
    st.tuples(kinds, st.sampled_from([NOTE, CALL, HEADING, QUOTE, SENTENCE, "OWN", "Row the boat home"])),
    max_size=9,
)


@settings(deadline=None, max_examples=150)
@given(bodies)
def test_settling_is_idempotent_and_loses_nothing(body):
    texts = {text_hash(Block("paragraph", text)): 40 for text in (NOTE, CALL, HEADING, QUOTE, SENTENCE)}
    known = SiteText(60, texts)
    article = story(1, *body)
    settled = settle(article, known)
    assert settle(settled, known) == settled
    told = [b.text for b in settled.body] + [d.text for d in settled.dropped]
    assert sorted(told) == sorted(b.text for b in article.body)


def test_a_file_that_is_none_of_ours_is_named(tmp_path):
    file = tmp_path / FILE
    file.write_text("the tide is in")
    with pytest.raises(StateError, match=rf"{FILE}: cannot be used: .*move it away"):
        Samples(file)


def test_a_file_of_another_version_is_named(tmp_path):
    Samples(tmp_path / FILE).close()
    base = sqlite3.connect(tmp_path / FILE)
    base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(StateError, match="another version"):
        Samples(tmp_path / FILE)


# --- The command -------------------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path):
    """Forty saved pages of the site, and a listing of them."""
    folder = tmp_path / "pages"
    folder.mkdir()
    rows = []
    for n in range(40):
        (folder / f"{n}.html").write_text(made.page(n), "utf-8")
        rows.append({"path": f"pages/{n}.html", "url": f"{HOST}/story/{n}"})
    listing = tmp_path / "listing.jsonl"
    listing.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return listing


def dropped_texts(articles):
    return sorted(d["text"] for a in articles for d in a["dropped"] if d["rule"].startswith("recurring/"))


@pytest.mark.parametrize("given", ["listing.jsonl", "pages"])
def test_learn_and_clean(run, read, saved, tmp_path, given):
    told = run("learn", given, cwd=tmp_path)
    assert (told.returncode, told.stdout, told.stderr) == (
        0,
        "made.example: 40 stories, 5 texts that come back\n",
        "",
    )
    again = run("learn", given, cwd=tmp_path)
    assert again.stdout == told.stdout

    done = run("clean", saved, "--state", ".copydesk", "-o", "out.jsonl", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    articles = read.lines(tmp_path / "out.jsonl")
    assert dropped_texts(articles) == sorted([HEADING, NOTE] * 40 + [CALL] * 16)


def test_explain_shows_what_comes_back(run, saved, tmp_path):
    assert run("learn", saved, cwd=tmp_path).returncode == 0
    plain = run("explain", "pages/5.html", "--json", cwd=tmp_path)
    done = run("explain", "pages/5.html", "--json", "--state", ".copydesk", cwd=tmp_path)
    assert done.returncode == 0
    gone = [(b["text"], b["rule"]) for b in json.loads(done.stdout)["blocks"] if b["fate"] == "dropped"]
    before = [(b["text"], b["rule"]) for b in json.loads(plain.stdout)["blocks"] if b["fate"] == "dropped"]
    assert [text for text, rule in gone if (text, rule) not in before] == [CALL, HEADING, NOTE]
    assert NOTE not in json.loads(done.stdout)["text"]


def test_learn_names_what_it_cannot_use(run, tmp_path):
    (tmp_path / "ours.html").write_text(made.page(1), "utf-8")
    (tmp_path / "empty.html").write_text("", "utf-8")
    (tmp_path / "whose.txt").write_text("Late goal wins cup\n\nIt rained on the harbour, and then it rained.")
    done = run("learn", "ours.html", "empty.html", "whose.txt", cwd=tmp_path)
    assert done.returncode == 1
    assert json.loads(done.stderr.splitlines()[0])["path"] == "empty.html"
    assert "1 pages do not say whose they are" in done.stderr
    assert done.stdout == "made.example: 1 stories, 0 texts that come back\n"


def test_a_state_without_anything_learned_is_named(run, saved, tmp_path):
    done = run("clean", saved, "--state", tmp_path / "nowhere", cwd=tmp_path)
    assert done.returncode == 2
    assert "nowhere: nothing was learned there" in done.stderr


@pytest.mark.parametrize("command", [["clean", "pages"], ["learn", "pages"], ["crawl", "paper.example"]])
def test_a_spoiled_state_is_named(run, saved, tmp_path, command):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / FILE).write_text("the tide is in")
    done = run(*command, "--state", "state", cwd=tmp_path)
    assert done.returncode == 2
    assert "state/recurring.sqlite: cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


# --- A crawl -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site():
    with made.serving(40) as url:
        yield url


def crawl(run, folder, urls, output="out.jsonl", *options):
    listed = folder / "urls.txt"
    listed.write_text("\n".join(urls), "utf-8")
    quick = ("--allow-private", "127.0.0.1", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "SITE_MEMORY=0")
    return run("crawl", "--spider", "urls", "--file", "urls.txt", "-o", output, *quick, *options, cwd=folder)


def by_id(articles):
    """What does not depend on when a page was fetched."""
    return {a["id"]: {k: v for k, v in a.items() if k != "fetched_at"} for a in articles}


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_the_first_pages_of_a_crawl_are_settled_at_its_end(run, site, tmp_path, ending):
    urls = [f"{site}/story/{n}" for n in range(40)]
    done = crawl(run, tmp_path, urls, f"out{ending}")
    assert (done.returncode, done.stderr) == (0, "")
    articles = lines_of(tmp_path / f"out{ending}")
    assert len(articles) == 40
    assert dropped_texts(articles) == sorted([HEADING, NOTE] * 40 + [CALL] * 16)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([".copydesk", f"out{ending}", "urls.txt"])


def test_the_order_of_pages_makes_no_difference(run, site, tmp_path):
    urls = [f"{site}/story/{n}" for n in range(40)]
    outputs = []
    for seed in range(2):
        folder = tmp_path / str(seed)
        folder.mkdir()
        assert crawl(run, folder, random.Random(seed).sample(urls, 40)).returncode == 0
        outputs.append(by_id(lines_of(folder / "out.jsonl")))
    assert outputs[0] == outputs[1]
    # And what is known from the start makes none for the same pages.
    anew = ("--refetch", "--overwrite")
    assert crawl(run, tmp_path / "1", urls, "out.jsonl", *anew).returncode == 0
    assert by_id(lines_of(tmp_path / "1" / "out.jsonl")) == outputs[0]


def test_what_goes_to_stdout_is_dropped_by_what_earlier_crawls_told(run, site, tmp_path):
    urls = [f"{site}/story/{n}" for n in range(40)]
    first = crawl(run, tmp_path, urls, "-", "--state", "state")
    second = crawl(run, tmp_path, urls, "-", "--state", "state", "--refetch")
    assert dropped_texts(map(json.loads, first.stdout.splitlines())) == []
    assert len(dropped_texts(map(json.loads, second.stdout.splitlines()))) == 96


def test_it_can_be_turned_off(run, site, tmp_path):
    done = crawl(
        run, tmp_path, [f"{site}/story/{n}" for n in range(12)], "out.jsonl", "-s", "RECURRING_TEXT=0"
    )
    assert done.returncode == 0
    assert dropped_texts(lines_of(tmp_path / "out.jsonl")) == []
    assert not (tmp_path / ".copydesk" / FILE).exists()
