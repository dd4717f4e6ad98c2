"""The cleaning pool: a page that hangs or kills its process fails alone."""

import asyncio
import itertools

import pytest

from pipelines import NoPage, PageTimeout, WorkerDied
from pipelines.pool import CleaningPool

from .pool_tasks import die, double, hang, mixed, refuse, sleep_if_zero


@pytest.fixture(scope="module")
def pool():
    pool = CleaningPool(workers=2, timeout=1.0)
    yield pool
    pool.close()


@pytest.mark.parametrize(
    ("task", "error", "message"),
    [
        (hang, PageTimeout, "longer than 1 s"),
        (die, WorkerDied, r"exit code 7\b"),
        (refuse, NoPage, "nothing on page 4"),
    ],
)
def test_run_fails_by_name_and_the_pool_goes_on(pool, task, error, message):
    async def failing_then_working():
        with pytest.raises(error, match=message):
            await pool.run(task, 4)
        return await pool.run(double, 4)

    assert asyncio.run(failing_then_working()) == 8


def test_more_runs_than_there_is_room_for_all_come_back(pool):
    async def run_all():
        return await asyncio.gather(*(pool.run(double, number) for number in range(50)))

    assert asyncio.run(run_all()) == [number * 2 for number in range(50)]


def test_run_passes_keyword_arguments(pool):
    assert asyncio.run(pool.run(double, number=3)) == 6


def test_map_keeps_the_order(pool):
    numbers = list(range(40))
    assert list(pool.map(sleep_if_zero, numbers)) == [(number, number) for number in numbers]


def test_map_gives_each_failure_its_place(pool):
    results = list(pool.map(mixed, range(6)))
    assert [number for number, _ in results] == list(range(6))
    assert [results[i][1] for i in (0, 4, 5)] == [0, 8, 10]
    assert [type(results[i][1]) for i in (1, 2, 3)] == [PageTimeout, WorkerDied, NoPage]


def test_map_stopped_early_cancels_what_it_queued(pool, monkeypatch):
    futures, schedule = [], pool._pool.schedule

    def recorded(*args, **kwargs):
        futures.append(schedule(*args, **kwargs))
        return futures[-1]

    monkeypatch.setattr(pool._pool, "schedule", recorded)
    results = pool.map(sleep_if_zero, [1, *[0] * 100])
    next(results)
    results.close()
    assert len(futures) < 100
    assert futures[-1].cancelled()


def test_map_does_not_read_ahead_without_bound(pool):
    """Without a bound this would never return."""
    taken = itertools.count()
    results = pool.map(double, taken)
    assert [next(results) for _ in range(3)] == [(0, 0), (1, 2), (2, 4)]
    assert next(taken) < 100
    results.close()
