"""Discovery: where a site's articles are. Pure functions over what was fetched; no Scrapy."""
