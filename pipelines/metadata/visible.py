"""What a reader sees: headings, bylines, dates, and schema.org microdata on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from ..blocks import short_text, tidy
from .evidence import Evidence

# Class names are told in words, whatever joins them: "post-author", "ArticleAuthor", "byline__name".
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BYLINE_NAME = re.compile(
    r"(?<![a-z])(?:byline|by-line|bylines|authors?|author-?name|autor(?:en|in|es)?|auteurs?|autore|autori|"
    r"journalist|writer|reporter|redakteur)(?![a-z])"
)
_DATE_NAME = re.compile(
    r"(?<![a-z])(?:date|datum|dates|dateline|pub-?date|published|publish-?date|publication-date|posted|"
    r"posted-on|timestamp|time|datetime|webtime|fecha|created|entry-meta|post-?meta(?:data)?|article-meta|"
    r"article-info|metadata|meta|byline|lineinfo)(?![a-z])"
)
_PUBLISHED_NAME = re.compile(r"(?<![a-z])(?:publish\w*|pub-?date|entry-date|dtpublished)(?![a-z])")
_STEMS = re.compile(
    r"uth?or|UTH?OR|auteur|yline|YLINE|by-line|writer|Writer|journalist|reporter|[Rr]edakteur|"
    r"[Dd]at[eu]|DATE|[Tt]ime|[Pp]ubl|[Pp]osted|fecha|created|[Mm]eta|article-info|lineinfo"
)
# The box about the author, his picture, other stories' authors.
_NO_BYLINE = re.compile(
    r"(?<![a-z])(?:bio|about|avatar|images?|img|photo|pic|social|follow|description|comments?|commenter|"
    r"related|teaser|card|widget|sidebar|recommend\w*|popular|credit|caption)(?![a-z])"
)
_KICKER_NAME = re.compile(
    r"(?<![a-z])(?:kicker|overline|roofline|dachzeile|topline|eyebrow|topic-label|surtitle|supertitle|"
    r"pretitle|spitzmarke|antetitulo|subtitle|subline|overtitle|tagline|title-?header|titleheader)(?![a-z])"
)
_TRAIL_NAME = re.compile(r"bread-?crumb", re.IGNORECASE)
# Where other stories, comments and notes stand.
_ELSEWHERE_NAME = re.compile(
    r"(?<!\S)comments?(?![a-z])|(?<![a-z])(?:comment-?list|related|sidebar|widgets?|teasers?|footer|recommend\w*|popular|"
    r"most-read|disqus|respond)(?![a-z])"
)
_ELSEWHERE = frozenset(("aside", "footer", "nav"))
_SPEAKING = frozenset(("time", "a"))
_MOST_HEADINGS, _MOST_DATES, _MOST_BYLINES, _MOST_MARKED = 4, 8, 6, 6
_LINE_CHARS, _NAME_CHARS = 140, 200
_ANCESTORS = 8
_HEADINGS = frozenset(("h1", "h2"))
_TAGS = tuple("h1 h2 time a span p div address meta li abbr small em i td ul".split())


def read(tree: HtmlElement, headings_only: bool = False) -> Evidence:
    """What the page shows: microdata where it is marked up, else headings, bylines, times.

    :param headings_only: for a page whose head tells the rest: a third of the time.
    """
    reader = _Reader()
    for element in tree.iter(*(_HEADINGS if headings_only else _TAGS)):
        get, tag = element.get, element.tag
        if tag in _HEADINGS:
            reader.heading(element, tag)
            # Blogs print the day as a heading over its stories.
            if (name := get("class")) and "d" in (kind := _kind(name)):
                reader.line(element, kind.replace("b", ""))
            continue
        prop = get("itemprop")
        if prop and reader.marked(element, prop.split()):
            continue
        name = get("class")
        kind = _kind(name) if name else ""
        if kind or tag in _SPEAKING:
            if tag == "time":
                reader.time(element, kind)
            elif tag != "meta":
                reader.line(element, kind)
        elif (hook := get("data-testid")) and "yline" in hook:
            # What a site's own tests find it by, where class names are made up by a machine.
            reader.line(element, "b")
    return reader.evidence()


class _Reader:
    """Gathers what elements say, in the page's order."""

    def __init__(self) -> None:
        self.found = Evidence()
        self.heads: dict[str, list[str]] = {"h1": [], "h2": []}
        self.authors: list[HtmlElement] = []
        # What says that it is the day of publication, by microdata; then by its class.
        self.published: list[str] = []
        self.named: list[str] = []
        self.times: list[str] = []
        self.above: list[str] = []
        self.below: list[str] = []

    def heading(self, element: HtmlElement, tag: str) -> None:
        if len(self.heads[tag]) >= _MOST_HEADINGS or not (text := tidy(element.text_content())):
            return
        if bare := _without_kicker(element):
            self.found.bare[text] = bare
        if tag == "h1" and _in_trail(element):
            self.found.trail.append(text)
        else:
            self.heads[tag].append(text)

    def marked(self, element: HtmlElement, props: list[str]) -> bool:
        """Read microdata; False when it says nothing of dates and authors."""
        if "datePublished" in props:
            self.published.append(_moment(element))
        elif "dateModified" in props:
            self.found.modified.append(_moment(element))
        elif "author" in props or "creator" in props:
            if len(self.authors) < _MOST_MARKED:
                self.authors.append(element)
        else:
            return False
        return True

    def time(self, element: HtmlElement, kind: str) -> None:
        if len(self.times) >= _MOST_DATES or not (moment := _moment(element)):
            return
        if element.get("pubdate") is not None:
            self.published.append(moment)
        elif not _is_elsewhere(element):
            (self.named if "p" in kind else self.times).append(moment)

    def line(self, element: HtmlElement, kind: str) -> None:
        """A short element whose name, or a link whose rel, says what is in it."""
        if element.tag == "a" and "author" in (element.get("rel") or ""):
            if len(self.found.signed) < _MOST_BYLINES and (text := _line(element)):
                if not _is_elsewhere(element):
                    self.found.signed.append(text)
        elif "b" in kind and len(self.found.bylines) < _MOST_BYLINES:
            if len(text := _line(element)) > 3 and not _is_elsewhere(element):
                self.found.bylines.append(text)
        # Above the headline stands the page's own clock.
        dated = self.below if self.heads["h1"] else self.above
        if "d" in kind and len(dated) < _MOST_DATES:
            # A microformat gives the moment in its title.
            text = (element.get("title") if "p" in kind else None) or _line(element)
            if text and any(c.isdigit() for c in text) and not _is_elsewhere(element):
                (self.named if "p" in kind else dated).append(text)

    def evidence(self) -> Evidence:
        found = self.found
        found.headings = self.heads["h1"] + self.heads["h2"]
        found.mains = len(self.heads["h1"])
        found.published = [m for m in self.published + self.named + self.times[:1] if m]
        found.dated = self.below + self.above
        found.modified = [m for m in found.modified if m]
        found.authors = [a for a in map(_author, _together(self.authors)) if a]
        return found


# A site has some hundred class names; they come back on every element and page.
@lru_cache(maxsize=8192)
def _kind(name: str) -> str:
    """Letters for what an element of this class may hold: b(yline), d(ate), p(ublication date)."""
    # Most names hold none of these; looking for them first spares three searches.
    if len(name) > _NAME_CHARS or not _STEMS.search(name):
        return ""
    words = _words(name)
    found = "b" if _BYLINE_NAME.search(words) and not _NO_BYLINE.search(words) else ""
    found += "d" if _DATE_NAME.search(words) else ""
    return found + ("pd" if _PUBLISHED_NAME.search(words) else "")


def _words(name: str) -> str:
    return _CAMEL.sub("-", name).lower().replace("_", "-")


@lru_cache(maxsize=8192)
def _is_elsewhere_name(name: str) -> bool:
    return _ELSEWHERE_NAME.search(_words(name)) is not None


def _without_kicker(element: HtmlElement) -> str | None:
    """A heading's words without the kicker above them, where a class names one."""
    if not len(element) or (element.text or "").strip():
        return None
    kicker = element[0]
    if not _KICKER_NAME.search(_words(kicker.get("class") or "")):
        return None
    rest = tidy(" ".join(_texts_after(element, kicker))).lstrip(" -–—:|/")
    return rest if len(rest) > 12 else None


def _texts_after(element: HtmlElement, first: HtmlElement) -> Iterator[str]:
    if first.tail:
        yield first.tail
    for sibling in first.itersiblings():
        # A dash for screen readers only.
        if sibling.get("aria-hidden") != "true":
            yield sibling.text_content()
        if sibling.tail:
            yield sibling.tail


def _in_trail(element: HtmlElement) -> bool:
    """Whether a heading is the last of the bread crumbs."""
    if _TRAIL_NAME.search(element.get("class") or ""):
        return True
    for count, ancestor in enumerate(element.iterancestors()):
        if count > 3:
            return False
        if ancestor.tag in ("nav", "ol", "li") or _TRAIL_NAME.search(ancestor.get("class") or ""):
            return True
    return False


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


def _is_elsewhere(element: HtmlElement) -> bool:
    for count, ancestor in enumerate(element.iterancestors()):
        if ancestor.tag in _ELSEWHERE:
            return True
        name = ancestor.get("class") if count < _ANCESTORS else None
        if name and ancestor.tag != "body" and len(name) < _NAME_CHARS and _is_elsewhere_name(name):
            return True
    return False
