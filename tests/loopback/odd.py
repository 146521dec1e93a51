"""Odd responses as data: the bytes on the wire, and what of them a record must hold. Written by hand, byte for byte."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import brotli

from loopback.web import Answer

LIMIT = 60_000  # DOWNLOAD_MAXSIZE of the crawls that meet these
TEXT = "<html><head><title>Tin tức</title></head><body><p>" + "Thời sự Việt Nam. " * 300 + "</p></body></html>"
HTML = TEXT.encode()
GZIP = gzip.compress(HTML, mtime=0)


@dataclass(frozen=True)
class Odd:
    """A response: `interim` heads, `head`, the body as `framed` on the wire; `body` is the entity (default: the same).

    `cut` is the WARC-Truncated word where the client can't have it all, `kept` what the archive holds of it: a
    response record, or bytes in a metadata record where no HTTP head came whole, or nothing.
    """

    name: str
    head: bytes
    framed: bytes = b""
    body: bytes | None = None
    interim: bytes = b""
    then: Literal["keep", "close", "stall", "reset"] = "keep"
    cut: str | None = None
    kept: Literal["response", "bytes", "nothing"] = "response"
    renamed: tuple[bytes, ...] = ()  # header names that the record calls X-Orig-...
    surplus: bytes = b""  # behind the end of the message

    @property
    def answer(self) -> Answer:
        return Answer(self.interim + self.head + self.framed + self.surplus, self.then)

    @property
    def block(self) -> bytes:
        """The whole response record's block."""
        head = self.head
        for name in self.renamed:
            head = head.replace(b"\n" + name + b":", b"\nX-Orig-" + name.title() + b":", 1)
        return head + (self.framed if self.body is None else self.body)


def head(*lines: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 " + status + b"\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def sized(body: bytes, *lines: bytes, status: bytes = b"200 OK") -> bytes:
    return head(b"Content-Type: text/html", *lines, b"Content-Length: %d" % len(body), status=status)


def chunks(body: bytes, sizes: tuple[int, ...] = (700, 5, 1000), extension: bytes = b";ext=1") -> bytes:
    """The chunks of `body`, without the last one."""
    out, at, turn = b"", 0, 0
    while at < len(body):
        piece = body[at : at + sizes[turn % len(sizes)]]
        out += b"%X%s\r\n%s\r\n" % (len(piece), extension, piece)
        at += len(piece)
        turn += 1
    return out


TE = b"Transfer-Encoding"
CHUNKED = head(b"Content-Type: text/html", TE + b": chunked")
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
_STRANGE = (
    b"server: rawsrv", b"Set-Cookie: a=1; Path=/", b"content-type: text/html; charset=utf-8", b"X-wEiRd-CASE: one",
    b"SET-COOKIE: b=2; Path=/", b"x-weird-case: two", b"X-Latin: caf\xe9", b"X-Utf: b\xc3\xa1o",
    b"x-folded: first\r\n  second", b"BadLineNoColon",
    b"X Spaced Name: v", b"X-Before-Colon : v", b"X-Empty:", b"X-Orig-Transfer-Encoding: chunked",
    b"Content-Encoding: gzip", b"TRANSFER-encoding: chunked", b'ETag: "abc"',
)  # fmt: skip

LOST: Any = {"then": "close", "cut": "disconnect"}

HEADS = (
    Odd("strange-headers", head(*_STRANGE, status=b"200 Tot lam"),
        chunks(GZIP) + b"0;last\r\nX-Trailer: yes\r\nX-Second: two\r\n\r\n", GZIP, renamed=(b"TRANSFER-encoding",)),
    Odd("no-reason", b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n", b"ok"),
    Odd("empty-reason", b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\n", b"ok"),
    Odd("utf8-reason", "HTTP/1.1 200 Tốt lắm\r\nContent-Length: 2\r\n\r\n".encode(), b"ok"),
    Odd("bare-lf", b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 2\n\n", b"ok"),
    Odd("mixed-line-ends", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\nX-A: b\r\nContent-Length: 2\n\r\n", b"ok"),
    Odd("folded-twice", head(b"X-Fold: a\r\n\tb\r\n c", b"Content-Length: 2"), b"ok"),
    Odd("same-length-twice", head(b"Content-Length: 2", b"content-length: 2"), b"ok"),
    Odd("many-headers", head(*(b"X-%d: %s" % (n, b"v" * (n % 50)) for n in range(900)), b"Content-Length: 2"), b"ok"),
    Odd("interim", head(b"Content-Length: 2"), b"ok", interim=HINTS),
    Odd("interim-twice", head(b"Content-Length: 2"), b"ok",
        interim=HINTS + b"HTTP/1.1 100 Continue\nX: y\n\n"),
    Odd("interim-without-end", b"", interim=HINTS, then="close", kept="nothing"),
    Odd("conflicting-lengths", head(b"Content-Length: 5", b"Content-Length: 7"), b"tintuc!", **LOST),
    Odd("unknown-transfer-coding", head(TE + b": gzip, chunked"), chunks(GZIP) + b"0\r\n\r\n", **LOST),
    Odd("no-status-line", b"<html><body>khong co dong trang thai</body></html>\n", then="close", kept="bytes"),
    Odd("cut-head", b"HTTP/1.1 200 OK\r\nContent-Type: text/ht", then="close", kept="bytes"),
    Odd("endless-header-line", b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 40_000, then="close", kept="bytes"),
)  # fmt: skip

BODIES = (
    Odd("http10-close", b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", HTML, then="close"),
    Odd("http11-close", head(b"Content-Type: text/html", b"Connection: close"), HTML, then="close"),
    Odd("no-body-bytes", sized(b"")),
    Odd("no-content", head(b"X-A: b", status=b"204 No Content")),
    Odd("no-content-with-body", head(b"Content-Length: 4", status=b"204 No Content"), surplus=b"body", then="close"),
    Odd("not-modified", head(b'ETag: "abc"', status=b"304 Not Modified")),
    Odd("too-much-body", head(b"Content-Length: 2"), b"ok", surplus=b"!!! and more", then="close"),
    Odd("chunked", CHUNKED, chunks(HTML, (1, 4000), b"") + b"0\r\n\r\n", HTML, renamed=(TE,)),
    Odd("chunked-empty", CHUNKED, b"0\r\n\r\n", b"", renamed=(TE,)),
    Odd("chunked-leading-zeros", CHUNKED, b"0002\r\nok\r\n000\r\n\r\n", b"ok", renamed=(TE,)),
    Odd("chunked-and-length", head(TE + b": chunked", b"Content-Length: 999"), b"2\r\nok\r\n0\r\n\r\n", b"ok",
        renamed=(TE, b"Content-Length")),
    Odd("cut-length", head(b"Content-Type: text/html", b"Content-Length: 50000"), HTML, **LOST),
    Odd("cut-chunk", CHUNKED, b"3E8\r\n" + HTML[:700], HTML[:700], **LOST, renamed=(TE,)),
    Odd("cut-between-chunks", CHUNKED, chunks(HTML[:2000]), HTML[:2000], **LOST, renamed=(TE,)),
    Odd("broken-chunk", CHUNKED, b"2\r\nok\r\nzz\r\nno chunk\r\n", b"okzz\r\nno chunk\r\n", **LOST,
        renamed=(TE,)),
    Odd("stalled", sized(HTML), HTML[:1000], then="stall", cut="time"),
    Odd("stalled-head", b"", then="stall", kept="nothing"),
    Odd("reset", b"", then="reset", kept="nothing"),
    Odd("reset-in-body", sized(HTML), HTML[:3000], then="reset", cut="disconnect"),
    Odd("declared-too-big", sized(b"x" * (LIMIT + 1)), b"x" * (LIMIT + 1), cut="length", then="close"),
    Odd("chunked-too-big", CHUNKED, chunks(b"x" * 3 * LIMIT, (8000,)) + b"0\r\n\r\n", b"x" * 3 * LIMIT, cut="length",
        renamed=(TE,), then="close"),
)  # fmt: skip

_BOMB = gzip.compress(bytes(20_000_000), 9, mtime=0) * 25  # 500 MB in 25 members


def coded(name: str, coding: bytes, body: bytes, kind: bytes = b"text/html; charset=utf-8") -> Odd:
    lines = (b"Content-Type: " + kind, b"Content-Encoding: " + coding, b"Content-Length: %d" % len(body))
    return Odd(name, head(*lines), body)


CODINGS = (
    coded("gzip", b"gzip", GZIP),
    coded("x-gzip", b"X-GZIP", GZIP),
    coded("deflate", b"deflate", zlib.compress(HTML)),
    coded("raw-deflate", b"deflate", zlib.compress(HTML)[2:-4]),
    coded("br", b"br", brotli.compress(HTML)),
    coded("says-gzip-is-plain", b"gzip", HTML),
    coded("cut-gzip", b"gzip", GZIP[: len(GZIP) // 2]),
    coded("corrupt-gzip", b"gzip", GZIP[:20] + b"\x00\xff" * 30 + GZIP[80:]),
    coded("unknown-coding", b"x-nen", HTML),
    coded("utf16", b"identity", TEXT.encode("utf-16"), b"text/html; charset=iso-8859-1"),
)

STATUSES = (
    Odd("redirect-with-body", sized(b"moved", b"Location: /odd/no-reason?to=1", status=b"302 Di roi"), b"moved"),
    Odd("redirect-loop", sized(b"", b"Location: /odd/redirect-loop", status=b"301 Vong")),
    Odd("not-found", sized(b"khong thay", status=b"404 Khong thay"), b"khong thay"),
    Odd("server-error", sized(HTML, status=b"500 Loi"), HTML),
    Odd("forbidden", sized(b"cam", status=b"403 Cam"), b"cam"),
    Odd("odd-status", sized(b"?", status=b"799 La"), b"?"),
)  # fmt: skip

ODD = (*HEADS, *BODIES, *CODINGS, *STATUSES)

GZIP_BOMB = coded("gzip-bomb", b"gzip", _BOMB)
BUSY = Answer(sized(b"busy", b"Retry-After: 1", status=b"503 Ban") + b"busy")


def endless_extension() -> Answer:
    """One chunk whose extension never ends."""

    def pieces() -> Iterator[bytes]:
        yield CHUNKED + b"5;x="
        for _ in range(4000):
            yield b"a" * 16384

    return Answer(pieces, "close")


def crumbs() -> Answer:
    """A body of one byte a chunk, each with an extension of 900: almost all of it is framing."""

    def pieces() -> Iterator[bytes]:
        yield CHUNKED
        for _ in range(5000):
            yield (b"1;" + b"a" * 900 + b"\r\nx\r\n") * 16

    return Answer(pieces, "close")
