"""The Scrapy side of discovery: feeds, sitemaps and section pages into requests, and where that stops.

`mode=latest` reads feeds, undated sitemaps, the newest dated ones, and the first pages of each section; it goes on to
older ones only while they bring something new. `mode=backfill` reads every sitemap that may hold the days asked for,
each once the articles of the one before are done; section pages only where there is no sitemap.
"""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Protocol
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider

from newsarchive import urls
from newsarchive.dates import VIETNAM
from newsarchive.discovery import Found, dated, feeds, sections, sitemaps
from newsarchive.discovery.addresses import Addresses
from newsarchive.discovery.window import Window, days_of_article, days_of_sitemap
from newsarchive.errors import ReadError, UsageError

if TYPE_CHECKING:
    from scrapy.http import Response

    from newsarchive.page import Page

_PRIORITY = {"sitemap": 30, "feed": 30, "listing": 20, "article": 10, "requisite": -100}
_UNREAD = 5  # of sitemaps and listings in a back-fill: what is found is fetched before more is looked for
_NEWEST, _OLDER = 2, 31  # dated sitemaps that mode=latest reads, and those that it may go back to, one by one


class KnownUrls(Protocol):
    """What a spider may ask the frontier of its crawl."""

    def is_new(self, url: str) -> bool:
        """Whether a URL is unknown, or was first found by this crawl or the unfinished one it goes on from."""

    @property
    def finished_before(self) -> bool:
        """Whether a crawl with the same arguments has run to its end before."""


class Discoverer(Spider, ABC):
    """Where the article URLs of a newspaper come from. `crawling.frontier` sets `frontier`; None without one."""

    allowed_domains: ClassVar[tuple[str, ...]] = ()
    feeds: ClassVar[tuple[str, ...]] = ()
    sitemaps: ClassVar[tuple[str, ...]] = ()
    sitemap_url: ClassVar[str] = ""  # which sitemaps of an index to follow: a regular expression on the path
    dated_sitemaps: ClassVar[tuple[str, ...]] = ()  # patterns (discovery.dated), where no index lists them
    oldest: ClassVar[str | None] = None  # the first day of dated_sitemaps, as 2011-01-01
    sections: ClassVar[tuple[str, ...]] = ()  # of section pages, relative to the first domain; "/": those of the menu
    paging: ClassVar[str | None] = None  # "?paged={page}", for listing pages that don't link to the next
    article_url: ClassVar[str] = r"$^"  # on the path, else path?query; group `id` where the site has one
    denied: ClassVar[tuple[str, ...]] = ()  # path prefixes and hosts below its own that are no articles of this source

    frontier: KnownUrls | None = None
    mode: str
    window: Window
    chosen: tuple[str, ...]

    # what discovery asks of NewsSpider --------------------------------------------------------------------------

    @abstractmethod
    def parse_article(self, response: Response) -> Any:
        """Read an article."""

    @abstractmethod
    def failed(self, failure: Any) -> Any:
        """Take note of a request without a usable response."""

    @abstractmethod
    def page_of(self, response: Response) -> Page:
        """The page of a response. Raise ReadError."""

    @abstractmethod
    def skip(self, response: Response, kind: str, error: ReadError) -> None:
        """Take note of a page that could not be read."""

    @abstractmethod
    def count(self, what: str) -> None:
        """Add one to a count of the crawl's report."""

    @cached_property
    def addresses(self) -> Addresses:
        """What this source's URLs look like."""
        return Addresses(re.compile(self.article_url), self.allowed_domains, self.denied)

    def _days(self, url: str) -> tuple[date, date] | None:
        """First and last day that an article's address names; its id names none."""
        return days_of_article(urls.without_id(url, self.addresses.article_url))

    # where discovery begins -------------------------------------------------------------------------------------

    def seeds(self) -> Iterator[Request]:
        """The feeds, sitemaps and section pages that this crawl begins with."""
        home = f"https://{self.allowed_domains[0]}/"
        has_sitemaps = bool(self.sitemaps or self.dated_sitemaps)
        if not self.chosen:
            for address in () if self.mode == "backfill" and has_sitemaps else self.feeds:
                yield self.request(address, self.parse_feed, "feed")
            for address in self.sitemaps:
                yield self.request(address, self.parse_sitemap, "sitemap")
            for pattern in self.dated_sitemaps:
                yield from self._dated(pattern)
        if self.chosen or self.mode == "latest" or not has_sitemaps:
            for section in self.chosen or self.sections:
                yield self.request(urljoin(home, section), self.parse_listing, "listing")

    def _dated(self, pattern: str) -> Iterator[Request]:
        """The sitemaps of a pattern, lazily: back to the first day asked for, or the newest ones."""
        window, today = self.window.a_day_earlier(), self._today()
        oldest = date.fromisoformat(self.oldest) if self.oldest else None
        since = max(filter(None, (window.since, oldest)), default=today)
        addresses = dated.addresses(pattern, since, min(window.until or today, today))
        if self.mode == "latest" and self.window.is_open:
            yield from self._newest([url for url, _ in zip(addresses, range(_NEWEST + _OLDER), strict=False)])
            return
        for address in addresses:
            yield self.request(address, self.parse_sitemap, "sitemap")

    def _today(self) -> date:
        """The day on which the crawl began, in Vietnam: Scrapy's CoreStats keeps the clock."""
        started = self.crawler.stats.get_value("start_time")
        if not isinstance(started, datetime):
            raise UsageError("dated_sitemaps need Scrapy's CoreStats extension, which keeps when the crawl began")
        return started.astimezone(VIETNAM).date()

    # what a response leads to -----------------------------------------------------------------------------------

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """Follow the entries of a feed."""
        for found in self._wanted(self._found(feeds.parse, response)):
            yield self.request(found.url, self.parse_article, "article")

    def parse_sitemap(self, response: Response, older: list[str] | None = None) -> Iterator[Request]:
        """Follow a sitemap's articles, and of an index the sitemaps that can hold what is asked for, as they come.

        `older`: sitemaps to go back to, one by one, while they bring something new.
        """
        newest_only = self.mode == "latest" and self.window.is_open
        newest: list[tuple[tuple[date, date], str]] = []
        held = news = False
        for found in self._found(sitemaps.parse, response):
            held = True
            if found.kind == "sitemap":
                days = days_of_sitemap(found.url)
                if not re.search(self.sitemap_url, urlsplit(found.url).path):
                    continue
                if newest_only and days is not None:
                    newest = sorted({*newest, (days, found.url)}, reverse=True)[: _NEWEST + _OLDER]
                elif self.window.a_day_earlier().may_hold(days):  # a sitemap may cut its days in UTC
                    yield self.request(found.url, self.parse_sitemap, "sitemap")
                continue
            for wanted in self._wanted(iter((found,))):
                news = news or (older is not None and self._is_new(wanted.url))
                yield self.request(wanted.url, self.parse_article, "article")
        yield from self._newest([url for _, url in newest])
        if not held or (news and self._finished_before):  # an empty day says nothing of the days before it
            yield from self._older(older)

    def parse_listing(self, response: Response, number: int = 1, before: str = "", quiet: int = 0) -> Iterator[Request]:
        """Follow a section page's articles and, within the bounds of the crawl, the page after it.

        `before`: a digest of the articles of the page before; `quiet`: pages in a row that brought nothing new.
        """
        try:
            page = self.page_of(response)
        except ReadError as error:
            self.skip(response, "listing", error)
            return
        asked = next(iter(response.meta.get("redirect_urls", ())), response.url)
        listing = sections.read(page, self.addresses, front=sections.is_front(asked))
        self.count("listing/pages")
        news = 0
        for found in self._wanted(map(Found, listing.articles)):
            news += self._is_new(found.url)
            yield self.request(found.url, self.parse_article, "article")
        if "/" in self.sections and number == 1:
            for section in listing.sections:
                yield self.request(section, self.parse_listing, "listing")
        here = hashlib.sha256("\n".join(listing.articles).encode("utf-8", "replace")).hexdigest()[:16]
        quiet = 0 if news else quiet + 1
        following = listing.next_page or (self.paging and sections.numbered(response.url, self.paging, number + 1))
        if following and listing.articles and here != before and self._goes_on(listing.articles, number, quiet):
            yield self.request(following, self.parse_listing, "listing", number=number + 1, before=here, quiet=quiet)

    def go_on_without(self, request: Request) -> Iterator[Request]:
        """What comes after a request that failed: the sitemap before a day that has none."""
        yield from self._older(request.cb_kwargs.get("older"))

    def request(self, url: str, callback: Any, kind: str, **cb_kwargs: Any) -> Request:
        """A request of this source; `kind` says what it leads to."""
        meta: dict[str, Any] = {"kind": kind}
        if kind == "requisite":
            meta["allow_offsite"] = True  # pictures live on delivery networks
        unread = self.mode == "backfill" and kind in ("sitemap", "listing")
        return Request(
            url,
            callback=callback,
            errback=self.failed,
            priority=_UNREAD if unread else _PRIORITY[kind],
            meta=meta,
            cb_kwargs=cb_kwargs,
        )

    # steps ------------------------------------------------------------------------------------------------------

    def _newest(self, addresses: list[str]) -> Iterator[Request]:
        """The first of these sitemaps; the last one read may lead to the others."""
        for number, address in enumerate(addresses[:_NEWEST], start=1):
            last = number == min(_NEWEST, len(addresses))
            older = {"older": addresses[_NEWEST:]} if last and len(addresses) > _NEWEST else {}
            yield self.request(address, self.parse_sitemap, "sitemap", **older)

    def _older(self, older: list[str] | None) -> Iterator[Request]:
        """The first of the older sitemaps, which may lead to the others."""
        if older:
            yield self.request(older[0], self.parse_sitemap, "sitemap", older=older[1:])

    def _wanted(self, found: Iterator[Found]) -> Iterator[Found]:
        """The article URLs that can lie inside the window."""
        addresses = self.addresses
        for entry in found:
            if not addresses.article(entry.url) or not addresses.own(entry.url):
                self.count("discovery/no_article_url")
            elif not self.window.may_hold(self._days(entry.url)) or self._too_old(entry):
                self.count("discovery/outside_window")
            else:
                yield entry

    def _too_old(self, entry: Found) -> bool:
        """Whether the last change lies before the window: what was published later can't have changed earlier."""
        since = self.window.since
        return since is not None and entry.lastmod is not None and entry.lastmod.astimezone(VIETNAM).date() < since

    def _goes_on(self, articles: list[str], number: int, quiet: int) -> bool:
        """Whether to read the listing page after this one."""
        most = self.settings.getint("LISTING_PAGES_MAX", 1000)
        if self.mode == "latest" and self.window.since is None:
            if not self._finished_before:
                most = self.settings.getint("LISTING_PAGES", 10)
            return quiet < self.settings.getint("LISTING_PAGES_WITHOUT_NEWS", 2) and number < most
        return number < most and any(map(self._reaches, articles))

    def _reaches(self, url: str) -> bool:
        days = self._days(url)
        return days is None or self.window.since is None or days[1] >= self.window.since

    @property
    def _finished_before(self) -> bool:
        return self.frontier is not None and self.frontier.finished_before

    def _is_new(self, url: str) -> bool:
        return self.frontier is None or self.frontier.is_new(url)

    def _found(self, parse: Any, response: Response) -> Iterator[Found]:
        try:
            yield from parse(response.body, response.url)
        except ReadError as error:
            self.skip(response, "discovery", error)
