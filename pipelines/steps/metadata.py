"""Metadata: headline, byline, dates and the rest, from whatever evidence the page gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from .. import addresses, dates, titles
from ..article import Article
from ..metadata import head, headings, plain_text, published, signature, visible
from ..metadata.evidence import Evidence
from ..page import Page
from ..publication import Publication

_MAX_TAGS = 40


def metadata(article: Article, page: Page) -> Article:
    """Fill every field but the body's. Machine-readable evidence goes before what is shown."""
    if page.tree is None:
        return _of_text(article, page)
    ld, meta, shown = page.json_ld, page.head, Evidence()
    host = addresses.host(article.url)
    site = _first(meta.site, ld.site)
    language = _language((meta.language, ld.language, page.language))
    page_title = head.page_title(page.tree)
    printed = headings.read(page.tree)
    candidates = [ld.title, meta.title, page_title]
    publication = Publication.of(site, host, printed, candidates)
    title = titles.headline(candidates, publication, printed)
    signed = signature.Signature(site, page_title, title, host)
    people = signed.told([ld, meta])
    if not people or not any(map(dates.iso, ld.published + meta.published)):
        # Reading what is shown takes longer than all the rest.
        shown = visible.read(page.tree, printed.elements, page.markup)
    named = {"json-ld": ld, "meta": meta, "time element": shown}
    witnesses = tuple(named.values())
    people = people or signed.told([shown]) or signed.shown(shown, title, page) or signature.desk(witnesses)
    day, source = published.Calendar(page, named, title, meta.language or language).choose()
    return replace(
        article,
        canonical_url=_canonical(article.url, meta.canonical_url, ld.canonical_url),
        site=site or host,
        language=language,
        title=title,
        summary=_first(meta.summary, ld.summary),
        authors=people,
        published=day,
        published_source=source,
        modified=next(_moments(w.modified for w in witnesses), None),
        section=_first(meta.section, ld.section),
        tags=_tags(meta.tags or ld.tags),
    )


def _of_text(article: Article, page: Page) -> Article:
    title, date = plain_text.read(page.blocks)
    day = dates.printed(date, url=article.url) if date else None
    source = "text" if day else "none"
    if day is None and article.url and (day := dates.of_url(article.url)):
        source = "url"
    signed = signature.Signature(None, None, title, addresses.host(article.url))
    return replace(
        article,
        site=addresses.host(article.url),
        language=_language((page.language,)),
        title=title,
        authors=signed.shown(Evidence(), title, page),
        published=day,
        published_source=source,
    )


def _moments(values: Iterable[list[str]]) -> Iterator[str]:
    return (found for several in values for value in several if (found := dates.iso(value)))


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _language(codes: Iterable[str | None]) -> str | None:
    for code in codes:
        primary = (code or "").replace("_", "-").split("-")[0].strip().lower()
        if len(primary) == 2 and primary.isascii() and primary.isalpha():
            return primary
    return None


def _canonical(url: str | None, *candidates: str | None) -> str | None:
    """The page's own address. A home page's is no article's: a template's mistake."""
    for candidate in candidates:
        if not candidate:
            continue
        is_whole = candidate.startswith(("https://", "http://"))
        absolute = candidate.strip() if is_whole else addresses.absolute(candidate, url)
        parts = addresses.parts(absolute)
        if parts.hostname and (
            parts.path.strip("/") or parts.query or not addresses.parts(url).path.strip("/")
        ):
            return parts._replace(fragment="").geturl()
    return None


def _tags(values: list[str]) -> list[str]:
    cleaned = (value.strip() for value in values)
    return list(dict.fromkeys(v for v in cleaned if 0 < len(v) <= 80))[:_MAX_TAGS]
