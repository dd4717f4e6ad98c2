"""``sites.toml``: the operator's sites, read and checked (docs/sites.md)."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scrapy.settings import BaseSettings, Settings
from w3lib.url import safe_url_string

from . import spans
from .sites import Site, host_of
from .sites_lines import Lines
from .starts import web_address

PER_SITE_SETTINGS = (
    "DOWNLOAD_DELAY",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "DOWNLOAD_TIMEOUT",
    "USER_AGENT",
    "ROBOTSTXT_OBEY",
)
"""Scrapy settings that can differ from site to site."""

_NAME = re.compile(r"[\w.-]{1,64}")
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_LANGUAGE = re.compile(r"[a-z]{2}")
_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)(?: (\S+))?")


class SitesError(Exception):
    """A sites file that cannot be used. ``str()`` names file, line, site and key, and what is wanted."""


def read_sites(path: Path, can_differ: Collection[str] = PER_SITE_SETTINGS) -> list[Site]:
    """The sites of a file, in its order.

    :param can_differ: the Scrapy settings a site may have of its own.
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
    return _Checked(path, text, data, can_differ).sites()


class _Checked:
    """A file's data, checked table by table."""

    def __init__(self, path: Path, text: str, data: dict[str, Any], can_differ: Collection[str]) -> None:
        self._path, self._data, self._can_differ = path, data, can_differ
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
        self._known_keys(defaults, _FOR_ALL, "defaults")
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
        self._known_keys(table, _CHECKS, where, number)
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
                values[key] = (
                    self._settings(value) if key == "settings" else _CHECKS[key](value)  # type: ignore[operator]
                )
            except ValueError as error:
                self._wrong(f"{where}: {key}: {error}", place, key)
        return values

    def _settings(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError("a table is wanted: settings = { DOWNLOAD_DELAY = 2 }")
        usual = _usual()
        for name, given in value.items():
            if name not in self._can_differ:
                if name in usual:
                    raise ValueError(f"{name} is for all sites: give it by -s {name}=VALUE")
                raise ValueError(f"{name}: no such setting{_meant(name.upper(), self._can_differ)}")
            _check_kind(usual, name, given)
        return value

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
                text = f"no such key{_meant(key, known)}"
                self._wrong(
                    f"{where}: {key}: {text}" if where else f"{key}: {text}",
                    where if place is None else place,
                    key,
                )

    def _wrong(self, message: str, place: int | str | None = None, key: str | None = None) -> NoReturn:
        sites = self._data.get("site")
        line = self._lines.of(place, key, len(sites) if isinstance(sites, list) else 0)
        raise SitesError(f"{self._path}{f', line {line}' if line else ''}: {message}")


def _meant(key: str, known: Iterable[str]) -> str:
    known = list(known)
    close = difflib.get_close_matches(key, known, n=1)
    return f"; did you mean {close[0]}?" if close else f"; there are {', '.join(known)}"


# --- what a value must be: each returns it as Site has it, or raises ValueError ----


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a string is wanted, not {_told(value)}")
    return value


def _told(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _name(value: Any) -> str:
    if not _NAME.fullmatch(_text(value)):
        raise ValueError(f"{value!r}: letters, digits, '.', '-' and '_' are wanted, at most 64")
    return value


def _list(value: Any, one: Callable[[str], str]) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not values:
        raise ValueError("it is empty")
    return tuple(dict.fromkeys(one(_text(v)) for v in values))


def _start(value: Any) -> tuple[str, ...]:
    # As links to it are written: a host in other letters becomes ASCII (RFC 5891).
    return _list(value, lambda url: safe_url_string(web_address(url)))


def _host(value: str) -> str:
    try:
        host = value.lower().encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise ValueError(f"{value!r} is no host name; write it as news.paper.example, without https://")
    return host.removeprefix("www.")


def _since(value: Any) -> str:
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    return spans.day(_text(value))


def _whole(least: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ValueError(f"a whole number, {least} or more, is wanted, not {_told(value)}")
        return value

    return check


def _pattern(value: Any) -> str:
    try:
        re.compile(_text(value))
    except re.error as error:
        raise ValueError(f"{value!r}: not a regular expression: {error}") from None
    return value


def _language(value: Any) -> str:
    if not _LANGUAGE.fullmatch(_text(value)):
        raise ValueError(f"{value!r}: two letters of ISO 639-1 are wanted, such as de")
    return value


def _every(value: Any) -> str:
    spans.seconds(_text(value))
    return value


def _quiet(value: Any) -> str:
    found = _QUIET.fullmatch(_text(value))
    if found is None or found[1] + found[2] == found[3] + found[4]:
        raise ValueError(f"{value!r}: write it as 22:00-06:00, or 22:00-06:00 Europe/Berlin")
    try:
        ZoneInfo(found[5] or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{value!r}: no such time zone: {found[5]}") from None
    return value


def _render(value: Any) -> str | None:
    if value is True or value is False or value == "auto":
        return {True: "true", False: None}.get(value, value)
    raise ValueError(f'true, false or "auto" is wanted, not {_told(value)}')


@cache
def _usual() -> Settings:
    usual = Settings()
    usual.setmodule("crawler.settings", priority="project")
    return usual


def _check_kind(usual: BaseSettings, name: str, value: Any) -> None:
    kind = type(usual[name])
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is bool and not isinstance(value, bool):
        raise ValueError(f"{name}: true or false is wanted, not {_told(value)}")
    if kind in (int, float) and not (is_number and value >= 0):
        raise ValueError(f"{name}: a number, 0 or more, is wanted, not {_told(value)}")
    if (kind is str or usual[name] is None) and not isinstance(value, str):
        raise ValueError(f"{name}: a string is wanted, not {_told(value)}")


_CHECKS: dict[str, Callable[[Any], Any] | None] = {
    "name": _name,
    "start": _start,
    "hosts": lambda value: _list(value, _host),
    "since": _since,
    "max_articles": _whole(1),
    "depth": _whole(0),
    "allow": _pattern,
    "deny": _pattern,
    "language": _language,
    "every": _every,
    "quiet": _quiet,
    "render": _render,
    "settings": None,
}
_FOR_ALL = tuple(key for key in _CHECKS if key not in ("name", "start", "hosts"))
