"""Pages that need a browser: rendered by the system's Chromium, which has no network of its own.

What it asks for is fetched by Scrapy's downloader, so that whatever holds for the crawl holds
for it: checked addresses, limits, the archive. Needs the extra ``copydesk[browser]``.
"""
