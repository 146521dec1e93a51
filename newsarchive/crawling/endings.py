"""How leases end: as done, failed or dropped, put back, or in their successor. Each end is acknowledged by a commit."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.exceptions import CloseSpider

from newsarchive.crawling.lease import Lease, current
from newsarchive.crawling.verdicts import verdict
from newsarchive.dates import VIETNAM
from newsarchive.errors import ArchiveError, UnstorableRequest
from newsarchive.frontier import recheck
from newsarchive.frontier.memory import Fetched
from newsarchive.frontier.queue import DONE, FAILED

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsarchive.crawling.opening import Opened
    from newsarchive.crawling.recorder import Recorder
    from newsarchive.crawling.slots import Slots

_GROUP = 64  # ends in one commit, at most

logger = logging.getLogger(__name__)


class Endings:
    """The leases of a crawl, from the moment that their requests are given out."""

    def __init__(self, crawler: Crawler, recorder: Recorder, opened: Opened, slots: Slots) -> None:
        self._crawler, self._recorder, self._slots = crawler, recorder, slots
        self._opened, self._queue, self._memory = opened, opened.queue, opened.memory
        self.ended = opened.done  # URLs of this crawl that need nothing more
        self._leases: dict[Request, Lease] = {}
        self._ends = 0  # since the last commit
        self.predecessor: Lease | None = None  # of the request that the engine is asked to schedule
        self.seen = False  # whether the engine brought it to the scheduler

    def begin(self, lease: Lease) -> None:
        """Note a lease whose request is given out."""
        self._leases[lease.request] = lease

    def lease_of(self, request: Request) -> Lease | None:
        """The lease under which a request was given out, while it lasts."""
        return self._leases.get(request)

    @property
    def under_way(self) -> list[Lease]:
        """The leases that have not ended."""
        return list(self._leases.values())

    def left_downloader(self, lease: Lease) -> None:
        """Make room in its slot."""
        if lease.downloading:
            lease.downloading = False
            self._slots.left(lease.slot)

    def succeed(self, lease: Lease | None, request: Request, schedule: Callable[[], None]) -> None:
        """Store a found request, or a lease's successor, which takes its place in the same transaction."""
        self.predecessor, self.seen = lease, False
        if lease is not None and not lease.own_slot:
            request.meta.pop("download_slot", None)  # the downloader's note: another host has another slot
        try:
            schedule()
        except Exception as error:  # Scrapy's worker would die of it, and the page's other requests with it
            page = lease or current.get()
            if page is None:
                raise
            told = isinstance(error, UnstorableRequest)
            logger.error(
                "%s would be lost: the page that led to it counts as failed: %s", request, error, exc_info=not told
            )
            page.failure = "unstorable_request" if told else f"exception/{type(error).__name__}"
        finally:
            self.predecessor = None
        if not self.seen:
            self._record_ignored(request)
        if lease is None or lease.ended:
            return
        if lease.failure is not None:
            self.fail(lease, lease.failure)
        else:
            self._close(lease, lambda: self._queue.end_redirected(lease.id, time.time()))

    def end(self, lease: Lease, result: Response | Failure) -> None:
        """Acknowledge: the callback's output is exhausted, every item has left the pipelines."""
        if lease.ended:
            return
        found = verdict(lease, result, self._allowed(lease.request))
        if found.state is None:
            self.put_back(lease)
        elif found.state == DONE:
            self._close(lease, lambda: self._remember(lease, result))
        elif found.state == FAILED:
            self.fail(lease, found.reason or "unknown", at_once=found.at_once)
        else:
            state, reason = found.state, found.reason
            self._close(lease, lambda: self._queue.end(lease.id, state=state, reason=reason, next_try=None))

    def broke(self, failure: Failure) -> None:
        """A page whose callback or pipeline broke has not led to all that is on it."""
        lease = current.get()
        if lease is not None:
            lease.failure = f"exception/{type(failure.value).__name__}"

    def callback_broke(self, failure: Failure) -> None:
        """The same of a callback; one that closed the spider is done again by the next crawl."""
        self.broke(failure)
        lease = current.get()
        if lease is not None:
            lease.put_back = isinstance(failure.value, CloseSpider)

    def looped(self, lease: Lease, request: Request) -> None:
        """A redirect leads back to a URL that it came from: none of them was fetched."""
        lease.failure = "redirect_loop"
        now, policy = time.time(), self._opened.policy
        for url in request.meta.get("redirect_urls", []):
            fingerprint = self._opened.entry(request.replace(url=url)).fingerprint
            next_try = recheck.next_try(1, now, policy.retry_after)
            self.guarded(partial(self._queue.end_loop, fingerprint, next_try))

    def fail(self, lease: Lease, reason: str, *, at_once: bool = False) -> None:
        """End a lease as failed, with the next try that its attempts leave it; `at_once`: the next crawl may try."""
        now = time.time()
        later = recheck.next_try(lease.attempts + 1, now, self._opened.policy.retry_after)
        next_try = now if at_once else later
        self._close(lease, lambda: self._queue.end(lease.id, state=FAILED, reason=reason, next_try=next_try))

    def put_back(self, lease: Lease) -> None:
        """Make a lease pending again."""
        self.ended -= 1
        self._close(lease, lambda: self._queue.put_back(lease.id))
        self._slots.queued(lease.slot)

    def replaced(self, lease: Lease) -> None:
        """End a lease whose own row is pending again: a retry, or a redirect to itself."""
        self.ended -= 1
        self._close(lease, lambda: None)

    def committed(self) -> None:
        """Begin a new group."""
        self._ends = 0

    def guarded(self, step: Callable[[], Any]) -> None:
        """Do one step on the frontier file; where the disk refuses, the crawl stops."""
        if self._recorder.failed:
            return
        try:
            step()
        except ArchiveError as error:
            self._recorder.fail(error)

    def _close(self, lease: Lease, step: Callable[[], Any]) -> None:
        self.left_downloader(lease)
        lease.ended = True
        self._leases.pop(lease.request, None)
        self.guarded(step)
        self.ended += 1
        self._ends += 1
        if self._ends >= _GROUP or self._opened.policy.always:
            self._recorder.commit()

    def _remember(self, lease: Lease, result: Any) -> None:
        now, captured = time.time(), lease.request.meta.get("capture")
        fetched = Fetched()
        if captured is not None:
            fetched = Fetched(file=captured.capture.file, warc_end=captured.capture.offset + captured.capture.length)
            if result.status != 304:
                sound = captured.truncated is None and "cut" not in result.flags and result.status == 200
                fetched = fetched._replace(
                    payload=captured.capture.payload_digest,
                    etag=_header(result, "ETag") if sound else None,
                    last_modified=_header(result, "Last-Modified") if sound else None,
                )
        self._memory.end_done(
            lease.id,
            fetched,
            now=now,
            article=lease.article,
            changed=lease.changed,
            next_check=self._next_check(lease, result, now),
        )
        self._memory.end_twin(lease.id)

    def _next_check(self, lease: Lease, result: Any, now: float) -> float | None:
        """Articles are looked at again, counted from their last change; those of a back-fill from their publication.

        Styles and scripts, which sites change under one address, are asked for again where a later page needs them.
        """
        if lease.kind == "requisite":
            return now + recheck.SHARED if _is_shared(result) else None
        if lease.kind != "article":
            return None
        policy = self._opened.policy
        if policy.by_publication:
            published = _seconds(lease.published)
            return recheck.next_check(published, now, policy.recheck_after) if published is not None else None
        since = now if lease.changed else self._memory.changed_at(lease.id) or now
        return recheck.next_check(since, now, policy.recheck_after)

    def _record_ignored(self, request: Request) -> None:
        """Keep what a handler of request_scheduled refused: Scrapy's offsite filter, or another project's own."""
        offsite = self._crawler.get_downloader_middleware(OffsiteMiddleware)
        spider = self._crawler.spider
        foreign = offsite is not None and spider is not None and not offsite.should_follow(request, spider)
        try:
            entry = self._opened.entry(request)
        except (UnstorableRequest, ValueError):
            return  # it was told when it was to be stored
        reason = "offsite" if foreign else "ignored"
        self.guarded(lambda: self._queue.record_dropped(entry, reason, time.time()))

    def _allowed(self, request: Request) -> Any:
        """The HTTP statuses beyond 2xx that a callback takes (HttpErrorMiddleware's rules); True for all."""
        settings, meta = self._crawler.settings, request.meta
        if meta.get("handle_httpstatus_all") or settings.getbool("HTTPERROR_ALLOW_ALL"):
            return True
        own = getattr(self._crawler.spider, "handle_httpstatus_list", settings.getlist("HTTPERROR_ALLOWED_CODES"))
        return meta.get("handle_httpstatus_list", own)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _is_shared(response: Any) -> bool:
    """Whether a requisite serves many pages: a style sheet or a script; a 304 need not say what it stands for."""
    kind = response.headers.get("Content-Type", b"").lower()
    return response.status == 304 or b"css" in kind or b"javascript" in kind


def _seconds(date: str | None) -> float | None:
    """An article's date (an instant, or a day in Vietnam) as seconds since 1970."""
    if date is None:
        return None
    moment = datetime.fromisoformat(date)
    return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).timestamp()
