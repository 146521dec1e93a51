"""Stopping well: what waits goes back at once, what is on the wire has some seconds; and before the disk is full."""

from __future__ import annotations

import logging
import shutil
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import call_later, create_looping_call
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from newsarchive.crawling.recorder import Recorder
from newsarchive.crawling.verdicts import PutBack

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler

DISK_FULL = "disk_full"  # finish_reason
_EVERY = 0.1  # seconds between looks at what has come to wait meanwhile
_LOOK = 1.0  # seconds between looks at the free space

logger = logging.getLogger(__name__)


class Drain:
    """Ends a crawl's downloads once it closes: within SHUTDOWN_SECONDS."""

    def __init__(self, crawler: Crawler, recorder: Recorder) -> None:
        self.crawler, self.recorder = crawler, recorder
        self._seconds = crawler.settings.getfloat("SHUTDOWN_SECONDS", 20)

    def begin(self) -> None:
        """Put back what waits for its turn, now and from now on; give up what is on the wire when the time is over."""
        looking = create_looping_call(self._put_back)
        looking.start(_EVERY, now=True)
        giving_up = call_later(self._seconds, self._give_up)

        def stop() -> None:
            if looking.running:
                looking.stop()
            giving_up.cancel()

        self.crawler.signals.connect(stop, signals.engine_stopped, weak=False)

    def _put_back(self) -> None:
        for slot in self.crawler.engine.downloader.slots.values():
            put_back_waiting(slot)

    def _give_up(self) -> None:
        count = self.recorder.abort_downloads()
        if count:
            logger.info("%d downloads given up after %g s: they go back", count, self._seconds)


def put_back_waiting(slot: Slot) -> None:
    """Take back the requests that wait for their turn in a slot of the downloader."""
    while slot.queue:
        _, waiting = slot.queue.popleft()
        waiting.errback(Failure(PutBack("the crawl stops")))  # type: ignore[no-untyped-call]


class FreeSpace:
    """Stops the crawl while MIN_FREE_BYTES are still free where the archive lies."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._least = crawler.settings.getint("MIN_FREE_BYTES", 0)
        if not self._least:
            raise NotConfigured
        self._looking = create_looping_call(self._look)
        self._stopped = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FreeSpace:
        """Build the extension, unless MIN_FREE_BYTES is 0."""
        guard = cls(crawler)
        crawler.signals.connect(guard.open, signals.engine_started)
        crawler.signals.connect(guard.close, signals.spider_closed)
        return guard

    def open(self) -> None:
        """Begin to look; where there is too little to begin with, nothing is fetched."""
        self._looking.start(_LOOK, now=False)
        if self._is_short():
            # Only an engine that runs can be closed with all that belongs to it, the report included.
            self.crawler.engine.pause()
            call_later(0, self._stop)

    def close(self) -> None:
        """Look no more."""
        if self._looking.running:
            self._looking.stop()

    def _look(self) -> None:
        if not self._stopped and self._is_short():
            self._stop()

    def _stop(self) -> None:
        engine = self.crawler.engine
        self._stopped = True
        if engine.spider is not None:
            deferred_from_coro(engine.close_spider_async(reason=DISK_FULL))

    def _is_short(self) -> bool:
        folder = Recorder.of(self.crawler).folder
        free = shutil.disk_usage(folder).free
        if free >= self._least:
            return False
        logger.critical(
            "Stopping before the disk is full: %d bytes free at %s, MIN_FREE_BYTES is %d", free, folder, self._least
        )
        return True
