"""Selecting: which captures of a source go into a package, and the ranges of its files that hold them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from newsarchive.archive import cdxj, paths, reader
from newsarchive.archive.cdxj import Entry
from newsarchive.dataset.originals import Originals
from newsarchive.dates import VIETNAM


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
    """The captures of one WARC that are wanted, by their offsets, and whether that is all of the file."""

    warc: Path
    entries: dict[int, Entry] = field(default_factory=dict)
    whole: bool = True

    def ranges(self) -> Iterator[tuple[int, int]]:
        """(offset, length) of what to copy, in order: the file, or its warcinfo record and each capture with the
        records that are concurrent to it. Raise BrokenRecord.
        """
        if self.whole:
            yield 0, self.warc.stat().st_size
            return
        wanted: set[str] = set()
        for record in reader.records(self.warc, limit=0):
            if record.offset in self.entries:
                wanted = {record.id}
            elif record.type != "warcinfo" and wanted.isdisjoint(record.get_all("WARC-Concurrent-To")):
                continue
            yield record.offset, record.length


def select(folder: Path, warcs: list[Path], days: Days, *, self_contained: bool) -> dict[Path, Selection]:
    """What of each file is wanted; with `self_contained` also the captures outside of the days that hold the bytes of
    a revisit inside. Files of which nothing is wanted are left out. Raise BrokenRecord, OSError.
    """
    chosen = {warc: Selection(warc) for warc in warcs}
    for warc, selection in chosen.items():
        for entry in _entries(warc):
            if days.hold(entry):
                selection.entries[entry.offset] = entry
            else:
                selection.whole = False
    if self_contained and not days.all:
        _add_originals(folder, chosen)
    return {warc: selection for warc, selection in chosen.items() if selection.entries}


def _entries(warc: Path) -> Iterator[Entry]:
    with cdxj.beside(warc).open("rb") as lines:
        yield from map(cdxj.parse, lines)


def _add_originals(folder: Path, chosen: dict[Path, Selection]) -> None:
    """Add the full records that revisits among the chosen captures refer to."""
    originals = Originals(folder)
    for selection in list(chosen.values()):
        for entry in [entry for entry in selection.entries.values() if entry.mime == "warc/revisit"]:
            original = originals.named_by(reader.record_at(selection.warc, entry.offset))
            other = chosen.get(paths.final(original.path)) if original is not None else None
            if original is None or other is None or original.offset in other.entries:
                continue
            line = cdxj.of_record(original, original.path.name)
            if line is not None:
                other.entries[original.offset] = cdxj.parse(line)
