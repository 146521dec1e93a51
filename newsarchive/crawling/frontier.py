"""The crash-proof scheduler: Scrapy's requests in the frontier file of their source (setting SCHEDULER).

A request is acknowledged when its callback's output is exhausted, every item has left the pipelines, and its bytes and
lines are committed; a redirected or retried one ends in the transaction that holds its successor. See
`newsarchive.frontier` for the states, `newsarchive.archive` for the order of writing.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.core.scheduler import BaseScheduler, Scheduler
from scrapy.exceptions import CloseSpider

from newsarchive.crawling.endings import Endings
from newsarchive.crawling.lease import Lease
from newsarchive.crawling.lifecycle import Watch
from newsarchive.crawling.opening import open_frontier
from newsarchive.crawling.recorder import Recorder
from newsarchive.crawling.requests import thaw
from newsarchive.crawling.slots import Slots
from newsarchive.crawling.stopping import Drain
from newsarchive.errors import ArchiveError, UnstorableRequest
from newsarchive.frontier.jobs import Progress
from newsarchive.frontier.memory import Place

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from newsarchive.archive.jsonl import Latest
    from newsarchive.archive.segment import Captured, Committed, Written
    from newsarchive.frontier.memory import Validators
    from newsarchive.frontier.queue import Leased
    from newsarchive.frontier.recovery import Report

RETRY_LATER = "retry_later"  # finish_reason: what is left waits for hosts that asked to be left alone

logger = logging.getLogger(__name__)


class Frontier(BaseScheduler):
    """A Scrapy scheduler on `<ARCHIVES_DIR>/<spider>/frontier.sqlite`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.recorder = Recorder.of(crawler)
        self.slots = Slots(crawler.settings)
        self.closing: str | None = None  # why the crawl ends, once it does
        self.known = 0  # URLs that this crawl has to do with
        self.articles = 0  # lines of this run that are committed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        """Build the scheduler; Scrapy's own for `scrapy fetch`, `parse` and `shell`, which look at one page."""
        return Scheduler.from_crawler(crawler) if _looks_at_one_page(crawler) else cls(crawler)

    # what Scrapy asks -------------------------------------------------------------------------------------------

    def open(self, spider: Spider) -> None:
        """Mend what an earlier crawl left, then begin, or go on where it stopped."""
        if self.crawler.engine is None or self.crawler.request_fingerprinter is None:
            raise ArchiveError("the frontier was opened without an engine")
        self._fingerprint = self.crawler.request_fingerprinter.fingerprint
        try:
            self._opened = opened = open_frontier(self.crawler, self.recorder, spider)
        except ArchiveError as error:
            raise SystemExit(f"newsarchive: {error}") from None
        self._spider, self._queue = spider, opened.queue
        self.known = opened.known
        self.endings = Endings(self.crawler, self.recorder, opened, self.slots)
        self.slots.load(self._queue.pending())
        for slot in opened.memory.resting(time.time()):
            self.slots.give_up(slot)
        self.recorder.attach(self)
        self._drain = Drain(self.crawler, self.recorder)
        spider.frontier = self  # type: ignore[attr-defined]
        self._watch = Watch(self.crawler.engine, self.endings, self._close_begins)
        self.crawler.signals.connect(self.endings.broke, signals.item_error)
        self.crawler.signals.connect(self._idle, signals.spider_idle)

    def has_pending_requests(self) -> bool:
        """Whether this crawl may still lease a request."""
        return not self.recorder.failed and self.slots.pending > 0

    def enqueue_request(self, request: Request) -> bool:
        """Store a request; False where it is known and not due. Raise UnstorableRequest."""
        self.endings.seen = True
        if self.recorder.failed:
            return False
        predecessor = self.endings.predecessor
        entry = self._opened.entry(request)
        try:
            added = self._queue.add(entry, time.time(), successor_of=predecessor.id if predecessor else None)
        except ArchiveError as error:
            self.recorder.fail(error)
            return False
        if added == "duplicate" and predecessor and request.url in request.meta.get("redirect_urls", ()):
            self.endings.looped(predecessor, request)
        if added in ("duplicate", "known"):
            self._count("dupefilter/filtered" if added == "duplicate" else "frontier/known")
            return False
        if predecessor is not None and entry.fingerprint == predecessor.fingerprint:
            self.endings.replaced(predecessor)
        else:
            self.known += 1
        self.slots.queued(entry.slot)
        self._count(f"frontier/{added}")
        return True

    def next_request(self) -> Request | None:
        """Lease the most urgent request of a slot that has room."""
        while not self.recorder.failed:
            try:
                slot = self.slots.choose(self._queue.urgency)
                leased = self._queue.lease(slot) if slot is not None else None
                if slot is not None and leased is None:  # never seen; a wrong count must not keep a crawl from ending
                    self.slots.load(self._queue.pending())
                    continue
            except ArchiveError as error:
                self.recorder.fail(error)
                return None
            if slot is None or leased is None:
                return None
            self.slots.leased(slot)
            request = self._thawed(leased)
            lease = Lease(
                leased.id, leased.fingerprint, leased.kind, slot, leased.attempts, request or Request(leased.url)
            )
            if request is None:
                self.endings.fail(lease, "unstorable_request")
                continue
            lease.own_slot = "download_slot" in request.meta
            self.endings.begin(lease)
            return request
        return None

    def close(self, reason: str) -> None:
        """End the run; what has not ended goes back. The recorder then commits, and closes the file."""
        if self.recorder.failed:
            with suppress(ArchiveError):
                self._opened.store.rollback()
                self._end_run(reason, complete=False)
                self._opened.store.commit()
            return
        for lease in self.endings.under_way:
            self.endings.put_back(lease)
        ended = reason in ("finished", RETRY_LATER)
        self.endings.guarded(lambda: self._end_run(reason, complete=ended and self._queue.is_through()))

    # what a spider asks (discovering.KnownUrls) ----------------------------------------------------------------------

    def is_new(self, url: str) -> bool:
        """Whether a URL is unknown, or was first found by this crawl or the unfinished one it goes on from."""
        return self._queue.is_new(self._fingerprint(Request(url)))

    @property
    def finished_before(self) -> bool:
        """Whether a crawl with the same arguments has run to its end before."""
        return self._opened.crawl.finished_before

    # what the recorder and the middlewares ask ------------------------------------------------------------------

    @property
    def ended(self) -> int:
        """How many of the `known` URLs of this crawl need nothing more."""
        return self.endings.ended

    @property
    def unread(self) -> int:
        """How many feeds, sitemaps and listings are pending: nobody knows how many articles they name."""
        return self._queue.unread()

    def acknowledge(self, committed: list[Committed]) -> None:
        """Commit, now that the files hold what was written. Raise WriteFailed."""
        opened = self._opened
        synced = self.crawler.settings.get("FSYNC") != "close"
        for pair in committed:
            opened.memory.commit_lengths(
                pair.file, pair.warc_bytes, pair.jsonl_bytes, synced=synced, closed=pair.closed
            )
        articles = self._articles()
        far = Progress(opened.done, self.ended, self.known)
        opened.jobs.beat(opened.crawl, far, articles=articles, now=time.time())
        opened.store.commit()
        self.articles = articles
        self.endings.committed()

    def give_up(self, slot: str, seconds: float) -> None:
        """Lease nothing more of a host that asked to be left alone for longer than a crawl waits, nor in later ones."""
        self.slots.give_up(slot)
        self.endings.guarded(lambda: self._opened.memory.rest(slot, time.time() + seconds))

    def release(self) -> None:
        """Let go of the file; what was not committed is forgotten."""
        self._opened.store.close()

    def mend(self) -> Report:
        """Forget what was not committed, and bring the files back to what was. Raise ArchiveError."""
        self._opened.store.rollback()
        return self._opened.mend()

    def latest(self, key: str) -> Latest | None:
        """The newest version of an article."""
        return self._opened.memory.latest(key)

    def wrote(self, key: str, latest: Latest, written: Written) -> None:
        """Remember the version whose line was written."""
        self._opened.memory.remember_article(key, latest, written.file, written.end)

    def payload(self, digest: str) -> Place | None:
        """Where a full response with this payload stands."""
        return self._opened.memory.payload(digest)

    def captured(self, captured: Captured) -> None:
        """Remember a full response as the one that later equals refer to."""
        pointer = captured.capture
        self._opened.memory.remember_payload(pointer.payload_digest, Place(pointer.file, pointer.offset))

    def forget(self, digest: str) -> None:
        """Forget a payload that the files no longer hold."""
        self._opened.memory.forget_payload(digest)

    def validators(self, request: Request) -> Validators | None:
        """What to ask a server with for a URL that led to what stands."""
        return self._opened.memory.validators(self._fingerprint(request))

    # inside -----------------------------------------------------------------------------------------------------

    def _thawed(self, leased: Leased) -> Request | None:
        try:
            if leased.request is None:
                again: Any = getattr(self._spider, "request_again", None)
                return again(leased.url, leased.kind) if again is not None else None
            request = thaw(leased.url, leased.priority, leased.request, self._spider)
        except (UnstorableRequest, ValueError, KeyError) as error:
            logger.error("Not fetched: %s", error)
            return None
        if leased.reason is not None:  # it failed in an earlier crawl: this one begins anew
            for key in ("retry_times", "download_timeout"):
                request.meta.pop(key, None)
        return request

    def _end_run(self, reason: str, *, complete: bool) -> None:
        self._opened.jobs.end(self._opened.crawl, reason, complete=complete, now=time.time())

    def _close_begins(self, reason: str) -> None:
        if self.closing is None and reason != "finished":
            self._drain.begin()
        self.closing = self.closing or reason

    def _idle(self) -> None:
        """Nothing is under way: a lease that has not ended never will."""
        for lease in self.endings.under_way:
            logger.error("Lost inside Scrapy, counts as failed: %s", lease.request)
            self.endings.fail(lease, "never_ended")
        if self.slots.left_over:
            raise CloseSpider(RETRY_LATER)

    def _articles(self) -> int:
        stats = self.crawler.stats
        return int(stats.get_value("news/articles", 0)) if stats is not None else 0

    def _count(self, what: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(what)


def _looks_at_one_page(crawler: Crawler) -> bool:
    """Whether a command of Scrapy's asks: the shell opens an engine without a crawl, the others bring their start."""
    start = getattr(type(crawler.spider), "start", None)
    return not crawler.crawling or str(getattr(start, "__module__", "")).startswith("scrapy.commands.")
