"""Scrapy settings of the project: strings and numbers only. What the operator gives with -s wins over all of it."""

BOT_NAME = "newsarchive"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
ADDONS = {"newsarchive.crawling.addon.Archive": 500}
SCHEDULER = "newsarchive.crawling.frontier.Frontier"

# Who we are: a site's owner must be able to write to us. Operators put their own contact here.
USER_AGENT = "newsarchive/0.1 (+https://github.com/newsarchive/newsarchive; news archive for research)"

# Politeness: robots.txt obeyed, one request a second a host, Crawl-delay honoured up to CRAWL_DELAY_MAX seconds.
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CRAWL_DELAY_MAX = 60
COOKIES_ENABLED = False

# Scrapy starts this many tasks for the items of each response, and parses a callback's source each time it is called.
CONCURRENT_ITEMS = 4
WARN_ON_GENERATOR_RETURN_VALUE = False

# Limits: a page of news is far below these.
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
URLLENGTH_LIMIT = 2083
METAREFRESH_ENABLED = False  # news pages reload themselves: Scrapy would take that for a redirect and lose the page
RETRY_TIMES = 2
DEPTH_LIMIT = 0

# The archive. ARCHIVES_DIR: default archives/ beside scrapy.cfg; also the environment variable NEWSARCHIVE_ARCHIVES.
ARCHIVES_DIR = None
WARC_MAX_BYTES = 1_000_000_000
WARC_IDLE_SECONDS = 900
WARC_DIGEST = "sha1"
WARC_FRAMING = "dechunked"
WARC_MASK_COOKIES = False
WARC_REVISITS = True  # False: a payload that is archived already is archived again in full
FSYNC = "interval"
REQUISITES = "images"
REPLAY = None
ALLOW_PRIVATE_HOSTS = False

# What is known is looked at again: articles so long after their last change, failed URLs so long after their last try.
RECHECK = "auto"  # never: only what is new; always: whatever is found
RECHECK_AFTER = "1h, 1d, 7d, 30d"
RETRY_FAILED_AFTER = "1h, 1d, 7d, 30d"

# mode=latest reads a section's pages until this many in a row bring nothing new; at most LISTING_PAGES of them in a
# first crawl, LISTING_PAGES_MAX otherwise.
LISTING_PAGES_WITHOUT_NEWS = 2
LISTING_PAGES = 10
LISTING_PAGES_MAX = 1000

# Stopping: seconds for what is on the wire; before the disk is full; a host that says Retry-After is waited for so long
# at most, what is left waits for the next crawl.
SHUTDOWN_SECONDS = 20
MIN_FREE_BYTES = 200_000_000
RETRY_AFTER_MAX = 600
PROGRESS_SECONDS = 60

# No listening ports in a scheduled crawl.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"
LOG_SHORT_NAMES = False
STATS_DUMP = False
