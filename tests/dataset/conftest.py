import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive.events import Original
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.segment import Captured, Segments
from newsarchive.extraction import read_article
from newsarchive.items import READER, Article, Reference
from newsarchive.page import Page
from newsarchive.sources import spiders

BEGUN = datetime(2026, 11, 23, 15, 22, 0, 123456, tzinfo=UTC)


def page_html(number: int, text: str = "") -> str:
    """An article page with invented text that the generic reader reads whole."""
    body = "".join(
        f"<p>Đoạn {n} của bài {number}: hội đồng làng họp bàn việc sửa con đường đất dẫn ra bến đò. {text}</p>"
        for n in range(1, 8)
    )
    return (
        f"<html lang=vi><head><title>Bài số {number}</title>"
        '<meta property="article:published_time" content="2026-11-20T08:00:00+07:00"></head><body>'
        f"<h1>Làng ven sông sửa đường lần thứ {number}</h1><article>{body}"
        '<figure><img src="/anh.jpg"><figcaption>Con đường đất. Ảnh: Văn Mẫu</figcaption></figure>'
        "</article></body></html>"
    )


def short_html(number: int, text: str = "") -> str:
    """An article page whose record and line are about as short as they can be, but long enough for a revisit."""
    body = "".join(f"<p>Hội làng họp lần {n} bàn việc sửa con đường đất ra bến đò. {text}</p>" for n in (1, 2, 3))
    return f"<title>Đò</title><!--{'-' * 800}--><h1>Làng ven sông sửa đường {number}</h1><article>{body}</article>"


def _response(html: Callable[[int, str], str], number: int, text: str | bool | None) -> bytes:
    if text is None:
        return b'HTTP/1.1 304 Not Modified\r\nETag: "e"\r\n\r\n'
    if isinstance(text, bool):
        return b""
    body = html(number, text).encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Originals:
    """The full records of a crawl so far, as its frontier keeps them."""

    def __init__(self) -> None:
        self._by_payload: dict[str, Original] = {}
        self.by_url: dict[str, Original] = {}

    def find(self, payload_digest: str) -> Original | None:
        return self._by_payload.get(payload_digest)

    def learn(self, captured: Captured) -> None:
        at = captured.capture
        if at.refers_to is None:
            place = Reference(at.file, at.offset, at.length, at.record_id)
            original = Original(at.record_id, captured.url, captured.date, at.payload_digest, place)
            self._by_payload[at.payload_digest] = self.by_url[captured.url] = original


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes an archive of baoquangtri pages with their lines: one a (number, text); gives the root.

    A third item names the page whose bytes come at that address; text None is a 304, False no answer at all. With
    `revisits` a payload is stored once; `max_bytes` makes several segments; `step` lies between two captures.
    """

    def write_archive(
        *pages: tuple[Any, ...],
        name: str = "archives",
        software: str = READER,
        revisits: bool = False,
        step: timedelta = timedelta(minutes=1),
        html: Callable[[int, str], str] = page_html,
        **options: Any,
    ) -> Path:
        root = tmp_path / name
        source = spiders()["baoquangtri"].declared()
        ticks = iter(range(1000))
        segments = Segments(
            root / "baoquangtri",
            "baoquangtri",
            clock=lambda: BEGUN + timedelta(seconds=next(ticks)),
            info={"software": software},
            **options,
        )
        standing: dict[str, Article] = {}
        known = Originals()
        for count, (number, text, *of) in enumerate(pages):
            url = f"https://baoquangtri.vn/xa-hoi/202611/lang-ven-song-sua-duong-{number:07x}/"
            exchange = Exchange(
                url=url,
                method="GET",
                started=BEGUN + count * step,
                request=b"GET / HTTP/1.1\r\nHost: baoquangtri.vn\r\n\r\n",
                response=_response(html, of[0] if of else number, text),
                ip="203.0.113.7",
                protocols=("http/1.1", "tls/1.3"),
                cipher=None,
                truncated=None,
                error=None,
                seconds=0.1,
                via=None,
                not_modified=known.by_url.get(url) if text is None else None,
            )
            captured = segments.add(exchange, known.find if revisits else None)
            if captured is None:
                assert text is False
                continue
            known.learn(captured)
            if text is None:
                continue
            body = exchange.message.payload
            page = Page(body, captured.url, content_type=captured.content_type, fetched_at=captured.instant)
            article = read_article(page, source)
            article = dataclasses.replace(article, warc=captured.capture, fetched_at=captured.date)
            before = standing.get(article.key)
            if before is not None:
                article = article.as_revision(before.revision + 1, before.id)
            standing[article.key] = article
            segments.write(article)
        segments.close()
        return root

    return write_archive
