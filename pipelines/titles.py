"""Headlines: which of the page's titles it is, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .blocks import key_of, squash, tidy
from .dates import printed
from .metadata.headings import Headings
from .publication import SEPARATOR, Publication

_WORD = re.compile(r"\w+")
# "Headline -": the template had no name to put there, or no headline.
_OPEN_END = re.compile(r"\s[|\-–—•·»«›│]$")
# Old WordPress themes put the word before the headline; lists of press releases their day.
_LEAD = re.compile(r"(?:blog archive?s?\s*»\s*|\d{1,2}\.\d{1,2}\.\d{4}\s+[-–—|:]\s+)", re.IGNORECASE)
_MARKS = re.compile(r"[:–—|-]")
_CUT = ("…", "...")
_MANY_CHARS = 20


def headline(candidates: Sequence[str | None], publication: Publication, headings: Headings) -> str | None:
    """The headline among the titles a page gives, without the site's name.

    :param candidates: titles by trust: JSON-LD, OpenGraph and the like, ``<title>``.
    :param headings: where a candidate is one of them with a site's name around it, the
        heading is the headline.
    """
    found = _choice(candidates, publication, headings)
    told = tidy(candidates[1] or "") if len(candidates) > 1 else ""
    shared = _bare(told, publication) if told else None
    return shared if found and shared and _goes_on(found, shared) else found


def _bare(title: str, publication: Publication) -> str | None:
    if _OPEN_END.search(title):
        return None
    found = publication.taken_out(title)
    return _LEAD.sub("", found, count=1) or None if found and _LEAD.match(found) else found


def _goes_on(heading: str, title: str) -> bool:
    """Whether a heading is the title and a subtitle, or more than is worth telling."""
    rest = heading[len(title) :]
    return heading.startswith(title) and len(title) > 30 and rest[:1] == " " and rest[1:2] not in "\"“„«'‘"


def _choice(candidates: Sequence[str | None], publication: Publication, headings: Headings) -> str | None:
    titles = [tidy(c) for c in candidates if c and tidy(c)]
    bare = _without_kickers(titles, headings)
    texts = [bare.get(squash(h), h) for h in headings.texts]
    titles = [_uncut(bare.get(squash(t), t), (*texts, *titles)) for t in titles]
    named = [_LEAD.sub("", h, count=1) for h in texts if not publication.is_name(h)]
    titles = _without_trail(titles, headings.trail, named)
    stripped = [t for t in (_bare(title, publication) for title in titles) if t]
    if not stripped:
        closed = (_OPEN_END.sub("", t) for t in titles)
        rest = (t for t in closed if not (publication.site and publication.is_name(t)))
        return _of_headings(named, headings) or next(rest, None)
    # What two descriptions say in the same words is no accident of a template.
    if len(stripped) > 2 and squash(stripped[0]) == squash(stripped[1]):
        return _as_printed(stripped[0], named)
    if found := _heading_told(named, titles, stripped, any(candidates[:-1])):
        return _as_told(found, stripped)
    is_only = headings.mains == 1 or len(texts) == 1
    only = named[0] if named and is_only and texts[0] == named[0] else None
    if only and not candidates[0] and _reworded(only, stripped[0]):
        return next((t for t in stripped if _ends_in(only, t)), only)
    return stripped[0]


def _ends_in(heading: str, title: str) -> bool:
    """Whether a heading is something printed over the title, and the title."""
    before = heading.removesuffix(title)
    return before != heading and not before[-1:].isalnum()


def _of_headings(named: Sequence[str], headings: Headings) -> str | None:
    """The headline of a page that is titled with the site's name: an h1, else a long h2."""
    # Blogs print the day over its stories.
    found = next((h for h in named if not printed(h)), "")
    return found if headings.mains or len(found) > _MANY_CHARS else None


def _uncut(title: str, others: Iterable[str]) -> str:
    """A title that was cut off for search engines, in full where it is printed so."""
    if not title.endswith(_CUT):
        return title
    stem = title.rstrip(".…").rstrip()
    return next((t for t in others if t.startswith(stem) and not t.endswith(_CUT)), title)


def _heading_told(
    named: Sequence[str], titles: Sequence[str], stripped: Sequence[str], described: bool
) -> str | None:
    """The heading that a title repeats, perhaps with the section and the site around it.

    :param described: whether there are more titles than the ``<title>``.
    """
    keys = [key_of(heading) for heading in named]
    whole = {key_of(t) for t in stripped}
    for heading, key in zip(named, keys, strict=True):
        if len(key) > 8 and key in whole:
            return heading
    told = dict.fromkeys((*titles, *stripped))
    texts = [(key_of(title), [key_of(piece) for piece in SEPARATOR.split(title)]) for title in told]
    # A <title> alone may be a shorter form of the headline, with the section's name.
    main = key_of(max(SEPARATOR.split(titles[0]), key=len)) if titles and not described else ""
    for heading, key in zip(named, keys, strict=True):
        for text, (first, *rest) in texts:
            # Less than half of the title is the section or the site in it.
            if len(key) > 8 and key in text and len(key) * 2 >= len(text):
                return heading
            # What stands before the bar is the headline, however long the rest: unless the
            # rest is a heading too, of a blog that prints its name first.
            if key == first and len(key) > 8 and " " in heading and not set(keys).intersection(rest):
                return heading
        if len(main) > 15 and main in key:
            return heading
    return None


def _without_kickers(titles: Sequence[str], headings: Headings) -> dict[str, str]:
    """Headings that begin with a kicker, squashed, and what they are without it.

    Where a heading prints a colon after it, and the page's titles have it too, it is part
    of the headline.
    """
    whole = {squash(t) for t in titles}
    found: dict[str, str] = {}
    for text, kicker in headings.kickers.items():
        after = text[len(kicker.text) :].lstrip()[:1]
        is_spoken = _MARKS.match(after) or _MARKS.match(kicker.text[-1])
        if not (is_spoken and squash(text) in whole):
            found[squash(text)] = kicker.rest
    return found


def _without_trail(titles: list[str], trail: Sequence[str], named: Sequence[str]) -> list[str]:
    """Without the titles that only the bread crumbs print, where another one is a heading.

    German CMSs print a title for search engines as the h1 of the bread crumbs, and the
    headline, perhaps behind a kicker, in an h2.
    """
    if not trail:
        return titles
    crumbs = {key_of(t) for t in trail}
    kept = [t for t in titles if not any(c in key_of(t) for c in crumbs)]
    shown = [key_of(h) for h in named]
    found = [t for t in kept if any(_part(key_of(t), h) for h in shown)]
    return found or titles


def _part(key: str, heading: str) -> bool:
    return len(key) > 12 and len(heading) > 12 and (key in heading or heading in key)


def _as_printed(title: str, headings: Sequence[str]) -> str:
    """The title with the heading's own quotes and dashes, where it is a heading."""
    key = key_of(title)
    found = next((h for h in headings if key_of(h) == key), title)
    return title if len(_MARKS.findall(title)) > len(_MARKS.findall(found)) else found


def _as_told(heading: str, titles: Sequence[str]) -> str:
    """The heading with the marks of the same title: a heading of two lines prints none between them."""
    key = squash(heading)
    same = [t for t in titles if squash(t) == key]
    return max((heading, *same), key=lambda t: len(_MARKS.findall(t)))


def _reworded(heading: str, title: str) -> bool:
    """Whether a title only rewords the heading for search engines, or names the page's kind.

    At least half the words of the shorter one are in the longer one; what is a piece of
    the title is the section.
    """
    if key_of(heading) in key_of(title):
        return False
    a, b = set(_WORD.findall(heading.casefold())), set(_WORD.findall(title.casefold()))
    return len(b) <= 2 < len(a) or (bool(a and b) and len(a & b) * 2 >= min(len(a), len(b)))
