"""Train the copy taster: ``python -m benchmarks.train_taster FOLDER [--write]``.

Learns which blocks of a page are the article (:mod:`pipelines.tasting.taster`) from a corpus
folder with ``truth.jsonl`` and ``pages/``. First in folds, whole sites held apart: each
page is cleaned with a taster that has seen no page of its site, and the scores of that
are printed. They, not those of ``benchmarks.corpus`` on the same folder, say what to
expect elsewhere. With ``--write`` it then learns from all pages and writes
``pipelines/rules/taster.npz``.

What is learned from: pages with the whole body known (each block by the share of its
words that are in it), pages with a few segments known, and JSON-LD's ``articleBody``
where a page has a whole one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from courlan import extract_domain
from rapidfuzz.distance import LCSseq
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from pipelines.article import Article
from pipelines.blocks import PageBlock, squash
from pipelines.desk import STEPS, clean_page
from pipelines.page import Page
from pipelines.steps.body import body, choose
from pipelines.tasting import traits
from pipelines.tasting.candidates import candidates
from pipelines.tasting.company import company
from pipelines.tasting.names import NameTable, near_and_far
from pipelines.tasting.taster import Network, Taster
from pipelines.tasting.traits import Traits
from pipelines.tasting.wording import Wording, first_words

from .corpus import answer, copydesk, page_bytes
from .measures import score, words

_SHIPPED = Path(__file__).parent.parent / "pipelines" / "rules" / "taster.npz"
_FOLDS, _PARTS, _NETS = 5, 4, 5
# Larger nets (48 and 16 in two layers, 64), and more or fewer rounds, did no better on sites
# held apart; several nets instead of one halve the luck of the draw.
_HIDDEN = (32,)
_ROUNDS = 8
# A block is the article's when so much of it is in the truth; between these one cannot say.
_IN, _OUT = 0.6, 0.3
_WEIGHT = {"body": 1.0, "segments": 1.0, "witness": 0.5}
_LEAST_SITES = 4
_SHORT = 250  # characters: what is around articles is short, and long texts have all words
_LEAST_STANDFIRST = 30  # letters
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
        return self._number % _FOLDS

    @property
    def part(self) -> int:
        return self._number // _FOLDS % _PARTS

    @property
    def _number(self) -> int:
        return int(hashlib.md5(self.site.encode(), usedforsecurity=False).hexdigest(), 16)

    def measure(self, names: NameTable, wording: Wording) -> Traits:
        shown = candidates(self.page.blocks)
        return traits.measure(shown, self.page, self.title, self.summary, names, wording)


def lesson(folder: Path, row: dict[str, Any]) -> Lesson | None:
    page = Page(page_bytes(folder, row["id"]), url=row.get("url"))
    if page.tree is None or not (shown := candidates(page.blocks)):
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
    found = Lesson(row, page, article.title, article.summary, known >= _IN, counts)
    counts[_standfirsts(found, shown)] = 0
    return found


def _standfirsts(lesson: Lesson, shown: list[PageBlock]) -> list[int]:
    """Standfirsts that the truth leaves out of the body.

    Some corpora count a standfirst to the body and some do not; nothing on a page tells
    which. Ours is in the body, so pages that say no teach nothing about theirs.
    """
    headline, told = lesson.page.headline_index(lesson.title), squash(lesson.summary or "").casefold()
    if headline is None or not told or not lesson.article.any():
        return []
    return [
        row
        for row, block in enumerate(shown[: int(lesson.article.argmax())])
        if block.index > headline
        and len(block.words) > _LEAST_STANDFIRST
        and ((words := block.words.casefold()) in told or told in words)
    ]


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


def tables(lessons: list[Lesson]) -> tuple[NameTable, Wording]:
    """What names in the markup and first words speak for: log odds, every site one voice."""
    near, far, first = _Votes(), _Votes(), _Votes()
    for each in lessons:
        for block, article, weight in zip(
            candidates(each.page.blocks), each.article, each.weight, strict=True
        ):
            if weight:
                for votes, names in zip((near, far), near_and_far(block.element), strict=True):
                    votes.count(names, each.site, article)
                if len(block.text) <= _SHORT:
                    first.count(set(first_words(block.text)), each.site, article)
    return NameTable(near.log_odds(), far.log_odds()), Wording(first.log_odds())


class _Votes:
    """How often words stood on an article's blocks and on others, by word and site."""

    def __init__(self) -> None:
        self._by_word: Any = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))

    def count(self, words: Iterable[str], site: str, article: bool) -> None:
        for word in words:
            self._by_word[word][site][int(article)] += 1

    def log_odds(self) -> dict[str, float]:
        found = {}
        for word, by_site in sorted(self._by_word.items()):
            if len(by_site) >= _LEAST_SITES:
                against = sum(a / (a + f) for a, f in by_site.values())
                found[word] = round(math.log((len(by_site) - against + 1) / (against + 1)), 3)
        return found


def train(lessons: list[Lesson]) -> Taster:
    """Learn the tables and both networks.

    Whatever reads what was learned before it reads it as of a page it was not learned from:
    the tables and the first network are learned once more without each part of the sites.
    """
    parts = [[each for each in lessons if each.part == part] for part in range(_PARTS)]
    measured: dict[int, Traits] = {}
    for part in parts:
        names, wording = tables([each for each in lessons if each.part != part[0].part])
        for each in part:
            measured[id(each)] = each.measure(names, wording)
    likely: dict[int, np.ndarray] = {}
    for part in parts:
        network = fit([(each, measured[id(each)].rows) for each in lessons if each.part != part[0].part])
        likely |= {id(each): network.weigh(measured[id(each)].rows) for each in part}
    names, wording = tables(lessons)
    first = fit([(each, measured[id(each)].rows) for each in lessons])
    second = fit(
        [
            (each, np.hstack([known.rows, company(likely[id(each)], known)]))
            for each in lessons
            for known in (measured[id(each)],)
        ]
    )
    return Taster(names, wording, first, second)


def fit(pages: list[tuple[Lesson, np.ndarray]]) -> Network:
    """Teach a network the rows of some pages."""
    weight = np.concatenate([each.weight for each, _ in pages])
    rows = np.vstack([rows for _, rows in pages])[weight > 0]
    article = np.concatenate([each.article for each, _ in pages])[weight > 0]
    network = Network(rows.mean(axis=0), rows.std(axis=0) + np.float32(1e-3), ())
    scaled = network.scaled(rows)
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
    return replace(network, layers=layers)


def body_by(taught: Taster) -> Callable[[Article, Page], Article]:
    """The body step with another taster than the one that ships."""

    def body(article: Article, page: Page) -> Article:
        if page.tree is None:
            return replace(article, body=list(page.blocks))
        return choose(article, page, taught.taste(page, article.title, article.summary))

    return body


def held_apart(lessons: list[Lesson]) -> dict[str, dict[str, Any]]:
    """Every page cleaned with a taster that knows no page of its site, by id."""
    answers = {}
    for fold in range(_FOLDS):
        taught = train([each for each in lessons if each.fold != fold and each.weight.any()])
        steps = [body_by(taught) if step is body else step for step in STEPS]
        for each in (each for each in lessons if each.fold == fold):
            answers[each.row["id"]] = {"id": each.row["id"], **answer(clean_page(each.page, steps))}
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
        # A page without a block to judge is cleaned alike by every taster.
        for row in (row for row in rows if row["id"] not in answers):
            page = page_bytes(arguments.folder, row["id"])
            answers[row["id"]] = {"id": row["id"], **copydesk(page, row.get("url"))}
        if arguments.predictions:
            lines = (json.dumps(found, ensure_ascii=False) + "\n" for found in answers.values())
            arguments.predictions.write_text("".join(lines), "utf-8")
        print("sites held apart:")
        for corpus, measures in score(rows, answers).items():
            print(f"  {corpus:9}", "  ".join(f"{name} {value:.3f}" for name, value in measures.items()))
    if arguments.write:
        train([each for each in lessons if each.weight.any()]).save(_SHIPPED)
        print(f"wrote {_SHIPPED}: {_SHIPPED.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
