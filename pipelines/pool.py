"""The cleaning pool: CPU work in processes of their own, with a time limit a page."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, TimeoutError
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from .errors import PageError, PageTimeout, StepFailed, WorkerDied

T = TypeVar("T")
R = TypeVar("R")

# Pages waiting a worker: enough that none idles, few enough to hold in memory.
_QUEUED = 4
_GRACE = 5.0  # seconds


class CleaningPool:
    """Worker processes that clean pages.

    They are not forked from this process, which runs a reactor: a fork inherits its
    sockets and locks. A process of its own (multiprocessing's fork server) imports the
    steps and reads their rules once, and the workers are forked from that. A page that
    takes longer than ``timeout``, or that crashes its worker, fails alone: the worker is
    replaced.

    :param workers: processes; None for one a core.
    :param timeout: seconds a page may take.
    """

    def __init__(self, workers: int | None = None, timeout: float = 30.0) -> None:
        self.workers = workers or os.cpu_count() or 1
        self.timeout = timeout
        self._room = asyncio.Semaphore(self.workers * (1 + _QUEUED))
        self._pool = ProcessPool(
            max_workers=self.workers,
            initializer=_start_worker,
            context=_context(),
        )
        # The workers start with the first task; a second passes until they have imported
        # everything, as it does until the first page is here.
        self._pool.schedule(_warm_up)

    async def run(self, function: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        """Run a function in a worker. Waits for room first: that is the back-pressure.

        :raises PageTimeout: it took too long.
        :raises WorkerDied: its process ended.
        :raises PageError: whatever the function raised of these.
        """
        async with self._room:
            future = self._pool.schedule(function, args=args, kwargs=kwargs, timeout=self.timeout)
            try:
                return await asyncio.wrap_future(future)
            except (TimeoutError, ProcessExpired) as error:
                raise self._named(error) from None

    def map(
        self,
        function: Callable[[Any], R],
        items: Iterable[T],
        before: Callable[[T, Callable[[], None]], Any] | None = None,
        after: Callable[[T, R | PageError], Any] | None = None,
    ) -> Iterator[tuple[T, Any]]:
        """Run a function over many items, a bounded number at a time.

        :param before: called with each item in turn; returns what the function is given for
            it. Its second argument waits for the next of the results still out: for an item
            that depends on those before it.
        :param after: called with each item and its result, in the items' order and as soon as
            anyone has waited for it; returns what is to stand for the result.
        :returns: pairs of item and result, in the items' order; the result is the
            :class:`PageError` where there was one.
        """
        waiting: deque[tuple[T, Future[R]]] = deque()
        done: deque[tuple[T, Any]] = deque()

        def wait() -> None:
            item, result = self._result(*waiting.popleft())
            done.append((item, after(item, result) if after is not None else result))

        try:
            for item in items:
                given = before(item, wait) if before is not None else item
                waiting.append((item, self._pool.schedule(function, args=(given,), timeout=self.timeout)))
                if len(waiting) + len(done) > self.workers * _QUEUED * 2:
                    if not done:
                        wait()
                    yield done.popleft()
            while waiting or done:
                if not done:
                    wait()
                yield done.popleft()
        finally:
            # Who stops early (Ctrl-C, a full disk) does not wait for what was still to come.
            for _, future in waiting:
                future.cancel()

    def _result(self, item: T, future: Future[R]) -> tuple[T, R | PageError]:
        try:
            return item, future.result()
        except PageError as error:
            return item, error
        except (TimeoutError, ProcessExpired) as error:
            return item, self._named(error)
        except Exception as error:  # noqa: BLE001 - one item's failure, named, ends no run
            return item, StepFailed(f"{type(error).__name__}: {error}")

    def _named(self, error: TimeoutError | ProcessExpired) -> PageError:
        if isinstance(error, ProcessExpired):
            return WorkerDied(f"the process cleaning it ended (exit code {error.exitcode})")
        return PageTimeout(f"cleaning took longer than {self.timeout:g} s")

    def close(self) -> None:
        """End the workers: those at work have a few seconds to finish."""
        self._pool.close()
        try:
            self._pool.join(_GRACE)
        except TimeoutError:
            self._pool.stop()
            self._pool.join()


def prepare() -> None:
    """Have the process that workers are forked from begin to import, beside whatever else there is to do.

    Not needed; a pool that is made a second later does not wait for it then.
    """
    if _context().get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        ensure_running()


def _context() -> BaseContext:
    # Windows has no forks: there each worker imports everything itself.
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from .forked import WithoutMain

    context = WithoutMain()
    context.set_forkserver_preload(["pipelines.warm"])
    return context


def _start_worker() -> None:
    # Ctrl-C reaches the whole process group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _warm_up()


def _warm_up() -> None:
    from . import warm  # noqa: F401
