"""Discovery that stops: the newest until nothing is new; the past, day by day, wherever it was interrupted."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback.crawl import Crawl, crawl, start
from loopback.daily import SITE, article, url_of
from loopback.papers import listing, sitemap
from loopback.proxy import Proxy
from loopback.web import Web, answer

DAILY = {"SCRAPY_SETTINGS_MODULE": "loopback.daily"}
LINES = {"REQUISITES": "none", "CONCURRENT_REQUESTS_PER_DOMAIN": 4}
A_PAGE = 5


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as served:
        yield served


@pytest.fixture
def proxy(web: Web) -> Iterator[Proxy]:
    with Proxy(web) as running:
        yield running


def daily(proxy: Proxy, folder: Path, arguments: dict[str, Any] | None = None, **settings: Any) -> Crawl:
    done = crawl(
        "daily", folder, proxy=proxy.url(), settings=LINES | settings, arguments=arguments or {}, environment=DAILY
    )
    assert done.code == 0, done.log[-3000:]
    assert "Traceback" not in done.log
    return done


def publish(web: Web, newest: int) -> None:
    """A section of `newest` articles, A_PAGE a page, the newest first; and every article."""
    numbers = list(range(newest, 0, -1))
    pages = [numbers[at : at + A_PAGE] for at in range(0, len(numbers), A_PAGE)]
    for number, page in enumerate(pages, start=1):
        address = f"{SITE}/tin/" if number == 1 else f"{SITE}/tin/?page={number}"
        following = f"/tin/?page={number + 1}" if number < len(pages) else None
        web.put(address, listing([url_of(n) for n in page], following))
    for number in numbers:
        web.put(url_of(number), answer(article(number)))


def listings(web: Web) -> list[str]:
    return sorted({served.url.removeprefix(SITE) for served in web.log if served.url.startswith(f"{SITE}/tin/?page")})


def articles(web: Web) -> set[str]:
    return {served.url for served in web.log if "bai-viet" in served.url}


def test_a_section_is_followed_until_nothing_is_new(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    publish(web, 60)
    first = daily(proxy, tmp_path, LISTING_PAGES=4)
    assert listings(web) == ["/tin/?page=2", "/tin/?page=3", "/tin/?page=4"], "a first crawl takes the first pages"
    assert len(first.lines) == 20
    web.forget()
    daily(proxy, tmp_path, LISTING_PAGES=4)
    assert listings(web) == ["/tin/?page=2"], "two pages in a row without anything new"
    assert not articles(web)
    publish(web, 60 + 33)  # more than a first crawl's pages hold
    web.forget()
    done = daily(proxy, tmp_path, LISTING_PAGES=4)
    assert articles(web) == {url_of(number) for number in range(61, 94)}, "whatever came meanwhile is caught up"
    assert listings(web)[-1] == "/tin/?page=9"
    assert len(done.lines) == 53
    web.forget()
    daily(proxy, tmp_path, LISTING_PAGES_WITHOUT_NEWS=1)
    assert not listings(web)


def day_address(day: int) -> str:
    return f"{SITE}/sitemaps/2026-11-{day:02}.xml"


def publish_days(web: Web, days: range, *, indexed: bool = True) -> None:
    """A sitemap a day with three articles of that day, and an index of them all."""
    for day in days:
        entries = [(url_of(day * 10 + part), f"2026-11-{day:02}T09:00:00+07:00") for part in range(3)]
        web.put(day_address(day), sitemap("urlset", "url", entries))
        for part in range(3):
            web.put(
                url_of(day * 10 + part), answer(article(day * 10 + part).replace("23/11/2026", f"{day:02}/11/2026"))
            )
    if indexed:
        index = [(day_address(day), f"2026-11-{day:02}") for day in days]
        web.put(f"{SITE}/sitemap.xml", sitemap("sitemapindex", "sitemap", index))


def days_read(web: Web) -> list[int]:
    return [int(served.url[-6:-4]) for served in web.log if "/sitemaps/" in served.url]


def test_dated_sitemaps_are_gone_back_to_while_they_bring_something_new(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    publish_days(web, range(1, 11))
    daily(proxy, tmp_path)
    assert sorted(days_read(web)) == [9, 10], "a first crawl takes the newest two"
    publish_days(web, range(1, 17))
    web.forget()
    daily(proxy, tmp_path)
    assert days_read(web)[-6:] == [15, 14, 13, 12, 11, 10] or sorted(days_read(web)) == [10, 11, 12, 13, 14, 15, 16]
    assert sorted(days_read(web)) == [10, 11, 12, 13, 14, 15, 16], "six days were missed, the tenth is known"
    web.forget()
    daily(proxy, tmp_path)
    assert sorted(days_read(web)) == [15, 16]


def test_a_backfill_reads_the_days_asked_for_and_finishes_one_before_the_next(
    web: Web, proxy: Proxy, tmp_path: Path
) -> None:
    publish_days(web, range(1, 21))
    done = daily(
        proxy,
        tmp_path,
        {"mode": "backfill", "since": "2026-11-05", "until": "2026-11-10"},
        CONCURRENT_REQUESTS_PER_DOMAIN=1,
    )
    assert {line["date"][:10] for line in done.lines} == {f"2026-11-{day:02}" for day in range(5, 11)}
    assert len(done.lines) == 18
    # One more day at the beginning: a sitemap may cut its days in UTC.
    assert sorted(days_read(web)) == [4, 5, 6, 7, 8, 9, 10]
    # One sitemap may be on its way while the one before is being read; the next waits for the articles.
    order = [served.url for served in web.log]
    for day in range(5, 9):
        behind = order[order.index(day_address(day + 2)) :]
        assert not {url_of(day * 10 + part) for part in range(3)} & set(behind), order
    assert not [served for served in web.log if served.url == f"{SITE}/tin/"], "there are sitemaps: no section is read"


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_backfill_goes_on_where_it_was(
    web: Web, proxy: Proxy, tmp_path: Path, stop: signal.Signals
) -> None:
    publish_days(web, range(1, 25))
    arguments = {"mode": "backfill", "since": "2026-11-02", "until": "2026-11-24"}
    for after in (8, 20, 20):
        web.forget()
        settings = LINES | {"DOWNLOAD_DELAY": 0.02, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "FSYNC": "always"}
        with start(
            "daily", tmp_path, proxy=proxy.url(), settings=settings, arguments=arguments, environment=DAILY
        ) as running:
            deadline = time.monotonic() + 30
            while len(web.log) < after and running.process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.005)
            running.process.send_signal(stop)
            running.wait()
    before = {served.url for served in web.log if served.url != f"{SITE}/robots.txt"}
    web.forget()
    done = daily(proxy, tmp_path, arguments)
    again = before & {served.url for served in web.log}
    assert len(again) <= (2 if stop == signal.SIGKILL else 0), "at most what was under way is done again"
    assert f"{SITE}/sitemap.xml" not in {served.url for served in web.log}, "not even the index is read again"
    assert len(done.lines) == len(done.by_url()) == 23 * 3
    assert len(done.by_url()) == len({line["id"] for line in done.lines})


def test_dated_sitemaps_without_an_index(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    publish_days(web, range(1, 11), indexed=False)
    settings = {"SPIDER_MODULES": "loopback.daily_dated"}
    done = crawl(
        "dated",
        tmp_path,
        proxy=proxy.url(),
        settings=LINES | settings,
        arguments={"mode": "backfill", "until": "2026-11-09"},
        environment=DAILY,
    )
    assert done.code == 0, done.log[-2000:]
    assert len(done.lines) == 27
    # From the day that the source declares as its oldest on; what does not exist answers 404, and the rest goes on.
    assert sorted(days_read(web)) == [*range(1, 10), 31]
    assert done.report["failed"] == {"sitemap/http_404": 1}


def test_a_backfill_without_sitemaps_walks_the_sections(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    publish(web, 60)
    done = crawl(
        "sectional",
        tmp_path,
        proxy=proxy.url(),
        settings=LINES | {"SPIDER_MODULES": "loopback.daily_dated"},
        arguments={"mode": "backfill"},
        environment=DAILY,
    )
    assert done.code == 0, done.log[-2000:]
    assert len(done.lines) == 60
    assert listings(web)[-1] == "/tin/?page=9"
    assert len(listings(web)) == 11


def test_two_sources_at_once_share_nothing(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    publish(web, 20)
    running = [
        start(
            name,
            tmp_path,
            proxy=proxy.url(),
            settings=LINES | {"SPIDER_MODULES": "loopback.daily_dated"},
            arguments={"mode": "backfill"},
            environment=DAILY,
        )
        for name in ("sectional", "dated")
    ]
    done = [crawling.wait() for crawling in running]
    assert [each.code for each in done] == [0, 0]
    assert [len(each.lines) for each in done] == [20, 0]
    assert {path.name for path in tmp_path.iterdir()} == {"sectional", "dated"}
