"""Likeness: what a block's look and section tell of it, beyond the block itself.

Teasers come by the dozen and all look alike; under "Related stories" stand related stories;
a page of three paragraphs is read otherwise than one of sixty.
"""

from __future__ import annotations

import numpy as np

# In the order in which `likeness` gives them.
COLUMNS = """
    heading_least heading_mean from_heading heading_linked under_heading
    look_count look_length look_linked sibling_spread sibling_length
    prose_so_far prose_count prose_chars candidate_count
"""
_NO_HEADING = 5.0  # as if the last one were 150 blocks before


def likeness(
    is_heading: np.ndarray,
    lengths: np.ndarray,
    linked: np.ndarray,
    words: np.ndarray,
    prose: np.ndarray,
    looks: np.ndarray,
    parents: np.ndarray,
) -> np.ndarray:
    """One row a block, one column a trait: ``COLUMNS``. Every argument has one entry a block.

    :param lengths: characters.
    :param linked: the share that is a link.
    :param words: what the first words say, two columns: the strongest against, and the mean.
    :param prose: letters of running text, 0 for other blocks.
    :param looks: numbers of what looks alike.
    :param parents: numbers of what stands in one element.
    """
    count = len(lengths)
    places = np.arange(count)
    last = np.full(count, -1)
    last[1:] = np.maximum.accumulate(np.where(is_heading, places, -1))[:-1]
    has_heading = last >= 0
    alike, siblings = np.bincount(looks), np.maximum(np.bincount(parents), 1)
    mean_length = (np.bincount(parents, lengths) / siblings)[parents]
    mean_square = (np.bincount(parents, lengths**2) / siblings)[parents]
    return np.column_stack(
        [
            words[last] * has_heading[:, None],
            np.where(has_heading, np.log1p(places - last), _NO_HEADING),
            linked[last] * has_heading,
            has_heading & (parents[last] == parents),
            np.log1p(alike[looks]),
            np.log1p((np.bincount(looks, lengths) / alike)[looks]),
            (np.bincount(looks, linked) / alike)[looks],
            np.log1p(np.sqrt(np.maximum(mean_square - mean_length**2, 0))),
            np.log1p(mean_length),
            np.log1p(np.cumsum(prose > 0)),
            np.full(count, np.log1p((prose > 0).sum())),
            np.full(count, np.log1p(lengths[prose > 0].sum())),
            np.full(count, np.log1p(count)),
        ]
    )
