"""Bands: keys by which texts that may be the same find each other (locality-sensitive hashing).

A band is some places of a signature in a row; two texts that agree on all places of one are looked at.
With :data:`BANDS` of :data:`ROWS`, texts with half their shingles in common meet with probability 0.998, with
0.4 in 0.96, with 0.3 in 0.73, and texts that have 1 in 100 in common, in 0.00005.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .sketches import Sketch

BANDS, ROWS = 48, 3


def band_keys(sketch: Sketch) -> NDArray[np.int64]:
    """The keys of a sketch: :data:`BANDS` positive integers, as SQLite has them."""
    places = np.frombuffer(sketch.signature, "<u2")[: BANDS * ROWS].astype(np.int64).reshape(BANDS, ROWS)
    number = np.arange(BANDS, dtype=np.int64)
    return number << 48 | places[:, 0] << 32 | places[:, 1] << 16 | places[:, 2]
