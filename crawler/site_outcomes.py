"""What came of each site of a run, as its stats tell.

Stats ``copydesk/site/NAME/WHAT``: ``articles`` written, ``fetched`` (answers to the spider's requests
that are no errors, feeds and sitemaps among them), ``not_modified`` (304), ``read`` (pages read without a
fault), ``failed``, ``bytes`` (of bodies, content encodings undone) and ``outcome``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COUNTS = ("articles", "fetched", "not_modified", "read", "failed", "bytes")
ELSEWHERE = "(elsewhere)"
"""Stands for hosts that are no site's."""
NOT_DUE = "not_due"
"""The flag of an answer to a request that was not sent: what it asks for is known, and not due."""
WHOLE = frozenset(("finished", "max_articles"))
"""The outcomes of a site of which all was fetched that was wanted. The others: ``failed`` (nothing of it
could be read), ``given up`` (too many failures in a row) and ``unfinished`` (the run was ended before)."""


def count_key(site: str, what: str) -> str:
    """The name of a site's stat."""
    return f"copydesk/site/{site}/{what}"


def outcome(stats: Mapping[str, Any], site: str, reason: str, closed: str | None) -> str:
    """What came of a site.

    :param reason: why the crawl ended, Scrapy's ``finish_reason``.
    :param closed: why no more of the site was fetched, if it was so.
    """
    if closed is not None:
        return closed
    got = stats.get(count_key(site, "read"), 0) + stats.get(count_key(site, "not_modified"), 0)
    if not got and stats.get(count_key(site, "failed"), 0):
        return "failed"
    return "finished" if reason == "finished" else "unfinished"


def site_results(stats: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every site's outcome and counts, by its name, in the order in which they were crawled first."""
    results: dict[str, dict[str, Any]] = {}
    for key, value in stats.items():
        if key.startswith("copydesk/site/"):
            name, _, what = key.removeprefix("copydesk/site/").rpartition("/")
            results.setdefault(name, {"outcome": None} | dict.fromkeys(COUNTS, 0))[what] = value
    return results


def nothing_was_had(stats: Mapping[str, Any]) -> bool:
    """Whether all sites failed, and no answer came of any that is no error."""
    results = site_results(stats)
    outcomes = [result["outcome"] for name, result in results.items() if name != ELSEWHERE]
    got = sum(result["fetched"] + result["not_modified"] for result in results.values())
    return not got and bool(outcomes) and set(outcomes) <= {"failed", "given up"}
