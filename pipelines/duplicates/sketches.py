"""Sketches: what of a text is kept to tell whether another one is the same.

A text is cut into shingles, some words in a row (some characters, where words are not parted by
spaces), and a MinHash signature is made of their set: the share of places at which two signatures
agree is the share of shingles the texts have in common (Broder, "On the resemblance and containment
of documents", 1997). Beside it the figures of the text are kept, since two weather reports differ in
little else. No text is kept. Case, punctuation, quotation marks, line and paragraph breaks make no
difference.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass

import numpy as np
from rensa import RMinHash

PLACES = 256
"""Of a signature; 2 bytes each. The standard error of a shared half is then 3 in a hundred or less."""
ALGORITHM = RMinHash.ALGORITHM_VERSION
"""Signatures of another version of the algorithm cannot be compared."""
WORDS, CHARACTERS = 4, 8
"""Of a shingle."""
LEAST = 40
"""Shingles. Shorter texts are notices, which sites print alike under other stories."""
MOST = 20_000
"""Shingles that are looked at, from the beginning: a book is not sketched whole."""
MOST_FIGURES = 64
_SEED = 1
# Thai and Lao, Burmese, Khmer, Chinese and Japanese. Korean parts its words.
_UNPARTED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\U00020000-\U0003ffff]")
_UNPARTED_SHARE = 0.3
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_SEPARATORS = str.maketrans("", "", ".,")
_EDGES = "\"'`.,;:!?()[]{}<>«»‹›„“”‚‘’*|/\\-_…¿¡।؟،؛"
_DASHES = ("—", "–", "--")
# Vowel signs and tones are no letters to Unicode.
_NO_LETTER = re.compile("[^\\w\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+|_+")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text: a value of some 600 bytes."""

    shingles: int
    """How many different ones it has."""
    signature: bytes
    """:data:`PLACES` unsigned 16-bit integers, little-endian."""
    figures: bytes = b""
    """Hashes of its first :data:`MOST_FIGURES` different figures, sorted, as ``signature``."""

    def resemblance(self, other: Sketch) -> float:
        """Estimated share of the shingles of both texts that are in both: Jaccard's, 0 to 1."""
        agree = np.frombuffer(self.signature, "<u2") == np.frombuffer(other.signature, "<u2")
        return float(np.count_nonzero(agree)) / PLACES

    def containment(self, other: Sketch) -> float:
        """Estimated share of the shorter text's shingles that are in the longer, 0 to 1."""
        alike = self.resemblance(other)
        both = alike * (self.shingles + other.shingles) / (1 + alike)
        return min(1.0, both / min(self.shingles, other.shingles))

    def shared_figures(self, other: Sketch) -> float:
        """Share of the figures of the text that has fewer which are in the other; 1 where one has none."""
        mine, theirs = (np.frombuffer(sketch.figures, "<u2") for sketch in (self, other))
        fewer = min(mine.size, theirs.size)
        return np.intersect1d(mine, theirs, assume_unique=True).size / fewer if fewer else 1.0


def sketch_of(text: str) -> Sketch | None:
    """The sketch of a text; None for one too short to tell anything (:data:`LEAST`).

    Takes a third of a millisecond for 700 words.
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain)
    shingles = _shingles(plain)
    if len(shingles) < LEAST:
        return None
    hashed = RMinHash(num_perm=PLACES, seed=_SEED)
    hashed.update(list(shingles))
    wide = np.array(hashed.digest(), dtype=np.uint32)
    return Sketch(len(shingles), (wide ^ wide >> 16).astype("<u2").tobytes(), _figures(plain))


def _shingles(plain: str) -> set[str]:
    if not plain.isascii() and len(_UNPARTED.findall(plain)) > len(plain) * _UNPARTED_SHARE:
        letters = _NO_LETTER.sub("", plain)[: MOST + CHARACTERS]
        return {letters[i : i + CHARACTERS] for i in range(len(letters) - CHARACTERS + 1)}
    for dash in _DASHES:
        plain = plain.replace(dash, " ")
    plain = plain.replace("’", "'")
    words = [word for part in plain.split() if (word := part.strip(_EDGES))][: MOST + WORDS]
    return set(map(" ".join, zip(*(words[i:] for i in range(WORDS)), strict=False)))


def _figures(plain: str) -> bytes:
    found: dict[str, None] = {}
    for match in _FIGURE.finditer(plain):
        found[match[0].translate(_SEPARATORS)] = None
        if len(found) == MOST_FIGURES:
            break
    hashes = {zlib.crc32(figure.encode()) & 0xFFFF for figure in found}
    return np.array(sorted(hashes), dtype="<u2").tobytes()
