"""``copydesk learn``: what comes back on a site's articles, noted for later runs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipelines import PageError
from pipelines.line import to_line
from pipelines.pool import CleaningPool
from pipelines.recurring.samples import FILE, Samples
from pipelines.recurring.sightings import Sightings
from pipelines.statefile import StateError

from .exits import DONE, FAILURES, usage_error
from .inputs import InputError, Saved, failed_page, saved_pages, sightings_of
from .state import FOLDER, held

_TOGETHER = 100


def learn(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Pages (.html, .txt, also gzipped), folders of them, or listings, as for `clean`.",
        ),
    ],
    state: Annotated[
        Path, typer.Option(metavar="DIR", help="The folder to note it in; `crawl` and `clean` take it too.")
    ] = Path(FOLDER),
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 for one a core.")] = 0,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds a page may take.")] = 30.0,
    wait: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="Wait so long for another run on the same state.")
    ] = 0.0,
) -> None:
    """Learn what comes back on the articles of a site.

    Hashes are noted, no texts. Pages that were noted before count once. Prints what is
    known of each site; a page that fails gives a line on stderr, and exit code 1.

    Example: [bold]copydesk learn saved-pages/ && copydesk clean saved-pages/ --state .copydesk[/bold]
    """
    try:
        pages = list(saved_pages(paths))
    except InputError as error:
        usage_error(str(error))
    with held(state, wait):
        _learn(pages, state, workers, timeout)


def _learn(pages: list[Saved], state: Path, workers: int, timeout: float) -> NoReturn:
    try:
        samples = Samples(state / FILE)
    except StateError as error:
        usage_error(str(error))
    pool = CleaningPool(min(workers or os.cpu_count() or 1, max(1, len(pages))), timeout)
    left_out: Counter[str] = Counter()
    try:
        with samples:
            seen = _seen(pool.map(sightings_of, pages), left_out)
            while some := list(islice(seen, _TOGETHER)):
                samples.add(some)
            for known in samples.summary():
                typer.echo(f"{known.site}: {known.stories} stories, {known.recurring} texts that come back")
    except StateError as error:
        usage_error(str(error))
    except KeyboardInterrupt:
        typer.echo("copydesk: interrupted; what was noted until then is kept", err=True)
        raise typer.Exit(FAILURES) from None
    finally:
        pool.close()
    if left_out["homeless"]:
        typer.echo(
            f"copydesk: {left_out['homeless']} pages do not say whose they are: name their URLs in a listing",
            err=True,
        )
    raise typer.Exit(FAILURES if left_out else DONE)


def _seen(
    results: Iterable[tuple[Saved, Sightings | PageError | None]], left_out: Counter[str]
) -> Iterator[Sightings]:
    for page, result in results:
        if isinstance(result, PageError):
            left_out["failed"] += 1
            typer.echo(to_line(failed_page(page, result)), err=True, nl=False)
        elif result is None:
            left_out["homeless"] += 1
        else:
            yield result
