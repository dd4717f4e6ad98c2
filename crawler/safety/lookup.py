"""Looking a host up, for those who connect in our stead: a proxy, a browser.

They look it up again themselves, so this tells what is meant, and is no proof against a
name that is somewhere else the next time; connections of our own have
:mod:`crawler.safety.connecting`.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

from .addresses import literal
from .rules import PrivateHosts


async def check_url(rules: PrivateHosts, url: str) -> None:
    """Let a URL be asked for by somebody else, or not: all its host's addresses are looked at.

    A host that cannot be looked up here is left to whoever can.

    :param url: http(s).
    :raises PrivateAddress: one of its addresses is private, and not allowed.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    spelled = literal(host)
    for address in [spelled] if spelled else await _addresses(host, port):
        rules.check(host, port, address)


async def _addresses(host: str, port: int) -> list[str]:
    from twisted.internet import reactor

    found: Deferred[list[str]] = Deferred()
    reactor.nameResolver.resolveHostName(_Addresses(found), host, port)
    return await maybe_deferred_to_future(found)


@implementer(IResolutionReceiver)
class _Addresses:
    """Takes down what a resolver finds; nothing, when it finds nothing."""

    def __init__(self, found: Deferred[list[str]]) -> None:
        self._found, self._hosts = found, []

    def resolutionBegan(self, resolution: Any) -> None:
        """It has begun; there is nothing to be done with it."""

    def addressResolved(self, address: Any) -> None:
        self._hosts.append(address.host)

    def resolutionComplete(self) -> None:
        self._found.callback(self._hosts)
