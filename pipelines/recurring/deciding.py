"""Deciding: which of a site's text comes back too often to be any article's own.

Text comes back for other reasons too. A story is printed again, or goes on from day to
day with the same paragraph of background; people say the same thing twice; recipes have
"Ingredients" in each. So a count alone decides little: how long a text is, where in the
body it stands and what stands around it decide with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..article import Block
from .sightings import spot_hash, text_hash

LEAST = 5
"""Stories a text must have come back on, whatever else speaks against it."""
LEAST_STORIES = 20
"""Of fewer no share says much: five of sixteen may be the five about one trial."""
EVERYWHERE = 0.3
"""On this share of a site's stories a text is furniture wherever in the body it stands."""
AT_EDGE, AT_EDGE_LONG = 0.3, 0.05
"""The shares for what stands at the body's beginning or end. Nobody writes a long text twice by
chance: five in a hundred are the notes on one of twenty authors. Less would take the background
that is told again under every story of a war."""
LONG = 120
"""Characters of a long text."""
IN_PLACE_REPEATS = 4
"""Where every text of a spot comes back so often on average, it is no place for articles."""
MOST = 0.5
"""Share of a body; one of which more comes back is a story printed again, or a form filled in."""
_LEAST_WORDS = 3
_QUOTED = tuple("\"'“”„‟‘’‚«»‹›「『〝—")


@dataclass(frozen=True, slots=True)
class SiteText:
    """How often a site's texts and the texts of its spots came back: a value."""

    stories: int = 0
    """Of how many stories this is known."""
    texts: Mapping[int, int] = field(default_factory=dict)
    """By hash, on how many stories; those on :data:`LEAST` and more."""
    spots: frozenset[int] = frozenset()
    """Where nothing but recurring text stands."""

    def rules(self, body: list[Block]) -> dict[int, str]:
        """Which blocks of a body are none of its article's, by position, each with its rule."""
        if self.stories < LEAST_STORIES:
            return {}
        counts = [self.texts.get(text_hash(block), 0) for block in body]
        if not any(counts):
            return {}
        found: dict[int, str] = {}
        for i, block in enumerate(body):
            if counts[i] and _may_go_alone(block):
                if counts[i] >= self.stories * EVERYWHERE and len(block.text.split()) >= _LEAST_WORDS:
                    found[i] = "recurring/everywhere"
                elif spot_hash(block) in self.spots:
                    found[i] = "recurring/in-place"
        known = -1
        # A heading that goes opens the way to what stands above it.
        while len(found) > known:
            known = len(found)
            for positions in (range(len(body)), range(len(body) - 1, -1, -1)):
                self._from_edge(positions, body, counts, found)
            _with_headings(body, counts, found)
        letters = sum(len(block.text) for block in body)
        return found if sum(len(body[i].text) for i in found) <= letters * MOST else {}

    def _from_edge(
        self, positions: range, body: list[Block], counts: list[int], found: dict[int, str]
    ) -> None:
        """From one end of the body on: all that comes back, up to the first that does not."""
        for i in positions:
            if i in found:
                continue
            block = body[i]
            share = AT_EDGE_LONG if len(block.text) >= LONG else AT_EDGE
            if not counts[i] or counts[i] < self.stories * share or _is_quoted(block):
                return
            if block.kind == "crosshead" and positions.step > 0:
                return  # it is that of what follows
            found[i] = "recurring/at-edge"


def _may_go_alone(block: Block) -> bool:
    """Headings are nothing without their text, rows nothing without their table."""
    return block.kind in ("paragraph", "list") and not _is_quoted(block)


def _is_quoted(block: Block) -> bool:
    return block.kind == "quote" or block.text.startswith(_QUOTED)


def _with_headings(body: list[Block], counts: list[int], found: dict[int, str]) -> None:
    """A heading that comes back goes with the text under it."""
    under: Literal["nothing", "gone", "kept"] = "nothing"
    for i in range(len(body) - 1, -1, -1):
        if i in found:
            under = "kept" if under == "kept" else "gone"
        elif body[i].kind != "crosshead":
            under = "kept"
        elif counts[i] and under == "gone" and not _is_quoted(body[i]):
            found[i] = found[i + 1]
        else:
            under = "nothing"
