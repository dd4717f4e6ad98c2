"""What a reader sees on a page: `pipelines.metadata.visible` and `pipelines.metadata.headings`."""

import pytest
from trafilatura import load_html

from pipelines.metadata import headings, visible


def tree_of(body):
    return load_html(f"<html><head></head><body>{body}</body></html>")


def seen(body):
    tree = tree_of(body)
    return visible.read(tree, list(tree.iter("h1")))


class TestVisible:
    @pytest.mark.parametrize(
        ("body", "field", "expected"),
        [
            ('<span itemprop="author">Jane Roe</span>', "authors", ["Jane Roe"]),
            (
                '<div itemprop="author">By <a itemprop="name">Jane Roe</a>, editor</div>',
                "authors",
                ["Jane Roe"],
            ),
            ('<meta itemprop="author" content="Jane Roe">', "authors", ["Jane Roe"]),
            ('<p class="byline">By Jane Roe</p>', "bylines", ["By Jane Roe"]),
            ('<ul class="ArticleAuthor"><li>Jane Roe</li></ul>', "bylines", ["Jane Roe"]),
            ('<div data-testid="prism-byline">By Jane Roe</div>', "bylines", ["By Jane Roe"]),
            ('<a rel="author" href="/jane">Jane Roe</a>', "signed", ["Jane Roe"]),
            ('<aside><p class="author">About Ann Poe</p></aside>', "bylines", []),
            ('<div class="related-stories"><p class="author">Ann Poe</p></div>', "bylines", []),
            ('<p class="author-bio">Ann Poe lives by the harbour.</p>', "bylines", []),
            ('<p class="authority">Harbour board</p>', "bylines", []),
            (
                '<div><p><i itemprop="author">Jane Roe</i> <i itemprop="author">John Doe</i></p></div>'
                '<div><div><div><div><i itemprop="author">Ann Poe</i></div></div></div></div>',
                "authors",
                ["Jane Roe", "John Doe"],
            ),
            ('<time datetime="2025-03-14">Friday</time>', "published", ["2025-03-14"]),
            ("<time>14 March 2025</time>", "published", ["14 March 2025"]),
            (
                '<time datetime="2025-03-14">a</time><time datetime="2020-01-01">b</time>',
                "published",
                ["2025-03-14"],
            ),
            (
                '<time datetime="2020-01-01">a</time><time class="entry-date" datetime="2025-03-14">b</time>',
                "published",
                ["2025-03-14", "2020-01-01"],
            ),
            ('<meta itemprop="datePublished" content="2025-03-14">', "published", ["2025-03-14"]),
            ('<span itemprop="dateModified" content="2025-03-15">later</span>', "modified", ["2025-03-15"]),
            ("<time></time>", "published", []),
            (
                '<span class="published">14 March 2025</span><time datetime="2020-01-01">b</time>',
                "published",
                ["14 March 2025", "2020-01-01"],
            ),
            (
                '<abbr class="published" title="2025-03-14T10:05:00+01:00">10:05</abbr>',
                "published",
                ["2025-03-14T10:05:00+01:00"],
            ),
            (
                '<ol class="comment-list"><li><time datetime="2020-01-01">b</time></li></ol>',
                "published",
                [],
            ),
            (
                '<p class="date">15 March 2025</p><h1>Bridge reopens</h1><p class="date">14 March 2025</p>',
                "dated",
                ["14 March 2025", "15 March 2025"],
            ),
            ('<p class="candidate">14 March 2025</p>', "dated", []),
            ('<h2 class="date-header">14 March 2025</h2><h3>Bridge</h3>', "dated", ["14 March 2025"]),
            (
                '<abbr itemprop="datePublished" title="2025-03-14T10:05:00+01:00">10:05</abbr>',
                "published",
                ["2025-03-14T10:05:00+01:00"],
            ),
            ('<a href="/author/jroe/">jroe</a>', "linked", ["jroe"]),
            ('<a href="/autoren/anna-beispiel">Anna Beispiel</a>', "linked", ["Anna Beispiel"]),
            ('<a href="/authors/">Our authors</a>', "linked", []),
            ('<aside><a href="/author/jroe/">jroe</a></aside>', "linked", []),
            ('<a class="author" href="/author/jroe/">jroe</a>', "bylines", ["jroe"]),
            ('<aside class="author-meta"><a rel="author">Jane Roe</a></aside>', "signed", ["Jane Roe"]),
            ('<div class="submitted">Submitted by jroe</div>', "bylines", ["Submitted by jroe"]),
            ('<p class="Post-metas">Posted 14 March 2025</p>', "dated", ["Posted 14 March 2025"]),
        ],
    )
    def test_read(self, body, field, expected):
        assert getattr(seen(body), field) == expected

    @pytest.mark.parametrize(
        "around",
        ["page with-sidebar", "elementor-widget", "widget Blog", "post-footer", "entry-footer", "content"],
    )
    def test_what_only_sounds_like_another_place(self, around):
        body = f'<div class="{around}"><h1>Bridge reopens</h1><p class="byline">By Jane Roe</p></div>'
        assert seen(body).bylines == ["By Jane Roe"]

    @pytest.mark.parametrize("around", ["sidebar", "widget", "site-footer", "related-stories", "comments"])
    def test_other_places_of_a_page(self, around):
        body = f'<h1>Bridge reopens</h1><div class="{around}"><p class="byline">By Ann Poe</p></div>'
        assert seen(body).bylines == []


class TestHeadings:
    @pytest.mark.parametrize(
        ("body", "field", "expected"),
        [
            ("<h2>Most read</h2><h1>Bridge reopens</h1>", "texts", ["Bridge reopens", "Most read"]),
            ("<h2>Most read</h2><h1>Bridge reopens</h1>", "mains", 1),
            ("<nav><ol><li><h1>Bridge SEO</h1></li></ol></nav><h2>Bridge</h2>", "trail", ["Bridge SEO"]),
            ("<nav><ol><li><h1>Bridge SEO</h1></li></ol></nav><h2>Bridge</h2>", "texts", ["Bridge"]),
            ('<div class="header__crumb"><h1>Bridge SEO</h1></div>', "trail", ["Bridge SEO"]),
            ("<aside><h1>Newsletter</h1></aside><h1>Bridge</h1>", "texts", ["Bridge"]),
            ("<h1>Bridge<style>.a {color: red}</style> reopens</h1>", "texts", ["Bridge reopens"]),
            ("<h1>Bridge<br>reopens <em>to</em>day</h1>", "texts", ["Bridge reopens today"]),
            (f"<h1>{'An h1 that nobody closed. ' * 40}</h1>", "texts", []),
            ('<h1><a href="/">The Gazette</a></h1>', "mastheads", ["The Gazette"]),
            ('<h1><a href="https://paper.example/">The Gazette</a></h1>', "mastheads", ["The Gazette"]),
            ('<a href="/index.html"><h1>The Gazette</h1></a>', "mastheads", ["The Gazette"]),
            ('<h1 class="site-title">The Gazette</h1>', "mastheads", ["The Gazette"]),
            ('<h1><a href="/2025/bridge">Bridge reopens</a></h1>', "mastheads", []),
            ('<h1><a href="#top">Bridge reopens</a></h1>', "mastheads", []),
            ('<h1><a href="?p=7">Bridge reopens</a></h1>', "mastheads", []),
        ],
    )
    def test_read(self, body, field, expected):
        assert getattr(headings.read(tree_of(body)), field) == expected

    @pytest.mark.parametrize(
        ("heading", "kicker"),
        [
            ('<span class="title__kicker">Harbour</span> <span>Bridge reopens today</span>', "Harbour"),
            ('<div><span class="kicker">Harbour</span><br>Bridge reopens today</div>', "Harbour"),
            ('<span class="kicker">Harbour</span>: Bridge reopens today', "Harbour"),
            ("<span>Harbour</span> <span>Bridge reopens today</span>", None),
            ('Harbour <span class="kicker">Bridge</span> reopens today', None),
        ],
    )
    def test_a_kicker(self, heading, kicker):
        found = list(headings.read(tree_of(f"<h1>{heading}</h1>")).kickers.values())
        assert found == ([(kicker, "Bridge reopens today")] if kicker else [])
