"""What becomes a capture and what does not, in crawls of plain spiders that ask the loopback web directly."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback.crawl import Crawl, crawl, newsarchive
from loopback.papers import papers
from loopback.proxy import Proxy
from loopback.warcs import responses
from loopback.web import Answer, Web, answer

LONG = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900000\r\n\r\n" + b"x" * 900_000


@pytest.fixture
def web() -> Iterator[Web]:
    with Web({"/long": Answer(LONG), "/long?fail": Answer(LONG), "/tin": answer("tin")}) as served:
        yield served


def ask(folder: Path, *urls: str, spider: str = "prober", modules: str = "", **settings: Any) -> Crawl:
    (folder / "requests.txt").write_text("".join(f"GET {url}\n" for url in urls))
    plain = {"ALLOW_PRIVATE_HOSTS": True, "ROBOTSTXT_OBEY": False, "RETRY_ENABLED": False}
    plain["SPIDER_MODULES"] = f"{modules}loopback.{spider}"
    arguments = {"requests": folder / "requests.txt"}
    done = crawl(spider, folder / "archives", settings=plain | settings, arguments=arguments)
    assert done.code == 0, done.log[-3000:]
    return done


@pytest.mark.parametrize(("modules", "lost"), [("", ["/long", "/long?fail"]), ("loopback.without_wire,", ["/long"])])
def test_a_download_that_a_spider_stops_is_cut_at_a_length(
    modules: str, lost: list[str], web: Web, tmp_path: Path
) -> None:
    """StopDownload (of a signal) is no loss: whoever asks why the body is short must not blame the server."""
    urls = [f"http://127.0.0.1:{web.port}{path}" for path in lost]
    done = ask(tmp_path, *urls, spider="stopper", modules=modules)
    for url in urls:
        (record,) = responses(done.records, url)
        assert record.get("WARC-Truncated") == "length"
        body = record.block.partition(b"\r\n\r\n")[2]
        assert 0 < len(body) < 900_000
        assert LONG.endswith(body)
    assert newsarchive("verify", done.archives).returncode == 0


def test_what_did_not_cross_the_wire_is_no_capture(web: Web, tmp_path: Path) -> None:
    """A second answer out of Scrapy's cache, data: and file: URLs reach the spider, and leave no record."""
    (tmp_path / "tin.html").write_text("<p>tin</p>")
    url = f"http://127.0.0.1:{web.port}/tin"
    cache = {"HTTPCACHE_ENABLED": True, "HTTPCACHE_DIR": tmp_path / "cache", "CONCURRENT_REQUESTS": 1}
    cache["SCHEDULER"] = "scrapy.core.scheduler.Scheduler"  # the frontier asks for a URL once
    done = ask(tmp_path, url, url, "data:text/html,<p>tin", (tmp_path / "tin.html").as_uri(), **cache)
    assert done.report["pages"] == 4
    assert [served.url for served in web.log] == [url]
    assert [record.url for record in done.records if record.type == "response"] == [url]
    assert done.report["captures"] == 1


def test_feeds_sitemaps_and_robots_are_captures(tmp_path: Path) -> None:
    paper = papers("thanhnien")
    page = next(iter(paper.values()))
    feed = f"<rss version='2.0'><channel><item><link>{page.url}</link></item></channel></rss>"
    with Web({page.url: page.answer}) as web, Proxy(web) as proxy:
        web.put("https://thanhnien.vn/rss/home.rss", answer(feed, kind="application/rss+xml"))
        settings = {"REQUISITES": "none", "RETRY_ENABLED": False}
        done = crawl("thanhnien", tmp_path, proxy=proxy.url(), settings=settings)
        asked = sorted(served.url for served in web.log)
    assert done.code == 0, done.log[-3000:]
    assert [line["url"] for line in done.lines] == [page.url]
    assert sorted(record.url for record in done.records if record.type == "response") == asked
    assert {"https://thanhnien.vn/rss/home.rss", "https://thanhnien.vn/robots.txt", page.url} <= set(asked)
    assert [url for url in asked if "/sitemaps/" in url]


def test_a_host_that_refuses_leaves_its_reason(tmp_path: Path) -> None:
    """No byte was sent, so there is neither response nor request; that it was asked for stays known."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/tin"
        done = ask(tmp_path, url)
    (record,) = [record for record in done.records if record.url == url]
    assert record.type == "metadata"
    assert record.get("WARC-Concurrent-To") is None
    assert done.report["errors"] == {record.told["error"]: 1}
