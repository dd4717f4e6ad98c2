"""Cleaning addresses: one way to write what several links mean."""

from __future__ import annotations

import re
from urllib.parse import SplitResult

from w3lib.url import safe_url_string

from pipelines.addresses import parts

# Parameters that say where a reader came from, not what is read.
_TRACKING = re.compile(
    r"(?:utm_|at_|pk_|mtm_|stm_|_hs|mc_|oly_|vero_|hsa_)\w+|"
    r"(?:fb|gcl|dcl|msclk|twcl|ycl|igsh|wbra|gbra|yad|srslt)id|igshid|_ga|_gl|"
    r"cmpid|ocid|ns_\w+|xtor|smid|smtyp|s_cid|ito|ref_src|__twitter_impression|guccounter|spm|mkt_tok",
    re.IGNORECASE,
)
# Parameters that name a visit.
_SESSION = re.compile(
    r"(?:phpsess|jsession|aspsession|oscs|zen|cf|s|sess|session|visit)_?(?:id|token)\w*", re.IGNORECASE
)
# A story may have a "sid" too; a visit's is long and made by chance.
_TOKEN = re.compile(r"(?=[^=]*\d)[0-9A-Za-z_.,!-]{16,}")
_SESSION_IN_PATH = re.compile(
    r";(?:jsessionid|phpsessid|sid)=[^/;]*|/\((?:[A-Z]\([^()/]{1,200}\)){1,4}\)(?=/)", re.IGNORECASE
)
_INDEX = re.compile(
    r"(?<=/)(?:index\.(?:[sx]?html?|php\d?|aspx?|jsp)|default\.(?:aspx?|html?))$", re.IGNORECASE
)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_PORTS = {"http": 80, "https": 443}
# Nine addresses in ten of a sitemap are clean as they come.
_IS_CLEAN = re.compile(
    r"https?://(?:[a-z0-9][a-z0-9-]*+\.)++[a-z]{2,}+/(?:[A-Za-z0-9_~-]++(?:\.[A-Za-z0-9_~-]++)*+(?:/|$))*+"
)


def is_clean(url: str) -> bool:
    """Whether it is seen at a glance that :func:`clean` would not change an address."""
    return _IS_CLEAN.fullmatch(url) is not None and _INDEX.search(url) is None


def clean(url: str) -> str | None:
    """An http(s) address as all links to its page would be written, or None when it is none.

    Scheme and host in lower case (international names in ASCII, RFC 5891), without user, default
    port and fragment; without session ids, tracking parameters and an ``index.html`` at the end;
    parameters by name, escapes in capitals (RFC 3986, 6.2.2). Cleaning again changes nothing.

    >>> clean("HTTP://Paper.Example:80/a/index.html?")
    'http://paper.example/a/'
    """
    try:
        split = parts(safe_url_string(url.strip()))
    except ValueError:
        return None  # brackets where no IPv6 address is
    host = _host(split)
    if host is None:
        return None
    path = _SESSION_IN_PATH.sub("", split.path) or "/"
    query = _query(split.query)
    if not query:
        path = _INDEX.sub("", path)
    port = f":{split.port}" if split.port and split.port != _PORTS[split.scheme] else ""
    cleaned = SplitResult(split.scheme, host + port, path, query, "").geturl()
    return _ESCAPE.sub(lambda escape: escape[0].upper(), cleaned)


def _host(split: SplitResult) -> str | None:
    """Its host as it stands in an address."""
    host = (split.hostname or "").rstrip(".")
    if split.scheme not in _PORTS or not host:
        return None
    if ":" in host:
        return f"[{host}]"
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return host


def _query(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not _is_noise(*pair.partition("=")[::2])]
    return "&".join(sorted(kept, key=lambda pair: pair.partition("=")[0]))


def _is_noise(name: str, value: str) -> bool:
    if _TRACKING.fullmatch(name):
        return True
    return bool(_SESSION.fullmatch(name) and _TOKEN.fullmatch(value))
