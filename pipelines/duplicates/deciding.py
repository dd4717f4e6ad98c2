"""Deciding: whether two texts are one story printed twice.

Wire copy is shortened from the end and gets a paragraph of the paper's own, so what is asked
is how much of the shorter text is in the longer (containment), not only how much the two
have in common. The thresholds are measured: docs/duplicates.md, ``python -m benchmarks.duplicates``.
"""

from __future__ import annotations

from .sketches import Sketch

CONTAINED = 0.7
"""Share of the shorter text's shingles that are in the longer."""
ALIKE = 0.25
"""Share of both texts' shingles that are in both: less is a brief told again in a round-up."""
FIGURES = 0.8
"""Share of the figures of the text with fewer that are in the other: a market report with another
day's figures is another report."""


def is_same(one: Sketch, other: Sketch) -> bool:
    """Whether two sketches are of one text; of no text in particular, and the same both ways round."""
    return (
        one.resemblance(other) >= ALIKE
        and one.containment(other) >= CONTAINED
        and one.shared_figures(other) >= FIGURES
    )
