"""Signals of our own, beside Scrapy's (``scrapy.signals``)."""

page_failed = object()
"""Sent with ``failed`` (a :class:`crawler.items.FailedPage`) when a page could not be
fetched or cleaned. Nothing of it is in the output."""

checkpoint = object()
"""Sent by the scheduler, every second or so and before the crawl ends, just before it
commits which requests are done. Whoever holds something back (lines, rows of a state file)
hands it over now, in a blocking call: a run that is killed afterwards does not do those
requests again, one that is killed before does them all."""

lines_settled = object()
"""Sent with ``hashes`` when an output of lines is stored: the ``content_hash`` each article's line
has in the end, by the article's id."""

site_rest = object()
"""Sent with ``site`` (a name, :meth:`crawler.sites.Sites.key`), ``until`` (Unix time, seconds)
and ``reason`` (a word or two) when a site is to be left alone until then. The scheduler hands
out none of its requests before."""
