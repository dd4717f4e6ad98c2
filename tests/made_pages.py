"""Pages made of the pieces real ones have, in any order: that is where rules meet."""

from __future__ import annotations

import html
import json

from hypothesis import strategies as st

from pipelines.rulebook import rulebook

SUBJECTS = (
    "the council|the harbour master|a ferryman|the mayor of Hanoi|the clerk|an engineer from Leeds|"
    "the baker's widow|nobody at the customs house|the Ministry of Ice|Ada Marsh, who keeps the lock"
).split("|")
DEEDS = (
    "put off the bridge|counted the votes again|asked to be heard|sent up bread and oil|read out the letter|"
    "would not sign for the old stones|lit the lamps at six|said that the ice had won"
).split("|")
ENDS = (
    "by nine votes to eight|on 14 March|“and that is all,” he said|, as in the great frost of 1881|"
    "(see the map)|for £1.9 million|at 06:30|without a word|in the old custom-house by the river"
).split("|")
PHRASES = [
    example
    for entry in rulebook()
    if entry.language in ("en", "any")
    for example in entry.drops
    if "\n" not in example
]
DATELINES = (
    "HANOI, Vietnam (AP) — |LEEDS, March 13 (Reuters) - |BEIRUT/THE HAGUE, March 7 (Reuters) - |"
    "NEW DELHI: |HARBOUR TOWN, May 3 (AP) — |Berlin. "
).split("|")
CREDITS = (
    "(Photo: Ada Marsh)|Photo by Jane Roe/Getty Images|AP Photo/Clara Reed|© dpa|(Reuters)|Foto: privat|"
    "Ada Marsh/The Harbour Topics"
).split("|")
HEADINGS = "What the ice did|Delta opposition|A vote, and another|Why now?|No. 7|Updated".split("|")

sentences = st.builds(
    "{} {} {}.".format, st.sampled_from(SUBJECTS), st.sampled_from(DEEDS), st.sampled_from(ENDS)
).map(lambda text: text[:1].upper() + text[1:].replace(" ,", ","))
prose = st.lists(sentences, min_size=1, max_size=5).map(" ".join)
headlines = st.builds(
    "{} {} while {} {}".format,
    st.sampled_from(SUBJECTS),
    st.sampled_from(DEEDS),
    st.sampled_from(SUBJECTS),
    st.sampled_from(DEEDS),
).map(lambda text: text[:1].upper() + text[1:])


def tagged(tag, texts):
    return texts.map(lambda text: f"<{tag}>{html.escape(text)}</{tag.split()[0]}>")


def several(tag, items, each, most=4):
    made = st.lists(items, min_size=1, max_size=most)
    return made.map(
        lambda texts: f"<{tag}>{''.join(f'<{each}>{html.escape(t)}</{each}>' for t in texts)}</{tag}>"
    )


captions = st.builds(
    "<figure><img src=/{}.jpg><figcaption>{} {}</figcaption></figure>".format,
    st.integers(1, 99),
    sentences.map(html.escape),
    st.sampled_from(["", *CREDITS]).map(html.escape),
)
glued = st.builds("<p>{} {}</p>".format, st.sampled_from(CREDITS), sentences.map(html.escape))
rows = st.lists(
    st.tuples(*[st.sampled_from(["Ice", "7", "Oak and tar", "1,200", "–"])] * 3), min_size=2, max_size=4
)
tables = rows.map(
    lambda made: "<table>" + "".join("<tr>" + "".join(f"<td>{c}" for c in row) for row in made) + "</table>"
)
verses = st.lists(st.one_of(sentences, st.sampled_from(HEADINGS)), min_size=2, max_size=4).map(
    lambda lines: f"<p>{'<br>'.join(map(html.escape, lines))}</p>"
)
menus = st.lists(
    st.sampled_from(["Home", "News", "Ice and water", "Contact", "Sport"]), min_size=1, max_size=6
).map(lambda names: "<nav>" + "".join(f"<a href=/{name[0]}>{name}</a> " for name in names) + "</nav>")
datelined = st.builds("{}{}".format, st.sampled_from(DATELINES), prose)
paragraphs = tagged("p", prose)
pieces = st.one_of(
    paragraphs,
    paragraphs,
    paragraphs,
    tagged("p", st.sampled_from(PHRASES)),
    tagged("p", st.sampled_from(CREDITS)),
    tagged("p", st.sampled_from(["ada@paper.example", "***", "© 2025 The Harbour Topics"])),
    tagged("h2", st.sampled_from(HEADINGS)),
    tagged("blockquote", sentences),
    tagged("aside", sentences),
    tagged("footer", sentences),
    tagged("button", st.sampled_from(HEADINGS)),
    tagged("div hidden", prose),
    tagged("div class=newsletter-signup", sentences),
    several("ul", st.one_of(sentences, st.sampled_from(HEADINGS)), "li"),
    captions,
    glued,
    tables,
    verses,
    menus,
)


# Which of them is a byline or the day of publication, and which is text, hangs on what stands around it.
SIGNED = ("By Ada Marsh", "Ada Marsh", "14 March 2025", "Updated 14 March 2025", "Staff reporter")


@st.composite
def pages(draw, signed=True):
    """An HTML page. Metadata and data for machines say some of it again."""
    title = draw(headlines)
    piece = st.one_of(pieces, tagged("p", st.sampled_from(SIGNED))) if signed else pieces
    body = draw(st.lists(piece, min_size=1, max_size=14))
    body.insert(draw(st.integers(0, min(3, len(body)))), f"<h1>{html.escape(title)}</h1>")
    if draw(st.booleans()):
        body.insert(draw(st.integers(0, len(body))), f"<p>{html.escape(title)}</p>")
    if draw(st.booleans()):
        body.insert(draw(st.integers(0, len(body))), draw(tagged("p", datelined)))
    head = f"<title>{html.escape(title)}</title>"
    if draw(st.booleans()):
        head += (
            "<meta name=author content='Ada Marsh'><meta property=article:published_time content=2025-03-14>"
        )
    if draw(st.booleans()):
        head += f"<meta name=description content='{html.escape(draw(prose))}'>"
    if draw(st.booleans()):
        told = {
            "@type": "NewsArticle",
            "articleBody": "\n".join(draw(st.lists(prose, min_size=1, max_size=9))),
        }
        head += f"<script type='application/ld+json'>{json.dumps(told, ensure_ascii=False)}</script>"
    return f"<html lang=en><head>{head}</head><body><article>{''.join(body)}</article></body></html>"


@st.composite
def texts(draw, signed=True):
    """A page saved as plain text: pieces parted by blank lines, lists and verses by line ends."""
    lines = st.lists(st.one_of(sentences, st.sampled_from(HEADINGS)), min_size=1, max_size=4)
    piece = st.one_of(
        prose,
        prose,
        st.sampled_from([*(SIGNED if signed else ()), *PHRASES, *CREDITS, *HEADINGS, "***"]),
        st.builds("{} {}".format, st.sampled_from(CREDITS), sentences),
        lines.map("\n".join),
        lines.map(lambda made: "\n".join(f"- {line}" for line in made)),
        lines.map(lambda made: "\n".join(f"• {line}" for line in made)),
        rows.map(lambda made: "\n".join(map(" | ".join, made))),
    )
    mastheads = st.sampled_from(["HARBOUR TOPICS", "11/21/2025 06:00:33 pm", "Home"])
    above = draw(st.lists(mastheads, max_size=3, unique=True))
    body = draw(st.lists(piece, min_size=1, max_size=12))
    if draw(st.booleans()):
        body.insert(draw(st.integers(0, len(body))), draw(datelined))
    return "\n\n".join([*above, draw(headlines), *body])
