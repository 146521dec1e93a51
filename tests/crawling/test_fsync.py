"""FSYNC in real crawls: which files reach the disk, how often, and what the frontier says of it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback.crawl import crawl
from loopback.papers import papers
from loopback.proxy import Proxy
from loopback.web import Web

PAGES = list(papers("baoquangtri").values())


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    with Web({page.url: page.answer for page in PAGES}) as web, Proxy(web) as running:
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
        settings={"FSYNC": policy, "REQUISITES": "none", "CONCURRENT_REQUESTS_PER_DOMAIN": 1},
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
        assert 1 <= warc < len(PAGES), "at each commit, of which there is one a second"
        assert 1 <= lines < len(PAGES)
    else:
        assert warc >= len(PAGES)
        assert lines >= len(PAGES), "for each page by itself"
    assert synced[""], "the folders"
    with sqlite3.connect(done.folder / "frontier.sqlite") as frontier:
        rows = frontier.execute("SELECT synced, closed FROM segment").fetchall()
    frontier.close()
    assert rows == [(policy != "close", True)]
