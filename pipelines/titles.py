"""Headlines: which of the page's titles it is, without the site's name."""

from __future__ import annotations

import re

from .blocks import squash, tidy

_SEPARATOR = re.compile(r"\s+[|\-–—•·»«:›/~]+\s+|\s*[|｜»]\s*|:\s+(?=\S+$)")


def headline(
    candidates: list[str | None], site: str | None, host: str | None, headings: list[str]
) -> str | None:
    """The headline among the titles a page gives.

    :param candidates: titles by trust (JSON-LD, OpenGraph, …, ``<title>``).
    :param headings: the page's h1 and h2, the h1s first. Where a candidate is a heading
        with a site's name around it, the heading is the headline.
    """
    titles = [tidy(c) for c in candidates if c and tidy(c)]
    named = [h for h in headings if not _is_name(h, site, host)]
    for heading in named if titles else ():
        key = squash(heading).casefold()
        for title in titles:
            whole = squash(title).casefold()
            # Less than half of the title is the section or the site in it.
            if len(key) > 8 and key in whole and len(key) * 2 >= len(whole):
                return heading
        # A <title> alone may be a shorter form of the headline, with the section's name.
        main = squash(max(_SEPARATOR.split(titles[0]), key=len)).casefold()
        if len(titles) == 1 and len(main) > 15 and main in key:
            return heading
    for title in titles:
        stripped = without_site(title, site, host)
        if stripped:
            return stripped
    return named[0] if named else None


def without_site(title: str, site: str | None, host: str | None) -> str | None:
    """The title without the publication's name before or after it.

    None when nothing else is left: the page is titled with the site's name alone.
    """
    if _is_name(title, site, host):
        return None
    if site and title.casefold().startswith(f"{site.casefold()}:"):
        return title[len(site) + 1 :].strip()
    pieces = _SEPARATOR.split(title)
    if len(pieces) > 1:
        for piece, keep in ((pieces[-1], pieces[:-1]), (pieces[0], pieces[1:])):
            if _is_name(piece, site, host):
                start = title.index(keep[0])
                return title[start : title.rindex(keep[-1]) + len(keep[-1])].strip()
    return title


def _is_name(piece: str, site: str | None, host: str | None) -> bool:
    """Whether a piece of a title is the publication's name, perhaps with a word more
    ("BBC News" of the BBC) or its address."""
    key = squash(piece).casefold()
    addresses = {squash(host or "").casefold(), (host or "").split(".")[0].casefold()}
    if key in addresses - {""}:
        return True
    words, name = piece.casefold().split(), (site or "").casefold().split()
    if not name or not words:
        return False
    if key == squash(site or "").casefold():
        return True
    return len(words) <= len(name) + 2 and (words[: len(name)] == name or words[-len(name) :] == name)
