"""The copy taster: how likely it is, for every block, that it is the article's.

On a newspaper the copy taster reads all that comes in and says what is worth setting.
Ours is two small networks: the first reads each block's :mod:`pipelines.tasting.traits`, the
second those and what the first says of the block's :mod:`pipelines.tasting.company`. They are
learned from pages with known articles by ``benchmarks/train_taster.py``, which also
tells how they do on sites they have not seen. They run in a fraction of a millisecond a
page, where an extractor takes tens.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import IO

import numpy as np

from ..page import Page
from . import traits
from .candidates import candidates
from .company import company
from .names import NameTable
from .traits import Traits
from .wording import Wording

LIKELY = 0.4
"""From so much on a block is taken for the article's."""
_BATCH = 32  # rows
_CLIP = 5.0  # deviations; a trait further out says no more than that


@dataclass(frozen=True)
class Network:
    """Several nets, taught from different beginnings, and their mean.

    :param mean: of every column it reads.
    :param deviation: of every column.
    :param layers: weights ``(nets, 1, in, out)`` and bias ``(nets, 1, 1, out)`` of every layer, in
        order; the last has one column.
    """

    mean: np.ndarray
    deviation: np.ndarray
    layers: tuple[tuple[np.ndarray, np.ndarray], ...]

    def weigh(self, rows: np.ndarray) -> np.ndarray:
        """The likelihood, 0 to 1, of every row."""
        # In batches small enough for OpenBLAS to stay on this thread: its helpers spin for
        # milliseconds after a multiplication that takes a tenth of one.
        batches = np.zeros((-(-len(rows) // _BATCH), _BATCH, rows.shape[1]), dtype=np.float32)
        batches.reshape(-1, rows.shape[1])[: len(rows)] = self.scaled(rows)
        values = batches
        *hidden, (weights, bias) = self.layers
        for layer_weights, layer_bias in hidden:
            values = np.maximum(values @ layer_weights + layer_bias, 0)
        likely = ((1 + np.tanh((values @ weights + bias) / 2)) / 2).mean(axis=0)
        return likely.reshape(-1)[: len(rows)]

    def scaled(self, rows: np.ndarray) -> np.ndarray:
        """The rows as the nets read them: in deviations from the mean."""
        return np.clip((rows - self.mean) / self.deviation, -_CLIP, _CLIP)


@dataclass(frozen=True)
class Taster:
    """Two networks, and the tables they were trained with.

    :param names: what names in the markup say.
    :param wording: what the words a text begins with say.
    :param first: reads traits.
    :param second: reads traits and company.
    """

    names: NameTable
    wording: Wording
    first: Network
    second: Network

    def taste(self, page: Page, title: str | None = None, summary: str | None = None) -> np.ndarray:
        """The likelihood, 0 to 1, of every block of a page.

        :param title: the headline, where it is known; ``summary`` likewise.
        :returns: float32, one for each of ``page.blocks``.
        """
        likely = np.zeros(len(page.blocks), dtype=np.float32)
        shown = candidates(page.blocks)
        if shown:
            measured = traits.measure(shown, page, title, summary, self.names, self.wording)
            likely[[block.index for block in shown]] = self.weigh(measured)
        return likely

    def weigh(self, measured: Traits) -> np.ndarray:
        """The likelihood of every candidate: the mean of the two readings."""
        first = self.first.weigh(measured.rows)
        second = self.second.weigh(np.hstack([measured.rows, company(first, measured)]))
        return (first + second) / 2

    def save(self, path: Path) -> None:
        arrays: dict[str, np.ndarray] = {}
        tables = {"near": self.names.near, "far": self.names.far, "wording": self.wording.leanings}
        for name, table in tables.items():
            arrays[f"{name}_words"] = np.array(list(table))
            arrays[f"{name}_leanings"] = np.array(list(table.values()))
        for name, network in (("first", self.first), ("second", self.second)):
            arrays |= {f"{name}_mean": network.mean, f"{name}_deviation": network.deviation}
            for number, (weights, bias) in enumerate(network.layers):
                arrays[f"{name}_weights{number}"] = weights.astype(np.float16)
                arrays[f"{name}_bias{number}"] = bias
        np.savez_compressed(path, **arrays)


@cache
def taster() -> Taster:
    """The taster that ships with the package, read once."""
    with (files("pipelines") / "rules" / "taster.npz").open("rb") as file:
        return load(file)


def load(file: IO[bytes]) -> Taster:
    """A taster that :meth:`Taster.save` wrote."""
    with np.load(file) as arrays:

        def table(name: str) -> dict[str, float]:
            words, leanings = arrays[f"{name}_words"].tolist(), arrays[f"{name}_leanings"].tolist()
            return dict(zip(words, leanings, strict=True))

        def network(name: str) -> Network:
            layers = []
            while f"{name}_weights{len(layers)}" in arrays:
                number = len(layers)
                weights = arrays[f"{name}_weights{number}"].astype(np.float32)
                layers.append((weights, arrays[f"{name}_bias{number}"]))
            return Network(arrays[f"{name}_mean"], arrays[f"{name}_deviation"], tuple(layers))

        names, wording = NameTable(table("near"), table("far")), Wording(table("wording"))
        return Taster(names, wording, network("first"), network("second"))
