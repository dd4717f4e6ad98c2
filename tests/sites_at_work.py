"""Small news sites on loopback, good and broken, each a host of its own (127.0.0.1, 127.0.0.2, …)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import loopback, made_site
from tests.loopback import Answer, Loopback


@contextmanager
def serving(count: int) -> Iterator[list[Loopback]]:
    """So many sites, with nothing on them yet."""
    with ExitStack() as stack:
        yield [stack.enter_context(loopback.serving(f"127.0.0.{n}")) for n in range(1, count + 1)]


def fill(site: Loopback, articles: int, first: int = 0) -> list[str]:
    """A front page that links to articles. Returns their addresses."""
    paths = [f"/story/{number}" for number in range(first, first + articles)]
    site.page("/", front(paths))
    for number, path in enumerate(paths, first):
        site.page(path, made_site.page(number, host=site.url))
    return [site.url + path for path in paths]


def front(paths: list[str]) -> str:
    links = "".join(f"<li><a href='{path}'>Story at {path}</a></li>" for path in paths)
    return f"<!doctype html><html lang=en><title>Front</title><body><ul>{links}</ul></body></html>"


def break_everything(site: Loopback, how: Answer) -> None:
    """Answer every path so, whatever it is; but robots.txt, which is not there."""
    site.answer = lambda method, path, headers: (
        site.log.append(loopback.Asked(method, path, headers, 0.0, 1))
        or (Answer(status=404) if path == "/robots.txt" else how)
    )


def sites_file(path: Path, *sites: dict, **defaults: object) -> Path:
    """A sites.toml. A site's name and start are ``a``, ``b``, … and its address where they are not given."""
    lines = ["[defaults]", *(f"{key} = {json.dumps(value)}" for key, value in defaults.items())]
    for site in sites:
        lines += ["[[site]]", *(f"{key} = {_toml(value)}" for key, value in site.items())]
    path.write_text("\n".join(lines) + "\n")
    return path


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(v)}" for key, v in value.items()) + "}"
    return json.dumps(value)
