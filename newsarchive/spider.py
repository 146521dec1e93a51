"""NewsSpider: the one Scrapy class that a source sees. A source declares; this class walks.

Arguments, the same for all sources: `since=`, `until=` (days, included), `sections=` (names, comma between),
`urls=FILE` (one URL a line, nothing else is fetched), `mode=latest|backfill`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider, signals
from scrapy.spidermiddlewares.httperror import HttpError

from newsarchive.dates import VIETNAM
from newsarchive.discovery import Found, feeds, sections, sitemaps, url_lists
from newsarchive.discovery.window import Window, days_in_url, window
from newsarchive.errors import NotAnArticle, ReadError, UsageError
from newsarchive.extraction import Source, read_article
from newsarchive.page import Page

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from newsarchive.extraction import Layout
    from newsarchive.items import Article

_PRIORITY = {"sitemap": 30, "feed": 30, "listing": 20, "article": 10, "requisite": -100}
_NEWEST_SITEMAPS = 2  # dated sitemaps that mode=latest reads of an index
_REQUISITES_A_PAGE = 200


class NewsSpider(Spider):
    """A newspaper: where its article URLs come from, what they look like, how its pages read."""

    publisher: ClassVar[str | None] = None
    allowed_domains: ClassVar[tuple[str, ...]] = ()
    feeds: ClassVar[tuple[str, ...]] = ()
    sitemaps: ClassVar[tuple[str, ...]] = ()
    sitemap_url: ClassVar[str] = ""  # which sitemaps of an index to follow: a regular expression on the path
    sections: ClassVar[tuple[str, ...]] = ()  # addresses of section pages, relative to the first domain
    paging: ClassVar[str | None] = None  # "?paged={page}", for listing pages that don't link to the next
    article_url: ClassVar[str] = r"$^"  # on the path; group `id` where the site has one
    layouts: ClassVar[tuple[type[Layout], ...]] = ()
    language: ClassVar[str | None] = "vi"
    evidence: ClassVar[str] = "documented"  # or "page": seen on a real page
    delay: ClassVar[float | None] = None  # seconds between requests, where the default is not right for this host

    def __init__(
        self,
        name: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        sections: str | None = None,
        urls: str | None = None,
        mode: str = "latest",
        **kwargs: Any,
    ) -> None:
        super().__init__(name)
        unknown = [argument for argument in kwargs if not argument.startswith("_")]  # Scrapyd passes _job
        if unknown:
            raise UsageError(f"no such argument: {', '.join(unknown)}; there are since, until, sections, urls, mode")
        if mode not in ("latest", "backfill"):
            raise UsageError(f"mode={mode}: it takes latest or backfill")
        self.mode = mode
        self.window: Window = window(since, until)
        self.url_file = url_lists.check(urls) if urls is not None else None
        self.chosen = self._choose(sections)
        self.source = self.declared()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        """Build the spider; a wrong argument ends the crawl with one line that names it, before the first request."""
        try:
            return super().from_crawler(crawler, *args, **kwargs)
        except UsageError as error:
            raise SystemExit(f"scrapy crawl {cls.name}: {error}") from None

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Set what the source and a replay ask for; the operator's -s wins over both."""
        super().update_settings(settings)
        if settings.get("REPLAY"):
            settings.set("DOWNLOAD_DELAY", 0, priority="spider")
        elif cls.delay is not None:
            settings.set("DOWNLOAD_DELAY", cls.delay, priority="spider")

    @classmethod
    def declared(cls) -> Source:
        """What reading must know of this newspaper."""
        return Source(
            name=cls.name,
            publisher=cls.publisher,
            hosts=tuple(cls.allowed_domains),
            article_url=re.compile(cls.article_url),
            layouts=cls.layouts,
            language=cls.language,
        )

    # where the crawl begins -------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """Give the seeds: the URL file alone, else feeds, sitemaps and section pages."""
        for number, request in enumerate(self._seeds()):
            yield request
            if number % 256 == 255 and self.crawler.engine is not None and self.crawler.engine.needs_backout():
                await self.crawler.signals.wait_for(signals.scheduler_empty)

    def _seeds(self) -> Iterator[Request]:
        if self.url_file is not None:
            yield from self._listed(url_lists.read(self.url_file))
            return
        home = f"https://{self.allowed_domains[0]}/"
        if not self.chosen:
            for address in self.feeds:
                yield self._request(address, self.parse_feed, "feed")
            for address in self.sitemaps:
                yield self._request(address, self.parse_sitemap, "sitemap")
        for section in self.chosen or self.sections:
            yield self._request(urljoin(home, section), self.parse_listing, "listing")

    def _listed(self, lines: Iterator[url_lists.Line]) -> Iterator[Request]:
        for line in lines:
            if line.url is None:
                self._count("urls/not_a_url")
                self.logger.warning("urls=%s line %d is no URL: %s", self.url_file, line.number, line.text)
            elif not sections.on_hosts(line.url, self.allowed_domains):
                self._count("urls/other_host")
                self.logger.warning(
                    "urls=%s line %d is not on %s: %s", self.url_file, line.number, self.allowed_domains, line.url
                )
            else:
                yield self._request(line.url, self.parse_article, "article")

    def _choose(self, names: str | None) -> tuple[str, ...]:
        """The declared sections that `-a sections=` names, by address or by its last part."""
        if names is None:
            return ()
        known = {address.strip("/"): address for address in self.sections}
        known |= {address.strip("/").rpartition("/")[2]: address for address in self.sections}
        wanted = [name.strip().strip("/") for name in names.split(",") if name.strip()]
        unknown = [name for name in wanted if name not in known]
        if unknown or not wanted:
            raise UsageError(
                f"sections={','.join(unknown)}: {self.name} has {', '.join(a.strip('/') for a in self.sections)}"
            )
        return tuple(known[name] for name in wanted)

    # what a response leads to -----------------------------------------------------------------------------------

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """Follow the entries of a feed."""
        yield from self._articles(self._found(feeds.parse, response))

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        """Follow a sitemap's articles, and of an index the sitemaps that can hold what is asked for."""
        nested: list[Found] = []
        articles: list[Found] = []
        for found in self._found(sitemaps.parse, response):
            (nested if found.kind == "sitemap" else articles).append(found)
        yield from self._articles(iter(articles))
        for found in self._wanted_sitemaps(nested):
            yield self._request(found.url, self.parse_sitemap, "sitemap")

    def parse_listing(self, response: Response, number: int = 1, before: tuple[str, ...] = ()) -> Iterator[Request]:
        """Follow a section page's articles and, within the bounds of the crawl, the page after it."""
        try:
            page = self._page(response)
        except ReadError as error:
            self._skip(response, "listing", error)
            return
        listing = sections.read(page, self.source.article_url or re.compile(r"$^"), self.allowed_domains)
        self._count("listing/pages")
        yield from self._articles(Found(url) for url in listing.articles)
        here = tuple(listing.articles)
        following = listing.next_page or (self.paging and sections.numbered(response.url, self.paging, number + 1))
        if following and here and here != before and self._goes_on(here, number):
            yield self._request(following, self.parse_listing, "listing", number=number + 1, before=here)

    def parse_article(self, response: Response) -> Iterator[Article | Request]:
        """Read the article; its pictures follow at low priority. What is no article is counted, with its reason."""
        try:
            self._refuse_elsewhere(response)
            article = read_article(self._page(response), self.source)
        except ReadError as error:
            self._skip(response, "article", error)
            return
        if article.date and not self.window.holds(date.fromisoformat(article.date[:10])):
            self._count("read/outside_window")
            return
        captured = response.meta.get("capture")
        if captured is not None:
            article = dataclasses.replace(article, warc=captured.capture, fetched_at=captured.date)
        yield article
        if self.settings.get("REQUISITES", "images") != "none":
            for image in article.images[:_REQUISITES_A_PAGE]:
                if image.url:
                    yield self._request(image.url, self.parse_requisite, "requisite")

    def parse_requisite(self, response: Response) -> None:
        """A picture is captured by being fetched; nothing is read from it."""
        self._count("requisite/fetched")

    def failed(self, failure: Failure) -> None:
        """Count a request that got no usable response, by kind and reason."""
        error, request = failure.value, failure.request  # type: ignore[attr-defined]
        reason = f"http_{error.response.status}" if isinstance(error, HttpError) else type(error).__name__
        self._count(f"failed/{request.meta.get('kind', 'other')}/{reason}")
        self.logger.info("No response for %s: %s", request.url, error or reason)

    # steps ------------------------------------------------------------------------------------------------------

    def _request(self, url: str, callback: Any, kind: str, **cb_kwargs: Any) -> Request:
        meta: dict[str, Any] = {"kind": kind}
        if kind == "requisite":
            meta["allow_offsite"] = True  # pictures live on delivery networks
        return Request(
            url, callback=callback, errback=self.failed, priority=_PRIORITY[kind], meta=meta, cb_kwargs=cb_kwargs
        )

    def _articles(self, found: Iterator[Found]) -> Iterator[Request]:
        pattern = self.source.article_url
        for entry in found:
            if pattern is not None and not pattern.search(urlsplit(entry.url).path):
                self._count("discovery/no_article_url")
            elif not self.window.may_hold(entry.url) or self._too_old(entry):
                self._count("discovery/outside_window")
            else:
                yield self._request(entry.url, self.parse_article, "article")

    def _too_old(self, entry: Found) -> bool:
        """Whether the last change lies before the window: what was published later can't have changed earlier."""
        since = self.window.since
        return since is not None and entry.lastmod is not None and entry.lastmod.astimezone(VIETNAM).date() < since

    def _wanted_sitemaps(self, nested: list[Found]) -> list[Found]:
        pattern = re.compile(self.sitemap_url)
        matching = [found for found in nested if pattern.search(urlsplit(found.url).path)]
        if self.mode == "backfill" or not self.window.is_open:
            # A sitemap may cut its days in UTC, where a day in Vietnam begins seven hours earlier.
            return [found for found in matching if self.window.a_day_earlier().may_hold(found.url)]
        dated = sorted(
            (f for f in matching if days_in_url(f.url)), key=lambda f: days_in_url(f.url) or (), reverse=True
        )
        return [found for found in matching if not days_in_url(found.url)] + dated[:_NEWEST_SITEMAPS]

    def _goes_on(self, articles: tuple[str, ...], number: int) -> bool:
        """Whether to read the listing page after this one."""
        if self.mode == "latest" and self.window.since is None:
            return number < self.settings.getint("LISTING_PAGES", 2)
        return number < self.settings.getint("LISTING_PAGES_MAX", 1000) and any(map(self._reaches, articles))

    def _reaches(self, url: str) -> bool:
        days = days_in_url(url)
        return days is None or self.window.since is None or days[1] >= self.window.since

    def _found(self, parse: Any, response: Response) -> Iterator[Found]:
        try:
            yield from parse(response.body, response.url)
        except ReadError as error:
            self._skip(response, "discovery", error)

    def _page(self, response: Response) -> Page:
        """The page as `verify` will see it again: Target-URI, Content-Type and WARC-Date come from the capture."""
        captured = response.meta.get("capture")
        if captured is None:
            declared = response.headers.get("Content-Type")
            return Page(response.body, response.url, content_type=declared.decode("latin-1") if declared else None)
        truncated = captured.truncated is not None or "cut" in response.flags
        return Page(
            response.body,
            captured.url,
            content_type=captured.content_type,
            fetched_at=captured.instant,
            truncated=truncated,
        )

    def _refuse_elsewhere(self, response: Response) -> None:
        """Raise NotAnArticle where an article's URL was redirected to a page of another kind: the site lost it."""
        pattern, came_from = self.source.article_url, response.meta.get("redirect_urls")
        if came_from and pattern is not None and not pattern.search(urlsplit(response.url).path):
            raise NotAnArticle("redirected", f"{came_from[0]} leads to {response.url}")

    def _skip(self, response: Response, kind: str, error: ReadError) -> None:
        self._count(f"skipped/{kind}/{error.reason}")
        self.logger.info("Not read (%s): %s: %s", error.reason, response.url, error)

    def _count(self, what: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"news/{what}")
