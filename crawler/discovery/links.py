"""Links of a page: to pages of the same site, to its feeds, to the next page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from courlan import is_navigation_page, is_not_crawlable
from lxml.html import HtmlElement

from pipelines.addresses import base_of, parts

from .entry import address

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
# Endings that are no page.
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|rss|pdf|docx?|xlsx?|pptx?|zip|gz|mp[34]|m4[av]|ogg|"
    r"web[mp]|avi|mov|wmv|flv|exe|dmg|apk|epub|ics|woff2?|ttf|txt)$",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?<!\d)(?:19|20)\d{2}[/_-]?(?:0[1-9]|1[0-2])(?:[/_-]?(?:0[1-9]|[12]\d|3[01]))?(?!\d)")
_ID = re.compile(r"(?<!\d)\d{5,}(?!\d)")


@dataclass(slots=True)
class Links:
    """Addresses found on a page, each once, in the page's order."""

    pages: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)


def find_links(tree: HtmlElement, url: str) -> Links:
    """The page's links that a news crawl can follow.

    ``rel=nofollow`` and the page's robots meta are obeyed; files, logins and imprints
    are left out. Pages of other sites are not: the spider knows which sites it crawls.
    """
    base_url = base_of(tree, url)
    links = Links()
    for link in tree.iter("link"):
        if link.get("type", "").lower() in _FEED_TYPES and link.get("href"):
            if found := address(link.get("href"), base_url):
                links.feeds.append(found)
    if not _nofollow(tree):
        seen: dict[str, None] = {}
        for anchor in tree.iter("a", "area"):
            href = anchor.get("href")
            if not href or "nofollow" in (anchor.get("rel") or "").lower().split():
                continue
            found = address(href, base_url)
            if found and not _FILES.search(urlsplit(found).path) and not is_not_crawlable(found):
                seen.setdefault(found)
        links.pages = list(seen)
    links.feeds = list(dict.fromkeys(links.feeds))
    return links


def _nofollow(tree: HtmlElement) -> bool:
    return any(
        (meta.get("name") or "").lower() == "robots" and "nofollow" in (meta.get("content") or "").lower()
        for meta in tree.iter("meta")
    )


def article_likeness(url: str) -> int:
    """How much an address looks like an article's: 0 (a section) to 3 (dated, with a slug).

    Sets the order of fetching and nothing else; the page itself decides.
    """
    path = parts(url).path
    if is_navigation_page(url) or not path.strip("/"):
        return 0
    last = path.rstrip("/").rsplit("/", 1)[-1]
    return (last.count("-") + last.count("_") >= 3) + bool(_DATED.search(path)) + bool(_ID.search(path))
