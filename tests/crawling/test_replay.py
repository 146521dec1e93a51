"""REPLAY answers from WARC files, in the order of their captures; what is not there is a miss and is never fetched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from loopback import odd
from loopback.crawl import Crawl, crawl, newsarchive
from loopback.papers import Paper, papers
from loopback.proxy import Proxy
from loopback.warcs import Stored, beside, responses
from loopback.web import Web, answer, redirect

HOST = "https://baoquangtri.vn"
PAGES: list[Paper] = [
    p for p in papers("baoquangtri").values() if p.name in ("theo_ttxvn", "figure_figcaption", "old_caption_tables")
]
BUSY = f"{HOST}/xa-hoi/202508/ban-roi-hay-0000111/"
MOVED = f"{HOST}/xa-hoi/202508/da-doi-cho-0000222/"
GONE = f"{HOST}/xa-hoi/202508/khong-con-nua-0000333/"
CUT = f"{HOST}/xa-hoi/202508/dut-giua-chung-0000444/"
STALLED = f"{HOST}/xa-hoi/202508/treo-may-0000555/"
TOO_BIG = f"{HOST}/xa-hoi/202508/qua-lon-0000666/"
NEVER = f"{HOST}/xa-hoi/202508/chua-tung-lay-0000777/"
NEWS = (
    "<html><h1>Tin ngắn trong ngày</h1>"
    + "<p>Bà con thôn trên họp bàn việc nạo vét con mương trước mùa mưa năm nay.</p>" * 3
)


@dataclass
class Replayed:
    """A crawl of the loopback web, and a crawl of its archive."""

    original: Crawl
    again: Crawl
    urls: list[str]
    web: Web
    proxy: Proxy


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web({page.url: page.answer for page in PAGES}) as served:
        served.put(BUSY, [odd.BUSY, answer(NEWS, headers=["X-Lan: hai"])])
        served.put(MOVED, redirect(PAGES[0].url))
        served.put(GONE, answer("không còn", "404 Khong Con"))
        served.put(CUT, next(case for case in odd.BODIES if case.name == "cut-length").answer)
        served.put(STALLED, next(case for case in odd.BODIES if case.name == "stalled").answer)
        served.put(TOO_BIG, answer("x" * 200_000))
        yield served


@pytest.fixture(scope="module")
def both(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    folder = tmp_path_factory.mktemp("replay")
    urls = [*(page.url for page in PAGES), BUSY, MOVED, GONE, CUT, STALLED, TOO_BIG]
    (folder / "urls.txt").write_text("\n".join(urls))
    (folder / "more.txt").write_text("\n".join([*urls, NEVER]))
    with Proxy(web) as proxy:
        settings = {
            "REQUISITES": "none",
            "DOWNLOAD_TIMEOUT": 2,
            "RETRY_EXCEPTIONS": "",
            "DOWNLOAD_MAXSIZE": 150_000,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
        }
        first = crawl(
            "baoquangtri",
            folder / "first",
            proxy=proxy.url(),
            settings=settings,
            arguments={"urls": folder / "urls.txt"},
        )
        web.forget()
        proxy.heads.clear()
        settings = {"REQUISITES": "none", "REPLAY": first.folder, "RETRY_EXCEPTIONS": ""}
        again = crawl(
            "baoquangtri",
            folder / "again",
            proxy=proxy.url(),
            settings=settings,
            arguments={"urls": folder / "more.txt"},
        )
        yield Replayed(first, again, urls, web, proxy)


def test_nothing_is_fetched(both: Replayed) -> None:
    assert both.again.code == 0, both.again.log[-3000:]
    assert "Traceback" not in both.again.log
    assert not both.web.log
    assert not both.proxy.heads


def test_the_same_articles_come_out(both: Replayed) -> None:
    def content(done: Crawl) -> dict[str, dict[str, object]]:
        return {line["url"]: {k: v for k, v in line.items() if k != "warc"} for line in done.lines}

    assert len(both.original.lines) == len(PAGES) + 1
    assert content(both.again) == content(both.original)


def test_a_replayed_record_keeps_date_and_bytes_and_says_where_it_is_from(both: Replayed) -> None:
    for url in both.urls:
        before, after = responses(both.original.records, url), responses(both.again.records, url)
        assert [record.block for record in after] == [record.block for record in before], url
        for old, new in zip(before, after, strict=True):
            assert new.id != old.id
            for name in ("WARC-Date", "WARC-Truncated", "WARC-Payload-Digest", "WARC-Protocol", "WARC-Cipher-Suite"):
                assert new.get_all(name) == old.get_all(name), (url, name)
            assert (
                beside(both.again.records, new, "request")[0].block
                == beside(both.original.records, old, "request")[0].block
            )
            (told,) = beside(both.again.records, new, "metadata")
            assert told.told["replayed-from"] == f"{old.file.name} {old.id}"


def test_a_retry_meets_what_the_retry_met(both: Replayed) -> None:
    statuses = [record.block.split(b" ")[1] for record in responses(both.again.records, BUSY)]
    assert statuses == [b"503", b"200"]


def test_failures_fail_again(both: Replayed) -> None:
    for kind in ("ResponseDataLossError", "DownloadTimeoutError", "DownloadCancelledError", "http_404"):
        assert both.original.report["failed"][f"article/{kind}"] == both.again.report["failed"][f"article/{kind}"] == 1


def test_a_miss_is_told_and_counted(both: Replayed) -> None:
    # robots.txt was fetched (a 404), so the page that was never fetched is the only miss.
    assert both.again.report["not_in_archive"] == 1
    assert both.again.report["failed"]["article/ArchiveMiss"] == 1
    assert f"not in the archive: {NEVER}" in both.again.log
    assert not [record for record in both.again.records if record.url == NEVER]


def test_the_replayed_archive_verifies_and_says_what_it_is(both: Replayed) -> None:
    done = newsarchive("verify", both.original.archives, both.again.archives)
    assert done.returncode == 0, done.stdout[-2000:]
    info = next(record for record in both.again.records if record.type == "warcinfo")
    assert info.told["replayed-from"] == "baoquangtri"


def test_one_file_answers_too_and_a_torn_one_as_far_as_it_goes(both: Replayed, tmp_path: Path) -> None:
    (file,) = both.original.folder.rglob("*.warc.gz")
    torn = tmp_path / "torn.warc.gz"
    shutil.copy(file, torn)
    with torn.open("r+b") as stream:
        stream.truncate(file.stat().st_size * 2 // 3)
    (tmp_path / "urls.txt").write_text("\n".join(both.urls))
    done = crawl(
        "baoquangtri",
        tmp_path / "archives",
        settings={"REQUISITES": "none", "REPLAY": torn},
        arguments={"urls": tmp_path / "urls.txt"},
    )
    assert done.code == 0, done.log[-3000:]
    assert "Not replayed from there on" in done.log
    kept = {record.url for record in done.records if record.type == "response"}
    assert 0 < len(kept) < len({record.url for record in both.original.records if record.type == "response"})
    assert done.report["not_in_archive"] > 0


def test_the_address_of_the_server_stays(web: Web, tmp_path: Path) -> None:
    """Without a proxy the peer is known; it must not become the address of the machine that replays."""

    def probe(name: str, **settings: object) -> list[Stored]:
        (tmp_path / "requests.txt").write_text(f"GET http://127.0.0.1:{web.port}/tin\n")
        base = {"SPIDER_MODULES": "loopback.prober", "ROBOTSTXT_OBEY": False, "ALLOW_PRIVATE_HOSTS": True}
        arguments = {"requests": tmp_path / "requests.txt"}
        return crawl("prober", tmp_path / name, settings={**base, **settings}, arguments=arguments).records

    web.put("/tin", answer("tin"))
    first = probe("first")
    again = probe("again", REPLAY=tmp_path / "first")
    for records in (first, again):
        assert [r.get("WARC-IP-Address") for r in records if r.type == "response"] == ["127.0.0.1"]
