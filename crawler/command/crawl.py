"""``copydesk crawl``: news sites to clean lines."""

from __future__ import annotations

import re
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from .crawl_settings import check_archive, check_feeds, check_rendering, crawl_settings, set_dry_run
from .crawl_sites import due_sites, sites_of_file
from .crawl_state import check_crawl_state
from .exits import NOT_STORED, exit_code, usage_error
from .job import job_of, sites_begun
from .state import check, held


class SpiderName(StrEnum):
    """The spiders, by their Scrapy names."""

    site = "site"
    feed = "feed"
    sitemap = "sitemap"
    urls = "urls"


class Dedupe(StrEnum):
    """What becomes of near-duplicates."""

    mark = "mark"
    drop = "drop"
    off = "off"


def crawl(
    urls: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[URL]...",
            help="Front pages or sections of news sites; with --sites, names of sites in the file.",
            show_default=False,
        ),
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
        str | None,
        typer.Option(
            metavar="DAY", help="Leave out what was published before: 2025-03-14, or 7d for a week."
        ),
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
    restart: Annotated[
        bool,
        typer.Option(
            "--restart", help="Begin anew where a crawl was stopped: drop what it had still to fetch."
        ),
    ] = False,
    sites: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Crawl the sites of a sites.toml (`copydesk init` writes one).",
            show_default=False,
        ),
    ] = None,
    all_sites: Annotated[
        bool, typer.Option("--all", help="Crawl sites that are not due yet (every) all the same.")
    ] = False,
    wait: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="Wait so long for another run on the same state.")
    ] = 0.0,
    summary: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Write what the run did, one line of JSON; '-' for stdout.",
            show_default=False,
        ),
    ] = None,
    dedupe: Annotated[
        Dedupe | None,
        typer.Option(
            help="One text printed by several sites: mark it in the lines, drop all but the first, or do not "
            "look; mark unless given.",
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
    archive: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep what comes in, as it comes in, in WARC files in this folder."),
    ] = None,
    render: Annotated[
        str | None,
        typer.Option(
            metavar="auto|true|off",
            help="Render pages by a browser: those that hold nothing as they are sent (auto), or all. Needs "
            "the extra copydesk\\[browser] and Chromium.",
            show_default=False,
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("-s", "--set", metavar="NAME=VALUE", help="A Scrapy setting; may be repeated."),
    ] = None,
) -> None:
    """Crawl news sites.

    Start pages, feeds and sitemaps are found by themselves; robots.txt is obeyed. What earlier
    crawls into the same folder wrote is not written again, unless it has changed. Pages that fail
    are listed in OUTPUT.failed.jsonl, with exit code 1. A crawl into a file that was stopped, by
    Ctrl-C or any other way, goes on when the same command is given again.

    Example: [bold]copydesk crawl https://paper.example/ -o articles.jsonl --max-articles 100[/bold]
    """
    # Scrapy and Twisted take half a second to import: not for `copydesk --help`.
    from crawler import spans
    from crawler.frontier.job import waits
    from crawler.increments.extension import crawl_state_file
    from crawler.output import OutputError, Part, local_path, without_placeholders
    from crawler.starts import listed_addresses, web_address
    from pipelines.duplicates.stories import FILE as STORIES
    from pipelines.duplicates.stories import Stories
    from pipelines.itempipelines import state_file
    from pipelines.pool import prepare
    from pipelines.recurring.samples import Samples

    chosen = sites_of_file(sites, urls or []) if sites is not None else []
    if all_sites and sites is None:
        usage_error("--all: it is for --sites")
    try:
        starts = [] if sites is not None else [web_address(url) for url in urls or ()]
        if file is not None:
            starts += listed_addresses(file)
    except ValueError as error:
        usage_error(str(error))
    except OSError as error:
        usage_error(f"--file {file}: cannot be read: {error.strerror}")
    if sites is not None and starts:
        usage_error("--file: with --sites, the start pages are those of the sites")
    if not starts and not chosen:
        usage_error("nothing to crawl: give a URL, --file with one a line, or --sites")
    _check_pattern("--allow", allow)
    _check_pattern("--deny", deny)
    try:
        since_day = spans.day(since) if since else None
    except ValueError as error:
        usage_error(f"--since {error}")
    options = crawl_settings(settings or [], output, state, overwrite=overwrite)
    if refetch:
        options.set("REFETCH", True, priority="cmdline")
    if dry_run:
        set_dry_run(options)
    if dedupe is not None:
        options.set("DEDUPE", dedupe.value, priority="cmdline")
    if allow_private:
        allowed = [*options.getlist("ALLOW_PRIVATE_HOSTS"), *allow_private]
        options.set("ALLOW_PRIVATE_HOSTS", allowed, priority="cmdline")
    _check_lengths(starts, options.getint("URLLENGTH_LIMIT"))
    _check_private_hosts(options.getlist("ALLOW_PRIVATE_HOSTS"))
    if archive is not None:
        options.set("ARCHIVE_DIR", str(archive), priority="cmdline")
    if render is not None:
        options.set("RENDER", render, priority="cmdline")
    check_rendering(options)
    if kept := options.get("ARCHIVE_DIR"):
        check_archive(Path(kept))
    if summary is not None:
        if summary == "-" and output == "-":
            usage_error("--summary -: the articles go to stdout; give -o FILE, or --summary FILE")
        options.set("SUMMARY", summary, priority="cmdline")
    written = [Path(summary)] if summary and summary != "-" else []
    if (local := local_path(output)) and not dry_run:
        written.append(without_placeholders(local))
    for path in written:
        try:
            Part(path).discard()
        except OutputError as error:
            usage_error(str(error))
    if known := state_file(options):
        check(Samples, known)
    if options.get("STATE_DIR") and options["DEDUPE"] != "off":
        check(Stories, Path(options["STATE_DIR"], STORIES))
    if known := crawl_state_file(options):
        # What a stopped crawl has written is not in the output yet.
        goes_on = bool(options.get("JOBDIR")) and waits(Path(options["JOBDIR"]))
        expects_nothing = refetch or dry_run or goes_on
        pages = [] if expects_nothing else [*starts, *(url for site in chosen for url in site.start)]
        check_crawl_state(known, pages, output, overwrite=overwrite)
    arguments: dict[str, Any] = {
        "max_articles": max_articles,
        "since": since_day,
        "allow": allow,
        "deny": deny,
    }
    if depth is not None:
        if spider is not SpiderName.site:
            usage_error(f"--depth: the {spider} spider follows no links")
        arguments["depth"] = depth
    prepare()
    with held(options.get("STATE_DIR"), wait):
        if chosen:
            # Not before it is known that no other run is at them.
            begun = None if restart else sites_begun(options)
            if begun is not None:
                chosen = [site for site in chosen if site.name in begun]
            elif not all_sites:
                chosen = due_sites(chosen, options)
            options.set("SITES", [asdict(site) for site in chosen], priority="cmdline")
        asked = arguments | {
            "urls": starts, "spider": spider.value, "sites": [site.name for site in chosen],
            # As it was given: seven days ago is another day tomorrow.
            "since": since,
        }  # fmt: skip
        job = job_of(options, output, asked, restart=restart)
        crawler = _run(spider, options, url=starts, **arguments)
    code = exit_code(crawler.stats.get_stats())
    if code == NOT_STORED:
        typer.echo(f"copydesk: -o {output}: could not be stored; the log says why", err=True)
    if job is not None and waits(job):
        reason = crawler.stats.get_value("finish_reason") or "killed"
        typer.echo(f"copydesk: stopped ({reason}); the same command goes on from here", err=True)
    raise typer.Exit(code)


def _run(spider: str, options: Any, **arguments: Any) -> Any:
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.extensions.summary import Summary

    process = AsyncCrawlerProcess(options)
    crawler = process.create_crawler(spider)
    if not options.getbool("DRY_RUN"):
        check_feeds(crawler)
    process.crawl(crawler, **arguments)
    process.start()
    if (summary := crawler.get_extension(Summary)) is not None:
        summary.write()
    return crawler


def _check_lengths(urls: list[str], limit: int) -> None:
    """Scrapy leaves out what is too long, with a word in the log."""
    for url in urls:
        if limit and len(url) > limit:
            usage_error(f"{url[:60]}…: longer than {limit} characters; see -s URLLENGTH_LIMIT")


def _check_private_hosts(allowed: list[str]) -> None:
    from crawler.safety.rules import PrivateHosts

    try:
        PrivateHosts(allowed)
    except ValueError as error:
        usage_error(f"--allow-private: {error}")


def _check_pattern(option: str, pattern: str | None) -> None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        usage_error(f"{option} {pattern!r}: not a regular expression: {error}")
