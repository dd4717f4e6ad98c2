"""Scrapy settings of the project: what Copydesk does unless it is told otherwise.

Every setting can be changed with ``-s NAME=VALUE``, by ``copydesk`` as by ``scrapy``.
"""

BOT_NAME = "copydesk"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
ADDONS = {"crawler.addon.Copydesk": 100}

# --- Copydesk's own ---------------------------------------------------------------
# Who answers for the crawl: an address or a page, sent in the User-Agent.
CONTACT = ""
# Processes that clean pages; 0 for one a core.
CLEAN_WORKERS = 0
# Seconds a page may take before it is reported as failed and its worker replaced.
CLEAN_TIMEOUT = 30.0
# Go by what earlier pages of a site told of where its body stands (docs/site-memory.md).
SITE_MEMORY = True
# Folder for what is kept between crawls; empty: nothing is. `copydesk crawl -o FILE` has .copydesk beside
# the file.
STATE_DIR = ""
# Drop what comes back on a site's articles (docs/recurring.md); needs a STATE_DIR to learn in.
RECURRING_TEXT = True
# "strip" takes the dateline out of the text; "keep" leaves it there too. It is read in either case
# (docs/datelines.md).
DATELINE = "strip"
# File for pages that gave no article (JSON Lines); empty: they are only logged.
FAILED_PAGES = ""
# Show a progress bar on stderr.
PROGRESS = False

# --- Increments (docs/crawling.md) ------------------------------------------------
# Fetch what is known as if it were not, and write it again, changed or not.
REFETCH = False
# A known page is asked again when the time since it was last fetched is at least this share of its age, the
# time since it last changed or was first seen.
REVISIT_SHARE = 0.2
# Not at all, when it has not changed for so many days. Feeds, sitemaps and start pages: in every run.
REVISIT_DAYS = 30
# Addresses that nothing has led to for so many days are forgotten, and articles that have no others.
RETENTION_DAYS = 365
# Print the addresses of pages that would be fetched, and fetch only what leads to them.
DRY_RUN = False
# Folder of a state to go by and not to change, in place of STATE_DIR, when DRY_RUN is on.
DRY_RUN_STATE = ""

# --- Safety -----------------------------------------------------------------------
# Hosts on private, loopback and link-local addresses that may be asked all the same: HOST or HOST:PORT each.
ALLOW_PRIVATE_HOSTS: list[str] = []

# --- Manners ----------------------------------------------------------------------
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "copydesk"
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.5
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 4
COOKIES_ENABLED = False
# A news page of more than 10 MB is not a news page; sitemaps hold up to 50 MB.
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 10 * 1024 * 1024
DOWNLOAD_TIMEOUT = 30
REDIRECT_MAX_TIMES = 8
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
}

# --- Output -----------------------------------------------------------------------
FEED_EXPORT_ENCODING = "utf-8"
FEED_STORAGES = {
    "": "crawler.output.AtomicFileStorage",
    "file": "crawler.output.AtomicFileStorage",
}
# "gz" and "zst" by file name: out.jsonl.gz, out.jsonl.zst.
FEED_EXPORTERS = {
    "jsonl": "crawler.exporters.LinesExporter",
    "jsonlines": "crawler.exporters.LinesExporter",
    "jl": "crawler.exporters.LinesExporter",
    "gz": "crawler.exporters.GzipLinesExporter",
    "zst": "crawler.exporters.ZstdLinesExporter",
}

# --- Components -------------------------------------------------------------------
ITEM_PIPELINES = {
    "pipelines.itempipelines.CleanPipeline": 300,
    "pipelines.itempipelines.RecurringPipeline": 310,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.robotstxt.EveryRequestRobotsTxtMiddleware": 100,
    # After robots.txt; what is redirected and unpacked comes back to it whole.
    "crawler.increments.dry_run.DryRun": 119,
    "crawler.increments.middleware.IncrementsMiddleware": 120,
}
EXTENSIONS = {
    "crawler.extensions.failed_pages.FailedPages": 500,
    "crawler.extensions.progress.Progress": 500,
    "crawler.increments.extension.Increments": 510,
}

# A crawl opens no port.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
