"""WARC files read record by record with exact offsets, ours and other people's; the first bad byte is told.

Every record returned is complete: its gzip member is whole and sound, holds that one record and nothing else, and its
block is as long as Content-Length says. Memory is bounded by `limit`, whatever the file claims.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from newsarchive.archive.containers import Container, packing
from newsarchive.archive.members import CUT, Damage, Input
from newsarchive.archive.record import PageInput, Record, http_head, missing, page_input, parse_header
from newsarchive.errors import BrokenRecord

__all__ = [
    "LIMIT",
    "PageInput",
    "Record",
    "block_pieces",
    "http_head",
    "page_input",
    "record_at",
    "records",
    "resolve",
]

LIMIT = 256 * 1024 * 1024  # bytes of a block that are held in memory; a longer one is passed over
_HEAD_LIMIT = 1 << 20
_VERSION = re.compile(rb"WARC/1\.[0-9]")
_END = b"\r\n\r\n"


def records(path: Path, *, limit: int = LIMIT, start: int = 0) -> Iterator[Record]:
    """Read a WARC file: gzip, zstd or plain, closed or open. Raise BrokenRecord at the first bytes that are no record.

    `start` is where a record begins. The block of a record longer than `limit` is not held: `Record.block` then raises
    BrokenRecord `too_large`, and the records after it still come.
    """
    with path.open("rb", buffering=0) as stream:
        opened, source = _opener(path, stream), Input(stream, start)
        while (container := opened(source)) is not None:
            yield _record(path, source, container, limit)


def record_at(path: Path, offset: int, *, limit: int = LIMIT) -> Record:
    """Read the one record that begins at `offset`. Raise BrokenRecord where none does."""
    with path.open("rb", buffering=0) as stream:
        opened, source = _opener(path, stream), Input(stream, offset)
        container = opened(source)
        if container is None:
            raise BrokenRecord(path, offset, "past_end")
        return _record(path, source, container, limit)


def block_pieces(path: Path, offset: int) -> Iterator[bytes]:
    """The block of the record at `offset` in pieces, however long. Raise BrokenRecord, maybe after some pieces."""
    with path.open("rb", buffering=0) as stream:
        opened = _opener(path, stream)
        container = opened(Input(stream, offset))
        if container is None:
            raise BrokenRecord(path, offset, "past_end")
        try:
            record, rest = _head(path, offset, container)
            yield from _block(container, record.size, rest)
        except Damage as damage:
            raise BrokenRecord(path, offset, damage.reason) from damage


def resolve(record: Record, find: Callable[[str | None, str | None, str | None], Record | None]) -> Record | None:
    """The full record that a revisit refers to: `find` is given its WARC-Refers-To, -Target-URI and -Date.

    A record that is no revisit is its own. None where `find` knows none, or gives another revisit.
    """
    if record.type != "revisit":
        return record
    found = find(*record.refers_to)
    return found if found is not None and found.type != "revisit" else None


def _opener(path: Path, stream: IO[bytes]) -> Callable[[Input], Container | None]:
    """How the file is packed, with Damage as BrokenRecord."""

    def opened(source: Input) -> Container | None:
        try:
            return packed(source)
        except Damage as damage:
            raise BrokenRecord(path, source.offset, damage.reason) from damage

    try:
        packed = packing(Input(stream), path)
    except Damage as damage:
        raise BrokenRecord(path, 0, damage.reason) from damage
    return opened


def _record(path: Path, source: Input, pulled: Container, limit: int) -> Record:
    offset = source.offset
    try:
        record, rest = _head(path, offset, pulled)
        held = record.size <= limit
        pieces = [piece for piece in _block(pulled, record.size, rest) if held]
    except Damage as damage:
        raise BrokenRecord(path, offset, damage.reason) from damage
    record.gzip_header = pulled.header
    return record.complete(source.offset - offset, _joined(pieces) if held else None)


def _joined(pieces: list[bytes]) -> bytes:
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _head(path: Path, offset: int, container: Container) -> tuple[Record, bytes]:
    """The record's header, and the bytes after it that are already there."""
    data = container.pull()
    while (end := data.find(_END)) < 0:
        if data and not _VERSION.match(data) and len(data) > 7:
            raise Damage("no_record")
        if len(data) > _HEAD_LIMIT:
            raise Damage("no_header")
        more = container.pull()
        if not more:
            raise Damage("no_header" if container.ends else CUT)
        data += more
    if not _VERSION.match(data):
        raise Damage("no_record")
    record = parse_header(path, offset, data[:end])
    if (name := missing(record)) is not None:
        raise Damage(f"no {name}")
    return record, data[end + len(_END) :]


def _block(container: Container, size: int, data: bytes) -> Iterator[bytes]:
    """The block in pieces, then the check of its end."""
    while size:
        if not data:
            data = container.pull()
            if not data:
                raise Damage("wrong_length" if container.ends else CUT)
        piece = data if len(data) <= size else data[:size]
        size -= len(piece)
        data = data[len(piece) :]
        yield piece
    while len(data) < len(_END):
        more = container.pull()
        if not more:
            raise Damage("wrong_length" if container.ends else CUT)
        data += more
    if not data.startswith(_END):
        raise Damage("wrong_length")
    surplus = data[len(_END) :]
    if container.ends:
        surplus = surplus or container.pull()
    container.surplus(surplus)
