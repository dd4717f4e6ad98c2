"""Where in a ``sites.toml`` a key stands, for messages: the TOML reader does not tell."""

from __future__ import annotations

import re

_TABLE = re.compile(r"\s*\[(\[?)\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*[=.]""")


class Lines:
    """The lines of the keys of each table, as far as they stand one to a line."""

    def __init__(self, text: str) -> None:
        self._sites: list[dict[str | None, int]] = []
        self._others: dict[str, dict[str | None, int]] = {"": {}}
        table = self._others[""]
        for number, line in enumerate(text.splitlines(), 1):
            if (header := _TABLE.match(line)) is not None:
                name, _, below = header[2].partition(".")
                if name == "site" and header[1]:
                    table = {None: number}
                    self._sites.append(table)
                elif below:
                    # [site.settings]: a key of the table above.
                    table.setdefault(below, number)
                else:
                    table = self._others.setdefault(name, {None: number})
                    self._others[""].setdefault(name, number)
            elif (key := _KEY.match(line)) is not None:
                table.setdefault(key[1], number)

    def of(self, table: int | str | None, key: str | None, sites: int) -> int | None:
        """The line of a table's key; of the table, for one that stands elsewhere.

        :param table: number of a site, name of another table, or None for the file itself.
        :param sites: how many there are. If we have found another number, we do not know.
        """
        if isinstance(table, int):
            if len(self._sites) != sites:
                return None
            found = self._sites[table]
        else:
            found = self._others.get(table or "", {})
        return found.get(key, found.get(None))
