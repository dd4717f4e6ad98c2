"""The copy taster: how likely it is, for every block, that it is the article's.

On a newspaper the copy taster reads all that comes in and says what is worth setting.
Ours is a small network over each block's :mod:`pipelines.traits` (two hidden layers),
learned from pages with known articles by ``benchmarks/train_taster.py``, which also
tells how it does on sites it has not seen. It runs in a fraction of a millisecond a
page, where an extractor takes tens.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from lxml.html import HtmlElement

from . import traits
from .page import Page

_CLIP = 5.0  # deviations; a trait further out says no more than that


@dataclass(frozen=True)
class Taster:
    """A network, and the table of names it was trained with.

    :param names: leaning by word, for the names on and next to a block, and further up.
    :param mean: of every trait.
    :param deviation: of every trait.
    :param layers: weights ``(nets, in, out)`` and bias ``(nets, 1, out)`` of every layer, in
        order; the last has one column.
    """

    names: tuple[dict[str, float], dict[str, float]]
    mean: np.ndarray
    deviation: np.ndarray
    layers: tuple[tuple[np.ndarray, np.ndarray], ...]

    def __post_init__(self) -> None:
        # The same names come back on every element of a site.
        object.__setattr__(self, "_leaning", lru_cache(maxsize=16_384)(self._leaning_of))

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
        leanings: dict[HtmlElement, tuple[HtmlElement | None, traits.Leaning, traits.Leaning]] = {}

        def own(element: HtmlElement) -> tuple[HtmlElement | None, traits.Leaning, traits.Leaning]:
            known = leanings.get(element)
            if known is None:
                known = leanings[element] = (element.getparent(), *self._leaning(traits.names_of(element)))
            return known

        def around(element: HtmlElement) -> tuple[traits.Leaning, traits.Leaning]:
            current: HtmlElement | None = element
            near, far = [], []
            for step in range(traits._FAR):
                if current is None:
                    break
                current, close, distant = own(current)
                (near.append(close) if step < traits._NEAR else far.append(distant))
            return _together(near), _together(far)

        return traits.table(
            traits.candidates(page.blocks), len(page.blocks), page.headline_index(title), title, summary, around
        )

    def weigh(self, rows: np.ndarray) -> np.ndarray:
        """Run the network over rows of traits."""
        values = np.clip((rows - self.mean) / self.deviation, -_CLIP, _CLIP)
        *hidden, (weights, bias) = self.layers
        for layer_weights, layer_bias in hidden:
            values = np.maximum(values @ layer_weights + layer_bias, 0)
        # Several nets, taught from different beginnings, and their mean.
        return (1 / (1 + np.exp(-(values @ weights + bias)))).mean(axis=0)[:, 0]

    def _leaning_of(self, names: str) -> tuple[traits.Leaning, traits.Leaning]:
        words = traits.words_of_names(names) if names else ()
        near, far = ([table[word] for word in words if word in table] for table in self.names)
        return _summed(near), _summed(far)

    def save(self, path: Path) -> None:
        arrays = {"mean": self.mean, "deviation": self.deviation}
        for number, (weights, bias) in enumerate(self.layers):
            arrays |= {f"weights{number}": weights.astype(np.float16), f"bias{number}": bias}
        for reach, names in zip(("near", "far"), self.names, strict=True):
            arrays |= {f"{reach}_words": np.array(list(names)), f"{reach}_leanings": np.array(list(names.values()))}
        np.savez_compressed(path, **arrays)


def _summed(found: list[float]) -> traits.Leaning:
    return (min(found), max(found), sum(found), len(found)) if found else (0.0, 0.0, 0.0, 0)


def _together(several: list[traits.Leaning]) -> traits.Leaning:
    known = [leaning for leaning in several if leaning[3]]
    if not known:
        return (0.0, 0.0, 0.0, 0)
    least, most, total, count = zip(*known, strict=True)
    return min(least), max(most), sum(total), sum(count)


@cache
def taster() -> Taster:
    """The taster that ships with the package, read once."""
    with (files("pipelines") / "rules" / "taster.npz").open("rb") as file, np.load(file) as arrays:
        names = tuple(
            dict(zip(arrays[f"{reach}_words"].tolist(), arrays[f"{reach}_leanings"].tolist(), strict=True))
            for reach in ("near", "far")
        )
        layers = []
        while f"weights{len(layers)}" in arrays:
            number = len(layers)
            layers.append((arrays[f"weights{number}"].astype(np.float32), arrays[f"bias{number}"]))
        return Taster(names, arrays["mean"], arrays["deviation"], tuple(layers))
