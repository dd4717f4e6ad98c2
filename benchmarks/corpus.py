"""Copydesk beside plain trafilatura on a corpus folder: ``python -m benchmarks.corpus FOLDER``.

The folder holds ``truth.jsonl`` and ``pages/ID.html.gz`` (or ``.html``). Both extractors
see each page in the same process one after the other, so that a noisy machine is as
noisy to both. Trafilatura runs as ``bare_extraction(page, url=…, with_metadata=True)``.

The taster that ships has learned from the development corpus: on that one its figures
flatter. ``--held-apart FILE`` adds those of tasters that have seen no page of the site
(``python -m benchmarks.train_taster FOLDER --predictions FILE`` makes the file).
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import trafilatura
from rich.console import Console
from rich.table import Table

import pipelines

from .measures import score, worst

_MEASURES = (
    "pages", "failed", "shingle F1", "exact", "rouge-l", "segment F1", "segments kept", "segments left in",
    "title", "date", "authors", "captions", "leak", "dateline P", "dateline R", "ms", "ms p99",
)  # fmt: skip


def copydesk(page: bytes, url: str | None) -> dict[str, Any]:
    return answer(pipelines.clean(page, url))


def answer(article: pipelines.Article) -> dict[str, Any]:
    """What of an article is measured."""
    return {
        "text": article.text,
        "title": article.title,
        "date": article.published,
        "authors": article.authors,
        "captions": [caption.text for caption in article.captions],
        "dateline": asdict(article.dateline) if article.dateline else None,
    }


def plain_trafilatura(page: bytes, url: str | None) -> dict[str, Any]:
    document = trafilatura.bare_extraction(page, url=url, with_metadata=True)
    if document is None:
        return {}
    authors = document.author.split("; ") if document.author else []
    return {"text": document.text, "title": document.title, "date": document.date, "authors": authors}


EXTRACTORS: dict[str, Callable[[bytes, str | None], dict[str, Any]]] = {
    "trafilatura": plain_trafilatura,
    "copydesk": copydesk,
}


def extract(task: tuple[Path, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Run every extractor over one page; its answer or its error, and milliseconds."""
    folder, row = task
    body = page_bytes(folder, row["id"])
    answers = {}
    for name, extractor in EXTRACTORS.items():
        begin = time.perf_counter()
        try:
            answer = extractor(body, row.get("url"))
        except Exception as error:  # noqa: BLE001 - whatever a page does to an extractor is its score
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers[name] = {"id": row["id"], **answer, "ms": (time.perf_counter() - begin) * 1000}
    return answers


def page_bytes(folder: Path, page_id: str) -> bytes:
    packed = folder / "pages" / f"{page_id}.html.gz"
    if packed.exists():
        return gzip.decompress(packed.read_bytes())
    return packed.with_suffix("").read_bytes()


def warm_up() -> None:
    """Load rules, models and calendars: a crawl pays for them once, not a page."""
    paragraphs = "<p>A sentence of it, and then another one, until it is a paragraph.</p>" * 30
    # No language is named: it has to be told.
    sample = f"""<html><body><h1>A headline of a page</h1><p>By Jane Roe</p><p>Published 14 March 2025</p>
        <figure><img src=a.jpg><figcaption>A harbour, March 3, 2025. (Photo: Jane Roe)</figcaption></figure>
        <p>LONDON, March 13 (Reuters) - It rained on the harbour, and then it rained again.</p>{paragraphs}
        </body></html>"""
    for extractor in EXTRACTORS.values():
        extractor(sample.encode(), "https://paper.example/2025/03/14/story")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="corpus folder with truth.jsonl and pages/")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes (all cores)")
    parser.add_argument(
        "--predictions", type=Path, help="write each extractor's answers to FOLDER/NAME.jsonl"
    )
    parser.add_argument(
        "--held-apart", type=Path, help="answers of train_taster --predictions, for a third figure"
    )
    parser.add_argument("--limit", type=int, help="only the first so many pages")
    parser.add_argument("--worst", type=int, default=0, help="list so many pages furthest from their truth")
    arguments = parser.parse_args()
    truth = arguments.folder / "truth.jsonl"
    if not truth.is_file():
        sys.exit(f"benchmarks.corpus: {truth}: no such file; name a folder with truth.jsonl and pages/")
    rows = [json.loads(line) for line in truth.read_text("utf-8").splitlines()][: arguments.limit]
    answers: dict[str, dict[str, Any]] = {name: {} for name in EXTRACTORS}
    context = multiprocessing.get_context("spawn")
    with context.Pool(arguments.workers, initializer=warm_up) as pool:
        for both in pool.imap(extract, [(arguments.folder, row) for row in rows], chunksize=8):
            for name, answer in both.items():
                answers[name][answer["id"]] = answer
    if arguments.held_apart:
        lines = arguments.held_apart.read_text("utf-8").splitlines()
        answers["held apart"] = {answer["id"]: answer for answer in map(json.loads, lines)}
    scores = {name: score(rows, by_id) for name, by_id in answers.items()}
    _print(len(rows), scores)
    _print_times(answers)
    last = list(answers)[-1]
    for miss in worst(rows, answers[last])[: arguments.worst]:
        print(
            f"{last}: {miss.id} ROUGE-L {miss.rouge_l:.3f}, {miss.kind}: "
            f"{miss.left_out} words left out, {miss.left_in} left in"
        )
    for name in EXTRACTORS:
        by_id = answers[name]
        if arguments.predictions:
            arguments.predictions.mkdir(parents=True, exist_ok=True)
            lines = (json.dumps(answer, ensure_ascii=False) + "\n" for answer in by_id.values())
            (arguments.predictions / f"{name}.jsonl").write_text("".join(lines), "utf-8")
        for answer in by_id.values():
            if "error" in answer:
                print(f"{name} failed on {answer['id']}: {answer['error']}", file=sys.stderr)


def _print(pages: int, scores: dict[str, dict[str, dict[str, Any]]]) -> None:
    table = Table(title=f"{pages} pages; trafilatura {trafilatura.__version__}, {pipelines_version()}")
    table.add_column("measure")
    corpora = list(next(iter(scores.values())))
    heads = "\n/ ".join(scores)
    for corpus in corpora:
        table.add_column(f"{corpus}\n{heads}", justify="right")
    for measure in _MEASURES:
        cells = [
            " / ".join(_figure(by_corpus[corpus].get(measure)) for by_corpus in scores.values())
            for corpus in corpora
        ]
        table.add_row(measure, *cells)
    Console(width=max(100, 30 * (len(corpora) + 1))).print(table)


def _print_times(answers: dict[str, dict[str, Any]]) -> None:
    times = {name: sorted(answer["ms"] for answer in answers[name].values()) for name in EXTRACTORS}
    mean = {name: sum(t) / len(t) for name, t in times.items()}
    p99 = {name: t[int(len(t) * 0.99)] for name, t in times.items()}
    print(
        f"ms a page, all pages: trafilatura {mean['trafilatura']:.1f}, copydesk {mean['copydesk']:.1f}, "
        f"ratio {mean['copydesk'] / mean['trafilatura']:.2f} "
        f"(at p99 {p99['copydesk'] / p99['trafilatura']:.2f})"
    )


def _figure(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}" if value < 2 else f"{value:.1f}"


def pipelines_version() -> str:
    from importlib.metadata import version

    return f"copydesk {version('copydesk')}"


if __name__ == "__main__":
    main()
