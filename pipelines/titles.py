"""Headlines: which of the page's titles it is, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from .blocks import squash, tidy

_SEPARATOR = re.compile(r"\s+[|\-–—•·»«:›/~│]+\s+|\s*[|｜»│]\s*|:\s+(?=\S+$)")
_WORD = re.compile(r"\w+")


def headline(
    candidates: Sequence[str | None],
    site: str | None,
    host: str | None,
    headings: Sequence[str],
    *,
    mains: int | None = None,
    trail: Sequence[str] = (),
    bare: Mapping[str, str] = MappingProxyType({}),
) -> str | None:
    """The headline among the titles a page gives, without the site's name.

    :param candidates: titles by trust: JSON-LD, OpenGraph and the like, ``<title>``.
    :param headings: the page's h1 and h2, the h1s first. Where a candidate is a heading
        with a site's name around it, the heading is the headline.
    :param mains: how many of the headings are h1; None: not known.
    :param trail: headings printed in the bread crumbs, which name the page for search engines.
    :param bare: headings that have a kicker, and what they are without it.
    """
    found = _choice(candidates, site, host, headings, mains, trail, bare)
    shared = without_site(tidy(candidates[1]), site, host) if len(candidates) > 1 and candidates[1] else None
    return shared if found and shared and _goes_on(found, shared) else found


def _goes_on(heading: str, title: str) -> bool:
    """Whether a heading is the title and a subtitle, or more than is worth telling."""
    rest = heading[len(title) :]
    return heading.startswith(title) and len(title) > 30 and rest[:1] == " " and rest[1:2] not in "\"“„«'‘"


def _choice(
    candidates: Sequence[str | None],
    site: str | None,
    host: str | None,
    headings: Sequence[str],
    mains: int | None,
    trail: Sequence[str],
    bare: Mapping[str, str],
) -> str | None:
    titles = [tidy(c) for c in candidates if c and tidy(c)]
    whole = {squash(t) for t in titles}
    # The kicker is part of the headline where the page's own titles have it.
    headings = [h if squash(h) in whole else bare.get(h, h) for h in headings]
    named = [h for h in headings if not _is_name(h, site, host)]
    titles = _without_trail(titles, trail, named)
    stripped = [t for t in (without_site(title, site, host) for title in titles) if t]
    # What two descriptions say in the same words is no accident of a template.
    if len(stripped) > 2 and squash(stripped[0]) == squash(stripped[1]):
        return _as_printed(stripped[0], named)
    shown = {squash(h).casefold() for h in named}
    for heading in named if titles else ():
        key = squash(heading).casefold()
        for title in (*titles, *stripped):
            whole = squash(title).casefold()
            # Less than half of the title is the section or the site in it.
            if len(key) > 8 and key in whole and len(key) * 2 >= len(whole):
                return heading
            # What stands before the bar is the headline, however long the rest: unless the
            # rest is a heading too, of a blog that prints its name first.
            first, *rest = (squash(piece).casefold() for piece in _SEPARATOR.split(title))
            if key == first and len(key) > 8 and " " in heading and not shown.intersection(rest):
                return heading
        # A <title> alone may be a shorter form of the headline, with the section's name.
        main = squash(max(_SEPARATOR.split(titles[0]), key=len)).casefold()
        if not any(candidates[:-1]) and len(main) > 15 and main in key:
            return heading
    only = named[0] if named and mains == 1 and headings[0] == named[0] else None
    if only and stripped and not candidates[0] and _reworded(only, stripped[0]):
        return only
    return stripped[0] if stripped else named[0] if named else None


def _without_trail(titles: list[str], trail: Sequence[str], named: Sequence[str]) -> list[str]:
    """Without the titles that only the bread crumbs print, where another one is a heading.

    German CMSs print a title for search engines as the h1 of the bread crumbs, and the
    headline, perhaps behind a kicker, in an h2.
    """
    if not trail:
        return titles
    crumbs = {squash(t).casefold() for t in trail}
    kept = [t for t in titles if not any(c in squash(t).casefold() for c in crumbs)]
    shown = [squash(h).casefold() for h in named]
    found = [t for t in kept if any(_part(squash(t).casefold(), h) for h in shown)]
    return found or titles


def _part(key: str, heading: str) -> bool:
    return len(key) > 12 and len(heading) > 12 and (key in heading or heading in key)


def _as_printed(title: str, headings: Sequence[str]) -> str:
    """The title with the heading's own quotes and dashes, where it is a heading."""
    key = squash(title).casefold()
    return next((h for h in headings if squash(h).casefold() == key), title)


def _reworded(heading: str, title: str) -> bool:
    """Whether a title only rewords the heading for search engines, or names the page's kind.

    At least half the words of the shorter one are in the longer one; what is a piece of
    the title is the section.
    """
    if squash(heading).casefold() in squash(title).casefold():
        return False
    a, b = set(_WORD.findall(heading.casefold())), set(_WORD.findall(title.casefold()))
    return len(b) <= 2 < len(a) or (bool(a and b) and len(a & b) * 2 >= min(len(a), len(b)))


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
