"""robots.txt read by RFC 9309: groups, lines, paths, what slows a crawl."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.manners.robots import robots_address
from crawler.manners.robots_rules import MOST_BYTES, PathPattern, RobotsRules


def allowed(robots: str | bytes, path: str) -> bool:
    body = robots if isinstance(robots, bytes) else robots.encode()
    return RobotsRules(body, "copydesk").allows(f"https://paper.example{path}")


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        # The longest match decides, whatever the order; RFC 9309 section 2.2.2.
        (
            "Allow: /example/page/\nDisallow: /example/page/disallowed.gif",
            "/example/page/disallowed.gif",
            False,
        ),
        ("Disallow: /example/\nAllow: /example/page/", "/example/page/x", True),
        ("Disallow: /example/\nAllow: /example/page/", "/example/other", False),
        # Of two that are as long, allow.
        ("Disallow: /page\nAllow: /page", "/page", True),
        # Section 2.2.3.
        ("Disallow: /*.gif$", "/a/b.gif", False),
        ("Disallow: /*.gif$", "/a/b.gif?size=1", True),
        ("Disallow: /a*z", "/a/b/z/c", False),
        ("Disallow: /a*z", "/b/a/z", True),
        ("Disallow: *", "/anything", False),
        ("Disallow:", "/anything", True),
        ("Disallow: /page # of ours", "/page", False),
        ("Disallow: /x", "/X", True),
        ("Disallow: /search?q=", "/search?q=bridge", False),
        ("Disallow: /search?q=", "/search", True),
        # Percent-encoded octets; the table of section 2.2.2.
        ("Disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", False),
        ("Disallow: /foo/bar/%E3%83%84", "/foo/bar/%E3%83%84", False),
        ("Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", False),
        ("Disallow: /path/file-with-a-%2A.html", "/path/file-with-a-*.html", False),
        ("Disallow: /path/file-with-a-%2A.html", "/path/file-with-a-b.html", True),
        ("Disallow: /a%2Fb", "/a/b", True),
        # Everybody may read it.
        ("Disallow: /", "/robots.txt", True),
    ],
)
def test_paths(rules, path, expected):
    assert allowed(f"User-agent: *\n{rules}\n", path) is expected


@pytest.mark.parametrize(
    "agents",
    ["copydesk", "CopyDesk", "copydesk/2.0", "copydesk*", "x\nUser-agent: copydesk", "copydesk # us"],
)
def test_a_group_is_found_by_the_crawlers_name(agents):
    robots = f"User-agent: *\nDisallow: /all\n\nUser-agent: {agents}\nDisallow: /ours\n"
    assert not allowed(robots, "/ours")
    assert allowed(robots, "/all")


@pytest.mark.parametrize("agent", ["copy", "desk", "copydesk-news", "mycopydesk", "", "googlebot"])
def test_a_group_of_another_name_is_not_ours(agent):
    robots = f"User-agent: {agent}\nDisallow: /theirs\n\nUser-agent: *\nDisallow: /all\n"
    assert allowed(robots, "/theirs")
    assert not allowed(robots, "/all")


def test_groups_of_one_name_are_one():
    groups = (("copydesk", "/a"), ("b", "/b"), ("Copydesk", "/c"))
    robots = "\n\n".join(f"User-agent: {name}\nDisallow: {path}" for name, path in groups)
    assert [allowed(robots, path) for path in ("/a", "/b", "/c")] == [False, True, False]


def test_a_group_without_rules_allows_everything():
    assert allowed("User-agent: copydesk\nDisallow:\n\nUser-agent: *\nDisallow: /", "/story")


def test_a_sitemap_parts_no_group():
    sitemap = "Sitemap: https://paper.example/s.xml"
    robots = f"User-agent: copydesk\n{sitemap}\nDisallow: /a\nUser-agent: x\nDisallow: /b"
    assert [allowed(robots, path) for path in ("/a", "/b")] == [False, True]


def test_a_crawl_delay_ends_a_list_of_names():
    robots = "User-agent: *\nCrawl-delay: 5\nUser-agent: bad\nDisallow: /"
    assert allowed(robots, "/story")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines_and_a_byte_order_mark(end):
    robots = "\ufeff" + end.join(("User-agent: *", "Disallow: /a", "", "Disallow: /b\u2028Allow: /"))
    assert [allowed(robots, path) for path in ("/a", "/b", "/c")] == [False, True, True]


def test_rules_before_any_name_are_nobodys():
    assert allowed("Disallow: /\nUser-agent: x\nDisallow: /x", "/story")


def test_half_a_megabyte_is_read_and_no_line_broken_off():
    head = b"User-agent: *\nDisallow: /a\n"
    last = b"Disallow: /story-of-the-year"
    room = MOST_BYTES - len(head) - len(b"Disallow: /")
    robots = head + b"#" * (room - 1) + b"\n" + last
    assert len(robots) > MOST_BYTES
    assert not allowed(robots, "/a")
    # Cut after "Disallow: /", it would forbid everything.
    assert allowed(robots, "/b")
    assert not allowed(head + last, "/story-of-the-year")


def test_bytes_that_are_no_utf_8():
    assert not allowed(b"User-agent: *\nDisallow: /a\xff\xfe\nDisallow: /b\x00\n", "/a")


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ("Crawl-delay: 10", 10),
        ("Crawl-delay: 0.5", 0.5),
        ("Crawl delay: 3", 3),
        ("Request-rate: 1/5", 5),
        ("Request-rate: 10/1m", 6),
        ("Request-rate: 1/2 0600-0845\nCrawl-delay: 1", 2),
        ("Crawl-delay: -1", 0),
        ("Crawl-delay: soon", 0),
        ("Crawl-delay: inf", 0),
        ("Request-rate: 0/5", 0),
        ("Disallow: /x", 0),
    ],
)
def test_what_slows_a_crawl(lines, seconds):
    assert RobotsRules(f"User-agent: *\n{lines}".encode(), "copydesk").delay == seconds


def test_the_delay_of_another_crawler_is_not_ours():
    body = b"User-agent: slowbot\nCrawl-delay: 99\n\nUser-agent: *\nCrawl-delay: 2"
    assert RobotsRules(body, "copydesk").delay == 2


def test_hours_for_visits():
    assert RobotsRules(b"User-agent: *\nVisit-time: 0600-0845", "copydesk").visits == (time(6), time(8, 45))
    assert RobotsRules(b"User-agent: *\nVisit-time: 0600-0600", "copydesk").visits is None


@given(st.binary(max_size=400))
def test_any_bytes_are_read(body):
    rules = RobotsRules(b"User-agent: *\n" + body, "copydesk")
    assert rules.allows("https://paper.example/robots.txt") and rules.delay >= 0


_PATHS = st.text("abcxyz/-._~é", min_size=1, max_size=12).map(lambda path: "/" + path.lstrip("/"))


@given(st.lists(st.tuples(st.booleans(), _PATHS), max_size=8), _PATHS, st.randoms())
def test_the_longest_rule_decides_in_any_order(rules, path, random):
    """Against the RFC's own words, for paths without wildcards."""
    octets = path.encode()
    fits = [(len(rule.encode("ascii", "xmlcharrefreplace")), allow, rule) for allow, rule in rules
            if octets.startswith(rule.encode())]  # fmt: skip
    longest = max((len(rule.encode()) for _, _, rule in fits), default=0)
    expected = any(allow for _, allow, rule in fits if len(rule.encode()) == longest) or not fits
    shuffled = list(rules)
    random.shuffle(shuffled)
    lines = [f"{'Allow' if allow else 'Disallow'}: {rule}" for allow, rule in shuffled]
    assert allowed("\n".join(("User-agent: *", *lines)), path) is expected


@given(_PATHS, _PATHS)
def test_a_pattern_of_a_path_matches_what_begins_so(pattern, path):
    assert PathPattern(pattern).matches(f"https://paper.example{path}") is path.startswith(pattern)


def test_many_names_and_many_rules_cost_their_sum():
    # Read for every name, these would be some 10^8 rules.
    body = b"".join(b"User-agent: a%d\n" % n for n in range(12_000)) + b"Disallow: /x\n" * 20_000
    assert RobotsRules(body, "copydesk").lines == ()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://paper.example/a?b#c", "https://paper.example/robots.txt"),
        ("https://PAPER.example:443/", "https://paper.example/robots.txt"),
        ("http://paper.example:8080/", "http://paper.example:8080/robots.txt"),
        ("http://[::1]:8080/x", "http://[::1]:8080/robots.txt"),
    ],
)
def test_one_file_a_scheme_host_and_port(url, address):
    assert robots_address(url) == address
