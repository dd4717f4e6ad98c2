"""Addresses seen: which of them are new, in a fixed amount of memory."""

from __future__ import annotations

from hashlib import blake2b

# 4 MiB; of a million addresses one in some six thousand is taken for one seen before.
_BITS = 1 << 25
_HASHES = 4


class Seen:
    """A set of addresses that may say yes of one it was not given (a Bloom filter).

    Good for counting what is new, and for guesses. Whether a page is fetched is not for it to
    say: the scheduler knows that exactly.
    """

    def __init__(self) -> None:
        self._bits = bytearray(_BITS // 8)

    def __contains__(self, address: str) -> bool:
        return all(self._bits[place >> 3] & (1 << (place & 7)) for place in _places(address))

    def add(self, address: str) -> bool:
        """Add an address; whether it is new."""
        is_new = False
        for place in _places(address):
            bit = 1 << (place & 7)
            if not self._bits[place >> 3] & bit:
                self._bits[place >> 3] |= bit
                is_new = True
        return is_new


def _places(address: str) -> tuple[int, ...]:
    digest = blake2b(address.encode("utf-8", "replace"), digest_size=4 * _HASHES).digest()
    return tuple(int.from_bytes(digest[i : i + 4], "big") % _BITS for i in range(0, 4 * _HASHES, 4))
