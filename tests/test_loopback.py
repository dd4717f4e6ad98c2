"""The loopback site itself: what it says it does, a stranger's client sees."""

from http.client import HTTPConnection, IncompleteRead

import pytest

from tests import loopback
from tests.loopback import Answer


@pytest.fixture
def site():
    with loopback.serving() as serving:
        yield serving


def ask(site, path, **headers):
    connection = HTTPConnection(site.host, timeout=5)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read()


def test_a_page_with_validators_is_sent_once(site):
    site.page("/", "<h1>News</h1>", validators=True)
    status, headers, body = ask(site, "/")
    assert (status, body) == (200, b"<h1>News</h1>")
    assert ask(site, "/", **{"If-None-Match": headers["ETag"]})[0::2] == (304, b"")
    assert [asked.conditional for asked in site.asked("/")] == [False, True]


def test_what_is_not_there_is_404_and_logged(site):
    assert ask(site, "/robots.txt")[0] == 404
    assert site.log[0].path == "/robots.txt"


def test_a_cut_off_answer(site):
    site.add("/cut", Answer(b"0123456789", cut=4))
    with pytest.raises(IncompleteRead):
        ask(site, "/cut")


def test_answers_that_change(site):
    site.add("/busy", lambda asked: Answer(status=503) if asked.count == 1 else Answer("ready"))
    assert [ask(site, "/busy")[0] for _ in range(2)] == [503, 200]
