"""What the report says beyond Scrapy's stats: answers by kind of page, URLs found, lengths and dates of lines."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import signals

from newsarchive.crawling.opening import arguments_of
from newsarchive.dates import VIETNAM
from newsarchive.items import Article

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_STEP = 10  # characters: the median is kept to this, and its memory small
_AHEAD = timedelta(days=1)  # an article dated later than this after its fetch was dated by something else


class Tally:
    """Counts while a crawl runs; its memory does not grow with the crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._arguments: dict[str, Any] | None = None
        self._answers: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._found: Counter[str] = Counter(new=0, known=0)
        self._lengths: Counter[int] = Counter()
        self._dates: Counter[str] = Counter(instant=0, day=0, none=0, future=0)
        for method, signal in (
            (self.opened, signals.spider_opened),
            (self.answered, signals.response_received),
            (self.found, signals.request_scheduled),
            (self.dropped, signals.request_dropped),
            (self.written, signals.item_scraped),
        ):
            crawler.signals.connect(method, signal)

    def opened(self, spider: Spider) -> None:
        """Keep what the frontier knows this crawl by."""
        self._arguments = json.loads(arguments_of(spider, self._crawler.settings.get("REPLAY")))

    def answered(self, response: Response, request: Request) -> None:
        """Count a response that is final: no redirect, no failure that is tried again."""
        self._answers[str(request.meta.get("kind", "other"))][str(response.status)] += 1

    def found(self, request: Request) -> None:
        """Count the URL of an article that a listing, a feed or a sitemap led to."""
        if _is_found(request):
            self._found["new"] += 1

    def dropped(self, request: Request) -> None:
        """Count it as known where the frontier does not want it."""
        if _is_found(request):
            self._found["new"] -= 1
            self._found["known"] += 1

    def written(self, item: Any) -> None:
        """Count the length and the date of a line."""
        if isinstance(item, Article):
            self._lengths[round(len(item.body or "") / _STEP)] += 1
            self._dates[kind_of_date(item)] += 1

    def report(self) -> dict[str, Any]:
        """The report's keys, JSON values. `body_length` in characters; `found` counts a URL as often as it is named."""
        return {
            "arguments": self._arguments,
            "found": dict(self._found),
            "answers": {kind: dict(sorted(counts.items())) for kind, counts in sorted(self._answers.items())},
            "body_length": {"lines": self._lengths.total(), "median": _median(self._lengths)},
            "dates": dict(self._dates),
        }


def _is_found(request: Request) -> bool:
    meta = request.meta
    return meta.get("kind") == "article" and not (meta.get("retry_times") or meta.get("redirect_times"))


def kind_of_date(article: Article) -> str:
    """`instant`, `day` (no time of day), `none`, or `future`: later than the fetch."""
    if article.date is None:
        return "none"
    if article.fetched_at is not None:
        latest = (datetime.fromisoformat(article.fetched_at) + _AHEAD).astimezone(VIETNAM).date()
        if date.fromisoformat(article.date[:10]) > latest:
            return "future"
    return "instant" if "T" in article.date else "day"


def _median(lengths: Counter[int]) -> int | None:
    """The lower median in characters; None of nothing."""
    left = (lengths.total() + 1) // 2
    for length, count in sorted(lengths.items()):
        left -= count
        if left <= 0:
            return length * _STEP
    return None
