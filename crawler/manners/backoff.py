"""How long to wait before a server that refused is asked again, when it does not say."""

from __future__ import annotations

import random
from dataclasses import dataclass

from scrapy.settings import BaseSettings

# Crawlers that were refused together do not come back together.
_JITTER = 0.5


@dataclass(frozen=True, slots=True)
class Backoff:
    """``start`` seconds, then twice as many each time, ``most`` at most; up to half as long again,
    by chance. Settings ``REST_START`` and ``REST_MAX``."""

    start: float
    most: float

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Backoff:
        return cls(settings.getfloat("REST_START", 5.0), settings.getfloat("REST_MAX", 1800.0))

    def seconds(self, times: int) -> float:
        """Seconds to wait after the ``times``-th refusal in a row."""
        # 2**64 times anything is over any bound; a float cannot hold 2**2000.
        doubled = self.start * 2.0 ** min(times - 1, 64)
        return min(self.most, doubled * (1 + random.uniform(0, _JITTER)))
