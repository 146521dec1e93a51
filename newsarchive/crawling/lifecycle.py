"""How a request ends: Scrapy says it nowhere, so its engine is asked at the five places that every request passes.

`downloader.fetch` gives a response, a failure, or a successor (a redirect, a retry); `engine.crawl` takes successors
and found requests; `scraper.enqueue_scrape` returns once the callback's output is exhausted and every item has left the
pipelines; `scraper.handle_spider_error` tells what broke a callback; `engine.close_spider_async` begins the end. They
are public names of Scrapy 2.19, called on the instance; tests/crawling/test_canary.py pins them. Where one is gone the
crawl does not begin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from scrapy import Request

from newsarchive.crawling.lease import Lease, current

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.core.engine import ExecutionEngine
    from scrapy.http import Response
    from twisted.internet.defer import Deferred
    from twisted.python.failure import Failure

    from newsarchive.crawling.endings import Endings


class Watch:
    """Stands before the five methods of one engine and tells `endings`, and `closing` the reason of the crawl's end.

    Raise AttributeError where Scrapy has changed.
    """

    def __init__(self, engine: ExecutionEngine, endings: Endings, closing: Callable[[str], None]) -> None:
        self._endings, self._closing = endings, closing
        self._successors: WeakKeyDictionary[Request, Lease] = WeakKeyDictionary()
        watched: Any = engine
        downloader, scraper = watched.downloader, watched.scraper
        self._fetch, self._scrape, self._handle = (
            downloader.fetch,
            scraper.enqueue_scrape,
            scraper.handle_spider_error,
        )
        self._crawl, self._close = watched.crawl, watched.close_spider_async
        downloader.fetch, scraper.enqueue_scrape, scraper.handle_spider_error = self.fetch, self.scrape, self.handle
        watched.crawl, watched.close_spider_async = self.crawl, self.close

    def fetch(self, request: Request) -> Deferred[Any]:
        """Note that the downloader lets go of a lease, and the successor that it may give in its place."""
        lease = self._endings.lease_of(request)
        fetched: Deferred[Any] = self._fetch(request)
        if lease is None:
            return fetched

        def note(result: Any) -> Any:
            self._endings.left_downloader(lease)
            if isinstance(result, Request):
                self._successors[result] = lease
            return result

        return fetched.addBoth(note)

    def crawl(self, request: Request) -> None:
        """Schedule a successor, or a request that was found."""
        self._endings.succeed(self._successors.pop(request, None), request, lambda: self._crawl(request))

    def scrape(self, result: Response | Failure, request: Request) -> Deferred[None]:
        """Let the spider work on a result, then end its lease."""
        lease = self._endings.lease_of(request)
        token = current.set(lease)
        try:
            scraped: Deferred[Any] = self._scrape(result, request)
        finally:
            current.reset(token)
        if lease is None:
            return scraped

        def note(outcome: Any) -> Any:
            self._endings.end(lease, result)
            return outcome

        return scraped.addBoth(note)

    def handle(self, failure: Failure, request: Request, response: Response | Failure) -> None:
        """Note that a callback broke."""
        self._endings.callback_broke(failure)
        self._handle(failure, request, response)

    async def close(self, *, reason: str = "cancelled") -> None:
        """Tell why the crawl ends, then end it."""
        self._closing(reason)
        await self._close(reason=reason)
