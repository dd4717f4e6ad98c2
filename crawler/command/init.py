"""``copydesk init``: a first sites.toml."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from .exits import usage_error

NAME = "sites.toml"
_EXAMPLE = "https://paper.example/"


def init(
    where: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE|FOLDER] [URL]...",
            help="Where to write it (sites.toml unless given), and front pages of sites to put in it.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write a first sites.toml, with comments.

    Nothing is fetched, and no file is replaced. A word is taken for a URL when it has :// in it, or
    begins with a host name; for a file or folder otherwise.

    Example: [bold]copydesk init https://paper.example/ https://daily.example/[/bold]
    """
    from crawler.sites import sites_of
    from crawler.starts import web_address

    words = list(where or ())
    place = Path(words.pop(0)) if words and _is_place(words[0]) else Path(NAME)
    if place.is_dir() or not place.suffix:
        place /= NAME
    try:
        sites = sites_of(web_address(url) for url in words)
    except ValueError as error:
        usage_error(str(error))
    text = sites_text((site.name, site.start) for site in sites or sites_of([_EXAMPLE]))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        usage_error(f"{place}: is there already; name another file, or move it away")
    except OSError as error:
        usage_error(f"{place}: cannot be written: {error.strerror}")
    typer.echo(f"Wrote {place}. Next:")
    typer.echo(f"  copydesk crawl --sites {shlex.quote(str(place))} -o articles.jsonl")


def sites_text(sites: Iterable[tuple[str, Sequence[str]]]) -> str:
    """A sites file with comments.

    :param sites: the name and start pages of each.
    """
    head, tail = files(__package__).joinpath("sites_template.toml").read_text("utf-8").split("#SITES\n")
    tables = (f"[[site]]\nname = {_toml(name)}\nstart = {_toml(list(start))}\n" for name, start in sites)
    return head + "\n".join(tables) + tail


def _toml(value: str | list[str]) -> str:
    # Strings and lists of strings are written in TOML as in JSON, but for DEL, which no address has.
    return json.dumps(value, ensure_ascii=False)


def _is_place(word: str) -> bool:
    first = word.partition("/")[0]
    if "://" in word:
        return False
    looks_like_host = "." in first.strip(".") and not first.startswith(".") and not word.endswith(".toml")
    return Path(word).is_dir() or not looks_like_host
