"""A spider that knows nothing of us: it follows every link, and does what its arguments say at some pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy.exceptions import CloseSpider


class Walker(scrapy.Spider):
    name = "walker"
    allowed_domains = ("tin.example",)

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request("http://tin.example/", callback=self.parse)

    def parse(self, response: Any, note: str = "") -> Iterator[Any]:
        if "raise" in response.url:
            raise ZeroDivisionError("a bug of the spider")
        if "unstorable" in response.url:
            yield scrapy.Request("http://tin.example/lost", callback=lambda _: None)
        if response.url.endswith("/surrogates"):
            for number in range(40):
                yield scrapy.Request(f"http://tin.example/s{number}", self.parse, cb_kwargs={"note": "cut \ud83d"})
        if response.url.endswith("/close"):
            raise CloseSpider("enough")
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link, callback=self.parse)
