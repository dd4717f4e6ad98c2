"""What holds for any page at all, tried on pages nobody wrote."""

import itertools
import re
from encodings.aliases import aliases

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from lxml.etree import tostring

from pipelines import NoPage, NotText, Page, clean, clean_page
from pipelines.blocks import squash
from pipelines.decode import decode
from pipelines.line import to_line

settings.register_profile("pages", deadline=None, suppress_health_check=[HealthCheck.too_slow])
PAGES = settings(settings.get_profile("pages"), max_examples=80)
BYTES = settings(settings.get_profile("pages"), max_examples=200)

ALPHABETS = {
    "utf-8": "aé—жя橋다ا",
    "windows-1252": "abzéèüßñœ–",
    "windows-1251": "абвжщыьэюя",
    "koi8-r": "абвжщыьэюя",
    "iso-8859-7": "αβγδθςωά",
    "windows-1256": "ابتثجحخدپ",
    "shift_jis": "市議会橋のはカナー。",
    "euc-jp": "市議会橋のはカナー。",
    "gbk": "市议会桥梁的，。",
    "big5": "市議會橋樑的，。",
    "euc-kr": "시의회다리를고치",
}
WORDS = re.findall(
    r"\S+",
    "bridge storm Council voted HANOI AP Reuters Photo By Jane Roe 14 March 2025 — ( ) . : | / © 橋 мост",
)
TAGS = re.findall(
    r"\w+",
    "p div span b i a em h1 h2 h3 ul ol li table tr td th blockquote article section main header footer nav "
    "aside figure figcaption br hr pre form button time body html dl dt dd center font video",
)
UNSEEN = re.findall(
    r"\w+", "script style noscript svg template select head iframe textarea math object title"
)
ATTRIBUTES = [
    "",
    "",
    "",
    " class=caption",
    " class='byline author'",
    " hidden",
    " itemprop=author",
    " href=/a",
]

codecs = st.sampled_from(sorted(set(aliases.values()))).map("text/html; charset={}".format)
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
sentences = words.map("The council met on Monday, said the mayor: {} and that was all there was. ".format)
texts = st.one_of(words, sentences, sentences.map(lambda s: s * 3), st.text(max_size=40))


def soup(tags):
    """Tags opened and closed in any order, with text anywhere."""
    opening = st.builds("<{}{}>".format, st.sampled_from(tags), st.sampled_from(ATTRIBUTES))
    closing = st.builds("</{}>".format, st.sampled_from(tags))
    pieces = st.lists(st.one_of(opening, closing, texts), max_size=30).map("".join)
    return pieces.map(lambda inner: f"<html><body>{inner}")


LD = '{"@type":"NewsArticle","headline":"Council voted","datePublished":"14 March 2025","author":"Jane Roe"}'
headed = st.builds(
    "<html lang={}><head><title>{}</title><script type='application/ld+json'>{}</script></head>{}".format,
    st.sampled_from(["en", "de", "ja", "''"]),
    words,
    st.one_of(st.just(LD), st.text(max_size=20)),
    soup(TAGS + UNSEEN).map(lambda page: page.removeprefix("<html>")),
)
plain = st.lists(texts, max_size=12).map("\n\n".join)
anything = st.one_of(headed, soup(TAGS + UNSEEN), plain, st.text(), st.binary(max_size=300))
NORWEGIAN = "<html lang=no><body><h1>Broen er åpen igjen</h1><p>14. mars 2025</p><p>Det regnet.</p>"


def cleaned(page):
    """The article, or no example when the page is one that may be refused.

    Not ``except PageError``: a step that raises is reported as one of those as well.
    """
    try:
        return clean(page, url="https://paper.example/2025/03/14/story")
    except (NoPage, NotText):
        assume(False)


@BYTES
@given(st.binary(), st.one_of(st.none(), st.text(max_size=30), codecs))
@example(b"caf\xe9", "text/html; charset=hex")
@example(b"caf\xe9", "text/html; charset=undefined")
def test_decode_raises_nothing_but_not_text(body, content_type):
    try:
        text, charset = decode(body, content_type)
    except NotText:
        return
    assert isinstance(text, str)
    assert charset


@pytest.mark.parametrize("charset", ALPHABETS)
@settings(PAGES, max_examples=40)
@given(data=st.data())
def test_decode_gives_back_what_was_encoded(charset, data):
    letters = st.text(st.sampled_from(ALPHABETS[charset] + "ab .,\n"), min_size=20)
    text = f"<p>{data.draw(letters)}"
    body = text.encode(charset)
    # Bytes that read as UTF-8 are taken for it, whatever is declared.
    assume(charset == "utf-8" or text.isascii() or _is_no_utf8(body))
    assert decode(body, f"text/html; charset={charset}")[0] == text


def _is_no_utf8(body):
    try:
        body.decode()
    except UnicodeDecodeError:
        return True
    return False


@PAGES
@given(anything)
@example(NORWEGIAN)
def test_clean_refuses_or_returns(page):
    try:
        article = clean(page)
    except (NoPage, NotText):
        return
    assert article.content_hash.startswith("sha256:")


@PAGES
@given(anything)
def test_cleaning_is_deterministic(page):
    assert to_line(cleaned(page)) == to_line(cleaned(page))


@PAGES
@given(headed)
def test_cleaning_leaves_the_page_as_it_was(html):
    page = Page(html)
    assume(page.blocks)
    before = tostring(page.tree)
    clean_page(page)
    assert tostring(page.tree) == before


@PAGES
@given(st.one_of(headed, soup(TAGS)))
def test_every_word_of_the_text_is_on_the_page(html):
    page = Page(html, kind="html")
    printed = squash("".join(page.tree.itertext()))
    text = cleaned(html).text
    assert [word for word in re.findall(r"[^\W_]+", text) if word not in printed] == []


@PAGES
@given(plain)
def test_every_word_of_a_plain_text_article_is_in_the_text(text):
    printed = squash(text)
    assert [word for word in re.findall(r"[^\W_]+", cleaned(text).text) if word not in printed] == []


@PAGES
@given(st.one_of(headed, soup(TAGS), plain))
def test_a_clean_text_can_be_cleaned_again(page):
    article = cleaned(page)
    assume(squash(article.text))
    again = clean_page(Page(f"{article.title or ''}\n\n{article.text}", kind="text"))
    assert again.text or again.dropped or again.title or again.captions


@BYTES
@given(soup(TAGS))
@example("<html><body><p>a<!-- b -->c")
@example("<html><body><table><tr><td>a</td>b<td>c</table>")
def test_blocks_hold_every_letter_of_the_page_once(html):
    page = Page(html, kind="html")
    assume(page.tree is not None)
    assert squash("".join(block.text for block in page.blocks)) == squash(page.tree.text_content())


@PAGES
@given(soup(TAGS))
def test_every_piece_of_text_is_accounted_for(html):
    """In the text, in a caption, in the headline or in the audit trail: nothing vanishes."""
    number = itertools.count()
    html = re.sub(r">([^<]+)", lambda match: f"{match[0]} mark{next(number)}end ", html)
    article = cleaned(html)
    account = [article.title, article.text, article.dateline and article.dateline.raw]
    account += [dropped.text for dropped in article.dropped]
    for caption in article.captions:
        account += [caption.text, caption.credit and caption.credit.raw]
        account += [caption.dateline and caption.dateline.raw]
    told = "\n".join(filter(None, account))
    printed = "\n".join(block.text for block in Page(html).blocks)
    assert [mark for mark in re.findall(r"mark\d+end", printed) if mark not in told] == []


PROSE = "The council met on Monday and voted for the bridge by the river, and the vote was long. "
CAPTION = "<figcaption>The old bridge at noon on the day of the vote.</figcaption>"


def ld(values):
    return f'<script type="application/ld+json">{{"@type":"NewsArticle",{values}}}</script>'


@pytest.mark.parametrize(
    "flaw",
    [
        pytest.param('<link rel=canonical href="http://[bad">', id="canonical-link"),
        pytest.param('<meta property=og:url content="http://[bad">', id="og-url"),
        pytest.param(ld('"url":"http://[bad"'), id="json-ld-url"),
        pytest.param(ld(r'"url":"https://a.example/\ud800"'), id="json-ld-url-with-half-a-letter"),
        pytest.param(ld('"author":{"@id":["a"]}'), id="json-ld-id-is-a-list"),
        pytest.param(ld('"publisher":{"@id":{"a":1}}'), id="json-ld-id-is-an-object"),
        pytest.param(ld(f'"image":{{"url":"http://[bad","caption":"{PROSE}"}}'), id="json-ld-picture"),
        pytest.param(f'<figure><img src="http://[bad">{CAPTION}</figure>', id="picture"),
        pytest.param(f'<figure><img srcset="a.jpg 1x, ">{CAPTION}</figure>', id="srcset-ends-in-a-comma"),
        pytest.param(f'<figure><img srcset=" ">{CAPTION}</figure>', id="srcset-is-blank"),
        pytest.param('<base href="http://[bad">', id="base"),
        pytest.param('<time datetime="9999-12-31">later</time>', id="last-year-there-is"),
        pytest.param("a\x00b", id="nul"),
        pytest.param("a\udc00b", id="half-a-letter"),
        pytest.param("<b>" * 300 + "unclosed", id="deep"),
    ],
)
def test_a_flaw_costs_no_more_than_itself(flaw):
    page = f"<html lang=en><body><h1>Council votes</h1>{flaw}<p>{PROSE * 4}</p><p>{PROSE * 3}</p>"
    assert (PROSE * 4).strip() in clean(page, url="https://paper.example/a").text


def test_a_malformed_address_costs_no_more_than_itself():
    assert PROSE.strip() in clean(f"Council votes for the bridge\n\n{PROSE * 3}", url="http://[bad").text
