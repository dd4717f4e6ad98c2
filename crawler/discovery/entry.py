"""An address worth fetching, and what its source says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from w3lib.url import safe_url_string

from pipelines import addresses

# Parameters that say where a reader came from, not what is read.
_TRACKING = re.compile(
    r"(?:utm_|at_|pk_|mtm_|stm_|_hs|mc_|oly_|vero_)\w+|(?:fb|gcl|dcl|msclk|twcl|ycl|igsh|wbra|gbra)id|igshid|"
    r"cmpid|ocid|ns_\w+|xtor|smid|smtyp|s_cid|ito|ref_src|__twitter_impression|guccounter",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of a feed or sitemap."""

    url: str
    date: str | None = None
    """ISO 8601: when it was published or last changed."""


def address(url: str, base: str) -> str | None:
    """An absolute http(s) address without fragment and tracking parameters, or None.

    >>> address("/story?utm_source=mail#top", "https://paper.example/")
    'https://paper.example/story'
    """
    absolute = addresses.absolute(url, base)
    if absolute is None:
        return None
    parts = addresses.parts(absolute)
    kept = (p for p in parts.query.split("&") if not _TRACKING.fullmatch(p.partition("=")[0]))
    return safe_url_string(parts._replace(query="&".join(kept), fragment="").geturl())
