"""Where discovery goes on and where it stops, request by request, against a frontier that only knows and counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from loopback import daily
from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from newsarchive.crawling.requests import freeze, thaw
from newsarchive.discovery import Found, sitemaps
from newsarchive.spider import NewsSpider

SITE = "https://bao.example"
SECTION = f"{SITE}/tin/"
INDEX = f"{SITE}/sitemap.xml"


class Paper(NewsSpider):
    name = "paper"
    allowed_domains = ("bao.example",)
    feeds = (f"{SITE}/rss/home.rss",)
    sitemaps = (INDEX,)
    sitemap_url = r"/so-do/"
    sections = ("/tin/",)
    paging = "?page={page}"
    article_url = r"-(?P<id>\d+)\.html$"


class Listed(Paper):
    sitemaps = ()


class Dated(Paper):
    sitemaps = ()
    dated_sitemaps = (f"{SITE}/so-do/{{year}}-{{month:02}}-{{day:02}}.xml",)
    oldest = "2026-11-01"


class Known:
    """A frontier: the URLs that earlier crawls found."""

    def __init__(self, urls: Iterable[str] = (), *, finished_before: bool = True) -> None:
        self.urls, self.finished_before = set(urls), finished_before

    def is_new(self, url: str) -> bool:
        return url not in self.urls


def spider(
    cls: type[NewsSpider] = Paper,
    frontier: Known | None = None,
    settings: dict[str, Any] | None = None,
    **arguments: str,
) -> NewsSpider:
    made = cls(**arguments)
    made._set_crawler(get_crawler(settings_dict=settings))
    assert made.crawler.stats is not None
    # 1:00 on 26 November in Vietnam.
    made.crawler.stats.set_value("start_time", datetime(2026, 11, 25, 18, tzinfo=UTC))
    made.frontier = frontier
    return made


def count(made: NewsSpider, name: str) -> int:
    assert made.crawler.stats is not None
    return int(made.crawler.stats.get_value(f"news/{name}", 0))


def of_kind(requests: Iterable[Request], kind: str) -> list[Request]:
    return [request for request in requests if request.meta["kind"] == kind]


def article(number: int, folder: str = "") -> str:
    return f"{SITE}/{folder}bai-{number}.html"


def answered(request: Request, body: str | None) -> Response:
    if body is None:
        return Response(request.url, status=404, request=request)
    cls = HtmlResponse if body.startswith("<html") else TextResponse
    return cls(request.url, body=body.encode(), request=request)


def led_to(made: NewsSpider, request: Request, body: str | None) -> list[Request]:
    """What a request leads to, as the frontier would have it: through JSON, and by its callback or errback."""
    kept = thaw(request.url, request.priority, freeze(request, made), made)
    response = answered(kept, body)
    if body is None:
        failure = Failure(HttpError(response))
        failure.request = kept  # type: ignore[attr-defined]
        return list(made.failed(failure))
    assert kept.callback is not None
    return list(kept.callback(response, **kept.cb_kwargs))


def followed(made: NewsSpider, first: Request, pages: dict[str, str | None], kind: str) -> list[str]:
    """The addresses of a kind that are read from `first` on, in order; what `pages` lacks answers 404."""
    read, waiting = [], [first]
    while waiting:
        request = waiting.pop(0)
        if request.url not in read:
            read.append(request.url)
            waiting += of_kind(led_to(made, request, pages.get(request.url)), kind)
    return read


# section pages ------------------------------------------------------------------------------------------------------


def listing(articles: Iterable[str]) -> str:
    return f"<html><body>{''.join(f'<p><a href={url!r}>Một bài</a></p>' for url in articles)}</body></html>"


def section(pages: Iterable[Iterable[int]], folder: str = "") -> dict[str, str | None]:
    addresses = (SECTION if number == 1 else f"{SECTION}?page={number}" for number in range(1, 10_000))
    return {address: listing(article(n, folder) for n in page) for address, page in zip(addresses, pages, strict=False)}


def listings_read(made: NewsSpider, pages: dict[str, str | None]) -> int:
    first = made.request(SECTION, made.parse_listing, "listing")
    return len(followed(made, first, pages, "listing"))


FULL = [range(page * 5, page * 5 + 5) for page in range(1, 31)]
LIMITS = {"LISTING_PAGES": 4, "LISTING_PAGES_MAX": 20, "LISTING_PAGES_WITHOUT_NEWS": 2}


@pytest.mark.parametrize(
    ("frontier", "arguments", "read"),
    [
        (None, {}, 4),
        (Known(finished_before=False), {}, 4),
        (Known(), {}, 20),
        (Known(map(article, range(1000))), {}, 2),
        (Known(map(article, range(1000)), finished_before=False), {}, 2),
        (Known(map(article, range(12, 1000))), {}, 4),
        (Known(article(n) for n in range(1000) if n not in (14, 24, 40)), {}, 6),
        (Known(map(article, range(1000))), {"since": "2026-11-01"}, 20),
        (Known(map(article, range(1000))), {"mode": "backfill"}, 20),
        (None, {"mode": "backfill"}, 20),
    ],
)
def test_how_far_a_section_is_followed(frontier: Known | None, arguments: dict[str, str], read: int) -> None:
    assert listings_read(spider(frontier=frontier, settings=LIMITS, **arguments), section(FULL)) == read


@pytest.mark.parametrize("mode", ["latest", "backfill"])
@pytest.mark.parametrize(
    ("pages", "read"),
    [
        ([*FULL[:3], [], *FULL[3:]], 4),
        ([*FULL[:3], FULL[2], FULL[2]], 4),
        (FULL[:3], 4),  # and the fourth is not there
    ],
    ids=["without articles", "repeated", "not there"],
)
def test_where_a_section_ends(mode: str, pages: list[Iterable[int]], read: int) -> None:
    assert listings_read(spider(frontier=Known(), settings=LIMITS, mode=mode), section(pages)) == read


@pytest.mark.parametrize("mode", ["latest", "backfill"])
def test_a_section_ends_at_the_first_day_asked_for(mode: str) -> None:
    months = [section([[1]], f"2026{month:02}/")[SECTION] for month in range(11, 0, -1)]
    pages = {url: months[number] for number, url in enumerate(section(FULL[:11]))}
    made = spider(settings=LIMITS, mode=mode, since="2026-08-15", until="2026-09-30")
    assert listings_read(made, pages) == 5, "November to July, the first that holds nothing inside"


def test_a_crowded_page_is_carried_on_as_a_digest() -> None:
    made = spider()
    first = made.request(SECTION, made.parse_listing, "listing")
    (following,) = of_kind(led_to(made, first, listing(map(article, range(5000)))), "listing")
    assert len(json.dumps(following.cb_kwargs)) < 100


# dated sitemaps -----------------------------------------------------------------------------------------------------


def day_of(number: int) -> str:
    return f"{SITE}/so-do/{date(2026, 11, 20) - timedelta(days=number)}.xml"


def index(addresses: Iterable[str]) -> str:
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in addresses)
    return f"<sitemapindex>{entries}</sitemapindex>"


def urlset(*articles: str, lastmod: str = "") -> str:
    stamp = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<urlset>{''.join(f'<url><loc>{url}</loc>{stamp}</url>' for url in articles)}</urlset>"


EMPTY, HTML, NEW, KNOWN = urlset(), "<html><body>404</body></html>", urlset(article(1)), urlset(article(2))
FINISHED, UNFINISHED = Known({article(2)}), Known({article(2)}, finished_before=False)


@pytest.mark.parametrize(
    ("frontier", "days", "read"),
    [
        (FINISHED, [KNOWN] * 40, 2),
        (FINISHED, [NEW, KNOWN, NEW], 2),
        (FINISHED, [NEW, NEW, NEW, NEW, KNOWN, NEW], 5),
        (FINISHED, [NEW, EMPTY, None, HTML, NEW, KNOWN, NEW], 6),
        (FINISHED, [None, None, NEW, KNOWN], 4),
        (FINISHED, [NEW] * 40, 33),
        (UNFINISHED, [NEW] * 40, 2),
        (UNFINISHED, [EMPTY, None, EMPTY, NEW, NEW], 4),
        (None, [NEW] * 40, 2),
        (None, [None] * 40, 33),
        (FINISHED, [NEW], 1),
    ],
)
def test_how_far_dated_sitemaps_are_gone_back_to(frontier: Known | None, days: list[str | None], read: int) -> None:
    made = spider(frontier=frontier)
    pages = {day_of(number): day for number, day in enumerate(days)}
    pages[INDEX] = index(sorted(pages))
    first = made.request(INDEX, made.parse_sitemap, "sitemap")
    assert followed(made, first, pages, "sitemap") == [INDEX, *map(day_of, range(read))]


def test_an_index_that_names_a_sitemap_twice_costs_no_day() -> None:
    pages = {day_of(number): NEW for number in range(5)} | {day_of(5): KNOWN}
    pages[INDEX] = index(sorted(pages) * 3)
    made = spider(frontier=FINISHED)
    first = made.request(INDEX, made.parse_sitemap, "sitemap")
    assert followed(made, first, pages, "sitemap") == [INDEX, *map(day_of, range(6))]


def test_undated_sitemaps_are_all_read_and_others_are_left_out() -> None:
    made = spider(frontier=Known())
    undated = [f"{SITE}/so-do/phan-{number}.xml" for number in range(5)]
    pages = {INDEX: index([f"{SITE}/the.xml", *undated, *map(day_of, range(10))])}
    read = of_kind(led_to(made, made.request(INDEX, made.parse_sitemap, "sitemap"), pages[INDEX]), "sitemap")
    assert [request.url for request in read] == [*undated, day_of(0), day_of(1)]


def test_a_backfill_opens_the_sitemaps_of_its_days_behind_the_articles() -> None:
    made = spider(mode="backfill", since="2026-11-10", until="2026-11-12")
    first = made.request(INDEX, made.parse_sitemap, "sitemap")
    read = of_kind(led_to(made, first, index(map(day_of, range(20)))), "sitemap")
    assert [request.url for request in read] == [day_of(8), day_of(9), day_of(10), day_of(11)]
    found = of_kind(led_to(made, read[0], urlset(article(1))), "article")
    assert max(request.priority for request in read) < found[0].priority
    latest = spider()
    assert latest.request(INDEX, latest.parse_sitemap, "sitemap").priority > found[0].priority


def test_a_sitemap_without_end_is_followed_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(body: bytes, url: str) -> Iterator[Found]:
        number = 0
        while True:
            number += 1
            yield Found(f"{SITE}/so-do/phan-{number}.xml", None, "sitemap")

    monkeypatch.setattr(sitemaps, "parse", endless)
    made = spider(mode="backfill")
    requests = made.parse_sitemap(answered(Request(INDEX), EMPTY))  # type: ignore[arg-type]
    assert next(requests).url == f"{SITE}/so-do/phan-1.xml"
    assert next(requests).url == f"{SITE}/so-do/phan-2.xml"


@pytest.mark.parametrize(
    ("lastmod", "asked_for"),
    [
        ("2026-11-10T00:00:00+07:00", True),
        ("2026-11-09T17:00:00Z", True),
        ("2026-11-09T16:59:59Z", False),
        ("2026-11-09", True),  # a day that may have been cut in UTC
        ("2026-11-08", False),
        ("2027-01-01", True),
        ("", True),
    ],
)
def test_what_changed_before_the_days_asked_for_is_left_out(lastmod: str, asked_for: bool) -> None:
    made = spider(mode="backfill", since="2026-11-10")
    found = led_to(made, made.request(INDEX, made.parse_sitemap, "sitemap"), urlset(article(1), lastmod=lastmod))
    assert (len(found), count(made, "discovery/outside_window")) == (asked_for, not asked_for)


# where discovery begins ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cls", "arguments", "seeds"),
    [
        (Paper, {}, ["/rss/home.rss", "/sitemap.xml", "/tin/"]),
        (Paper, {"mode": "backfill"}, ["/sitemap.xml"]),
        (Paper, {"sections": "tin"}, ["/tin/"]),
        (Paper, {"mode": "backfill", "sections": "tin"}, ["/tin/"]),
        (Listed, {"mode": "backfill"}, ["/rss/home.rss", "/tin/"]),
        (Dated, {}, ["/rss/home.rss", "/so-do/2026-11-26.xml", "/so-do/2026-11-25.xml", "/tin/"]),
        (
            Dated,
            {"mode": "backfill", "since": "2026-11-24", "until": "2026-11-25"},
            [f"/so-do/2026-11-{day}.xml" for day in (25, 24, 23)],
        ),
        (Dated, {"mode": "backfill"}, [f"/so-do/2026-11-{day:02}.xml" for day in range(26, 0, -1)]),
        (
            Dated,
            {"mode": "backfill", "since": "0001-01-01", "until": "2026-11-02"},
            [f"/so-do/2026-11-{day}.xml" for day in ("02", "01")],
        ),
        (Dated, {"mode": "backfill", "since": "2030-01-01"}, []),
    ],
)
def test_seeds(cls: type[NewsSpider], arguments: dict[str, str], seeds: list[str]) -> None:
    assert [request.url.removeprefix(SITE) for request in spider(cls, **arguments).seeds()] == seeds


def test_the_days_of_a_long_backfill_are_made_one_by_one() -> None:
    seeds = spider(type("Old", (Dated,), {"oldest": "1990-01-01"}), mode="backfill").seeds()
    assert next(seeds).url == f"{SITE}/so-do/2026-11-26.xml"
    assert sum(1 for _ in seeds) > 13_000


def test_without_a_clock_dated_sitemaps_say_what_is_missing() -> None:
    made = spider(Dated)
    assert made.crawler.stats is not None
    made.crawler.stats.set_value("start_time", None)
    with pytest.raises(Exception, match="CoreStats"):
        list(made.seeds())


# outcomes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body", "outcome", "counted"),
    [
        ("feed", "không phải nguồn tin", "unreadable/no_xml", "skipped/discovery/no_xml"),
        ("feed", "<rss><channel></channel></rss>", None, None),
        ("sitemap", HTML, "unreadable/html", "skipped/discovery/html"),
        ("listing", "", "unreadable/empty", "skipped/listing/empty"),
        ("article", HTML, "not_an_article/no_title", "skipped/article/no_title"),
    ],
)
def test_what_read_nothing_says_why(kind: str, body: str, outcome: str | None, counted: str | None) -> None:
    made = spider()
    callbacks: dict[str, Any] = {"feed": made.parse_feed, "sitemap": made.parse_sitemap}
    callbacks |= {"listing": made.parse_listing, "article": made.parse_article}
    response = answered(made.request(article(1), callbacks[kind], kind), body)
    assert not list(callbacks[kind](response))
    assert response.meta.get("outcome") == outcome
    assert counted is None or count(made, counted) == 1


@pytest.mark.parametrize(("until", "outcome"), [("2026-11-22", "outside_window"), ("2026-11-23", None)])
def test_an_article_of_another_day_is_no_failure(until: str, outcome: str | None) -> None:
    made = spider(until=until)
    response = answered(made.request(article(1), made.parse_article, "article"), daily.article(1))
    assert bool(list(made.parse_article(response))) is (outcome is None)
    assert response.meta.get("outcome") == outcome


@pytest.mark.parametrize(
    ("error", "counted"),
    [
        (HttpError(Response(SITE, status=404)), {"failed/sitemap/http_404": 1}),
        (HttpError(Response(SITE, status=304)), {"not_modified": 1}),
        (type("Stopping", (Exception,), {"put_back": True})(), {}),
        (TimeoutError(), {"failed/sitemap/TimeoutError": 1}),
    ],
)
def test_how_a_request_without_a_response_is_counted(error: Exception, counted: dict[str, int]) -> None:
    made = spider()
    failure = Failure(error)
    request = made.request(day_of(1), made.parse_sitemap, "sitemap", older=[day_of(2)])
    failure.request = request  # type: ignore[attr-defined]
    goes_on = [found.url for found in made.failed(failure)]
    assert made.crawler.stats is not None
    stats = made.crawler.stats.get_stats()
    assert {name.removeprefix("news/"): n for name, n in stats.items() if name.startswith("news/")} == counted
    assert goes_on == ([day_of(2)] if any(name.startswith("failed") for name in counted) else [])


class Fronted(Paper):
    sitemaps = ()
    feeds = ()
    sections = ("/",)
    denied = ("/quang-cao/",)


def test_the_menu_of_a_front_page_leads_to_the_sections() -> None:
    made = spider(Fronted)
    menu = "".join(
        f'<a href="{path}">x</a>' for path in ("/kinh-te/", "/the-thao/", "/a-1.html", "/quang-cao/b-2.html")
    )
    request = Request(f"{SITE}/", meta={"kind": "listing"})
    body = f"<html><body>{menu}</body></html>".encode()
    found = list(made.parse_listing(HtmlResponse(request.url, body=body, request=request)))
    assert [request.url for request in of_kind(found, "listing")][:2] == [f"{SITE}/kinh-te/", f"{SITE}/the-thao/"]
    assert [request.url for request in of_kind(found, "article")] == [f"{SITE}/a-1.html"]


def test_any_section_may_be_chosen_where_the_menu_names_them() -> None:
    assert [request.url for request in spider(Fronted, sections="kinh-te").seeds()] == [f"{SITE}/kinh-te"]
