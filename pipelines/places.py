"""Place names printed in datelines, resolved to a country and a region.

``HANOI, Vietnam (AP) —``, ``BUFFALO, N.Y. —``, ``新华社北京4月24日电``, ``МОСКВА, 5 мая``:
the reader of the dateline cuts out the name (``BUFFALO``) and what is printed
after it (``N.Y.``, the *qualifier*); this module says where that is.

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
    ``rules/places.tsv.gz`` (GeoNames, CC BY 4.0), ``rules/regions.toml`` (CLDR
    and by hand) and ``rules/standalone.toml`` (AP's and Reuters' datelines).
    ``rules/build_places.py`` makes the first; see ``rules/LICENSES.md``.

The gazetteer stays one block of sorted lines, searched by bisection, so that
it costs a few megabytes and some milliseconds, and nothing before first use.
"""

from __future__ import annotations

import gzip
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

HOME_FACTOR = 20
"""A place at home wins over a namesake abroad up to this many times its size."""

LARGE = 100
"""Below this population, in thousands, a region of the same name is meant."""

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʻʹʿʾ`´′＇"), "'")
_DROPPED = dict.fromkeys(map(ord, ".．\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u0307"))
_LETTERS = str.maketrans(
    {"ı": "i", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ə": "a"}
    | {"ё": "е", "ς": "σ", "-": " ", "–": " "}
    | dict.fromkeys("'・·=＝")
    | {"ک": "ك", "ی": "ي", "ى": "ي", "ې": "ي", "ہ": "ه", "ھ": "ه", "ة": "ه", "ۀ": "ه"}
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ـ": None}
)
_CITY_SUFFIX = re.compile(r"(?<=..)(?:特別市|特别市|直辖市|直轄市|市|특별시|광역시|특별자치시|시)$")
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
    without the word for «city» that Chinese, Japanese and Korean append.
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
    return next(_find_regions(name, country), None)


def resolve(name: str, qualifier: str | None = None, home: str | None = None) -> Candidate | None:
    """The place a dateline means.

    ``qualifier``: what is printed after the name (``"Ill."``, ``"Vietnam"``,
    ``"Ontario, Canada"``). ``home``: the ISO code of the country of the site
    or wire that prints it.

    With a known qualifier: the biggest place of that name in there, or, if
    none is known, the qualifier's country and region itself. Otherwise: the
    city AP and Reuters print without its country; then the country or region
    of that name; then the biggest place, or the biggest at ``home`` unless it
    is less than a twentieth of that. ``None`` for what is not a known place,
    and for a word more often printed as a label («Media», «Police») unless a
    qualifier follows.
    """
    places = find_place(name)
    if qualifier and (meanings := _meanings(qualifier, home)):
        for place in places:
            if any(place.country == c and r in (None, place.region) for c, r in meanings):
                return place
        return Candidate(*meanings[0], 0) if key(name) else None
    if qualifier and (text := fold(key(qualifier))):
        for place in places:
            if place.region and fold(key(place.region)) == text:
                return place
    return _resolve_alone(name, places, home)


def _resolve_alone(name: str, places: tuple[Candidate, ...], home: str | None) -> Candidate | None:
    """`resolve` for a name without a qualifier that is known."""
    printed = key(name)
    if printed in _labels():
        return None
    if code := _standalone().get(printed):
        country, _, region = code.partition("-")
        mine = (p for p in places if p.country == country and region in ("", p.region))
        return next(mine, Candidate(country, region or None, 0))
    # A country or region by its name: «Lebanon» is not Lebanon, Tenn. The short
    # ones may be abbreviations, which mean nothing on their own.
    abbreviated = len(fold(printed)) <= 3 and printed.isascii()
    if not abbreviated and (meanings := _meanings(name, home, whole=True)):
        country, own = meanings[0]
        if own is None or not places or places[0].population < LARGE:
            inside = (p for p in places if p.country == country and own in (None, p.region))
            return next(inside, Candidate(country, own, 0))
    if not places:
        return None
    best = places[0]
    for place in places:
        if place.country == home and place.population * HOME_FACTOR >= best.population:
            return place
    return best


def _meanings(text: str, home: str | None = None, whole: bool = False) -> list[tuple[str, str | None]]:
    """The countries and regions a qualifier may mean, likeliest first.

    ``"Georgia"`` is the country and the state, the state first if ``home`` is
    the US. ``"Ontario, Canada"`` is read from its end. With ``whole`` a region
    must be written in full.
    """
    head, comma, tail = text.rpartition(",")
    if comma and head.strip() and (country := find_country(tail)):
        regions: list[tuple[str, str | None]] = [*_find_regions(head.rpartition(",")[2], country)]
        return regions or [(country, None)]
    found: list[tuple[str, str | None]] = []
    if country := find_country(text):
        found.append((country, None))
    if not whole or len(key(text)) > 4 or not text.isascii():
        found += _find_regions(text)
    return sorted(found, key=lambda meaning: meaning[0] != home)


def _find_regions(name: str, country: str | None = None) -> Iterator[tuple[str, str]]:
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
    return gzip.decompress(_rule_file("places.tsv.gz"))


def _rule_file(name: str) -> bytes:
    return files(__package__ or "pipelines").joinpath("rules", name).read_bytes()


@cache
def _regions() -> dict[str, dict[str, Any]]:
    """``regions.toml``: ``countries`` and ``regions``."""
    return tomllib.loads(_rule_file("regions.toml").decode())


@cache
def _standalone_file() -> dict[str, Any]:
    return tomllib.loads(_rule_file("standalone.toml").decode())


@cache
def _standalone() -> dict[str, str]:
    """Names that stand alone → ``"CC"`` or ``"CC-REGION"``; AP's before Reuters'."""
    data = _standalone_file()
    return {**data["reuters"], **data["ap"]}


@cache
def _labels() -> frozenset[str]:
    """Words that are labels («Media —») more often than places."""
    return frozenset(_standalone_file()["labels"]["words"])
