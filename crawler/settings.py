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

# --- Sites and scheduling ------------------------------------------------------------
# The sites of the crawl: a dict of crawler.sites.Site's fields each (docs/sites.md). Empty: those of the
# start pages.
SITES: list[dict[str, object]] = []
# Give a site up for this run when so many of its pages in a row failed, and none was read between; 0: never.
SITE_MAX_FAILURES = 50
# File for what the run did: one line of JSON (docs/scheduling.md); "-" for stdout.
SUMMARY = ""
# --- Near-duplicates (docs/duplicates.md) -----------------------------------------
# One text printed by several sites: "mark" says so in the line (cluster, duplicate_of), "drop" keeps the
# first alone, "off" does not look.
DEDUPE = "mark"
# Days between two printings; so long articles are remembered in STATE_DIR.
DEDUPE_DAYS = 30
# File that lists what "drop" has left out (JSON Lines); empty: it is only logged.
DROPPED_DUPLICATES = ""
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
# Header lines of an answer, and bytes of all of them.
RESPONSE_MAX_HEADERS = 250
RESPONSE_HEAD_MAXSIZE = 128 * 1024
# How many times as large as it was sent a body may be when it is unpacked; 0: any number of times. Pages
# have some 10, a sitemap of 50,000 numbered addresses 140 (zstd); a bomb has 1000 and more.
DECOMPRESSION_MAX_RATIO = 200
# Bytes of a page, unpacked; feeds and sitemaps have DOWNLOAD_MAXSIZE.
PAGE_MAXSIZE = 10 * 1024 * 1024
# A sitemap has up to 50 MB (sitemaps.org).
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 10 * 1024 * 1024
# Seconds for all of an answer, from the first byte to the last.
DOWNLOAD_TIMEOUT = 30
REDIRECT_MAX_TIMES = 8
# A page that leads elsewhere after so many seconds or more is read for itself.
METAREFRESH_MAXDELAY = 5
URLLENGTH_LIMIT = 2083
COOKIES_ENABLED = False
# No site is told what was read on another.
REFERRER_POLICY = "same-origin"
DOWNLOAD_HANDLERS = {
    "http": "crawler.safety.handler.SafeDownloadHandler",
    "https": "crawler.safety.handler.SafeDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

# --- Frontier and jobs ------------------------------------------------------------
# What is to be fetched, in SQLite: fair among sites, safe to kill (crawler/frontier).
SCHEDULER = "crawler.frontier.scheduler.Frontier"
# Folder for a crawl that can be stopped, also by kill -9, and go on; empty: it cannot. `copydesk crawl
# -o FILE` has .copydesk/jobs/FILE beside the file.
JOBDIR = ""
# Seconds between two commits of what is done; a killed run does again what it did since the last.
FRONTIER_CHECKPOINT = 1.0
# Seconds; when only sites are left that rest for longer, the crawl ends, and goes on another time.
LONGEST_REST = 3600.0

# --- Archive ----------------------------------------------------------------------
# Folder for what comes in, as it comes in, in WARC 1.1 files (docs/archive.md); empty: it is not kept.
ARCHIVE_DIR = ""
# A file of so many MB is complete, and the next is begun.
ARCHIVE_MAX_MB = 1024

# --- Pages that need a browser (pip install 'copydesk[browser]', and Chromium) --------
# "auto": where a page as sent holds no article and next to no text; "true": every page; "off". A site may
# say otherwise (`render` in sites.toml).
RENDER = "off"
# The browser; empty: the system's Chromium is looked for.
BROWSER_PATH = ""
# Seconds a page may take in it.
RENDER_TIMEOUT = 30.0
# Pages in it at a time, and of one site.
RENDER_PAGES = 4
RENDER_PAGES_PER_SITE = 2

# --- Discovery --------------------------------------------------------------------
# What was left out by these is counted in the stats: copydesk/trap/….
# Pages in a row of one pattern of addresses that may lead to no article; ten times as many where they
# look like articles'. 0 bounds nothing.
TRAP_PAGES = 25
# Pages in a row of one site that may, before only what looks like an article is followed.
TRAP_SITE_PAGES = 1000
# Pages of one list; it ends sooner where a page brings nothing new, or nothing since `since`.
LISTING_MAX_PAGES = 1000
# Pages of one feed (RFC 5005).
FEED_MAX_PAGES = 20
# Feeds of one site.
SITE_MAX_FEEDS = 200
# Indexes within indexes, and files that a crawl's indexes may name.
SITEMAP_MAX_DEPTH = 4
SITEMAP_MAX_FILES = 5000
# Pages of one article that are joined; 1 joins none.
ARTICLE_MAX_PAGES = 30

# --- Manners ----------------------------------------------------------------------
# Seconds between requests a robots.txt may ask for; a site that asks for more is not crawled.
MAX_CRAWL_DELAY = 60.0
# Seconds a site rests after 429 or 503 without Retry-After; twice as long each time.
REST_START = 5.0
# Seconds a site rests at most; one that asks for more is left alone for the rest of the run.
REST_MAX = 1800.0
# So often in a row a site may refuse; then it is left alone for the rest of the run.
REST_TIMES = 6
# Hours of the day in which nothing is fetched: "22:00-06:00 Europe/Berlin". Empty: none.
QUIET_HOURS = ""
# What keeps an article out of the output when its publisher says it: "tdm-reservation", and any directive
# of robots metas and X-Robots-Tag: "noai", "noarchive", "noindex", "unavailable_after".
OBEY_RIGHTS = ["tdm-reservation"]
# Ask each site of an article for /.well-known/tdmrep.json.
TDMREP = True
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "copydesk"
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.5
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0
CONCURRENT_REQUESTS = 16
# A page gives one article, cleaned before it is yielded. Scrapy starts as many tasks a response as may be
# handled at once, so its usual 100 cost more than the rest of its work on the response.
CONCURRENT_ITEMS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 4
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
    "crawler.manners.rights.RightsPipeline": 303,
    # Before what changes texts, so that a text is the same whatever was learned of its site.
    "pipelines.duplicates_pipeline.DuplicatesPipeline": 305,
    "pipelines.itempipelines.RecurringPipeline": 310,
    # The last: all that is decided of an article is decided.
    "crawler.warc.pipeline.ArchivePipeline": 990,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.closed_sites.ClosedSitesMiddleware": 40,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.offsite.OwnHostsMiddleware": 50,
    "crawler.traps.TrapMiddleware": 60,
    "crawler.manners.rests.SiteRests": 95,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.manners.robots.RobotsMiddleware": 100,
    "crawler.manners.pace.SitePaces": 105,
    # After robots.txt; what is redirected and unpacked comes back to it whole.
    "crawler.increments.dry_run.DryRun": 119,
    "crawler.increments.middleware.IncrementsMiddleware": 120,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawler.safety.redirects.ToldMetaRefreshMiddleware": 580,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.safety.unpacking.BoundedHttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.safety.redirects.ToldRedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    # Nearer to the server than redirects: it sees their Retry-After first.
    "crawler.manners.retry.RetryAfterMiddleware": 610,
    # Next to the downloader: before anything undoes or changes what was received.
    "crawler.warc.middleware.ArchiveMiddleware": 990,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "crawler.safety.referer.OperatorsRefererMiddleware": 700,
}
EXTENSIONS = {
    "scrapy.extensions.spiderstate.SpiderState": None,
    "crawler.extensions.kept_state.KeptState": 0,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.manners.pace.SiteThrottle": 0,
    "crawler.safety.plain_log.PlainLog": 0,
    "crawler.extensions.state_lock.StateLock": 100,
    "crawler.extensions.checkpoints.Checkpoints": 500,
    "crawler.extensions.dropped_duplicates.DroppedDuplicates": 500,
    "crawler.extensions.failed_pages.FailedPages": 500,
    "crawler.extensions.progress.Progress": 500,
    "crawler.extensions.site_failures.SiteFailures": 500,
    "crawler.extensions.site_counts.SiteCounts": 500,
    "crawler.safety.pages_only.PagesOnly": 500,
    "crawler.rendering.browser.Rendering": 500,
    "crawler.increments.extension.Increments": 510,
    "crawler.extensions.summary.Summary": 600,
}

# A crawl opens no port.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
