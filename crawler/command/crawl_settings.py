"""What ``copydesk crawl`` was told, as Scrapy settings, and whether they can be used."""

from __future__ import annotations

import difflib
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.desk import DATELINE

from .exits import usage_error
from .job import give_job_folder
from .state import FOLDER


def crawl_settings(pairs: list[str], output: str, state: Path | None, *, overwrite: bool = False) -> Any:
    """Scrapy settings of a crawl: the project's, the command's, then those given by ``-s``.

    Ends the command when one cannot be used.

    :param pairs: ``NAME=VALUE`` each.
    :param state: the folder given by ``--state``.
    :param overwrite: the output is replaced, not added to.
    """
    from scrapy.settings import Settings

    from crawler.frontier.job import waits
    from crawler.output import duplicates_path, failed_path, local_path, without_placeholders

    options = Settings()
    options.setmodule("crawler.settings", priority="project")
    options.set("LOG_LEVEL", "WARNING", priority="command")
    options.set("STATS_DUMP", False, priority="command")
    options.set("PROGRESS", sys.stderr.isatty(), priority="project")
    if output == "-":
        feed, place = {"format": "jsonl"}, "stdout:"
    else:
        feed, place = {"format": _format(output), "overwrite": overwrite}, output
        if not output:
            usage_error("-o: no file is named; give one, or '-' for stdout")
        if local := local_path(output):
            _check_added_to(output, local, feed)
            beside = without_placeholders(local)
            options.set("FAILED_PAGES", str(failed_path(beside)), priority="project")
            options.set("DROPPED_DUPLICATES", str(duplicates_path(beside)), priority="project")
            options.set("STATE_DIR", str(beside.with_name(FOLDER)), priority="project")
    if state is not None:
        options.set("STATE_DIR", str(state), priority="cmdline")
    options.set("FEEDS", {place: feed}, priority="command")
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            usage_error(f"-s {pair}: write it as -s NAME=VALUE")
        if name not in options:
            close = difflib.get_close_matches(name.upper(), list(options), n=1)
            usage_error(f"-s {name}: no such setting" + (f"; did you mean {close[0]}?" if close else ""))
        try:
            options.set(name, value, priority="cmdline")
        except ValueError:
            usage_error(f"-s {pair}: a dictionary in JSON is wanted")
    _check_kinds(options, pairs)
    give_job_folder(options, output)
    if (job := options.get("JOBDIR")) and waits(Path(job)) and not _is_lines(feed["format"]):
        usage_error(f"-o {output}: {feed['format']} cannot be added to when {job} goes on; use .jsonl")
    try:
        scheme = urlsplit(output).scheme
    except ValueError as error:
        usage_error(f"-o {output}: not an address: {error}")
    if output != "-" and scheme not in options.getwithbase("FEED_STORAGES"):
        usage_error(f"-o {output}: no storage for {scheme}: addresses; add one to FEED_STORAGES")
    return options


def set_dry_run(options: Any) -> None:
    """Nothing is written, and no state changed: of the crawl's own or of any other kind."""
    options.set("DRY_RUN", True, priority="cmdline")
    options.set("DRY_RUN_STATE", options.get("STATE_DIR") or "", priority="cmdline")
    for name in ("STATE_DIR", "JOBDIR", "FAILED_PAGES", "DROPPED_DUPLICATES", "ARCHIVE_DIR"):
        options.set(name, "", priority="cmdline")
    options.set("FEEDS", {}, priority="cmdline")


def _check_added_to(output: str, file: Path, feed: dict[str, Any]) -> None:
    """A list in JSON, a table or a tree has an end, behind which nothing can stand."""
    if feed["overwrite"] or feed["format"] not in ("json", "xml", "csv"):
        return
    if file.is_file() and file.stat().st_size:
        usage_error(f"-o {output}: {feed['format']} cannot be added to; give --overwrite, or a .jsonl file")


def _check_kinds(options: Any, pairs: list[str]) -> None:
    """Scrapy reads a setting when it first needs it, with a traceback; look at those given now."""
    from scrapy.settings import Settings

    from crawler.manners.quiet import QuietHours
    from pipelines.duplicates_pipeline import DEDUPE

    usual = Settings()
    usual.setmodule("crawler.settings", priority="project")
    for name in dict.fromkeys(pair.partition("=")[0] for pair in pairs):
        # A whole number by default may be any number (DOWNLOAD_DELAY = 0).
        readers = {bool: options.getbool, int: options.getfloat, float: options.getfloat}
        reader = options.getdict if name in _DICTIONARIES else readers.get(type(usual[name]))
        try:
            value = reader(name) if reader else None
        except (TypeError, ValueError):
            wanted = _WANTED.get(type(usual[name]), "a dictionary in JSON")
            usage_error(f"-s {name}={options[name]}: {wanted} is wanted")
        if name in _NOT_NEGATIVE and value < 0:
            usage_error(f"-s {name}={options[name]}: it cannot be negative")
        if name == "SITES":
            usage_error("-s SITES: give the sites as a file, by --sites")
        if name == "QUIET_HOURS" and options[name]:
            try:
                QuietHours.parse(options[name])
            except ValueError as error:
                usage_error(f"-s QUIET_HOURS: {error}")
        if name == "DATELINE" and options[name] not in DATELINE:
            usage_error(f"-s DATELINE={options[name]}: {' or '.join(DATELINE)} is wanted")
        if name == "DEDUPE" and options[name] not in DEDUPE:
            usage_error(f"-s DEDUPE={options[name]}: {', '.join(DEDUPE)}: one of these is wanted")
        if name == "LOG_LEVEL" and str(options[name]).upper() not in logging.getLevelNamesMapping():
            usage_error(f"-s LOG_LEVEL={options[name]}: no such level; take DEBUG, INFO, WARNING or ERROR")


# Scrapy's own default for FEEDS is empty, and says nothing of its kind.
_DICTIONARIES = frozenset(("FEEDS",))
_NOT_NEGATIVE = frozenset(
    "CLEAN_WORKERS CLEAN_TIMEOUT MAX_CRAWL_DELAY REST_START REST_MAX REST_TIMES DEDUPE_DAYS".split()
)
_WANTED: dict[type, str] = {bool: "0 or 1", int: "a number", float: "a number"}


def check_feeds(crawler: Any) -> None:
    """Where one feed cannot be, Scrapy leaves out all of them, logs it, and crawls for nothing.

    So they are tried before the crawl, and what Scrapy would log is the error.
    """
    from scrapy.exceptions import NotConfigured
    from scrapy.extensions.feedexport import FeedExporter

    said: list[str] = []
    listener = logging.Handler()
    listener.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("scrapy.extensions.feedexport")
    log.addHandler(listener)
    log.propagate = False
    try:
        FeedExporter(crawler)
    except NotConfigured:
        usage_error(f"the output cannot be written: {'; '.join(said) or 'FEEDS is empty'}")
    except (AssertionError, TypeError, ValueError, AttributeError) as error:
        usage_error(f"the output cannot be written: FEEDS: {type(error).__name__}: {error}")
    finally:
        log.removeHandler(listener)
        log.propagate = True


def _is_lines(format: str) -> bool:
    from crawler.exporters import LINE_FORMATS

    return format in LINE_FORMATS


def check_archive(folder: Path) -> None:
    """End the command when the folder of the archive cannot be made or written to."""
    from crawler.warc.known import Known
    from pipelines.statefile import StateError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            Known(folder).close()
    except OSError as error:
        usage_error(f"--archive {folder}: cannot be written to: {error.strerror}")
    except StateError as error:
        usage_error(f"--archive {folder}: {error}")


def check_rendering(options: Any) -> None:
    """End the command when pages are to be rendered and cannot be."""
    from crawler.rendering.modes import RenderingError, RenderModes, browser_path

    try:
        if RenderModes(options).any:
            browser_path(options)
    except RenderingError as error:
        usage_error(str(error))


def _format(output: str) -> str:
    """The feed format a name's ending stands for; JSON Lines for any other name."""
    ending = output.rpartition(".")[2].lower()
    return ending if ending in ("gz", "zst", "csv", "json", "xml") else "jsonl"
