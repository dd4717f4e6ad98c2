"""The job of a crawl: where it is, and whether the one that waits there was asked the same."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pipelines.statefile import StateError

from .exits import usage_error

_FOLDER = "jobs"


def give_job_folder(options: Any, output: str) -> None:
    """Where a crawl waits that was stopped: ``STATE_DIR/jobs/NAME``, unless a ``JOBDIR`` is given.

    Only for lines into a local file. Elsewhere a killed run leaves nothing that could be added to.
    """
    from crawler.exporters import LINE_FORMATS
    from crawler.output import local_path

    local, folder = local_path(output), options.get("STATE_DIR")
    format = next(iter(options.getdict("FEEDS").values()), {}).get("format")
    if local is not None and folder and format in LINE_FORMATS and not options.get("JOBDIR"):
        options.set("JOBDIR", str(Path(folder, _FOLDER, local.name)), priority="project")


def job_of(options: Any, output: str, asked: dict[str, Any], *, restart: bool) -> Path | None:
    """The job's folder, with what is asked noted in it; None for a crawl that keeps none.

    Ends the command when a crawl waits there that was asked something else, or the file of it
    cannot be used.

    :param asked: options and arguments that tell which pages are wanted, by name.
    :param restart: drop what the crawl that waits had still to fetch.
    """
    from crawler.frontier import job
    from crawler.output import local_path

    folder = options.get("JOBDIR")
    if not folder:
        if restart:
            usage_error("--restart: this crawl keeps no job; it begins anew every time")
        return None
    folder = Path(folder)
    local = local_path(output)
    # How far to raise a limit is a matter of the day; so is where the state and the output lie.
    asked = {name: value for name, value in asked.items() if name != "max_articles"}
    asked["output"] = os.path.relpath(local, folder) if local is not None else output
    try:
        if restart and job.waits(folder):
            job.restart(folder)
        other = job.ask(folder, asked)
    except StateError as error:
        usage_error(str(error))
    if other:
        was = ", ".join(f"{name} {_told(value)}" for name, value in other.items())
        usage_error(
            f"{folder}: a crawl waits there to go on that was asked something else ({was}): "
            "give its command again, or --restart to drop what it had still to fetch "
            "(what it has written stays)"
        )
    return folder


def sites_begun(options: Any) -> list[str] | None:
    """Names of the sites of the crawl that waits to go on; None when none does."""
    from crawler.frontier import job

    folder = options.get("JOBDIR")
    try:
        asked = job.asked(Path(folder)) if folder else None
    except StateError as error:
        usage_error(str(error))
    return None if asked is None else asked.get("sites")


def _told(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value[:3])) + (f" and {len(value) - 3} more" if len(value) > 3 else "")
    return "not given" if value is None else str(value)
