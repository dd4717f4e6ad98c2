"""A made-up newspaper on loopback: front page, sections, feed, sitemap, and stories that change."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.loopback import Answer, Loopback, validated
from tests.made_site import WORDS


class Paper:
    """A newspaper. Changed, it is served as changed.

    :param stories: how many it begins with; their numbers are 1 to that.
    :param validators: its pages have an ETag and a Last-Modified, and it knows 304.
    :param sections: how many; a story is in one, and the front page links to them.
    """

    def __init__(self, site: Loopback, stories: int, *, validators: bool = True, sections: int = 2) -> None:
        self.site = site
        self._validators, self._sections = validators, sections
        self._texts: dict[int, int] = {}
        self._modified: dict[int, str] = {}
        self.noise = 0
        """What is printed on every page beside the story, new with every change of it."""
        for number in range(1, stories + 1):
            self._texts[number], self._modified[number] = 1, f"2025-03-{number % 28 + 1:02}T08:00:00+00:00"
        self.print()

    def publish(self, number: int, *, listed: bool = True) -> None:
        """A new story; not ``listed``, only its section links to it."""
        self._texts[number] = 1
        if listed:
            self._modified[number] = _now()
        self.print()

    def edit(self, number: int, *, dated: bool = True) -> None:
        """Change a story's words; not ``dated``, the sitemap says nothing of it."""
        self._texts[number] += 1
        if dated:
            self._modified[number] = _now()
        self.print()

    def withdraw(self, number: int) -> None:
        """The story is 410 from now on; the sitemap names it still."""
        self.site.add(self.path(number), Answer("gone", 410))

    @staticmethod
    def path(number: int) -> str:
        return f"/2025/03/the-council-and-story-{number}"

    def address(self, number: int) -> str:
        return self.site.url + self.path(number)

    def print(self) -> None:
        """Serve everything as it is now."""
        sections = [f"/section-{n}" for n in range(self._sections)]
        self._add("/robots.txt", f"Sitemap: {self.site.url}/sitemap.xml\n", "text/plain")
        self._page("/", "".join(f"<a href='{path}'>Section</a>" for path in sections))
        for index, path in enumerate(sections):
            mine = [n for n in self._texts if n % self._sections == index]
            self._page(path, "".join(f"<a href='{self.path(n)}'>Story {n}</a>" for n in mine))
        for number in self._texts:
            self.site.add(self.path(number), self._served(self.story(number), "text/html; charset=utf-8"))
        entries = "".join(
            f"<url><loc>{self.address(n)}</loc><lastmod>{day}</lastmod></url>"
            for n, day in self._modified.items()
        )
        schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
        self._add("/sitemap.xml", f'<urlset xmlns="{schema}">{entries}</urlset>', "application/xml")
        newest = sorted(self._modified, key=self._modified.get, reverse=True)[:20]
        items = "".join(
            f"<item><title>Story {n}</title><link>{self.address(n)}</link></item>" for n in newest
        )
        rss = f'<rss version="2.0"><channel><title>The Paper</title>{items}</channel></rss>'
        self._add("/feed.xml", rss, "application/rss+xml")

    def story(self, number: int) -> str:
        """The page of a story."""
        start = number * 7
        version = f"version {self._texts[number]} of story {number}"
        paragraphs = "".join(
            f"<p>The {' '.join(_word(start + 11 * k + 5 * j) for j in range(24))}, said the "
            f"{_word(start + k)}, and that was how {version} had it in line {k}.</p>"
            for k in range(5)
        )
        title = f"The {_word(start)} and the {_word(start + 3)}: story {number}"
        return f"""<!doctype html><html lang=en><head><title>{title}</title>
<meta property="og:type" content="article"><meta property="og:title" content="{title}">
<meta property="article:published_time" content="2025-03-{number % 28 + 1:02}T08:00:00Z">
<link rel=canonical href="{self.address(number)}"></head><body data-n="{self.noise}">
<nav><a href="/">The Paper</a> <a href="/section-0">Section</a></nav>
<article><h1>{title}</h1>{paragraphs}</article></body></html>"""

    def _page(self, path: str, links: str) -> None:
        head = '<link rel=alternate type="application/rss+xml" href="/feed.xml">'
        head = f"<!doctype html><html lang=en><head><title>The Paper</title>{head}</head>"
        self._add(path, f"{head}<body>{links}</body></html>", "text/html; charset=utf-8")

    def _add(self, path: str, body: str, kind: str) -> None:
        self.site.add(path, self._served(body, kind))

    def _served(self, body: str, kind: str):
        answer = Answer(body, headers={"Content-Type": kind})
        # A robots.txt with validators is Scrapy's to ask for, and it does not.
        return validated(answer) if self._validators else answer


def _word(number: int) -> str:
    return WORDS[number % len(WORDS)]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
