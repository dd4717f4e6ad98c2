"""The publication a page belongs to: what it is called, and its name told from a headline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .blocks import key_of, squash
from .metadata.headings import Headings

SEPARATOR = re.compile(r"\s+[|\-–—•·»«:›/~│]+\s+|\s*[|｜»│]\s*|:\s+(?=\S+$)")
"""What stands between a headline and the site's name."""
_MARKS = " |-–—•·»«:›/~│"
_MOST_NAME_WORDS = 8
# A host's label, and what a title adds to it: "paper" and "The Paper online".
_LABEL_CHARS, _MORE_CHARS = 4, 8


class Publication:
    """What a site is called on its own pages.

    :param site: its name.
    :param mastheads: what is printed where its name belongs.
    """

    def __init__(self, site: str | None, host: str | None, mastheads: Sequence[str] = ()) -> None:
        self.site = site
        self.mastheads = mastheads
        host = (host or "").casefold()
        labels = host.split(".")
        self._keys = {squash(host), labels[0], *map(key_of, mastheads), key_of(site or "")} - {""}
        self._labels = [key for label in labels[:-1] if len(key := squash(label)) > _LABEL_CHARS]
        self._words = (site or "").casefold().split()
        # Two of a page's titles are mostly the same.
        self._known: dict[str, str | None] = {}

    @classmethod
    def of(
        cls, site: str | None, host: str | None, headings: Headings, candidates: Sequence[str | None]
    ) -> Publication:
        """The publication of a page, as told but for what are headlines in the wrong place.

        :param candidates: the page's titles, the ``<title>`` last.
        """
        *described, last = (key_of(title or "") for title in candidates)
        if site and len(site.split()) > _MOST_NAME_WORDS and key_of(site) == last:
            site = None
        own = key_of(site or "")
        names = (m for m in headings.mastheads if (key := key_of(m)) not in described or key == own)
        return cls(site, host, list(names))

    def is_name(self, piece: str) -> bool:
        """Whether a piece of a title is the publication's name, perhaps with a word more
        ("BBC News" of the BBC) or its address."""
        if key_of(piece) in self._keys:
            return True
        words, name = piece.casefold().split(), self._words
        if not name or not words or len(words) > len(name) + 2:
            return False
        return words[: len(name)] == name or words[-len(name) :] == name

    def is_like_host(self, piece: str) -> bool:
        """Whether a piece of a title, which is not all of it, spells the site's address."""
        key = key_of(piece)
        return any(label in key and len(key) <= len(label) + _MORE_CHARS for label in self._labels)

    def taken_out(self, title: str) -> str | None:
        """The title without the publication's name before or after it.

        None when nothing else is left: the page is titled with the site's name alone.
        """
        if title not in self._known:
            self._known[title] = self._taken_out(title)
        return self._known[title]

    def _taken_out(self, title: str) -> str | None:
        if self.is_name(title):
            return None
        if self.site and title.casefold().startswith(f"{self.site.casefold()}:"):
            return title[len(self.site) + 1 :].strip()
        for masthead in self.mastheads:
            if title.endswith(masthead) and SEPARATOR.search(title[: -len(masthead)] + " x"):
                return title[: -len(masthead)].rstrip(_MARKS) or None
        pieces = SEPARATOR.split(title)
        if len(pieces) > 1:
            for piece, keep in ((pieces[-1], pieces[:-1]), (pieces[0], pieces[1:])):
                # A headline may begin with the name: "Post strike - What now".
                if self.is_name(piece) or (piece is pieces[-1] and self.is_like_host(piece)):
                    start = title.index(keep[0])
                    return title[start : title.rindex(keep[-1]) + len(keep[-1])].strip()
        return title
