"""Each kind of damage by itself, and all that `verify` says of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsarchive.archive import cdxj, paths, reader
from newsarchive.dataset.verify import Verification

Write = Callable[..., Path]
URL = "https://baoquangtri.vn/xa-hoi/202611/lang-ven-song-sua-duong-0000001/"


def told(root: Path) -> list[tuple[str, str]]:
    """Where and what, of all that fails."""
    return [(problem.where, problem.reason) for problem in Verification().check([root]) if problem.fails]


def notes(root: Path) -> list[tuple[str, str]]:
    return [(problem.where, problem.reason) for problem in Verification().check([root]) if not problem.fails]


def events(warc: Path) -> Iterator[list[reader.Record]]:
    """The records of each event, which a response or revisit begins."""
    event: list[reader.Record] = []
    for record in list(reader.records(warc))[1:]:
        if record.type in ("response", "revisit") and event:
            yield event
            event = []
        event.append(record)
    yield event


def keep(warc: Path, *kept: reader.Record) -> None:
    """Write the file anew with the warcinfo and these of its records, and its index."""
    data, info = warc.read_bytes(), reader.record_at(warc, 0)
    warc.write_bytes(b"".join(data[record.offset : record.offset + record.length] for record in (info, *kept)))
    cdxj.build(warc)


def write_lines(table: Path, *lines: bytes) -> None:
    table.write_bytes(b"".join(line + b"\n" for line in lines))


def test_a_missing_table(write: Write) -> None:
    root = write((1, ""))
    (warc,), (table,) = paths.warc_files(root), paths.jsonl_files(root)
    table.unlink()
    assert told(root) == [(str(warc), "its JSON Lines twin is missing")]


def test_a_missing_warc(write: Write) -> None:
    root = write((1, ""))
    (warc,), (table,) = paths.warc_files(root), paths.jsonl_files(root)
    warc.unlink()
    assert told(root) == [
        (str(table), "its WARC is missing"),
        (f"{table} line 1", f"warc points at no whole record: warc.file 2026/11/{warc.name} is not there"),
    ]


def test_a_duplicate_record_id(write: Write) -> None:
    root = write((1, ""), (2, ""))
    (warc,) = paths.warc_files(root)
    first, second = events(warc)
    keep(warc, *first, *second, *first)
    again = list(reader.records(warc))[-3:]
    assert told(root) == [
        (f"{warc} at offset {two.offset}", f"record id {two.id} stands also in {warc.name} at {one.offset}")
        for one, two in zip(first, again, strict=True)
    ]


def test_a_record_id_that_stands_in_two_files(write: Write) -> None:
    root = write((1, ""), (2, ""), max_bytes=1)
    one, two = paths.warc_files(root)
    data, (record, *_) = two.read_bytes(), next(events(one))
    copy = one.read_bytes()[record.offset : record.offset + record.length]
    two.write_bytes(data + copy)
    cdxj.build(two)
    assert (f"{two} at offset {len(data)}", f"record id {record.id} stands also in {one.name} at {record.offset}") in (
        told(root)
    )


@pytest.mark.parametrize("where", [1, 2])
def test_a_duplicate_line(write: Write, where: int) -> None:
    root = write((1, ""), (1, "Sửa."))
    (table,) = paths.jsonl_files(root)
    one, two = table.read_bytes().splitlines()
    write_lines(table, one, two, (one, two)[where - 1])
    reason = {1: "stands behind baoquangtri:0000001:2", 2: "stands twice"}[where]
    assert told(root) == [(f"{table} line 3", f"id baoquangtri:0000001:{where} {reason}")]


def test_a_hole_in_a_chain_of_revisions(write: Write) -> None:
    root = write((1, ""), (1, "Sửa."), (1, "Sửa nữa."))
    (table,) = paths.jsonl_files(root)
    one, _, three = table.read_bytes().splitlines()
    write_lines(table, one, three)
    reason = "revision 3: expected 2 with previous baoquangtri:0000001:1"
    assert told(root) == [(f"{table} line 2", reason)]


def test_a_pointer_behind_the_end_and_one_into_a_record(write: Write) -> None:
    root = write((1, ""))
    (warc,), (table,) = paths.warc_files(root), paths.jsonl_files(root)
    line = json.loads(table.read_bytes())
    for offset, reason in ((warc.stat().st_size, "past_end"), (line["warc"]["offset"] + 1, "no_gzip")):
        line["warc"]["offset"] = offset
        write_lines(table, json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode())
        assert told(root) == [
            (f"{table} line 1", f"warc points at no whole record: {warc} at offset {offset}: {reason}")
        ]


def test_a_revisit_that_refers_to_nothing(write: Write) -> None:
    root = write((1, ""), (1, None), revisits=True)
    (warc,), (table,) = paths.warc_files(root), paths.jsonl_files(root)
    (response, *_), second = events(warc)
    write_lines(table)
    keep(warc, *second)
    revisit = list(reader.records(warc))[1]
    named = f"{response.id} {URL} {response.date}"
    assert told(root) == [(f"{warc} at offset {revisit.offset}", f"a revisit that refers to nothing: {named}")]


def test_a_revisit_whose_original_is_in_a_file_that_is_gone(write: Write) -> None:
    root = write((1, ""), (1, None), (2, ""), revisits=True, max_bytes=1)
    one, two, _ = paths.warc_files(root)
    (response, *_), (revisit, *_) = next(events(one)), next(events(two))
    for path in (one, cdxj.beside(one), one.with_name(paths.stem(one) + paths.JSONL)):
        path.unlink()
    named = f"{response.id} {URL} {response.date}; {one.name} is not there"
    problem = (f"{two} at offset {revisit.offset}", f"a revisit that refers to nothing: {named}")
    assert told(root) == [problem]
    found = list(Verification().check([two]))
    assert [(each.where, each.reason, each.fails) for each in found] == [(*problem, False)], "not all files were given"


def test_files_under_the_name_of_another_segment(write: Write) -> None:
    root = write((1, ""))
    (warc,), (table,) = paths.warc_files(root), paths.jsonl_files(root)
    stem = paths.stem(warc)[:-8] + "zzzzzzzz"
    moved, lines = warc.rename(warc.with_name(stem + paths.WARC)), table.rename(table.with_name(stem + paths.JSONL))
    cdxj.beside(warc).unlink()
    cdxj.build(moved)
    assert told(root) == [
        (f"{moved} at offset 0", f"WARC-Filename is {warc.name}"),
        (f"{lines} line 1", f"warc points at no whole record: warc.file 2026/11/{warc.name} is not there"),
    ]


def test_a_line_that_names_the_file_of_another_segment(write: Write) -> None:
    """A whole response stands at that offset, of the same page."""
    root = write((1, ""), (1, "Sửa."), max_bytes=1)
    one, two = paths.jsonl_files(root)
    ours, theirs = (json.loads(table.read_bytes()) for table in (one, two))
    ours["warc"] |= {name: theirs["warc"][name] for name in ("file", "offset")}
    write_lines(one, json.dumps(ours, ensure_ascii=False, separators=(",", ":")).encode())
    reasons = [reason for where, reason in told(root) if where == f"{one} line 1"]
    assert f"warc.record_id is {ours['warc']['record_id']}, the record says {theirs['warc']['record_id']}" in reasons
    assert reasons[-1].startswith("read again it differs in body, ")


@pytest.mark.parametrize("kept", [1, 2])
def test_an_event_that_is_torn_is_damage_unless_recovery_says_so(write: Write, kept: int) -> None:
    root = write((1, ""), (2, ""))
    (warc,) = paths.warc_files(root)
    first, second = events(warc)
    keep(warc, *first, *second[:kept])
    reason = f"it ends in the middle of the event of {second[0].id}: its metadata record is missing"
    assert told(root) == [(str(warc), reason)]
    (torn := warc.with_name(warc.name + paths.TORN)).touch()
    assert told(root) == []
    assert notes(root) == [(str(warc), f"{reason}, as a crash left it (what was torn is in {torn.name})")]


@pytest.mark.parametrize("kind", ["request", "metadata"])
def test_a_record_that_was_taken_out_of_an_event(write: Write, kind: str) -> None:
    root = write((1, ""), (2, ""))
    (warc,), (table,) = paths.warc_files(root), paths.jsonl_files(root)
    first, second = events(warc)
    keep(warc, *(record for record in first if record.type != kind), *second)
    missing = {"request": "request", "metadata": "metadata record"}[kind]
    assert (str(warc), f"the response {first[0].id} has no {missing}") in told(root)
    assert not [where for where, _ in told(root) if where not in (str(warc), f"{table} line 2")]
