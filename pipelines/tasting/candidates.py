"""Candidates: the blocks of a page that may be an article's at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from ..blocks import PageBlock
from .surroundings import prose

# No part of an article: what stands there is not even shown to the taster. Of 5,303
# blocks of 203 articles four stood in one of these.
_NEVER = frozenset(("nav", "hidden", "button", "footer", "comments", "consent"))
# So many links in a row are a menu: more than a quarter of all candidates. Of 6,897 blocks of
# articles 40 stood in one.
_MENU = 12
_EDGE = 2  # as many neighbours as a block's traits count


def candidates(blocks: Sequence[PageBlock]) -> list[PageBlock]:
    """The blocks that may be the article's: not those in menus, footers, buttons, or hidden.

    Of a run of links, a menu whatever its markup calls it, only the ends: what is beside
    a text tells something of it. Where nothing else is on the page, an element left open
    has taken the article in, and all blocks may be it.
    """
    shown = [block for block in blocks if not block.inside & _NEVER]
    if not any(map(prose, shown)):
        shown = list(blocks)
    found: list[PageBlock] = []
    for is_linked, run in groupby(shown, key=attrgetter("is_linked")):
        linked = list(run)
        found += linked if not is_linked or len(linked) < _MENU else linked[:_EDGE] + linked[-_EDGE:]
    return found
