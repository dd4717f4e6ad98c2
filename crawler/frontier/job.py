"""Jobs: a crawl that was stopped, and waits for the same command to go on.

A job is a folder (Scrapy's ``JOBDIR``) with the frontier's file in it. A crawl that ends whole
removes it; one that was interrupted, killed or put off leaves it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .file import FILE, FrontierFile

WHOLE = ("finished", "max_articles")
"""Reasons with which a crawl ends whole. Scrapy's limits (``CLOSESPIDER_…``) only cut it into pieces."""


def waits(folder: Path) -> bool:
    """Whether a crawl waits there to go on."""
    return (folder / FILE).exists()


def ask(folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Note what a crawl is asked; for one that waits, tell in what it was asked something else.

    :param asked: by name; what JSON holds.
    :returns: what the crawl that waits was asked, where it differs. Nothing is noted then.
    :raises StateError: the file cannot be used.
    """
    with FrontierFile(folder / FILE) as file, file.named_errors():
        said = file.kept("asked")
        before = json.loads(said) if said is not None else asked
        now = json.loads(json.dumps(asked))
        if before != now:
            return {name: before.get(name) for name in before | now if before.get(name) != now.get(name)}
        file.keep("asked", json.dumps(asked))
        file.commit()
        return {}


def asked(folder: Path) -> dict[str, Any] | None:
    """What the crawl that waits there was asked; None when none does.

    :raises StateError: the file cannot be used.
    """
    if not waits(folder):
        return None
    with FrontierFile(folder / FILE) as file, file.named_errors():
        said = file.kept("asked")
        return None if said is None else json.loads(said)


def restart(folder: Path) -> None:
    """Drop what a crawl that waits had still to fetch. Lines it has written stay.

    :raises StateError: the file cannot be used.
    """
    with FrontierFile(folder / FILE) as file, file.named_errors():
        file.restart()
        file.commit()


def remove(folder: Path) -> None:
    """Remove the frontier's file, and the folder when nothing else is in it."""
    for ending in ("-wal", "-shm", ""):
        (folder / f"{FILE}{ending}").unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()
