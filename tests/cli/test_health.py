"""`newsarchive health` over real crawls: a healthy source, and what becomes of it."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from loopback.changing import SITE, publish
from loopback.crawl import Running, start
from loopback.proxy import Proxy
from loopback.web import Web, answer
from typer.testing import CliRunner

from newsarchive.cli import app, main

pytestmark = pytest.mark.slow
CLI = CliRunner()
RUNS, EACH = 5, 10


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web() as served:
        yield served


@pytest.fixture(scope="module")
def proxy(web: Web) -> Iterator[Proxy]:
    with Proxy(web) as running:
        yield running


def begin(archives: Path, proxy: Proxy, **options: Any) -> Running:
    settings = options.pop("settings", {"CONCURRENT_REQUESTS_PER_DOMAIN": 8})
    environment = {"SCRAPY_SETTINGS_MODULE": "loopback.changing"}
    return start("changing", archives, proxy=proxy.url(), environment=environment, settings=settings, **options)


@pytest.fixture(scope="module")
def healthy(web: Web, proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archives of five crawls of ten articles each."""
    archives = tmp_path_factory.mktemp("healthy") / "archives"
    for number in range(RUNS):
        publish(web, range(number * EACH, (number + 1) * EACH))
        done = begin(archives, proxy).wait()
        assert (done.code, done.report["articles"]) == (0, EACH), done.log[-2000:]
        assert done.report["found"] == {"new": EACH, "known": int(number > 0)}
    return archives


@pytest.fixture
def archives(healthy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of them, seen from a folder without crawls.toml."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(healthy, tmp_path / "archives")
    return tmp_path / "archives"


def health(archives: Path, *arguments: str) -> tuple[int, str]:
    result = CLI.invoke(app, ["health", "--archives", str(archives), *arguments])
    return result.exit_code, result.output


def findings(archives: Path) -> list[dict[str, Any]]:
    code, said = health(archives, "--json")
    (told,) = [json.loads(line) for line in said.splitlines()]
    assert code == bool(told["findings"])
    assert (told["source"], told["notes"]) == ("changing", [])
    return list(told["findings"])


def started(archives: Path) -> str:
    """When the last run began, as its report says."""
    return str(json.loads((archives / "changing" / "runs.jsonl").read_text().splitlines()[-1])["started"])


def test_a_healthy_source(archives: Path) -> None:
    assert health(archives) == (0, "1 sources, 0 with something wrong\n")
    assert findings(archives) == []
    assert health(archives, "changing")[0] == 0


def test_a_site_that_begins_to_answer_403(archives: Path, web: Web, proxy: Proxy) -> None:
    numbers = range(RUNS * EACH, (RUNS + 1) * EACH)
    publish(web, numbers)
    for number in numbers:
        web.put(f"{SITE}/tin/bai-viet-{number}.html", answer("no", "403 Forbidden"))
    begin(archives, proxy).wait()
    (finding,) = findings(archives)
    assert finding["kind"] == "refused"
    assert "10 of 11 requests were refused, usually 0% (article/http_403 10)" in finding["what"]
    assert datetime.fromisoformat(finding["since"]) == datetime.fromisoformat(started(archives))
    code, said = health(archives)
    assert code == 1
    lines = said.splitlines()
    assert lines[0].startswith("changing: refused since 2")
    assert lines[0].endswith("(1 run)")
    assert [line.split(":")[0] for line in lines[1:4]] == ["  what", "  likely cause", "  to do"]
    assert lines[4:] == ["1 sources, 1 with something wrong"]


def test_a_site_whose_layout_changes(archives: Path, web: Web, proxy: Proxy) -> None:
    publish(web, range(RUNS * EACH, (RUNS + 2) * EACH), old=False)
    begin(archives, proxy).wait()
    (finding,) = findings(archives)
    assert finding["kind"] == "layout"
    assert {"layout", "fields", "dates"} <= set(finding["signs"])
    assert "no layout knows the pages of 20 of 20 articles, usually 0%" in finding["what"]
    assert "20 of 20 articles have no date" in finding["what"]
    assert finding["runs"] == 1


def test_a_crawl_that_was_killed(archives: Path, web: Web, proxy: Proxy) -> None:
    publish(web, range(RUNS * EACH, (RUNS + 3) * EACH))
    with begin(archives, proxy, settings={"DOWNLOAD_DELAY": 0.3}) as running:
        web.forget()
        end = time.monotonic() + 60
        while sum("/tin/" in served.url for served in web.log) < 5:
            assert time.monotonic() < end
            time.sleep(0.05)
        assert findings(archives) == []  # it runs
        running.process.kill()
        running.process.communicate()
    (finding,) = findings(archives)
    assert (finding["kind"], finding["runs"], finding["signs"]) == ("died", 1, ["died"])
    assert "a run has a start and no end" in finding["what"]
    begin(archives, proxy).wait()  # the same command goes on
    assert findings(archives) == []


def test_a_frontier_that_is_none_is_told(archives: Path) -> None:
    for name in ("frontier.sqlite", "frontier.sqlite-wal", "frontier.sqlite-shm"):
        (archives / "changing" / name).unlink(missing_ok=True)
    (archives / "changing" / "frontier.sqlite").write_bytes(b"no database" * 999)
    (finding,) = findings(archives)
    assert finding["kind"] == "reports"
    assert "frontier.sqlite" in finding["what"]


def test_what_crawls_toml_plans_and_did_not_begin(archives: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = archives.parent / "crawls.toml"
    plan.write_text("[crawls.newest]\nsources = ['baoquangtri', 'tuoitre']\nevery = '1h'\n")
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "newsarchive.settings")
    assert health(archives)[0] == 0  # it was written a moment ago
    written = time.time() - 4 * 3600
    os.utime(plan, (written, written))
    code, said = health(archives, "tuoitre")
    assert code == 1
    assert said.startswith("tuoitre: missed since ")
    assert "newest of crawls.toml has been due since" in said
    assert said.endswith("1 sources, 1 with something wrong\n")
    assert health(archives)[1].endswith("3 sources, 2 with something wrong\n")


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["newsarchive", "health", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(monkeypatch, "--archives", str(tmp_path), "khong-co") == 2
    assert "khong-co: not crawled yet under" in capsys.readouterr().err
    assert call(monkeypatch, "--archives", str(tmp_path), "--crawls", "khong-co.toml") == 2
    assert "khong-co.toml" in capsys.readouterr().err


def test_nothing_to_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert health(tmp_path / "archives") == (0, f"nothing crawled under {tmp_path / 'archives'}\n")
