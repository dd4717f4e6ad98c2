"""What can go wrong with a page, by name."""

from __future__ import annotations


class PageError(Exception):
    """A page that cannot be cleaned. ``str()`` says why, in one line."""


class NotText(PageError):
    """The input is a picture, a PDF or other data that holds no readable text."""


class NoPage(PageError):
    """The input is empty, or there is no HTML in it."""


class StepFailed(PageError):
    """A cleaning step raised. Names the step; the cause is chained."""


class PageTimeout(PageError):
    """Cleaning took longer than the time limit; its worker was replaced."""


class WorkerDied(PageError):
    """The process that cleaned the page ended (out of memory, a crash in C)."""
