"""The keeper: what a page is cleaned with depends on the pages before it, not on who was quick."""

import asyncio
import pickle
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import NoPage, Page, clean_page
from pipelines.memory.keeper import CHECK_EVERY, GENERATION, Keeper
from pipelines.memory.values import Observation, SiteMemory

from .made_site import page as made

HOSTS = ("a.example", "b.example", "c.example")


def page(host="a.example"):
    return Page(b"", url=f"https://{host}/story")


def told(number, memory, kind):
    """What a page tells of its site, for the pages of these tests: its memory decides too."""
    if kind == "failed" or memory is None:
        return None
    if not memory.body:
        return Observation("learning", frozenset({"b", kind}), frozenset({f"o{number % 3}"}), "h")
    outcome = "disagreed" if memory.check and kind == "odd" else "agreed" if memory.check else "used"
    outcome = "fell back" if kind == "strange" else outcome
    return Observation(outcome, frozenset({kind}), frozenset(), "h")


def in_order(pages, **options):
    """What each page is cleaned with when each is done before the next one comes."""
    keeper, found = Keeper(**options), []
    for number, (host, kind) in enumerate(pages):
        visit = keeper.arrive(page(host))
        assert visit.is_ready
        visit.remember()
        found.append(visit.page.memory)
        visit.seen = told(number, visit.page.memory, kind)
        keeper.settle(visit)
    return found, keeper.sites


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(HOSTS), st.sampled_from(["plain", "odd", "strange", "failed"])), max_size=90
    ),
    st.lists(st.integers(min_value=0, max_value=7), min_size=1, max_size=30),
    st.integers(min_value=1, max_value=12),
    st.integers(min_value=1, max_value=3),
)
def test_same_pages_in_same_order_are_cleaned_alike_whoever_is_done_first(pages, turns, workers, most):
    async def crawl():
        keeper, found = Keeper(most=most), {}
        room = asyncio.Semaphore(workers)

        async def clean(number, host, kind):
            async with keeper.visiting(page(host)) as visit:
                found[number] = visit.page.memory
                async with room:
                    for _ in range(turns[number % len(turns)]):
                        await asyncio.sleep(0)
                visit.seen = told(number, visit.page.memory, kind)

        tasks = []
        for number, (host, kind) in enumerate(pages):
            tasks.append(asyncio.create_task(clean(number, host, kind)))
            if turns[-number % len(turns)] % 2:
                await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        return [found[number] for number in range(len(pages))], keeper.sites

    assert asyncio.run(crawl()) == in_order(pages, most=most)


def settled(keeper, count, kind="plain"):
    for number in range(count):
        visit = keeper.arrive(page())
        visit.remember()
        visit.seen = told(number, visit.page.memory, kind)
        keeper.settle(visit)


def test_pages_of_two_generations_are_cleaned_side_by_side_and_the_next_waits():
    keeper = Keeper()
    visits = [keeper.arrive(page()) for _ in range(2 * GENERATION + 1)]

    assert all(visit.is_ready for visit in visits[:-1])
    for visit in visits[1:GENERATION]:
        keeper.settle(visit)
    assert not visits[-1].is_ready
    keeper.settle(visits[0])
    assert visits[-1].is_ready


def test_a_page_that_is_broken_off_keeps_nobody_waiting():
    async def crawl():
        keeper = Keeper()

        async def clean(fail):
            async with keeper.visiting(page()):
                if fail:
                    await asyncio.sleep(60)

        stuck = [asyncio.create_task(clean(fail=True)) for _ in range(GENERATION)]
        rest = [asyncio.create_task(clean(fail=False)) for _ in range(2 * GENERATION)]
        await asyncio.sleep(0)
        for task in stuck:
            task.cancel()
        await asyncio.gather(*rest)

    asyncio.run(asyncio.wait_for(crawl(), 10))


def test_one_page_in_so_many_is_a_check():
    keeper = Keeper()
    settled(keeper, 2 * GENERATION)

    checks = []
    for number in range(2 * GENERATION, 60):
        visit = keeper.arrive(page())
        visit.remember()
        if visit.page.memory.check:
            checks.append(number)
        keeper.settle(visit)

    assert checks == list(range(2 * GENERATION + 3, 60, CHECK_EVERY))


def test_what_happened_is_counted():
    counts = Counter()
    keeper = Keeper(count=lambda name: counts.update([name]))

    settled(keeper, 4 * GENERATION, "odd")

    assert counts["learning"] == 2 * GENERATION
    assert counts["used"] > GENERATION
    assert counts["disagreed"] >= 1
    assert counts["retired"] == 1


def test_resumed_from_what_was_saved_it_goes_on_without_those_that_never_came_back():
    keeper = Keeper()
    settled(keeper, 3 * GENERATION)
    for _ in range(5):
        keeper.arrive(page())  # on their way when the run is broken off

    resumed = Keeper(pickle.loads(pickle.dumps(keeper.sites)))
    visit = resumed.arrive(page())
    visit.remember()
    assert visit.number == 3 * GENERATION + 5
    assert visit.page.memory.body >= {"b"}
    resumed.settle(visit)
    settled(resumed, 4 * GENERATION)


def test_sites_are_bounded():
    keeper = Keeper(most=2)
    for host in ("a.example", "b.example", "a.example", "www.c.example"):
        keeper.settle(keeper.arrive(page(host)))

    assert list(keeper.sites) == ["a.example", "c.example"]


@pytest.mark.parametrize(
    ("keeper", "url"),
    [
        pytest.param(Keeper(most=0), "https://a.example/", id="turned-off"),
        pytest.param(Keeper(), None, id="page-without-address"),
    ],
)
def test_nothing_is_remembered(keeper, url):
    given = Page(b"", url=url)
    visit = keeper.arrive(given)
    visit.remember()
    keeper.settle(visit)

    assert visit.is_ready
    assert visit.page is given
    assert keeper.sites == {}


def test_pages_can_be_cleaned_here_and_now():
    counts = Counter()
    keeper = Keeper(count=lambda name: counts.update([name]))
    stories = [Page(made(number), url=f"https://made.example/{number}") for number in range(30)]

    articles = [keeper.clean(story) for story in stories]

    assert counts == {"learning": 16, "used": 12, "agreed": 2}
    assert articles == [clean_page(story) for story in stories]
    with pytest.raises(NoPage):
        keeper.clean(page())
    assert keeper.sites["a.example"].settled == {0: None}


def test_first_pages_are_there_to_learn_from():
    visit = Keeper().arrive(page())
    visit.remember()

    assert visit.page.memory == SiteMemory()
