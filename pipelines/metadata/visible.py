"""What a reader sees: bylines and dates, and schema.org microdata on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from ..blocks import short_text, tidy
from .evidence import Evidence
from .markup import Surroundings, words

_BYLINE_WORDS = frozenset(
    "byline bylines author authors authorname autor autoren autorin autores auteur auteurs autore autori "
    "journalist writer reporter redakteur submitted".split()
)
_DATE_WORDS = frozenset(
    "date dates datum dateline pubdate published publishdate posted timestamp time datetime webtime fecha "
    "created meta metas metadata postmeta postmetadata byline lineinfo submitted".split()
)
_PUBLISHED_WORDS = frozenset("pubdate dtpublished".split())
# The box about the author, his picture, other stories' authors.
_NO_BYLINE_WORDS = frozenset(
    "bio about avatar image images img photo pic social follow description comment comments commenter "
    "related teaser card widget sidebar recommend recommended recommendation recommendations popular credit "
    "caption".split()
)
# A piece of each of the names above.
_STEMS = (
    "date", "meta", "auth", "time", "publ", "datum", "autor", "yline", "by-line", "by_line", "posted",
    "writer", "reporter", "journalist", "auteur", "redakt", "fecha", "created", "article-info",
    "article_info", "articleinfo", "lineinfo", "submitted",
)  # fmt: skip
_LETTERS = re.compile("[a-z]+")
# The page that lists what an author wrote, as most CMSs call it.
_AUTHOR_PAGE = re.compile(r"/(?:authors?|autor(?:en|es|in)?|auteurs?|autor[ei])/[^/?#]", re.IGNORECASE)
_MOST_DATES, _MOST_BYLINES, _MOST_MARKED, _MOST_LINKED = 8, 6, 6, 2
_LINE_CHARS, _NAME_CHARS = 140, 200
_HEADLINES = 2
_TAGS = tuple("h1 h2 time span p div address meta li abbr small em i td ul".split())


def read(tree: HtmlElement, mains: Sequence[HtmlElement] = (), markup: str | None = None) -> Evidence:
    """What the page shows: microdata where it is marked up, else bylines and times.

    :param mains: the page's h1 elements, the first of them at least.
    :param markup: of the page: what is nowhere in it need not be looked for.
    """
    reader = _Reader(mains)
    if markup is None or "<time" in markup:
        for element in tree.iter("time"):
            reader.time(element)
    marked = markup is None or "itemprop" in markup
    hooked = markup is None or "yline" in markup
    main = mains[0] if mains else None
    kind_of = _kind
    # Hundreds of elements for the few that say something: not even the tag is asked of all.
    for element in tree.iter(*_TAGS):
        get = element.get
        if marked and (prop := get("itemprop")) and reader.marked(element, prop.split()):
            continue
        if (name := get("class")) and len(name) <= _NAME_CHARS and (kind := kind_of(name)):
            reader.named(element, kind)
        elif hooked and "yline" in (get("data-testid") or ""):
            # What a site's own tests find it by, where class names are made up by a machine.
            reader.line(element, "b")
        if element is main:
            reader.below = True
    for element in tree.iter("a"):
        get = element.get
        rel, address, name = get("rel"), get("href"), get("class")
        if marked and (prop := get("itemprop")) and reader.marked(element, prop.split()):
            continue
        if (rel and "author" in rel) or (address and "/aut" in address):
            reader.link(element, rel, address)
        if name and len(name) <= _NAME_CHARS and (kind := kind_of(name)):
            reader.named(element, kind)
    return reader.evidence()


class _Reader:
    """Gathers what elements say, in the page's order."""

    def __init__(self, mains: Sequence[HtmlElement]) -> None:
        self.found = Evidence()
        # Above the headline stands the page's own clock.
        self.below = False
        self._surroundings = Surroundings(mains[:_HEADLINES])
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

    def time(self, element: HtmlElement) -> None:
        """A time element: all of them are dates."""
        if len(self._times) >= _MOST_DATES or not (moment := _moment(element)):
            return
        prop = element.get("itemprop") or ""
        if "dateModified" in prop or "datePublished" in prop:
            return
        if element.get("pubdate") is not None:
            self._published.append(moment)
        elif not self._is_elsewhere(element):
            name = element.get("class") or ""
            named = len(name) <= _NAME_CHARS and "p" in _kind(name)
            (self._named if named else self._times).append(moment)

    def link(self, element: HtmlElement, rel: str | None, address: str | None) -> None:
        """A link that leads to the author, as its rel or its address says."""
        if "author" in (rel or ""):
            found, most = self.found.signed, _MOST_BYLINES
        elif _AUTHOR_PAGE.search(address or ""):
            found, most = self.found.linked, _MOST_LINKED
        else:
            return
        if len(found) < most and (text := _line(element)) and not self._is_elsewhere(element):
            found.append(text)

    def named(self, element: HtmlElement, kind: str) -> None:
        """An element whose class says what may be in it."""
        tag = element.tag
        if tag in ("h1", "h2"):
            # Blogs print the day as a heading over its stories.
            self.line(element, kind.replace("b", ""))
        elif tag not in ("time", "meta") and not (tag == "a" and "author" in (element.get("rel") or "")):
            self.line(element, kind)

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


# A site has some hundred class names; they come back on every element and page. Callers leave
# out the long ones, which would be kept.
@lru_cache(maxsize=8192)
def _kind(name: str) -> str:
    """Letters for what an element of this class may hold: b(yline), d(ate), p(ublication date)."""
    # Most names hold none of these; to look for them first is three times as fast.
    lower = name.lower()
    for stem in _STEMS:
        if stem in lower:
            break
    else:
        return ""
    told = words(name)
    found = set(_LETTERS.findall(told))
    kind = ""
    if (found & _BYLINE_WORDS or "by-line" in told) and not found & _NO_BYLINE_WORDS:
        kind = "b"
    if found & _DATE_WORDS or "article-info" in told:
        kind += "d"
    published = found & _PUBLISHED_WORDS or "pub-date" in told or "entry-date" in told
    if published or any(word.startswith("publish") for word in found):
        kind += "pd"
    return kind


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
