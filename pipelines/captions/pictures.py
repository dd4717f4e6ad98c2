"""A picture's address: which of the many a page gives is the picture's, and which is a blank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from ..addresses import absolute, parts
from .names import attributes, is_placeholder, kinds

_IMAGES = ("img", "amp-img")
# HTML standard, "Parsing a srcset attribute": an address goes on to the next white space, a comma in it is
# of it; what follows up to a comma outside brackets is its description.
_CANDIDATE = re.compile(r"[\s,]*(?P<url>[^\s,]\S*)")
_DESCRIPTION = re.compile(r"(?:[^,(]+|\([^)]*(?:\)|$))*")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)([wx])")
_BACKGROUND = re.compile(
    r"background(?:-image)?\s*:[^;]{0,40}?url\(\s*[\"']?([^\"')]{1,2000})", re.IGNORECASE
)
# "harbour-1024x683.jpg", "harbour-scaled.jpg", "harbour@2x.jpg": one photo in several sizes.
_SIZE_IN_NAME = re.compile(r"(?:[-_]\d{2,4}x\d{2,4}|@\dx|-scaled|[-_]\d{3,4}w)(?=\.\w+$|$)")
_MOST_STYLED = 50
_LEAST_FILE_CHARS = 6


def images(element: HtmlElement) -> Iterator[HtmlElement]:
    """The images in an element, also those for readers without scripts."""
    return element.iter(*_IMAGES)


def image_url(container: HtmlElement | None, base: str | None) -> str | None:
    """The address of the picture in an element; of its first one where there are more.

    Of the sizes that are offered the largest; ``<source>``, background and
    ``<noscript>`` are asked where the image itself has none but a blank.

    :param base: what relative addresses are relative to.
    """
    if container is None:
        return None
    for image in images(container):
        if found := _of_attributes(image, base):
            return found
    for source in container.iter("source"):
        if source.getparent().tag == "picture" and (found := _of_sets(source, base)):
            return found
    for element in islice(container.iter("div", "a", "span", "figure"), _MOST_STYLED):
        style = element.get("style")
        if style and (found := _BACKGROUND.search(style)) and (url := _picture(found[1], base)):
            return url
    return None


def _of_attributes(image: HtmlElement, base: str | None) -> str | None:
    if found := _of_sets(image, base):
        return found
    get = image.get
    for name in attributes("address"):
        if (address := get(name)) and (found := _picture(address, base)):
            return found
    return None


def _of_sets(element: HtmlElement, base: str | None) -> str | None:
    for name in attributes("srcset"):
        if given := element.get(name):
            candidates = sorted(srcset(given), key=lambda c: (c[1], c[2]), reverse=True)
            for url, _, _ in candidates:
                if found := _picture(url, base):
                    return found
    return None


def _picture(address: str, base: str | None) -> str | None:
    """The address on its own; None for a blank and for what is no address."""
    # Some keep a table of addresses there.
    if address[:5].lower() == "data:" or "{" in address or '"' in address:
        return None
    # Most are absolute already, and joining takes longer than all else here.
    whole = (
        address.startswith(("https://", "http://")) and not address[-1].isspace() and parts(address).hostname
    )
    found = address if whole else absolute(address, base)
    return None if found is None or is_placeholder(_file(found)) else found


def srcset(given: str) -> list[tuple[str, float, float]]:
    """The candidates of a ``srcset``: address, width in pixels, density; 0 where not told.

    Read as browsers do (https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute):
    commas within an address belong to it, and a candidate without a description is of density 1.

    >>> srcset("/w,400/a.jpg 400w, /w,800/a.jpg 800w")
    [('/w,400/a.jpg', 400.0, 0.0), ('/w,800/a.jpg', 800.0, 0.0)]
    """
    found: list[tuple[str, float, float]] = []
    at = 0
    while match := _CANDIDATE.match(given, at):
        url, at = match["url"], match.end()
        width = density = 0.0
        if url.endswith(","):
            url = url.rstrip(",")
        else:
            described = _DESCRIPTION.match(given, at)
            at = described.end()
            for token in described[0].split():
                if size := _SIZE.fullmatch(token):
                    if size[2] == "w":
                        width = float(size[1])
                    else:
                        density = float(size[1])
        if url:
            found.append((url, width, density if width or density else 1.0))
    return found


def is_emblem(image: HtmlElement) -> bool:
    """Whether a picture's address says that it is a logo or a portrait of the author."""
    return is_emblem_address(image.get("src") or image.get("data-src"))


def is_emblem_address(url: str | None) -> bool:
    """The same, of an address."""
    return "emblem" in kinds(parts(url).path[-200:])


def _file(url: str) -> str:
    return parts(url).path.rpartition("/")[2]


def file_key(url: str | None) -> str | None:
    """What the addresses of one photo in several sizes have in common; None where nothing is sure."""
    name = _SIZE_IN_NAME.sub("", _file(url).lower()) if url else ""
    stem = name.rpartition(".")[0] or name
    # "image.jpg" may be any; a name with a figure or of several words is of one photo.
    return stem if len(stem) >= _LEAST_FILE_CHARS and re.search(r"[\d_-]", stem) else None
