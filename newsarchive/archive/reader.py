"""WARC files read record by record with exact offsets, ours and other people's; the first bad byte is told.

Every record returned is complete: its gzip member is whole and sound, holds that one record and nothing else, and its
block is as long as Content-Length says. Memory is bounded by `limit`, whatever the file claims.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from newsarchive.archive.members import CUT, Damage, GzipMember, Input, PlainBytes
from newsarchive.archive.record import PageInput, Record, http_head, page_input, parse_fields
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
_MANDATORY = frozenset({"warc-type", "warc-record-id", "warc-date", "content-length"})
_END = b"\r\n\r\n"

_Container = GzipMember | PlainBytes


def records(path: Path, *, limit: int = LIMIT, start: int = 0) -> Iterator[Record]:
    """Read a WARC file, closed or open, gzip or plain. Raise BrokenRecord at the first bytes that are no whole record.

    `start` is where a record begins. The block of a record longer than `limit` is not held: `Record.block` then raises
    BrokenRecord `too_large`, and the records after it still come.
    """
    with path.open("rb", buffering=0) as stream:
        container = _container(Input(stream))
        source = Input(stream, start)
        while not source.at_end():
            yield _record(path, source, container, limit)


def record_at(path: Path, offset: int, *, limit: int = LIMIT) -> Record:
    """Read the one record that begins at `offset`. Raise BrokenRecord where none does."""
    with path.open("rb", buffering=0) as stream:
        container = _container(Input(stream))
        source = Input(stream, offset)
        if source.at_end():
            raise BrokenRecord(path, offset, "past_end")
        return _record(path, source, container, limit)


def block_pieces(path: Path, offset: int) -> Iterator[bytes]:
    """The block of the record at `offset` in pieces, however long. Raise BrokenRecord, maybe after some pieces."""
    with path.open("rb", buffering=0) as stream:
        container = _container(Input(stream))
        source = Input(stream, offset)
        try:
            pulled = container(source)
            record, rest = _head(path, offset, pulled)
            yield from _block(pulled, record.size, rest)
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


def _container(source: Input) -> type[_Container]:
    return PlainBytes if source.starts_with(b"WARC/") else GzipMember


def _record(path: Path, source: Input, container: type[_Container], limit: int) -> Record:
    offset = source.offset
    try:
        pulled = container(source)
        record, rest = _head(path, offset, pulled)
        held = record.size <= limit
        pieces = [piece for piece in _block(pulled, record.size, rest) if held]
    except Damage as damage:
        raise BrokenRecord(path, offset, damage.reason) from damage
    record.gzip_header = pulled.header
    return record.complete(source.offset - offset, _joined(pieces) if held else None)


def _joined(pieces: list[bytes]) -> bytes:
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _head(path: Path, offset: int, container: _Container) -> tuple[Record, bytes]:
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
    version, _, text = data[:end].decode("utf-8", "replace").partition("\r\n")
    headers = tuple(parse_fields(text))
    names = {name.lower() for name, _ in headers}
    if missing := _MANDATORY - names:
        raise Damage(f"no {min(missing)}")
    size = next(value for name, value in headers if name.lower() == "content-length")
    if not (size.isascii() and size.isdigit() and len(size) < 19):
        raise Damage("bad content-length")
    return Record(path, offset, version, headers, int(size)), data[end + len(_END) :]


def _block(container: _Container, size: int, data: bytes) -> Iterator[bytes]:
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
