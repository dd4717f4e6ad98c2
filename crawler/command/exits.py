"""How a run ends: exit codes, and one clear line on stderr."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import typer

DONE = 0
FAILURES = 1
USAGE = 2


def usage_error(message: str) -> NoReturn:
    """Say what is wrong with the call and what to do, and exit with 2."""
    typer.echo(f"copydesk: {message}", err=True)
    raise typer.Exit(USAGE)


def forget_stdout() -> None:
    """Python writes what is left of stdout's buffer as it ends: let that fail no second time."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
