"""Say what the run did, in one line of JSON, and keep it in the log of runs."""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.output import OutputError, Part
from crawler.run_summary import run_summary
from crawler.runs import FILE, Runs
from crawler.site_outcomes import site_results
from pipelines.statefile import StateError

logger = logging.getLogger(__name__)


class Summary:
    """Write the run's summary when it is over, however it was ended (:mod:`crawler.run_summary`).

    Setting ``SUMMARY``: a file, which is replaced, or ``-`` for stdout; empty: none is written.
    With a ``STATE_DIR`` it is noted in ``runs.sqlite`` there too (:mod:`crawler.runs`).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._started, self._clock = datetime.now(UTC), time.monotonic()
        self._run = f"{self._started:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        self._done = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Summary:
        extension = cls(crawler)
        # After spider_closed: the output is stored then, or it is known that it could not be.
        crawler.signals.connect(extension.write, signals.engine_stopped)
        return extension

    def write(self) -> None:
        """Write it, once. A crawl that is stopped a second time does not send the signal:
        the command calls this."""
        if self._done:
            return
        self._done = True
        said = self._summary()
        self._note(said)
        place = self._crawler.settings.get("SUMMARY")
        if not place:
            return
        line = json.dumps(said, ensure_ascii=False) + "\n"
        if place == "-":
            sys.stdout.write(line)
            sys.stdout.flush()
            return
        try:
            part = Part(Path(place))
            part.file.write(line.encode())
            part.keep()
        except (OutputError, OSError) as error:
            logger.error("The summary cannot be written: %s", error)

    def _summary(self) -> dict[str, Any]:
        settings = self._crawler.settings
        return run_summary(
            self._crawler.stats.get_stats(),
            run=self._run,
            outputs=[str(uri) for uri in settings.getdict("FEEDS")],
            failures=settings.get("FAILED_PAGES") or None,
            job=settings.get("JOBDIR"),
            started=self._started,
            seconds=time.monotonic() - self._clock,
        )

    def _note(self, said: dict[str, Any]) -> None:
        folder = self._crawler.settings.get("STATE_DIR")
        if not folder:
            return
        sites = site_results(self._crawler.stats.get_stats())
        started = self._started.timestamp()
        try:
            with Runs(Path(folder, FILE)) as runs:
                runs.note(started, started + said["seconds"], sites, said)
        except StateError as error:
            logger.error("The run is not noted: %s", error)
