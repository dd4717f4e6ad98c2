"""The ``copydesk`` command.

Light to import: worker processes import the main script again, and with it this.
"""

from __future__ import annotations


def main() -> None:
    """Entry point of the ``copydesk`` script."""
    from .app import app

    app()
