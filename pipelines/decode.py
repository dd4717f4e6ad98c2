"""From bytes to text: which charset a page is really in.

Servers and pages are often wrong about it, so a declaration is believed only
when the bytes agree. The order: a byte order mark; UTF-8 when the bytes are
valid UTF-8 and use it; the header's charset, then the page's own, when every
byte decodes; UTF-8 with a few spoiled bytes; the charset usual for the page's language;
detection.
"""

from __future__ import annotations

import re

from charset_normalizer import from_bytes
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
)

from .errors import NotText

# Charsets that write everything in ASCII bytes: valid UTF-8 proves nothing about them.
_ESCAPED = {"iso2022_jp", "iso-2022-jp", "hz", "utf-7"}
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
# Bytes that no text holds; windows-125x and the Asian charsets never use them.
_BINARY = bytes((*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)))
_LOOKED_AT = 65_536
_MAGIC = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"%PDF", b"PK\x03\x04", b"RIFF", b"\x1f\x8b", b"MZ\x90")
# A page cut off or stitched together has a few bad sequences; more means another charset.
_SPOILED_SHARE = 0.02
_LANG = re.compile(rb"<html[^>]{0,400}?\blang\s*=\s*[\"']?([a-zA-Z-]+)", re.IGNORECASE)
# What pages without a declaration are in, by language (HTML standard, "Determining the
# character encoding", the table of suggested defaults); windows-1252 for all others.
_USUAL = {
    **dict.fromkeys(("ar", "fa"), "cp1256"),
    **dict.fromkeys(("bg", "ru", "uk", "be", "sr", "mk", "kk", "ky", "tg", "tt"), "cp1251"),
    **dict.fromkeys(("cs", "hr", "sk", "sl", "bs"), "cp1250"),
    **dict.fromkeys(("hu", "pl"), "iso8859_2"),
    **dict.fromkeys(("tr", "az", "ku"), "cp1254"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    "el": "iso8859_7", "he": "cp1255", "ja": "cp932", "ko": "cp949", "th": "cp874", "vi": "cp1258",
    "zh": "gb18030", "zh-cn": "gb18030", "zh-tw": "big5hkscs", "zh-hk": "big5hkscs", "zh-hant": "big5hkscs",
}  # fmt: skip
# Detection is quadratic-ish in its input and certain after a few KiB of letters.
_DETECT_BYTES = 24_000


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """Decode a page's bytes.

    :param body: the bytes as received, content encodings (gzip, br) undone.
    :param content_type: the Content-Type header, if there was one.
    :returns: the text, without a byte order mark, and the charset's name.
    :raises NotText: the bytes are an image, an archive or other binary data.
    """
    bom_charset, bom = read_bom(body)
    if bom_charset:
        return body[len(bom) :].decode(bom_charset, "replace"), bom_charset
    if body.startswith(_MAGIC):
        raise NotText(f"binary data, not a page (starts with {body[:4]!r})")

    declared = _declared(body, content_type)
    for charset in declared:
        # Sixteen bits a letter look like binary data to everything below.
        if charset.startswith(("utf-16", "utf-32", "utf_16", "utf_32")) and b"\x00" in body[:400]:
            return body.decode(charset, "replace"), charset
    if not set(declared) & _ESCAPED:
        try:
            return _checked(body, body.decode("utf-8")), "utf-8"
        except UnicodeDecodeError:
            pass  # then it is another charset, or UTF-8 with spoiled bytes: see below
    for charset in declared:
        if charset != "utf-8":
            try:
                return _checked(body, without_surrogates(body.decode(charset))), charset
            except UnicodeDecodeError:
                continue  # the declaration is wrong; the next one may be right
    if _mostly_utf8(body):
        return _checked(body, body.decode("utf-8", "replace")), "utf-8"
    usual = _usual(body)
    if usual:
        try:
            return _checked(body, body.decode(usual)), usual
        except UnicodeDecodeError:
            pass  # the page's language is declared wrong as well; its bytes have to tell
    return _detected(body, declared)


def without_surrogates(text: str) -> str:
    """With a question mark for each half of a surrogate pair: it is no letter and cannot be
    written down. UTF-7 and strings from elsewhere may hold some."""
    return text.encode("utf-8", "replace").decode()


def _usual(body: bytes) -> str | None:
    """The charset usual for the language the page declares."""
    match = _LANG.search(body, 0, 4_096)
    if not match:
        return None
    code = match[1].decode("ascii").lower()
    return _USUAL.get(code) or _USUAL.get(code.partition("-")[0], "cp1252")


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Charsets the header and the page name, as Python knows them, header first."""
    named = [
        http_content_type_encoding(content_type) if content_type else None,
        html_body_declared_encoding(body),
    ]
    known = [resolve_encoding(name) for name in named if name]
    return [name for name in dict.fromkeys(known) if name and _decodes_text(name)]


def _decodes_text(charset: str) -> bool:
    """Python has codecs that are no charsets: a header may say "hex"."""
    try:
        b"a".decode(charset)
    except (LookupError, UnicodeError):
        return charset.startswith(("utf-16", "utf-32", "utf_16", "utf_32"))
    return True


def _checked(body: bytes, text: str) -> str:
    """Refuse text whose bytes hold control codes by the dozen."""
    start = body[:_LOOKED_AT]
    controls = len(start) - len(start.translate(None, _BINARY))
    if controls > 8 and controls > len(start) * 0.01:
        raise NotText("binary data, not a page (control bytes throughout)")
    return text


def _mostly_utf8(body: bytes) -> bool:
    sound = len(_MULTIBYTE.findall(body))
    spoiled = body.decode("utf-8", "replace").count("\ufffd") - body.count(b"\xef\xbf\xbd")
    return sound > 0 and spoiled <= max(2, sound * _SPOILED_SHARE)


def _detected(body: bytes, declared: list[str]) -> tuple[str, str]:
    # Letters outside ASCII are the evidence; start where they start.
    first = re.search(rb"[\x80-\xff]", body)
    start = max(0, first.start() - 2_000) if first else 0
    best = from_bytes(body[start : start + _DETECT_BYTES]).best()
    charset = best.encoding if best else (declared[0] if declared else "cp1252")
    return _checked(body, without_surrogates(body.decode(charset, "replace"))), charset
