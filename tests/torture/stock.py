"""The same walk with nothing but Scrapy: JOBDIR and a feed. SCRAPY_SETTINGS_MODULE=torture.stock."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy

SPIDER_MODULES = ["torture.stock"]
CONCURRENT_REQUESTS = CONCURRENT_REQUESTS_PER_DOMAIN = 16
DOWNLOAD_TIMEOUT = 2
RETRY_TIMES = 4
TELNETCONSOLE_ENABLED = REMOTE_CONTROL_ENABLED = False
FEED_EXPORT_ENCODING = "utf-8"
SITE = f"http://127.0.0.1:{os.environ.get('TORTURE_PORT', '1')}"


class Stock(scrapy.Spider):
    name = "stock"

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(f"{SITE}/sitemap.xml", callback=self.parse_index)

    def parse_index(self, response: Any) -> Iterator[Any]:
        for url in response.xpath("//*[local-name()='loc']/text()").getall():
            yield scrapy.Request(url, callback=self.parse_sitemap)

    def parse_sitemap(self, response: Any) -> Iterator[Any]:
        for url in response.xpath("//*[local-name()='loc']/text()").getall():
            yield scrapy.Request(url, callback=self.parse_article)

    def parse_article(self, response: Any) -> Iterator[Any]:
        yield {"url": response.url, "title": response.css("h1::text").get()}
        for source in response.css("img::attr(src)").getall():
            yield response.follow(source, callback=self.parse_picture, priority=-100)

    def parse_picture(self, response: Any) -> None:
        """Fetched, that is all."""
