"""The head: meta tags (OpenGraph, article:, Dublin Core, Parsely, …), title, canonical link."""

from __future__ import annotations

import re
from collections import defaultdict

from lxml.html import HtmlElement

from ..blocks import tidy
from ..rules import byline_rules
from .evidence import Evidence

# Names in order of trust, as found on news sites; lower case, ":" and "." as written.
TITLE = ("og:title", "twitter:title", "parsely-title", "dc.title", "dcterms.title", "title", "headline")
SUMMARY = ("og:description", "description", "twitter:description", "dc.description", "dcterms.description")
AUTHORS = (
    "author", "parsely-author", "sailthru.author", "byl", "article:author_name", "dc.creator",
    "dcterms.creator", "cxenseparse:author", "article:author", "twitter:data1_author", "og:article:author",
)  # fmt: skip
PUBLISHED = (
    "article:published_time", "article:published", "og:published_time", "datepublished", "pubdate",
    "parsely-pub-date", "sailthru.date", "article.published", "publish-date", "publishdate",
    "publication_date", "dc.date.issued", "dcterms.issued", "cxenseparse:recs:publishtime", "publish_date",
    "pub_date", "originalpublicationdate", "article_date_original", "og:article:published_time",
    "rnews:datepublished",
)  # fmt: skip
# These may be the day of publication, or the one on which the page was made.
ANY_DATE = (
    "date", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "timestamp", "created",
)  # fmt: skip
MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod",
    "dcterms.modified", "dc.date.modified", "revised", "article:modified", "last_updated_date",
)  # fmt: skip
SECTION = ("article:section", "section", "og:section", "parsely-section", "category", "cxenseparse:category")
TAGS = ("article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags")
SITE = ("og:site_name", "application-name", "al:android:app_name", "dc.publisher")
LANGUAGE = ("og:locale", "content-language", "dc.language", "language", "inlanguage")
# Names that programs make up: "five_hundred_pixels:uploaded", "shareaholic:article_published_time".
_PUBLISHED_NAME = re.compile(
    r"(?:^|[:._-])(?:(?:date|time)[_-]?)?(?:published|publish|publication|pub|uploaded|issued)"
    r"(?:[_-]?(?:time|date|at|on))?(?:[_-]?(?:utc|iso|gmt))?$"
)


_ADDRESS = re.compile(r"http|[@/#]|[^\s@]+@[^\s@]+$")


def read(tree: HtmlElement) -> Evidence:
    """What the page's head says of its article."""
    meta = _meta(tree)

    def first(names: tuple[str, ...]) -> str | None:
        return next((value for name in names for value in meta.get(name, ())), None)

    def every(names: tuple[str, ...]) -> list[str]:
        return [value for name in names for value in meta.get(name, ())]

    tags = next((meta[name] for name in TAGS if meta.get(name)), [])
    if len(tags) == 1:
        tags = [t.strip() for t in tags[0].replace(";", ",").split(",")]
    # The address of a profile or a mail box is no name.
    authors = next(
        (names for name in AUTHORS if (names := [v for v in meta.get(name, ()) if not _ADDRESS.match(v)])),
        [],
    )
    authors = authors or _labelled(meta)
    canonical = next(
        (link.get("href", "") for link in tree.iter("link") if "canonical" in link.get("rel", "").split()), ""
    )
    named = every(PUBLISHED)
    # What a trusted name tells too is no less the day for it.
    trusted = set(named)
    any_date = [value for value in every(ANY_DATE) if value not in trusted]
    published = named + any_date
    return Evidence(
        title=first(TITLE),
        summary=first(SUMMARY),
        authors=authors,
        published=published or [v for n, vs in meta.items() if _PUBLISHED_NAME.search(n) for v in vs],
        any_date=any_date,
        modified=every(MODIFIED),
        section=first(SECTION),
        tags=tags,
        canonical_url=canonical.strip() or first(("og:url",)),
        site=first(SITE),
        language=tree.get("lang")
        or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        or tree.get("xml:lang")
        or first(LANGUAGE),
        types=frozenset(every(("og:type",))),
    )


def page_title(tree: HtmlElement) -> str | None:
    """The ``<title>``: the headline, most often with the site's name."""
    title = tree.find("head/title")
    if title is None:
        title = next(tree.iter("title"), None)
    return tidy(title.text_content()) or None if title is not None else None


def _labelled(meta: dict[str, list[str]]) -> list[str]:
    """The author on a card of labelled values, as a big WordPress plug-in writes it:
    ``twitter:label1`` "Written by", ``twitter:data1`` the name."""
    lead = byline_rules().lead
    for name, values in meta.items():
        if not name.startswith("twitter:"):
            continue
        label = name.rpartition(":")[2]
        if label.startswith("label") and lead.fullmatch(f"{values[0]}:"):
            return meta.get(f"twitter:data{label[5:]}", [])
        if ":misc:" in name and lead.fullmatch(f"{label}:"):
            return values
    return []


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    """Meta tags by lower-case name; a tag that has both name and property counts under both."""
    found: dict[str, list[str]] = defaultdict(list)
    for tag in tree.iter("meta"):
        content = tag.get("content")
        if content and (content := tidy(content)):
            keys = (tag.get("property"), tag.get("name"), tag.get("itemprop"), tag.get("http-equiv"))
            for key in dict.fromkeys(k.strip().lower() for k in keys if k):
                found[key].append(content)
    return found
