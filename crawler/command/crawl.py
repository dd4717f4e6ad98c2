"""``copydesk crawl``: news sites to clean lines."""

from __future__ import annotations

import logging
import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from .crawl_settings import check_feeds, crawl_settings, set_dry_run
from .crawl_state import check_crawl_state
from .exits import DONE, FAILURES, usage_error
from .state import check


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
            help="File to add to (.jsonl, .jsonl.gz, .jsonl.zst), '-' for stdout, or any feed URI of "
            "Scrapy's, its %(time)s too.",
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
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the output, instead of adding to it.")
    ] = False,
    refetch: Annotated[
        bool,
        typer.Option("--refetch", help="Fetch and write again what earlier crawls wrote, changed or not."),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Fetch only what leads to articles, and print which would be fetched, and why.",
        ),
    ] = False,
    allow_private: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOST[:PORT]",
            help="Fetch from this host though its address is private or loopback; may be repeated.",
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("-s", "--set", metavar="NAME=VALUE", help="A Scrapy setting; may be repeated."),
    ] = None,
) -> None:
    """Crawl news sites.

    Start pages, feeds and sitemaps are found by themselves; robots.txt is obeyed. What
    earlier crawls into the same folder wrote is not written again, unless it has changed.
    Pages that fail are listed in OUTPUT.failed.jsonl, with exit code 1.

    Example: [bold]copydesk crawl https://paper.example/ -o articles.jsonl --max-articles 100[/bold]
    """
    # Scrapy and Twisted take half a second to import: not for `copydesk --help`.
    from crawler.increments.extension import crawl_state_file
    from crawler.output import OutputError, Part, local_path, without_placeholders
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
    options = crawl_settings(settings or [], output, state, overwrite=overwrite)
    if refetch:
        options.set("REFETCH", True, priority="cmdline")
    if dry_run:
        set_dry_run(options)
    if allow_private:
        options.set("ALLOW_PRIVATE_HOSTS", allow_private, priority="cmdline")
    if (local := local_path(output)) and not dry_run:
        try:
            Part(without_placeholders(local)).discard()
        except OutputError as error:
            usage_error(str(error))
    if known := state_file(options):
        check(known)
    if known := crawl_state_file(options):
        check_crawl_state(known, [] if refetch or dry_run else starts, output, overwrite=overwrite)
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
    if not options.getbool("DRY_RUN"):
        check_feeds(crawler)
    process.crawl(crawler, **arguments)
    process.start()
    return crawler


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
