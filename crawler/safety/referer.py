"""The Referer header, by the operator's policy alone."""

from __future__ import annotations

from typing import Any

from scrapy.spidermiddlewares.referer import RefererMiddleware, ReferrerPolicy


class OperatorsRefererMiddleware(RefererMiddleware):
    """Scrapy's, for ``REFERRER_POLICY``: a page's own Referrer-Policy may not widen it."""

    def policy(self, *args: Any, **kwargs: Any) -> ReferrerPolicy:
        return self.default_policy()
