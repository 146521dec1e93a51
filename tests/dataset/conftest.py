import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.archive.exchange import Exchange
from newsarchive.archive.segment import Segments
from newsarchive.extraction import read_article
from newsarchive.items import READER, Article
from newsarchive.page import Page
from newsarchive.sources import spiders

BEGUN = datetime(2026, 11, 23, 15, 22, 0, 123456, tzinfo=UTC)


def page_html(number: int, text: str = "") -> str:
    """An article page with invented text that the generic reader reads whole."""
    body = "".join(
        f"<p>Đoạn {n} của bài {number}: hội đồng làng họp bàn việc sửa con đường đất dẫn ra bến đò. {text}</p>"
        for n in range(1, 6)
    )
    return (
        f"<html lang=vi><head><title>Bài số {number}</title>"
        '<meta property="article:published_time" content="2026-11-20T08:00:00+07:00"></head><body>'
        f"<h1>Làng ven sông sửa đường lần thứ {number}</h1><article>{body}"
        '<figure><img src="/anh.jpg"><figcaption>Con đường đất. Ảnh: Văn Mẫu</figcaption></figure>'
        "</article></body></html>"
    )


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes an archive of baoquangtri pages with their lines: one a (number, text), in one segment; gives the root."""

    def write_archive(*pages: tuple[int, str], name: str = "archives", software: str = READER) -> Path:
        root = tmp_path / name
        source = spiders()["baoquangtri"].declared()
        ticks = iter(range(1000))
        segments = Segments(
            root / "baoquangtri",
            "baoquangtri",
            clock=lambda: BEGUN + timedelta(seconds=next(ticks)),
            info={"software": software},
        )
        standing: dict[str, Article] = {}
        for count, (number, text) in enumerate(pages):
            body = page_html(number, text).encode()
            url = f"https://baoquangtri.vn/xa-hoi/202611/lang-ven-song-sua-duong-{number:07x}/"
            head = f"HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
            captured = segments.add(
                Exchange(
                    url=url,
                    method="GET",
                    started=BEGUN + timedelta(minutes=count),
                    request=b"GET / HTTP/1.1\r\nHost: baoquangtri.vn\r\n\r\n",
                    response=head.encode() + body,
                    ip="203.0.113.7",
                    protocols=("http/1.1", "tls/1.3"),
                    cipher=None,
                    truncated=None,
                    error=None,
                    seconds=0.1,
                    via=None,
                )
            )
            assert captured is not None
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
