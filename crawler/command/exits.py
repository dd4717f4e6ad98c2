"""How a run ends: exit codes, and one clear line on stderr.

Beside 0, 1 and 2 the codes are those of ``sysexits.h`` and of the shell (128 + SIGINT), which
schedulers and their operators know: docs/scheduling.md says what to do about each.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import typer

from crawler.site_outcomes import nothing_was_had

DONE = 0
FAILURES = 1
USAGE = 2
UNAVAILABLE = 69
"""EX_UNAVAILABLE: nothing could be had of any site."""
NOT_STORED = 74
"""EX_IOERR: the output could not be stored."""
LOCKED = 75
"""EX_TEMPFAIL: another run has the state folder."""
INTERRUPTED = 130
"""As for a command that SIGINT ended; SIGTERM gives it too."""

CRAWL_EPILOG = (
    f"Exit codes: {DONE} done, {FAILURES} finished with failures, {USAGE} usage, {UNAVAILABLE} nothing could "
    f"be had of any site, {NOT_STORED} the output could not be stored, {LOCKED} another run has the state "
    f"folder, {INTERRUPTED} interrupted."
)

# Reasons for which a crawl closes when it has what it was asked for, or what could be had for now.
_AS_ASKED = frozenset(("finished", "max_articles", "closespider_itemcount", "put_off"))


def exit_code(stats: Mapping[str, Any]) -> int:
    """The code of a crawl that is over, by Scrapy's stats of it.

    What it should be acted on first goes first: interrupted, not stored, nothing had, failures.
    """
    reason = finish_reason(stats)
    if reason == "shutdown":
        return INTERRUPTED
    if any(name.startswith("feedexport/failed_count/") for name in stats):
        return NOT_STORED
    if nothing_was_had(stats):
        return UNAVAILABLE
    failed = stats.get("copydesk/failed", 0) or stats.get("log_count/ERROR", 0)
    return FAILURES if failed or reason not in _AS_ASKED else DONE


def finish_reason(stats: Mapping[str, Any]) -> str:
    """Why a crawl is over: Scrapy's reason, or one in its place where Scrapy leaves without a word."""
    # It notes the time when all has begun; a part of it that could not begin raised an error.
    unsaid = "shutdown" if "start_time" in stats else "not_begun"
    return stats.get("finish_reason", unsaid)


def usage_error(message: str) -> NoReturn:
    """Say what is wrong with the call and what to do, and exit with 2."""
    stop(message, USAGE)


def stop(message: str, code: int) -> NoReturn:
    """Say why the run ends, and exit."""
    typer.echo(f"copydesk: {message}", err=True)
    raise typer.Exit(code)


def forget_stdout() -> None:
    """Python writes what is left of stdout's buffer as it ends: let that fail no second time."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
