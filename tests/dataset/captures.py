"""An archive of captures at made-up addresses, on days that a test says."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newsarchive.archive.events import Original
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.segment import Captured, Segments
from newsarchive.extraction import read_article
from newsarchive.items import Reference
from newsarchive.page import Page
from newsarchive.sources import spiders

SITE = "https://baoquangtri.vn"
PATH = "/xa-hoi/202611/lang-ven-song-sua-duong-00000001/"
ARTICLE = SITE + PATH


def html(head: str = "", body: str = "") -> bytes:
    text = "".join(
        f"<p>Đoạn {n}: hội đồng làng họp bàn việc sửa con đường đất dẫn ra bến đò, ai cũng góp một ngày công.</p>"
        for n in range(1, 12)
    )
    return (
        '<html lang=vi><head><title>Bài</title><meta property="article:published_time" content="2026-11-01T08:00:00Z">'
        f"{head}</head><body><h1>Làng ven sông sửa đường</h1><article>{text}</article>{body}</body></html>"
    ).encode()


class Archive:
    """Writes captures of baoquangtri, each at noon of a day of November 2026."""

    def __init__(self, root: Path, **options: Any) -> None:
        self.root = root
        options = {"max_bytes": 4000, "fsync": "close"} | options
        clock = lambda: datetime(2026, 11, 1, tzinfo=UTC)  # noqa: E731
        self._segments = Segments(root / "baoquangtri", "baoquangtri", clock=clock, info={}, **options)
        self._source = spiders()["baoquangtri"].declared()
        self._full: dict[str, Original] = {}

    def put(self, day: float, address: str, body: bytes = b"", kind: str = "image/jpeg", **more: Any) -> Captured:
        """Capture an address; `more` may hold status, head (more lines) and revisits (a payload is stored once)."""
        head = f"HTTP/1.1 {more.get('status', 200)} OK\r\nContent-Type: {kind}\r\n{more.get('head', '')}"
        answer = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        started = datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(days=day - 1)
        url = address if "://" in address else SITE + address
        asked = b"GET / HTTP/1.1\r\nHost: baoquangtri.vn\r\n\r\n"
        exchange = Exchange(url, "GET", started, asked, answer, None, (), None, None, None, 0.1, None)
        captured = self._segments.add(exchange, self._full.get if more.get("revisits") else None)
        assert captured is not None
        at = captured.capture
        if at.refers_to is None:
            place = Reference(at.file, at.offset, at.length, at.record_id)
            self._full[at.payload_digest] = Original(at.record_id, url, captured.date, at.payload_digest, place)
        return captured

    def article(self, day: float, body: bytes, url: str = ARTICLE, **more: Any) -> None:
        """Capture an article, and write its line; `more` may hold the line's images, else they are the page's."""
        captured = self.put(day, url, body, "text/html; charset=utf-8", **more)
        page = Page(body, captured.url, content_type=captured.content_type, fetched_at=captured.instant)
        article = read_article(page, self._source)
        article = dataclasses.replace(article, images=more.get("images", article.images))
        self._segments.write(dataclasses.replace(article, warc=captured.capture, fetched_at=captured.date))

    def close(self) -> None:
        self._segments.close()
