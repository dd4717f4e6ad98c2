"""The state folder, as the command line names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import typer

from pipelines.recurring.samples import FILE, Samples
from pipelines.statefile import StateError, StateFile

from .exits import INTERRUPTED, LOCKED, stop, usage_error

FOLDER = ".copydesk"
"""Its name beside an output."""


def learned_file(folder: Path) -> Path:
    """The file in a folder that knows what comes back on sites' pages.

    Ends the command when there is none, or it is not ours.
    """
    file = folder / FILE
    if not file.is_file():
        usage_error(
            f"--state {folder}: nothing was learned there; run `copydesk learn PATH... --state {folder}`"
        )
    check(Samples, file)
    return file


def check(kind: Callable[[Path], StateFile], file: Path) -> None:
    """End the command when a state file cannot be used; one that is not there is made."""
    try:
        kind(file).close()
    except StateError as error:
        usage_error(f"--state {file.parent}: {error}")


@contextmanager
def held(folder: Path | str | None, wait: float) -> Iterator[None]:
    """Have a state folder for this run alone. None: there is none, and nothing to have.

    Ends the command when another run has it still after the wait, or it cannot be made.

    :param wait: seconds.
    """
    from crawler.lock import Locked, locked
    from crawler.run_summary import this_command

    with ExitStack() as stack:
        try:
            if folder:
                stack.enter_context(locked(Path(folder), this_command(), wait))
        except Locked as error:
            stop(f"--state {error} (try again later, or give --wait SECONDS)", LOCKED)
        except OSError as error:
            usage_error(f"--state {folder}: cannot be used: {error.strerror}")
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        yield
