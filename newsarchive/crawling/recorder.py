"""The recorder: the extension that owns a crawl's open segment, between the download handler and the pipelines.

It writes exchanges and lines, commits about once a second (WARC bytes, JSONL lines, fsync, then the frontier's
acknowledgements), stops the crawl where the disk refuses, and closes the pair at the end.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from newsarchive.archive import revisit
from newsarchive.archive.jsonl import Latest, latest_revisions
from newsarchive.archive.location import archives_dir
from newsarchive.archive.ownership import Ownership
from newsarchive.archive.recovery import recover
from newsarchive.archive.segment import Captured, Segments
from newsarchive.crawling.counts import count_unwritten, count_written
from newsarchive.crawling.warcinfo import warcinfo
from newsarchive.errors import ArchiveError, SegmentLocked, WriteFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

    from newsarchive.archive.exchange import Exchange
    from newsarchive.archive.pair import Closed
    from newsarchive.crawling.frontier import Frontier
    from newsarchive.items import Article

_COMMIT_SECONDS = 1.0
logger = logging.getLogger(__name__)


class Recorder:
    """Writes what a crawl fetches and reads under `<ARCHIVES_DIR>/<spider>/`.

    With a frontier (`crawling.frontier`) its commits carry the acknowledgements, equal payloads become revisits, and
    the frontier knows the revisions; without one (another project's scheduler) the lines are read for them.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.settings = crawler.settings
        self.name = crawler.spidercls.name
        self.folder = archives_dir(self.settings.get("ARCHIVES_DIR")) / self.name
        self.frontier: Frontier | None = None
        self._idle = self.settings.getfloat("WARC_IDLE_SECONDS", 900)
        self._revisits = self.settings.getbool("WARC_REVISITS", True)
        self._segments: Segments | None = None
        self._lines: dict[str, Latest] | None = None
        self._downloads: list[Callable[[], int]] = []
        self._failed: ArchiveError | None = None
        self._failing = False
        self._unsafe = False  # what was written last could not be committed
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

    def attach(self, frontier: Frontier) -> None:
        """Let this frontier acknowledge what is committed from now on; it has mended the folder."""
        self.frontier = frontier

    def open(self, spider: Spider) -> None:
        """Start the commit beat; without a frontier, mend torn segments first."""
        if self.frontier is None:
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
                info=warcinfo(self.name, self.settings),
                max_bytes=self.settings.getint("WARC_MAX_BYTES", 1_000_000_000),
                fsync=str(self.settings.get("FSYNC", "interval")),
                level=None if level is None else int(level),
                algorithm=str(self.settings.get("WARC_DIGEST", "sha1")),
                mask_cookies=self.settings.getbool("WARC_MASK_COOKIES"),
                verbatim=self.settings.get("WARC_FRAMING") == "verbatim",
                acknowledge=self.frontier.acknowledge if self.frontier is not None else None,
            )
        return self._segments

    @property
    def closed(self) -> list[Closed]:
        """The pairs that this crawl has closed."""
        return self._segments.closed if self._segments is not None else []

    @property
    def failed(self) -> bool:
        """Whether the disk has refused a write: nothing is acknowledged any more."""
        return self._failed is not None

    @property
    def lost_lines(self) -> int:
        """How many lines were written and, after a failure, could not be committed: they are cut off again."""
        if self.frontier is None or not self._unsafe:
            return 0
        return int(self.crawler.stats.get_value("news/articles", 0)) - self.frontier.articles

    def keep(self, request: Request, exchange: Exchange) -> None:
        """Write one exchange of `request`, whose meta then holds the capture of this response and of no earlier one."""
        request.meta.pop("capture", None)
        asked = request.meta.get("conditional")
        if asked is not None:
            exchange.not_modified = self.original(asked)
        captured = self.record(exchange)
        if captured is not None:
            request.meta["capture"] = captured

    def record(self, exchange: Exchange) -> Captured | None:
        """Write one exchange; return the pointer to its response.

        Raise WriteFailed, and stop the crawl, if the disk refuses; any other error concerns this exchange alone.
        """
        if self._failed is not None:
            raise WriteFailed(str(self._failed))
        fresh: list[str] = []

        def find(digest: str) -> revisit.Original | None:
            found = self.original(digest)
            if found is None:
                fresh.append(digest)
            return found

        try:
            captured = self.segments.add(exchange, find if self._revisits and self.frontier is not None else None)
            if fresh and captured is not None and self.frontier is not None:
                self.frontier.captured(captured)
        except Exception as error:
            count_unwritten(self.crawler.stats, error)
            if isinstance(error, ArchiveError):
                self.fail(error)
            else:  # no record could be made of it: nothing was written, and its page must not count as fetched
                logger.error("Not archived: %s: %s: %s", exchange.url, type(error).__name__, error)
            raise
        count_written(self.crawler.stats, exchange, captured)
        return captured

    def original(self, digest: str) -> revisit.Original | None:
        """The earlier full response with this payload, read from its file: what a revisit may refer to."""
        place = self.frontier.payload(digest) if self.frontier is not None else None
        if self.frontier is None or place is None:
            return None
        found = revisit.original_at(self.folder, place.file, place.offset, digest)
        if found is None:
            self.frontier.forget(digest)
        return found

    def latest(self, key: str) -> Latest | None:
        """The newest version of an article that stands in the source's lines."""
        if self.frontier is not None:
            return self.frontier.latest(key)
        if self._lines is None:
            self._lines = latest_revisions(self.folder)
        return self._lines.get(key)

    def write(self, article: Article) -> None:
        """Write one line into the pair of its capture. Raise WriteFailed, and stop the crawl, if the disk refuses."""
        if self._failed is not None:
            raise WriteFailed(str(self._failed))
        latest = Latest(article.revision, article.content_digest, article.id)
        try:
            written = self.segments.write(article)
            if self.frontier is not None:
                self.frontier.wrote(article.key, latest, written)
        except WriteFailed as error:
            self.fail(error)
            raise
        if self._lines is not None:
            self._lines[article.key] = latest

    def commit(self) -> None:
        """Make safe what was written, and acknowledge it; stop the crawl if the disk refuses."""
        if self._failed is None and not self._failing:
            try:
                self._commit()
            except ArchiveError as error:
                self.fail(error)

    def fail(self, error: ArchiveError) -> None:
        """Stop the crawl: bytes that can't be kept must not be fetched. What was whole before stays acknowledged."""
        if self._failed is not None or self._failing:
            return
        self._failing = True
        logger.critical("%s", error)
        try:
            self._commit()
        except ArchiveError as again:
            self._unsafe = True
            logger.critical("%s: the next crawl, or newsarchive recover, mends it", again)
        self._failed = error
        engine = self.crawler.engine
        if engine is not None and engine.spider is not None:
            deferred_from_coro(engine.close_spider_async(reason="archive_write_failed"))

    def close(self) -> None:
        """Commit and close the open pair; a crawl that fetched nothing leaves no file."""
        if self._ticker is not None and self._ticker.running:
            self._ticker.stop()
        try:
            self._close()
        except ArchiveError as error:
            self._failed = self._failed or error
            logger.critical("%s: the next crawl, or newsarchive recover, mends it", error)
        if self.frontier is not None:
            self.frontier.release()
        self._ownership.release()
        if self._failed is not None:
            self.crawler.spider = None  # for `scrapy crawl` a crawl without a spider failed: exit code 1

    def on_abort(self, abort: Callable[[], int]) -> None:
        """Let a download handler be told to give up what is on the wire; it returns how many those are."""
        self._downloads.append(abort)

    def abort_downloads(self) -> int:
        """Give up what is on the wire; return how many downloads those are."""
        return sum(abort() for abort in self._downloads)

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
        self.commit()
        if self._segments is not None and self._failed is None and self._idle:
            try:
                self._segments.rotate_if_idle(timedelta(seconds=self._idle))
            except ArchiveError as error:
                self.fail(error)

    def _commit(self) -> None:
        if self._segments is not None:
            self._segments.commit()
        elif self.frontier is not None:
            self.frontier.acknowledge([])

    def _close(self) -> None:
        if self._segments is not None and self._unsafe:
            self._segments.abandon()
            self._mend()
        elif self._segments is not None:
            self._segments.close()
        if not self._unsafe:
            self._commit()

    def _mend(self) -> None:
        """Cut the files back to what was acknowledged and close them, as far as the disk lets us."""
        try:
            report = self.frontier.mend() if self.frontier is not None else recover(self.folder)
            logger.warning("Mended after the failure: %s", report)
        except (ArchiveError, OSError) as error:
            logger.error("Not mended now (%s): the next crawl, or newsarchive recover, does it", error)
