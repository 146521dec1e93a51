"""`verify` against every byte: each file of a small archive is cut at every offset, and a bit of each byte is flipped.

What the files themselves can't tell is listed exactly, and told by the frontier (lengths) and by the reports (digests).
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dataset.conftest import short_html

from newsarchive.archive import cdxj, paths, reader, warc
from newsarchive.dataset import proof
from newsarchive.dataset.problem import Problem
from newsarchive.dataset.verify import Verification
from newsarchive.frontier.recovery import recover
from newsarchive.frontier.store import NAME, Store
from newsarchive.items import Article

Write = Callable[..., Path]
RUNS = "runs.jsonl"
# A page, the same bytes at another address, a 304, an attempt without an answer.
MIXED = ((1, ""), (2, "", 1), (1, None), (3, False))
LINES = ((1, ""), (2, "", 1))


class Small:
    """A small archive of one segment, and what is wrong with it."""

    def __init__(self, root: Path) -> None:
        self.root, self.folder = root, root / "baoquangtri"
        (self.warc,) = paths.warc_files(root)
        (self.table,) = paths.jsonl_files(root)
        self.index = cdxj.beside(self.warc)

    def problems(self) -> Iterator[Problem]:
        return Verification().check([self.root])

    def told(self, path: Path, *, fails: bool = True) -> bool:
        """Whether a problem names the file."""
        return any(path.name in str(problem) and problem.fails is fails for problem in self.problems())

    @property
    def records(self) -> list[reader.Record]:
        return list(reader.records(self.warc))

    def with_frontier(self) -> Small:
        store = Store(self.folder / NAME)
        assert recover(self.folder, store, lambda url: url.encode()).imported
        store.close()
        return self

    def with_report(self) -> Small:
        digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (self.warc, self.table)]
        file = paths.relative_name(self.warc)
        segment = {"file": file, "warc_digest": f"sha256:{digests[0]}", "jsonl_digest": f"sha256:{digests[1]}"}
        report = {"articles": len(self.table.read_bytes().splitlines()), "frontier": True, "segments": [segment]}
        (self.folder / RUNS).write_text(json.dumps(report) + "\n", encoding="utf-8")
        return self


@pytest.fixture
def mixed(write: Write) -> Small:
    return Small(write(*MIXED, revisits=True, html=short_html))


@pytest.fixture
def lines(write: Write) -> Small:
    return Small(write(*LINES, revisits=True, html=short_html, name="lines"))


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the same bytes the same article: that needs no proof thousands of times."""
    known: dict[tuple[Any, ...], Article] = {}
    read = proof.article_of

    def article_of(record: reader.Record, original: reader.Record | None, *, source: str) -> Article:
        key = tuple((one.headers, one.block) for one in (record, original) if one), source
        if key not in known:
            known[key] = read(record, original, source=source)
        return known[key]

    monkeypatch.setattr(proof, "article_of", article_of)


WITNESSES = {"frontier": Small.with_frontier, "report": Small.with_report}


def untold_cuts(small: Small, path: Path) -> list[int]:
    """The lengths to which a file can be cut without a problem that names it."""
    data = path.read_bytes()
    untold = []
    for length in range(len(data)):
        path.write_bytes(data[:length])
        if not small.told(path):
            untold.append(length)
    path.write_bytes(data)
    return untold


def untold_flips(small: Small, path: Path, bits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of these bits (byte, bit) those that can be flipped without a problem that names the file."""
    data = path.read_bytes()
    untold = []
    for at, bit in bits:
        path.write_bytes(flipped(data, at, bit))
        if not small.told(path):
            untold.append((at, bit))
    path.write_bytes(data)
    return untold


def flipped(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def one_a_byte(path: Path) -> list[tuple[int, int]]:
    """One bit of each byte, which one by its place."""
    return [(at, at % 8) for at in range(path.stat().st_size)]


def line_starts(table: Path) -> list[int]:
    data = table.read_bytes()
    return [0, *(at + 1 for at, byte in enumerate(data[:-1]) if byte == ord("\n"))]


def unanswered(small: Small) -> list[int]:
    """Where the records of the attempt without an answer begin: no index line and no other record speaks of them."""
    return [record.offset for record in small.records if (record.uri or "").endswith("-0000003/")]


def idle(small: Small, bits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of these bits of the WARC, headers apart, those that change nothing that zlib reads.

    They lie between the end of a member's deflate stream and its checksum: up to seven, the last ones of a byte.
    """
    data, records, found = small.warc.read_bytes(), small.records, []
    for at, bit in bits:
        record = next(record for record in reversed(records) if record.offset <= at)
        member = data[record.offset : record.offset + record.length]
        try:
            same = zlib.decompress(flipped(member, at - record.offset, bit), 31) == zlib.decompress(member, 31)
        except zlib.error:
            continue
        found += [(at, bit)] if same and at - record.offset >= 10 else []
    return found


def test_the_small_archives_are_proven(mixed: Small, lines: Small) -> None:
    assert list(mixed.problems()) == list(lines.problems()) == []
    kinds = [record.type for record in mixed.records]
    event = ["request", "metadata"]
    assert kinds == ["warcinfo", "response", *event, "revisit", *event, "revisit", *event, "metadata", "request"]


@pytest.mark.slow
def test_a_warc_cut_anywhere_is_told_but_for_attempts_without_an_answer(mixed: Small) -> None:
    assert untold_cuts(mixed, mixed.warc) == unanswered(mixed)


@pytest.mark.slow
@pytest.mark.usefixtures("read_once")
def test_lines_cut_anywhere_are_told_but_for_whole_lines(lines: Small) -> None:
    assert untold_cuts(lines, lines.table) == line_starts(lines.table)


@pytest.mark.slow
def test_an_index_cut_anywhere_is_told(lines: Small) -> None:
    assert untold_cuts(lines, lines.index) == []


@pytest.mark.parametrize("witness", WITNESSES)
def test_what_is_cut_away_whole_is_told_by_a_witness(mixed: Small, lines: Small, witness: str) -> None:
    """Every border of a record or line; what else is lost is told by the file itself."""
    borders = [(mixed, mixed.warc, record.offset) for record in mixed.records]
    borders += [(small, small.table, at) for small in (mixed, lines) for at in line_starts(small.table)]
    for small in (mixed, lines):
        WITNESSES[witness](small)
    for small, path, length in borders:
        data = path.read_bytes()
        path.write_bytes(data[:length])
        assert small.told(path), (path.suffix, length)
        path.write_bytes(data)
    assert not [problem for small in (mixed, lines) for problem in small.problems() if problem.fails]


@pytest.mark.parametrize("which", ["warc", "table"])
def test_a_single_byte_is_missed_by_the_frontier(mixed: Small, which: str) -> None:
    path: Path = getattr(mixed.with_frontier(), which)
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    reason = f"{len(data) - 1} bytes, where {NAME} says {len(data)}: its end is missing"
    assert Problem(str(path), reason) in list(mixed.problems())


@pytest.mark.slow
def test_a_bit_flipped_in_any_byte_of_a_warc_is_told_but_for_the_idle(lines: Small) -> None:
    """All eight bits where no checksum looks: two headers of members, and the byte that each deflate stream ends in."""
    bits = set(one_a_byte(lines.warc))
    for number, record in enumerate(lines.records):
        header = range(record.offset, record.offset + (10 if number < 2 else 0))
        bits.update((at, bit) for at in [*header, record.offset + record.length - 9] for bit in range(8))
    unread = idle(lines, sorted(bits))
    assert untold_flips(lines, lines.warc, sorted(bits)) == unread
    assert unread, "a report's digest tells them"
    assert untold_flips(lines.with_report(), lines.warc, unread) == []


@pytest.mark.slow
@pytest.mark.usefixtures("read_once")
def test_a_bit_flipped_in_any_byte_of_the_lines_or_the_index_is_told(lines: Small) -> None:
    assert untold_flips(lines, lines.table, one_a_byte(lines.table)) == []
    assert untold_flips(lines, lines.index, one_a_byte(lines.index)) == []


def test_gzip_headers_of_zlib_are_told_apart_as_far_as_it_writes_them_alike(write: Write) -> None:
    """Level 6 names itself 0 there, and 4 where a member is compressed already: that one bit says nothing."""
    small = Small(write((1, ""), (2, ""), level=6))
    first, *others = small.records
    assert first.gzip_header.hex() == "1f8b0800000000000003"
    bits = [(record.offset + at, bit) for record in others for at in range(10) for bit in range(8)]
    assert untold_flips(small, small.warc, bits) == [(record.offset + 8, 2) for record in others]
    assert untold_flips(small, small.warc, [(at, bit) for at in range(10) for bit in range(8)]) == []


@pytest.mark.parametrize("which", ["warc", "table"])
def test_half_a_pair_that_was_removed_is_told_without_a_witness(mixed: Small, which: str) -> None:
    path: Path = getattr(mixed, which)
    path.unlink()
    assert mixed.told(mixed.table if which == "warc" else mixed.warc)


@pytest.mark.parametrize("witness", WITNESSES)
def test_a_removed_pair_is_told_by_a_witness(mixed: Small, witness: str) -> None:
    WITNESSES[witness](mixed)
    mixed.warc.unlink()
    assert mixed.told(mixed.warc)
    mixed.table.unlink()
    mixed.index.unlink()
    assert mixed.told(mixed.warc)
    assert mixed.told(mixed.table)


def test_a_missing_index_and_a_missing_frontier_are_told_and_no_damage(mixed: Small) -> None:
    mixed.with_frontier().with_report()
    (mixed.folder / NAME).unlink()
    mixed.index.unlink()
    assert mixed.told(mixed.folder / NAME, fails=False)
    assert mixed.told(mixed.index, fails=False)
    assert not [problem for problem in mixed.problems() if problem.fails]


def test_what_was_added_to_a_closed_file_is_told_by_the_frontier(mixed: Small) -> None:
    fields = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", warc.new_id()),
        ("WARC-Date", "2026-11-23T15:22:00Z"),
        ("Content-Type", warc.FIELDS_TYPE),
    ]
    with mixed.with_frontier().warc.open("ab") as stream:
        stream.write(warc.member(fields, [b""], level=None))
    assert [problem.reason.partition(": ")[2] for problem in mixed.problems()] == [
        "something was added after it was closed"
    ]


@pytest.mark.parametrize("damage", [b"no database at all", None], ids=["another_file", "a_damaged_page"])
def test_a_damaged_frontier_is_told(mixed: Small, damage: bytes | None) -> None:
    mixed.with_frontier()
    path = mixed.folder / NAME
    data = path.read_bytes()
    path.write_bytes(damage or data[:4096] + b"\xff" * 4096 + data[8192:])
    assert mixed.told(path)
    assert {file.name for file in mixed.folder.iterdir() if file.is_file()} == {NAME}, "a look leaves nothing behind"
