"""Proof of archives: every WARC record is whole, every line points at one, and the same bytes give the same line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from newsarchive.archive import cdxj, paths, reader
from newsarchive.dataset.ledger import Ledger
from newsarchive.dataset.lengths import length_problems
from newsarchive.dataset.originals import Originals, reference_faults
from newsarchive.dataset.problem import Problem
from newsarchive.dataset.proof import Prover
from newsarchive.dataset.records import RecordCheck
from newsarchive.dataset.reports import RUNS, report_problems
from newsarchive.errors import BrokenRecord
from newsarchive.frontier.store import NAME


class Verification:
    """One pass over a set of sources; counts what was checked."""

    def __init__(self) -> None:
        self.files = self.records = self.lines = 0

    def check(self, roots: Iterable[Path]) -> Iterator[Problem]:
        """Check everything below each root: an archives folder, a source's folder, or single files."""
        for folder, warcs, tables in _by_source(roots):
            whole = set(tables) == {path.absolute() for path in paths.jsonl_files(folder)}
            prover = Prover(folder, whole=whole)
            before = self.lines
            yield from length_problems(folder, {*warcs, *tables}, whole=whole)
            yield from self._check_warcs(folder, warcs)
            yield from self._check_pairs(warcs, tables)
            for table in tables:
                yield from self._check_lines(table, prover)
            if whole:
                yield from report_problems(folder, self.lines - before)

    def _check_warcs(self, folder: Path, warcs: list[Path]) -> Iterator[Problem]:
        seen = Ledger()
        references = _References(folder, warcs)
        for path in warcs:
            self.files += 1
            check = RecordCheck(path.name, seen)
            lines: list[bytes] = []
            try:
                for record in reader.records(path):
                    self.records += 1
                    lines += filter(None, [cdxj.of_record(record, path.name)])
                    where = f"{path} at offset {record.offset}"
                    for reason in check.record(record):
                        yield Problem(where, reason)
                    if record.type == "revisit":
                        yield from references.problems(record, where)
            except BrokenRecord as error:
                hint = " (newsarchive recover mends it)" if paths.is_open(path) else ""
                yield Problem(f"{path} at offset {error.offset}", f"broken record: {error.reason}{hint}")
            except OSError as error:
                yield Problem(str(path), f"can't be read: {error.strerror or error}")
            else:
                yield from _index_problems(path, lines)
            for reason in check.end():
                yield Problem(str(path), reason)
            if check.torn is not None:
                yield _torn_event(path, check.torn)

    def _check_pairs(self, warcs: list[Path], tables: list[Path]) -> Iterator[Problem]:
        stems = {paths.stem(path): path for path in warcs}
        for path in tables:
            if stems.pop(paths.stem(path), None) is None:
                yield Problem(str(path), "its WARC is missing")
        for path in stems.values():
            yield Problem(str(path), "its JSON Lines twin is missing")

    def _check_lines(self, table: Path, prover: Prover) -> Iterator[Problem]:
        self.files += 1
        writer = _writer(table)
        try:
            with table.open("rb") as stream:
                for number, raw in enumerate(stream, start=1):
                    self.lines += 1
                    where = f"{table} line {number}"
                    if not raw.endswith(b"\n"):
                        yield Problem(where, "the line is torn")
                        continue
                    for fault in prover.faults(raw[:-1], writer):
                        yield Problem(where, fault.reason, fault.fails)
        except OSError as error:
            yield Problem(str(table), f"can't be read: {error.strerror or error}")


class _References:
    """Holds revisits against the records that they refer to, which are looked up in all of the source's files.

    One that is nowhere is a failure where all files were given, or the one that the revisit names is there; else it may
    be in a file that nobody has copied along.
    """

    def __init__(self, folder: Path, warcs: list[Path]) -> None:
        self._originals = Originals(folder)
        self._whole = set(warcs) == {path.absolute() for path in paths.warc_files(folder)}

    def problems(self, revisit: reader.Record, where: str) -> Iterator[Problem]:
        """What is wrong with `revisit`."""
        original = self._originals.named_by(revisit)
        if original is None:
            here, file = self._originals.told_file(revisit) is not None, revisit.get("WARC-Refers-To-Filename")
            named = " ".join(filter(None, revisit.refers_to)) or "it names no record"
            gone = f"; {file} is not there" if file and not here else ""
            yield Problem(where, f"a revisit that refers to nothing: {named}{gone}"[:400], self._whole or here)
            return
        try:
            for reason in reference_faults(revisit, original):
                yield Problem(where, reason)
        except BrokenRecord as error:  # longer than a reader holds
            yield Problem(where, f"it refers to a record that is {error.reason}")


def _torn_event(warc: Path, capture: str) -> Problem:
    """A file that ends in the middle of an event: no damage where recovery found it so, and kept what was torn."""
    torn = paths.final(warc).with_name(f"{paths.final(warc).name}{paths.TORN}")
    told = f"it ends in the middle of the event of {capture}: its metadata record is missing"
    if torn.exists():
        return Problem(str(warc), f"{told}, as a crash left it (what was torn is in {torn.name})", fails=False)
    return Problem(str(warc), f"{told}{' (newsarchive recover mends it)' if paths.is_open(warc) else ''}")


def _index_problems(warc: Path, lines: list[bytes]) -> Iterator[Problem]:
    """What is wrong with the index of a closed WARC whose captures have these lines."""
    index = cdxj.beside(warc)
    if paths.is_open(warc) or (paths.parse(warc) is None and not index.exists()):
        return
    try:
        if index.read_bytes() != b"".join(sorted(lines)):
            yield Problem(str(index), f"it is not that of {warc.name} (newsarchive index --rebuild makes it anew)")
    except FileNotFoundError:
        yield Problem(str(index), "it is missing (newsarchive index makes it)", fails=False)
    except OSError as error:
        yield Problem(str(index), f"can't be read: {error.strerror or error}")


def _writer(table: Path) -> str | None:
    """The software that wrote a table's segment, as the warcinfo of its WARC says; None where that can't be read."""
    for path in paths.segment_files(table):
        if paths.is_warc(path):
            try:
                return dict(reader.record_at(path, 0).fields).get("software")
            except (BrokenRecord, OSError):
                return None
    return None


def _by_source(roots: Iterable[Path]) -> Iterator[tuple[Path, list[Path], list[Path]]]:
    """The source folders below the roots, each with its WARC and JSON Lines files in order of their names.

    Those that have no such file, too, where a frontier or a report says that they had.
    """
    sources: dict[Path, tuple[set[Path], set[Path]]] = {}
    for root in roots:
        for witness in (*root.absolute().rglob(NAME), *root.absolute().rglob(RUNS)):
            sources.setdefault(witness.parent, (set(), set()))
        for path in paths.segment_files(root.absolute()):
            warcs, tables = sources.setdefault(paths.source_folder(path), (set(), set()))
            (warcs if paths.is_warc(path) else tables).add(path)
    for folder in sorted(sources):
        warcs, tables = sources[folder]
        yield folder, sorted(warcs, key=lambda p: p.name), sorted(tables, key=lambda p: p.name)
