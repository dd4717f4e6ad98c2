"""Which IP addresses are anybody's business: all others are private, whatever their reason.

By the IANA registries of special-purpose addresses (RFC 6890), as :mod:`ipaddress` has
them, and what that leaves open.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Where clouds tell their machines secrets, on addresses that are public by the registries:
# Azure's "wire server". All others (169.254.169.254, fd00:ec2::254 …) are private anyway.
_METADATA = frozenset((IPv4Address("168.63.129.16"),))
_SHARED = ip_network("100.64.0.0/10")  # RFC 6598
# All that IANA gives out ("Internet Protocol Version 6 Address Space"); site-local and
# the rest of what ipaddress calls global is not in it.
_UNICAST6 = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052
# What the ipaddress of some Pythons leaves open: RFC 6890 (protocol assignments; Oracle's
# metadata is there), RFC 7526 (relays to 6to4), RFC 9637 (documentation).
_NOT_GLOBAL = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))


def private_kind(address: str) -> str | None:
    """Why an address is not to be asked, in a word; None when anybody may ask it.

    An IPv4 address within an IPv6 one (mapped, NAT64, 6to4) is judged as what it is.

    :param address: an IP address, as a socket is given it; an IPv6 one may have a scope.
    :raises ValueError: it is none.

    >>> private_kind("::ffff:127.0.0.1")
    'loopback'
    >>> private_kind("192.0.1.1") is None
    True
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address) and (inner := _embedded(ip)) is not None:
        ip = inner
    if ip in _METADATA:
        return "metadata"
    if ip.is_unspecified:
        return "unspecified"
    if ip.is_loopback:
        return "loopback"
    if ip.is_link_local:
        return "link-local"
    if ip.is_multicast:
        return "multicast"
    if isinstance(ip, IPv4Address) and ip in _SHARED:
        return "shared"
    if ip.is_private:
        return "private"
    if not ip.is_global or ip.is_reserved or any(ip.version == n.version and ip in n for n in _NOT_GLOBAL):
        return "reserved"
    if isinstance(ip, IPv6Address) and ip not in _UNICAST6:
        return "reserved"
    return None


def _embedded(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address packets to an IPv6 address end at."""
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    return IPv4Address(int(ip) & 0xFFFF_FFFF) if ip in _NAT64 else None


def literal(host: str) -> str | None:
    """A host that is an IP address in its usual spelling, without brackets; None for a name."""
    bare = host.removeprefix("[").removesuffix("]")
    try:
        return str(ip_address(bare))
    except ValueError:
        return None
