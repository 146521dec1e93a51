"""What `recover` leaves is what `verify` proves, wherever a crash has cut the pair; with a frontier and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from dataset.conftest import short_html

from newsarchive.archive import cdxj, paths, reader, recovery
from newsarchive.dataset.problem import Problem
from newsarchive.dataset.verify import Verification
from newsarchive.frontier.memory import Memory
from newsarchive.frontier.recovery import recover
from newsarchive.frontier.store import NAME, Store

PAGES = ((1, ""), (2, "", 1), (1, None), (1, "Sửa."), (3, False))


class Crashed:
    """A source's folder whose one segment is open and committed up to the second event, or not known to a frontier."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "baoquangtri"
        (warc,), (table,) = paths.warc_files(root), paths.jsonl_files(root)
        self.name = paths.relative_name(warc)
        cdxj.beside(warc).unlink()
        self.files = [path.rename(path.with_name(path.name + paths.OPEN)) for path in (warc, table)]
        self.whole = [path.read_bytes() for path in self.files]
        self.records = list(reader.records(self.files[0]))

    @property
    def ends(self) -> list[list[int]]:
        """Where records and lines end: there, a byte before and behind, and some lengths between."""
        lines = [at + 1 for at, byte in enumerate(self.whole[1]) if byte == ord("\n")]
        borders = [[record.offset + record.length for record in self.records], lines]
        return [
            sorted(
                {*range(0, len(data), 211), *(end + by for end in ends for by in (-1, 0, 1) if end + by <= len(data))}
            )
            for data, ends in zip(self.whole, borders, strict=True)
        ]

    def cut(self, which: int, length: int, *, synced: bool | None) -> None:
        """Put the crashed state there, one of its files cut. `synced` None: there is no frontier."""
        for path in self.folder.rglob("*"):
            if path.is_file():
                path.unlink()
        for path, data in zip(self.files, self.whole, strict=True):
            path.write_bytes(data)
        self.files[which].write_bytes(self.whole[which][:length])
        if synced is not None:
            store = Store(self.folder / NAME)
            second = next(record.offset for record in self.records if record.type == "revisit")
            line = self.whole[1].index(b"\n") + 1
            Memory(store).commit_lengths(self.name, second, line, synced=synced, closed=False)
            store.commit()
            store.close()

    def mend(self) -> str:
        if not (self.folder / NAME).exists():
            return str(recovery.recover(self.folder))
        store = Store(self.folder / NAME)
        try:
            return str(recover(self.folder, store, lambda url: url.encode()))
        finally:
            store.close()

    def failures(self) -> list[Problem]:
        return [problem for problem in Verification().check([self.folder]) if problem.fails]


@pytest.fixture
def crashed(write: Callable[..., Path]) -> Crashed:
    return Crashed(write(*PAGES, revisits=True, html=short_html))


@pytest.mark.slow
@pytest.mark.parametrize("synced", [None, True, False], ids=["no_frontier", "synced", "not_synced"])
@pytest.mark.parametrize("which", [0, 1], ids=["warc", "lines"])
def test_what_is_mended_is_proven(crashed: Crashed, which: int, synced: bool | None) -> None:
    for length in crashed.ends[which]:
        crashed.cut(which, length, synced=synced)
        crashed.mend()
        assert crashed.failures() == [], length
        assert crashed.mend().startswith("nothing to mend")


def test_what_was_committed_and_is_gone_is_told_until_it_is_mended(crashed: Crashed) -> None:
    second = next(record for record in crashed.records if record.type == "revisit")
    crashed.cut(0, second.offset, synced=True)
    assert not [problem for problem in crashed.failures() if "its end is missing" in problem.reason]
    crashed.cut(0, crashed.records[2].offset, synced=True)
    assert (str(crashed.files[0]), True) in [
        (problem.where, "its end is missing" in problem.reason) for problem in crashed.failures()
    ]
    crashed.mend()
    assert crashed.failures() == []


def test_lines_beyond_what_was_committed_are_cut_and_their_bytes_stay(crashed: Crashed) -> None:
    crashed.cut(0, len(crashed.whole[0]), synced=True)
    crashed.mend()
    (warc,), (table,) = paths.warc_files(crashed.folder), paths.jsonl_files(crashed.folder)
    assert warc.read_bytes() == crashed.whole[0]
    first, rest = crashed.whole[1].split(b"\n", 1)
    assert table.read_bytes() == first + b"\n"
    assert table.with_name(f"{table.name}{paths.TORN}").read_bytes() == rest
