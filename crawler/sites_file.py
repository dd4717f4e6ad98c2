"""``sites.toml``: the operator's sites, read and checked (docs/sites.md)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from .sites import Site, host_of
from .sites_lines import Lines
from .sites_values import CHECKS, FOR_ALL, meant


class SitesError(Exception):
    """A sites file that cannot be used. ``str()`` names file, line, site and key, and what is wanted."""


def read_sites(path: Path) -> list[Site]:
    """The sites of a file, in its order.

    :raises SitesError: the file cannot be read, or something in it is not as it must be: the
        first such thing.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SitesError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SitesError(f"{path}: not TOML: {error}") from None
    return _Checked(path, text, data).sites()


class _Checked:
    """A file's data, checked table by table."""

    def __init__(self, path: Path, text: str, data: dict[str, Any]) -> None:
        self._path, self._data = path, data
        self._lines = Lines(text)
        self._names: dict[str, int] = {}
        self._hosts: dict[str, Site] = {}

    def sites(self) -> list[Site]:
        self._known_keys(self._data, ("site", "defaults"), None)
        tables, defaults = self._data.get("site", []), self._data.get("defaults", {})
        if not isinstance(defaults, dict):
            self._wrong("defaults: a table is wanted: [defaults]", key="defaults")
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._wrong("site: tables are wanted, each begun by [[site]]", key="site")
        if not tables:
            self._wrong("no site in it; begin one by [[site]], with name and start")
        self._known_keys(defaults, FOR_ALL, "defaults")
        common = self._values(defaults, "defaults", "defaults")
        sites: list[Site] = []
        for number, table in enumerate(tables):
            sites.append(self._site(table, number, len(tables), common))
            self._apart(sites[-1], number)
        return sites

    def _site(self, table: dict[str, Any], number: int, of: int, common: dict[str, Any]) -> Site:
        place = f"site {number + 1} of {of}"
        name = table.get("name")
        where = f"site {name!r}" if isinstance(name, str) else place
        self._known_keys(table, CHECKS, where, number)
        for needed in ("name", "start"):
            if needed not in table:
                self._wrong(f"{where}: it has no {needed}", number)
        own = self._values(table, where, number)
        values = {**common, **own, "settings": common.get("settings", {}) | own.get("settings", {})}
        return Site(**values)

    def _values(self, table: dict[str, Any], where: str, place: int | str) -> dict[str, Any]:
        values = {}
        for key, value in table.items():
            try:
                values[key] = CHECKS[key](value)
            except ValueError as error:
                self._wrong(f"{where}: {key}: {error}", place, key)
        return values

    def _apart(self, site: Site, number: int) -> None:
        """A site has a name and hosts of its own."""
        if self._names.setdefault(site.name.casefold(), number) != number:
            self._wrong(f"site {site.name!r} is there twice", number, "name")
        for host in (*map(host_of, site.start), *site.hosts):
            other = self._hosts.setdefault(host, site)
            if other is not site:
                self._wrong(
                    f"site {site.name!r}: its host {host} is also that of site {other.name!r}; "
                    'a site may have several start pages: start = ["…", "…"]',
                    number,
                    "hosts" if host in site.hosts else "start",
                )

    def _known_keys(
        self, table: dict[str, Any], known: Iterable[str], where: str | None, place: int | str | None = None
    ) -> None:
        for key in table:
            if key not in known:
                text = f"no such key{meant(key, known)}"
                self._wrong(
                    f"{where}: {key}: {text}" if where else f"{key}: {text}",
                    where if place is None else place,
                    key,
                )

    def _wrong(self, message: str, place: int | str | None = None, key: str | None = None) -> NoReturn:
        sites = self._data.get("site")
        line = self._lines.of(place, key, len(sites) if isinstance(sites, list) else 0)
        raise SitesError(f"{self._path}{f', line {line}' if line else ''}: {message}")
