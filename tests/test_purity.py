"""Reading is a function of bytes, URL and fetch time: sockets and clocks are taken away and it still reads the same."""

import datetime as datetime_module
import json
import socket
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest

from newsarchive.errors import ReadError
from newsarchive.sources import read_article, spiders

CASES = sorted((Path(__file__).parent / "golden").glob("*/*.json"))


def refused(*args: Any, **kwargs: Any) -> NoReturn:
    raise AssertionError("reading asked for the network or the clock")


class NoClock(datetime_module.datetime):
    """A datetime class that knows no now."""

    now = utcnow = today = classmethod(refused)  # type: ignore[assignment]


@pytest.fixture
def nothing_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    spiders()  # the sources are imported before anything is taken away
    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refused)
    for name in ("time", "time_ns", "localtime", "gmtime", "monotonic"):
        monkeypatch.setattr(time, name, refused)
    for module in list(__import__("sys").modules.values()):
        if getattr(module, "__name__", "").startswith("newsarchive"):
            for name, value in list(vars(module).items()):
                if value is datetime_module.datetime:
                    monkeypatch.setattr(module, name, NoClock)


def read(case: Path) -> str:
    page = json.loads(case.read_text(encoding="utf-8"))["page"]
    stamp = page.get("fetched_at")
    fetched_at = datetime_module.datetime.fromisoformat(stamp) if stamp else None
    body = case.with_suffix(".html").read_bytes()
    try:
        return read_article(body, page["url"], fetched_at=fetched_at, content_type=page.get("content_type")).to_json()
    except ReadError as error:
        return f"{type(error).__name__}: {error.reason}"


def test_reading_needs_neither_network_nor_clock(nothing_outside: None, monkeypatch: pytest.MonkeyPatch) -> None:
    without = [read(case) for case in CASES]
    monkeypatch.undo()
    assert len(without) > 20
    assert without == [read(case) for case in CASES]
    assert without == [read(case) for case in reversed(CASES)][::-1]
