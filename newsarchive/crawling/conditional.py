"""Conditional GET: a server is asked whether what stands has changed, if the archive can still show what stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured

from newsarchive.crawling.recorder import Recorder
from newsarchive.frontier.queue import REMEMBERED

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class Conditional:
    """Sends the validators of an article or a picture that was fetched before (RFC 9110, 13.1).

    Feeds, sitemaps and listings are always fetched whole: another crawl may look for other things in them. A 304
    becomes a revisit of the earlier capture (`recorder`), so a capture that is gone is not asked about.
    """

    def __init__(self, crawler: Crawler) -> None:
        if crawler.settings.get("REPLAY"):
            raise NotConfigured
        self.recorder = Recorder.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Conditional:
        """Build the middleware, unless nothing is fetched."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Add If-None-Match and If-Modified-Since where there is something to compare with."""
        frontier = self.recorder.frontier
        if frontier is None or request.meta.get("kind") not in REMEMBERED or request.method != "GET":
            return
        known = frontier.validators(request)
        if known is None or self.recorder.original(known.payload) is None:
            return
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified
        request.meta["conditional"] = known.payload
