"""Finds the full records that revisits refer to, among the WARC files of one source and those that are given beside.

A revisit of ours says in which file and where its original stands. For those of others, and where that is not so any
more, files are read one by one into an index, on disk and for this run only, until what is asked for is found.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from newsarchive.archive import paths, reader, salvage
from newsarchive.archive.digests import fits

_BATCH = 1000  # records


class Originals:
    """The records of the WARC files in a source's folder, by what a revisit says of them.

    `index` may know other files, in which what is nowhere in the folder is looked for.
    """

    def __init__(self, folder: Path, index: Index | None = None) -> None:
        self._folder = folder
        self._index = index
        self._is_searched = False  # whether the index knows of the folder

    def of(self, revisit: reader.Record) -> reader.Record | None:
        """The full record with the payload of `revisit`; None where there is none, or it holds another payload."""
        original = self.named_by(revisit)
        if original is None or original.type not in ("response", "resource"):
            return None
        said = revisit.payload_digest
        same = said is None or said == original.payload_digest or fits(said, original.payload)
        return original if same else None

    def named_by(self, revisit: reader.Record) -> reader.Record | None:
        """The record, of whatever type, that `revisit` names by its id or else by URI and date."""
        told = self.told_file(revisit)
        if told is not None:
            record = _record_at(told, int(revisit.get("WARC-Refers-To-File-Offset") or 0), partial(_is_named, revisit))
            if record is not None:
                return record
        if not self._is_searched:
            self._index, self._is_searched = self._index or Index(), True
            self._index.add(_files(self._folder))
        place = self._index.place(revisit) if self._index is not None else None
        return _record_at(place.path, place.offset, place.is_it) if place is not None else None

    def told_file(self, revisit: reader.Record) -> Path | None:
        """The file that `revisit` says its original is in, where there is such a file."""
        name, offset = revisit.get("WARC-Refers-To-Filename"), revisit.get("WARC-Refers-To-File-Offset") or ""
        if name is None or not (offset.isascii() and offset.isdigit() and len(offset) < 19):
            return None
        name = Path(name).name
        parsed = paths.parse(Path(name))
        month = paths.month_folder(self._folder, parsed.started) if parsed else self._folder
        try:
            return paths.resolve(month, name) or paths.resolve(revisit.path.parent, name)
        except (OSError, ValueError):  # no name that a file can have
            return None


class _Place(NamedTuple):
    """Where a record stands; a member may hold more than one."""

    path: Path
    offset: int
    name: str

    def is_it(self, record: reader.Record) -> bool:
        return self.name in _names(record)


class Index:
    """Where records stand, by id and by date and URI; knows the files that had to be read so far."""

    def __init__(self, files: Iterable[Path] = ()) -> None:
        self._unread = dict.fromkeys(path.absolute() for path in files)
        self._read: list[Path] = []
        self._places = sqlite3.connect("")  # a temporary database, which goes to disk as it grows
        weakref.finalize(self, self._places.close)
        self._places.execute("PRAGMA journal_mode = OFF")
        self._places.execute("CREATE TABLE place (name TEXT PRIMARY KEY, file INTEGER, start INTEGER) WITHOUT ROWID")

    def add(self, files: Iterable[Path]) -> None:
        """Say that these may hold it, too, and are to be read before the others."""
        known = {*self._read}
        new = dict.fromkeys(path for path in map(Path.absolute, files) if path not in known)
        self._unread = {**new, **self._unread}

    def place(self, revisit: reader.Record) -> _Place | None:
        """Where the record stands that `revisit` names: by its id, if that is nowhere by URI and date."""
        record_id, uri, date = revisit.refers_to
        for name in (record_id, _capture(uri, date)):
            found = self._named(name, revisit.path.absolute()) if name else None
            if found is not None:
                return found
        return None

    def _named(self, name: str, first: Path) -> _Place | None:
        """Where `name` is; the file `first` is the first that is read for it."""
        while True:
            found = self._places.execute("SELECT file, start FROM place WHERE name = ?", (name,)).fetchone()
            if found is not None:
                return _Place(self._read[found[0]], found[1], name)
            path = first if first in self._unread else next(iter(self._unread), None)
            if path is None:
                return None
            del self._unread[path]
            self._read_through(path)

    def _read_through(self, path: Path) -> None:
        number = len(self._read)
        self._read.append(path)
        rows: list[tuple[str, int, int]] = []
        for record in _records(path):
            rows += ((name, number, record.offset) for name in _names(record))
            if len(rows) >= _BATCH:
                self._keep(rows)
        self._keep(rows)

    def _keep(self, rows: list[tuple[str, int, int]]) -> None:
        self._places.executemany("INSERT OR IGNORE INTO place VALUES (?, ?, ?)", rows)
        rows.clear()


def reference_faults(revisit: reader.Record, original: reader.Record) -> Iterator[str]:
    """What is wrong with a revisit, held against the record that it refers to."""
    if original.type != "response":
        yield f"it refers to a {original.type} record"
        return
    values = (original.id, original.uri, original.date)
    for name, said, value in zip(("", "-Target-URI", "-Date"), revisit.refers_to, values, strict=True):
        if said != value:
            yield f"WARC-Refers-To{name} is {said}, the record that it refers to says {value}"
    if original.truncated is not None:
        yield f"it refers to a truncated record ({original.truncated})"
    digest = revisit.payload_digest
    if digest is None or not fits(digest, original.payload):
        yield f"WARC-Payload-Digest {digest} is not that of the payload it refers to"


def _names(record: reader.Record) -> list[str]:
    """What a revisit may call it: what is no full record has no more than its id."""
    capture = _capture(record.uri, record.date) if record.type in ("response", "resource") else None
    return [record.id, capture] if capture else [record.id]


def _capture(uri: str | None, date: str | None) -> str | None:
    return f"{date} {uri}" if uri and date else None


def _is_named(revisit: reader.Record, record: reader.Record) -> bool:
    record_id, uri, date = revisit.refers_to
    return record.id == record_id if record_id else (record.uri, record.date) == (uri, date)


def _files(folder: Path) -> Iterator[Path]:
    """The WARC files of a source: in its folder and its months'. Not all below: it may be anybody's home."""
    for pattern in ("*", "[0-9][0-9][0-9][0-9]/[0-9][0-9]/*"):
        yield from sorted(path for path in folder.glob(pattern) if paths.is_warc(path) and path.is_file())


def _records(path: Path) -> Iterator[reader.Record]:
    """The sound records of a file, without their blocks. What is wrong is told by whoever reads the file for itself."""
    try:
        yield from (item for item in salvage.records(path, limit=0) if isinstance(item, reader.Record))
    except OSError:
        return


def _record_at(path: Path, offset: int, is_it: Callable[[reader.Record], bool]) -> reader.Record | None:
    """The record at a place, if it is the one that is looked for."""
    try:
        return salvage.record_at(path, offset, is_it)
    except (OSError, OverflowError):
        return None
