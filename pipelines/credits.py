"""Photo credits: found at the ends of a caption, and told into people and agencies."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .article import Credit
from .authors import NAME_PARTICLES
from .blocks import tidy
from .rules import byline_rules, credit_rules, find_agency, may_name_agency
from .scripts import is_wide
from .starts import begins, fold, starts

_BRACKETED_START = re.compile(r"[(\[（【]([^()\[\]（）【】]{2,120})[)\]）】]\s*(?=\S)")
_BRACKETED_END = re.compile(r"\s*[(\[（【]([^()\[\]（）【】]{2,120})[)\]）】]\s*\.?\s*$")
# What may stand before a credit without brackets: the end of a sentence, a bar, a break.
_LAST_PIECE = re.compile(
    r"(?:(?<=[.!?…\"”»)。！？」］])\s*|\s+[|•·–—]\s+|\n)"
    r"(?P<credit>[^\n.!?。]{2,100}(?:\.[^\n.!?。\s][^\n.!?。]*)*)\.?\s*$"
)
# "… on Friday © AFP"
_LAST_SIGN = re.compile(r"\s(?P<credit>[©ⓒⒸ]\s?(?:[^\sa-z©ⓒⒸ][^©ⓒⒸ]{1,100}|[a-z][^©ⓒⒸ]{1,50}))$")
# "Jane Roe/rbb": a name and the sign of a house that no table knows.
_SIGNED = re.compile(r"(?P<person>[^\W\d_][^/|:()]{4,40}[^/|:()\s])\s?/\s?[^\W\d_][\w.-]{1,15}")
# "Jane Roe. Styling: Ann Poe"
_ROLE = re.compile(r"[.;,|]\s+[^\W\d_][\w-]{2,15}:\s")
_FIRST_PIECE = re.compile(r"(?P<credit>[^|\n]{3,100})(?:\s+\||\n)\s*(?=\S)")
_FIRST_DASHED = re.compile(r"(?P<credit>[^–—\n]{3,60}?)\s+[-–—]\s+(?=\S)")
_BRACKETED = re.compile(r"[(\[（【]([^()\[\]（）【】]{2,120})[)\]）】]")
_CLOSING = tuple(".,;:!?。、，")
_SENTENCE_ENDS, _INITIAL_ENDS = tuple(".!?。！？…"), ("Jr.", "Sr.", "Inc.", "Ltd.", "Co.")
_EDGES = " |•·–—\n"
_LOOSE_DASH = re.compile(r"\s[-–—|]$")
_OPENING = tuple("([（【")
_AGENCY_PHOTO = re.compile(r"\s+(?:photos?|fotos?|images?|pictures?|pool|file)\b.*$", re.IGNORECASE)
_BRACKETS = re.compile(r"[()\[\]（）【】]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_COLON = re.compile(r"(?<=\w)\s?[:：]\s")
# A full stop behind a word: the end of a sentence, not of an initial or a title.
_STOPPED = re.compile(r"[^\W\d_]{4}\. ")
_MAX_NAME_WORDS = 5
_MAX_NAME_CHARS = 14
_MAX_CREDIT_CHARS = 120
_TAIL_CHARS = 160
_MOST_AMID_CHARS = _MOST_KEPT_CHARS = 1500
_START_CHARS = 3


def split_credit(caption: str) -> tuple[str, str | None]:
    """Part a caption's words from its credit.

    :returns: the words, and the credit as printed (with brackets and lead word) or
        None. The words are empty when the caption is nothing but a credit.
    """
    return _split(caption) if len(caption) <= _MOST_KEPT_CHARS else _split.__wrapped__(caption)


# A text is asked about when it may be a caption, and again when it is.
@lru_cache(maxsize=256)
def _split(caption: str) -> tuple[str, str | None]:
    if caption[:1] in _OPENING and (match := _BRACKETED_START.match(caption)):
        if is_credit(match[1], bracketed=True):
            return caption[match.end() :].strip(), match[0].strip()
    if _marked_lead(caption):
        # "Photo: Jane Roe | The harbour at dawn"
        for match in filter(None, (_FIRST_PIECE.match(caption), _FIRST_DASHED.match(caption))):
            rest = caption[match.end() :].strip()
            if is_credit(rest):
                break  # "Photo: Jane Roe | Video: AP"
            if is_names(_without_lead(match["credit"])) and (match.re is _FIRST_PIECE or not is_names(rest)):
                return rest, match["credit"].strip()
        if len(caption) <= _MAX_CREDIT_CHARS and not _is_sentence(_without_lead(caption)):
            return "", caption
    elif len(caption) <= _MAX_CREDIT_CHARS and _starts_as_credit(caption):
        return "", caption
    # A credit is at the end; looking at no more keeps long paragraphs cheap.
    start = max(0, len(caption) - _TAIL_CHARS)
    tail = caption[start:]
    bracket = _BRACKETED_END.search(tail)
    if bracket and _marked_lead(bracket[1]):
        return caption[: start + bracket.start()].strip(), bracket[0].strip()
    for match in (_LAST_PIECE.search(tail), _LAST_SIGN.search(tail)):
        if match and is_credit(match["credit"].strip(_EDGES)):
            words = caption[: start + match.start("credit")].rstrip(_EDGES)
            return _LOOSE_DASH.sub("", words), match["credit"].strip(_EDGES)
    if bracket and is_credit(bracket[1], bracketed=True):
        return caption[: start + bracket.start()].strip(), bracket[0].strip()
    return _split_amid(caption)


def _split_amid(caption: str) -> tuple[str, str | None]:
    """Part the one credit in brackets amid a caption: "… (Photo: Jane Roe) She won by a length."."""
    if len(caption) > _MOST_AMID_CHARS or not any(map(caption.__contains__, _OPENING)):
        return caption, None
    found = [m for m in _BRACKETED.finditer(caption) if _marked_lead(m[1]) or "/" in m[1]]
    found = [m for m in found if is_credit(m[1], bracketed=True)]
    if len(found) != 1:
        return caption, None
    before, after = caption[: found[0].start()].strip(), caption[found[0].end() :].strip()
    # What closes the sentence stays with it.
    return f"{before}{'' if after[:1] in _CLOSING else ' '}{after}".strip(), found[0][0]


def _is_sentence(text: str) -> bool:
    """Too many words without a capital to be names: "Photo: how the bridge looked in winter"."""
    words = text.split()
    return len(words) > _MAX_NAME_WORDS and sum(w[0].islower() for w in words) > len(words) * 0.4


def is_names(text: str) -> bool:
    """Whether a short text that stands where a credit does can be names alone: "Jane Roe", "Harbour
    Police/AP", "ES"."""
    text = text.strip().strip("()[]（）【】")
    if not text or len(text) > _MAX_CREDIT_CHARS:
        return False
    if is_credit(text, bracketed=True):
        return True
    if text.endswith(_SENTENCE_ENDS) and not text.endswith(_INITIAL_ENDS):
        return False
    names = _names(_without_lead(text))
    return 0 < len(names) <= 4 and all(
        _agency(name)
        or _is_note(name)
        or _is_person(name)
        or _together(name)
        or (name.isupper() and len(name) <= 8)
        for name in names
    )


def _starts_as_credit(caption: str) -> bool:
    """A credit without a lead word. In scripts without capitals any words look like names, so
    there an agency has to come first."""
    if is_credit(caption):
        return caption.isascii() or bool(_agency(_names(caption)[0]))
    signed = _SIGNED.fullmatch(caption)
    return signed is not None and " " in signed["person"] and _is_person(signed["person"])


def is_credit(text: str, bracketed: bool = False) -> bool:
    """Whether a short text can only be a credit: it says "Photo:", or names a supplier.

    :param bracketed: it stands in brackets, where "Photo Jane Roe" needs no colon.
    """
    text = text.strip()
    if not text or len(text) > _MAX_CREDIT_CHARS:
        return False
    if _marked_lead(text):
        return True
    # A glance first. Not so in other scripts, where an agency's name ends in mid-word: 新华社记者.
    if not bracketed and not is_wide(text) and not may_name_agency(text):
        return False
    names = _names(_without_lead(text) if bracketed else text)
    if not 0 < len(names) <= 4:
        return False
    if not all(_agency(name) or _is_note(name) or _is_person(name) or _together(name) for name in names):
        return False
    if any(_agency(name) for name in names):
        return True
    return bracketed and (_without_lead(text) != text or _says_who_took_it(text, names))


def _says_who_took_it(text: str, names: list[str]) -> bool:
    """ "(File photo, Jane Roe)" is a credit, and so is what ends in "photographed" in Chinese or Japanese."""
    if len(names) > 1 and any(_is_note(name) for name in names):
        return True
    found = credit_rules().note_end.search(text) if is_wide(text) else None
    return found is not None and not _HANGUL.search(text)


def _marked_lead(text: str) -> bool:
    """It starts with a lead word that a colon or the like marks, with a name after it."""
    text = text.strip()
    # There are four hundred lead words, and most texts begin with none.
    if not begins(text, _lead_starts(), _START_CHARS):
        return False
    match = credit_rules().marked_lead.match(text)
    if not match or not 0 < len(text) - match.end() < 100:
        return False
    # "Photographs by schoolchildren hang in …" is a sentence.
    return not (match[0][-1].isspace() and match[0].rstrip()[-1].isalpha() and text[match.end()].islower())


@cache
def _lead_starts() -> frozenset[str]:
    return starts(credit_rules().marked_lead.pattern, _START_CHARS)


@cache
def _note_ends() -> tuple[str, ...]:
    return tuple(fold(note) for note in credit_rules().notes)


def _without_lead(raw: str) -> str:
    if not begins(raw, _lead_starts(), _START_CHARS):
        return raw
    rules = credit_rules()
    if match := rules.marked_lead.match(raw):
        return raw[match.end() :].strip() or raw
    match = rules.plain_lead.match(raw)
    # "Photo Jane Roe" has a lead, "picture alliance" and "Bild Zeitung" are names.
    if match and not any(_agency(name) for name in _names(raw)[:1]):
        rest = raw[match.end() :]
        if rest[:1].isupper() or not rest[:1].isascii():
            return rest.strip()
    return raw


def read_credit(printed: str) -> Credit | None:
    """Take a printed credit apart; None when nothing is in it.

    >>> read_credit("(Photo : Xinhua/Sovannara via Getty Images)")
    Credit(raw='Xinhua/Sovannara via Getty Images', people=['Sovannara'], agencies=['Xinhua', 'Getty Images'])
    """
    raw = tidy(printed)
    if bracketed := _BRACKETED_END.fullmatch(raw):
        raw = bracketed[1].strip()
    raw = _without_lead(raw).strip(" .;,|")
    # A bracket that lost its other one with the lead word: "(Image: Jane Roe)".
    if raw.count("(") + raw.count("[") < raw.count(")") + raw.count("]"):
        raw = raw.rstrip(")]").rstrip(" .;,|")
    elif raw.count("(") + raw.count("[") > raw.count(")") + raw.count("]"):
        raw = raw.lstrip("([").strip()
    if not raw:
        return None
    people: dict[str, None] = {}
    suppliers: dict[str, None] = {}
    for name in _names(raw):
        if agency := _agency(name):
            suppliers[agency] = None
        elif _is_note(name) or name.casefold() in credit_rules().leads:
            continue
        elif _is_person(name) and not _is_organisation(name):
            people[name] = None
        elif together := _together(name):
            people.update(dict.fromkeys(together))
        elif any(c.isalpha() for c in name):
            suppliers[name] = None
    return Credit(raw, *_without_houses(list(people), list(suppliers)))


def _without_houses(people: list[str], suppliers: list[str]) -> tuple[list[str], list[str]]:
    """A single word beside a whole name, or alone, is a house: "Jane Roe / Kestrel". Beside an agency it
    is how some photographers sign."""
    houses = [name for name in people if name.isascii() and " " not in name]
    if houses and suppliers and len(houses) == len(people):
        return people, suppliers
    return [name for name in people if name not in houses], suppliers + houses


def _is_organisation(name: str) -> bool:
    """It has a word in it that persons' names have not, or begins with "The"."""
    words = name.casefold().split()
    return words[0] in ("the", "la", "el", "le") or not credit_rules().organisation.isdisjoint(words)


def _names(text: str) -> list[str]:
    """The names in a credit, in order, notes such as "File" among them."""
    names: list[str] = []
    # "Foto Prensa Local: Jane Roe" names the paper first.
    text = _COLON.sub("/", _ROLE.sub("/", _BRACKETS.sub("/", text)))
    for piece in credit_rules().between.split(text):
        piece = tidy(piece).strip(" .©ⓒⒸ:=")
        # "Jane Roe/via AP"
        if (via := credit_rules().between.match(f" {piece}")) and via[0].strip().isalpha():
            piece = piece[via.end() - 1 :]
        if piece and not _agency(piece) and not _is_note(piece):
            if fold(piece).endswith(_note_ends()):
                piece = credit_rules().note_end.sub("", piece).strip()
            first, _, rest = piece.partition(" ")
            # "뉴시스 한보름": agency and person with nothing but a space between them.
            if rest and _agency(first) and not first.isascii():
                names.append(first)
                piece = rest
        if piece:
            names.append(piece)
    return names


# Of every name it is asked what it is, and again when it has been taken apart.
@lru_cache(maxsize=1024)
def _agency(name: str) -> str | None:
    """The agency's usual name: "AP Photo" and "The Associated Press" are both AP."""
    found = find_agency(name) or find_agency(_AGENCY_PHOTO.sub("", name))
    return found.name if found else None


def _together(name: str) -> list[str]:
    """The persons that a word joins: "Jane Roe and Ann Poe"; none where it joins something else."""
    names = byline_rules().separator.split(name)
    return names if len(names) > 1 and all(" " in n and _is_person(n) for n in names) else []


def _is_note(name: str) -> bool:
    return name.casefold() in credit_rules().notes


def _is_person(name: str) -> bool:
    """A few capitalised words. What else is written so ("Harbour Police") is not told apart."""
    words = name.split()
    if not name[:1].isascii() and name[:1].lower() == name[:1].upper():
        # Scripts without capitals: no longer than names are.
        return len(name) <= _MAX_NAME_CHARS and len(words) <= 3
    return (
        0 < len(words) <= _MAX_NAME_WORDS
        and not any(c.isdigit() or c in "@:" for c in name)
        and not _STOPPED.search(name)
        and not re.search(r"\.(?:com|org|net|[a-z]{2})\b", name)
        and all(w[0].isupper() or not w[0].isascii() or w in NAME_PARTICLES for w in words)
        and not (name.isascii() and name.isupper() and len(words) == 1)
    )
