"""What a reader sees: bylines and dates, and schema.org microdata on them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from ..blocks import short_text, tidy
from .evidence import Evidence
from .markup import Surroundings, words

_BYLINE_NAME = re.compile(
    r"(?<![a-z])(?:byline|by-line|bylines|authors?|author-?name|autor(?:en|in|es)?|auteurs?|autore|autori|"
    r"journalist|writer|reporter|redakteur|submitted)(?![a-z])"
)
_DATE_NAME = re.compile(
    r"(?<![a-z])(?:date|datum|dates|dateline|pub-?date|published|publish-?date|publication-date|posted|"
    r"posted-on|timestamp|time|datetime|webtime|fecha|created|entry-metas?|post-?meta(?:s|data)?|"
    r"article-metas?|article-info|metadata|meta|byline|lineinfo|submitted)(?![a-z])"
)
_PUBLISHED_NAME = re.compile(r"(?<![a-z])(?:publish\w*|pub-?date|entry-date|dtpublished)(?![a-z])")
_STEMS = re.compile(
    r"uth?or|UTH?OR|auteur|yline|YLINE|by-line|writer|Writer|journalist|reporter|[Rr]edakteur|"
    r"[Dd]at[eu]|DATE|[Tt]ime|[Pp]ubl|[Pp]osted|fecha|created|[Mm]eta|article-info|lineinfo|submitted"
)
# The box about the author, his picture, other stories' authors.
_NO_BYLINE = re.compile(
    r"(?<![a-z])(?:bio|about|avatar|images?|img|photo|pic|social|follow|description|comments?|commenter|"
    r"related|teaser|card|widget|sidebar|recommend\w*|popular|credit|caption)(?![a-z])"
)
# The page that lists what an author wrote, as most CMSs call it.
_AUTHOR_PAGE = re.compile(r"/(?:authors?|autor(?:en|es|in)?|auteurs?|autor[ei])/[^/?#]", re.IGNORECASE)
_MOST_DATES, _MOST_BYLINES, _MOST_MARKED, _MOST_LINKED = 8, 6, 6, 2
_LINE_CHARS, _NAME_CHARS = 140, 200
_HEADLINES = 2
_TAGS = tuple("h1 h2 time a span p div address meta li abbr small em i td ul".split())


def read(tree: HtmlElement) -> Evidence:
    """What the page shows: microdata where it is marked up, else bylines and times."""
    reader = _Reader(tree)
    kind_of = _kind
    # Hundreds of elements for the few that say something: what costs most stands last.
    for element in tree.iter(*_TAGS):
        get = element.get
        if (prop := get("itemprop")) and reader.marked(element, prop.split()):
            continue
        if (name := get("class")) and (kind := kind_of(name)):
            reader.named(element, kind)
            continue
        tag = element.tag
        if tag == "a":
            rel, address = get("rel"), get("href")
            if (rel and "author" in rel) or (address and "/aut" in address):
                reader.link(element, rel, address)
        elif tag == "h1":
            reader.below = True
        elif tag == "time":
            reader.time(element, "")
        elif (hook := get("data-testid")) and "yline" in hook:
            # What a site's own tests find it by, where class names are made up by a machine.
            reader.line(element, "b")
    return reader.evidence()


class _Reader:
    """Gathers what elements say, in the page's order."""

    def __init__(self, tree: HtmlElement) -> None:
        self.found = Evidence()
        # Above the headline stands the page's own clock.
        self.below = False
        self._surroundings = Surroundings(islice(tree.iter("h1"), _HEADLINES))
        self._authors: list[HtmlElement] = []
        # What says that it is the day of publication, by microdata; then by its class.
        self._published: list[str] = []
        self._named: list[str] = []
        self._times: list[str] = []
        self._dates: dict[bool, list[str]] = {True: [], False: []}

    def marked(self, element: HtmlElement, props: list[str]) -> bool:
        """Read microdata; False when it says nothing of dates and authors."""
        if "datePublished" in props:
            self._published.append(_moment(element))
        elif "dateModified" in props:
            self.found.modified.append(_moment(element))
        elif "author" in props or "creator" in props:
            if len(self._authors) < _MOST_MARKED:
                self._authors.append(element)
        else:
            return False
        return True

    def time(self, element: HtmlElement, kind: str) -> None:
        if len(self._times) >= _MOST_DATES or not (moment := _moment(element)):
            return
        if element.get("pubdate") is not None:
            self._published.append(moment)
        elif not self._is_elsewhere(element):
            (self._named if "p" in kind else self._times).append(moment)

    def named(self, element: HtmlElement, kind: str) -> None:
        """An element whose class says what may be in it."""
        tag = element.tag
        if tag == "time":
            self.time(element, kind)
        elif tag == "a":
            if not self.link(element, element.get("rel"), element.get("href")):
                self.line(element, kind)
        elif tag in ("h1", "h2"):
            self.below = self.below or tag == "h1"
            # Blogs print the day as a heading over its stories.
            self.line(element, kind.replace("b", ""))
        elif tag != "meta":
            self.line(element, kind)

    def link(self, element: HtmlElement, rel: str | None, address: str | None) -> bool:
        """A link that leads to the author, as its rel or its address says."""
        is_signed = "author" in (rel or "")
        if is_signed:
            found, most = self.found.signed, _MOST_BYLINES
        elif _AUTHOR_PAGE.search(address or ""):
            found, most = self.found.linked, _MOST_LINKED
        else:
            return False
        if len(found) < most and (text := _line(element)) and not self._is_elsewhere(element):
            found.append(text)
        return is_signed

    def line(self, element: HtmlElement, kind: str) -> None:
        """A short element whose name says what is in it."""
        if "b" in kind and len(self.found.bylines) < _MOST_BYLINES:
            if len(text := _line(element)) > 3 and not self._is_elsewhere(element):
                self.found.bylines.append(text)
        dated = self._dates[self.below]
        if "d" in kind and len(dated) < _MOST_DATES:
            # A microformat gives the moment in its title.
            text = (element.get("title") if "p" in kind else None) or _line(element)
            if text and any(c.isdigit() for c in text) and not self._is_elsewhere(element):
                (self._named if "p" in kind else dated).append(text)

    def evidence(self) -> Evidence:
        found = self.found
        found.published = [m for m in self._published + self._named + self._times[:1] if m]
        found.dated = self._dates[True] + self._dates[False]
        found.modified = [m for m in found.modified if m]
        found.authors = [a for a in map(_author, _together(self._authors)) if a]
        return found

    def _is_elsewhere(self, element: HtmlElement) -> bool:
        return self._surroundings.is_elsewhere(element)


# A site has some hundred class names; they come back on every element and page.
@lru_cache(maxsize=8192)
def _kind(name: str) -> str:
    """Letters for what an element of this class may hold: b(yline), d(ate), p(ublication date)."""
    # Most names hold none of these; looking for them first spares three searches.
    if len(name) > _NAME_CHARS or not _STEMS.search(name):
        return ""
    told = words(name)
    found = "b" if _BYLINE_NAME.search(told) and not _NO_BYLINE.search(told) else ""
    found += "d" if _DATE_NAME.search(told) else ""
    return found + ("pd" if _PUBLISHED_NAME.search(told) else "")


def _moment(element: HtmlElement) -> str:
    get = element.get
    title = get("title", "")
    # Blogs print the time of day, and give the moment in the title.
    exact = get("datetime") or get("content") or (title if title[:4].isdigit() else "")
    return tidy(exact or element.text_content()[:80])


def _line(element: HtmlElement) -> str:
    """The words of an element that is one line, else nothing."""
    return short_text(element, _LINE_CHARS) or ""


def _author(element: HtmlElement) -> str:
    name = element.find(".//*[@itemprop='name']")
    if name is not None:
        element = name
    return tidy(element.get("content") or element.text_content()[:120])


def _together(marked: list[HtmlElement]) -> list[HtmlElement]:
    """The first of the elements and those beside it: further off are other stories' authors."""
    if len(marked) < 2:
        return marked
    near = set(_close_ancestors(marked[0]))
    return [m for m in marked if m is marked[0] or not near.isdisjoint(_close_ancestors(m))]


def _close_ancestors(element: HtmlElement) -> list[HtmlElement]:
    return [a for a in islice(element.iterancestors(), 3) if a.tag not in ("body", "html", "head", "main")]
