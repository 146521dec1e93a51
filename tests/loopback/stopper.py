"""A spider that has enough of a response once its first bytes have come, as any project's may."""

from __future__ import annotations

from typing import Any

from scrapy import Request, signals
from scrapy.exceptions import StopDownload

from loopback.prober import Prober


class Stopper(Prober):
    """Stops each download; one whose URL says so as a failure."""

    name = "stopper"

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> Any:
        """Listen to the bytes."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.stop, signals.bytes_received)
        return spider

    def stop(self, request: Request) -> None:
        """Take no more."""
        raise StopDownload(fail="fail" in request.url)
