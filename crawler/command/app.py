"""The Typer application: one file a subcommand."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.version import VERSION

from .clean import clean
from .crawl import crawl
from .crawl_state import state
from .exits import CRAWL_EPILOG
from .explain import explain
from .init import init
from .learn import learn
from .rules import rules
from .schema import schema

app = typer.Typer(
    name="copydesk",
    help="A news crawler that hands over text a copy desk would sign off.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 finished with failures, 2 usage; more of a crawl: copydesk crawl --help.",
)
app.command(epilog=CRAWL_EPILOG)(crawl)
app.command()(init)
app.command()(clean)
app.command()(explain)
app.command()(learn)
app.command()(state)
app.command()(rules)
app.command()(schema)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"copydesk {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass
