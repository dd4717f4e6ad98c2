"""Charsets: `pipelines.decode` believes a declaration only when the bytes agree."""

import pytest

from pipelines import Page
from pipelines.decode import decode
from pipelines.errors import NotText

FRENCH = "<p>Le conseil s'est réuni à l'hôtel de ville et a voté un crédit pour l'école du port.</p>"
GERMAN = "<p>Der Gemeinderat beschloß größere Zuschüsse für die Schule; die Gäste hörten geduldig zu.</p>"
RUSSIAN = "<p>Городской совет собрался в понедельник и проголосовал за ремонт моста через реку.</p>"
POLISH = "<p>Rada miasta zebrała się w poniedziałek i zagłosowała za naprawą mostu na rzece.</p>"
TURKISH = "<p>Belediye meclisi pazartesi günü toplandı ve ırmak üzerindeki köprüyü konuştu.</p>"
GREEK = "<p>Το δημοτικό συμβούλιο συνεδρίασε τη Δευτέρα και ψήφισε την επισκευή της γέφυρας.</p>"
ARABIC = "<p>اجتمع مجلس المدينة يوم الاثنين وصوت على إصلاح الجسر فوق النهر.</p>"
HEBREW = "<p>מועצת העיר התכנסה ביום שני והצביעה על תיקון הגשר מעל הנהר.</p>"
THAI = "<p>สภาเมืองประชุมเมื่อวันจันทร์และลงมติซ่อมสะพานข้ามแม่น้ำ</p>"
JAPANESE = "<p>市議会は月曜日に開かれ、川にかかる橋の修理を決めた。</p>"
CHINESE = "<p>市议会星期一召开会议，决定修理河上的桥梁。</p>"
TAIWANESE = "<p>市議會星期一召開會議，決定修理河上的橋樑。</p>"
KOREAN = "<p>시의회는 월요일에 회의를 열고 강 위의 다리를 고치기로 했다.</p>"

WRITTEN = [
    ("utf-8", FRENCH),
    ("windows-1252", FRENCH),
    ("iso-8859-1", GERMAN),
    ("iso-8859-2", POLISH),
    ("windows-1250", POLISH),
    ("windows-1251", RUSSIAN),
    ("koi8-r", RUSSIAN),
    ("windows-1254", TURKISH),
    ("iso-8859-7", GREEK),
    ("windows-1256", ARABIC),
    ("windows-1255", HEBREW),
    ("windows-874", THAI),
    ("shift_jis", JAPANESE),
    ("euc-jp", JAPANESE),
    ("iso-2022-jp", JAPANESE),
    ("gbk", CHINESE),
    ("gb18030", CHINESE),
    ("big5", TAIWANESE),
    ("euc-kr", KOREAN),
]
IDS = [charset for charset, _ in WRITTEN]
PYTHON_NAME = {"windows-874": "cp874"}


def encoded(text, charset):
    return text.encode(PYTHON_NAME.get(charset, charset))


@pytest.mark.parametrize(("charset", "text"), WRITTEN, ids=IDS)
def test_a_right_header_is_followed(charset, text):
    assert decode(encoded(text, charset), f"text/html; charset={charset}")[0] == text


@pytest.mark.parametrize(("charset", "text"), WRITTEN, ids=IDS)
def test_a_right_meta_tag_is_followed(charset, text):
    page = f'<meta charset="{charset}">{text}'
    assert decode(encoded(page, charset))[0] == page


@pytest.mark.parametrize(
    ("charset", "lang", "text"),
    [
        ("windows-1252", "fr", FRENCH),
        ("windows-1252", "de-AT", GERMAN),
        ("iso-8859-2", "pl", POLISH),
        ("windows-1251", "ru", RUSSIAN),
        ("windows-1256", "ar", ARABIC),
        ("shift_jis", "ja", JAPANESE),
        ("big5", "zh-TW", TAIWANESE),
        ("gbk", "zh-CN", CHINESE),
    ],
)
def test_a_wrong_header_gives_way_to_what_is_usual_in_the_language(charset, lang, text):
    page = f'<html lang="{lang}">{text}'
    assert decode(encoded(page, charset), "text/html; charset=utf-8")[0] == page


@pytest.mark.parametrize("charset", ["windows-1252", "shift_jis", "no-such-charset"])
def test_utf8_bytes_win_over_another_header(charset):
    assert decode(RUSSIAN.encode(), f"text/html; charset={charset}") == (RUSSIAN, "utf-8")


def test_a_right_meta_tag_mends_a_wrong_header():
    page = f'<meta charset="koi8-r">{RUSSIAN}'
    assert decode(page.encode("koi8-r"), "text/html; charset=utf-8") == (page, "koi8-r")


@pytest.mark.parametrize(
    ("charset", "text"), [("windows-1251", RUSSIAN), ("shift_jis", JAPANESE), ("gbk", CHINESE)]
)
def test_without_any_declaration_it_is_detected(charset, text):
    assert decode(text.encode(charset))[0] == text


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_goes(charset):
    assert decode(JAPANESE.encode(charset), "text/html; charset=windows-1252")[0] == JAPANESE


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [FRENCH, RUSSIAN], ids=["French", "Russian"])
def test_utf16_by_header_alone(charset, text):
    assert decode(text.encode(charset), f"text/html; charset={charset}")[0] == text


def test_a_few_spoiled_bytes_leave_utf8_utf8():
    body = RUSSIAN.encode() * 20 + b"\xd0<p>cut \xff off</p>"
    text, charset = decode(body)
    assert charset == "utf-8"
    assert text.startswith(RUSSIAN)
    assert text.count("\ufffd") == 2


@pytest.mark.parametrize("charset", ["hex", "rot13", "zlib", "undefined", "idna", "base64", "no-such"])
def test_a_header_that_names_no_charset_is_passed_over(charset):
    """Python has codecs that are no charsets; a server may name them."""
    page = f'<html lang="fr">{FRENCH}'
    assert decode(page.encode("cp1252"), f"text/html; charset={charset}")[0] == page


@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"GIF89a\x01\x00\x01\x00",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"%PDF-1.7 text follows",
        b"PK\x03\x04\x14\x00",
        b"\x1f\x8b\x08\x00",
        bytes(range(32)) * 50,
    ],
    ids=["png", "gif", "jpeg", "pdf", "zip", "gzip", "control-codes"],
)
def test_binary_data_is_refused(body):
    with pytest.raises(NotText, match="binary data"):
        decode(body, "text/html; charset=utf-8")


def test_a_stray_control_code_is_no_reason_to_refuse():
    body = FRENCH.encode() + b"\x0b\x00" + FRENCH.encode()
    assert decode(body)[0].count("Le conseil") == 2


@pytest.mark.parametrize(
    "body",
    [
        GREEK,
        "\ufeff" + GREEK,
        GREEK.encode(),
        b"\xef\xbb\xbf" + GREEK.encode(),
        GREEK.encode("iso8859_7"),
        GREEK.encode("utf-16"),
        GREEK.encode().replace(b"<p>", b"<p>\x00"),
        GREEK.replace("<p>", "<p>\x00"),
    ],
    ids=["text", "text-bom", "utf-8", "utf-8-bom", "iso-8859-7", "utf-16", "utf-8-nul", "text-nul"],
)
def test_the_parser_gets_the_same_page_whatever_it_came_as(body):
    page = Page(body, kind="html", content_type="text/html; charset=iso-8859-7")
    assert page.markup == GREEK
    assert [f"<p>{block.text}</p>" for block in page.blocks] == [GREEK]


def test_nothing_is_nothing():
    assert decode(b"") == ("", "utf-8")
