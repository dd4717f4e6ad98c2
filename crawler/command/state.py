"""The state folder, as the command line names it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipelines.recurring.samples import FILE, Samples
from pipelines.statefile import StateError, StateFile

from .exits import usage_error

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
