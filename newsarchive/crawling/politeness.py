"""robots.txt: its rules hold from the first request on, and its Crawl-delay becomes the host's delay."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware, which forgets the rules for all but the first request that waits for a robots.txt.

    They share one Deferred; awaited a second time it gives None, which Scrapy takes for "no robots.txt" (2.19.0).
    """

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules for the request's host, once they are there; None where there are none."""
        found = await super().robot_parser(request)
        rules = self._parsers.get(urlparse_cached(request).netloc)
        return found if isinstance(rules, Deferred) else rules


class CrawlDelay:
    """Raises the delay of a host's download slot to its Crawl-delay, at most CRAWL_DELAY_MAX seconds."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY") or crawler.settings.get("REPLAY"):
            raise NotConfigured
        self.crawler = crawler
        self.longest = crawler.settings.getfloat("CRAWL_DELAY_MAX", 60.0)
        self._delays: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlDelay:
        """Build the extension where robots.txt is obeyed and something is fetched."""
        extension = cls(crawler)
        crawler.signals.connect(extension.heed, signals.robots_parsed)
        crawler.signals.connect(extension.slow_down, signals.request_reached_downloader)
        return extension

    def heed(self, robotparser: Any, request: Request) -> None:
        """Note the delay before the first page of that host is asked for."""
        agent = self.crawler.settings.get("ROBOTSTXT_USER_AGENT") or self.crawler.settings["USER_AGENT"]
        asked = robotparser.crawl_delay(agent)
        engine = self.crawler.engine
        if not asked or not asked > 0 or engine is None:
            return
        key = engine.downloader.get_slot_key(request)
        self._delays[key] = min(float(asked), self.longest)
        logger.info("Crawl-delay of %s: %s s between requests (asked: %s s)", key, self._delays[key], asked)
        self.slow_down(request)

    def slow_down(self, request: Request) -> None:
        """Set the delay on the slot, each time: Scrapy throws idle slots away and makes them anew with the default."""
        engine = self.crawler.engine
        if engine is None or not self._delays:
            return
        key = engine.downloader.get_slot_key(request)
        delay, slot = self._delays.get(key, 0.0), engine.downloader.slots.get(key)
        if slot is not None and slot.delay < delay:
            slot.delay, slot.jitter = delay, 0
