"""Whether a page of twice the size takes twice the time: ``python -m benchmarks.growth``.

Cleans made-up pages of one thing many times over and prints how much longer a page of
twice as many takes: 2 is as it should be, 4 is quadratic and a way to stop a crawl.
"""

from __future__ import annotations

import argparse
import time

import pipelines

_PARAGRAPH = "<p>The council met in the old customs house, number {0}, and put off the bridge for a year.</p>"
PIECES = {
    "paragraphs": _PARAGRAPH,
    "headings": "<h3>Heading {0}</h3>" + _PARAGRAPH,
    "quotes": "<blockquote>The council met again, number {0}, and no more</blockquote>" + _PARAGRAPH,
    "captions": "<figure><img src=a{0}.jpg>"
    "<figcaption>The old bridge on the day of number {0}</figcaption></figure>",
    "meta tags": "<meta property='article:published_time' content='x{0}'><meta name=date content='y{0}'>",
    "lines by picture": "<i>The old bridge on the day of number {0}</i><br><br>",
    "read more": "<p>Read more: <a href='/news/{0}'>The bridge that nobody wanted, number {0}</a></p>",
    "list items": "<ul><li>Number {0} of the list of those who were there that day</li></ul>",
}


def page(piece: str, times: int) -> str:
    pieces = "".join(piece.format(number) for number in range(times))
    story = _PARAGRAPH.format("one") * 3
    if "<br>" in piece:
        pieces = f"<p><img src=a.jpg></p><p>{pieces}</p>"
    return f"<html lang=en><body><h1>Bridge put off</h1><div>{story}{pieces}</div></body></html>"


def titled(strokes: str) -> str:
    return f"<html><head><title>Bridge{strokes}x</title></head><body><p>It rained.</p></body></html>"


def seconds(html: str, tries: int = 3) -> float:
    """CPU of the quickest of some tries."""
    found = []
    for _ in range(tries):
        begin = time.process_time()
        pipelines.clean(html, "https://paper.example/story")
        found.append(time.process_time() - begin)
    return min(found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=4000, help="pieces on the smaller page")
    times = parser.parse_args().times
    seconds(page(_PARAGRAPH, 10), tries=1)
    pages = {name: (page(piece, times), page(piece, times * 2)) for name, piece in PIECES.items()}
    pages["title strokes"] = titled("|" * times), titled("|" * times * 2)
    for name, (one, twice) in pages.items():
        small, large = seconds(one), seconds(twice)
        print(f"{name:16} {times} {small:.2f} s, {times * 2} {large:.2f} s, ratio {large / small:.1f}")


if __name__ == "__main__":
    main()
