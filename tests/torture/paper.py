"""The newspaper of the tortured site, and the settings of its crawls: SCRAPY_SETTINGS_MODULE=torture.paper."""

from __future__ import annotations

import os

from newsarchive.settings import *  # noqa: F403  a project's settings that begin with ours
from newsarchive.spider import NewsSpider

SPIDER_MODULES = ["torture.paper"]
ALLOW_PRIVATE_HOSTS = True
DOWNLOAD_DELAY = 0
DOWNLOAD_TIMEOUT = 2
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 16
RETRY_TIMES = 4
LISTING_PAGES = 1000
SITE = f"http://127.0.0.1:{os.environ.get('TORTURE_PORT', '1')}"


class Paper(NewsSpider):
    name = "paper"
    allowed_domains = ("127.0.0.1",)
    sitemaps = (f"{SITE}/sitemap.xml",)
    sections = (f"{SITE}/muc/1",)
    article_url = r"^/tin/(?:moi/)?bai-viet-(?P<id>\d+)\.html$"
