"""The ``copydesk`` command.

Light to import: worker processes import the main script again, and with it this.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of the ``copydesk`` script."""
    from typer.exceptions import TyperException

    from .app import app

    try:
        code = app(standalone_mode=False)
    except TyperException as error:
        # One clear line, not a box.
        print(f"copydesk: {error.format_message()} (try --help)", file=sys.stderr)
        sys.exit(2)
    sys.exit(code or 0)
