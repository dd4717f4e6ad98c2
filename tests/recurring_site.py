"""Pages of a made-up site whose furniture is set as the stories' own paragraphs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

HOST = "https://made.example"
NOTE = (
    "The Made Paper is written by eleven people in the old customs house on the quay, which readers are "
    "welcome to visit on any Thursday afternoon between the tides."
)
CALL = "Walk the harbour with our reporters every first Sunday of the month."
HEADING = "About this paper"
QUOTE = "“We will answer for it at the ballot box,” said the mayor."
SENTENCE = "The inquiry goes on."
WORDS = (
    "council ferry bridge tide mayor vote quay engineer storm harvest museum school budget railway market "
    "valley hospital reporter season winter village minister court fishery lantern"
).split()


def page(number: int, host: str = HOST) -> str:
    """A story: always the same for the same number.

    All end with a heading and a note of the paper's; two in five have a call amid the text; all
    quote the mayor in the same words; one in seven has a short sentence that others have too.
    """
    chance = random.Random(number)
    title = f"{_words(chance, 6).capitalize()} in story {number}"
    text = [_paragraph(chance) for _ in range(chance.randint(5, 9))]
    if number % 7 == 0:
        text.append(SENTENCE)
    text.insert(3, QUOTE)
    if number % 5 < 2:
        text.insert(2 + number % 2, CALL)
    story = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    return f"""<!doctype html><html lang=en><head><title>{title} - The Made Paper</title>
<meta property="og:type" content="article"><meta property="og:title" content="{title}">
<meta property="article:published_time" content="2025-03-{number % 28 + 1:02}T08:00:00Z">
<link rel=canonical href="{host}/story/{number}"></head><body><header><a href="/">The Made Paper</a></header>
<article><h1>{title}</h1>{story}<h2>{HEADING}</h2><p>{NOTE}</p></article></body></html>"""


def _paragraph(chance: random.Random) -> str:
    return " ".join(f"The {_words(chance, chance.randint(9, 16))}." for _ in range(chance.randint(2, 4)))


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(count))


@contextmanager
def serving(stories: int) -> Iterator[str]:
    """The site on loopback: its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = self.path.removeprefix("/story/")
            found = number.isdigit() and int(number) < stories
            body = page(int(number), f"http://{self.headers['Host']}").encode() if found else b"none"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
