"""One caption for one picture's words, however often a page prints them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable

from ..article import Credit
from ..blocks import squash
from ..draft import DraftCaption
from .pictures import file_key

# A caption cut short, or with a sentence more, is looked for among so many of the others only:
# there may be thousands on a page.
_MOST_COMPARED = 48
_LEAST_SHARED = 30


class Merged:
    """Captions as they come, each kept once."""

    def __init__(self) -> None:
        self.captions: list[DraftCaption] = []
        self._by_words: dict[str, list[DraftCaption]] = defaultdict(list)
        self._by_file: dict[str, list[DraftCaption]] = defaultdict(list)
        self._long: deque[tuple[str, DraftCaption]] = deque(maxlen=_MOST_COMPARED)

    def add(self, caption: DraftCaption) -> None:
        """Take a caption that the page prints: the fuller of two printings stays, with what both know."""
        words = squash(caption.text)
        twin = self._twin(words, caption)
        if twin is None:
            self._keep(words, caption)
            return
        if len(caption.text) > len(twin.text) and not (twin.credit and twin.credit.raw in caption.text):
            twin.text = caption.text
            self._by_words[words].append(twin)
        twin.credit = _fuller(twin.credit, caption.credit)
        twin.dateline = twin.dateline or caption.dateline
        twin.image_url = twin.image_url or caption.image_url
        twin.indexes += caption.indexes

    def add_told(self, caption: DraftCaption) -> None:
        """Take a caption that only attributes or data tell of: what is printed under the same
        picture goes before it."""
        same_file = self._by_file.get(file_key(caption.image_url) or "", ())
        if len(same_file) == 1 and same_file[0].text and _agree(same_file[0], caption):
            same_file[0].credit = _fuller(same_file[0].credit, caption.credit)
            return
        self.add(caption)

    def _twin(self, words: str, caption: DraftCaption) -> DraftCaption | None:
        if not words:
            # A credit alone: another printing of it under the same picture is the same.
            alike = self._by_file.get(file_key(caption.image_url) or "", ())[-_MOST_COMPARED:]
            return next((kept for kept in alike if kept.credit and _agree(caption, kept)), None)
        for kept in self._by_words.get(words, ())[-_MOST_COMPARED:]:
            if _agree(caption, kept):
                return kept
        if len(words) > _LEAST_SHARED:
            for said, kept in self._long:
                if (words in said or said in words) and _agree(caption, kept):
                    return kept
        return None

    def _keep(self, words: str, caption: DraftCaption) -> None:
        self.captions.append(caption)
        self._by_words[words].append(caption)
        if key := file_key(caption.image_url):
            self._by_file[key].append(caption)
        if len(words) > _LEAST_SHARED:
            self._long.append((words, caption))


def merged(captions: Iterable[DraftCaption], told: Iterable[DraftCaption]) -> list[DraftCaption]:
    """The captions a page prints in the order of the page, then those only its data tell of."""
    all_of_them = Merged()
    for caption in sorted(captions, key=lambda c: c.indexes[:1]):
        all_of_them.add(caption)
    for caption in told:
        all_of_them.add_told(caption)
    return all_of_them.captions


def _agree(a: DraftCaption, b: DraftCaption) -> bool:
    """Two credits under the same words are two pictures; "AP" and "Jane Roe/AP" are one."""
    if a.credit is None or b.credit is None:
        return True
    return a.credit.raw in b.credit.raw or b.credit.raw in a.credit.raw


def _fuller(a: Credit | None, b: Credit | None) -> Credit | None:
    return max((credit for credit in (a, b) if credit), key=lambda credit: len(credit.raw), default=None)
