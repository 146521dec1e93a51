import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive import paths, reader
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.segment import Captured, Segments
from newsarchive.items import Article

BEGUN = datetime(2026, 11, 23, 15, 22, 0, 123456, tzinfo=UTC)
HOST = "tin.example"
HTML = ("<html><title>Bến đò mới</title><body>" + "<p>Chợ quê họp từ tờ mờ sáng.</p>" * 60 + "</body></html>").encode()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2


def chunked(body: bytes, *sizes: int, extension: bytes = b"", trailer: bytes = b"") -> bytes:
    out, at, turn = b"", 0, 0
    while at < len(body):
        piece = body[at : at + sizes[turn % len(sizes)]]
        out += b"%x%s\r\n%s\r\n" % (len(piece), extension, piece)
        at, turn = at + len(piece), turn + 1
    return out + b"0\r\n" + trailer + b"\r\n"


@dataclass(frozen=True)
class Odd:
    """A response as a server may send it: `head` and `payload` are what the archive must hold of it."""

    name: str
    wire: bytes
    head: bytes
    payload: bytes
    truncated: str | None = None
    method: str = "GET"
    stored_truncated: str | None = None  # where it differs from `truncated`


def _plain(name: str, head: bytes, body: bytes = b"", **more: Any) -> Odd:
    return Odd(name, head + body, head, body, **more)


_COMMON = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_GZIPPED = gzip.compress(HTML, mtime=0)
_ODD_HEAD = (
    b"HTTP/1.1 200 R\xe1\xba\xa5t t\xe1\xbb\x91t\r\nserver: x\r\nSet-Cookie: a=1\r\n"
    b"content-type: text/html; charset=utf-8\r\n"
    b"X-oDd: one\r\nSET-COOKIE: b=2\r\nx-odd: two\r\nX-Latin: caf\xe9\r\nX-Folded: first\r\n  second\r\nNoColonHere\r\n"
    b"X-Not-Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n%s: chunked\r\nETag: \"e\"\r\n\r\n"
)  # fmt: skip

ODD = [
    Odd(
        "gzip_in_chunks_with_extensions_and_trailer",
        _ODD_HEAD % b"TRANSFER-encoding" + chunked(_GZIPPED, 700, 5, 1000, extension=b";x=1", trailer=b"X-T: y\r\n"),
        _ODD_HEAD % b"X-Orig-Transfer-Encoding",
        _GZIPPED,
    ),
    _plain("redirect", b"HTTP/1.1 301 Moved Perma\r\nLocation: /b\r\nContent-Length: 5\r\n\r\n", b"moved"),
    _plain("not_modified", b'HTTP/1.1 304 Not Modified\r\nETag: "e"\r\n\r\n'),
    _plain("not_modified_with_length", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 900\r\n\r\n"),
    _plain("not_found", b"HTTP/1.1 404 Kh\xc3\xb4ng th\xe1\xba\xa5y\r\nContent-Length: 3\r\n\r\n", b"404"),
    Odd(
        "interim_heads",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + _COMMON + b"\r\nok",
        _COMMON + b"\r\n",
        b"ok",
    ),
    _plain("image", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: %d\r\n\r\n" % len(PNG), PNG),
    _plain("no_reason", b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n", b"ok"),
    _plain("line_feeds_only", b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 2\n\n", b"ok"),
    _plain("mixed_line_ends", b"HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\n", b"ok"),
    _plain("no_header_at_all", b"HTTP/1.1 200 OK\r\n\r\n", HTML),
    _plain("empty", _COMMON + b"Content-Length: 0\r\n\r\n"),
    _plain("close_delimited", b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", HTML[:300]),
    _plain("cut", _COMMON + b"Content-Length: 5000\r\n\r\n", HTML[:1000], truncated="disconnect"),
    _plain("cut_untold", _COMMON + b"Content-Length: 5000\r\n\r\n", HTML[:1000], stored_truncated="unspecified"),
    _plain("stalled", _COMMON + b"Content-Length: 5000\r\n\r\n", HTML[:1000], truncated="time"),
    Odd(
        "cut_chunk",
        _COMMON + b"Transfer-Encoding: chunked\r\n\r\n3e8\r\n" + HTML[:700],
        _COMMON + b"X-Orig-Transfer-Encoding: chunked\r\n\r\n",
        HTML[:700],
        truncated="disconnect",
    ),
    Odd(
        "chunked_and_a_false_length",
        _COMMON + b"Content-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(HTML, 999),
        _COMMON + b"X-Orig-Content-Length: 7\r\nX-Orig-Transfer-Encoding: chunked\r\n\r\n",
        HTML,
    ),
    Odd(
        "cut_chunk_keeps_length",
        _COMMON + b"Content-Length: 9000\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + HTML[:700],
        _COMMON + b"Content-Length: 9000\r\nX-Orig-Transfer-Encoding: chunked\r\n\r\n",
        HTML[:700],
        truncated="length",
    ),
    Odd(
        "chunked_but_not_framed",
        _COMMON + b"Transfer-Encoding: chunked\r\n\r\n" + HTML,
        _COMMON + b"X-Orig-Transfer-Encoding: chunked\r\n\r\n",
        HTML,
    ),
    Odd(
        "framing_lost_midway",
        _COMMON + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<html\r\n>this is no size\r\nand goes on",
        _COMMON + b"X-Orig-Transfer-Encoding: chunked\r\n\r\n",
        b"<html>this is no size\r\nand goes on",
    ),
    Odd(
        "chunked_without_body",
        b"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding : chunked\r\n\r\n",
        b"HTTP/1.1 304 Not Modified\r\nX-Orig-Transfer-Encoding : chunked\r\n\r\n",
        b"",
    ),
    _plain("identity_coding", _COMMON + b"Transfer-Encoding: identity\r\n\r\n", HTML),
    _plain("switching_protocols", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
    _plain("head", b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", method="HEAD"),
    _plain("binary_with_blank_lines", b"HTTP/1.1 200 OK\r\n\r\n", b"\r\n\r\nWARC/1.1\r\n\r\n\x1f\x8b\x08\x00" * 9),
]


def make_exchange(path: str = "/", response: bytes = b"", **more: Any) -> Exchange:
    method = more.get("method", "GET")
    values: dict[str, Any] = {
        "url": f"https://{HOST}{path}",
        "method": method,
        "started": BEGUN + timedelta(seconds=7),
        "request": f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: thu\r\n\r\n".encode(),
        "response": response,
        "ip": "203.0.113.7",
        "protocols": ("http/1.1", "tls/1.3"),
        "cipher": None,
        "truncated": None,
        "error": None,
        "seconds": 0.25,
        "via": None,
    }
    return Exchange(**{**values, **more})


def page_response(body: bytes = HTML) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body


@pytest.fixture
def exchange() -> Callable[..., Exchange]:
    """Makes an exchange of https://tin.example<path>."""
    return make_exchange


@pytest.fixture
def page() -> Callable[..., bytes]:
    """Makes the bytes of a whole response with an HTML body."""
    return page_response


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the source `tin`."""
    return tmp_path / "tin"


@pytest.fixture
def segments(folder: Path) -> Iterator[Callable[..., Segments]]:
    """Makes Segments of the source `tin`, with a clock that ticks a second a look."""
    made: list[Segments] = []

    def make(**more: Any) -> Segments:
        ticks = iter(range(100_000))
        options = {"clock": lambda: BEGUN + timedelta(seconds=next(ticks)), "info": {"robots": "obey"}, **more}
        made.append(Segments(folder, "tin", **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def archived(segments: Callable[..., Segments], folder: Path) -> Callable[..., list[reader.Record]]:
    """Writes exchanges into one segment, closes it, gives its records."""

    def write(*exchanges: Exchange, **more: Any) -> list[reader.Record]:
        writer = segments(**more)
        for one in exchanges:
            writer.add(one)
        writer.close()
        (path,) = paths.warc_files(folder)
        return list(reader.records(path))

    return write


@pytest.fixture
def article() -> Callable[..., Article]:
    """Makes an article read from a capture."""

    def make(captured: Captured, key: str = "1", revision: int = 1, title: str = "Bến đò mới") -> Article:
        return Article(
            id=f"tin:{key}:{revision}",
            source="tin",
            title=title,
            url=captured.url,
            source_url=captured.url,
            fetched_at=captured.date,
            revision=revision,
            previous=f"tin:{key}:{revision - 1}" if revision > 1 else None,
            content_digest="sha256:" + f"{revision:064x}",
            warc=captured.capture,
        )

    return make


@pytest.fixture(params=ODD, ids=lambda odd: odd.name)
def odd(request: pytest.FixtureRequest) -> Odd:
    return request.param


@pytest.fixture(scope="session")
def odd_exchanges() -> list[Exchange]:
    """One exchange for each odd response, and the attempts that have none."""
    answered = [
        make_exchange(f"/{odd.name}", odd.wire, method=odd.method, truncated=odd.truncated, via="https://tin.example/")
        for odd in ODD
    ]
    return [
        *answered,
        make_exchange("/unknown-host", request=b"", error="CannotResolveHostError", ip=None),
        make_exchange("/reset", error="ConnectionResetError"),
        make_exchange("/half-a-head", b"HTTP/1.1 200 OK\r\nContent-Ty", truncated="disconnect", error="ResponseFailed"),
        make_exchange("/another-protocol", b"SSH-2.0-x\r\n\r\n" + PNG, error="ParseError"),
        make_exchange("/half-a-request", request=b"POST / HTTP/1.1\r\nAuthorization: Bas", error="ConnectionLost"),
        make_exchange("/surplus", page_response(b"ok") + b"more than was promised"),
    ]
