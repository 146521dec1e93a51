"""robots.txt: its rules hold from the first request on, its Crawl-delay becomes the host's delay; and Retry-After."""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.asyncio import call_later
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from newsarchive.crawling.recorder import Recorder
from newsarchive.crawling.stopping import put_back_waiting

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response
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


class RobotsOfAll:
    """Lets Robots ask every host for its rules: Scrapy's offsite filter refuses robots.txt of hosts that a spider does
    not name, and without rules everything there, pictures on delivery networks, would be taken (2.19.0).
    """

    def process_request(self, request: Request) -> None:
        """Exempt robots.txt from the offsite filter."""
        if request.callback is NO_CALLBACK and urlparse_cached(request).path == "/robots.txt":
            request.meta["allow_offsite"] = True


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


class RetryAfter:
    """Leaves a host alone that answers 429 or 503: as long as its Retry-After says, else longer each time (RFC 9110).

    What is waiting in the host's slot waits on; the request itself is retried then (Scrapy's RetryMiddleware). A host
    that asks for more than RETRY_AFTER_MAX seconds is given up for this crawl: what is left stays pending.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.longest = crawler.settings.getfloat("RETRY_AFTER_MAX", 600.0)
        if not self.longest or crawler.settings.get("REPLAY"):
            raise NotConfigured
        self.crawler = crawler
        self._refusals: Counter[str] = Counter()  # in a row, by slot
        self._usual: dict[str, tuple[float, float]] = {}  # delay and jitter of a slot that waits

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfter:
        """Build the extension where something is fetched."""
        extension = cls(crawler)
        # This signal comes before the downloader takes the slot's next request; a middleware would be too late.
        crawler.signals.connect(extension.heed, signals.response_downloaded)
        return extension

    def heed(self, response: Response, request: Request) -> None:
        """Make the slot of a refusing host wait."""
        downloader = self.crawler.engine.downloader
        key = downloader.get_slot_key(request)
        if response.status not in (429, 503):
            self._refusals.pop(key, None)
            return
        self._refusals[key] += 1
        asked = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        slot = downloader.slots.get(key)
        if slot is None:
            return
        usual = self._usual.get(key, (slot.delay, slot.jitter))
        seconds = asked if asked is not None else max(usual[0], 1.0) * 2.0 ** min(self._refusals[key] - 1, 20)
        if seconds > self.longest:
            self._give_up(key, slot, seconds, asked=asked is not None)
            seconds = self.longest
        logger.info("%s answered %d: nothing is asked of it for %g s", key, response.status, seconds)
        self._usual[key] = usual
        # The downloader counts a slot's delay from its last request on.
        slot.delay, slot.jitter = max(seconds + time.monotonic() - slot.lastseen, usual[0]), 0
        call_later(seconds, self._resume, key, slot, slot.delay)

    def _resume(self, key: str, slot: Slot, delay: float) -> None:
        if slot.delay == delay:  # else another refusal came meanwhile
            slot.delay, slot.jitter = self._usual.pop(key, (slot.delay, slot.jitter))

    def _give_up(self, key: str, slot: Slot, seconds: float, *, asked: bool) -> None:
        frontier = Recorder.of(self.crawler).frontier
        if asked and frontier is not None:
            logger.warning(
                "%s asks to be left alone for %g s: what is left of it waits for a later crawl", key, seconds
            )
            frontier.give_up(key, seconds)
            put_back_waiting(slot)


def retry_after(header: bytes | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (a number, or an HTTP date); None where there is none to be read."""
    text = header.decode("latin-1").strip() if header else ""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
        seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    except (ValueError, OverflowError):
        return None
    return max(seconds, 0.0)
