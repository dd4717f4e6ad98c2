"""Bounds: what of a site is wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Self

from . import spans
from .sites import Site


@dataclass(frozen=True, slots=True)
class Bounds:
    """What of a site is wanted; None is no bound."""

    allow: re.Pattern[str] | None = None
    deny: re.Pattern[str] | None = None
    since: str | None = None
    """ISO 8601 day."""
    max_articles: int | None = None
    depth: int | None = None
    language: str | None = None

    @classmethod
    def of(cls, allow: str | None, deny: str | None, since: str | None) -> Self:
        """Bounds as they are written.

        :raises ValueError: no regular expression, or no day.
        """
        try:
            patterns = [re.compile(pattern) if pattern else None for pattern in (allow, deny)]
        except re.error as error:
            raise ValueError(f"{error.pattern!r}: not a regular expression: {error}") from None
        return cls(*patterns, spans.day(since) if since else None)

    def with_site(self, site: Site) -> Bounds:
        """These bounds, where nothing else is said of the site."""
        own = Bounds.of(site.allow, site.deny, site.since)
        return replace(
            self,
            allow=own.allow or self.allow,
            deny=own.deny or self.deny,
            since=own.since or self.since,
            max_articles=site.max_articles,
            depth=site.depth,
            language=site.language,
        )

    def hold(self, url: str) -> bool:
        """Whether an address is within them."""
        if self.allow and not self.allow.search(url):
            return False
        return not (self.deny and self.deny.search(url))

    def is_old(self, published: str | None) -> bool:
        """Whether something was published before what is wanted; not, where that is not known.

        :param published: ISO 8601.
        """
        return bool(self.since and published and published[:10] < self.since)
