"""Datelines: place, date and agency before the first sentence, taken apart and checked.

The styles are data (``rules/datelines.toml``, ``styles.py``). A style's pattern only
proposes; the proposal stands when its places are places (``placing.py``), its agency a
wire service or the outlet itself (``wires.py``), its date a day of the calendar
(``days.py``) and what follows a sentence (``leads.py``). A dateline missed does less harm
than a sentence beheaded, so doubt keeps the text.
"""

from .reading import read_dateline
from .wires import own_names

__all__ = ["own_names", "read_dateline"]
