"""Real crawls on the frontier: how each kind of request ends, what is left, what the next crawl does."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from loopback.crawl import Crawl, Running, crawl, newsarchive, start
from loopback.proxy import Proxy
from loopback.web import Answer, Web, answer, redirect

SITE = "http://tin.example"
WALKER = {"SPIDER_MODULES": "loopback.walker", "ROBOTSTXT_OBEY": True, "RETRY_TIMES": 1}


def page(*links: str) -> Answer:
    return answer("<html>" + "".join(f'<a href="{link}">x</a>' for link in links) + "</html>")


def cut(then: Literal["stall", "reset"]) -> Answer:
    """A response of which only the beginning comes."""
    return Answer(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n" + b"x" * 100, then)


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as served:
        yield served


@pytest.fixture
def proxy(web: Web) -> Iterator[Proxy]:
    with Proxy(web) as running:
        yield running


def walk(proxy: Proxy, folder: Path, **settings: Any) -> Crawl:
    return crawl("walker", folder, proxy=proxy.url(), settings=WALKER | settings)


def started(web: Web, proxy: Proxy, folder: Path, after: int, **settings: Any) -> Running:
    """A walk of which `after` requests have come in."""
    web.forget()
    running = start("walker", folder, proxy=proxy.url(), settings=WALKER | settings)
    deadline = time.monotonic() + 30
    while len(web.log) < after and running.process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    return running


def rows(folder: Path) -> dict[str, tuple[str, str | None]]:
    """State and reason of each URL, by its path."""
    states = ("pending", "leased", "done", "failed", "dropped")
    connection = sqlite3.connect(folder / "walker" / "frontier.sqlite")
    try:
        found = connection.execute("SELECT url, state, reason FROM url ORDER BY id").fetchall()
    finally:
        connection.close()
    return {url.removeprefix(SITE): (states[state], reason) for url, state, reason in found}


def paths_of(web: Web) -> list[str]:
    return [served.url.removeprefix(SITE) for served in web.log if not served.url.endswith("/robots.txt")]


def test_every_request_ends_with_a_reason(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    links = (
        "/good",
        "/moved",
        "/away",
        "/gone",
        "/closed",
        "/broken",
        "/raise",
        "/unstorable",
        "/loop",
        "/ring",
        "/again",
    )
    web.put(f"{SITE}/robots.txt", answer("User-agent: *\nDisallow: /closed\n", kind="text/plain"))
    web.put(f"{SITE}/", page(*links, "http://other.example/"))
    web.put(f"{SITE}/good", page())
    web.put(f"{SITE}/moved", redirect(f"{SITE}/target"))
    web.put(f"{SITE}/target", page())
    web.put(f"{SITE}/away", redirect("http://other.example/b"))
    web.put(f"{SITE}/loop", redirect(f"{SITE}/loop"))
    web.put(f"{SITE}/ring", redirect(f"{SITE}/round"))
    web.put(f"{SITE}/round", redirect(f"{SITE}/ring"))
    web.put(f"{SITE}/again", [answer("", "500 Broken"), page("/good")])
    web.put(f"{SITE}/broken", cut("reset"))
    web.put(f"{SITE}/raise", page())
    web.put(f"{SITE}/unstorable", page("/found-behind"))
    web.put(f"{SITE}/found-behind", page())
    done = walk(proxy, tmp_path)
    assert done.code == 0, done.log[-3000:]
    assert done.report["finish_reason"] == "finished"
    assert rows(tmp_path) == {
        "/": ("done", None),
        "/good": ("done", None),
        "/moved": ("done", "redirected"),
        "/away": ("done", "redirected"),
        "/gone": ("failed", "http_404"),
        "/closed": ("dropped", "robots"),
        "/broken": ("failed", "ResponseDataLossError"),
        "/raise": ("failed", "exception/ZeroDivisionError"),
        "/unstorable": ("failed", "unstorable_request"),
        "/loop": ("failed", "redirect_loop"),
        "/ring": ("failed", "redirect_loop"),
        "/round": ("failed", "redirect_loop"),
        "/again": ("done", None),
        "http://other.example/": ("dropped", "offsite"),
        "/target": ("done", None),
        "http://other.example/b": ("dropped", "offsite"),
        "/found-behind": ("done", None),
    }
    assert "would be lost: the page that led to it counts as failed" in done.log
    assert "http://tin.example/lost" in done.log
    status = newsarchive("status", "walker", "--archives", tmp_path)
    assert status.returncode == 0
    assert "pending 0, leased 0, done 7, failed 7, dropped 3" in status.stdout
    assert "http_404 1" in status.stdout
    assert "finished" in status.stdout


def test_failed_ones_are_tried_again_when_told(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    web.put(f"{SITE}/", page("/gone"))
    walk(proxy, tmp_path)
    assert rows(tmp_path)["/gone"] == ("failed", "http_404")
    told = newsarchive("retry", "walker", "--archives", tmp_path)
    assert "1 failed URLs are pending again" in told.stdout
    assert rows(tmp_path)["/gone"][0] == "pending"
    assert newsarchive("retry", "nobody", "--archives", tmp_path).returncode == 2


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_finishes_what_is_on_the_wire_and_the_next_crawl_goes_on(
    web: Web, proxy: Proxy, tmp_path: Path, stop: signal.Signals
) -> None:
    links = [f"/p{number}" for number in range(40)]
    web.put(f"{SITE}/", page(*links))
    for link in links:
        web.put(SITE + link, page())
    with started(web, proxy, tmp_path, 10, DOWNLOAD_DELAY=0.05) as running:
        running.process.send_signal(stop)
        done = running.wait()
    assert done.code == 0, done.log[-2000:]
    assert done.report["finish_reason"] == "shutdown"
    assert not list(tmp_path.rglob("*.open"))
    states = rows(tmp_path)
    assert 0 < len([s for s in states.values() if s == ("pending", None)]) < 40
    assert {state for state, _ in states.values()} <= {"done", "pending"}
    before = set(paths_of(web))
    web.forget()
    again = walk(proxy, tmp_path)
    assert again.code == 0
    assert "Going on" in again.log
    assert set(rows(tmp_path).values()) == {("done", None)}
    assert not set(paths_of(web)) & before, "what was done is not done again"
    web.forget()
    assert walk(proxy, tmp_path).code == 0
    assert len(paths_of(web)) == 41, "a finished crawl begins anew"


def test_a_stalling_server_is_waited_for_no_longer_than_told(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    web.put(f"{SITE}/", page("/slow"))
    web.put(f"{SITE}/slow", cut("stall"))
    settings = {"SHUTDOWN_SECONDS": 1, "DOWNLOAD_TIMEOUT": 60}
    with started(web, proxy, tmp_path, 3, **settings) as running:
        begun = time.monotonic()
        running.process.terminate()
        done = running.wait()
    assert done.code == 0, done.log[-2000:]
    assert 0.8 < time.monotonic() - begun < 8
    assert rows(tmp_path)["/slow"] == ("pending", None)
    assert "1 downloads given up" in done.log
    assert done.report["finish_reason"] == "shutdown"
    assert newsarchive("verify", tmp_path).returncode == 0


def test_a_second_signal_stops_at_once_and_nothing_is_lost(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    web.put(f"{SITE}/", page("/slow", "/fine"))
    web.put(f"{SITE}/fine", page())
    web.put(f"{SITE}/slow", cut("stall"))
    with started(web, proxy, tmp_path, 4, SHUTDOWN_SECONDS=60, CONCURRENT_REQUESTS_PER_DOMAIN=4) as running:
        running.process.terminate()
        time.sleep(0.5)
        begun = time.monotonic()
        running.process.terminate()
        running.wait()
    assert time.monotonic() - begun < 5
    web.put(f"{SITE}/slow", page())
    again = walk(proxy, tmp_path)
    assert again.code == 0, again.log[-2000:]
    assert set(rows(tmp_path).values()) == {("done", None)}
    assert not list(tmp_path.rglob("*.open"))
    assert newsarchive("verify", tmp_path).returncode == 0


def test_too_little_space_stops_before_the_first_request(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    done = walk(proxy, tmp_path, MIN_FREE_BYTES=1 << 50)
    assert done.report["finish_reason"] == "disk_full"
    assert "Stopping before the disk is full" in done.log
    assert not paths_of(web)


def test_a_damaged_frontier_ends_the_crawl_with_one_line(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    (tmp_path / "walker").mkdir()
    (tmp_path / "walker" / "frontier.sqlite").write_bytes(b"this is no database, whatever its name says " * 99)
    done = walk(proxy, tmp_path)
    assert done.code != 0
    assert "frontier.sqlite is damaged" in done.log
    assert "Traceback" not in done.log
    assert not web.log


@pytest.mark.parametrize("name", ["429 Too Many Requests", "503 Busy"])
def test_retry_after_is_waited_for(web: Web, proxy: Proxy, tmp_path: Path, name: str) -> None:
    web.put(f"{SITE}/", page("/a", "/b", "/c"))
    web.put(f"{SITE}/a", [answer("later", name, headers=["Retry-After: 2"]), page()])
    for link in ("/b", "/c"):
        web.put(SITE + link, page())
    done = walk(proxy, tmp_path, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    assert done.code == 0
    assert set(rows(tmp_path).values()) == {("done", None)}
    times = [served.at for served in web.log]
    first = next(number for number, served in enumerate(web.log) if served.url.endswith("/a"))
    assert times[first + 1] - times[first] >= 2, "nothing is asked of the host meanwhile"


def test_a_host_that_asks_for_a_day_is_left_for_a_later_crawl(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    web.put(f"{SITE}/", page("/a", "/b"))
    web.put(f"{SITE}/a", answer("later", "429 Too Many Requests", headers=["Retry-After: 86400"]))
    web.put(f"{SITE}/b", page())
    done = walk(proxy, tmp_path, CONCURRENT_REQUESTS_PER_DOMAIN=1, RETRY_AFTER_MAX=1)
    assert done.code == 0
    assert done.report["finish_reason"] == "retry_later"
    assert rows(tmp_path)["/a"] == ("pending", None)
    web.put(f"{SITE}/a", page())
    web.forget()
    assert walk(proxy, tmp_path).report["finish_reason"] == "retry_later"
    assert not web.log, "a crawl that begins within that day leaves it alone, too"
    newsarchive("retry", "walker", "--archives", tmp_path)
    assert walk(proxy, tmp_path).report["finish_reason"] == "finished"
    assert set(rows(tmp_path).values()) == {("done", None)}


def test_a_page_whose_callback_closed_the_spider_is_done_again(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    web.put(f"{SITE}/", page("/close"))
    web.put(f"{SITE}/close", page("/behind"))
    web.put(f"{SITE}/behind", page())
    first = walk(proxy, tmp_path)
    assert first.report["finish_reason"] == "enough"
    assert rows(tmp_path)["/close"] == ("pending", None)


def test_status_tells_of_a_crawl_that_runs_and_of_one_that_died(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    web.put(f"{SITE}/", page("/slow", "/fine"))
    web.put(f"{SITE}/fine", page())
    web.put(f"{SITE}/slow", cut("stall"))
    with started(web, proxy, tmp_path, 4, CONCURRENT_REQUESTS_PER_DOMAIN=4) as running:
        time.sleep(1.5)
        told = newsarchive("status", "--archives", tmp_path).stdout
        assert f"running as process {running.process.pid}" in told
        assert "leased 1, done 2" in told
        assert "progress: 2 of 3 known URLs done (67%)" in told
        assert "a minute" in told
        refused = newsarchive("retry", "walker", "--archives", tmp_path)
        assert refused.returncode == 1
        assert f"process {running.process.pid}" in refused.stderr
        running.process.kill()
        running.wait()
    told = newsarchive("status", "walker", "--archives", tmp_path).stdout
    assert "died after" in told
    mended = newsarchive("recover", tmp_path)
    assert mended.returncode == 0
    assert "1 URLs under way put back" in mended.stdout
    assert not list(tmp_path.rglob("*.open"))
    assert "waiting: 1 for scrapy crawl walker" in newsarchive("status", "walker", "--archives", tmp_path).stdout


def test_a_crawl_that_reached_a_limit_goes_on_behind_it(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    links = [f"/p{number}" for number in range(12)]
    web.put(f"{SITE}/", page(*links))
    for link in links:
        web.put(SITE + link, page())
    first = walk(proxy, tmp_path, CLOSESPIDER_PAGECOUNT=5)
    assert first.report["finish_reason"] == "closespider_pagecount"
    assert ("pending", None) in rows(tmp_path).values()
    before = set(paths_of(web))
    web.forget()
    assert walk(proxy, tmp_path).report["finish_reason"] == "finished"
    assert set(rows(tmp_path).values()) == {("done", None)}
    assert not set(paths_of(web)) & before


def test_text_that_has_no_utf8_form_is_kept(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    web.put(f"{SITE}/", page("/surrogates"))
    web.put(f"{SITE}/surrogates", page())
    done = walk(proxy, tmp_path)
    assert done.code == 0
    assert len([path for path in paths_of(web) if path.startswith("/s") and path != "/surrogates"]) == 40


def test_retry_is_for_other_peoples_spiders_too(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    web.put(f"{SITE}/", page("/a"))
    web.put(f"{SITE}/a", answer("", "500 Broken"))
    walk(proxy, tmp_path)
    newsarchive("retry", "walker", "--archives", tmp_path)
    web.put(f"{SITE}/", page())
    web.put(f"{SITE}/a", page())
    walk(proxy, tmp_path)
    assert rows(tmp_path)["/a"] == ("done", None)


def test_a_host_that_is_given_up_is_not_asked_again(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    links = [f"/p{number}" for number in range(8)]
    web.put(f"{SITE}/", page(*links))
    for link in links:
        web.put(SITE + link, answer("", "503 Busy", headers=["Retry-After: 86400"]))
    settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": 4, "DOWNLOAD_DELAY": 0.5, "RETRY_AFTER_MAX": 30}
    begun = time.monotonic()
    done = walk(proxy, tmp_path, **settings)
    assert time.monotonic() - begun < 20, "nobody waits for what is given up"
    assert done.report["finish_reason"] == "retry_later"
    assert len(paths_of(web)) == 2
    assert {rows(tmp_path)[link] for link in links} == {("pending", None)}


def test_a_stop_lets_nobody_behind_a_stalled_robots_txt_go_out(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    web.put(f"{SITE}/robots.txt", cut("stall"))
    web.put(f"{SITE}/", cut("stall"))
    with started(web, proxy, tmp_path, 1, SHUTDOWN_SECONDS=1, DOWNLOAD_TIMEOUT=60) as running:
        begun = time.monotonic()
        running.process.terminate()
        done = running.wait()
    assert time.monotonic() - begun < 10
    assert done.code == 0
    assert rows(tmp_path)["/"] == ("pending", None)


def test_a_damaged_frontier_does_not_hide_the_others(web: Web, proxy: Proxy, tmp_path: Path) -> None:
    web.put(f"{SITE}/", page())
    walk(proxy, tmp_path)
    (tmp_path / "aaa").mkdir()
    (tmp_path / "aaa" / "frontier.sqlite").write_bytes(b"no database" * 500)
    told = newsarchive("status", "--archives", tmp_path)
    assert told.returncode == 1
    assert "aaa" in told.stdout
    assert "walker: pending 0" in told.stdout
