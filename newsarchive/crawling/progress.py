"""Progress of a crawl as log lines: done of known, pages a minute, what is unread, the time left."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from newsarchive.crawling.recorder import Recorder

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Progress:
    """Logs a line every PROGRESS_SECONDS (0: never)."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._every = crawler.settings.getfloat("PROGRESS_SECONDS", 60)
        if not self._every:
            raise NotConfigured
        self._looking = create_looping_call(self.log)
        self._begun, self._done = time.monotonic(), 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        """Build the extension, unless PROGRESS_SECONDS is 0."""
        progress = cls(crawler)
        crawler.signals.connect(progress.open, signals.spider_opened)
        crawler.signals.connect(progress.close, signals.spider_closed)
        return progress

    def open(self) -> None:
        """Begin."""
        frontier = Recorder.of(self.crawler).frontier
        if frontier is not None:
            self._begun, self._done = time.monotonic(), frontier.ended
            self._looking.start(self._every, now=False)

    def close(self) -> None:
        """End."""
        if self._looking.running:
            self._looking.stop()

    def log(self) -> None:
        """Say how far the crawl is."""
        frontier = Recorder.of(self.crawler).frontier
        if frontier is not None and not frontier.recorder.failed:
            seconds = max(time.monotonic() - self._begun, 0.001)
            rate = (frontier.ended - self._done) / seconds
            logger.info("%s", line_of(frontier.ended, frontier.known, rate, frontier.unread))


def line_of(done: int, known: int, rate: float, unread: int) -> str:
    """`done` of `known` URLs at `rate` a second; `unread` sitemaps and listing pages will bring more."""
    parts = [
        f"progress: {done} of {known} known URLs done ({done / known:.0%})" if known else "progress: nothing known"
    ]
    parts.append(f"{rate * 60:.0f} a minute")
    if unread:
        parts.append(f"{unread} listings and sitemaps unread")
    if rate > 0 and known > done:
        parts.append(f"{duration((known - done) / rate)} left" + (" for what is known" if unread else ""))
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """Seconds as a person says them: `8 s`, `12 min`, `3 h 05 min`."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02d} min"
