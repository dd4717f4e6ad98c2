"""The measures of text extraction, as their authors define them.

Shingle F1 and exactness: zyte's article-extraction-benchmark. ROUGE-L: fundus' paper
(Dallabetta et al., 2024). Segment F1: trafilatura's own evaluation. The rest compares
fields: titles, days, authors, captions, datelines.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from rapidfuzz.distance import LCSseq

_WORD = re.compile(r"\w+")
_LEAST_CAPTION = 20


def words(text: str | None) -> list[str]:
    return _WORD.findall(text or "")


def _key(text: Any) -> str:
    return "".join(words(str(text or "").casefold()))


def shingle_overlap(truth: str, text: str, n: int = 4) -> tuple[float, float]:
    """Precision and recall of word n-grams as bags."""
    a, b = _shingles(truth, n), _shingles(text, n)
    if not a and not b:
        return 1.0, 1.0
    hit = sum((a & b).values())
    return (hit / b.total() if b else 0.0), (hit / a.total() if a else 0.0)


def _shingles(text: str, n: int) -> Counter[tuple[str, ...]]:
    tokens = words(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[i : i + n]) for i in range(max(1, len(tokens) - n + 1)))


def rouge_l(truth: str, text: str) -> float:
    """F1 of the longest common subsequence of words."""
    a, b = words(truth), words(text)
    if not a or not b:
        return float(a == b)
    return 2 * LCSseq.similarity(a, b) / (len(a) + len(b))


def same_dateline(truth: dict[str, Any], guess: dict[str, Any]) -> bool:
    """Places with countries, the day and the agency agree, where the truth has them."""

    def places(d: dict[str, Any]) -> list[tuple[str, str | None]]:
        return sorted((_key(p.get("name")), p.get("country")) for p in d.get("places") or [])

    if places(truth) != places(guess):
        return False
    if truth.get("date") and truth["date"][:10] != str(guess.get("date"))[:10]:
        return False
    return not truth.get("agency") or _key(truth["agency"]) in _key(guess.get("agency"))


def score(
    truths: Iterable[dict[str, Any]], guesses: dict[str, dict[str, Any]]
) -> dict[str, dict[str, float]]:
    """Measure guesses against truths.

    :param truths: rows with ``id``, ``corpus`` and any of ``body``, ``with``, ``without``,
        ``title``, ``date``, ``authors``, ``captions``, ``dateline``.
    :param guesses: by id; a page without one counts as empty.
    :returns: measures by corpus.
    """
    cells: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for truth in truths:
        _measure(cells[truth["corpus"]], truth, guesses.get(truth["id"], {}))
    return {corpus: _row(cell) for corpus, cell in sorted(cells.items())}


class Miss(NamedTuple):
    """How a page's text differs from its truth."""

    rouge_l: float
    id: str
    left_out: int
    """Words of the truth that the text lacks."""
    left_in: int
    """Words of the text that the truth lacks."""

    @property
    def kind(self) -> str:
        if not self.left_in + self.left_out:
            return "order only"
        if self.left_in > 3 * self.left_out:
            return "keeps too much"
        return "leaves too much out" if self.left_out > 3 * self.left_in else "both"


def worst(truths: Iterable[dict[str, Any]], guesses: dict[str, dict[str, Any]]) -> list[Miss]:
    """The pages with a whole text known, the furthest from it first."""
    found = []
    for truth in truths:
        if body := truth.get("body"):
            text = guesses.get(truth["id"], {}).get("text") or ""
            ours, theirs = Counter(words(text)), Counter(words(body))
            miss = Miss(rouge_l(body, text), truth["id"], (theirs - ours).total(), (ours - theirs).total())
            if miss.rouge_l < 1:
                found.append(miss)
    return sorted(found)


def _measure(cell: dict[str, list[float]], truth: dict[str, Any], guess: dict[str, Any]) -> None:
    text, dateline = guess.get("text") or "", guess.get("dateline") or {}
    cell["pages"].append(1)
    if "error" in guess or not guess:
        cell["failed"].append(1)
    if "ms" in guess:
        cell["ms"].append(guess["ms"])
    # A dateline taken out of the text is put back before the text is measured.
    if dateline.get("raw") and _key(dateline["raw"]) not in _key(text[:400]):
        text = f"{dateline['raw']} {text}"
    if "dateline" in truth:
        right = bool(truth["dateline"] and dateline and same_dateline(truth["dateline"], dateline))
        if dateline:
            cell["dateline P"].append(right)
        if truth["dateline"]:
            cell["dateline R"].append(right)
    if truth.get("body"):
        precision, recall = shingle_overlap(truth["body"], text)
        cell["P"].append(precision)
        cell["R"].append(recall)
        cell["exact"].append(words(truth["body"]) == words(text))
        cell["rouge-l"].append(rouge_l(truth["body"], text))
    flat = " ".join(text.split())
    for kind in ("with", "without"):
        cell[kind] += [" ".join(segment.split()) in flat for segment in truth.get(kind, ())]
    if truth.get("title"):
        cell["title"].append(_key(truth["title"]) == _key(guess.get("title")))
    if truth.get("date"):
        cell["date"].append(truth["date"][:10] == str(guess.get("date"))[:10])
    if truth.get("authors"):
        a, b = {_key(x) for x in truth["authors"]}, {_key(x) for x in guess.get("authors") or ()}
        cell["authors"].append(2 * len(a & b) / (len(a) + len(b)))
    found, body = [_key(c) for c in guess.get("captions") or ()], _key(text)
    for caption in map(_key, truth.get("captions") or ()):
        if len(caption) >= _LEAST_CAPTION:
            cell["captions"].append(
                any(caption in f or (len(f) > _LEAST_CAPTION and f in caption) for f in found)
            )
            cell["leak"].append(caption in body)


def _row(cell: dict[str, list[float]]) -> dict[str, float]:
    row: dict[str, float] = {"pages": len(cell["pages"]), "failed": len(cell["failed"])}
    if cell["P"]:
        p, r = statistics.fmean(cell["P"]), statistics.fmean(cell["R"])
        row["shingle F1"] = 2 * p * r / (p + r) if p + r else 0.0
    if cell["with"]:
        hit, false = sum(cell["with"]), sum(cell["without"])
        row["segment F1"] = 2 * hit / (len(cell["with"]) + hit + false)
        row["segments kept"] = hit / len(cell["with"])
        # Of what is kept, the part that must not be.
        row["segments left in"] = false / (hit + false) if hit + false else 0.0
    for name in (
        "exact",
        "rouge-l",
        "title",
        "date",
        "authors",
        "captions",
        "leak",
        "dateline P",
        "dateline R",
    ):
        if cell[name]:
            row[name] = statistics.fmean(cell[name])
    if cell["ms"]:
        row["ms"] = statistics.fmean(cell["ms"])
        row["ms p99"] = sorted(cell["ms"])[int(len(cell["ms"]) * 0.99)]
    return row
