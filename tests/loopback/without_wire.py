"""Imported first (SPIDER_MODULES), hides `crawling.wire` as if Scrapy's private names had changed."""

import sys

sys.modules["newsarchive.crawling.wire"] = None  # type: ignore[assignment]
