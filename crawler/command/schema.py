"""``copydesk schema``."""

from __future__ import annotations

import typer

from pipelines.schema import json_schema_text


def schema() -> None:
    """Print the JSON Schema of an output line.

    Example: [bold]copydesk schema > article.schema.json[/bold]
    """
    typer.echo(json_schema_text(), nl=False)
