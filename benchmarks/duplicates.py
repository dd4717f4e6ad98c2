"""How well near-duplicates are told: ``python -m benchmarks.duplicates FOLDER``.

From each text of a corpus (``body`` in ``truth.jsonl``) printings are made as papers make them
of wire copy: cut from the end, with a paragraph of their own, edited. Against them stand pairs that are
no duplicates: the corpus's pages among themselves, and made-up reports that differ in their
figures. Prints for each how many pairs are told to be the same, and for how many the index
would have offered the pair at all.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

import pipelines
from pipelines.addresses import host
from pipelines.duplicates.bands import band_keys
from pipelines.duplicates.deciding import is_same
from pipelines.duplicates.sketches import LEAST, Sketch, sketch_of

from .made_reports import OWN, REPORTS, brief_in_round_up, report


def cut(text: str, share: float) -> str:
    """The first paragraphs, to about this share of the letters."""
    kept, left = [], len(text) * share
    for paragraph in text.split("\n\n"):
        if left <= len(paragraph) / 2 and kept:
            break
        kept.append(paragraph[: max(1, int(left))] if not kept else paragraph)
        left -= len(paragraph)
    return "\n\n".join(kept)


def without_some(text: str, share: float, chance: random.Random) -> str:
    paragraphs = text.split("\n\n")
    kept = [p for i, p in enumerate(paragraphs) if i == 0 or chance.random() >= share]
    return "\n\n".join(kept)


def edited(text: str, share: float, chance: random.Random) -> str:
    """With so many of its words changed."""

    def word(old: str) -> str:
        return old[1:] + old[0] + "e" if chance.random() < share and old.isalpha() else old

    return "\n\n".join(" ".join(word(w) for w in p.split(" ")) for p in text.split("\n\n"))


def run_on(text: str) -> str:
    """One paragraph, capitals gone, quotes and dashes of another house."""
    plain = text.replace("\n\n", " ").replace("“", '"').replace("”", '"').replace("’", "'")
    return plain.replace(" – ", " — ").replace(" - ", " — ")


def printings(text: str, chance: random.Random) -> dict[str, str]:
    """Other printings of a text, by what was done to it."""
    return {
        "paragraphs, quotes": run_on(text),
        "agency credit": f"{text}\n\n(Reporting by the harbour desk; editing by the night desk)",
        "own paragraph first": f"{OWN}\n\n{text}",
        "cut to 80 %": cut(text, 0.8),
        "cut to 60 %": cut(text, 0.6),
        "cut to 40 %": cut(text, 0.4),
        "cut to 30 %": cut(text, 0.3),
        "a third left out": without_some(text, 0.33, chance),
        "1 word in 100 changed": edited(text, 0.01, chance),
        "3 words in 100 changed": edited(text, 0.03, chance),
        "60 %, own first, 1 in 100": f"{OWN}\n\n{edited(cut(text, 0.6), 0.01, chance)}",
        "40 %, own first, 1 in 100": f"{OWN}\n\n{edited(cut(text, 0.4), 0.01, chance)}",
    }


def texts_of(folder: Path) -> list[str]:
    """Bodies of the corpus, each once."""
    rows = (json.loads(line) for line in (folder / "truth.jsonl").read_text("utf-8").splitlines())
    return list(dict.fromkeys(row["body"] for row in rows if row.get("body")))


def pages_of(folder: Path, limit: int | None) -> Iterator[tuple[str, str]]:
    """The corpus's pages, cleaned, one of each address: host and text."""
    seen: set[str] = set()
    for line in (folder / "truth.jsonl").read_text("utf-8").splitlines()[:limit]:
        row = json.loads(line)
        # Pages of test suites (RFC 2606) are filled with the same text on purpose.
        if row["url"] in seen or (host(row["url"]) or "").endswith(".example"):
            continue
        seen.add(row["url"])
        body = gzip.decompress((folder / "pages" / f"{row['id']}.html.gz").read_bytes())
        try:
            article = pipelines.clean(body, row["url"])
        except pipelines.PageError:
            continue
        yield host(row["url"]) or "", article.text


def offered(one: Sketch, other: Sketch) -> bool:
    """Whether the index finds one by the other."""
    return bool(np.intersect1d(band_keys(one), band_keys(other)).size)


def row(table: Table, name: str, pairs: list[tuple[Sketch, Sketch]]) -> None:
    found = [(a, b) for a, b in pairs if is_same(a, b)]
    reached = sum(offered(a, b) for a, b in found)
    table.add_row(name, str(len(pairs)), str(len(found)), f"{reached / max(1, len(pairs)):.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="corpus folder: truth.jsonl and pages/")
    parser.add_argument("--pages", type=int, help="how many pages to clean (all)")
    arguments = parser.parse_args()
    if not (arguments.folder / "truth.jsonl").is_file():
        sys.exit(f"benchmarks.duplicates: {arguments.folder}/truth.jsonl: no such file")
    chance = random.Random(5)
    table = Table(title="Pairs told to be one text")
    for column in ("pairs", "how many", "told the same", "and found"):
        table.add_column(column, justify="left" if column == "pairs" else "right")
    texts = [text for text in texts_of(arguments.folder) if sketch_of(text)]
    made: dict[str, list[tuple[Sketch, Sketch]]] = {}
    for text in texts:
        others = printings(text, chance)
        sketches = {name: sketch for name, other in others.items() if (sketch := sketch_of(other))}
        for name, sketch in sketches.items():
            made.setdefault(name, []).append((sketch_of(text), sketch))
        two = (sketches.get("40 %, own first, 1 in 100"), sketches.get("cut to 60 %"))
        if all(two):
            made.setdefault("two of them: 40 % with own, 60 %", []).append(two)
    for name, pairs in made.items():
        row(table, name, pairs)
    table.add_section()
    for name in REPORTS:
        sketches = [sketch_of(report(name, chance)) for _ in range(60)]
        row(table, name, list(combinations(sketches, 2)))
    round_ups = [tuple(map(sketch_of, brief_in_round_up(chance))) for _ in range(60)]
    row(table, "a brief in a round-up", round_ups)
    pages = [
        (site, sketch)
        for site, text in pages_of(arguments.folder, arguments.pages)
        if (sketch := sketch_of(text))
    ]
    same_site = [(a, b) for (s, a), (t, b) in combinations(pages, 2) if s == t]
    row(table, "pages of one site", same_site)
    row(table, "pages of two sites", [(a, b) for (s, a), (t, b) in combinations(pages, 2) if s != t])
    Console(width=90).print(table)
    long = [text for text in texts if 600 <= len(text.split()) <= 800]
    begin = time.process_time()
    for text in long * 10:
        sketch_of(text)
    spent = (time.process_time() - begin) / len(long * 10)
    print(f"a sketch of 600 to 800 words: {spent * 1000:.2f} ms CPU; shorter than {LEAST} shingles: left out")


if __name__ == "__main__":
    main()
