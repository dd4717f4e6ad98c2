"""Pages of a made-up site: many articles of one template, or of another after a relaunch."""

from __future__ import annotations

import random

WORDS = (
    "harbour council ferry bridge tide mayor vote quay engineer storm harvest museum school budget "
    "railway market valley hospital reporter season winter village minister court fishery lantern"
).split()


def page(number: int, layout: str = "old", host: str = "https://made.example") -> str:
    """An article of the site: always the same for the same number.

    :param layout: ``old`` or ``new``: which template it is set in.
    """
    chance = random.Random(number)
    title = f"{_words(chance, 5).capitalize()} in story {number}"
    author = f"{chance.choice(['Jane', 'Tom', 'Kofi', 'Lena'])} {chance.choice(['Roe', 'Ashdown', 'Brandt'])}"
    day = f"2025-03-{number % 28 + 1:02}"
    paragraphs = [_paragraph(chance) for _ in range(chance.randint(6, 12))]
    teasers = [f"{_words(chance, 6).capitalize()}" for _ in range(8)]
    return (_old if layout == "old" else _new)(number, title, author, day, paragraphs, teasers, host)


def _old(number, title, author, day, paragraphs, teasers, host) -> str:
    links = "".join(f"<li><a href='{host}/teaser/{number}-{n}'>{t}</a></li>" for n, t in enumerate(teasers))
    text = "".join(f"<p>{p}</p>" for p in paragraphs[:4])
    text += f"<h3 class=cross>{teasers[0]}</h3>" + "".join(f"<p>{p}</p>" for p in paragraphs[4:])
    return f"""<!doctype html><html lang=en><head><title>{title} - The Made Paper</title>
<meta property="og:type" content="article"><meta property="og:title" content="{title}">
<link rel=canonical href="{host}/story/{number}"></head><body class="story post-{number}">
<header class=top><a href="/">The Made Paper</a> <span class=claim>All the news since 1901</span></header>
<main class=page><article class=story><h1 class=head>{title}</h1>
<div class=meta>By <span class=byline>{author}</span> <time datetime="{day}T08:00:00Z">{day}</time></div>
<div class=lead-in>{paragraphs[0][:40]}</div>
<div class=text>{text}</div>
<div class=note>The Made Paper is read by {number + 1000} people in the valley every day of the week.</div>
</article><aside class=more><h2>More</h2><ul class=teasers>{links}</ul></aside></main>
<div class=foot>Printed at the harbour. All rights reserved, and {len(teasers)} more.</div></body></html>"""


def _new(number, title, author, day, paragraphs, teasers, host) -> str:
    boxes = "".join(
        f"<div class=c-card><a class=c-card__link href='{host}/card/{number}-{n}'>{t}</a></div>"
        for n, t in enumerate(teasers)
    )
    text = "".join(f"<div class=c-rich><p class=c-rich__p>{p}</p></div>" for p in paragraphs)
    return f"""<!doctype html><html lang=en><head><title>{title} | Made</title>
<meta property="og:type" content="article"><meta property="og:title" content="{title}">
<meta property="article:published_time" content="{day}T08:00:00Z">
<link rel=canonical href="{host}/story/{number}"></head><body>
<div id=app><div class=c-bar>Made <span>Menu</span></div>
<section class=c-story><div class=c-story__top><p class=c-kicker>Valley</p><h1 class=c-title>{title}</h1>
<p class=c-author>By {author}</p></div><div class=c-story__main>{text}</div></section>
<section class=c-cards>{boxes}</section><div class=c-end>Made is the paper of the valley.</div></div>
</body></html>"""


def _paragraph(chance: random.Random) -> str:
    return " ".join(
        f"{_words(chance, chance.randint(9, 16)).capitalize()}." for _ in range(chance.randint(2, 4))
    )


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(count))
