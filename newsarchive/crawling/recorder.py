"""The recorder: the extension that owns a crawl's open segment, between the download handler and the pipelines.

It mends what an earlier crawl left torn, writes exchanges and lines, commits about once a second (DESIGN's commit
order: WARC bytes, JSONL lines, fsync, then `on_commit`, the frontier's place), and closes the pair at the end.
"""

from __future__ import annotations

import logging
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from newsarchive.archive.location import archives_dir
from newsarchive.archive.ownership import Ownership
from newsarchive.archive.recovery import recover
from newsarchive.archive.segment import Captured, Closed, Segments
from newsarchive.errors import ArchiveError, PrivateHostRefused, SegmentLocked, WriteFailed
from newsarchive.version import __version__

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

    from newsarchive.archive.exchange import Exchange
    from newsarchive.items import Article

_COMMIT_SECONDS = 1.0

logger = logging.getLogger(__name__)


class Recorder:
    """Writes what a crawl fetches and reads under `<ARCHIVES_DIR>/<spider>/`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.settings = crawler.settings
        self.name = crawler.spidercls.name
        self.folder = archives_dir(self.settings.get("ARCHIVES_DIR")) / self.name
        self._idle = self.settings.getfloat("WARC_IDLE_SECONDS", 900)
        self._segments: Segments | None = None
        self._failed: WriteFailed | None = None
        self._ticker: Any = None
        try:
            self._ownership = Ownership(self.folder)
        except SegmentLocked as error:
            raise SystemExit(f"newsarchive: {error}") from None
        self._reconstructing = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Recorder:
        """Build the extension and connect it to the crawl's life."""
        recorder = cls(crawler)
        crawler.signals.connect(recorder.open, signals.spider_opened)
        crawler.signals.connect(recorder.close, signals.engine_stopped)
        return recorder

    @classmethod
    def of(cls, crawler: Crawler) -> Recorder:
        """The recorder of `crawler`. Raise ArchiveError where the add-on is not installed."""
        recorder = crawler.get_extension(cls)
        if recorder is None:
            raise ArchiveError("no Recorder extension: set ADDONS = {'newsarchive.crawling.addon.Archive': 500}")
        return recorder

    def open(self, spider: Spider) -> None:
        """Mend torn segments, start the commit beat."""
        report = recover(self.folder)
        if report.mended:
            logger.warning("Mended what an earlier crawl left: %s", report)
        self._ticker = create_looping_call(self._beat)
        self._ticker.start(_COMMIT_SECONDS, now=False)

    @property
    def segments(self) -> Segments:
        """The open segment pair, made when it is first needed."""
        if self._segments is None:
            level = self.settings.get("WARC_GZIP_LEVEL")
            self._segments = Segments(
                self.folder,
                self.name,
                clock=lambda: datetime.now(UTC),
                info=self._info(),
                max_bytes=self.settings.getint("WARC_MAX_BYTES", 1_000_000_000),
                fsync=str(self.settings.get("FSYNC", "interval")),
                level=None if level is None else int(level),
                algorithm=str(self.settings.get("WARC_DIGEST", "sha1")),
                mask_cookies=self.settings.getbool("WARC_MASK_COOKIES"),
                verbatim=self.settings.get("WARC_FRAMING") == "verbatim",
            )
        return self._segments

    @property
    def closed(self) -> list[Closed]:
        """The pairs that this crawl has closed."""
        return self._segments.closed if self._segments is not None else []

    def keep(self, request: Request, exchange: Exchange) -> None:
        """Write one exchange of `request`, whose meta then holds the capture of this response and of no earlier one."""
        request.meta.pop("capture", None)
        captured = self.record(exchange)
        if captured is not None:
            request.meta["capture"] = captured

    def record(self, exchange: Exchange) -> Captured | None:
        """Write one exchange; return the pointer to its response.

        Raise WriteFailed, and stop the crawl, if the disk refuses.
        """
        if self._failed is not None:
            raise self._failed
        try:
            captured = self.segments.add(exchange)
        except WriteFailed as error:
            self._fail(error)
            raise
        stats = self.crawler.stats
        if stats is not None:
            stats.inc_value("capture/exchanges")
            stats.inc_value("capture/wire_bytes", len(exchange.request) + len(exchange.response))
            if exchange.truncated:
                stats.inc_value(f"capture/truncated/{exchange.truncated}")
            if exchange.error == PrivateHostRefused.__name__:
                stats.inc_value("capture/refused/private_host")
            elif exchange.error:
                stats.inc_value(f"capture/errors/{exchange.error}")
        return captured

    def write(self, article: Article) -> None:
        """Write one line into the pair of its capture."""
        if self._failed is not None:
            raise self._failed
        try:
            self.segments.write(article)
        except WriteFailed as error:
            self._fail(error)
            raise

    def close(self) -> None:
        """Commit and close the open pair; a crawl that fetched nothing leaves no file."""
        if self._ticker is not None and self._ticker.running:
            self._ticker.stop()
        if self._segments is not None:
            try:
                self._segments.close()
            except WriteFailed as error:
                logger.critical("%s: the next crawl, or newsarchive recover, mends it", error)
        self._ownership.release()
        if self._failed is not None:
            self.crawler.spider = None  # for `scrapy crawl` a crawl without a spider failed: exit code 1

    def warn_reconstructing(self, missing: BaseException) -> None:
        """Say once that wire capture is off, and why; each scheme's handler comes with the news."""
        if self._reconstructing:
            return
        self._reconstructing = True
        logger.error(
            "Wire capture is off: Scrapy or Twisted changed (%s). Records are rebuilt and marked as reconstructed.",
            missing,
        )

    def _beat(self) -> None:
        if self._segments is not None and self._failed is None:
            try:
                self._segments.commit()
                if self._idle:
                    self._segments.rotate_if_idle(timedelta(seconds=self._idle))
            except WriteFailed as error:
                self._fail(error)

    def _fail(self, error: WriteFailed) -> None:
        """Stop the crawl: bytes that can't be kept must not be fetched."""
        self._failed = error
        logger.critical("%s", error)
        engine = self.crawler.engine
        if engine is not None and engine.spider is not None:
            deferred_from_coro(engine.close_spider_async(reason="archive_write_failed"))

    def _info(self) -> dict[str, str]:
        """What the warcinfo record says of this crawl (WARC 1.1, 6.2)."""
        info = {
            "software": f"newsarchive/{__version__}",
            "isPartOf": self.name,
            "robots": "obey" if self.settings.getbool("ROBOTSTXT_OBEY") else "ignore",
            "hostname": socket.gethostname(),
            "http-header-user-agent": cast("str", self.settings.get("USER_AGENT")),
            "operator": cast("str | None", self.settings.get("OPERATOR")) or "",
            "replayed-from": Path(str(self.settings["REPLAY"])).name if self.settings.get("REPLAY") else "",
        }
        return {key: value for key, value in info.items() if value}
