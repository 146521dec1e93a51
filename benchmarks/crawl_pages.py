"""Crawls N pages of the benchmark server in one of several ways and prints pages a second, as JSON.

    python crawl_pages.py WAY PORT N ARCHIVES

bare: Scrapy alone, a callback that does nothing. capture: the add-on, so capture and WARC. full: a NewsSpider, so
extraction, validation and JSON Lines too. With `-frontier` the crash-proof frontier takes the place of Scrapy's
in-memory scheduler. The same concurrency, no delay, no robots.txt, no logging in all of them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from newsarchive.spider import NewsSpider

PORT, COUNT = int(sys.argv[2]), int(sys.argv[3])
SAME: dict[str, Any] = {
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
    "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": False,
    "COOKIES_ENABLED": False,
    "CONCURRENT_ITEMS": 4,
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
}
ARCHIVING = {
    "ADDONS": {"newsarchive.crawling.addon.Archive": 500},
    "ALLOW_PRIVATE_HOSTS": True,
    "REQUISITES": "none",
    "WARC_REVISITS": False,  # the server repeats its pages: all ways write them in full
}
FRONTIER = {"SCHEDULER": "newsarchive.crawling.frontier.Frontier"}


def addresses() -> list[str]:
    """The pages to crawl."""
    return [f"http://127.0.0.1:{PORT}/a/{number}" for number in range(COUNT)]


class Bare(scrapy.Spider):
    """Fetches and does nothing."""

    name = "bare"

    async def start(self) -> AsyncIterator[Any]:
        """Give every page."""
        for url in addresses():
            yield scrapy.Request(url, headers={"Accept-Encoding": "gzip, br"})

    def parse(self, response: Any) -> None:
        """Nothing."""


class Full(NewsSpider):
    """Fetches, reads, writes lines."""

    name = "full"
    allowed_domains = ("127.0.0.1",)
    article_url = r"^/a/(?P<id>\d+)$"

    async def start(self) -> AsyncIterator[Any]:
        """Give every page."""
        for url in addresses():
            yield self.request(url, self.parse_article, "article")


def main() -> None:
    """Run one crawl."""
    way, archives = sys.argv[1], Path(sys.argv[4])
    settings = SAME if way == "bare" else {**SAME, **ARCHIVING, "ARCHIVES_DIR": str(archives)}
    if way.endswith("-frontier"):
        settings |= FRONTIER
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Full if way.startswith("full") else Bare)
    process.crawl(crawler)
    begun = time.perf_counter()
    process.start()
    seconds = time.perf_counter() - begun
    stats = crawler.stats.get_stats() if crawler.stats else {}
    pages = stats.get("response_received_count", 0)
    print(
        json.dumps(
            {
                "way": way,
                "pages": pages,
                "articles": stats.get("news/articles", 0),
                "pages_per_second": round(pages / seconds, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
