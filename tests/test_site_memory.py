"""What is remembered of a site, what is made of it on the next page, and how it is learned."""

import pickle
from dataclasses import replace

import pytest

from pipelines import STEPS, Article, Page, clean_page
from pipelines.line import to_line
from pipelines.memory.learning import ARTICLES, Learned
from pipelines.memory.observing import clean_and_observe
from pipelines.memory.values import NO_HEADLINE, Observation, SiteMemory
from pipelines.steps.body import body

from .made_site import page as made

BODY = "p<div.text<article.story<main.page+"
NOTE = "div.note<article.story<main.page<body.story+"
HEADLINE = "h1.head<article.story<main.page<body.story"


def read(number, memory=None, layout="old", change=("", "")):
    """A page of the made-up site, cleaned: article and observation."""
    html = made(number, layout).replace(*change)
    return clean_and_observe(Page(html, url=f"https://made.example/story/{number}", memory=memory))


def spots(html):
    page = Page(html, kind="html")
    return [page.spots.of(block) for block in page.blocks]


@pytest.fixture(scope="module")
def learned():
    return Learned().after([read(number, SiteMemory()).seen for number in range(ARTICLES)])


@pytest.fixture(scope="module")
def memory(learned):
    return learned.memory


def mistaken(memory):
    """A memory that takes a note for the body."""
    return replace(memory, body=memory.body | {NOTE}, other=memory.other - {NOTE})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("<div class=post-12>", "<div class=post-7>", id="numbers"),
        pytest.param("<div id=entry_12>", "<div id=entry_7>", id="numbers-in-ids"),
        pytest.param(
            "<div class='a b c d category-sport tag-ferry'>",
            "<div class='a b c d category-home'>",
            id="what-is-in-it",
        ),
    ],
)
def test_a_template_names_its_places_alike(one, other):
    text = "<p>It rained."
    assert spots(one + text) == spots(other + text)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("<div class=text><h2>It rained.", id="tag"),
        pytest.param("<div class=note><p>It rained.", id="class"),
        pytest.param("<div class=text><p><a href=/>It rained.", id="link"),
        pytest.param("<div class=text><p>" + "It rained. " * 9, id="long"),
        pytest.param("<aside><div class=text><p>It rained.", id="around"),
    ],
)
def test_places_of_another_kind_are_named_apart(other):
    assert spots("<div class=text><p>It rained.")[-1] != spots(other)[-1]


def test_places_of_headline_body_and_the_rest_are_learned(memory):
    assert BODY in memory.body
    assert NOTE in memory.other
    assert memory.headlines == {HEADLINE}
    assert not memory.body & memory.other


def test_memory_gives_the_same_article(memory):
    for number in range(20, 40):
        article, seen = read(number, memory)
        assert seen.outcome == "used"
        assert to_line(article) == to_line(read(number).article)


def test_clean_page_goes_by_memory_too(memory):
    page = Page(made(20), url="https://made.example/story/20", memory=memory)
    deceived = replace(page, memory=mistaken(memory))

    assert "is read by" not in clean_page(page).text
    assert "is read by" in clean_page(deceived).text


def test_no_memory_no_observation():
    assert read(20).seen is None


def test_empty_memory_only_learns():
    article, seen = read(20, SiteMemory())

    assert seen.outcome == "learning"
    assert BODY in seen.body
    assert seen.headline == HEADLINE
    assert to_line(article) == to_line(read(20).article)


def test_page_of_another_layout_falls_back(memory):
    article, seen = read(20, memory, "new")

    assert seen.outcome == "fell back"
    assert to_line(article) == to_line(read(20, None, "new").article)
    assert seen.headline.startswith("h1.c-title")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("<h1 class=head>", "<h1 class=strange>"), id="headline-elsewhere"),
        pytest.param(("<div class=text>", "<div class=longread>"), id="body-elsewhere"),
    ],
)
def test_memory_is_not_believed_where(change, memory):
    article, seen = read(20, memory, change=change)

    assert seen.outcome == "fell back"
    assert to_line(article) == to_line(read(20, None, change=change).article)


def test_page_with_something_new_falls_back_and_is_learned_from(memory):
    update = "The ferry was late, the council said. " * 6
    change = ("</article>", f"<section class=update><p>{update}</section></article>")

    article, seen = read(20, memory, change=change)

    assert seen.outcome == "fell back"
    assert to_line(article) == to_line(read(20, None, change=change).article)
    assert BODY in seen.body
    assert any("section.update" in spot for spot in seen.body | seen.other)


def test_check_compares_and_keeps_the_ordinary_article(memory):
    article, seen = read(20, replace(memory, check=True))
    assert seen.outcome == "agreed"
    assert BODY in seen.body

    other, seen = read(20, replace(mistaken(memory), check=True))
    assert seen.outcome == "disagreed"
    assert to_line(other) == to_line(article) == to_line(read(20).article)


def test_plain_text_and_bodies_not_on_the_page_tell_nothing():
    text = clean_and_observe(Page("Late goal wins cup\n\nIt rained.", memory=SiteMemory()))
    told = "It rained all day on the harbour, and the ferry stayed away. " * 20
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{told}"}}</script>'
    unprinted = clean_and_observe(Page(f"<html><body>{script}<h1>Rain</h1><p>Loading", memory=SiteMemory()))

    assert text.seen == unprinted.seen == Observation("learning")
    assert told.strip() in unprinted.article.text


def test_page_without_a_headline_is_another_than_one_with():
    seen = clean_and_observe(Page(f"<html><body><p>{'It rained. ' * 40}", memory=SiteMemory())).seen

    assert seen.headline == NO_HEADLINE


def test_steps_of_ones_own_are_observed_too(memory):
    def shout(article: Article, page: Page) -> Article:
        return replace(article, title=article.title.upper())

    page = Page(made(20), url="https://made.example/story/20", memory=memory)

    assert clean_and_observe(page, [*STEPS, shout]).article.title.isupper()
    assert clean_and_observe(page, [step for step in STEPS if step is not body]).seen is None


def seen(outcome="learning", body=("b",), other=("o",)):
    return Observation(outcome, frozenset(body), frozenset(other), "h")


def after(learned, *generations):
    for generation in generations:
        learned = learned.after(generation)
    return learned


def test_nothing_is_known_before_enough_articles():
    assert after(Learned(), [seen()] * (ARTICLES - 1)).memory == SiteMemory()
    assert after(Learned(), [seen()] * ARTICLES).memory.body == {"b"}


@pytest.mark.parametrize(
    "contradiction",
    [
        pytest.param(seen(body=(), other=("b",)), id="elsewhere-not-body"),
        pytest.param(seen(body=("b",), other=("b",)), id="both-on-one-page"),
    ],
)
def test_a_spot_that_was_both_tells_nothing(contradiction):
    memory = after(Learned(), [*[seen()] * ARTICLES, contradiction]).memory

    assert "b" not in memory.body | memory.other


def test_what_was_otherwise_is_past_after_some_generations():
    odd = after(Learned(), [*[seen()] * ARTICLES, seen(body=(), other=("b",))])

    assert "b" not in after(odd, *[[seen()]] * 8).memory.body
    assert "b" in after(odd, *[[seen()]] * 9).memory.body
    # Nor is it forgotten by not being seen.
    assert "b" not in after(odd, *[[seen(body=("a",))]] * 20).memory.body | odd.memory.other


def test_a_spot_seen_once_or_twice_tells_nothing():
    rare = seen(body=("b", "rare"))

    memory = after(Learned(), [*[seen()] * ARTICLES, rare, rare]).memory

    assert "rare" not in memory.body | memory.other


def test_disagreement_retires_the_memory_and_it_is_learned_anew():
    known = after(Learned(), [seen()] * ARTICLES)

    retired = known.after([seen("used"), seen("disagreed")])
    assert retired.memory == SiteMemory()
    # The generation that still had what is forgotten teaches nothing.
    late = retired.after([seen("used")] * ARTICLES)
    assert late.memory == SiteMemory()
    assert late.after([seen()] * ARTICLES).memory.body == {"b"}


def test_site_that_is_never_twice_alike_is_left_alone_for_longer_and_longer():
    learned, observed = Learned(), 0
    for generation in range(1000):
        ask = learned.memory is not None
        observed += ask
        outcome = "learning" if not learned.articles else "fell back"
        learned = learned.after([seen(outcome, (f"b{generation}",))] * 8 if ask else [])

    assert observed < 250


def test_strikes_are_forgiven_as_checks_agree():
    struck = replace(after(Learned(), [seen()] * ARTICLES), strikes=3)

    assert struck.after([seen("agreed")]).strikes == 2


def test_spots_are_bounded_and_those_not_seen_for_longest_go():
    learned = Learned()
    for generation in range(60):
        learned = learned.after([seen(body=("b",), other=[f"o{generation}-{n}" for n in range(40)])])

    assert len(learned.spots) == 1000
    assert "b" in learned.spots
    assert "o59-0" in learned.spots
    assert "o0-0" not in learned.spots


def test_headlines_are_bounded_likewise():
    learned = Learned()
    for generation in range(60):
        pages = [replace(seen(), headline=f"h{generation}-{n}") for n in range(40)]
        # Those made up come twice, so that what is new has been on fewer pages than they.
        learned = learned.after([*pages, *pages] if generation < 59 else [seen(), *pages])

    assert len(learned.headlines) == 1000
    assert seen().headline in learned.headlines
    assert "h59-0" in learned.headlines
    assert "h0-0" not in learned.headlines


def test_a_page_of_more_places_than_a_template_has_teaches_nothing():
    told = "It rained all day on the harbour, and the ferry stayed away. "
    names = (chr(ord("a") + n // 26) + chr(ord("a") + n % 26) for n in range(600))
    page = "".join(f"<p class={name}>{told}</p>" for name in names)
    html = f"<html><body><h1>Rain</h1><article>{page}</article>"

    assert clean_and_observe(Page(html, memory=SiteMemory())).seen == Observation("learning")


def test_memory_and_what_is_learned_are_plain_values(learned, memory):
    for value in (learned, memory, read(20, memory).seen):
        assert pickle.loads(pickle.dumps(value)) == value
