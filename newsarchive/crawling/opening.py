"""Opening a frontier: mend, find the job that the arguments name, decide how its crawl treats what is known."""

from __future__ import annotations

import json
import logging
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy import Request

from newsarchive.crawling.requests import freeze
from newsarchive.errors import ArchiveError
from newsarchive.frontier import recheck
from newsarchive.frontier.jobs import Jobs, Round
from newsarchive.frontier.memory import Memory
from newsarchive.frontier.queue import Entry, Queue
from newsarchive.frontier.recovery import Report, recover
from newsarchive.frontier.store import NAME, Store
from newsarchive.spider import NewsSpider

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from newsarchive.crawling.recorder import Recorder

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Policy:
    """When to look again, in seconds; `always`: each end is committed by itself."""

    recheck_after: tuple[float, ...]
    retry_after: tuple[float, ...]
    by_publication: bool
    always: bool


@dataclass
class Opened:
    """An open frontier and the crawl that it serves. `done` of `known` URLs had ended when it was opened."""

    store: Store
    queue: Queue
    memory: Memory
    jobs: Jobs
    crawl: Round
    policy: Policy
    done: int
    known: int
    entry: Callable[[Request], Entry]
    mend: Callable[[], Report]


def open_frontier(crawler: Crawler, recorder: Recorder, spider: Spider) -> Opened:
    """Open the frontier of a spider's source. Raise ArchiveError where it can't be opened or mended."""
    settings = crawler.settings
    store = Store(recorder.folder / NAME, durable=settings.get("FSYNC") != "close")
    try:
        mend = _mender(recorder, store, crawler)
        report = mend()
        if report.mended:
            logger.warning("Mended what an earlier crawl left: %s", report)
        elif report.imported:
            logger.info("%s", report)
        jobs, now = Jobs(store), time.time()
        ordered = getattr(spider, "url_file", None) is not None
        newest = isinstance(spider, NewsSpider) and spider.mode == "latest" and not ordered
        crawl = jobs.begin(arguments_of(spider, settings.get("REPLAY")), restarts=newest, pid=os.getpid(), now=now)
        asked = "always" if settings.get("REPLAY") else str(settings.get("RECHECK", "auto"))
        queue = Queue(store, crawl, recheck=asked, ordered=ordered and asked != "never")
        narrow = isinstance(spider, NewsSpider) and not (newest and spider.window.is_open and not spider.chosen)
        narrow = narrow or bool(settings.get("REPLAY"))  # what is due is to be asked of the site
        due = 0 if narrow else queue.take_waiting()
        if newest and not narrow:
            due += queue.take_due(now)
        if due:
            logger.info("%d known URLs are due", due)
        waiting, done = sum(queue.pending().values()), _done(store, crawl)
        if waiting:
            logger.info("Going on: %d URLs are pending, %d of this crawl are done", waiting, done)
        store.commit()
        entry = _entries(crawler, spider)
        policy = _policy(settings, spider)
        return Opened(store, queue, Memory(store), jobs, crawl, policy, done, done + waiting, entry, mend)
    except BaseException:
        store.close()
        raise


def arguments_of(spider: Spider, replay: object = None) -> str:
    """What makes a crawl the same crawl again, as canonical JSON: the arguments that say what to fetch from where."""
    if isinstance(spider, NewsSpider):
        since, until = spider.window
        given: dict[str, Any] = {
            "mode": None if spider.url_file is not None else spider.mode,
            "since": since and since.isoformat(),
            "until": until and until.isoformat(),
            "sections": ",".join(spider.chosen) or None,
            "urls": spider.url_file and str(spider.url_file.absolute()),
        }
    else:
        own = {k: v for k, v in vars(spider).items() if not k.startswith("_")}  # Scrapyd passes _job
        given = {k: v for k, v in own.items() if isinstance(v, str | int | float) and k != "name"}
    given["replay"] = str(replay) if replay else None
    return json.dumps({k: v for k, v in given.items() if v is not None}, sort_keys=True, ensure_ascii=False)


def _mender(recorder: Recorder, store: Store, crawler: Crawler) -> Callable[[], Report]:
    fingerprinter = crawler.request_fingerprinter
    if fingerprinter is None:
        raise ArchiveError("the crawler has no request fingerprinter")
    return lambda: recover(recorder.folder, store, lambda url: fingerprinter.fingerprint(Request(url)))


def _done(store: Store, crawl: Round) -> int:
    """How many URLs of this round have ended already: of a crawl that goes on."""
    if not crawl.resumed:
        return 0
    count: int = store.value(
        "SELECT count(*) FROM url WHERE state > 1 AND job = ? AND round = ?", (crawl.job, crawl.number)
    )
    return count


def _entries(crawler: Crawler, spider: Spider) -> Callable[[Request], Entry]:
    """How a request becomes an entry of the queue."""
    fingerprinter, engine = crawler.request_fingerprinter, crawler.engine
    if fingerprinter is None or engine is None:
        raise ArchiveError("the frontier was opened without an engine")

    def entry(request: Request) -> Entry:
        kind = request.meta.get("kind")
        return Entry(
            fingerprinter.fingerprint(request),
            request.url,
            kind if isinstance(kind, str) and kind.isascii() else None,
            engine.downloader.get_slot_key(request),
            request.priority,
            freeze(request, spider),
            request.dont_filter,
        )

    return entry


def _policy(settings: BaseSettings, spider: Spider) -> Policy:
    return Policy(
        recheck.intervals("RECHECK_AFTER", settings.get("RECHECK_AFTER", "1h, 1d, 7d, 30d")),
        recheck.intervals("RETRY_FAILED_AFTER", settings.get("RETRY_FAILED_AFTER", "1h, 1d, 7d, 30d")),
        by_publication=getattr(spider, "mode", None) == "backfill",
        always=settings.get("FSYNC") == "always",
    )
