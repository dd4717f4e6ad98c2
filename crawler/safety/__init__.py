"""Safety: where a crawl never goes, and how much it takes from anyone. Scrapy components, one job each."""
