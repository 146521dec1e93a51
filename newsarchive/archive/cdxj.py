"""CDXJ: a line for each capture, sorted, so that a URL at a time is found by one binary search in a file.

A line is `<SURT key> <YYYYMMDDhhmmss> <JSON>` with url, mime, status, digest, length, offset and filename, as
cdxj-indexer 1.5 writes it and pywb and wabac.js read it; files are sorted bytewise. Beside each closed WARC stands its
own, `<stem>.cdxj`, whose filenames are bare; a source's `index.cdxj` holds all of them, its filenames relative to the
source's folder.
"""

from __future__ import annotations

import heapq
import itertools
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from newsarchive import urls
from newsarchive.archive import paths, reader
from newsarchive.archive.record import Record
from newsarchive.archive.whole import whole

INDEX: Final = "index.cdxj"  # of a whole source, in its folder
_KINDS: Final = frozenset({"response", "revisit", "resource", "metadata"})
_FIELDS: Final = "application/warc-fields"  # what is said about a capture is none
_MIME_END: Final = re.compile(r"[;\s]")
_OPEN_AT_ONCE = 200  # files; a source may have thousands
_PIECE = 4096  # bytes that are read at once on the way back from a place in an index


_BEGINNING = "00000101000000"


class Entry(NamedTuple):
    """A line, read: what was captured, when (14 digits, UTC), and where its record stands."""

    key: str
    timestamp: str
    url: str
    status: str | None
    mime: str | None
    digest: str | None
    filename: str
    offset: int
    length: int

    @property
    def instant(self) -> datetime:
        """The second of the capture."""
        return datetime.fromisoformat(f"{self.timestamp[:8]}T{self.timestamp[8:]}").replace(tzinfo=UTC)


def line(
    url: str, date: str, *, kind: str, mime: str | None, status: int, digest: str | None, place: tuple[int, int, str]
) -> bytes:
    """The line of a record with this WARC-Target-URI and WARC-Date; `place` is (length, offset, filename)."""
    told = "warc/revisit" if kind == "revisit" else _MIME_END.split(mime or "", maxsplit=1)[0].strip()
    length, offset, filename = place
    fields = {
        "url": url,
        "mime": told,
        "status": str(status) if status else "",
        "digest": digest or "",
        "length": str(length),
        "offset": str(offset),
        "filename": filename,
    }
    shown = json.dumps({name: value for name, value in fields.items() if value})
    digits = re.sub("[^0-9]", "", date)[:14]
    stamp = digits + _BEGINNING[len(digits) :]  # WARC/1.1 allows a year, a month or a day alone
    return f"{urls.surt(url)} {stamp} {shown}\n".encode()


def of_record(record: Record, filename: str) -> bytes | None:
    """The line of a record as it stands in a file; None for what is no capture."""
    if record.type not in _KINDS or record.uri is None:
        return None
    if record.type in ("resource", "metadata") and (record.content_type or "").partition(";")[0].strip() == _FIELDS:
        return None
    http = record.http
    mime = (http.content_type if http is not None else None) if record.type == "response" else record.content_type
    return line(
        record.uri,
        record.date,
        kind=record.type,
        mime=mime,
        status=http.status if http is not None else 0,
        digest=record.payload_digest,
        place=(record.length, record.offset, filename),
    )


def beside(warc: Path) -> Path:
    """The index of a WARC, by its final name."""
    return warc.with_name(f"{paths.stem(warc)}{paths.CDXJ}")


def write(target: Path, lines: Iterable[bytes]) -> None:
    """Write a sorted index, which appears under its name when it is whole. Raise OSError."""
    with whole(target) as stream:
        stream.writelines(lines)


def build(warc: Path) -> int:
    """Index a closed WARC from its records; say how many lines there are. Raise BrokenRecord, OSError."""
    name = warc.name
    found = sorted(entry for record in reader.records(warc) if (entry := of_record(record, name)) is not None)
    write(beside(warc), found)
    return len(found)


def merge(folder: Path, indexes: list[Path], target: Path) -> None:
    """Write the lines of many indexes below a source's folder as one, with filenames relative to the folder."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=target.parent, prefix=".index.")))
        parts = [_Part(path, path.parent.relative_to(folder).as_posix()) for path in indexes]
        while len(parts) > _OPEN_AT_ONCE:
            joined = scratch / f"{len(list(scratch.iterdir()))}.cdxj"
            _write_merged(parts[:_OPEN_AT_ONCE], joined)
            parts = [*parts[_OPEN_AT_ONCE:], _Part(joined, "")]
        _write_merged(parts, target)


class _Part(NamedTuple):
    """An index, and the folder that its filenames are to be put under."""

    path: Path
    under: str

    def lines(self, stack: ExitStack) -> Iterator[bytes]:
        stream = stack.enter_context(self.path.open("rb"))
        if self.under in ("", "."):
            return iter(stream)
        before, after = b'"filename": "', f'"filename": "{self.under}/'.encode()
        return (after.join(entry.rsplit(before, 1)) for entry in stream)


def _write_merged(parts: list[_Part], target: Path) -> None:
    with ExitStack() as stack:
        write(target, heapq.merge(*(part.lines(stack) for part in parts)))


def parse(raw: bytes) -> Entry:
    """A line, read. Raise ValueError for what is none."""
    key, timestamp, shown = raw.decode().split(" ", 2)
    fields = json.loads(shown)
    try:
        return Entry(
            key,
            timestamp,
            fields["url"],
            fields.get("status"),
            fields.get("mime"),
            fields.get("digest"),
            fields["filename"],
            int(fields["offset"]),
            int(fields["length"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"no CDXJ line: {raw[:200]!r}") from error


def captures(index: Path, url: str) -> Iterator[Entry]:
    """Every capture of a URL in an index, oldest first, found by binary search."""
    wanted = urls.surt(url).encode() + b" "
    with index.open("rb") as stream:
        stream.seek(_first(stream, wanted))
        for raw in stream:
            if not raw.startswith(wanted):
                return
            yield parse(raw)


def nearest(index: Path, url: str, at: datetime) -> Entry | None:
    """The capture of a URL that is nearest in time to an instant; None where there is none."""
    return next(outward(index, url, at), None)


def outward(index: Path, url: str, at: datetime) -> Iterator[Entry]:
    """Every capture of a URL in an index, the nearest in time to an aware instant first, found by binary search."""
    wanted = urls.surt(url).encode() + b" "
    behind = at.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)  # lines know whole seconds
    with index.open("rb") as forth, index.open("rb") as back:
        middle = _first(forth, wanted + f"{behind:%Y%m%d%H%M%S}".encode())
        forth.seek(middle)
        ways = (_backwards(back, middle), iter(forth))
        found = (map(parse, itertools.takewhile(lambda raw: raw.startswith(wanted), way)) for way in ways)
        yield from heapq.merge(*found, key=lambda entry: abs(entry.instant - at))


def _first(stream: BinaryIO, wanted: bytes) -> int:
    """Where the first line begins that does not sort before `wanted`."""
    low, high = 0, stream.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        stream.seek(max(0, middle - 1))
        if middle:
            stream.readline()  # what is left of the line before
        raw = stream.readline()
        if raw and raw < wanted:
            low = stream.tell()
        else:
            high = middle
    return low


def _backwards(stream: BinaryIO, end: int) -> Iterator[bytes]:
    """The whole lines that end at or before `end`, where one begins, the last one first."""
    rest = b""
    while end > 0:
        start = max(0, end - _PIECE)
        stream.seek(start)
        rest, *lines = (stream.read(end - start) + rest).splitlines(keepends=True)
        yield from reversed(lines)
        end = start
    if rest:
        yield rest
