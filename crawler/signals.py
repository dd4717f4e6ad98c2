"""Signals of our own, beside Scrapy's (``scrapy.signals``)."""

page_failed = object()
"""Sent with ``failed`` (a :class:`crawler.items.FailedPage`) when a page could not be
fetched or cleaned. Nothing of it is in the output."""

page_rendered = object()
"""Sent with ``response`` (the page as it was sent) and ``html`` (bytes, UTF-8) when a browser has rendered
a page. Awaited before the page is read."""

checkpoint = object()
"""Sent with ``spider`` and ``closing`` (whether it is the last) by the scheduler, every second or so
and before the crawl ends, just before it commits which requests are done. Whoever holds something
back (lines, rows of a state file) hands it over now, in a blocking call: a run that is killed
afterwards does not do those requests again, one that is killed before does them all. Who cannot
raises an error, and the crawl ends: nothing is committed then."""

page_read = object()
"""Sent with ``url`` (as it was asked for, before any redirect) when a page was read, whether it
holds an article or not: the opposite of :data:`page_failed`."""

site_closed = object()
"""Sent with ``site`` (a name, :meth:`crawler.sites.Sites.key`) and ``reason`` (``max_articles``,
``given up``) when no more of the site is to be fetched in this run. It may be sent again."""

lines_settled = object()
"""Sent with ``hashes`` when an output of lines is stored: the ``content_hash`` each article's line
has in the end, by the article's id."""

site_rest = object()
"""Sent with ``site`` (a name, :meth:`crawler.sites.Sites.key`), ``until`` (Unix time, seconds)
and ``reason`` (a word or two) when a site is to be left alone until then. The scheduler hands
out none of its requests before."""

duplicate_dropped = object()
"""Sent with ``dropped`` (a :class:`crawler.items.DroppedDuplicate`) for each article that is left
out of the output because another is the same text: as it comes, or when the lines are settled."""
