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
    for heading in headings if titles else ():
        key = squash(heading).casefold()
        for title in titles:
            if len(key) > 8 and key in squash(title).casefold():
                return heading
        # A <title> alone may be a shorter form of the headline, with the section's name.
        main = squash(max(_SEPARATOR.split(titles[0]), key=len)).casefold()
        if len(titles) == 1 and len(main) > 15 and main in key:
            return heading
    for title in titles:
        stripped = without_site(title, site, host)
        if stripped:
            return stripped
    return headings[0] if headings else None


def without_site(title: str, site: str | None, host: str | None) -> str | None:
    """The title without the publication's name before or after it.

    None when nothing else is left: the page is titled with the site's name alone.
    """
    names = {squash(n).casefold() for n in (site, host, (host or "").split(".")[0]) if n}
    names.discard("")
    key = squash(title).casefold()
    if key in names:
        return None
    pieces = _SEPARATOR.split(title)
    if len(pieces) > 1:
        for piece, keep in ((pieces[-1], slice(0, -1)), (pieces[0], slice(1, None))):
            name = squash(piece).casefold()
            if name and any(name == n or (len(n) > 3 and (n in name or name in n and len(name) > 3)) for n in names):
                start = title.index(pieces[keep][0])
                end = title.rindex(pieces[keep][-1]) + len(pieces[keep][-1])
                return title[start:end].strip()
    return title
