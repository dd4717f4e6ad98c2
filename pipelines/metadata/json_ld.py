"""JSON-LD: the schema.org description most news sites embed for search engines."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from ..blocks import tidy
from .evidence import Evidence, Picture

_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$|;\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_MARKUP = re.compile(r"<[^<>]+>")
_AUTHOR_ID = re.compile(r"schema/person|/author|/autor", re.IGNORECASE)
_ARTICLE_TYPES = re.compile(r"(?:article|posting|report|review|recipe|story)$", re.IGNORECASE)


def read(tree: HtmlElement) -> Evidence:
    """What the page's JSON-LD says of its article; empty when it has none."""
    nodes = [node for data in documents(tree) for node in _nodes(data)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    types = frozenset(t.lower() for node in nodes for t in _types(node))
    article = _article(nodes)
    # Some sites put the date or the author on the page's node instead.
    page = next((n for n in nodes if any(t.endswith("WebPage") for t in _types(n))), {})
    if article is None:
        return _of_page(page or _dated(nodes), nodes, by_id, types)
    publisher = _follow(article.get("publisher") or page.get("publisher"), by_id)
    return Evidence(
        title=_text(article.get("headline")) or _text(article.get("name")),
        summary=_text(article.get("description")),
        authors=_names(article.get("author") or article.get("creator"), by_id) or _only_person(nodes),
        published=_dates(article, page, "datePublished", "dateCreated", "uploadDate"),
        modified=_dates(article, page, "dateModified"),
        section=_text(article.get("articleSection")),
        tags=_keywords(article.get("keywords")),
        canonical_url=_address(article.get("mainEntityOfPage")) or _text(article.get("url")),
        site=next(iter(_names(publisher, by_id)), None),
        language=_text(article.get("inLanguage")),
        pictures=list(_pictures(article.get("image"), by_id)),
        body=_body(article.get("articleBody")),
        types=types,
    )


def _of_page(
    page: dict[str, Any], nodes: list[dict[str, Any]], by_id: dict[str, dict[str, Any]], types: frozenset[str]
) -> Evidence:
    """What is said of a page that is not called an article: its days and its author, whatever it is."""
    return Evidence(
        authors=_names(page.get("author") or page.get("creator"), by_id) or _only_person(nodes),
        published=_dates(page, {}, "datePublished", "dateCreated", "uploadDate"),
        modified=_dates(page, {}, "dateModified"),
        language=_text(page.get("inLanguage")),
        types=types,
    )


def _dated(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """The only thing with a day of publication: a video, a set of instructions."""
    found = [n for n in nodes if n.get("datePublished") or n.get("uploadDate")]
    return found[0] if len(found) == 1 else {}


def _only_person(nodes: list[dict[str, Any]]) -> list[str]:
    """The one person described beside a page: a big WordPress plug-in leaves out the link to him.

    By his id he is an author; else he may be whom the story is about.
    """
    people = [n for n in nodes if "Person" in _types(n) and _AUTHOR_ID.search(str(n.get("@id", "")))]
    names = {name for n in people if (name := _text(n.get("name")))}
    return list(names) if len(names) == 1 else []


def documents(tree: HtmlElement) -> Iterator[Any]:
    """The JSON of its JSON-LD scripts, as far as it can be read."""
    for script in tree.iter("script"):
        if "ld+json" in script.get("type", "") and script.text:
            if (data := _loads(script.text)) is not None:
                yield data


def _loads(text: str) -> Any | None:
    """JSON as sites write it: in comments, with raw newlines, trailing commas, bad escapes.

    None when it is beyond repair; the other evidence then decides.
    """
    try:
        # Most are in order, and looking for what wraps a big one takes longer than to read it.
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        text = _WRAPPING.sub("", text).strip()
    repairs = (
        lambda t: t,
        lambda t: _TRAILING_COMMA.sub(r"\1", t),
        lambda t: _BAD_ESCAPE.sub(r"\\\\", _TRAILING_COMMA.sub(r"\1", t)),
        html.unescape,
    )
    for repair in repairs:
        try:
            return json.loads(repair(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every described thing: list items, @graph members, and what they are about."""
    if depth > 6:
        return
    if isinstance(data, list):
        for item in data:
            yield from _nodes(item, depth + 1)
    elif isinstance(data, dict):
        if "@type" in data or "@id" in data:
            yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(data.get(key), depth + 1)


def _types(node: dict[str, Any]) -> list[str]:
    types = node.get("@type")
    return [t for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)]


def _article(nodes: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The node of the page's own article: of several, the one that says most."""
    found = [n for n in nodes if any(_ARTICLE_TYPES.search(t) for t in _types(n))]
    keys = ("headline", "datePublished", "author", "articleBody")
    return max(found, key=lambda n: sum(bool(n.get(k)) for k in keys), default=None)


def _follow(value: Any, by_id: dict[str, dict[str, Any]]) -> Any:
    """Resolve ``{"@id": …}`` to the node it names."""
    if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    if not isinstance(value, str):
        return None
    # Twice: sites escape text for HTML and then again for JSON.
    value = html.unescape(html.unescape(value))
    return tidy(_MARKUP.sub("", value)) or None


def _body(value: Any) -> str | None:
    """The article's text, a paragraph a line; some sites put it in with its markup."""
    if not isinstance(value, str):
        return None
    lines = _MARKUP.sub("\n", html.unescape(value)) if _MARKUP.search(value) else html.unescape(value)
    return "\n".join(text for line in lines.splitlines() if (text := tidy(line))) or None


def _address(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) and value.startswith(("http://", "https://", "/")) else None


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> list[str]:
    values = value if isinstance(value, list) else [value]
    names = (_text(_follow(v, by_id)) for v in values)
    return [name for name in names if name]


def _dates(article: dict[str, Any], page: dict[str, Any], *keys: str) -> list[str]:
    values = [node.get(key) for node in (article, page) for key in keys]
    return [v for v in (_text(v) for v in values) if v]


def _keywords(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    texts = [t for t in (_text(v) for v in values) if t]
    if len(texts) == 1:
        return [t.strip() for t in re.split(r"[,;،、]", texts[0])]
    return texts


def _pictures(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[Picture]:
    for image in value if isinstance(value, list) else [value]:
        image = _follow(image, by_id)
        if isinstance(image, str):
            yield Picture(url=image)
        elif isinstance(image, dict):
            credit = image.get("creditText") or image.get("creator") or image.get("author")
            yield Picture(
                url=_text(image.get("contentUrl")) or _text(image.get("url")),
                caption=_text(image.get("caption")) or _text(image.get("description")),
                credit=_text(credit),
            )
