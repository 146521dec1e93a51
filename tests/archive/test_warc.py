"""The bytes of our records, taken apart with zlib alone: neither our reader nor anybody's library forgives here."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive import paths, warc
from newsarchive.archive.events import Original
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.segment import Segments
from newsarchive.items import Reference

REPEATED = {b"warc-concurrent-to", b"warc-protocol"}
ON_THE_WIRE = {b"response", b"revisit", b"request"}


def members(path: Path) -> list[bytes]:
    """What each gzip member of a file holds."""
    found, rest = [], path.read_bytes()
    while rest:
        member = zlib.decompressobj(wbits=31)
        found.append(member.decompress(rest))
        assert member.eof
        rest = member.unused_data
    return found


def fields(record: bytes) -> list[tuple[bytes, bytes]]:
    lines = record.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    return [(name.lower(), value) for name, _, value in (line.partition(b": ") for line in lines)]


@pytest.fixture
def records(
    segments: Callable[..., Segments], odd_exchanges: list[Exchange], exchange: Any, page: Any, folder: Path
) -> list[bytes]:
    """Every odd response, attempts without one, revisits of both kinds, and a page with text of its own everywhere."""
    writer = segments(info={"operator": "Thư viện\r\n ở làng"})
    for odd in odd_exchanges:
        writer.add(odd)
    full = writer.add(exchange("/thời-sự", page(), via="https://tin.example/mục\r\n lục", cipher="TLS_X"))
    assert full is not None
    at = full.capture
    original = Original(
        at.record_id, full.url, full.date, at.payload_digest, Reference(at.file, at.offset, at.length, at.record_id)
    )
    writer.add(exchange("/again", page()), lambda _: original)
    writer.add(exchange("/thời-sự", b'HTTP/1.1 304 Not Modified\r\nETag: "e"\r\n\r\n', not_modified=original))
    writer.close()
    (path,) = paths.warc_files(folder)
    found = members(path)
    kinds = {dict(fields(record))[b"warc-type"] for record in found}
    assert kinds == ON_THE_WIRE | {b"warcinfo", b"metadata"}
    return found


def test_header_lines_are_plain_and_whole(records: list[bytes]) -> None:
    for record in records:
        version, *lines = record.partition(b"\r\n\r\n")[0].split(b"\r\n")
        assert version == b"WARC/1.1"
        for line in lines:
            assert re.fullmatch(rb"[A-Za-z-]+: [^\r\n]+", line), "no folding, no bare CR or LF, no empty value"
            assert b"=?" not in line, "no RFC 2047 word"


def test_no_field_is_repeated_but_the_protocol(records: list[bytes]) -> None:
    for record in records:
        names = [name for name, _ in fields(record)]
        assert {name for name in names if names.count(name) > 1} <= REPEATED


def test_a_member_holds_one_record_and_nothing_else(records: list[bytes]) -> None:
    for record in records:
        _, _, rest = record.partition(b"\r\n\r\n")
        size = int(dict(fields(record))[b"content-length"])
        assert rest[size:] == b"\r\n\r\n"


def test_an_address_stands_on_what_crossed_the_wire_alone(records: list[bytes]) -> None:
    having = {dict(fields(record))[b"warc-type"] for record in records if b"warc-ip-address" in dict(fields(record))}
    assert having == ON_THE_WIRE


def test_no_type_of_a_payload_is_claimed(records: list[bytes]) -> None:
    assert not [record for record in records if b"warc-identified-payload-type" in dict(fields(record))]


def test_a_member_tells_nothing_of_the_machine() -> None:
    """Its gzip header holds no name and no time."""
    for level in (None, 6):
        made = warc.member([("WARC-Type", "metadata")], [b"a: b\r\n"], level=level)
        assert made[:8] == b"\x1f\x8b\x08\x00" + bytes(4)


@pytest.mark.parametrize(("head", "coded"), [(b"Content-Encoding: gzip", True), (b"X-A: b", False)])
def test_what_is_compressed_already_costs_no_effort(
    head: bytes, coded: bool, segments: Callable[..., Segments], exchange: Any, folder: Path
) -> None:
    """A coded body is the same at level 9 as at level 1; a plain one is not."""
    body = b"".join(b"%d la %x, " % (number, number * 7919) for number in range(3000))
    wire = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + body
    sizes = []
    for level in (1, 9):
        captured = segments(level=level).add(exchange("/", wire))
        assert captured is not None
        sizes.append(captured.capture.length)
    assert abs(sizes[0] - sizes[1]) < 20 if coded else sizes[1] < sizes[0] - 100
