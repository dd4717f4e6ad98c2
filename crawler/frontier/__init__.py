"""The frontier: what a crawl has still to fetch, in a file that outlives a kill.

:class:`~crawler.frontier.scheduler.Frontier` is the Scrapy scheduler (setting ``SCHEDULER``),
:class:`~crawler.frontier.turns.Turns` says whose turn it is,
:class:`~crawler.frontier.file.FrontierFile` keeps the requests,
:mod:`~crawler.frontier.job` is what the command line knows of a crawl that waits to go on.
"""
