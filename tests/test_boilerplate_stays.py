"""Articles that look like boilerplate in parts, and stay whole.

The body is everything in the article here: it is the rules that must spare it.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

import pipelines
from pipelines.desk import STEPS, clean_page
from pipelines.steps.body import body

LIVE_BLOG = """
<h1>The flood at Sandhaven, hour by hour</h1>
<h3>14:20</h3><p>The water stands at the ninth step of the fish stairs.</p>
<h3>13:05</h3><p>The ferry is held at the outer mole. “We wait,” the captain says.</p>
<h3>12:40</h3><p>Share what you see, the harbour office asks, but stay off the quay.</p>
<h3>11:55</h3><p>The first cellars are under water in Gull Lane.</p>
<h3>11:10</h3><p>The wind turns. Watch the gates, the master tells his men.</p>"""

INTERVIEW = """
<h1>“I never wanted a bridge”: the ferryman of Sandhaven</h1>
<p><strong>You have rowed for forty years. Why stop now?</strong></p>
<p>Because nobody waits any more.</p>
<p><strong>And the bridge?</strong></p>
<p>It is a good bridge.</p>
<p><strong>Would you cross it?</strong></p>
<p>No.</p>
<p><strong>Why not?</strong></p>
<p>Read the timetable. There is your answer.</p>
<p><strong>What comes next?</strong></p>
<p>Next? The sea, as always.</p>"""

POEM = """
<h1>A song of the ferry</h1>
<p>The tide goes out, the tide comes in,<br>and we are here again.</p>
<p>Row, my brothers, row.</p>
<p>The bell is cracked, the rope is thin,<br>the sky is full of rain.</p>
<p>Row, my brothers, row.</p>
<p>They built a bridge of stone and tin,<br>we row to the end of the lane.</p>
<p>Row, my brothers, row.</p>"""

LIST_ARTICLE = """
<h1>Five walks on the mole</h1>
<h2>1. To the lighthouse</h2>
<p>Start at the fish hall. More at <a href="https://lights.example/sandhaven">the keepers' page</a>.</p>
<ul><li>Two miles, flat, see the <a href="/maps/1">map</a></li><li>Tea at the end, from three</li></ul>
<h2>2. Round the basin</h2>
<p>The best hour is the last one. The <a href="/people/roe">harbour master</a> walks it daily.</p>
<ul><li><a href="https://rail.example/sandhaven">Trains from the town every hour until nine</a></li>
<li><a href="https://tides.example/today">Tide tables of the harbour office, day by day</a></li></ul>
<p>Wear boots.</p>"""

PRESS_RELEASE = """
<h1>Harbour Board appoints a keeper of the bridge</h1>
<p>SANDHAVEN — The Harbour Board has appointed Ada Quill keeper of the new bridge from 1 May.</p>
<p>“I look forward to opening it,” Ms Quill said, “and to closing it again.”</p>
<p>The board has run the harbour since 1871. It employs ninety people and two cats.</p>
<p>The keeper's house may be seen on the first Sunday of the month, and the tower by appointment.</p>"""

REVIEW = """
<h1>The Gull sings: a night at the fish hall</h1>
<p>Nobody expected an opera about herring, and nobody expected to weep at it.</p>
<p>The second act drags; the third does not.</p>
<p>Four stars out of five.</p>
<p>Rating: 4/5</p>"""

RECIPE = """
<h1>Herring as the ferrymen like it</h1>
<h2>You need</h2>
<ul><li>4 herrings, cleaned</li><li>2 onions</li><li>1 glass of vinegar</li><li>Salt</li></ul>
<h2>How it is done</h2>
<ol><li>Slice the onions.</li><li>Lay the fish in salt for an hour.</li><li>Print the day on the jar.</li>
<li>Save the vinegar for the next day.</li></ol>
<p>Takes 20 minutes, and a night in the cellar. Share with friends, or do not.</p>"""

COOKIES = """
<h1>Why the town hall gave up its cookies</h1>
<p>We use cookies because everybody does, the clerk told the council, and nobody laughed.</p>
<p>The newsletter of the harbour office has nine readers. Sign up, the mayor begs on every fair.</p>
<p>Facebook, Twitter and a dozen others know when a citizen asks for a fishing licence, the report says.</p>
<p>Accept all or leave: that was the choice, and most accepted.</p>
<p>“Read our privacy policy? I wrote it, and I have not read it,” the clerk said.</p>
<p>Subscribe to nothing, advises the librarian.</p>"""

REFRAINS = """
<h1>Was der Hafen hört</h1>
<p>Der Wind fragt nicht. Er kommt.</p>
<p>„Mehr lesen“, riet der Lehrer, „und weniger reden.“</p>
<p>Wer teilt, hat mehr, sagt die Fischfrau und teilt.</p>
<h3>Themen, über die keiner spricht</h3>
<p>Anzeige gegen den Fährmann gab es keine.</p>
<p>Die Quelle im Hof ist trocken, seit die Brücke steht.</p>
<p>Der Wind fragt nicht. Er kommt.</p>"""


@pytest.mark.parametrize(
    "inner",
    [LIVE_BLOG, INTERVIEW, POEM, LIST_ARTICLE, PRESS_RELEASE, REVIEW, RECIPE, COOKIES, REFRAINS],
    ids="live-blog interview poem list-article press-release review recipe cookies refrains".split(),
)
def test_stays_whole(inner: str):
    language = "de" if inner is REFRAINS else "en"
    page = pipelines.Page(
        f"<html lang={language}><body><article>{inner}</article>", url="https://paper.example/2025/03/x"
    )
    article = clean_page(page, [everything if step is body else step for step in STEPS])
    said = " ".join((article.title or "", article.dateline.raw if article.dateline else "", article.text))
    missing = [block.text for block in page.blocks if block.words not in pipelines.blocks.squash(said)]
    assert missing == []
    assert article.dropped == []


def everything(article: pipelines.Article, page: pipelines.Page) -> pipelines.Article:
    return replace(article, body=page.blocks)
