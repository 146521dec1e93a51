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

from scrapy import Request, signals
from scrapy.spidermiddlewares.httperror import HttpError

from newsarchive import urls
from newsarchive.discovering import Discoverer
from newsarchive.discovery import requisites, url_lists
from newsarchive.discovery.addresses import on_hosts
from newsarchive.discovery.window import Window, window
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


class NewsSpider(Discoverer):
    """A newspaper: where its article URLs come from, what they look like, how its pages read."""

    publisher: ClassVar[str | None] = None
    layouts: ClassVar[tuple[type[Layout], ...]] = ()
    language: ClassVar[str | None] = "vi"
    merged: ClassVar[tuple[str, ...]] = ()  # hosts of papers that became part of this one, with ids of their own
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
            merged=cls.merged,
        )

    # where the crawl begins -------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """Give the seeds: the URL file alone, else feeds, sitemaps and section pages."""
        seeds = self.seeds() if self.url_file is None else self._listed(url_lists.read(self.url_file))
        for number, request in enumerate(seeds):
            yield request
            if number % 256 == 255 and self.crawler.engine is not None and self.crawler.engine.needs_backout():
                await self.crawler.signals.wait_for(signals.scheduler_empty)

    def _listed(self, lines: Iterator[url_lists.Line]) -> Iterator[Request]:
        for line in lines:
            if line.url is None:
                self.count("urls/not_a_url")
                self.logger.warning("urls=%s line %d is no URL: %s", self.url_file, line.number, line.text)
            elif not on_hosts(line.url, self.allowed_domains):
                self.count("urls/other_host")
                self.logger.warning(
                    "urls=%s line %d is not on %s: %s", self.url_file, line.number, self.allowed_domains, line.url
                )
            else:
                yield self.request(line.url, self.parse_article, "article")

    def _choose(self, names: str | None) -> tuple[str, ...]:
        """The declared sections that `-a sections=` names, by address or by its last part."""
        if names is None:
            return ()
        known = {address.strip("/"): address for address in self.sections}
        known |= {address.strip("/").rpartition("/")[2]: address for address in self.sections}
        wanted = [name.strip().strip("/") for name in names.split(",") if name.strip()]
        if "/" in self.sections:  # the menu names them, not the declaration
            known = {name: f"/{name}" for name in wanted} | known
        unknown = [name for name in wanted if name not in known]
        if unknown or not wanted:
            raise UsageError(
                f"sections={','.join(unknown)}: {self.name} has {', '.join(a.strip('/') for a in self.sections)}"
            )
        return tuple(known[name] for name in wanted)

    # what a response leads to -----------------------------------------------------------------------------------

    def parse_article(self, response: Response) -> Iterator[Article | Request]:
        """Read the article; its pictures follow at low priority. What is no article is counted, with its reason."""
        try:
            self._refuse_elsewhere(response)
            page = self.page_of(response)
            article = read_article(page, self.source)
        except ReadError as error:
            self.skip(response, "article", error)
            return
        if article.date and not self.window.holds(date.fromisoformat(article.date[:10])):
            self.count("read/outside_window")
            response.meta["outcome"] = "outside_window"
            return
        captured = response.meta.get("capture")
        if captured is not None:
            article = dataclasses.replace(article, warc=captured.capture, fetched_at=captured.date)
        yield article
        asked = self.settings.get("REQUISITES", "images")
        pictures = [] if asked == "none" else [image.url for image in article.images if image.url]
        others = requisites.of_page(page, self.allowed_domains) if asked == "page" else []
        yield from self._requisites([*pictures, *others])

    def parse_requisite(self, response: Response, sheets: int = 0) -> Iterator[Request]:
        """A requisite is captured by being fetched; only a style sheet, `sheets` others around it, asks for more."""
        self.count("requisite/fetched")
        kind = response.headers.get("Content-Type") or b""
        if self.settings.get("REQUISITES") == "page" and b"css" in kind.lower() and sheets < requisites.SHEETS:
            text = response.body.decode("utf-8", "replace")
            yield from self._requisites(requisites.of_style(text, response.url), sheets + 1)

    def _requisites(self, addresses: list[str], sheets: int = 0) -> Iterator[Request]:
        for address in addresses[: requisites.ASKED]:
            within = {"sheets": sheets} if sheets else {}
            yield self.request(address, self.parse_requisite, "requisite", **within)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Count a request that got no usable response, by kind and reason; go on where something lies behind it."""
        error, request = failure.value, failure.request  # type: ignore[attr-defined]
        if getattr(error, "put_back", False):
            return
        reason = f"http_{error.response.status}" if isinstance(error, HttpError) else type(error).__name__
        if reason == "http_304":
            self.count("not_modified")
            return
        yield from self.go_on_without(request)
        self.count(f"failed/{request.meta.get('kind', 'other')}/{reason}")
        self.logger.info("No response for %s: %s", request.url, error or reason)

    def request_again(self, url: str, kind: str | None) -> Request:
        """The request for a URL that is due: what the frontier keeps of a URL that was fetched is its kind."""
        callbacks = {"article": self.parse_article, "requisite": self.parse_requisite, "listing": self.parse_listing}
        callbacks |= {"sitemap": self.parse_sitemap, "feed": self.parse_feed}
        return self.request(url, callbacks[kind or "article"], kind or "article")

    # steps ------------------------------------------------------------------------------------------------------

    def page_of(self, response: Response) -> Page:
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
        if came_from and pattern is not None and not urls.search(pattern, response.url):
            raise NotAnArticle("redirected", f"{came_from[0]} leads to {response.url}")

    def skip(self, response: Response, kind: str, error: ReadError) -> None:
        """Count a page that could not be read; the frontier keeps why, and when to try again."""
        what = "not_an_article" if isinstance(error, NotAnArticle) else "unreadable"
        response.meta["outcome"] = f"{what}/{error.reason}"
        self.count(f"skipped/{kind}/{error.reason}")
        self.logger.info("Not read (%s): %s: %s", error.reason, response.url, error)

    def count(self, what: str) -> None:
        """Add one to the crawl's `news/<what>`."""
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"news/{what}")
