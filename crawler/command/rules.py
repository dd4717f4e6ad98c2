"""``copydesk rules``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from pipelines.rulebook import rulebook
from pipelines.rules_document import rules_document


def rules(
    as_json: Annotated[bool, typer.Option("--json", help="One object a rule, a line each.")] = False,
) -> None:
    """Print every rule that can drop a text, with examples.

    Example: [bold]copydesk rules > docs/rules.md[/bold]
    """
    if as_json:
        for entry in rulebook():
            typer.echo(json.dumps(asdict(entry), ensure_ascii=False))
    else:
        typer.echo(rules_document(), nl=False)
