"""What a page needs to replay as it looked: taken once, politely, from wherever it lies, and never waited for."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from loopback.crawl import Crawl, crawl, newsarchive, start
from loopback.daily import SITE, article, url_of
from loopback.papers import robots, sitemap
from loopback.proxy import Proxy
from loopback.warcs import beside
from loopback.web import Answer, Web, answer

DAILY = {"SCRAPY_SETTINGS_MODULE": "loopback.daily"}
CDN = "http://cdn.example"
HEAD = (
    f"<link rel='stylesheet' href='{CDN}/trang.css'><script src='{CDN}/trang.js'></script>"
    "<script src='http://dem.example/dem.js'></script><link rel='icon' href='/bieu-tuong.ico'></head>"
)
NEEDED = {
    f"{CDN}/trang.css": answer("@import 'chu.css'; body{background:url(nen.png)}", kind="text/css"),
    f"{CDN}/chu.css": answer("@font-face{src:url('chu.woff2')}", kind="text/css;charset=utf-8"),
    f"{CDN}/chu.woff2": answer(b"wOF2" + bytes(2000), kind="font/woff2"),
    f"{CDN}/nen.png": answer(b"\x89PNG\r\n\x1a\n" + bytes(2000), kind="image/png"),
    f"{CDN}/trang.js": answer("document.title", kind="text/javascript"),
    f"{SITE}/bieu-tuong.ico": answer(b"\x00\x00\x01\x00" + bytes(50), kind="image/x-icon"),
}
PICTURES = [f"{SITE}/anh/{number}.jpg" for number in range(2)]


def site(**changed: Answer) -> Web:
    web = Web(NEEDED)
    web.put(f"{SITE}/sitemap.xml", sitemap("urlset", "url", [(url_of(n), "2026-11-23") for n in range(2)]))
    for number in range(2):
        web.put(url_of(number), answer(article(number).replace("</head>", HEAD)))
        web.put(PICTURES[number], answer(bytes(1500) + bytes([number]), kind="image/jpeg"))
    for url, other in changed.items():
        web.put(url, other)
    return web


def daily(proxy: Proxy, archives: Path, asked: str, **settings: Any) -> Crawl:
    done = crawl("daily", archives, proxy=proxy.url(), settings={"REQUISITES": asked} | settings, environment=DAILY)
    assert done.code == 0, done.log[-2000:]
    return done


def fetched(web: Web) -> list[str]:
    return sorted(s.url for s in web.log if not s.url.endswith((".html", ".xml", "/robots.txt", "/tin/")))


@pytest.mark.parametrize(
    ("asked", "expected"), [("none", []), ("images", PICTURES), ("page", sorted([*NEEDED, *PICTURES]))]
)
def test_what_each_choice_takes(asked: str, expected: list[str], tmp_path: Path) -> None:
    with site() as web, Proxy(web) as proxy:
        done = daily(proxy, tmp_path, asked)
        assert fetched(web) == expected
        assert len(done.lines) == 2
        assert done.report["requisites"] == len(expected)
        verified = newsarchive("verify", tmp_path, environment=DAILY)
        assert verified.returncode == 0, verified.stdout[-2000:]


def test_each_hop_is_told_and_each_host_is_asked_for_its_rules(tmp_path: Path) -> None:
    with site() as web, Proxy(web) as proxy:
        done = daily(proxy, tmp_path, "page")
        asked = {served.url for served in web.log}
    assert {f"{CDN}/robots.txt", f"{SITE}/robots.txt"} <= asked
    hops = {f"{CDN}/trang.css": "LE", f"{CDN}/chu.css": "LEE", f"{CDN}/chu.woff2": "LEEE", f"{CDN}/nen.png": "LEE"}
    for url, expected in hops.items():
        (response,) = [record for record in done.records if record.type == "response" and record.url == url]
        (metadata,) = beside(done.records, response, "metadata")
        block = metadata.block.decode()
        assert f"hopsFromSeed: {expected}\r\n" in block


def test_a_delivery_network_that_forbids_is_left_alone(tmp_path: Path) -> None:
    with site() as web, Proxy(web) as proxy:
        web.put(f"{CDN}/robots.txt", robots("Disallow: /"))
        daily(proxy, tmp_path, "page")
        assert [url for url in fetched(web) if url.startswith(CDN)] == []


def test_a_second_crawl_takes_only_what_is_new_or_due(tmp_path: Path) -> None:
    with site() as web, Proxy(web) as proxy:
        daily(proxy, tmp_path, "page")
        web.forget()
        web.put(f"{SITE}/sitemap.xml", sitemap("urlset", "url", [(url_of(5), "2026-11-24")]))
        web.put(url_of(5), answer(article(5).replace("</head>", HEAD)))
        web.put(f"{SITE}/anh/5.jpg", answer(bytes(1500) + b"5", kind="image/jpeg"))
        daily(proxy, tmp_path, "page")
        assert fetched(web) == [f"{SITE}/anh/5.jpg"]
        with sqlite3.connect(tmp_path / "daily" / "frontier.sqlite") as frontier:
            week = time.time() - 1
            frontier.execute("UPDATE url SET next_check = ? WHERE kind = 'requisite' AND next_check > ?", (week, week))
        frontier.close()
        web.forget()
        daily(proxy, tmp_path, "page")
        assert fetched(web) == []  # no page asked for them
        web.put(f"{SITE}/sitemap.xml", sitemap("urlset", "url", [(url_of(6), "2026-11-24")]))
        web.put(url_of(6), answer(article(6).replace("</head>", HEAD)))
        web.put(f"{SITE}/anh/6.jpg", answer(bytes(1500) + b"6", kind="image/jpeg"))
        done = daily(proxy, tmp_path, "page")
        assert fetched(web) == sorted([f"{SITE}/anh/6.jpg", f"{CDN}/trang.css", f"{CDN}/chu.css", f"{CDN}/trang.js"])
        verified = newsarchive("verify", done.archives, environment=DAILY)
        assert verified.returncode == 0, verified.stdout[-2000:]


def test_style_sheets_without_end_end(tmp_path: Path) -> None:
    deep = {f"{CDN}/{n}.css": answer(f"@import '{n + 1}.css'", kind="text/css") for n in range(40)}
    with site() as web, Proxy(web) as proxy:
        for url, sheet in deep.items():
            web.put(url, sheet)
        web.put(f"{CDN}/trang.css", answer("@import '0.css'", kind="text/css"))
        daily(proxy, tmp_path, "page")
        assert [url for url in fetched(web) if url in deep] == [f"{CDN}/{n}.css" for n in range(5)]


def test_a_picture_that_never_comes_holds_no_line_back(tmp_path: Path) -> None:
    stalled = Answer(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 99999\r\n\r\nx", "stall")
    with site() as web, Proxy(web) as proxy:
        for picture in PICTURES:
            web.put(picture, stalled)
        settings = {"REQUISITES": "page", "DOWNLOAD_TIMEOUT": 25, "RETRY_ENABLED": False}
        with start("daily", tmp_path, proxy=proxy.url(), settings=settings, environment=DAILY) as going:
            until = time.monotonic() + 20
            lines: list[dict[str, Any]] = []
            while len(lines) < 2 and time.monotonic() < until:
                time.sleep(0.2)
                texts = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.jsonl.open")]
                lines = [json.loads(line) for text in texts for line in text.splitlines(keepends=True) if "\n" in line]
            assert len(lines) == 2
            assert going.process.poll() is None  # the pictures are still waited for
