"""FSYNC in real crawls: which files reach the disk, how often, and what the frontier says of it."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback.crawl import crawl, start
from loopback.papers import papers
from loopback.proxy import Proxy
from loopback.web import Web

PAGES = list(papers("baoquangtri").values())


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web({page.url: page.answer for page in PAGES}) as served:
        yield served


@pytest.fixture(scope="module")
def proxy(web: Web) -> Iterator[Proxy]:
    with Proxy(web) as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["close", "interval", "always"])
def test_files_reach_the_disk_as_the_policy_says(proxy: Proxy, tmp_path: Path, policy: str) -> None:
    urls, log = tmp_path / "urls.txt", tmp_path / "fsync.log"
    urls.write_text("\n".join(page.url for page in PAGES))
    done = crawl(
        "baoquangtri",
        tmp_path / "archives",
        proxy=proxy.url(),
        settings={"FSYNC": policy, "REQUISITES": "none", "DOWNLOAD_DELAY": 0.2},
        arguments={"urls": urls},
        environment={"LOOPBACK_FSYNC_LOG": str(log)},
    )
    assert done.code == 0, done.log[-3000:]
    assert len(done.lines) == len(PAGES)
    synced = Counter(Path(line).name.partition(".")[2] for line in log.read_text().splitlines())
    warc, lines = synced["warc.gz.open"], synced["jsonl.open"]
    if policy == "close":
        assert (warc, lines) == (1, 1), "when they are closed, and not before"
    elif policy == "interval":
        commits = done.report["seconds"] + 3
        assert 2 <= warc <= commits, "at each commit, of which there is one a second"
        assert 2 <= lines <= commits
    else:
        assert warc >= len(PAGES)
        assert lines >= len(PAGES), "for each page by itself"
    assert synced[""], "the folders"
    with sqlite3.connect(done.folder / "frontier.sqlite") as frontier:
        rows = frontier.execute("SELECT synced, closed FROM segment").fetchall()
    frontier.close()
    assert rows == [(policy != "close", True)]


def test_always_acknowledges_each_page_by_itself(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    """Killed when the twelfth request comes in, well within a second of a quick crawl, it has lost one page or two."""
    urls = tmp_path / "urls.txt"
    urls.write_text("\n".join(page.url for page in PAGES))
    web.forget()
    with start(
        "baoquangtri",
        tmp_path / "archives",
        proxy=proxy.url(),
        settings={"FSYNC": "always", "REQUISITES": "none", "DOWNLOAD_DELAY": 0.05},
        arguments={"urls": urls},
    ) as running:
        deadline = time.monotonic() + 30
        while len(web.log) < 12 and running.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        running.process.kill()
        running.wait()
    with sqlite3.connect(tmp_path / "archives" / "baoquangtri" / "frontier.sqlite") as frontier:
        (done,) = frontier.execute("SELECT count(*) FROM url WHERE state = 2").fetchone()
    frontier.close()
    assert len(web.log) - 4 <= done < len(PAGES)
