"""Company: what the likelihood of the blocks around a block says of it.

The copy taster reads a page twice. A block that might be anything is the article's when it
stands amid the article, looks like its paragraphs or shares their parent, and is not when
all its like are related stories.
"""

from __future__ import annotations

import numpy as np

from .traits import Traits, shifted

_REACH = (-1, -2, -3, 1, 2, 3)
_WINDOWS = (4, 10)
_SURE = 0.005  # a likelihood nearer than this to 0 or 1 says no more
# A block alone in its group is told what blocks are mostly: this likelihood, this many letters.
_USUAL, _USUAL_MASS = 0.3, 30.0


def company(likely: np.ndarray, traits: Traits) -> np.ndarray:
    """What each candidate's company says, a column each.

    :param likely: the first reading's likelihood of each.
    :returns: float32, one row a candidate.
    """
    mass = traits.mass
    of_article = mass * likely
    total = float(of_article.sum()) + 1e-6
    running, running_mass = _running(of_article), _running(mass)
    kept = np.clip(likely, _SURE, 1 - _SURE)
    columns = [np.log(kept / (1 - kept)), running[1:] / total, running[:-1] / total]
    columns += [shifted(likely, by) for by in _REACH]
    places = np.arange(len(likely))
    for window in _WINDOWS:
        for begin, end in (
            (np.maximum(places - window, 0), places),
            (places + 1, np.minimum(places + 1 + window, len(likely))),
        ):
            begin = np.minimum(begin, end)
            columns.append((running[end] - running[begin]) / (running_mass[end] - running_mass[begin] + 1e-6))
    for group in traits.groups:
        together, weight = np.bincount(group, of_article)[group], np.bincount(group, mass)[group]
        columns.append((together - of_article + _USUAL * _USUAL_MASS) / (weight - mass + _USUAL_MASS))
        columns.append(together / total)
    columns += [np.full(len(likely), likely.max()), np.full(len(likely), np.log1p(total))]
    return np.column_stack(columns).astype(np.float32)


def _running(values: np.ndarray) -> np.ndarray:
    return np.concatenate(([0.0], np.cumsum(values)))
