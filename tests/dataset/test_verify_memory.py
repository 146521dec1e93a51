"""`verify` holds no more of a large archive than of a small one."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from dataset.conftest import short_html

from newsarchive.archive import paths
from newsarchive.dataset.ledger import Ledger
from newsarchive.dataset.verify import Verification

Write = Callable[..., Path]


def test_a_ledger_gives_back_what_was_noted_last_and_holds_none_of_it() -> None:
    ledger = Ledger()
    tracemalloc.start()
    try:
        for number in range(20_000):
            ledger.put(f"<urn:uuid:{number:032}>", f"baoquangtri-20261123T152200Z-00000-k3v9x0ab.warc.gz at {number}")
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held < 50_000
    assert ledger.get(f"<urn:uuid:{19_999:032}>") == "baoquangtri-20261123T152200Z-00000-k3v9x0ab.warc.gz at 19999"
    ledger.put("\ud800", "1")
    ledger.put("\ud800", "2")
    assert (ledger.get("\ud800"), ledger.get("?")) == ("2", None)


def held(root: Path) -> list[int]:
    """The bytes that the rooms of `dataset` hold behind the last record, and behind the last line.

    Both are made to be problems. Others keep what they know of the last few hundred texts, and the interpreter keeps
    freed tuples: that is bounded, but not at once.
    """
    with paths.warc_files(root)[-1].open("ab") as warc, paths.jsonl_files(root)[-1].open("ab") as table:
        warc.write(b"torn")
        table.write(b"torn")
    found = []
    tracemalloc.start()
    try:
        for problem in Verification().check([root]):
            if "broken record" in problem.reason or "the line is torn" in problem.reason:
                rooms = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, "*/newsarchive/dataset/*")])
                found.append(sum(trace.size for trace in rooms.traces))
    finally:
        tracemalloc.stop()
    return found


@pytest.mark.slow
def test_memory_does_not_grow_with_the_archive(write: Write) -> None:
    """Each segment has about twenty pages: the large archive has ten times as many segments, records and articles."""
    pages = [(number, f"Bài {number}.") for number in range(1, 241)]
    few = write(*pages[:24], name="few", max_bytes=28_000, html=short_html)
    many = write(*pages, name="many", max_bytes=28_000, html=short_html)
    assert [len(paths.warc_files(root)) for root in (few, many)] == [2, 12]
    of_few, of_many = held(few), held(many)
    assert len(of_few) == len(of_many) == 2
    assert max(of_many) < 30_000
    assert [more - less < 10_000 for less, more in zip(of_few, of_many, strict=True)] == [True, True], of_many
