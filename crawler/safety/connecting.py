"""Connections to public addresses only: the check stands where the socket is opened.

A name may have another address each time it is asked for (DNS rebinding), so nothing that
looks at names or URLs beforehand is proof; the address given to ``connectTCP`` is.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred, fail
from twisted.internet.endpoints import HostnameEndpoint, TCP4ClientEndpoint, wrapClientTLS
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.web.client import HTTPConnectionPool
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import directlyProvides, implementer, providedBy

from .addresses import literal
from .errors import PrivateAddress
from .rules import PrivateHosts


class _Reactor:
    """The reactor, for one host: it opens no connection to an address the rules refuse."""

    def __init__(self, reactor: Any, rules: PrivateHosts, host: str, port: int) -> None:
        self._reactor, self._rules, self._host, self._port = reactor, rules, host, port
        directlyProvides(self, *providedBy(reactor))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def connectTCP(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        self._rules.check(self._host, self._port, host)
        return self._reactor.connectTCP(host, port, *args, **kwargs)


@implementer(IStreamClientEndpoint)
class CheckedEndpoint:
    """A host of a URL, at those of its addresses that may be asked.

    ``connect()`` fails with :class:`PrivateAddress` when there are no others.
    """

    def __init__(
        self,
        reactor: Any,
        rules: PrivateHosts,
        host: str,
        port: int,
        timeout: float,
        tls: IPolicyForHTTPS | None,
        bind: tuple[str, int] | None = None,
    ) -> None:
        self._reactor, self._rules = reactor, rules
        self._host, self._port, self._timeout = host, port, timeout
        self._tls, self._bind = tls, bind

    def __repr__(self) -> str:
        return f"<CheckedEndpoint {self._host}:{self._port}>"

    def connect(self, factory: Any) -> Deferred[Any]:
        if address := literal(self._host):
            # Some resolvers do not know how to spell IPv6.
            try:
                self._rules.check(self._host, self._port, address)
            except PrivateAddress:
                return fail()
        reactor = _Reactor(self._reactor, self._rules, self._host, self._port)
        endpoint: Any = HostnameEndpoint(reactor, self._host, self._port, self._timeout, self._bind)
        if self._tls is not None:
            endpoint = wrapClientTLS(
                self._tls.creatorForNetloc(self._host.encode("ascii"), self._port), endpoint
            )
        return endpoint.connect(factory)


class CheckedPool(HTTPConnectionPool):
    """Twisted's pool of connections, which opens none but through :class:`CheckedEndpoint`.

    Connections to the operator's proxy are its own affair: who may be asked through it,
    the handler looks at.
    """

    def __init__(self, reactor: Any, rules: PrivateHosts, timeout: float, tls: IPolicyForHTTPS) -> None:
        super().__init__(reactor, persistent=True)
        self._rules, self._timeout, self._tls = rules, timeout, tls

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:
        scheme, host, port, *rest = key
        # Scrapy's endpoint to a proxy that tunnels is a plain TCP one.
        if scheme != b"http-proxy" and not isinstance(endpoint, TCP4ClientEndpoint):
            tls = self._tls if scheme == b"https" else None
            endpoint = CheckedEndpoint(
                self._reactor, self._rules, host.decode("ascii"), port, self._timeout, tls, *rest[:1]
            )
        return super().getConnection(key, endpoint)
