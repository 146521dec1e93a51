"""The download handler that fetches nothing: requests are answered from WARC files (setting REPLAY).

A URL that was captured several times answers in the order of its captures, the last one from then on, so that a retry
meets what the retry met. What is in no WARC is a clear miss: counted, never fetched. A replayed exchange is archived
again with its own bytes, WARC-Date and IP, and `replayed-from` in its metadata.
"""

from __future__ import annotations

import logging
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from newsarchive.archive import message
from newsarchive.archive.replay_index import ReplayIndex
from newsarchive.crawling.recorder import Recorder
from newsarchive.errors import NotInArchive

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from newsarchive.archive.exchange import Exchange

logger = logging.getLogger(__name__)


_INDEXES: WeakKeyDictionary[Crawler, ReplayIndex] = WeakKeyDictionary()


class ArchiveMiss(NotInArchive, IgnoreRequest):
    """No WARC holds this URL; Scrapy drops the request, the reason is counted."""


class Replay:
    """Answers requests from the WARC file or folder that REPLAY names."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        path = Path(str(crawler.settings["REPLAY"])).expanduser()
        self.stats = crawler.stats
        self.recorder = Recorder.of(crawler)
        self.fail_on_dataloss = crawler.settings.getbool("DOWNLOAD_FAIL_ON_DATALOSS")
        self._index = self._index_of(crawler, path)
        self._asked: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Replay:
        """Build the handler."""
        return cls(crawler)

    @staticmethod
    def _index_of(crawler: Crawler, path: Path) -> ReplayIndex:
        """The index of `path`, read once for both schemes; what holds no capture ends the crawl with one line."""
        if crawler not in _INDEXES:
            index = _INDEXES[crawler] = ReplayIndex(path)
            for broken in index.broken:
                logger.warning("Not replayed from there on: %s", broken)
            if not len(index):
                why = f": {index.broken[0]}" if index.broken else ""
                raise SystemExit(f"newsarchive: setting REPLAY: {path} holds no capture{why}")
            logger.info("Replaying %d captures of %s", len(index), path)
        return _INDEXES[crawler]

    async def download_request(self, request: Request) -> Response:
        """The archived response to `request`. Raise ArchiveMiss, or what the archived download ended with."""
        key = f"{request.method} {request.url}"
        exchange = self._index.exchange(request.url, request.method, self._asked[key])
        if exchange is None:
            if self.stats is not None:
                self.stats.inc_value("replay/not_in_archive")
            raise ArchiveMiss(f"not in the archive: {request.url}")
        self._asked[key] += 1
        if self.stats is not None:
            self.stats.inc_value("replay/answered")
        self.recorder.keep(request, exchange)
        self._fail_as_then(exchange)
        return _response(request, exchange, flags=["dataloss"] if exchange.truncated else [])

    async def close(self) -> None:
        """Nothing is open."""

    def _fail_as_then(self, exchange: Exchange) -> None:
        if exchange.truncated == "time":
            raise DownloadTimeoutError(f"{exchange.url}: timed out when it was captured")
        if exchange.truncated == "length":
            raise DownloadCancelledError(f"{exchange.url}: cut at the size limit when it was captured")
        if exchange.truncated and self.fail_on_dataloss:
            raise ResponseDataLossError


def _response(request: Request, exchange: Exchange, flags: list[str]) -> Response:
    final = message.response(exchange.response)
    if final is None:
        raise DownloadFailedError(f"{exchange.url}: no complete response was captured")
    headers = Headers()
    for name, value in final.headers:
        headers.appendlist(name, value)
    body = final.payload
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(url=request.url, status=final.status, headers=headers, body=body, flags=flags)
