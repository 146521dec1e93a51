"""The download handler that archives: every exchange on the wire becomes a capture, also redirects, errors and cuts.

Cache hits, data: and file: URLs never come here. Bytes are handed to the recorder and let go of; a request's meta
receives only the small `capture` (archive.segment.Captured) of the response that it got.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, ResponseDataLossError, StopDownload
from scrapy.http.request import NO_CALLBACK

from newsarchive.archive.exchange import Exchange
from newsarchive.crawling.reconstruction import STOPPED, reconstruct
from newsarchive.crawling.recorder import Recorder

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsarchive.crawling.wire import Attempt


class Capture(ABC):
    """A download handler (Scrapy's protocol) that records what it fetched before it hands it on."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        self.recorder = Recorder.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Capture:
        """The wire capture, or the rebuilding one where Scrapy's private names have changed."""
        if cls is not Capture:
            return cls(crawler)
        try:
            from newsarchive.crawling.wire import WireHandler

            handler = WireHandler(crawler)
        except (ImportError, AttributeError, TypeError) as missing:
            Recorder.of(crawler).warn_reconstructing(missing)
            return RebuiltCapture(crawler)
        return WireCapture(crawler, handler)

    @abstractmethod
    async def download_request(self, request: Request) -> Response:
        """Fetch and record one request."""

    @abstractmethod
    async def close(self) -> None:
        """Close the connections."""


class WireCapture(Capture):
    """Captures the wire bytes through `wire.WireHandler`."""

    def __init__(self, crawler: Crawler, handler: Any) -> None:
        super().__init__(crawler)
        self._handler = handler
        self.recorder.on_abort(handler.abort)

    async def download_request(self, request: Request) -> Response:
        """Fetch and record one request: one exchange for each attempt on the wire."""
        attempts: list[Attempt] = []
        begun, clock = datetime.now(UTC), time.monotonic()
        error: BaseException | None = None
        try:
            response: Response = await self._handler.fetch(request, attempts)
            if attempts and STOPPED in response.flags:  # a signal's StopDownload(fail=False): what came is handed on
                attempts[-1].overflow = True
            return response
        except BaseException as raised:
            error = raised
            raise
        finally:
            seconds = time.monotonic() - clock
            for attempt in attempts[:-1]:
                self.recorder.keep(
                    request, _exchange(request, attempt, seconds, ConnectionError("sent again by the pool"))
                )
            if attempts:
                self.recorder.keep(request, _exchange(request, attempts[-1], seconds, error))
            else:
                self.recorder.keep(request, _no_exchange(request, begun, seconds, error))

    async def close(self) -> None:
        """Close the connections."""
        await self._handler.close()


class RebuiltCapture(Capture):
    """The fallback: records rebuilt from Scrapy's Request and Response, marked `reconstructed` in their metadata."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._handler = HTTP11DownloadHandler(crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch one request and record what Scrapy tells of it."""
        begun, clock = datetime.now(UTC), time.monotonic()
        try:
            response = await self._handler.download_request(request)
        except BaseException as error:
            self.recorder.keep(request, _no_exchange(request, begun, time.monotonic() - clock, error))
            raise
        self.recorder.keep(request, reconstruct(request, response, begun, time.monotonic() - clock))
        return response

    async def close(self) -> None:
        """Close the connections."""
        await self._handler.close()


def _exchange(request: Request, attempt: Attempt, seconds: float, error: BaseException | None) -> Exchange:
    return Exchange(
        url=request.url,
        method=request.method,
        started=attempt.started,
        request=bytes(attempt.request),
        response=bytes(attempt.response),
        ip=attempt.ip,
        protocols=attempt.protocols,
        cipher=attempt.cipher,
        truncated=None if attempt.complete else _truncation(attempt.overflow, error),
        error=_name(error) if error is not None and not attempt.complete else None,
        seconds=seconds,
        via=referrer(request),
        hops=hops(request),
    )


def _no_exchange(request: Request, begun: datetime, seconds: float, error: BaseException | None) -> Exchange:
    """Nothing crossed the wire (DNS, refused): the attempt still leaves a metadata record with its reason."""
    return Exchange(
        url=request.url,
        method=request.method,
        started=begun,
        request=b"",
        response=b"",
        ip=None,
        protocols=(),
        cipher=None,
        truncated=None,
        error=_name(error),
        seconds=seconds,
        via=referrer(request),
        hops=hops(request),
    )


def _truncation(overflow: bool, error: BaseException | None) -> str:
    """The WARC-Truncated word for a response that is not whole."""
    if isinstance(error, DownloadTimeoutError):
        return "time"
    if overflow or isinstance(error, DownloadCancelledError | StopDownload):
        return "length"
    if error is None or isinstance(error, ResponseDataLossError | OSError) or "Failed" in _name(error):
        return "disconnect"
    return "unspecified"


def _name(error: BaseException | None) -> str:
    return type(error).__name__ if error is not None else "unknown"


def referrer(request: Request) -> str | None:
    """The URL that led to `request`: the redirecting one, else its Referer."""
    redirects = request.meta.get("redirect_urls")
    if redirects:
        return str(redirects[-1])
    header = request.headers.get("Referer")
    return header.decode("latin-1") if header else None


def hops(request: Request) -> str:
    """The path from the seed (hopsFromSeed): a letter a step, as Heritrix writes them."""
    if request.callback is NO_CALLBACK:
        return "P"  # robots.txt
    depth = int(request.meta.get("depth", 0))
    embedded = request.cb_kwargs.get("sheets", 0) + 1 if request.meta.get("kind") == "requisite" else 0
    steps = "L" * (depth - embedded) + "E" * min(embedded, depth)
    return steps + "R" * int(request.meta.get("redirect_times", 0))
