"""The state folder, as the command line names it."""

from __future__ import annotations

from pathlib import Path

from pipelines.recurring.samples import FILE, Samples
from pipelines.statefile import StateError

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
    check(file)
    return file


def check(file: Path) -> None:
    """End the command when a state file cannot be used; one that is not there is made."""
    try:
        Samples(file).close()
    except StateError as error:
        usage_error(f"--state {file.parent}: {error}")
