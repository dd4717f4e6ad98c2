"""Train the copy taster: ``python -m benchmarks.train_taster FOLDER [--write]``.

Learns which blocks of a page are the article (:mod:`pipelines.taster`) from a corpus
folder with ``truth.jsonl`` and ``pages/``. First in folds, whole sites held apart: each
page is cleaned with a taster that has seen no page of its site, and the scores of that
are printed. They, not those of ``benchmarks.corpus`` on the same folder, say what to
expect elsewhere. With ``--write`` it then learns from all pages and writes
``pipelines/rules/taster.npz``.

What is learned from: pages with the whole body known (each block by the share of its
words that are in it), pages with a few segments known, JSON-LD's ``articleBody`` where
a page has a whole one, and, at a small weight, what the cleaning now makes of the rest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import warnings
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from courlan import extract_domain
from rapidfuzz.distance import LCSseq
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from pipelines import traits
from pipelines.article import Article
from pipelines.desk import STEPS, clean_page
from pipelines.names import NameTable, near_and_far
from pipelines.page import Page
from pipelines.steps.body import body, body_by
from pipelines.taster import Taster

from .corpus import page_bytes
from .measures import score, words

_SHIPPED = Path(__file__).parent.parent / "pipelines" / "rules" / "taster.npz"
_FOLDS, _NETS = 5, 8
# Larger nets (48 and 16 in two layers, 64), and more or fewer rounds, did no better on sites
# held apart; several nets instead of one halve the luck of the draw.
_HIDDEN = (32,)
_ROUNDS = 8
# A block is the article's when so much of it is in the truth; between these one cannot say.
_IN, _OUT = 0.6, 0.3
_WEIGHT = {"body": 1.0, "segments": 1.0, "witness": 0.5}
_LEAST_SITES = 4
_LEAST_WITNESS = 1000


@dataclass
class Lesson:
    """A page to learn from: which of its candidate blocks are the article's."""

    row: dict[str, Any]
    page: Page
    title: str | None
    summary: str | None
    article: np.ndarray  # bool, one a candidate
    weight: np.ndarray  # how much it counts; 0 is not known

    @property
    def site(self) -> str:
        return extract_domain(self.row.get("url") or "") or self.row["id"]

    @property
    def fold(self) -> int:
        return int(hashlib.md5(self.site.encode(), usedforsecurity=False).hexdigest(), 16) % _FOLDS


def lesson(folder: Path, row: dict[str, Any]) -> Lesson | None:
    page = Page(page_bytes(folder, row["id"]), url=row.get("url"))
    if page.tree is None or not (shown := traits.candidates(page.blocks)):
        return None
    article = Article()
    for step in STEPS[: STEPS.index(body)]:
        article = step(article, page)
    known = np.full(len(shown), -1.0)
    weight = _WEIGHT["body"]
    if row.get("body"):
        known = _shares(shown, row["body"])
    elif (witness := page.json_ld.body) and len(witness) > _LEAST_WITNESS:
        known, weight = _shares(shown, witness), _WEIGHT["witness"]
        if sum(len(b.words) for b, share in zip(shown, known, strict=True) if share > _IN) < len(witness) / 2:
            known[:] = -1  # it is not printed on the page
    if "with" in row:
        for index, block in enumerate(shown):
            flat = " ".join(block.text.split())
            for segments, value in ((row["without"], 0.0), (row["with"], 1.0)):
                if any(" ".join(segment.split()) in flat for segment in segments):
                    known[index], weight = value, _WEIGHT["segments"]
    counts = np.where((known < 0) | ((known > _OUT) & (known < _IN)), 0.0, weight)
    return Lesson(row, page, article.title, article.summary, known >= _IN, counts)


def _shares(blocks: list[Any], truth: str) -> np.ndarray:
    """The share of each block's words that the truth has, in one order."""
    printed = [(word, i) for i, block in enumerate(blocks) for word in words(block.text)]
    extra = {
        op.src_pos for op in LCSseq.editops([word for word, _ in printed], words(truth)) if op.tag == "delete"
    }
    hit, total = np.zeros(len(blocks)), np.zeros(len(blocks))
    for position, (_, index) in enumerate(printed):
        total[index] += 1
        hit[index] += position not in extra
    return hit / np.maximum(total, 1)


def leanings(lessons: list[Lesson]) -> NameTable:
    """The names of markup that speak for or against: log odds, every site one voice."""
    votes: tuple[Any, Any] = tuple(defaultdict(lambda: defaultdict(lambda: [0.0, 0.0])) for _ in range(2))
    for each in lessons:
        for block, article, weight in zip(
            traits.candidates(each.page.blocks), each.article, each.weight, strict=True
        ):
            if weight:
                for vote, names in zip(votes, near_and_far(block.element), strict=True):
                    for name in names:
                        vote[name][each.site][int(article)] += 1
    near, far = (
        {
            name: _log_odds(list(by_site.values()))
            for name, by_site in sorted(vote.items())
            if len(by_site) >= _LEAST_SITES
        }
        for vote in votes
    )
    return NameTable(near, far)


def _log_odds(counts: list[list[float]]) -> float:
    against = sum(a / (a + f) for a, f in counts)
    return round(math.log((len(counts) - against + 0.5) / (against + 1.5)), 3)


def train(lessons: list[Lesson]) -> Taster:
    nothing = np.ones(1)
    names = leanings(lessons)
    namer = Taster(names, nothing, nothing, ())
    tables = [namer.table(each.page, each.title, each.summary) for each in lessons]
    weight = np.concatenate([each.weight for each in lessons])
    rows = np.vstack(tables)[weight > 0]
    article = np.concatenate([each.article for each in lessons])[weight > 0]
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    scaled = np.clip((rows - mean) / deviation, -5, 5)
    nets = []
    for seed in range(_NETS):
        net = MLPClassifier(
            _HIDDEN, alpha=0.3, batch_size=256, learning_rate_init=2e-3, max_iter=_ROUNDS, random_state=seed
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # stopping early is meant
            net.fit(scaled, article, sample_weight=weight[weight > 0])
        nets.append(net)
    layers = tuple(
        (
            np.stack([net.coefs_[depth][None] for net in nets]).astype(np.float32),
            np.stack([net.intercepts_[depth][None, None] for net in nets]).astype(np.float32),
        )
        for depth in range(len(_HIDDEN) + 1)
    )
    return Taster(names, mean.astype(np.float32), deviation.astype(np.float32), layers)


def held_apart(lessons: list[Lesson]) -> dict[str, dict[str, Any]]:
    """Every page cleaned with a taster that knows no page of its site, by id."""
    answers = {}
    for fold in range(_FOLDS):
        taught = train([each for each in lessons if each.fold != fold and each.weight.any()])
        steps = [body_by(taught) if step is body else step for step in STEPS]
        for each in (each for each in lessons if each.fold == fold):
            article = clean_page(each.page, steps)
            answers[each.row["id"]] = {
                "id": each.row["id"],
                "text": article.text,
                "title": article.title,
                "date": article.published,
                "authors": article.authors,
                "captions": [caption.text for caption in article.captions],
                "dateline": asdict(article.dateline) if article.dateline else None,
            }
        print(f"fold {fold + 1} of {_FOLDS} learned and cleaned", flush=True)
    return answers


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="corpus folder with truth.jsonl and pages/")
    parser.add_argument(
        "--write", action="store_true", help=f"learn from all pages and write {_SHIPPED.name}"
    )
    parser.add_argument("--no-folds", action="store_true", help="leave out the folds and their scores")
    parser.add_argument("--predictions", type=Path, help="write the folds' answers here, a line each")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in (arguments.folder / "truth.jsonl").read_text("utf-8").splitlines()]
    lessons = [found for row in rows if (found := lesson(arguments.folder, row))]
    known = sum(int((each.weight > 0).sum()) for each in lessons)
    print(f"{len(lessons)} pages of {len({each.site for each in lessons})} sites, {known} blocks known")
    if not arguments.no_folds:
        answers = held_apart(lessons)
        if arguments.predictions:
            lines = (json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers.values())
            arguments.predictions.write_text("".join(lines), "utf-8")
        print("sites held apart:")
        for corpus, measures in score(rows, answers).items():
            print(f"  {corpus:9}", "  ".join(f"{name} {value:.3f}" for name, value in measures.items()))
    if arguments.write:
        train([each for each in lessons if each.weight.any()]).save(_SHIPPED)
        print(f"wrote {_SHIPPED}: {_SHIPPED.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
