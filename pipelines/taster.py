"""The copy taster: how likely it is, for every block, that it is the article's.

On a newspaper the copy taster reads all that comes in and says what is worth setting.
Ours is a small network over each block's :mod:`pipelines.traits` (two hidden layers),
learned from pages with known articles by ``benchmarks/train_taster.py``, which also
tells how it does on sites it has not seen. It runs in a fraction of a millisecond a
page, where an extractor takes tens.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import IO

import numpy as np

from . import traits
from .names import NameTable
from .page import Page

_BATCH = 32  # rows
_CLIP = 5.0  # deviations; a trait further out says no more than that


@dataclass(frozen=True)
class Taster:
    """A network, and the table of names it was trained with.

    :param names: what names in the markup say.
    :param mean: of every trait.
    :param deviation: of every trait.
    :param layers: weights ``(nets, 1, in, out)`` and bias ``(nets, 1, 1, out)`` of every layer, in
        order; the last has one column.
    """

    names: NameTable
    mean: np.ndarray
    deviation: np.ndarray
    layers: tuple[tuple[np.ndarray, np.ndarray], ...]

    def taste(self, page: Page, title: str | None = None, summary: str | None = None) -> np.ndarray:
        """The likelihood, 0 to 1, of every block of a page.

        :param title: the headline, where it is known; ``summary`` likewise.
        :returns: float32, one for each of ``page.blocks``.
        """
        likely = np.zeros(len(page.blocks), dtype=np.float32)
        shown = traits.candidates(page.blocks)
        if shown:
            likely[[block.index for block in shown]] = self.weigh(self.table(page, title, summary))
        return likely

    def table(self, page: Page, title: str | None, summary: str | None) -> np.ndarray:
        """The traits of the page's candidates, with these names."""
        shown = traits.candidates(page.blocks)
        return traits.table(shown, page, title, summary, self.names)

    def weigh(self, rows: np.ndarray) -> np.ndarray:
        """Run the network over rows of traits."""
        # In batches small enough for OpenBLAS to stay on this thread: its helpers spin for
        # milliseconds after a multiplication that takes a tenth of one.
        batches = np.zeros((-(-len(rows) // _BATCH), _BATCH, rows.shape[1]), dtype=np.float32)
        batches.reshape(-1, rows.shape[1])[: len(rows)] = (rows - self.mean) / self.deviation
        values = np.clip(batches, -_CLIP, _CLIP)
        *hidden, (weights, bias) = self.layers
        for layer_weights, layer_bias in hidden:
            values = np.maximum(values @ layer_weights + layer_bias, 0)
        # Several nets, taught from different beginnings, and their mean.
        likely = (1 / (1 + np.exp(-(values @ weights + bias)))).mean(axis=0)
        return likely.reshape(-1)[: len(rows)]

    def save(self, path: Path) -> None:
        arrays = {"mean": self.mean, "deviation": self.deviation}
        for number, (weights, bias) in enumerate(self.layers):
            arrays |= {f"weights{number}": weights.astype(np.float16), f"bias{number}": bias}
        for reach, names in (("near", self.names.near), ("far", self.names.far)):
            arrays |= {
                f"{reach}_words": np.array(list(names)),
                f"{reach}_leanings": np.array(list(names.values())),
            }
        np.savez_compressed(path, **arrays)


@cache
def taster() -> Taster:
    """The taster that ships with the package, read once."""
    with (files("pipelines") / "rules" / "taster.npz").open("rb") as file:
        return load(file)


def load(file: IO[bytes]) -> Taster:
    """A taster that :meth:`Taster.save` wrote."""
    with np.load(file) as arrays:
        near, far = (
            dict(zip(arrays[f"{reach}_words"].tolist(), arrays[f"{reach}_leanings"].tolist(), strict=True))
            for reach in ("near", "far")
        )
        layers = []
        while f"weights{len(layers)}" in arrays:
            number = len(layers)
            layers.append((arrays[f"weights{number}"].astype(np.float32), arrays[f"bias{number}"]))
        return Taster(NameTable(near, far), arrays["mean"], arrays["deviation"], tuple(layers))
