"""SIGKILL in the middle of a crawl: the next start mends what was torn, and every line is proven."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback.crawl import Crawl, Running, crawl, newsarchive, start
from loopback.papers import papers
from loopback.proxy import Proxy
from loopback.warcs import responses
from loopback.web import Web, answer

PAGES = list(papers("baoquangtri").values())
SLOW = {"REQUISITES": "none", "DOWNLOAD_DELAY": 0.05}


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web({page.url: page.answer for page in PAGES}) as served:
        yield served


@pytest.fixture(scope="module")
def proxy(web: Web) -> Iterator[Proxy]:
    with Proxy(web) as running:
        yield running


def urls_file(folder: Path) -> Path:
    file = folder / "urls.txt"
    file.write_text("\n".join(page.url for page in PAGES))
    return file


def killed(web: Web, proxy: Proxy, folder: Path, after: int, **settings: object) -> Path:
    """Kill a crawl once `after` of its requests have come in; its archives folder."""
    with slow_crawl(web, proxy, folder, after, **settings) as running:
        running.process.kill()
        assert running.wait().code == -9
    return folder / "archives"


def slow_crawl(web: Web, proxy: Proxy, folder: Path, after: int, **settings: object) -> Running:
    """A crawl of which `after` requests have come in."""
    web.forget()
    options = {"settings": SLOW | settings, "arguments": {"urls": urls_file(folder)}}
    running = start("baoquangtri", folder / "archives", proxy=proxy.url(), **options)  # type: ignore[arg-type]
    deadline = time.monotonic() + 30
    while len(web.log) < after and running.process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    return running


def resumed(proxy: Proxy, folder: Path) -> Crawl:
    return crawl(
        "baoquangtri",
        folder / "archives",
        proxy=proxy.url(),
        settings={"REQUISITES": "none"},
        arguments={"urls": urls_file(folder)},
    )


@pytest.mark.parametrize(("after", "warc_bytes"), [(2, 1_000_000), (14, 10_000)])
def test_the_next_crawl_mends_what_a_kill_left(
    after: int, warc_bytes: int, web: Web, proxy: Proxy, tmp_path: Path
) -> None:
    archives = killed(web, proxy, tmp_path, after, WARC_MAX_BYTES=warc_bytes)
    left = {path.name.partition(".")[2] for path in archives.rglob("*.open")}
    assert left == {"jsonl.open", "warc.gz.open"}
    assert bool(list(archives.rglob("*.warc.gz"))) is (warc_bytes < 100_000)
    done = resumed(proxy, tmp_path)
    assert done.code == 0, done.log[-3000:]
    assert "Mended what an earlier crawl left" in done.log
    assert not list(archives.rglob("*.open"))
    assert sorted(line["url"] for line in done.lines) == sorted(page.url for page in PAGES)
    assert {line["revision"] for line in done.lines} == {1}
    for page in PAGES:
        assert responses(done.records, page.url)
    verified = newsarchive("verify", archives)
    assert verified.returncode == 0, verified.stdout[-2000:]


def test_a_torn_tail_is_told_mended_and_kept(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    archives = killed(web, proxy, tmp_path, 12)
    (warc,) = archives.rglob("*.warc.gz.open")
    (lines,) = archives.rglob("*.jsonl.open")
    with warc.open("ab") as stream:
        stream.write(b"\x1f\x8b\x08\x00torn in the middle of a member")
    with lines.open("ab") as stream:
        stream.write(b'{"id":"baoquangtri:torn')
    assert newsarchive("verify", archives).returncode == 1
    mended = newsarchive("recover", archives)
    assert mended.returncode == 0, mended.stdout + mended.stderr
    assert {path.name.rpartition(".")[2] for path in warc.parent.iterdir()} == {"gz", "jsonl", "cdxj", "torn"}
    verified = newsarchive("verify", archives)
    assert verified.returncode == 0, verified.stdout[-2000:]
    assert "nothing to mend" in newsarchive("recover", archives).stdout


def test_sigterm_closes_the_pair(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    with slow_crawl(web, proxy, tmp_path, 8) as running:
        running.process.terminate()
        done = running.wait()
    assert done.code == 0, done.log[-3000:]
    assert not list(done.archives.rglob("*.open"))
    assert done.report["finish_reason"] == "shutdown"
    assert 0 < len(done.lines) < len(PAGES)
    assert newsarchive("verify", done.archives).returncode == 0


def test_a_spider_that_breaks_leaves_closed_files(web: Web, tmp_path: Path) -> None:
    """Its start raises behind the first request: no request is left, and the crawl ends as any other."""
    web.put("/tin", answer("tin"))
    (tmp_path / "requests.txt").write_text(f"GET http://127.0.0.1:{web.port}/tin\nno-method-and-no-url\n")
    settings = {"SPIDER_MODULES": "loopback.prober", "ALLOW_PRIVATE_HOSTS": True, "ROBOTSTXT_OBEY": False}
    done = crawl("prober", tmp_path / "archives", settings=settings, arguments={"requests": tmp_path / "requests.txt"})
    assert "ValueError" in done.log
    assert not list(done.archives.rglob("*.open"))
    assert [record.type for record in done.records] == ["warcinfo", "response", "request", "metadata"]
    assert newsarchive("verify", done.archives).returncode == 0


def test_a_source_has_one_crawl_at_a_time(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    """The second one ends with one line and fetches nothing: both would number the same revisions."""
    with slow_crawl(web, proxy, tmp_path, 2) as first:
        first.process.send_signal(signal.SIGSTOP)  # so that it can't be done before the second has begun
        arguments = {"urls": urls_file(tmp_path)}
        second = crawl("baoquangtri", tmp_path / "archives", proxy=proxy.url(), arguments=arguments)
        first.process.send_signal(signal.SIGCONT)
        assert second.code != 0
        assert f"another crawl writes {second.folder} (process {first.process.pid})" in second.log
        assert "Traceback" not in second.log
        done = first.wait()
    assert done.code == 0, done.log[-3000:]
    assert len(web.log) == len(PAGES) + 1
    assert len(list(done.folder.rglob("*.warc.gz"))) == 1
    assert newsarchive("verify", done.archives).returncode == 0


def test_a_full_disk_stops_the_crawl_and_costs_nothing_that_was_written(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    """The limit lies within the WARC: the write that hits it is taken back, and the crawl ends with its reason."""
    running = start(
        "baoquangtri",
        tmp_path / "archives",
        proxy=proxy.url(),
        settings={"REQUISITES": "none"},
        arguments={"urls": urls_file(tmp_path)},
        environment={"LOOPBACK_FILE_LIMIT": "120000"},
    )
    done = running.wait()
    assert "File too large" in done.log
    assert done.report["finish_reason"] == "archive_write_failed"
    assert done.code == 1
    assert not list(done.archives.rglob("*.open"))
    assert 0 < len(done.lines) < len(PAGES)
    assert newsarchive("verify", done.archives).returncode == 0
    again = resumed(proxy, tmp_path)
    assert sorted(line["url"] for line in again.lines) == sorted(page.url for page in PAGES)
    assert newsarchive("verify", done.archives).returncode == 0
