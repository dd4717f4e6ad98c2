"""The gazetteer: places, countries and regions by the names printed in datelines.

``HANOI, Vietnam (AP) —``, ``BUFFALO, N.Y. —``, ``新华社北京4月24日电``, ``МОСКВА, 5 мая``:
this module says what places there are of a name; ``namesakes.py``, which of them is meant.

Shapes and units
    Countries are ISO 3166-1 alpha-2 codes, plus ``XK`` (Kosovo; user-assigned).
    Regions are postal abbreviations in the United States, Canada and Australia
    (``NY``, ``ON``, ``NSW``), English names elsewhere (``Bavaria``), or ``None``.
    Populations are in thousands of people, rounded down.

Errors
    No function here raises for any string. What is not known is ``None`` or
    ``()``. A missing or damaged data file raises ``OSError`` or ``ValueError``
    on first use: that is a broken installation.

Sources
    ``rules/places.tsv.gz`` (GeoNames, CC BY 4.0) and ``rules/regions.toml`` (CLDR
    and by hand). ``rules/build_places.py`` makes the first; see ``rules/LICENSES.md``.

The gazetteer stays one block of sorted lines, searched by bisection, so that
it costs a few megabytes and some milliseconds, and nothing before first use.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from .rules import load

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʻʹʿʾ`´′＇"), "'")
_DROPPED = dict.fromkeys(map(ord, ".．\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u0307"))
_LETTERS = str.maketrans(
    {"ı": "i", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ə": "a"}
    | {"ё": "е", "ς": "σ", "-": " ", "–": " "}
    | dict.fromkeys("'・·=＝")
    | {"ک": "ك", "ی": "ي", "ى": "ي", "ې": "ي", "ہ": "ه", "ھ": "ه", "ة": "ه", "ۀ": "ه"}
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ـ": None}
)
_CITY_SUFFIX = re.compile(r"(?<=..)(?:特別市|特别市|直辖市|直轄市|市|특별시|광역시|특별자치시|시| city)$")
_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0670]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place a name may mean.

    ``country``: ISO 3166-1 alpha-2. ``region``: see the module's docstring.
    ``population``: thousands of people; 0 below a thousand, if not known, and
    for a country or region itself.
    """

    country: str
    region: str | None
    population: int


def key(name: str) -> str:
    """The form under which a name is stored.

    NFKC, casefolded, full stops and invisible characters removed, apostrophes
    made alike, the Turkish dotted and dotless i made one, white space
    collapsed: ``"St.  Louis"`` → ``"st louis"``, ``"N.Y."`` → ``"ny"``.
    """
    # The capital İ casefolds to i and a combining dot above (U+0307): dropped.
    text = unicodedata.normalize("NFKC", name).casefold().replace("ı", "i")
    text = text.translate(_APOSTROPHES).translate(_DROPPED)
    return " ".join(unicodedata.normalize("NFKC", text).split())


def fold(text: str) -> str:
    """A `key` with accents, hyphens and letter variants levelled.

    ``"são paulo"`` → ``"sao paulo"``, ``"αθήνα"`` → ``"αθηνα"``, ``"کییف"`` → ``"كييف"``.
    Cyrillic й and Japanese voiced kana keep their marks.
    """
    out = []
    for char in text.translate(_LETTERS):
        parts = unicodedata.normalize("NFD", char)
        bare = parts if char in "йў" else _MARKS.sub("", parts)
        out.append(char if bare == parts else bare)
    return " ".join("".join(out).translate(_LETTERS).split())


def find_place(name: str) -> tuple[Candidate, ...]:
    """All places of that name, most populous first; ``()`` if there is none.

    Looked up as printed (see `key`), then without accents and hyphens, then
    without the word for «city» that Chinese, Japanese, Korean and Philippine papers append.
    """
    printed = key(name)
    for form in dict.fromkeys((printed, fold(printed), _CITY_SUFFIX.sub("", printed))):
        if form and (found := _line(form)):
            return found
    return ()


def find_country(name: str) -> str | None:
    """The ISO code of a country's printed name, in English or thirty-odd other languages."""
    countries = _regions()["countries"]
    printed = key(name)
    code = countries.get(printed) or countries.get(fold(printed))
    return str(code) if code else None


def find_region(name: str, country: str | None = None) -> tuple[str, str] | None:
    """The country and region of a region's printed name or abbreviation.

    ``"Calif."`` → ``("US", "CA")``. With ``country`` only regions of that
    country count; without, the first country in ``regions.toml`` that has one.
    """
    return next(find_regions(name, country), None)


def find_regions(name: str, country: str | None = None) -> Iterator[tuple[str, str]]:
    """Every region printed so, in the order of ``regions.toml``."""
    printed = key(name)
    plain = fold(printed)
    for code, names in _regions()["regions"].items():
        if country in (None, code) and (region := names.get(printed) or names.get(plain)):
            yield code, region


def _line(form: str) -> tuple[Candidate, ...]:
    """The candidates stored under exactly this form; ``()`` if it is not there."""
    names = _gazetteer()
    wanted = form.encode("utf-8", "surrogatepass") + b"\t"
    low, high = 0, len(names)  # the line wanted begins in this range, if anywhere
    while low < high:
        start = names.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = names.index(b"\n", start)
        found = names[start : names.index(b"\t", start) + 1]
        if found == wanted:
            fields = names[start + len(wanted) : end].decode().split(";")
            parts = (field.split(",") for field in fields)
            return tuple(Candidate(code, region or None, int(pop)) for code, region, pop in parts)
        low, high = (end + 1, high) if found < wanted else (low, start)
    return ()


@cache
def _gazetteer() -> bytes:
    """The lines of ``places.tsv.gz``, ``name TAB CC,REGION,POP;…``.

    They are sorted by the bytes of the name and the tab after it.
    """
    return gzip.decompress(files(__package__).joinpath("rules", "places.tsv.gz").read_bytes())


@cache
def _regions() -> dict[str, dict[str, Any]]:
    """``regions.toml``: ``countries`` and ``regions``."""
    return load("regions.toml")
