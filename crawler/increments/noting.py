"""Noting: what became of each page, and whether an article is new, changed, or known as it is."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from scrapy.http import Request, Response

from crawler.sites import host_of
from pipelines import Article

from .asking import WHY, is_usable
from .records import Records
from .revisits import CHANGED
from .rows import Address, KnownArticle


@dataclass(slots=True)
class _Staged:
    """An article that is on its way to the output, and what is noted when it is there."""

    article: KnownArticle
    addresses: list[Address]
    links: list[tuple[str, bytes]] = field(default_factory=list)


class Noting:
    """Notes in the records of a run.

    :param refetch: known articles are written again, changed or not.
    :param count: counts in the stats, by name.
    """

    def __init__(self, records: Records, refetch: bool, count: Callable[[str], None]) -> None:
        self._records, self._refetch, self._count = records, refetch, count
        self._staged: dict[str, _Staged] = {}
        self._done: set[str] = set()
        self._redirects: dict[str, str] = {}

    def listing(self, response: Response, kind: str, packed: bytes | None) -> None:
        """A page that is no article was read.

        :param kind: ``listing`` or ``page``, as :attr:`Address.kind`.
        :param packed: what it led to; None when that was not looked for.
        """
        row = self._read(response)
        digest = hashlib.sha256(packed).hexdigest() if packed is not None else None
        if row.kind != kind or (digest is not None and digest != row.text):
            row.changed, row.false_dates = row.fetched, 0
        row.kind, row.text, row.article = kind, digest or row.text, None
        self._put(row, packed)

    def judged(self, article: Article, response: Response, packed: bytes | None) -> Article | None:
        """The article as it is to be written; None when its line would say nothing new.

        It counts as known when it is :meth:`written`, and not before.
        """
        row = self._read(response)
        before = row.text
        row.kind, row.article, row.text = "article", article.id, article.content_hash
        known = self._records.article(article.id)
        staged = self._staged.get(article.id)
        if staged is not None:
            # The same story at another address, and the first is still on its way.
            self._prefer_canonical(staged.article, row, article)
            staged.addresses += [row, *self._moved(response, row)]
            staged.links += [(row.url, packed)] if packed is not None else []
            row.has_links = packed is not None
            self._count("copydesk/same_article")
            return None
        if known is None:
            known = KnownArticle(
                article.id, row.site, article.canonical_url or row.url, row.url, row.fetched, row.fetched,
                row.fetched, row.text,
            )  # fmt: skip
            row.changed = row.fetched
            return self._to_be_written(known, article, response, row, packed, is_changed=True)
        known = replace(known)
        if known.source in request_of(response).meta.get("redirect_urls", ()):
            known.source = row.url  # it has moved
        if known.source != row.url:
            source = self._records.address(known.source)
            if article.id in self._done or (source is not None and is_usable(source)):
                # Another template prints it otherwise: a difference would be no change.
                self._prefer_canonical(known, row, article)
                row.changed = known.changed
                self._put(row, packed, known, *self._moved(response, row))
                self._count("copydesk/same_article")
                return None
            # Its own address is no more; this one's text is measured by what it was here.
            known.source, known.text = row.url, before or row.text
        # A text of several pages is not that of the first: then there is nothing to measure it by yet.
        is_changed = known.text not in ("", row.text)
        known.text = known.text or row.text
        known.fetched = row.fetched
        if is_changed:
            known.text, known.changed = row.text, row.fetched
            row.false_dates = 0
        elif request_of(response).meta.get(WHY) == CHANGED:
            row.false_dates += 1
        row.changed = known.changed
        if is_changed or (self._refetch and known.written):
            return self._to_be_written(known, article, response, row, packed, is_changed=is_changed)
        self._put(row, packed, known, *self._moved(response, row))
        self._count("copydesk/unchanged")
        return None

    def unchanged(self, response: Response) -> Address | None:
        """A page was not sent, since it has not changed or is not due; what is known of it."""
        row = self._records.address(response.url)
        if row is None or "not_due" in response.flags:
            return row
        row = replace(row, tried=time.time(), fetched=time.time(), outcome="304", failures=0)
        if request_of(response).meta.get(WHY) == CHANGED:
            row.false_dates += 1
        # RFC 9110, 15.4.5: a 304 says which validators hold now.
        self._take_validators(row, response)
        self._records.put(row)
        known = self._records.article(row.article)
        if known is not None:
            self._records.put(replace(known, fetched=row.fetched))
            self._count("copydesk/unchanged")
        return row

    def failed(self, url: str, outcome: str, packed: bytes | None = None) -> None:
        """A page could not be had.

        :param outcome: as :attr:`Address.outcome`.
        :param packed: what it leads to all the same.
        """
        row = self._row(url)
        row.outcome = outcome
        if outcome != "refused":
            # What the rules forbid was not tried: the next run may have other rules.
            row.tried = time.time()
            row.failures += 1
        if packed is not None:
            row.has_links = True
            self._records.put_links(url, packed)
        self._records.put(row)

    def redirected(self, urls: Iterable[str], target: str) -> None:
        """Some addresses led to one that is asked, or was, on its own account."""
        self._redirects |= dict.fromkeys(urls, target)

    def commit(self) -> None:
        """Have what was noted, and is certain, in the file.

        :raises StateError: the file cannot be written.
        """
        for url, target in list(self._redirects.items()):
            found = self._records.address(target)
            if found is not None and found.article:
                self._records.put(self._moved_to(found, url))
                del self._redirects[url]
        self._records.commit()

    def too_old(self, article: Article) -> None:
        """An article that was judged is from before ``since``."""
        if (staged := self._staged.pop(article.id, None)) is None:
            return
        links = dict(staged.links)
        for row in staged.addresses:
            if row.kind == "article":
                row.kind, row.article, row.published = "old", None, article.published
                self._put(row, links.get(row.url))

    def written(self, article: Article, *, dropped: bool = False) -> None:
        """An article's line was handed over, or a pipeline dropped it."""
        if (staged := self._staged.pop(article.id, None)) is None:
            if not dropped and article.url and self._records.article(article.id) is None:
                self._records.put(_known_by_its_line(article))
            return
        known = staged.article
        self._done.add(known.id)
        if not dropped:
            known.written, known.previous, known.revision = (
                article.content_hash, article.previous_hash, article.revision,
            )  # fmt: skip
        links = dict(staged.links)
        for row in staged.addresses:
            self._put(row, links.get(row.url))
        self._records.put(known)

    def _to_be_written(
        self,
        known: KnownArticle,
        article: Article,
        response: Response,
        row: Address,
        packed: bytes | None,
        *,
        is_changed: bool,
    ) -> Article:
        row.has_links = packed is not None
        links = [(row.url, packed)] if packed is not None else []
        self._staged[known.id] = _Staged(known, [row, *self._moved(response, row)], links)
        if known.written is None:
            self._count("copydesk/new")
            return article
        if not is_changed:
            self._count("copydesk/refetched")
            return replace(article, revision=known.revision, previous_hash=known.previous)
        self._count("copydesk/changed")
        return replace(article, revision=known.revision + 1, previous_hash=known.written)

    def _prefer_canonical(self, known: KnownArticle, row: Address, article: Article) -> None:
        """The canonical address is the one to ask from now on, once it has been read."""
        if row.url == article.canonical_url and known.source != row.url:
            known.source, known.text, known.url = row.url, row.text, row.url

    def _read(self, response: Response) -> Address:
        """A copy of the address's row, with what the response itself says."""
        row = self._row(response.url)
        row.tried = row.fetched = time.time()
        row.outcome, row.failures = "read", 0
        row.etag = row.last_modified = None
        self._take_validators(row, response)
        row.body = body_hash(response.body)
        return row

    def _row(self, url: str) -> Address:
        now = time.time()
        row = self._records.address(url)
        return replace(row, named=now) if row is not None else Address(url, host_of(url), now, now, now)

    def _moved(self, response: Response, target: Address) -> list[Address]:
        """The addresses that redirected to an article."""
        urls = dict.fromkeys(request_of(response).meta.get("redirect_urls", ()))
        return [self._moved_to(target, url) for url in urls if url != target.url]

    def _moved_to(self, target: Address, url: str) -> Address:
        row = self._row(url)
        row.outcome, row.article, row.tried = "moved", target.article, target.tried
        return row

    def _put(self, row: Address, packed: bytes | None, *others: Address | KnownArticle) -> None:
        row.has_links = packed is not None
        for put in (row, *others):
            self._records.put(put)
        if packed is not None:
            self._records.put_links(row.url, packed)

    @staticmethod
    def _take_validators(row: Address, response: Response) -> None:
        for name, header in (("etag", "ETag"), ("last_modified", "Last-Modified")):
            if value := response.headers.get(header):
                setattr(row, name, value.decode("latin-1"))


def _known_by_its_line(article: Article) -> KnownArticle:
    """An article whose first page a killed run read: this one had its last, and wrote it."""
    now = time.time()
    return KnownArticle(
        article.id, host_of(article.url), article.canonical_url or article.url, article.url,
        now, now, now, "", article.content_hash, article.previous_hash, article.revision,
    )  # fmt: skip


def body_hash(body: bytes) -> bytes:
    """16 bytes that tell a body from others."""
    return hashlib.blake2b(body, digest_size=16).digest()


def request_of(response: Response) -> Request:
    """The request a response answers: it has one by the time it reaches a spider."""
    if response.request is None:
        raise ValueError(f"{response.url}: a response without its request")
    return response.request
