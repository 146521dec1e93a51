"""WARC files as other people's tools write them: records as bytes, and how files are packed."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from backports import zstd
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Headers = Sequence[tuple[str, str]]
HTML = ("Content-Type", "text/html; charset=utf-8")
DATE = "2025-08-20T03:00:00Z"


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def urn(number: int) -> str:
    return f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>"


def http(body: bytes, *lines: str, status: str = "HTTP/1.1 200 OK", end: str = "\r\n") -> bytes:
    given = lines or ("Content-Type: text/html; charset=utf-8",)
    return end.join([status, *given, "", ""]).encode() + body


def record(
    kind: str, *fields: str, block: bytes = b"", number: int = 1, version: str = "WARC/1.0", **odd: Any
) -> bytes:
    """A record; `fields` besides type, id, date and length. Odd: `size`, `end` (behind it), `line`, `without`."""
    line, end = odd.get("line", "\r\n"), odd.get("end", b"\r\n\r\n")
    head = [version, f"WARC-Type: {kind}", f"WARC-Record-ID: {urn(number)}", f"WARC-Date: {DATE}", *fields]
    head = [text for text in head if text.partition(":")[0] not in odd.get("without", ())]
    return line.join([*head, f"Content-Length: {odd.get('size', len(block))}", "", ""]).encode() + block + end


def response(url: str, body: bytes, number: int = 1, *fields: str, block: bytes | None = None, **odd: Any) -> bytes:
    """A response record with its digests."""
    whole = http(body) if block is None else block
    given = (
        f"WARC-Target-URI: {url}", "Content-Type: application/http; msgtype=response",
        f"WARC-Payload-Digest: {sha1(body)}", f"WARC-Block-Digest: {sha1(whole)}", *fields,
    )  # fmt: skip
    return record("response", *given, block=whole, number=number, **odd)


def dictionary(samples: Sequence[bytes]) -> zstd.ZstdDict:
    return zstd.train_dict([sample[at : at + 400] for sample in samples for at in range(0, 4000, 200)], 4096)


def skippable(data: bytes, magic: int = 0x184D2A5D) -> bytes:
    return magic.to_bytes(4, "little") + len(data).to_bytes(4, "little") + data


def packed(records: Iterable[bytes], form: str) -> bytes:
    """A file: `gz` and `zst` with a member a record; `one_gz` and `one_zst` with one for all; `plain`."""
    whole = list(records)
    if form == "gz":
        return b"".join(gzip.compress(data, mtime=0) for data in whole)
    if form == "zst":
        return b"".join(map(zstd.compress, whole))
    if form in ("dict_zst", "packed_dict_zst"):
        made = dictionary(whole)
        content = made.dict_content if form == "dict_zst" else zstd.compress(made.dict_content)
        return skippable(content) + b"".join(zstd.compress(data, zstd_dict=made) for data in whole)
    joined = b"".join(whole)
    return {"one_gz": lambda: gzip.compress(joined, mtime=0), "one_zst": lambda: zstd.compress(joined)}.get(
        form, lambda: joined
    )()


def write_with_warcio(
    path: Path, pages: Iterable[tuple[str, Headers, bytes]], *, version: str, gzipped: bool, status: str = "200 OK"
) -> None:
    """A file by warcio's own writer: a warcinfo record, then a request and a response a page."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=gzipped, warc_version=version)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "warcio"}))
        for url, headers, body in pages:
            head = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
            answer = writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=head)
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
            request = writer.create_warc_record(url, "request", http_headers=asked)
            writer.write_request_response_pair(request, answer)
            for made in (answer, request):
                made.raw_stream.close()  # files of its own that warcio leaves open
