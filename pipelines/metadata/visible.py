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
_LINE_CHARS = 140
_ANCESTORS = 8
_TAGS = (
    "h1",
    "h2",
    "time",
    "a",
    "span",
    "p",
    "div",
    "address",
    "meta",
    "li",
    "abbr",
    "small",
    "em",
    "i",
    "td",
    "ul",
)


def read(tree: HtmlElement) -> Evidence:
    """What the page shows: microdata where it is marked up, else headings, bylines, times."""
    evidence = Evidence()
    first, marked, rel, named = [], [], [], []
    named_first: list[str] = []
    times: list[str] = []
    heads: dict[str, list[str]] = {"h1": [], "h2": []}
    dated: tuple[list[str], list[str]] = ([], [])
    below = 0  # 1 from the first h1 on: above it stands the page's own clock
    for element in tree.iter(*_TAGS):
        tag, get = element.tag, element.get
        if tag in heads:
            if len(heads[tag]) < _MOST_HEADINGS and (text := tidy(element.text_content())):
                if bare := _without_kicker(element):
                    evidence.bare[text] = bare
                if tag == "h1" and _in_trail(element):
                    evidence.trail.append(text)
                else:
                    heads[tag].append(text)
                    below = below or int(tag == "h1")
            continue
        prop = get("itemprop")
        if prop:
            props = prop.split()
            if "datePublished" in props:
                first.append(_moment(element))
                continue
            if "dateModified" in props:
                evidence.modified.append(_moment(element))
                continue
            if "author" in props or "creator" in props:
                if len(marked) < _MOST_MARKED:
                    marked.append(element)
                continue
        name = get("class")
        kind = _kind(name) if name and len(name) < 200 else ""
        if not kind and (hook := get("data-testid")) and "yline" in hook:
            kind = "b"
        if not kind and tag not in _SPEAKING:
            continue
        if tag == "time":
            if len(times) < _MOST_DATES and (moment := _moment(element)):
                if get("pubdate") is not None:
                    first.append(moment)
                elif not _is_elsewhere(element):
                    (named_first if "p" in kind else times).append(moment)
        elif tag != "meta":
            if (
                tag == "a"
                and "author" in (get("rel") or "")
                and len(rel) < _MOST_BYLINES
                and not _is_elsewhere(element)
            ):
                rel.append(_line(element))
            elif "b" in kind and len(named) < _MOST_BYLINES:
                text = _line(element)
                if len(text) > 3 and not _is_elsewhere(element):
                    named.append(text)
            if "d" in kind and len(dated[below]) < _MOST_DATES:
                # A microformat gives the moment in its title.
                text = (get("title") if "p" in kind else None) or _line(element)
                if text and any(c.isdigit() for c in text) and not _is_elsewhere(element):
                    (named_first if "p" in kind else dated[below]).append(text)
    evidence.headings = heads["h1"] + heads["h2"]
    evidence.mains = len(heads["h1"])
    evidence.published = [m for m in first + named_first + times[:1] if m]
    evidence.dated = [*dated[1], *dated[0]]
    evidence.modified = [m for m in evidence.modified if m]
    evidence.authors = [a for a in map(_author, _together(marked)) if a]
    evidence.signed = [a for a in rel if a]
    evidence.bylines = named
    return evidence


# A site has some hundred class names; they come back on every element and page.
@lru_cache(maxsize=8192)
def _kind(name: str) -> str:
    """Letters for what an element of this class may hold: b(yline), d(ate), p(ublication date)."""
    # Most names hold none of these; looking for them first spares three searches.
    if not _STEMS.search(name):
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
    return tidy(element.get("datetime") or element.get("content") or element.text_content()[:80])


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
        if name and ancestor.tag != "body" and len(name) < 200 and _is_elsewhere_name(name):
            return True
    return False
