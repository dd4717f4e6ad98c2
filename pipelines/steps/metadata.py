"""Metadata: headline, byline, dates and the rest, from whatever evidence the page gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from .. import addresses, authors, dates, titles
from ..article import Article
from ..metadata import head, plain_text, visible
from ..metadata.evidence import Evidence
from ..page import Page
from ..rules import find_agency

_MAX_TAGS = 40
# Where bylines and dates stand on pages that mark up neither: near the headline.
_FURTHER_BLOCKS = 60
_NOT_TEXT = frozenset(("nav", "aside", "footer", "form", "button", "hidden"))
_BLOCKS_BEFORE, _BLOCKS_AFTER, _LINE_CHARS = 4, 10, 120


def metadata(article: Article, page: Page) -> Article:
    """Fill every field but the body's. Machine-readable evidence goes before what is shown."""
    if page.tree is None:
        return _of_text(article, page)
    ld, meta, shown = page.json_ld, page.head, visible.read(page.tree)
    named = {"json-ld": ld, "meta": meta, "time element": shown}
    witnesses = tuple(named.values())
    host = addresses.host(article.url)
    site = _first(meta.site, ld.site)
    language = _language(w.language for w in (meta, ld))
    page_title = head.page_title(page.tree)
    title = titles.headline(
        [ld.title, meta.title, page_title],
        site,
        host,
        shown.headings,
        mains=shown.mains,
        trail=shown.trail,
        bare=shown.bare,
    )
    article = replace(
        article,
        canonical_url=_canonical(article.url, meta.canonical_url, ld.canonical_url),
        site=site or host,
        language=language,
        title=title,
        summary=_first(meta.summary, ld.summary),
        authors=_authors(witnesses, title, f"{site or ''}\n{page_title or ''}", page),
        modified=next(_moments(w.modified for w in witnesses), None),
        section=_first(meta.section, ld.section),
        tags=_tags(meta.tags or ld.tags),
    )
    published, source = _published(article, page, named)
    return replace(article, published=published, published_source=source)


def _authors(witnesses: tuple[Evidence, ...], title: str | None, names: str, page: Page) -> list[str]:
    """The first evidence that names somebody: the publication only where none names a person.

    :param names: what names the publication, the headline perhaps with it.
    """
    # "Story :: The Paper" is the title of a page of The Paper.
    publishers = names.replace(title or "", "").casefold()
    host = addresses.host(page.url)

    def is_publisher(name: str) -> bool:
        return name.casefold() in publishers or authors.is_address(name, host)

    others: list[str] = []
    for witness in witnesses:
        names = authors.persons(witness.authors)
        if people := [name for name in names if not is_publisher(name)]:
            # A desk may share a byline with an agency; beside a person it is his address.
            return people if not all(map(find_agency, people)) else people + authors.staff(witness.authors)
        others = others or names or authors.staff(witness.authors)
    shown = witnesses[-1]
    for names in (
        *(authors.persons([line]) for line in shown.signed),
        *(authors.of_byline(line) for line in shown.bylines),
        *(authors.byline(line) for line in _labelled(_near(title, page))),
    ):
        if people := [name for name in names if not is_publisher(name)]:
            return people
    return others or next((desk for line in shown.bylines if (desk := authors.staff([line]))), [])


def _labelled(lines: Iterable[str]) -> Iterator[str]:
    """The lines, with "Author" and the name under it put together."""
    label = ""
    for line in lines:
        yield f"{label}: {line}" if label else line
        label = line.rstrip(" :：") if authors.is_label(line) else ""


def _of_text(article: Article, page: Page) -> Article:
    title, date = plain_text.read(page.blocks)
    published = dates.printed(date, url=article.url) if date else None
    source = "text" if published else "none"
    if published is None and article.url and (published := dates.of_url(article.url)):
        source = "url"
    return replace(
        article, title=title, site=addresses.host(article.url), published=published, published_source=source
    )


def _published(article: Article, page: Page, named: dict[str, Evidence]) -> tuple[str | None, str]:
    """The first evidence that gives a day, none of it after the page was fetched."""

    # With the country: 3/4 is another day in en-GB than in en-US.
    tongue = named["meta"].language or article.language

    def candidates() -> Iterator[tuple[str | None, str]]:
        for source, evidence in named.items():
            for value in evidence.published:
                yield dates.iso(value) or dates.printed(value, tongue, article.url), source
        filed = dates.of_url(article.url) if article.url else None
        if filed:
            yield filed, "url"
        for text in (*named["time element"].dated, *_near(article.title, page)):
            if not dates.is_update(text):
                yield dates.printed(text, tongue, article.url), "text"
        for text in _further(article.title, page):
            yield dates.printed(text, tongue, article.url), "text"

    latest = article.fetched_at
    late = False
    for found, source in candidates():
        if found and found[:4] > "1900":
            # Days are compared: offsets can put an honest clock hours ahead.
            if latest and found[:10] > latest[:10]:
                late = True
                continue
            return _local(found, article.url, named), source
    # It is slow, and of a day yet to come it makes another.
    if not late and (guess := dates.searched(page.tree, latest)):
        return guess, "text"
    return None, "none"


def _local(found: str, url: str | None, named: dict[str, Evidence]) -> str:
    """The day as the publication counts it, where it gives the moment in UTC.

    A site in Denver files a story of the evening under its own day; in UTC it is the next.
    """
    day = dates.of_url(url) if url else None
    if day is None or found[:10] == day or not dates.is_local(day, found):
        return found
    others = (dates.iso(v) for e in named.values() for v in e.published)
    return next((other for other in others if other and other[:10] == day), day)


def _near(title: str | None, page: Page) -> Iterator[str]:
    """Short blocks around the headline, where bylines and dates are printed.

    Those after it first: above it stands the page's own clock.
    """
    headline = page.headline_index(title)
    if headline is None:
        # Behind a kicker it is another block than the title.
        tops = (b.index for b in page.blocks if b.element is not None and b.element.tag == "h1")
        headline = next(tops, None)
    if headline is None:
        return
    first, last = max(0, headline - _BLOCKS_BEFORE), headline + _BLOCKS_AFTER
    for block in page.blocks[headline + 1 : last] + page.blocks[first:headline]:
        if len(block.text) <= _LINE_CHARS and not plain_text.is_clock(block.text):
            yield block.text


def _further(title: str | None, page: Page) -> Iterator[str]:
    """How the text's first blocks begin: "Berlin, 14 March 2025. The bridge …"."""
    start = page.headline_index(title) or 0
    for block in page.blocks[start : start + _FURTHER_BLOCKS]:
        if block.inside.isdisjoint(_NOT_TEXT):
            yield block.text[:_LINE_CHARS]


def _moments(values: Iterable[list[str]]) -> Iterator[str]:
    return (found for several in values for value in several if (found := dates.iso(value)))


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _language(codes: Iterable[str | None]) -> str | None:
    for code in codes:
        primary = (code or "").replace("_", "-").split("-")[0].strip().lower()
        if len(primary) == 2 and primary.isalpha():
            return primary
    return None


def _canonical(url: str | None, *candidates: str | None) -> str | None:
    """The page's own address. A home page's is no article's: a template's mistake."""
    for candidate in candidates:
        absolute = addresses.absolute(candidate, url)
        if absolute is None:
            continue
        parts = addresses.parts(absolute)
        if parts.path.strip("/") or parts.query or not addresses.parts(url).path.strip("/"):
            return parts._replace(fragment="").geturl()
    return None


def _tags(values: list[str]) -> list[str]:
    cleaned = (value.strip() for value in values)
    return list(dict.fromkeys(v for v in cleaned if 0 < len(v) <= 80))[:_MAX_TAGS]
