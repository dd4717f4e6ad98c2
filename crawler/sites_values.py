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

from scrapy.settings import Settings
from w3lib.url import safe_url_string

from . import spans
from .manners import per_site
from .manners.quiet import QuietHours
from .starts import web_address

_NAME = re.compile(r"[\w.-]{1,64}")
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_LANGUAGE = re.compile(r"[a-z]{2}")


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
    QuietHours.parse(_text(value))
    return value


def _render(value: Any) -> str:
    if value is True or value is False or value == "auto":
        return {True: "true", False: "off"}.get(value, value)
    raise ValueError(f'true, false or "auto" is wanted, not {_told(value)}')


def _settings(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("a table is wanted: settings = { DOWNLOAD_DELAY = 2 }")
    usual = _usual()
    for name in value:
        if name not in per_site.PER_SITE_SETTINGS:
            if name in usual:
                raise ValueError(f"{name} is for all sites: give it by -s {name}=VALUE")
            raise ValueError(f"{name}: no such setting{meant(name.upper(), per_site.PER_SITE_SETTINGS)}")
    per_site.check(value)
    return value


@cache
def _usual() -> Settings:
    usual = Settings()
    usual.setmodule("crawler.settings", priority="project")
    return usual


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
