"""The recorder by itself: what it counts, what it remembers when, what an exchange that fits no record costs."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.settings import Settings

from newsarchive.archive import paths, reader
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.segment import Captured, Segments
from newsarchive.crawling.recorder import Recorder
from newsarchive.errors import WriteFailed
from newsarchive.frontier.memory import Place

BEGUN = datetime(2026, 11, 23, tzinfo=UTC)
BODY = b"<p>Ben do.</p>" * 200


class Stats(dict[str, int]):
    def inc_value(self, name: str, count: int = 1) -> None:
        self[name] = self.get(name, 0) + count


class FakeFrontier:
    """Remembers payloads as the frontier does."""

    def __init__(self) -> None:
        self.payloads: dict[str, Place] = {}

    def payload(self, digest: str) -> Place | None:
        return self.payloads.get(digest)

    def captured(self, captured: Captured) -> None:
        at = captured.capture
        self.payloads[at.payload_digest] = Place(at.file, at.offset)

    def acknowledge(self, committed: Any) -> None:
        """Nothing waits."""

    def release(self) -> None:
        """Nothing is open."""


def exchange(path: str = "/", **more: Any) -> Exchange:
    values: dict[str, Any] = {
        "url": f"https://tin.example{path}",
        "method": "GET",
        "started": BEGUN,
        "request": b"GET / HTTP/1.1\r\n\r\n",
        "response": b"HTTP/1.1 200 OK\r\n\r\n" + BODY,
        "ip": None,
        "protocols": ("http/1.1",),
        "cipher": None,
        "truncated": None,
        "error": None,
        "seconds": 0.0,
        "via": None,
    }
    return Exchange(**{**values, **more})


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Any]:
    settings = Settings({"ARCHIVES_DIR": str(tmp_path), "USER_AGENT": "thu"})
    crawler: Any = SimpleNamespace(
        settings=settings, spidercls=SimpleNamespace(name="tin"), stats=Stats(), engine=None, spider=None
    )
    made = Recorder(crawler)
    made.attach(FakeFrontier())  # type: ignore[arg-type]
    yield made
    made.close()


def test_what_is_written_is_counted(recorder: Any) -> None:
    recorder.record(exchange("/1"))
    recorder.record(exchange("/2"))
    recorder.record(exchange("/3", truncated="time", error="DownloadTimeoutError"))
    recorder.record(exchange("/4", request=b"", response=b"", error="PrivateHostRefused"))
    stats = recorder.crawler.stats
    assert stats.pop("capture/wire_bytes") > 3 * len(BODY)
    assert stats == {
        "capture/exchanges": 4,
        "capture/revisits": 1,
        "capture/truncated/time": 1,
        "capture/errors/DownloadTimeoutError": 1,
        "capture/refused/private_host": 1,
    }


def test_a_request_carries_a_pointer_and_no_bytes(recorder: Any) -> None:
    """Scrapy's own scheduler would pickle them, and responses keep their request."""
    request = Request("https://tin.example/1")
    recorder.keep(request, exchange("/1"))
    captured = request.meta["capture"]
    assert captured.capture.record_id.startswith("<urn:uuid:")
    assert len(pickle.dumps(request.meta)) < 1000 < len(BODY)


def test_an_exchange_that_can_be_no_record_fails_its_page(recorder: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing of it is written, its request gets no capture to be read from, and the crawl goes on."""
    recorder.record(exchange("/1"))
    (warc,) = paths.warc_files(recorder.folder)
    before, request = warc.read_bytes(), Request("https://tin.example/2", meta={"capture": "of an earlier one"})
    with caplog.at_level(logging.ERROR), pytest.raises(UnicodeEncodeError):
        recorder.keep(request, exchange("/2", via="https://tin.example/\ud800"))
    assert "Not archived: https://tin.example/2: UnicodeEncodeError" in caplog.text
    assert warc.read_bytes() == before
    assert "capture" not in request.meta
    assert recorder.crawler.stats["capture/unwritten/UnicodeEncodeError"] == 1
    assert recorder.crawler.stats["capture/exchanges"] == 1
    assert not recorder.failed
    assert recorder.record(exchange("/3")) is not None
    recorder.close()
    (warc,) = paths.warc_files(recorder.folder)
    uris = [record.uri for record in reader.records(warc) if record.type == "request"]
    assert uris == ["https://tin.example/1", "https://tin.example/3"]


def test_a_payload_is_remembered_once_it_is_written(recorder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    known, written = recorder.frontier.payloads, Segments.add

    def add(*args: Any) -> Captured | None:
        captured = written(*args)
        assert not known, "before the record is in its file nothing may refer to it"
        return captured

    monkeypatch.setattr(Segments, "add", add)
    captured = recorder.record(exchange("/1"))
    assert list(known) == [captured.capture.payload_digest]
    known.clear()

    def refuse(*args: Any) -> None:
        raise WriteFailed("no room")

    monkeypatch.setattr(Segments, "add", refuse)
    with pytest.raises(WriteFailed):
        recorder.record(exchange("/2", response=b"HTTP/1.1 200 OK\r\n\r\n" + BODY * 2))
    assert not known
    assert recorder.crawler.stats["capture/unwritten/WriteFailed"] == 1
