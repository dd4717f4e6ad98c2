"""The log, in plain characters: what a site says may neither drive a terminal nor forge a line."""

from __future__ import annotations

import logging
import re

from scrapy.crawler import Crawler

# C0 (but tab and line feed, which tracebacks are made of), DEL, C1, line and paragraph
# separators, and what turns the direction of writing (Unicode TR 36, 3.1).
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    r"""A text with its control characters escaped.

    >>> plain("\x1b[2J")
    '\\x1b[2J'
    """
    return _CONTROLS.sub(lambda found: ascii(found[0])[1:-1], text)


def one_line(text: str) -> str:
    r"""The same, line feeds too: for what a site has worded.

    >>> one_line("no\nERROR: yes")
    'no\\nERROR: yes'
    """
    return plain(text).replace("\n", "\\n")


class PlainLog:
    """Escape control characters in whatever is logged, by Scrapy and its libraries too."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PlainLog:
        for handler in logging.root.handlers:
            if not isinstance(handler.formatter, _PlainFormatter):
                handler.setFormatter(_PlainFormatter(handler.formatter or logging.Formatter()))
        return cls()


class _PlainFormatter(logging.Formatter):
    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self._formatter = formatter

    def format(self, record: logging.LogRecord) -> str:
        return plain(self._formatter.format(record))
