"""What the values of a ``sites.toml`` must be: each check returns a value as a Site has it.

They raise :class:`ValueError`, with what is wanted.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scrapy.settings import BaseSettings, Settings
from w3lib.url import safe_url_string

from . import spans
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


def meant(name: str, known: Iterable[str]) -> str:
    """The end of a message about a name that is not known."""
    known = list(known)
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else f"; there are {', '.join(known)}"


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
    if not value:
        raise ValueError("it is empty")
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


def _settings(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("a table is wanted: settings = { DOWNLOAD_DELAY = 2 }")
    usual = _usual()
    for name, given in value.items():
        if name not in PER_SITE_SETTINGS:
            if name in usual:
                raise ValueError(f"{name} is for all sites: give it by -s {name}=VALUE")
            raise ValueError(f"{name}: no such setting{meant(name.upper(), PER_SITE_SETTINGS)}")
        _check_kind(usual, name, given)
    return value


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


CHECKS: dict[str, Callable[[Any], Any]] = {
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
    "settings": _settings,
}
"""The keys of a site, in the order in which they are told."""
FOR_ALL = tuple(key for key in CHECKS if key not in ("name", "start", "hosts"))
