"""Signals of our own, beside Scrapy's (``scrapy.signals``)."""

page_failed = object()
"""Sent with ``failed`` (a :class:`crawler.items.FailedPage`) when a page could not be
fetched or cleaned. Nothing of it is in the output."""
