"""Selecting: which captures of a source go into a package, and the ranges of its files that hold them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from newsarchive.archive import cdxj, paths, reader
from newsarchive.archive.cdxj import Entry
from newsarchive.dataset.originals import Originals
from newsarchive.dates import VIETNAM
from newsarchive.errors import BrokenLine


@dataclass(frozen=True)
class Days:
    """Days on the calendar of Vietnam, both included; None is open."""

    since: date | None = None
    until: date | None = None

    @property
    def all(self) -> bool:
        """Whether no bound was given."""
        return self.since is None and self.until is None

    def hold(self, entry: Entry) -> bool:
        """Whether a capture lies inside."""
        day = entry.instant.astimezone(VIETNAM).date()
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass
class Selection:
    """The captures of one WARC that are wanted: all of them where it is `whole`, else those at `offsets`.

    `captures` counts them, `size` is that of their bytes. Of a whole file nothing is kept in memory.
    """

    warc: Path
    whole: bool = True
    offsets: set[int] = field(default_factory=set)
    captures: int = 0
    size: int = 0

    def has(self, offset: int) -> bool:
        """Whether the capture at `offset` is wanted."""
        return self.whole or offset in self.offsets

    def add(self, offset: int, length: int) -> None:
        """Want one more capture."""
        if not self.has(offset):
            self.offsets.add(offset)
            self.captures += 1
            self.size += length

    def entries(self) -> Iterator[Entry]:
        """The lines of its index that are wanted."""
        return (entry for entry in _entries(self.warc) if self.has(entry.offset))

    def ranges(self) -> Iterator[tuple[int, int]]:
        """(offset, length) of what to copy, in order: the file, or its warcinfo record and each capture with the
        records that are concurrent to it. Raise BrokenRecord.
        """
        if self.whole:
            yield 0, self.warc.stat().st_size
            return
        wanted: set[str] = set()
        for record in reader.records(self.warc, limit=0):
            if record.offset in self.offsets:
                wanted = {record.id}
            elif record.type != "warcinfo" and wanted.isdisjoint(record.get_all("WARC-Concurrent-To")):
                continue
            yield record.offset, record.length


def select(warcs: list[Path], days: Days) -> dict[Path, Selection]:
    """What of each file was captured in these days, maybe nothing. Raise OSError."""
    return {warc: _selection(warc, days) for warc in warcs}


def articles(folder: Path, chosen: dict[Path, Selection]) -> Iterator[dict[str, Any]]:
    """The lines of a source whose captures are chosen, in order."""
    names = {paths.relative_name(warc): selection for warc, selection in chosen.items()}
    for table in paths.jsonl_files(folder):
        with table.open("rb") as lines:
            for number, raw in enumerate(lines, start=1):
                try:
                    record = json.loads(raw)
                    pointer = record.get("warc") or {}
                    selection = names.get(str(pointer.get("file")))
                    wanted = selection is not None and selection.has(pointer["offset"])
                except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
                    raise BrokenLine(table, number, f"no record of an article: {error}"[:200]) from error
                if wanted:
                    yield record


def _selection(warc: Path, days: Days) -> Selection:
    selection, count = Selection(warc, whole=False), 0
    for entry in _entries(warc):
        count += 1
        if days.hold(entry):
            selection.add(entry.offset, entry.length)
    if selection.captures == count:
        return Selection(warc, captures=count, size=warc.stat().st_size)
    return selection


def _entries(warc: Path) -> Iterator[Entry]:
    index = cdxj.beside(warc)
    with index.open("rb") as lines:
        for number, raw in enumerate(lines, start=1):
            try:
                entry = cdxj.parse(raw)
                entry.instant  # noqa: B018  what is no time stamp is told here
            except ValueError as error:
                hint = "newsarchive index --rebuild makes it anew"
                raise BrokenLine(index, number, f"no line of an index ({hint})") from error
            yield entry


def add_originals(chosen: dict[Path, Selection], originals: Originals) -> None:
    """Add the full records that revisits among the chosen captures refer to. Raise BrokenRecord, OSError."""
    for selection in chosen.values():
        for entry in selection.entries() if selection.captures else ():
            if entry.mime == "warc/revisit":
                add_original(chosen, originals, selection.warc, entry.offset)


def add_original(chosen: dict[Path, Selection], originals: Originals, warc: Path, offset: int) -> None:
    """Add the full record that the revisit at a place refers to. Raise BrokenRecord, OSError."""
    original = originals.named_by(reader.record_at(warc, offset))
    selection = chosen.get(paths.final(original.path)) if original is not None else None
    if original is not None and selection is not None:
        selection.add(original.offset, original.length)
