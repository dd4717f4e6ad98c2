"""Records: the crawl state as a run sees it, with what it has not committed yet."""

from __future__ import annotations

from collections.abc import Iterable

from .crawl_state import CrawlState
from .rows import Address, KnownArticle


class Records:
    """Rows by key. What is put is seen at once, and in the file after :meth:`commit`.

    Rows are changed in place and put again.
    """

    def __init__(self, state: CrawlState) -> None:
        self.state = state
        self._addresses: dict[str, Address] = {}
        self._articles: dict[str, KnownArticle] = {}
        self._links: dict[str, bytes] = {}
        # Rows of a long list, read together.
        self._ahead: dict[str, Address | None] = {}
        self._articles_ahead: dict[str, KnownArticle] = {}

    def read_ahead(self, urls: Iterable[str]) -> None:
        """Read what is known of addresses that are about to be asked for, in place of the last ones.

        :raises StateError: the file cannot be read.
        """
        self._ahead = dict.fromkeys(urls)
        for row in self.state.addresses(self._ahead):
            self._ahead[row.url] = row
        ids = {row.article for row in self._ahead.values() if row is not None and row.article}
        self._articles_ahead = {row.id: row for row in self.state.articles(ids)}

    def address(self, url: str) -> Address | None:
        """:raises StateError: the file cannot be read."""
        if (row := self._addresses.get(url)) is not None:
            return row
        if url in self._ahead:
            return self._ahead[url]
        return next(iter(self.state.addresses((url,))), None)

    def article(self, id: str | None) -> KnownArticle | None:
        """:raises StateError: the file cannot be read."""
        if id is None:
            return None
        row = self._articles.get(id) or self._articles_ahead.get(id)
        return row or next(iter(self.state.articles((id,))), None)

    def links(self, url: str) -> bytes | None:
        """:raises StateError: the file cannot be read."""
        return self._links.get(url) or self.state.links(url)

    def put(self, row: Address | KnownArticle) -> None:
        if isinstance(row, Address):
            self._addresses[row.url] = row
        else:
            self._articles[row.id] = row

    def put_links(self, url: str, packed: bytes) -> None:
        self._links[url] = packed

    def commit(self) -> None:
        """Write what was put; it stays when that fails.

        :raises StateError: the file cannot be written.
        """
        if self._addresses or self._articles or self._links:
            self.state.put(self._addresses.values(), self._articles.values(), self._links.items())
        self._addresses, self._articles, self._links = {}, {}, {}
        # What was read ahead may have been changed since.
        self._ahead, self._articles_ahead = {}, {}
