"""WARC files of whatever tool and in whatever state: every sound record, and what had to be passed over.

`reader` says where a file of ours breaks; this goes on behind it, and takes what others write: several records in one
gzip member or zstd frame, line ends that are no CRLF, more or fewer of them between records.

How it goes on
--------------
- A member or frame that can't be unpacked is lost whole, but for the records that were read from it before. The next
  one is looked for byte by byte: the magic number, and WARC/ as the first unpacked bytes.
- Where what was unpacked is no record (its header, its Content-Length), the next line that is the first of a record's
  header is looked for in the same member. So a damaged record that holds a WARC may give records of that one.
- A record without a mandatory field is passed over. So is one whose bytes no checksum of gzip vouches for and whose
  WARC-Block-Digest says otherwise.
- What is read twice on such ways is bounded by the size of the file; what lies behind the bound is lost.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from newsarchive.archive import containers
from newsarchive.archive.digests import fits, is_known
from newsarchive.archive.members import CUT, Damage, Input
from newsarchive.archive.reader import LIMIT
from newsarchive.archive.record import Record, missing, parse_header
from newsarchive.archive.unit import Misframed, Unit

ZEROS = "zero_bytes"
_HEAD_LIMIT = 1 << 20
_STEP = 1 << 16
_FIRST_LINE = re.compile(rb"WARC/1\.[0-9][ \t]*\r?\n")
_HEADER = re.compile(rb"WARC/1\.[0-9][ \t]*\r?\n[A-Za-z][A-Za-z-]*:")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_CONTROL = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ONCE = ("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length")
_END = re.compile(rb"\r\n\r\n")
_LINE = 16  # bytes that hold a first line
_PROBE = 16  # unpacked bytes that tell whether a record begins
_REREAD, _REREAD_LEAST = 4, 64 << 20  # files, and bytes at least
# wget writes it into revisits whose block is not empty.
_NO_DIGEST = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


class Skipped(NamedTuple):
    """Bytes that were passed over. In a member that holds several records `length` counts what was unpacked."""

    path: Path
    offset: int
    length: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path} at offset {self.offset}: {self.reason}, {self.length} bytes skipped"


def records(path: Path, *, limit: int = LIMIT, start: int = 0) -> Iterator[Record | Skipped]:
    """The sound records of a WARC file in order, and what lies between. `start` is where a member or record begins.

    Offset and length of a record are those of its member; where the member holds more, from its offset on so many bytes
    have to be unpacked to find the record, by its id. Blocks over `limit` are not held, as in `reader`.
    Raise OSError.
    """
    with path.open("rb", buffering=0) as stream:
        yield from _Reading(path, stream, limit, start)


def record_at(path: Path, offset: int, is_it: Callable[[Record], bool]) -> Record | None:
    """The first record of the member at `offset` that `is_it` tells to be it. Raise OSError."""
    for item in records(path, start=offset):
        if item.offset != offset:
            return None
        if isinstance(item, Record) and is_it(item):
            return item
    return None


class _Exhausted(Exception):
    """More was read again than is sane."""


class _Reading:
    """One way through one file."""

    def __init__(self, path: Path, stream: IO[bytes], limit: int, start: int) -> None:
        self._path, self._limit, self._stream, self._start = path, limit, stream, start
        self._size = os.fstat(stream.fileno()).st_size
        self._budget = _REREAD * self._size + _REREAD_LEAST
        self._told = start  # up to here the file is given or told as skipped

    def __iter__(self) -> Iterator[Record | Skipped]:
        try:
            self._opened = containers.packing(Input(self._stream), self._path)
            self._source = Input(self._stream, self._start)
            yield from self._members()
        except Damage as damage:
            yield Skipped(self._path, 0, self._size, damage.reason)
        except _Exhausted:
            yield self._skipped(self._told, self._size, "gave_up")

    def _members(self) -> Iterator[Record | Skipped]:
        source = self._source
        while True:
            start = source.offset
            try:
                container = self._opened(source)
                if container is None:
                    return
                start = source.offset
                yield from self._unit(Unit(self._opened, source, container))
            except Damage as damage:
                self._spend(source.offset - start)
                found = self._next_member(start + 1)
                yield self._skipped(max(start, self._told), found, damage.reason)
                source.move(found)

    def _unit(self, unit: Unit) -> Iterator[Record | Skipped]:
        while unit.skip_line_ends():
            at = unit.position
            try:
                record = self._record(unit)
            except Misframed as damage:
                yield self._next_header(unit, at, damage.reason)
                continue
            self._told = record.offset + record.length
            fault = _fault(record, checked=unit.checked)
            yield Skipped(self._path, record.offset, record.length, fault) if fault else record

    def _record(self, unit: Unit) -> Record:
        """The record that begins here. Raise Damage."""
        at = unit.position
        if not unit.starts_with(_FIRST_LINE, _LINE):
            raise Misframed("no_record")
        offset = unit.start + at if unit.is_plain else unit.start
        record = _header(self._path, offset, self._head(unit))
        if unit.is_plain and record.size > self._size - offset:
            raise Misframed(CUT)
        block = self._block(unit, record.size)
        end = _end(unit)
        return record.complete(end - at if unit.is_plain else self._source.offset - unit.start, block)

    def _head(self, unit: Unit) -> bytes:
        """The bytes of the header. Raise Damage where it has no end; what was searched in vain counts as read again."""
        try:
            return unit.until(_BLANK_LINE, _HEAD_LIMIT)
        except Misframed:
            self._spend(unit.waiting)
            raise

    def _block(self, unit: Unit, size: int) -> bytes | None:
        """The block; None where it is over the limit. Raise Damage."""
        pieces: list[bytes] = []
        held, left = size <= self._limit, size
        while left:
            piece = unit.take(left)
            if not piece:
                raise Misframed(CUT if unit.is_plain else "wrong_length")
            left -= len(piece)
            if held:
                pieces.append(piece)
        return b"".join(pieces) if held else None

    def _next_header(self, unit: Unit, at: int, reason: str) -> Skipped:
        """Go on in the unit where a record may begin, or to its end."""
        self._spend(unit.back_to(at + 1))
        found = unit.find(_HEADER)
        if unit.is_plain:
            return self._skipped(unit.start + at, unit.start + unit.position, reason)
        if at == 0 and not found:
            return self._skipped(unit.start, self._source.offset, reason)
        return Skipped(self._path, unit.start, unit.position - at, reason)

    def _next_member(self, at: int) -> int:
        """Where from `at` on a member begins with a record; the size of the file where none does."""
        magic = containers.magic(self._opened)
        while magic and at < self._size:
            self._source.move(at)
            chunk = self._source.peek(_STEP)
            place = chunk.find(magic)
            if place >= 0 and self._begins_record(at + place):
                return at + place
            at += place + 1 if place >= 0 else max(1, len(chunk) - len(magic) + 1)
        return self._size

    def _begins_record(self, at: int) -> bool:
        self._spend(_STEP)
        self._source.move(at)
        try:
            container = self._opened(self._source, _PROBE)
            return container is not None and _FIRST_LINE.match(container.pull()) is not None
        except Damage:
            return False

    def _skipped(self, start: int, end: int, reason: str) -> Skipped:
        self._told = end
        return Skipped(self._path, start, end - start, ZEROS if self._zeros(start, end) else reason)

    def _zeros(self, start: int, end: int) -> bool:
        """Tell whether nothing else stands there: what a full disk or a crash of the machine leaves behind."""
        at = start
        while at < end and (piece := os.pread(self._stream.fileno(), min(_STEP, end - at), at)):
            if piece.strip(b"\0"):
                return False
            at += len(piece)
        return start < at

    def _spend(self, size: int) -> None:
        """Count what has to be read again."""
        self._budget -= size
        if self._budget < 0:
            raise _Exhausted


def _header(path: Path, offset: int, head: bytes) -> Record:
    """The record that a header announces. Raise Misframed for one that is damaged, or runs into that of the next."""
    try:
        record = parse_header(path, offset, head)
    except Damage as damage:
        raise Misframed(damage.reason) from damage
    if _CONTROL.search(head) or any(len(record.get_all(name)) > 1 for name in _ONCE):
        raise Misframed("bad_header")
    return record


def _end(unit: Unit) -> int:
    """Where the record ends whose block was read: behind its two line ends. Raise Damage."""
    framed = unit.starts_with(_END, 4)
    if framed:
        unit.take(4)
    end = unit.position
    if framed and unit.is_plain:
        return end
    more = unit.skip_line_ends()  # in a packed unit also the check of its end
    if framed:
        return end
    if more and not unit.starts_with(_FIRST_LINE, _LINE):
        raise Misframed("wrong_length")
    return unit.position


def _fault(record: Record, *, checked: bool) -> str | None:
    """What keeps a whole record from being given."""
    if (name := missing(record)) is not None:
        return f"no {name}"
    said = record.block_digest
    if checked or said is None or said == _NO_DIGEST or not is_known(said) or not record.is_held:
        return None
    return None if fits(said, record.block) else "wrong_digest"
