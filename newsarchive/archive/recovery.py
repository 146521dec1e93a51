"""Mends what a killed crawl left: `.open` files are cut back to what is whole and closed; what is cut off is kept.

Safe to run at any time, twice, or killed halfway: files that another process has locked are passed over, every step
leaves a state from which the next run goes on, and torn bytes are on the disk before a file is cut. A WARC that then
ends in the middle of an event always has a `.torn` beside it, be it empty: so `verify` can tell it from one that lost
its end after it was closed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from newsarchive.archive import cdxj, jsonl, paths, reader
from newsarchive.archive.appending import lock, sync_folder
from newsarchive.errors import BrokenLine, BrokenRecord, SegmentLocked

_COPY_STEP = 1 << 20


@dataclass
class Report:
    """What a recovery did: segments closed, removed (they held nothing), left to a running crawl, or failed at."""

    closed: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    locked: list[Path] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)
    torn: list[Path] = field(default_factory=list)
    bytes_cut: int = 0
    lines_cut: int = 0

    @property
    def mended(self) -> int:
        """How many files were put right."""
        return len(self.closed) + len(self.removed)

    def __str__(self) -> str:
        if not (self.mended or self.locked or self.failed):
            return "nothing to mend"
        parts = [f"{len(self.closed)} files closed, {len(self.removed)} empty ones removed"]
        parts.append(f"{self.bytes_cut} torn bytes and {self.lines_cut} lines cut off")
        if self.torn:
            parts.append("kept in " + ", ".join(path.name for path in self.torn))
        if self.locked:
            parts.append(f"{len(self.locked)} files in use, left alone")
        parts += [f"FAILED {path}: {reason}" for path, reason in self.failed]
        return "; ".join(parts)


class Lengths(NamedTuple):
    """How much of a pair was committed; `synced`: those bytes were on the disk by then."""

    warc_bytes: int
    jsonl_bytes: int
    synced: bool


def recover(folder: Path, committed: Mapping[str, Lengths] | None = None) -> Report:
    """Mend every `.open` segment below `folder`: a source's, or the archives folder.

    `committed`, of one source: by the WARC's final name relative to its folder, what was acknowledged. Lines beyond
    that are cut off: their pages will be fetched again. Captured bytes beyond it are kept. Of a segment that it does
    not name, every line stays that is whole and points at a record.
    """
    report = Report()
    known = committed or {}
    segments: dict[Path, list[Path]] = {}
    for path in paths.segment_files(folder):
        if paths.is_open(path):
            segments.setdefault(path.with_name(paths.stem(path)), []).append(path)
    for files in segments.values():
        files.sort(key=paths.is_warc, reverse=True)
        try:
            with ExitStack() as stack:
                for path in files:
                    stack.enter_context(_locked(path))
                _mend(files, known.get(paths.relative_name(_twin(files[0], paths.WARC))), report)
        except SegmentLocked:
            report.locked += files
        except OSError as error:
            report.failed.append((files[0], str(error)))
    return report


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a file's lock. Raise SegmentLocked where a crawl holds it, or closed it meanwhile."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise SegmentLocked(f"{path} was closed by another process") from error
    try:
        lock(fd, path)
        yield
    finally:
        os.close(fd)


def _mend(files: list[Path], lengths: Lengths | None, report: Report) -> None:
    """Cut and close one segment, the WARC first: its twin's lines are held against it."""
    warcs = [path for path in files if paths.is_warc(path)]
    tables = [path for path in files if path not in warcs]
    closed = _twin(files[0], paths.WARC)
    empty = not warcs and not closed.exists()
    sound = lengths is not None and _holds(warcs[0] if warcs else closed, tables, lengths)
    ids: dict[int, str] = {}
    for path in warcs:
        ids, end, torn = _whole_records(path, lengths.warc_bytes if lengths and sound else 0)
        _cut(path, end, report, torn=torn)
        empty = end == 0
    for path in tables:
        if empty:
            end = 0
        elif lengths and sound:
            end = lengths.jsonl_bytes
        else:
            end = min(_whole_lines(path, ids), lengths.jsonl_bytes if lengths else path.stat().st_size)
        report.lines_cut += _count_lines(path, end)
        _cut(path, end, report)
    if empty:
        for path in tables + warcs:
            path.unlink()
            report.removed.append(path)
    else:
        for path in warcs + tables:
            _close(path, report)
        if not tables:
            _twin(files[0], paths.JSONL).touch()
        if not cdxj.beside(closed).exists():
            cdxj.build(closed)
    sync_folder(files[0].parent)


def _holds(warc: Path, tables: list[Path], lengths: Lengths) -> bool:
    """Whether a pair still holds what was committed of it: then only what came after needs a look."""
    try:
        return (
            lengths.synced
            and warc.stat().st_size >= lengths.warc_bytes
            and all(table.stat().st_size >= lengths.jsonl_bytes for table in tables)
        )
    except FileNotFoundError:
        return False


def _twin(path: Path, suffix: str) -> Path:
    return path.with_name(paths.stem(path) + suffix)


def _whole_records(path: Path, start: int) -> tuple[dict[int, str], int, bool]:
    """The ids of a WARC's complete records from `start` on by offset, where the last of them ends, and whether its
    event goes on: the last record of one with a response is its metadata.
    """
    ids: dict[int, str] = {}
    end = start
    capture = None
    try:
        for record in reader.records(path, start=start):
            ids[record.offset] = record.id
            end = record.offset + record.length
            if record.type in ("response", "revisit"):
                capture = record.id
            elif record.type == "metadata" and capture in record.get_all("WARC-Concurrent-To"):
                capture = None
    except BrokenRecord:
        pass  # the first bad byte is where the file is cut
    return ids, end, capture is not None


def _whole_lines(path: Path, ids: dict[int, str]) -> int:
    """Where the last line ends up to which every line is complete and points at a record."""
    folder, own = paths.source_folder(path), f"{paths.stem(path)}{paths.WARC}"
    end = 0
    try:
        for line in jsonl.lines(path):
            pointer = line.record.get("warc")
            if not isinstance(pointer, dict) or not _resolves(folder, own, ids, pointer):
                break
            end = line.end
    except BrokenLine:
        pass  # as above
    return end


def _resolves(folder: Path, own: str, ids: dict[int, str], pointer: dict[str, object]) -> bool:
    file, offset, record_id = pointer.get("file"), pointer.get("offset"), pointer.get("record_id")
    if not isinstance(file, str) or not isinstance(offset, int) or offset < 0:
        return False
    path = paths.resolve(folder, file)
    if path is None:
        return False
    if ids and paths.final(path).name == own:
        return ids.get(offset) == record_id
    try:
        return reader.record_at(path, offset).id == record_id
    except BrokenRecord:
        return False


def _count_lines(path: Path, start: int) -> int:
    with path.open("rb") as stream:
        stream.seek(start)
        return sum(1 for _ in stream)


def _cut(path: Path, end: int, report: Report, *, torn: bool = False) -> None:
    """Shorten a file to `end` bytes, once what is cut off is safe in a `.torn` file beside it.

    `torn`: it is known to be torn, be it that nothing is left of what is missing.
    """
    size = path.stat().st_size
    if size == end and not torn:
        return
    report.torn.append(_keep_torn(path, end))
    os.truncate(path, end)
    report.bytes_cut += size - end


def _keep_torn(path: Path, start: int) -> Path:
    with path.open("rb") as source:
        source.seek(start)
        target = _new_torn(paths.final(path))
        try:
            with target.open("wb") as torn:
                while piece := source.read(_COPY_STEP):
                    torn.write(piece)
                torn.flush()
                os.fsync(torn.fileno())
        except OSError:
            target.unlink()  # half of it is still where it was
            raise
    return target


def _new_torn(final: Path) -> Path:
    """Make `<final>.torn`, or `<final>.2.torn` and so on where that is taken: nothing is written over."""
    number = 1
    while True:
        target = final.with_name(f"{final.name}{'' if number == 1 else f'.{number}'}{paths.TORN}")
        try:
            target.touch(exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return target


def _close(path: Path, report: Report) -> None:
    """Bring a mended file onto the disk and give it its final name."""
    target = paths.final(path)
    if target.exists():
        raise FileExistsError(f"{target.name} stands already")
    fd = os.open(path, os.O_RDWR)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
    path.rename(target)
    report.closed.append(target)
