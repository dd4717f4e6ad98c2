"""Places printed in datelines: `pipelines.places` and the data it reads."""

from __future__ import annotations

import gzip
import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.article import PLACE_EVIDENCE
from pipelines.namesakes import choose, resolve
from pipelines.places import (
    Candidate,
    find_country,
    find_place,
    find_region,
    fold,
    key,
)

RULES = files("pipelines").joinpath("rules")
LINES = gzip.decompress(RULES.joinpath("places.tsv.gz").read_bytes()).decode().splitlines()
NAMES = [line.partition("\t")[0] for line in LINES]

# Name, what follows it, home; then the country, or the country and region.
RESOLVED = """
PARIS | | | FR
PARIS | | US | FR
PARIS | Texas | | US-TX
PARIS | Ill. | | US-IL
SPRINGFIELD | Ill. | | US-IL
SPRINGFIELD | Mass. | | US-MA
SPRINGFIELD | Mo. | | US-MO
BIRMINGHAM | Ala. | | US-AL
BIRMINGHAM | England | | GB-England
BIRMINGHAM | | | GB-England
BIRMINGHAM | | US | US-AL
LONDON | | | GB-England
LONDON | | CA | GB-England
LONDON | Ont. | | CA-ON
LONDON | Ontario, Canada | | CA-ON
LONDON | Ky. | | US-KY
ODESSA | | | UA
ODESSA | Texas | | US-TX
ODESSA | Ukraine | | UA
ODESA | | US | UA
GEORGETOWN | Guyana | | GY
GEORGETOWN | Texas | | US-TX
SAN JOSE | Calif. | | US-CA
SAN JOSE | Costa Rica | | CR
ST. LOUIS | | | US-MO
SAINT LOUIS | | | US-MO
ST. PETERSBURG | Fla. | | US-FL
ST. PETERSBURG | Russia | | RU
ST. PETERSBURG | | | RU
ST. PAUL | Minn. | | US-MN
ST. GALLEN | | | CH
COLUMBIA | S.C. | | US-SC
COLUMBIA | Mo. | | US-MO
LA CROSSE | Wis. | | US-WI
DEKALB | Ill. | | US-IL
KANSAS CITY | Mo. | | US-MO
KANSAS CITY | Kan. | | US-KS
PORTLAND | Ore. | | US-OR
PORTLAND | Maine | | US-ME
BUFFALO | N.Y. | | US-NY
MEDIA | Pa. | | US-PA
READING | Pa. | | US-PA
READING | England | | GB-England
MOBILE | Ala. | | US-AL
LEBANON | N.H. | | US-NH
WASHINGTON | | | US-DC
WASHINGTON | | GB | US-DC
HONOLULU | | | US-HI
INDIANAPOLIS | | | US-IN
NEW YORK | | | US-NY
BROOKLYN | | | US-NY
HOLLYWOOD | Fla. | | US-FL
CAPITOL HILL | | | US-DC
FLUSHING MEADOWS | | | US-NY
UNITED NATIONS | | | US-NY
GUANTANAMO BAY NAVAL BASE | Cuba | | CU
CAMBRIDGE | Mass. | | US-MA
CAMBRIDGE | England | | GB-England
ATHENS | | | GR
ATHENS | Ga. | | US-GA
ROME | Georgia | | US-GA
TBILISI | Georgia | | GE
TRIPOLI | | | LY
TRIPOLI | Lebanon | | LB
HAMILTON | Bermuda | | BM
HAMILTON | Ontario | | CA-ON
VICTORIA | British Columbia | | CA-BC
PERTH | Western Australia | | AU-WA
HYDERABAD | India | | IN
HYDERABAD | Pakistan | | PK
SRINAGAR | Kashmir | | IN
SYDNEY | | US | AU-NSW
VIENNA | | | AT
VIENNA | Va. | | US-VA
HANOI | Vietnam | | VN
PHNOM PENH | | | KH
PUTRAJAYA | | | MY
NENDELN | | | LI
MEXICO CITY | | | MX
VATICAN CITY | | | VA
RAMALLAH | West Bank | | PS
GAZA CITY | Gaza Strip | | PS
KHAN YOUNIS | | | PS
JERUSALEM | | | IL
PRISTINA | Kosovo | | XK
THE HAGUE | | | NL
THE HAGUE | Netherlands | | NL
DAVOS | Switzerland | | CH
BRUSSELS | | | BE
Bruxelles | | | BE
Brüssel | | | BE
BERLIN | | | DE
BERLIN | N.H. | | US-NH
KREUZBERG | | | DE
MÜNCHEN | | | DE-Bavaria
MUENCHEN | | | DE-Bavaria
Köln | | | DE
Genf | | | CH
Genève | | | CH
Ginebra | | | CH
Varsovie | | | PL
Warschau | | | PL
Pequim | | | CN
Moscou | | | RU
Londres | | | GB
Nueva York | | | US-NY
Mailand | | | IT
Den Haag | | | NL
İSTANBUL | | | TR
İZMİR | | | TR
DİYARBAKIR | | | TR
ŞANLIURFA | | | TR
SÃO PAULO | | | BR
SAO PAULO | | | BR
BOGOTÁ | | | CO
MONTRÉAL | | | CA-QC
MALMÖ | | | SE
REYKJAVÍK | | | IS
ŁÓDŹ | | | PL
TP.HCM | | | VN
Nuova Delhi | | | IN
МОСКВА | | | RU
Санкт-Петербург | | | RU
САНКТ-ПЕТЕРБУРГ | | | RU
НИЖНИЙ НОВГОРОД | | | RU
КИЇВ | | | UA
Київ | | | UA
Киев | | | UA
Харків | | | UA
МИНСК | | | BY
ΑΘΗΝΑ | | | GR
Αθήνα | | | GR
القاهرة | | | EG
بيروت | | | LB
القدس المحتلة | | | IL
غزة | | | PS
الرياض | | | SA
عمان | | | JO
واشنطن | | | US-DC
تهران | | | IR
مشهد | | | IR
ירושלים | | | IL
תל אביב | | | IL
北京 | | | CN
上海 | | | CN
杭州 | | | CN
杭州市 | | | CN
台北 | | | TW
臺北 | | | TW
香港 | | | HK
华盛顿 | | | US-DC
華盛頓 | | | US-DC
莫斯科 | | | RU
基辅 | | | UA
东京 | | | JP
東京 | | | JP
大阪 | | | JP
ソウル | | | KR
ワシントン | | | US-DC
ニューヨーク | | | US-NY
パリ | | | FR
モスクワ | | | RU
キーウ | | | UA
서울 | | | KR
부산 | | | KR
워싱턴 | | | US-DC
베이징 | | | CN
नई दिल्ली | | | IN
กรุงเทพฯ | | | TH
Nowheresville | Vietnam | | VN
Nowheresville | Ontario, Canada | | CA-ON
Nowheresville | Calif. | | US-CA
Nowheresville | Georgia | | GE
Nowheresville | Georgia | US | US-GA
GEORGIA | | | GE
GEORGIA | | US | US-GA
JORDAN | | | JO
LEBANON | | US | LB
SINGAPORE | | | SG
LUXEMBOURG | | | LU
"""

NOT_PLACES = """
DEAR ABBY | CHINESE AGGRESSION | Kicker | Verified | Fun | Reading the room | EXCLUSIVE
BREAKING | UPDATE | OPINION | ANALYSIS | WATCH | Media | MEDIA | Police | Video | Photos
Live | Review | Editorial | Sport | Best | Time | Reading | Home | Science | Interview
Politik | Meinung | Kommentar | Analyse | Wetter | Eilmeldung | Exclusif | Vidéo | Tribune
Opinión | Última hora | Análisis | Esportes | Son dakika | Видео | Фото | Мнение | Відео
عاجل | فيديو | صور | خبر | كيف | بلاغ | 评论 | 独家 | 快讯 | 社论 | 中心 | 自由 | 速報 | 社説
속보 | 단독 | 포토 | 주장 | 위해 | וידאו | דעה | | . | - | ,
"""


def cases(table: str) -> list[tuple[str, str | None, str | None, str]]:
    found = []
    for line in table.strip().splitlines():
        name, qualifier, home, expected = (field.strip() for field in line.split("|"))
        found.append((name, qualifier or None, home or None, expected))
    return found


def place_of(found: Candidate | None, expected: str) -> str | None:
    """A candidate written as the tables write it, with the region only if they do."""
    if found is None:
        return None
    return f"{found.country}-{found.region}" if "-" in expected else found.country


@pytest.mark.parametrize(("name", "qualifier", "home", "expected"), cases(RESOLVED))
def test_datelines_resolve(name: str, qualifier: str | None, home: str | None, expected: str) -> None:
    assert place_of(resolve(name, qualifier, home), expected) == expected


@pytest.mark.parametrize(
    "name", [name.strip() for line in NOT_PLACES.strip().splitlines() for name in line.split("|")]
)
def test_labels_are_not_places(name: str) -> None:
    assert resolve(name) is None
    assert resolve(name, home="US") is None


@pytest.mark.parametrize(("name", "qualifier", "home", "expected"), cases(RESOLVED))
def test_case_makes_no_difference(name: str, qualifier: str | None, home: str | None, expected: str) -> None:
    for form in (name.casefold(), name.upper(), name.title()):
        assert place_of(resolve(form, qualifier, home), expected) == expected


def test_find_place_puts_the_biggest_first() -> None:
    found = find_place("Springfield")
    assert len(found) > 10
    assert [place.population for place in found] == sorted(
        (place.population for place in found), reverse=True
    )
    assert find_place("No Such Town") == ()


def test_an_unknown_qualifier_is_compared_with_the_regions() -> None:
    found = resolve("CÓRDOBA", "Veracruz")
    assert found is not None and (found.country, found.region) == ("MX", "Veracruz")
    found = resolve("PARIS", "no such region")
    assert found is not None and found.country == "FR"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Vietnam", "VN"),
        ("Viet Nam", "VN"),
        ("U.S.", "US"),
        ("the Netherlands", "NL"),
        ("South Korea", "KR"),
        ("Congo", "CD"),
        ("Georgia", "GE"),
        ("Jordan", "JO"),
        ("West Bank", "PS"),
        ("Deutschland", "DE"),
        ("États-Unis", "US"),
        ("ΕΛΛΑΔΑ", "GR"),
        ("TURKIYE", "TR"),
        ("Россия", "RU"),
        ("مصر", "EG"),
        ("ישראל", "IL"),
        ("中国", "CN"),
        ("日本", "JP"),
        ("대한민국", "KR"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_find_country(name: str, expected: str | None) -> None:
    assert find_country(name) == expected


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        ("Calif.", None, ("US", "CA")),
        ("N.Y.", None, ("US", "NY")),
        ("NY", None, ("US", "NY")),
        ("W.Va.", None, ("US", "WV")),
        ("D.C.", None, ("US", "DC")),
        ("Ont.", None, ("CA", "ON")),
        ("Québec", None, ("CA", "QC")),
        ("N.S.W.", None, ("AU", "NSW")),
        ("WA", None, ("US", "WA")),
        ("WA", "AU", ("AU", "WA")),
        ("Scotland", None, ("GB", "Scotland")),
        ("Bayern", None, ("DE", "Bavaria")),
        ("Punjab", "PK", ("PK", "Punjab")),
        ("Kashmir", None, ("IN", "Jammu and Kashmir")),
        ("浙江", None, ("CN", "Zhejiang")),
        ("Georgia", None, ("US", "GA")),
        ("Georgia", "GE", None),
        ("Narnia", None, None),
    ],
)
def test_find_region(name: str, country: str | None, expected: tuple[str, str] | None) -> None:
    assert find_region(name, country) == expected


def test_every_state_is_found_by_its_code_and_name() -> None:
    states = tomllib.loads(RULES.joinpath("regions.toml").read_text("utf-8"))["regions"]["US"]
    assert len(set(states.values())) == 51
    for printed, code in states.items():
        assert find_region(printed) == ("US", code)


def test_regions_are_those_of_the_gazetteer() -> None:
    regions = tomllib.loads(RULES.joinpath("regions.toml").read_text("utf-8"))["regions"]
    held = {tuple(field.split(",")[:2]) for line in LINES for field in line.split("\t")[1].split(";")}
    missing = {(cc, region) for cc, names in regions.items() for region in names.values()} - held
    assert not missing


def test_standalone_cities_are_in_the_gazetteer() -> None:
    data = tomllib.loads(RULES.joinpath("standalone.toml").read_text("utf-8"))
    for table in ("ap", "reuters"):
        for name, place in data[table].items():
            assert name == key(name)
            found = resolve(name, home="US")
            assert found is not None and found.population > 0, name
            assert place in (found.country, f"{found.country}-{found.region}")
    for word in data["labels"]["words"]:
        assert word == key(word)
        assert resolve(word) is None


def test_the_data_is_sorted_and_well_formed() -> None:
    lines = [f"{name}\t".encode() for name in NAMES]
    assert lines == sorted(lines)
    assert len(NAMES) == len(set(NAMES))
    for line in LINES:
        name, fields = line.split("\t")
        assert name == key(name)
        populations = []
        for field in fields.split(";"):
            country, _region, population = field.split(",")
            assert len(country) == 2 and country.isupper()
            populations.append(int(population))
        assert populations == sorted(populations, reverse=True)


def test_every_stored_name_is_found() -> None:
    for name in [*NAMES[::97], NAMES[0], NAMES[-1]]:
        assert find_place(name)


@given(st.text())
def test_find_place_never_raises(text: str) -> None:
    assert isinstance(find_place(text), tuple)
    assert key(key(text)) == key(text)
    for name in (find_country(text), find_region(text), resolve(text), resolve("Paris", text)):
        assert name is None or name


@given(st.sampled_from(NAMES), st.text(max_size=8), st.sampled_from([None, "US", "??"]), st.booleans())
def test_choose_never_raises_and_tells_what_decided(name: str, qualifier: str, home: str, sure: bool) -> None:
    choice = choose(name, qualifier, home, near={"DE", "??"}, sure=sure)
    if choice is None:
        return
    assert choice.settled_by in PLACE_EVIDENCE
    assert choice.place not in choice.others
    assert len(choice.alternatives) <= 5
    assert all(re.fullmatch(r"(?:.+, )?[A-Z]{2}", written) for written in choice.alternatives)


@pytest.mark.parametrize(
    ("arguments", "settled_by", "expected"),
    [
        (("BUFFALO", "N.Y."), "region", "US-NY"),
        (("HANOI", "Vietnam"), "country", "VN"),
        (("BAVARIA",), "region", "DE"),
        (("LEBANON",), "country", "LB"),
        (("GEORGIA", None, "US"), "home", "US-GA"),
        (("PARIS", None, "US"), "stands alone", "FR"),
        (("HYDERABAD", None, None, {"PK"}), "dateline", "PK"),
        (("HYDERABAD", None, "PK"), "home", "PK"),
        (("HYDERABAD", None, "IN", {"PK"}), "dateline", "PK"),
        (("HYDERABAD",), "population", "IN"),
        (("NENDELN",), "only one", "LI"),
        (("MEDIA", None, None, (), True), "only one", "US-PA"),
    ],
)
def test_the_evidence_is_weighed_in_this_order(arguments: tuple, settled_by: str, expected: str) -> None:
    choice = choose(*arguments)
    assert choice is not None
    assert (choice.settled_by, place_of(choice.place, expected)) == (settled_by, expected)


def test_the_alternatives_are_the_likeliest_and_told_once() -> None:
    choice = choose("SPRINGFIELD", "Ill.")
    assert choice is not None and len(choice.others) > 10
    assert len(set(choice.alternatives)) == 5 and "IL, US" not in choice.alternatives
    assert choose("No Such Town") is None


@given(st.characters(), st.text())
def test_lone_surrogates_and_separators_do_no_harm(char: str, text: str) -> None:
    assert isinstance(find_place(f"{char}\ud800\t\n{text}"), tuple)


@given(st.sampled_from(NAMES))
def test_find_place_is_idempotent_under_case(name: str) -> None:
    assert find_place(name.upper()) == find_place(name) == find_place(name.title())
    assert fold(fold(name)) == fold(name)
