"""``copydesk state``: what crawls remember; and checks of it before a crawl."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipelines.statefile import StateError

from .exits import DONE, usage_error
from .state import FOLDER


def state(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="The state folder.", show_default=False)
    ] = Path(FOLDER),
    as_json: Annotated[bool, typer.Option("--json", help="One object, for programs.")] = False,
    compact: Annotated[
        bool,
        typer.Option(
            "--compact",
            help="Forget what nothing has led to for long, and make the file as small as it can be.",
        ),
    ] = False,
    days: Annotated[
        float | None,
        typer.Option(min=0, help="With --compact: how long is long; 365 unless given.", show_default=False),
    ] = None,
) -> None:
    """Show what crawls remember: sites, articles, the last run.

    Example: [bold]copydesk state .copydesk --compact[/bold]
    """
    from crawler import settings
    from crawler.increments.crawl_state import FILE, CrawlState, days_ago

    file = folder / FILE
    if days is not None and not compact:
        usage_error("--days: it is for --compact")
    if not file.is_file():
        usage_error(f"{folder}: no crawl has left a state there; name the folder: copydesk state DIR")
    forgotten = None
    try:
        with CrawlState(file) as known:
            if compact:
                forgotten = known.forget(days_ago(settings.RETENTION_DAYS if days is None else days))
                known.compact(always=True)
            sites, run = known.sites(), known.last_run()
    except StateError as error:
        usage_error(str(error))
    size = file.stat().st_size
    if as_json:
        told = {"file": str(file), "bytes": size, "forgotten": forgotten, "last_run": run and asdict(run)}
        typer.echo(json.dumps(told | {"sites": [asdict(site) for site in sites]}, ensure_ascii=False))
        raise typer.Exit(DONE)
    for site in sites:
        last = f", last fetched {_moment(site.last_fetched)}" if site.last_fetched else ""
        typer.echo(f"{site.site}: {site.articles} articles, {site.addresses} addresses{last}")
    if run is not None:
        typer.echo(
            f"last run: {_moment(run.started)} to {_moment(run.ended)}, {run.reason}: {run.new} new, "
            f"{run.changed} changed, {run.unchanged} unchanged, {run.failed} failed"
        )
    if forgotten is not None:
        typer.echo(f"forgotten: {forgotten} addresses")
    typer.echo(f"{file}: {size / 1024:.0f} KiB")
    raise typer.Exit(DONE)


def check_crawl_state(file: Path, starts: list[str], output: str, *, overwrite: bool) -> None:
    """End the command when the state cannot be used; warn when it knows articles that the output lacks.

    :param starts: the crawl's start pages.
    """
    from crawler.increments.crawl_state import CrawlState
    from crawler.output import local_path
    from crawler.sites import host_of

    if not file.exists():
        return  # it is made
    try:
        with CrawlState(file) as known:
            articles = known.known_articles({host_of(url) for url in starts})
    except StateError as error:
        usage_error(f"--state {file.parent}: {error}")
    local = local_path(output)
    if not articles or local is None or "%(" in output:
        return
    if overwrite or not local.is_file() or not local.stat().st_size:
        state = "is replaced" if overwrite else "is empty" if local.is_file() else "is not there"
        typer.echo(
            f"copydesk: {output} {state}, and {file.parent} knows {articles} articles of earlier crawls, "
            "which are not written again; --refetch writes them all",
            err=True,
        )


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
