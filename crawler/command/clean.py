"""``copydesk clean``: saved pages to clean lines."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from crawler.output import OutputError, Part, duplicates_path, failed_path, written
from pipelines import Page, PageError, steps
from pipelines.desk import DATELINE
from pipelines.duplicates.stories import FILE as STORIES
from pipelines.duplicates.stories import Stories
from pipelines.duplicates_pipeline import DEDUPE
from pipelines.line import to_line
from pipelines.memory.keeper import MOST_SITES, Keeper, Visit
from pipelines.pool import CleaningPool
from pipelines.statefile import StateError

from .deduped import deduped
from .exits import DONE, FAILURES, forget_stdout, usage_error
from .inputs import CleanedLine, InputError, Saved, cleaned_line, failed_page, saved_pages
from .state import check, learned_file


def clean(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Pages (.html, .txt, also gzipped), archives (.warc.gz), folders of them, '-' for standard "
            "input, or a listing: JSON Lines with 'path', 'url' and any 'id'.",
        ),
    ],
    output: Annotated[
        str,
        typer.Option("-o", "--output", help="File to write (.jsonl, .jsonl.gz, .jsonl.zst), '-' for stdout."),
    ] = "-",
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 for one a core.")] = 0,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds a page may take.")] = 30.0,
    site_memory: Annotated[
        bool,
        typer.Option(
            "--site-memory",
            help="Go by what earlier pages of a site told; for listings, whose pages have URLs.",
        ),
    ] = False,
    dateline: Annotated[
        str,
        typer.Option(metavar="strip|keep", help="Take datelines out of the text, or keep them there too."),
    ] = "strip",
    dedupe: Annotated[
        str,
        typer.Option(
            metavar="mark|drop|off",
            help="One text printed by several sites: mark it in the lines, drop all but the first, or do not "
            "look.",
        ),
    ] = "off",
    state: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Drop what comes back on a site's articles, as `copydesk learn` or a crawl noted it there; "
            "tell duplicates among a crawl's archived articles as it did.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Clean saved pages.

    Output keeps the input's order. A page that fails gives a line in OUTPUT.failed.jsonl
    (on stderr when writing to stdout), and exit code 1.

    Example: [bold]copydesk clean pages/ -o articles.jsonl[/bold]
    """
    if output != "-" and (not output or urlsplit(output).scheme):
        usage_error(f"-o {output!r}: clean writes local files; give a file's name, or '-' for stdout")
    if dateline not in DATELINE:
        usage_error(f"--dateline {dateline}: {' or '.join(DATELINE)} is wanted")
    if dedupe not in DEDUPE:
        usage_error(f"--dedupe {dedupe}: {', '.join(DEDUPE)}: one of these is wanted")
    try:
        pages = list(saved_pages(paths))
    except InputError as error:
        usage_error(str(error))
    if state is not None:
        known = learned_file(state)
        if (stories := state / STORIES).is_file():
            check(Stories, stories)
        pages = [replace(page, state=known) for page in pages]
    keeper = Keeper(most=MOST_SITES if site_memory else 0)
    failures = 0
    try:
        with ExitStack() as stack:
            lines = stack.enter_context(written(Path(output))) if output != "-" else sys.stdout.buffer
            failed = stack.enter_context(_listed(output, failed_path))
            dropped = stack.enter_context(_listed(output, duplicates_path))
            write = stack.enter_context(deduped(lines, dropped, dedupe))
            advance = stack.enter_context(_progress(len(pages)))
            clean = partial(cleaned_line, steps=steps(dateline), sketch=dedupe != "off")
            for page, result in _cleaned(pages, workers, timeout, keeper, clean):
                if isinstance(result, PageError):
                    failures += 1
                    failed(failed_page(page, result))
                else:
                    write(result)
                advance()
        if output == "-":
            sys.stdout.flush()
    except (OutputError, StateError) as error:
        usage_error(str(error))
    except BrokenPipeError:
        # The reader has what it wanted (`| head`).
        forget_stdout()
    except OSError as error:
        forget_stdout()
        usage_error(f"-o {output}: cannot be written: {error.strerror}")
    except KeyboardInterrupt:
        forget_stdout()
        kept = (
            ""
            if output == "-"
            else f"; what was cleaned is in {Path(output).parent}/.{Path(output).name}.*.part"
        )
        typer.echo(f"copydesk: interrupted{kept}", err=True)
        raise typer.Exit(FAILURES) from None
    raise typer.Exit(FAILURES if failures else DONE)


def _cleaned(
    pages: list[Saved], workers: int, timeout: float, keeper: Keeper, clean: Callable[[Saved], CleanedLine]
) -> Iterator[tuple[Saved, CleanedLine | PageError]]:
    pool = CleaningPool(min(workers or os.cpu_count() or 1, max(1, len(pages))), timeout)
    visits: deque[Visit] = deque()

    def remember(saved: Saved, wait: Callable[[], None]) -> Saved:
        visit = keeper.arrive(Page(b"", url=saved.url))
        while not visit.is_ready:
            wait()
        visit.remember()
        visits.append(visit)
        return replace(saved, memory=visit.page.memory)

    def learn(_: Saved, result: CleanedLine | PageError) -> CleanedLine | PageError:
        visit = visits.popleft()
        if not isinstance(result, PageError):
            visit.seen = result.seen
        keeper.settle(visit)
        return result

    try:
        yield from pool.map(clean, pages, remember, learn)
    finally:
        pool.close()


@contextmanager
def _listed(output: str, beside: Callable[[Path], Path]) -> Iterator[Callable[[Any], None]]:
    """A function that writes down what is not in the output: to a file beside it, or to stderr.

    A run that lists nothing leaves no file, and removes an earlier run's.
    """
    if output == "-":
        yield lambda item: sys.stderr.buffer.write(to_line(item))
        return
    path = beside(Path(output))
    part: Part | None = None

    def write(item: Any) -> None:
        nonlocal part
        part = part or Part(path)
        part.file.write(to_line(item))

    try:
        yield write
    except KeyboardInterrupt:
        if part is not None:
            part.leave()
        raise
    except BaseException:
        if part is not None:
            part.discard()
        raise
    if part is not None:
        part.keep()
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _progress(total: int) -> Iterator:
    """A function to call for each page done: moves a bar when stderr is a terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True)
    ) as bar:
        task = bar.add_task("clean", total=total)
        yield lambda: bar.advance(task)
