"""``copydesk crawl``: news sites to clean lines."""

from __future__ import annotations

import difflib
import logging
import re
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from .exits import DONE, FAILURES, usage_error
from .state import FOLDER, check


class SpiderName(StrEnum):
    """The spiders, by their Scrapy names."""

    site = "site"
    feed = "feed"
    sitemap = "sitemap"
    urls = "urls"


def crawl(
    urls: Annotated[
        list[str] | None,
        typer.Argument(metavar="[URL]...", help="Front pages or sections of news sites.", show_default=False),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            help="File (.jsonl, .jsonl.gz, .jsonl.zst), '-' for stdout, or any feed URI of Scrapy's.",
        ),
    ] = "-",
    max_articles: Annotated[int | None, typer.Option(min=1, help="Stop after so many articles.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Leave out what was published before.")
    ] = None,
    depth: Annotated[
        int | None, typer.Option(min=0, help="Links away from a start page to go; 5 unless given.")
    ] = None,
    allow: Annotated[
        str | None, typer.Option(metavar="REGEX", help="Fetch only addresses this is found in.")
    ] = None,
    deny: Annotated[
        str | None, typer.Option(metavar="REGEX", help="Do not fetch addresses this is found in.")
    ] = None,
    spider: Annotated[
        SpiderName, typer.Option(help="What the URLs are: sites, feeds, sitemaps, or articles (urls).")
    ] = SpiderName.site,
    file: Annotated[Path | None, typer.Option(help="Read URLs from a file too, one a line.")] = None,
    state: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where to keep what helps later crawls; .copydesk beside the output unless given.",
            show_default=False,
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("-s", "--set", metavar="NAME=VALUE", help="A Scrapy setting; may be repeated."),
    ] = None,
) -> None:
    """Crawl news sites.

    Start pages, feeds and sitemaps are found by themselves; robots.txt is obeyed.
    Pages that fail are listed in OUTPUT.failed.jsonl, with exit code 1.

    Example: [bold]copydesk crawl https://paper.example/ -o articles.jsonl --max-articles 100[/bold]
    """
    # Scrapy and Twisted take half a second to import: not for `copydesk --help`.
    from crawler.output import OutputError, Part, local_path
    from crawler.spiders.news import listed_addresses, web_address
    from pipelines.itempipelines import state_file

    try:
        starts = [web_address(url) for url in urls or ()]
        if file is not None:
            starts += listed_addresses(file)
    except ValueError as error:
        usage_error(str(error))
    except OSError as error:
        usage_error(f"--file {file}: cannot be read: {error.strerror}")
    if not starts:
        usage_error("nothing to crawl: give a URL, or --file with one a line")
    _check_pattern("--allow", allow)
    _check_pattern("--deny", deny)
    _check_day(since)
    options = _settings(settings or [], output, state)
    if local := local_path(output):
        try:
            Part(local).discard()
        except OutputError as error:
            usage_error(str(error))
    if known := state_file(options):
        check(known)
    arguments: dict[str, Any] = {"max_articles": max_articles, "since": since, "allow": allow, "deny": deny}
    if depth is not None:
        if spider is not SpiderName.site:
            usage_error(f"--depth: the {spider} spider follows no links")
        arguments["depth"] = depth
    crawler = _run(spider, options, url=starts, **arguments)
    stats = crawler.stats
    failed = stats.get_value("copydesk/failed", 0) or stats.get_value("log_count/ERROR", 0)
    if any(name.startswith("feedexport/failed_count/") for name in stats.get_stats()):
        failed = True
        typer.echo(f"copydesk: -o {output}: could not be stored; the log says why", err=True)
    interrupted = stats.get_value("finish_reason") not in (
        "finished",
        "max_articles",
        "closespider_itemcount",
    )
    raise typer.Exit(FAILURES if failed or interrupted else DONE)


def _run(spider: str, options: Any, **arguments: Any) -> Any:
    from scrapy.crawler import AsyncCrawlerProcess

    process = AsyncCrawlerProcess(options)
    # Its error is reported with the page it kept from being fetched.
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
    crawler = process.create_crawler(spider)
    _check_feeds(crawler)
    process.crawl(crawler, **arguments)
    process.start()
    return crawler


def _settings(pairs: list[str], output: str, state: Path | None) -> Any:
    from scrapy.settings import Settings

    from crawler.output import failed_path, local_path

    options = Settings()
    options.setmodule("crawler.settings", priority="project")
    options.set("LOG_LEVEL", "WARNING", priority="command")
    options.set("STATS_DUMP", False, priority="command")
    options.set("PROGRESS", sys.stderr.isatty(), priority="project")
    if output == "-":
        feed, place = {"format": "jsonl"}, "stdout:"
    else:
        feed, place = {"format": _format(output), "overwrite": True}, output
        if not output:
            usage_error("-o: no file is named; give one, or '-' for stdout")
        if local := local_path(output):
            options.set("FAILED_PAGES", str(failed_path(local)), priority="project")
            options.set("STATE_DIR", str(local.with_name(FOLDER)), priority="project")
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
    if (job := options.get("JOBDIR")) and Path(job, "requests.seen").exists():
        # The crawl goes on where it was stopped, and so does its output.
        if feed["format"] in ("json", "xml", "csv"):
            usage_error(f"-o {output}: {feed['format']} cannot be added to when {job} is resumed; use .jsonl")
        feed["overwrite"] = False
    try:
        scheme = urlsplit(output).scheme
    except ValueError as error:
        usage_error(f"-o {output}: not an address: {error}")
    if output != "-" and scheme not in options.getwithbase("FEED_STORAGES"):
        usage_error(f"-o {output}: no storage for {scheme}: addresses; add one to FEED_STORAGES")
    return options


def _check_kinds(options: Any, pairs: list[str]) -> None:
    """Scrapy reads a setting when it first needs it, with a traceback; look at those given now."""
    from scrapy.settings import Settings

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
        if name in ("CLEAN_WORKERS", "CLEAN_TIMEOUT") and value < 0:
            usage_error(f"-s {name}={options[name]}: it cannot be negative")
        if name == "LOG_LEVEL" and str(options[name]).upper() not in logging.getLevelNamesMapping():
            usage_error(f"-s LOG_LEVEL={options[name]}: no such level; take DEBUG, INFO, WARNING or ERROR")


# Scrapy's own default for FEEDS is empty, and says nothing of its kind.
_DICTIONARIES = frozenset(("FEEDS",))
_WANTED: dict[type, str] = {bool: "0 or 1", int: "a number", float: "a number"}


def _check_feeds(crawler: Any) -> None:
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


def _format(output: str) -> str:
    """The feed format a name's ending stands for; JSON Lines for any other name."""
    ending = output.rpartition(".")[2].lower()
    return ending if ending in ("gz", "zst", "csv", "json", "xml") else "jsonl"


def _check_pattern(option: str, pattern: str | None) -> None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        usage_error(f"{option} {pattern!r}: not a regular expression: {error}")


def _check_day(day: str | None) -> None:
    try:
        date.fromisoformat(day or "2000-01-01")
    except ValueError:
        usage_error(f"--since {day!r}: not a day; write it as 2025-03-14")
