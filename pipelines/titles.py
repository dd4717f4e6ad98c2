"""Headlines: which of the page's titles it is, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .blocks import squash, tidy
from .dates import printed
from .metadata.headings import Headings

_SEPARATOR = re.compile(r"\s+[|\-–—•·»«:›/~│]+\s+|\s*[|｜»│]\s*|:\s+(?=\S+$)")
_WORD = re.compile(r"\w+")
# "Headline -": the template had no name to put there, or no headline.
_OPEN_END = re.compile(r"\s[|\-–—•·»«›│]$")
# Old WordPress themes put the word before the headline; lists of press releases their day.
_LEAD = re.compile(r"(?:blog archive?s?\s*»\s*|\d{1,2}\.\d{1,2}\.\d{4}\s+[-–—|:]\s+)", re.IGNORECASE)
_MARKS = re.compile(r"[:–—|-]")
_CUT = ("…", "...")
_MOST_NAME_WORDS = 8
_MANY_CHARS = 20
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
        self._keys = {squash(host), labels[0], *map(_key, mastheads), _key(site or "")} - {""}
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
        *described, last = (_key(title or "") for title in candidates)
        if site and len(site.split()) > _MOST_NAME_WORDS and _key(site) == last:
            site = None
        names = (m for m in headings.mastheads if _key(m) not in described or _key(m) == _key(site or ""))
        return cls(site, host, list(names))

    def is_name(self, piece: str) -> bool:
        """Whether a piece of a title is the publication's name, perhaps with a word more
        ("BBC News" of the BBC) or its address."""
        if _key(piece) in self._keys:
            return True
        words, name = piece.casefold().split(), self._words
        if not name or not words or len(words) > len(name) + 2:
            return False
        return words[: len(name)] == name or words[-len(name) :] == name

    def is_like_host(self, piece: str) -> bool:
        """Whether a piece of a title, which is not all of it, spells the site's address."""
        key = _key(piece)
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
            if title.endswith(masthead) and _SEPARATOR.search(title[: -len(masthead)] + " x"):
                return re.sub(r"[\s|\-–—•·»«:›/~│]+$", "", title[: -len(masthead)]) or None
        pieces = _SEPARATOR.split(title)
        if len(pieces) > 1:
            for piece, keep in ((pieces[-1], pieces[:-1]), (pieces[0], pieces[1:])):
                # A headline may begin with the name: "Post strike - What now".
                if self.is_name(piece) or (piece is pieces[-1] and self.is_like_host(piece)):
                    start = title.index(keep[0])
                    return title[start : title.rindex(keep[-1]) + len(keep[-1])].strip()
        return title


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


def without_site(title: str, site: str | None, host: str | None) -> str | None:
    """The title without the publication's name; None when nothing else is left."""
    return Publication(site, host).taken_out(title)


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
    keys = [_key(heading) for heading in named]
    whole = {_key(t) for t in stripped}
    for heading, key in zip(named, keys, strict=True):
        if len(key) > 8 and key in whole:
            return heading
    told = dict.fromkeys((*titles, *stripped))
    texts = [(_key(title), [_key(piece) for piece in _SEPARATOR.split(title)]) for title in told]
    # A <title> alone may be a shorter form of the headline, with the section's name.
    main = _key(max(_SEPARATOR.split(titles[0]), key=len)) if titles and not described else ""
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


def _key(text: str) -> str:
    return squash(text).casefold()


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
    crumbs = {_key(t) for t in trail}
    kept = [t for t in titles if not any(c in _key(t) for c in crumbs)]
    shown = [_key(h) for h in named]
    found = [t for t in kept if any(_part(_key(t), h) for h in shown)]
    return found or titles


def _part(key: str, heading: str) -> bool:
    return len(key) > 12 and len(heading) > 12 and (key in heading or heading in key)


def _as_printed(title: str, headings: Sequence[str]) -> str:
    """The title with the heading's own quotes and dashes, where it is a heading."""
    key = _key(title)
    found = next((h for h in headings if _key(h) == key), title)
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
    if _key(heading) in _key(title):
        return False
    a, b = set(_WORD.findall(heading.casefold())), set(_WORD.findall(title.casefold()))
    return len(b) <= 2 < len(a) or (bool(a and b) and len(a & b) * 2 >= min(len(a), len(b)))
