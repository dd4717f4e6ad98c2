"""How the texts begin that a pattern fits: `pipelines.starts`, on its own patterns and the rules'."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.phrases import lower_case, phrases
from pipelines.rules import credit_rules
from pipelines.starts import alternatives, beginning, begins, needed, starts

LANGUAGES = ("any", "en", "de", "tr", "el", "ru", "zh", "ja", "ar", "vi")
PARTS = [part for language in LANGUAGES for phrase in phrases(language) for part in phrase.parts]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("share", {"sha"}, id="letters"),
        pytest.param("on", {"on"}, id="short"),
        pytest.param("Über", {"übe"}, id="capital"),
        pytest.param("share|mail", {"sha", "mai"}, id="alternatives"),
        pytest.param("(?:a|b)cd", {"acd", "bcd"}, id="group"),
        pytest.param("(?:no )?way", {"no ", "way"}, id="optional-group"),
        pytest.param("e-?mail", {"e-m", "ema"}, id="optional-letter"),
        pytest.param("ab{0,2}c", {"ab", "ac"}, id="some-or-none"),
        pytest.param("ab+c", {"ab"}, id="some"),
        pytest.param("a*b", {"a", "b"}, id="any-number"),
        pytest.param("ab{2}c", {"ab"}, id="so-many"),
        pytest.param(r"\(c\)", {"(c)"}, id="escaped"),
        pytest.param("[.·]x", {".x", "·x"}, id="class"),
        pytest.param(r"[[\]]x", {"[x", "]x"}, id="brackets-in-a-class"),
        pytest.param("[-–]x", {"-x", "–x"}, id="hyphen-in-a-class"),
        pytest.param("a[^b]c", {"a"}, id="class-of-others"),
        pytest.param("a[b-d]e", {"a"}, id="range"),
        pytest.param(r"a[\w.]e", {"a"}, id="shorthand-in-a-class"),
        pytest.param(r"\d{1,2} min", {"0"}, id="digits"),
        pytest.param("7 min", {"0 m"}, id="digit"),
        pytest.param(".{0,9}x", {"", "x"}, id="anything"),
        pytest.param(r"\bon\b x", {"on "}, id="edges"),
        pytest.param("(?=x)ab", {"ab"}, id="look-ahead"),
        pytest.param("(?-i:MORE)", {"mor"}, id="capitals-count"),
        pytest.param("İlk", {"ilk"}, id="turkish-i"),
    ],
)
def test_starts(pattern, expected):
    assert starts(pattern, 3) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("abc", "abc"),
        ("ab(?:cde)?fgh", "fgh"),
        ("abc?", "ab"),
        ("abc|abd", ""),
        ("(?:abc|abd)", ""),
        (r"a[bcde]fg\.", "fg"),
        ("a{2}bc", "bc"),
    ],
)
def test_needed(pattern, expected):
    assert needed(pattern) == expected


def test_alternatives_are_told_from_bars_within():
    assert list(alternatives(r"a|b(?:c|d)|[|]|\||")) == ["a", "b(?:c|d)", "[|]", r"\|", ""]


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=100)
@given(st.data())
def test_whatever_a_rule_fits_begins_and_reads_as_told(data):
    part = data.draw(st.sampled_from(PARTS))
    block = data.draw(st.from_regex(re.compile(part.pattern, re.IGNORECASE), fullmatch=True))
    lower = lower_case(block)
    # What hypothesis makes up may be a match by another pair of letters than ours: the long s.
    if part.fits(block, lower):
        assert begins(lower, part.starts, 4)
        assert part.needed in lower


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=50)
@given(st.from_regex(credit_rules().marked_lead, fullmatch=True))
def test_whatever_leads_a_credit_begins_as_told(lead):
    if "ſ" not in lead:
        assert begins(lead, starts(credit_rules().marked_lead.pattern, 3), 3)


def test_beginning():
    assert beginning("İLK 10", 3) == "ilk"
    assert beginning("1٢ min", 4) == "00 m"
    assert beginning("", 3) == ""
