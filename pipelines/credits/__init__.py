"""Photo credits: found at the ends of a caption, and told into people and agencies.

The words are data (``rules/credits.toml``, ``rules/agencies.toml``). A credit is told by a lead word
(``leads.py``) or by the names in it (``names.py``, ``telling.py``), parted from the caption's words
(``splitting.py``) and read (``reading.py``).
"""

from .reading import read_credit
from .splitting import split_credit
from .telling import is_credit, is_names

__all__ = ["is_credit", "is_names", "read_credit", "split_credit"]
