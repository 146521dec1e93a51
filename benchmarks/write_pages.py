"""Writes every page of a list as an exchange, again and again, with one writer; prints as JSON what a page costs.

    python write_pages.py newsarchive|zlib6|warcio PAGES.jsonl SECONDS FOLDER

`milliseconds`: of this thread (in a crawl: the reactor's), for 100 KB of pages, best pass: serialising, digests,
compression, write. `bytes`: of the file after one pass. zlib6 is newsarchive's writer with WARC_GZIP_LEVEL=6; warcio is
its own WARCWriter with the same three records a page, at its fixed level.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.archive.exchange import Exchange
from newsarchive.archive.segment import Segments

STARTED = datetime(2026, 11, 23, 15, 22, tzinfo=UTC)
HEAD = (
    b"HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Mon, 23 Nov 2026 15:22:00 GMT\r\nConnection: keep-alive\r\n"
    b"Content-Type: text/html; charset=utf-8\r\nCache-Control: public, max-age=60\r\nContent-Length: %d\r\n\r\n"
)
REQUEST = (
    b"GET %s HTTP/1.1\r\nHost: bao.example\r\nAccept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\n"
    b"Accept-Language: vi\r\nAccept-Encoding: gzip\r\nUser-Agent: newsarchive/0.1\r\n\r\n"
)


def exchanges(pages: Path) -> list[Exchange]:
    """The pages of a list, as they would come from one server."""
    found = []
    for line in pages.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        body = (pages.parent / row["file"]).read_bytes()
        sent = REQUEST % row["url"].partition("//")[2].partition("/")[2].encode()
        found.append(
            Exchange(
                url=row["url"],
                method="GET",
                started=STARTED,
                request=sent,
                response=HEAD % len(body) + body,
                ip="192.0.2.7",
                protocols=("http/1.1", "tls/1.3"),
                cipher="TLS_AES_128_GCM_SHA256",
                truncated=None,
                error=None,
                seconds=0.1,
                via=None,
                hops="L",
            )
        )
    return found


def ours(folder: Path, level: int | None) -> Callable[[list[Exchange]], None]:
    """The writer of a crawl, without a frontier."""
    segments = Segments(folder, "bench", clock=lambda: datetime.now(UTC), info={}, level=level)

    def write(batch: list[Exchange]) -> None:
        for exchange in batch:
            segments.add(exchange)

    return write


def warcio(folder: Path) -> Callable[[list[Exchange]], None]:
    """The peer: response, request, metadata."""
    writer = WARCWriter((folder / "warcio.warc.gz").open("wb", buffering=0), gzip=True, warc_version="1.1")

    def write(batch: list[Exchange]) -> None:
        for exchange in batch:
            head, _, body = exchange.response.partition(b"\r\n\r\n")
            status, *lines = head.decode().split("\r\n")
            headers = [tuple(line.split(": ", 1)) for line in lines]
            http = StatusAndHeaders(status.partition(" ")[2], headers, protocol="HTTP/1.1")
            response = writer.create_warc_record(exchange.url, "response", payload=BytesIO(body), http_headers=http)
            first, *asked = exchange.request.decode().removesuffix("\r\n\r\n").split("\r\n")
            headers = [tuple(line.split(": ", 1)) for line in asked]
            http = StatusAndHeaders(first, headers, is_http_request=True)
            request = writer.create_warc_record(exchange.url, "request", payload=BytesIO(b""), http_headers=http)
            writer.write_request_response_pair(request, response)
            block = BytesIO(b"hopsFromSeed: L\r\nfetchTimeMs: 100\r\n")
            kind = "application/warc-fields"
            writer.write_record(
                writer.create_warc_record(exchange.url, "metadata", payload=block, warc_content_type=kind)
            )

    return write


def main() -> None:
    """Write until the time is used, at least twice."""
    way, pages, seconds, folder = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4])
    folder.mkdir(parents=True)
    batch = exchanges(pages)
    size = sum(len(exchange.response) for exchange in batch)
    write = warcio(folder) if way == "warcio" else ours(folder, 6 if way == "zlib6" else None)
    best, written, passes, until = float("inf"), 0, 0, time.perf_counter() + seconds
    while passes < 2 or time.perf_counter() < until:
        begun = time.perf_counter()
        write(batch)
        best = min(best, time.perf_counter() - begun)
        passes += 1
        if passes == 1:
            written = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(json.dumps({"milliseconds": best * 1000 / (size / 100_000), "bytes": written, "pages": len(batch)}))


if __name__ == "__main__":
    main()
