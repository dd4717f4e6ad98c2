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

# --- Near-duplicates (docs/duplicates.md) -----------------------------------------
# One text printed by several sites: "mark" says so in the line (cluster, duplicate_of), "drop" keeps the
# first alone, "off" does not look.
DEDUPE = "mark"
# Days between two printings; so long articles are remembered in STATE_DIR.
DEDUPE_DAYS = 30
# File that lists what "drop" has left out (JSON Lines); empty: it is only logged.
DROPPED_DUPLICATES = ""

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
    # Before what changes texts, so that a text is the same whatever was learned of its site.
    "pipelines.duplicates_pipeline.DuplicatesPipeline": 305,
    "pipelines.itempipelines.RecurringPipeline": 310,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.robotstxt.EveryRequestRobotsTxtMiddleware": 100,
}
EXTENSIONS = {
    "crawler.extensions.checkpoints.Checkpoints": 500,
    "crawler.extensions.dropped_duplicates.DroppedDuplicates": 500,
    "crawler.extensions.failed_pages.FailedPages": 500,
    "crawler.extensions.progress.Progress": 500,
}

# A crawl opens no port.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
