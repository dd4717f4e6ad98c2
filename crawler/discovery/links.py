"""Links of a page: to pages of the same site, to its feeds, to the next page, to its twins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from pipelines.addresses import base_of, parts
from pipelines.dates import iso, of_url
from pipelines.metadata.json_ld import documents

from .entry import address
from .pagination import next_pages
from .scoring import article_likeness, is_junk
from .twins import named_twins, plain_form, same_page

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_FEED_PATH = re.compile(
    r"(?:^|/)(?:rss|feeds?|atom)(?:\.(?:xml|rss|json))?/?$|\.(?:rss|rdf|atom)$", re.IGNORECASE
)
# Links in one teaser: headline, picture, "more".
_TEASER_LINKS = 3
_TEASER_HEIGHT = 5
_MOST_TIMES = 500


@dataclass(slots=True)
class Links:
    """Addresses found on a page, each once, in the page's order."""

    pages: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    maybe_feeds: list[str] = field(default_factory=list)
    """What ordinary links lead to and looks like feeds; or like pages of feeds."""
    next: list[str] = field(default_factory=list)
    """Where the page's list goes on."""
    twins: list[str] = field(default_factory=list)
    """The page itself in another dress: canonical, AMP, for phones."""
    dates: dict[str, str] = field(default_factory=dict)
    """ISO 8601: the time printed beside a page's link, or the day in its address."""


def find_links(tree: HtmlElement, url: str) -> Links:
    """The page's links that a news crawl can follow.

    ``rel=nofollow`` and the page's robots meta are obeyed; files, logins and imprints
    are left out, and so are AMP, mobile and print views of pages that are linked to as well.
    Pages of other sites are not: the spider knows which sites it crawls.
    """
    base_url = base_of(tree, url) or ""
    links = Links(twins=named_twins(tree, base_url))
    for link in tree.iter("link"):
        if link.get("type", "").lower() in _FEED_TYPES and link.get("href"):
            if (found := address(link.get("href"), base_url)) and not _is_of_comments(found):
                links.feeds.append(found)
    if not _nofollow(tree):
        links.next, further = next_pages(tree, url, base_url)
        seen: dict[str, None] = {}
        for found in (*_anchors(tree, base_url), *_item_lists(tree, base_url)):
            if _FEED_PATH.search(parts(found).path):
                if not _is_of_comments(found):
                    links.maybe_feeds.append(found)
                continue
            if found != url and found not in further and not is_junk(found):
                seen.setdefault(found)
        links.pages = _without_twins(seen, url)
        links.dates = _dates(tree, base_url, seen)
    links.feeds = list(dict.fromkeys(links.feeds))
    links.maybe_feeds = list(dict.fromkeys(links.maybe_feeds))
    return links


def _anchors(tree: HtmlElement, base_url: str) -> Iterator[str]:
    for anchor in tree.iter("a", "area"):
        href = anchor.get("href")
        if href and "nofollow" not in (anchor.get("rel") or "").lower().split():
            if found := address(href, base_url):
                yield found


def _item_lists(tree: HtmlElement, base_url: str) -> Iterator[str]:
    """The addresses of a list in JSON-LD (schema.org/ItemList): what the page shows by script."""
    for document in documents(tree):
        waiting: list[Any] = [document]
        while waiting:
            node = waiting.pop()
            if isinstance(node, list):
                waiting += reversed(node)
            elif isinstance(node, dict):
                if isinstance(listed := node.get("itemListElement"), list) and "Breadcrumb" not in str(
                    node.get("@type")
                ):
                    for place in filter(None, map(_item, listed)):
                        if found := address(place, base_url):
                            yield found
                else:
                    waiting += (value for value in node.values() if isinstance(value, dict | list))


def _item(element: Any) -> str | None:
    if not isinstance(element, dict):
        return element if isinstance(element, str) else None
    item = element.get("item")
    inner = item if isinstance(item, dict) else {}
    found = (element.get("url"), inner.get("url"), inner.get("@id"), item)
    return next((place for place in found if isinstance(place, str) and place), None)


def _without_twins(found: dict[str, None], url: str) -> list[str]:
    """Of a page that is linked to in several dresses, the plain one."""
    plain = {same_page(place) for place in (url, *found) if plain_form(place) is None}
    return [place for place in found if plain_form(place) is None or same_page(place) not in plain]


def _dates(tree: HtmlElement, base_url: str, found: dict[str, None]) -> dict[str, str]:
    """When the pages linked to were published, where a time is printed beside the link or the
    address has the day."""
    dates = {place: day for place in found if (day := of_url(place))}
    for count, time in enumerate(tree.iter("time")):
        if count >= _MOST_TIMES:
            break
        moment = iso(time.get("datetime") or "")
        if moment is not None:
            dates |= dict.fromkeys(_teased(time, base_url) & found.keys(), moment)
    return dates


def _teased(time: HtmlElement, base_url: str) -> set[str]:
    """The pages whose teaser a time stands in: the smallest element around it with links to few."""
    element = time
    for _ in range(_TEASER_HEIGHT):
        if (element := element.getparent()) is None:
            break
        places: set[str] = set()
        for anchor in element.iter("a"):
            if place := address(anchor.get("href") or "", base_url):
                places.add(place)
            if len(places) > _TEASER_LINKS:
                return set()
        # A byline and a section are linked to from teasers as well.
        if stories := {place for place in places if article_likeness(place)}:
            return stories
    return set()


def _is_of_comments(url: str) -> bool:
    """Whether a feed is of the readers' comments: a big blog software has one for each story."""
    path = parts(url).path.rstrip("/")
    if "comment" in path.lower():
        return True
    story, _, last = path.rpartition("/")
    return last == "feed" and article_likeness(parts(url)._replace(path=story).geturl()) > 0


def _nofollow(tree: HtmlElement) -> bool:
    return any(
        (meta.get("name") or "").lower() == "robots" and "nofollow" in (meta.get("content") or "").lower()
        for meta in tree.iter("meta")
    )
