"""A made-up wire story, and papers that print it."""

from __future__ import annotations

import random

from .loopback import Loopback
from .recurring_site import WORDS

SITES = ("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4")
"""Hosts of loopback, one a paper."""


def paragraphs(seed: object, count: int) -> list[str]:
    """So many paragraphs of some forty words that no other seed has."""
    chance = random.Random(str(seed))
    return [
        " ".join(f"The {' '.join(chance.choices(WORDS, k=chance.randint(6, 12)))}." for _ in range(4))
        for _ in range(count)
    ]


def page(title: str, texts: list[str], *, published: str, url: str) -> str:
    story = "".join(f"<p>{text}</p>" for text in texts)
    return f"""<!doctype html><html lang=en><head><title>{title}</title><link rel=canonical href="{url}">
<meta property="og:type" content="article"><meta property="og:title" content="{title}">
<meta property="article:published_time" content="{published}"></head>
<body><a href="/">Home</a><article><h1>{title}</h1>{story}</article></body></html>"""


def publish(sites: list[Loopback]) -> None:
    """Put a front page, a story of its own and, on all but the last, the wire's story on each site."""
    wire = paragraphs("wire", 10)
    printed = [
        ("Wire: bridge put off", wire, "2025-03-14T08:00:00Z"),
        ("Bridge will have to wait", wire[:6], "2025-03-14T09:30:00Z"),
        ("No bridge this year", [*paragraphs("local", 1), *wire[:5], " ".join(wire[5:7])], "2025-03-14"),
    ]
    for number, site in enumerate(sites):
        stories = [(f"Of paper {number} alone", paragraphs(number, 8), "2025-03-13T08:00:00Z")]
        stories += printed[number : number + 1]
        links = ""
        for place, (title, texts, published) in enumerate(stories):
            path = f"/news/2025/story-number-{place}"
            site.page(path, page(title, texts, published=published, url=f"{site.url}{path}"))
            links += f'<li><a href="{path}">{title}, and what comes of it</a></li>'
        site.page("/", f"<html><body><h1>Paper {number}</h1><ul>{links}</ul></body></html>")
