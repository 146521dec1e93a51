"""robots.txt is obeyed; Crawl-delay becomes the delay of the host's slot, also after Scrapy threw the slot away."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from loopback.crawl import crawl
from loopback.papers import papers, robots
from loopback.proxy import Proxy
from loopback.warcs import responses
from loopback.web import Web, answer
from protego import Protego
from scrapy import Request, signals
from scrapy.core.downloader import Slot
from scrapy.exceptions import NotConfigured
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from newsarchive import settings as project
from newsarchive.crawling.politeness import CrawlDelay, retry_after

HOST = "baoquangtri.vn"


class FakeDownloader:
    """Slots by host, as the engine's downloader keeps them."""

    def __init__(self) -> None:
        self.slots: dict[str, Slot] = {}

    def get_slot_key(self, request: Request) -> str:
        return request.url.split("/")[2]

    def make_slot(self, host: str) -> Slot:
        self.slots[host] = Slot(concurrency=1, delay=1.0, jitter=0.5)
        return self.slots[host]


def extension(**own: Any) -> CrawlDelay:
    settings = Settings({"ROBOTSTXT_OBEY": True, "USER_AGENT": project.USER_AGENT, "CRAWL_DELAY_MAX": 60, **own})
    return CrawlDelay(SimpleNamespace(settings=settings, engine=SimpleNamespace(downloader=FakeDownloader())))  # type: ignore[arg-type]


def downloader_of(delay: CrawlDelay) -> FakeDownloader:
    return delay.crawler.engine.downloader  # type: ignore[union-attr,return-value]


def heed(delay: CrawlDelay, text: str, host: str = HOST) -> None:
    parser = ProtegoRobotParser(text.encode(), SimpleNamespace())  # type: ignore[arg-type]
    delay.heed(parser, Request(f"https://{host}/"))


def test_crawl_delay_becomes_the_delay_of_the_slot() -> None:
    delay = extension()
    slot = downloader_of(delay).make_slot(HOST)
    heed(delay, "User-agent: *\nCrawl-delay: 7\n")
    assert (slot.delay, slot.jitter) == (7.0, 0)


def test_a_slot_that_was_thrown_away_is_slow_again() -> None:
    delay = extension()
    heed(delay, "User-agent: *\nCrawl-delay: 7\n")
    slot = downloader_of(delay).make_slot(HOST)
    assert slot.delay == 1.0
    delay.slow_down(Request(f"https://{HOST}/a"))
    assert (slot.delay, slot.jitter) == (7.0, 0)


def test_it_hears_of_robots_txt_and_of_each_request_that_is_sent() -> None:
    crawler = extension().crawler
    crawler.signals = SignalManager()
    listening = CrawlDelay.from_crawler(crawler)
    parser = ProtegoRobotParser(b"User-agent: *\nCrawl-delay: 7\n", SimpleNamespace())  # type: ignore[arg-type]
    request = Request(f"https://{HOST}/")
    crawler.signals.send_catch_log(signals.robots_parsed, robotparser=parser, request=request)
    slot = downloader_of(listening).make_slot(HOST)
    crawler.signals.send_catch_log(signals.request_reached_downloader, request=request, spider=None)
    assert slot.delay == 7.0


def test_one_host_does_not_slow_another() -> None:
    delay = extension()
    other = downloader_of(delay).make_slot("vietnam.vn")
    heed(delay, "User-agent: *\nCrawl-delay: 7\n")
    delay.slow_down(Request("https://vietnam.vn/a"))
    assert other.delay == 1.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("User-agent: *\nCrawl-delay: 0.5\n", 1.0),  # never quicker than the project's own delay
        ("User-agent: *\nCrawl-delay: 86400\n", 60.0),  # at most CRAWL_DELAY_MAX
        ("User-agent: newsarchive\nCrawl-delay: 3\n\nUser-agent: *\nCrawl-delay: 9\n", 3.0),
        ("User-agent: *\nCrawl-delay: nhanh\n", 1.0),
        ("User-agent: *\nCrawl-delay: -4\n", 1.0),
        ("User-agent: *\nCrawl-delay: nan\n", 1.0),
        ("User-agent: *\nDisallow:\n", 1.0),
        ("", 1.0),
    ],
)
def test_what_robots_txt_asks_for(text: str, expected: float) -> None:
    delay = extension()
    slot = downloader_of(delay).make_slot(HOST)
    heed(delay, text)
    assert slot.delay == expected


@pytest.mark.parametrize("own", [{"ROBOTSTXT_OBEY": False}, {"REPLAY": "web.warc.gz"}])
def test_without_robots_or_network_there_is_nothing_to_heed(own: dict[str, Any]) -> None:
    with pytest.raises(NotConfigured):
        extension(**own)


def test_the_project_is_polite_by_default() -> None:
    assert project.ROBOTSTXT_OBEY is True
    assert project.DOWNLOAD_DELAY >= 1
    assert project.CONCURRENT_REQUESTS_PER_DOMAIN == 1
    assert "+http" in project.USER_AGENT
    assert Protego.parse("User-agent: newsarchive\nDisallow: /x").can_fetch("/x", project.USER_AGENT) is False


def test_a_crawl_obeys_robots_txt_and_slows_down(tmp_path: Any) -> None:
    pages = papers("baoquangtri")
    first, second, forbidden = pages["theo_ttxvn"], pages["figure_figcaption"], pages["photo_story"]
    path = forbidden.url.removeprefix(f"https://{HOST}")
    (tmp_path / "urls.txt").write_text("\n".join(page.url for page in (forbidden, first, second)))
    with Web({page.url: page.answer for page in (first, second, forbidden)}) as web, Proxy(web) as proxy:
        web.put(f"https://{HOST}/robots.txt", robots(f"Disallow: {path}", "Crawl-delay: 1"))
        web.put("/khac", answer("khác"))
        done = crawl(
            "baoquangtri",
            tmp_path / "archives",
            proxy=proxy.url(),
            settings={"REQUISITES": "none"},
            arguments={"urls": tmp_path / "urls.txt"},
        )
        times = [served.at for served in web.log if not served.url.endswith("robots.txt")]
        assert not web.served(forbidden.url)
    assert done.code == 0, done.log[-3000:]
    assert set(done.by_url()) == {first.url, second.url}
    assert done.report["refused"]["robots"] == 1
    assert done.report["failed"] == {"article/IgnoreRequest": 1}
    assert len(responses(done.records, f"https://{HOST}/robots.txt")) == 1
    assert times[1] - times[0] > 0.95


def test_the_rules_hold_for_every_request_that_waits_for_them(tmp_path: Any) -> None:
    """Scrapy 2.19.0 gives them to the first one only: all others pass."""
    pages = list(papers("baoquangtri").values())[:6]
    (tmp_path / "urls.txt").write_text("\n".join(page.url for page in pages))
    with Web({page.url: page.answer for page in pages}) as web, Proxy(web) as proxy:
        web.put(f"https://{HOST}/robots.txt", robots("Disallow: /"))
        done = crawl("baoquangtri", tmp_path / "archives", proxy=proxy.url(), arguments={"urls": tmp_path / "urls.txt"})
        asked = [served.url for served in web.log]
    assert done.code == 0, done.log[-3000:]
    assert asked == [f"https://{HOST}/robots.txt"]
    assert done.report["refused"]["robots"] == 6


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (b"Mon, 23 Nov 2026 15:22:30 GMT", 30.0),
        (b"Mon, 23 Nov 2026 15:00:00 GMT", 0.0),
        (b"99999999999999999999", 999999999.0),
        (b"-5", None),
        (b"soon", None),
        (b"", None),
        (None, None),
        (b"\xff\xfe", None),
        (b"Mon, 99 Foo 2026 99:99:99 GMT", None),
        (b"Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: bytes | None, seconds: float | None) -> None:
    assert retry_after(header, datetime(2026, 11, 23, 15, 22, tzinfo=UTC)) == seconds
