"""What a run did, in one object: the line of ``--summary`` and of the log of runs."""

from __future__ import annotations

import platform
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipelines.version import VERSION

from .command.exits import exit_code, finish_reason
from .frontier.job import WHOLE, waits
from .site_outcomes import ELSEWHERE, site_results

SCHEMA = "copydesk/run/1"
"""Version of the object's shape. A new field does not change it."""

_SITE, _FAILED = "copydesk/site/", "copydesk/failed/"
_SECRET = re.compile(r"(?i)pass|secret|token|key|auth|credential")
_PASSWORD = re.compile(r"(?<=://)[^/@\s]+(?=@)")
# Name in the summary: the stats that are added up for it.
_ARTICLES = {
    "written": ("item_scraped_count",),
    "new": ("copydesk/new",),
    "changed": ("copydesk/changed",),
    "refetched": ("copydesk/refetched",),
    "unchanged": ("copydesk/unchanged",),
    "near_duplicates": ("copydesk/duplicates",),
    "same_article": ("copydesk/same_article",),
    "older_than_since": ("copydesk/older_than_since",),
    "reserved": ("copydesk/reserved",),
}
_PAGES = {
    # As they came over the wire: middlewares make answers of their own, and change some.
    "fetched": tuple(f"downloader/response_status_count/{status}" for status in range(200, 300)),
    "not_modified": ("downloader/response_status_count/304",),
    "same_bytes": ("copydesk/same_bytes",),
    "not_due": ("copydesk/not_due",),
    "failed": ("copydesk/failed",),
    "dead_links": ("copydesk/dead_links",),
    "refused": ("copydesk/refused",),
    "left_out": ("copydesk/left_out",),
    "requests": ("downloader/request_count",),
    "bytes": ("downloader/response_bytes",),
}


def run_summary(
    stats: Mapping[str, Any],
    *,
    run: str,
    outputs: Sequence[str],
    failures: str | None,
    job: str | None,
    started: datetime,
    seconds: float,
) -> dict[str, Any]:
    """The summary of a run that is over; its fields are in docs/scheduling.md.

    :param stats: Scrapy's.
    :param outputs: feed URIs.
    :param failures: the file of failed pages, where there is one.
    :param job: the folder from which a crawl goes on.
    :param seconds: how long it took.
    """
    code = exit_code(stats)
    reason = finish_reason(stats)
    results = site_results(stats)
    return {
        "schema": SCHEMA,
        "run": run,
        "command": this_command(),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
        "finish_reason": reason,
        "exit_code": code,
        "output": [_PASSWORD.sub("…", output) for output in outputs],
        "failures": failures,
        "job": job,
        # A job that is done is removed when everything is closed: after this.
        "resumable": bool(job) and waits(Path(job)) and reason not in WHOLE,
        "articles": _added_up(stats, _ARTICLES),
        "pages": _added_up(stats, _PAGES),
        "failed": {k.removeprefix(_FAILED): v for k, v in sorted(stats.items()) if k.startswith(_FAILED)},
        "sites": {name: result for name, result in results.items() if name != ELSEWHERE},
        "elsewhere": results.get(ELSEWHERE),
        "stats": {
            key.removeprefix("copydesk/"): value
            for key, value in sorted(stats.items())
            if key.startswith("copydesk/") and not key.startswith((_SITE, _FAILED))
        },
        "versions": {
            "copydesk": VERSION,
            "scrapy": version("scrapy"),
            "python": platform.python_version(),
        },
    }


def _added_up(stats: Mapping[str, Any], names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {name: sum(stats.get(key, 0) for key in keys) for name, keys in names.items()}


def this_command() -> str:
    """This process's command line, as :func:`told`."""
    return told([Path(sys.argv[0]).name, *sys.argv[1:]])


def told(command: Sequence[str]) -> str:
    """A command line that may be shown to others: without passwords in settings and addresses.

    >>> told(["copydesk", "crawl", "https://me:pw@paper.example/", "-s", "FTP_PASSWORD=x"])
    'copydesk crawl https://…@paper.example/ -s FTP_PASSWORD=…'
    """
    words = []
    for word in command:
        name, equals, _ = word.partition("=")
        hidden = equals and "://" not in name and _SECRET.search(name)
        words.append(f"{name}=…" if hidden else _PASSWORD.sub("…", word))
    # shlex would quote the ellipsis.
    return " ".join(word if re.fullmatch(r"[\w@%+=:,./…-]+", word) else shlex.quote(word) for word in words)
