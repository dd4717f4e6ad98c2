"""The country a site is at home in, as its address tells."""

from __future__ import annotations

from functools import lru_cache

from .addresses import parts

# Country-code domains that are not ISO 3166-1 codes, and those sold to all the world.
_EXCEPTIONS = {"uk": "GB", "su": "RU", "eu": None, "ac": None}
_SOLD = frozenset("ai cc co fm gg io is la ly me nu sh st to tv vc ws am".split())


@lru_cache(maxsize=64)  # it is asked for many times a page
def home_country(url: str | None) -> str | None:
    """ISO 3166-1 alpha-2 of an address's country domain; None for .com and the like.

    >>> home_country("https://www.paper.co.uk/story")
    'GB'
    """
    domain = (parts(url).hostname or "").rpartition(".")[2]
    if len(domain) != 2 or not domain.isalpha() or domain in _SOLD:
        return None
    return _EXCEPTIONS.get(domain, domain.upper())
