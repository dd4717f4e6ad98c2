"""Which sites ``copydesk crawl`` crawls: those of the URLs given, or of a sites file."""

from __future__ import annotations

import difflib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from pipelines.statefile import StateError

from .exits import DONE, usage_error

if TYPE_CHECKING:
    from crawler.sites import Site


def sites_of_file(file: Path, names: Sequence[str]) -> list[Site]:
    """The sites of a file; of those named, when any is.

    Ends the command when the file cannot be used, or a name is not in it.
    """
    from crawler.sites_file import SitesError, read_sites

    try:
        sites = read_sites(file)
    except SitesError as error:
        usage_error(f"--sites {error}")
    known = {site.name: site for site in sites}
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            advice = f"did you mean {close[0]}?" if close else "name one as it is called there"
            usage_error(f"{name}: no such site in {file}; {advice}")
    return [known[name] for name in dict.fromkeys(names)] if names else sites


def due_sites(sites: list[Site], options: Any) -> list[Site]:
    """Those whose ``every`` has passed. Ends the command, well, when none is left.

    :param options: the crawl's Scrapy settings.
    """
    from crawler.runs import FILE, Runs, due

    if not any(site.every for site in sites):
        return sites
    if not (folder := options.get("STATE_DIR") or options.get("DRY_RUN_STATE")):
        typer.echo(
            "copydesk: every is not obeyed without a state folder: give -o FILE or --state DIR", err=True
        )
        return sites
    try:
        with Runs(Path(folder, FILE)) as runs:
            left = due(sites, runs, time.time())
    except StateError as error:
        usage_error(f"--state {folder}: {error}")
    if not left:
        typer.echo("copydesk: no site is due; --all crawls them all the same", err=True)
        raise typer.Exit(DONE)
    return left
