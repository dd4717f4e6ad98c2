"""What is refused, and which answers are not taken, by name."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest, StopDownload


class PrivateAddress(IgnoreRequest):
    """A host that is at an address no stranger's page may send us to. Not retried."""


class NotAPage(StopDownload, IgnoreRequest):
    """An answer whose Content-Type is no page's: its body is not fetched."""

    def __init__(self, content_type: str) -> None:
        super().__init__(fail=True)
        self._content_type = content_type

    def __str__(self) -> str:
        return f"it is no page but {self._content_type}"


class BadAnswer(Exception):
    """An answer that is not taken. ``str()`` says why, and by which setting. Not retried."""


class BodyTooLarge(BadAnswer):
    """More bytes than it may have, as sent or unpacked."""


class HeadTooLarge(BadAnswer):
    """More header lines, or longer ones, than an answer may have."""


class PartialAnswer(BadAnswer):
    """A part of a page (206), that was not asked for."""


class CompressionBomb(BadAnswer):
    """A body that grows too much when it is unpacked."""


class SpoiledEncoding(BadAnswer):
    """A body that cannot be unpacked."""


class BadRedirect(BadAnswer):
    """A redirect to what is no web address, or to one that is too long."""


class RedirectLoop(BadAnswer):
    """A redirect to where it came from."""


class TooManyRedirects(BadAnswer):
    """A chain of redirects that does not end."""
