"""``copydesk explain``: a page with what was kept of it and what was dropped, and why."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines import STEPS, Article, Page, PageError, clean_page
from pipelines.account import Entry, account
from pipelines.article import Dropped
from pipelines.line import to_line
from pipelines.recurring.settling import settle
from pipelines.recurring.sightings import site_of
from pipelines.statefile import StateError

from .exits import DONE, FAILURES, forget_stdout, usage_error
from .inputs import InputError, Saved, known_of, page_of, saved_pages
from .state import learned_file


class Color(StrEnum):
    """When to print in colour."""

    auto = "auto"
    always = "always"
    never = "never"


def explain(
    page: Annotated[
        str,
        typer.Argument(
            metavar="PAGE",
            help="A page (.html, .txt, also gzipped), or '-' for standard input; or, with --entry, a listing "
            "or folder it is in.",
        ),
    ],
    url: Annotated[str | None, typer.Option(help="Where the page came from.")] = None,
    entry: Annotated[
        str | None, typer.Option(help="Which page of a listing or folder: its id or path.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show menus and other runs outside the body too.")
    ] = False,
    state: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Drop what comes back on the site's articles too, as a crawl or `copydesk learn` noted it.",
            show_default=False,
        ),
    ] = None,
    color: Annotated[Color, typer.Option(help="Colours: auto is a terminal without NO_COLOR.")] = Color.auto,
    as_json: Annotated[
        bool, typer.Option("--json", help="One object: the article's fields, and 'blocks' of the page.")
    ] = False,
) -> None:
    """Show what was kept of a page, what was dropped, and by which rule.

    Example: [bold]copydesk explain page.html --url https://paper.example/story[/bold]
    """
    saved = _chosen(page, entry)
    if url is not None:
        saved = replace(saved, url=url)
    known = learned_file(state) if state is not None else None
    try:
        draft, article, entries = explained(page_of(saved))
    except PageError as error:
        typer.echo(f"copydesk: {saved.name}: {error}", err=True)
        raise typer.Exit(FAILURES) from None
    if known is not None and (site := site_of(article)):
        try:
            settled = settle(article, known_of(known, site))
        except StateError as error:
            usage_error(str(error))
        entries = list(_settled(entries, settled.dropped[len(article.dropped) :]))
        article = settled
    if as_json:
        text = json.dumps(as_object(article, entries), ensure_ascii=False) + "\n"
    else:
        from .explained import printed

        text = printed(draft, article, entries, every=every, colors=_has_colors(color))
    try:
        sys.stdout.buffer.write(text.encode(sys.stdout.encoding or "utf-8", "replace"))
        sys.stdout.flush()
    except BrokenPipeError:
        forget_stdout()
    raise typer.Exit(DONE)


def explained(page: Page) -> tuple[Article, Article, list[Entry]]:
    """The article before its last step, whose parts know their blocks; the article; the account.

    :raises PageError: the page cannot be cleaned.
    """
    draft = clean_page(page, STEPS[:-1])
    return draft, STEPS[-1](draft, page), account(draft, page)


def _settled(entries: list[Entry], gone: list[Dropped]) -> Iterator[Entry]:
    """The account, with what was taken out of the finished article: a list in one, item by item."""
    by_place = {dropped.where: dropped for dropped in gone}
    taken: Dropped | None = None
    for entry in entries:
        if entry.fate == "body":
            taken = by_place.get(entry.block.place, taken)
            # Lines of one element share its place; a paragraph may have lost its dateline.
            said = entry.block.text
            if taken is not None and (said in taken.text or taken.text in said):
                entry = replace(entry, fate="dropped", rule=taken.rule)
        yield entry


def as_object(article: Article, entries: list[Entry]) -> dict:
    """The line of the article with one field more: its page's blocks, in order."""
    blocks = [{"text": e.block.text, "fate": e.fate, "rule": e.rule, "where": e.block.place} for e in entries]
    return {**json.loads(to_line(article)), "blocks": blocks}


def _has_colors(color: Color) -> bool:
    if color is Color.auto:
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return color is Color.always


def _chosen(name: str, entry: str | None) -> Saved:
    """The one page that is meant."""
    try:
        found = list(saved_pages([name]))
    except InputError as error:
        usage_error(str(error))
    if entry is not None:
        found = [saved for saved in found if entry in (saved.id, saved.name)]
        if not found:
            usage_error(f"--entry {entry}: no page of {name} has this id or path")
    if not found:
        usage_error(f"{name}: no page in it")
    if len(found) > 1:
        usage_error(f"{name}: {len(found)} pages; say which by --entry ID, or give one page")
    return found[0]
