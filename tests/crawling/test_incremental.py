"""Two crawls of the same site: the second fetches the listings and what is due, and writes what has changed."""

from __future__ import annotations

import gzip
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback.crawl import Crawl, crawl, newsarchive
from loopback.daily import SITE, article, url_of
from loopback.papers import listing, sitemap
from loopback.proxy import Proxy
from loopback.warcs import Stored, beside
from loopback.web import Answer, Web, answer

COUNT = 300
EDITED = (7, 77, 177)
DAILY = {"SCRAPY_SETTINGS_MODULE": "loopback.daily"}


def picture(number: int) -> Answer:
    return answer(bytes((number * part) % 251 for part in range(1500)), kind="image/jpeg")


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web() as served:
        entries = [(url_of(number), "2026-11-23") for number in range(COUNT)]
        served.put(f"{SITE}/sitemap.xml", sitemap("urlset", "url", entries))
        served.put(f"{SITE}/tin/", listing([url_of(number) for number in range(20)]))
        for number in range(COUNT):
            served.put(url_of(number), answer(article(number), headers=[f'ETag: "{number}"']))
            served.put(f"{SITE}/anh/{number}.jpg", picture(number))
        yield served


@pytest.fixture(scope="module")
def proxy(web: Web) -> Iterator[Proxy]:
    with Proxy(web) as running:
        yield running


def daily(proxy: Proxy, archives: Path, **settings: Any) -> Crawl:
    fast = {"CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 8}
    return crawl("daily", archives, proxy=proxy.url(), settings=fast | settings, environment=DAILY)


def asked(web: Web) -> list[str]:
    return [served.url.removeprefix(SITE) for served in web.log]


def of_type(done: Crawl, kind: str, url: str) -> list[Stored]:
    return [record for record in done.records if record.type == kind and record.url == url]


def proven(done: Crawl) -> None:
    verified = newsarchive("verify", done.archives, environment=DAILY)
    assert verified.returncode == 0, verified.stdout[-2000:]


@pytest.fixture(scope="module")
def first(web: Web, proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    return daily(proxy, tmp_path_factory.mktemp("daily"))


def test_the_first_crawl_takes_everything(first: Crawl) -> None:
    assert first.code == 0, first.log[-2000:]
    assert len(first.lines) == len(first.by_url()) == COUNT
    assert {line["revision"] for line in first.lines} == {1}
    assert first.report["requisites"] == COUNT
    proven(first)


@pytest.fixture(scope="module")
def second(first: Crawl, web: Web, proxy: Proxy) -> tuple[Crawl, list[str]]:
    web.forget()
    return daily(proxy, first.archives), asked(web)


def test_the_second_fetches_nothing_but_listings(second: tuple[Crawl, list[str]]) -> None:
    done, asked_for = second
    assert done.code == 0, done.log[-2000:]
    assert sorted(asked_for) == ["/robots.txt", "/sitemap.xml", "/tin/"]
    assert len(done.lines) == COUNT
    assert (done.report["articles"], done.report["unchanged"]) == (0, 0)


@pytest.fixture(scope="module")
def third(second: tuple[Crawl, list[str]], web: Web, proxy: Proxy) -> Crawl:
    """Everything is looked at again: 3 articles are edited, 100 answer 304, the rest come as they were."""
    for number in EDITED:
        web.put(url_of(number), answer(article(number, "Sửa lại: gió đã lặng."), headers=['ETag: "new"']))
    for number in range(200, COUNT):
        web.put(url_of(number), Answer(f'HTTP/1.1 304 Not Modified\r\nETag: "{number}"\r\n\r\n'.encode()))
    # The same text under other bytes: one more space between two tags.
    web.put(url_of(100), answer(article(100).replace("</h1><time>", "</h1> <time>"), headers=['ETag: "other"']))
    web.forget()
    return daily(proxy, second[0].archives, RECHECK="always")


def test_edited_articles_become_revisions_and_nothing_else_is_written(third: Crawl) -> None:
    assert third.code == 0, third.log[-2000:]
    assert len(third.lines) == COUNT + len(EDITED)
    new = [line for line in third.lines if line["revision"] == 2]
    assert sorted(line["url"] for line in new) == sorted(map(url_of, EDITED))
    for line in new:
        assert line["previous"] == line["id"].removesuffix(":2") + ":1"
        assert "gió đã lặng" in line["body"]
    assert third.report["revisions"] == len(EDITED)


def test_validators_were_sent_and_a_304_is_a_revisit(third: Crawl, web: Web) -> None:
    for number in (0, 250):
        (served,) = web.served(url_of(number))
        assert f'If-None-Match: "{number}"'.encode() in served.request
    (revisit,) = of_type(third, "revisit", url_of(250))
    (full,) = of_type(third, "response", url_of(250))
    assert revisit.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert revisit.block == b""
    (metadata,) = beside(third.records, revisit, "metadata")
    assert b64decode(metadata.told["not-modified-head"]).startswith(b"HTTP/1.1 304 Not Modified\r\n")
    for name, value in (("", full.id), ("-Target-URI", full.url), ("-Date", full.get("WARC-Date"))):
        assert revisit.get(f"WARC-Refers-To{name}") == value


def test_the_same_payload_is_a_revisit(third: Crawl) -> None:
    (revisit,) = of_type(third, "revisit", url_of(3))
    (full,) = of_type(third, "response", url_of(3))
    assert revisit.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit.get("WARC-Payload-Digest") == full.get("WARC-Payload-Digest")
    assert revisit.get("WARC-Refers-To") == full.id
    assert revisit.block.endswith(b"\r\n\r\n"), "a head, no body"
    assert len(of_type(third, "response", url_of(100))) == 2, "other bytes are kept, though the text is the same"


def test_every_line_is_proven_and_every_revisit_resolves(third: Crawl) -> None:
    proven(third)
    extracted = newsarchive("extract", third.archives, environment=DAILY)
    assert extracted.returncode == 0, extracted.stderr[-2000:]


def test_what_is_due_is_looked_at_again(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    """RECHECK_AFTER says when; an article that was looked at waits for the next interval."""
    web.put(f"{SITE}/sitemap.xml", sitemap("urlset", "url", [(url_of(1), "2026-11-23")]))
    web.put(f"{SITE}/tin/", listing([url_of(2)]))
    for number in (1, 2):
        web.put(url_of(number), answer(article(number)))
    settings = {"REQUISITES": "none", "RECHECK_AFTER": "0.1s, 1d"}
    daily(proxy, tmp_path, **settings)
    web.forget()
    done = daily(proxy, tmp_path, **settings)
    assert {url_of(1), url_of(2)} <= {served.url for served in web.log}
    assert done.report["unchanged"] == 2
    web.forget()
    daily(proxy, tmp_path, **settings)
    assert not {url_of(1), url_of(2)} & {served.url for served in web.log}
    web.forget()
    daily(proxy, tmp_path, **settings, RECHECK="never")
    assert not {url_of(1), url_of(2)} & {served.url for served in web.log}


def test_a_capture_that_is_gone_is_not_asked_about(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    """A 304 of something that the archive no longer holds would leave a revisit that refers to nothing."""
    web.put(f"{SITE}/sitemap.xml", sitemap("urlset", "url", [(url_of(1), "2026-11-23")]))
    web.put(f"{SITE}/tin/", listing([]))
    web.put(url_of(1), answer(article(1), headers=['ETag: "1"']))
    done = daily(proxy, tmp_path, REQUISITES="none")
    for warc in done.folder.rglob("*.warc.gz"):
        warc.write_bytes(gzip.compress(b"moved to another disk"))
    web.forget()
    again = daily(proxy, tmp_path, REQUISITES="none", RECHECK="always")
    assert again.code == 0, again.log[-2000:]
    (served,) = web.served(url_of(1))
    assert b"If-None-Match" not in served.request


def test_an_archive_without_a_frontier_is_gone_on_with(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    """Older archives, or a frontier that was thrown away: the lines say what is known."""
    web.put(f"{SITE}/sitemap.xml", sitemap("urlset", "url", [(url_of(n), "2026-11-23") for n in range(5)]))
    web.put(f"{SITE}/tin/", listing([]))
    for number in range(5):
        web.put(url_of(number), answer(article(number)))
    done = daily(proxy, tmp_path, REQUISITES="none", SCHEDULER="scrapy.core.scheduler.Scheduler")
    assert len(done.lines) == 5
    assert not (done.folder / "frontier.sqlite").exists()
    web.forget()
    again = daily(proxy, tmp_path, REQUISITES="none")
    assert "5 lines read into the frontier" in again.log
    assert not [served for served in web.log if "bai-viet" in served.url]
    assert len(again.lines) == 5
    proven(again)
