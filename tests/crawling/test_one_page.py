"""`scrapy fetch`, `parse` and `shell` look at one page, as everywhere: no frontier remembers what they asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback.crawl import environment_of
from loopback.daily import article
from loopback.web import Web, answer


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web({"/tin/bai-viet-1.html": answer(article(1))}) as served:
        yield served


def scrapy(web: Web, folder: Path, *arguments: str) -> str:
    url = f"http://127.0.0.1:{web.port}/tin/bai-viet-1.html"
    command = [sys.executable, "-m", "scrapy", *arguments, url]
    for setting in ("ALLOW_PRIVATE_HOSTS=1", "ROBOTSTXT_OBEY=0", f"ARCHIVES_DIR={folder}", "LOG_LEVEL=ERROR"):
        command += ["-s", setting]
    environment = environment_of(None) | {"SCRAPY_SETTINGS_MODULE": "loopback.daily"}
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    assert not list(folder.rglob("frontier.sqlite"))
    return done.stdout


def test_fetch(web: Web, tmp_path: Path) -> None:
    assert "Chuyện làng số 1" in scrapy(web, tmp_path, "fetch")


def test_fetch_as_a_source(web: Web, tmp_path: Path) -> None:
    assert "Chuyện làng số 1" in scrapy(web, tmp_path, "fetch", "--spider=daily")


def test_shell(web: Web, tmp_path: Path) -> None:
    assert "Chuyện làng số 1" in scrapy(web, tmp_path, "shell", "-c", "response.css('h1::text').get()")


def test_parse(web: Web, tmp_path: Path) -> None:
    told = scrapy(web, tmp_path, "parse", "--spider=daily", "--callback=parse_article", "-m", '{"allow_offsite": true}')
    assert "Chuyện làng số 1" in told
