import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive.archive import reader
from newsarchive.archive.digests import fits
from newsarchive.dataset.problem import Problem
from newsarchive.dataset.verify import Verification

Write = Callable[..., Path]


def problems(root: Path) -> list[Problem]:
    return list(Verification().check([root]))


def failures(root: Path) -> list[str]:
    return [f"{problem.where}: {problem.reason}" for problem in problems(root) if problem.fails]


def table(root: Path) -> Path:
    return next(root.rglob("baoquangtri-*.jsonl"))


def warc(root: Path) -> Path:
    return next(root.rglob("*.warc.gz"))


def change(path: Path, number: int, **fields: object) -> None:
    """Set fields of line `number` (from 1), in the record's own form."""
    lines = path.read_text(encoding="utf-8").splitlines()
    record = {**json.loads(lines[number - 1]), **fields}
    lines[number - 1] = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_what_was_written_is_proven(write: Write) -> None:
    root = write((1, ""), (2, ""), (1, "Sửa."))
    verification = Verification()
    assert list(verification.check([root])) == []
    assert (verification.lines, verification.records, verification.files) == (3, 10, 2)
    assert list(Verification().check([table(root)])) == []


@pytest.mark.parametrize("seed", range(8))
def test_a_flipped_byte_in_a_response_names_the_line(write: Write, seed: int) -> None:
    root = write((1, ""), (2, ""), (3, ""))
    pointer = json.loads(table(root).read_text(encoding="utf-8").splitlines()[1])["warc"]
    data = bytearray(warc(root).read_bytes())
    data[pointer["offset"] + random.Random(seed).randrange(12, pointer["length"])] ^= 0x10
    warc(root).write_bytes(data)
    found = failures(root)
    assert any(f"{table(root)} line 2" in failure for failure in found)
    assert not any(f"{table(root)} line 1:" in failure for failure in found)


@pytest.mark.parametrize("seed", range(25))
def test_a_changed_character_in_a_line_names_it(write: Write, seed: int) -> None:
    root = write((1, ""), (2, ""))
    path, chance = table(root), random.Random(seed)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = chance.randrange(len(lines[1]) - 1)
    changed = chance.choice([c for c in 'x7 ",}đ' if c != lines[1][at]])
    path.write_text(lines[0] + lines[1][:at] + changed + lines[1][at + 1 :], encoding="utf-8")
    assert any(failure.startswith(f"{path} line 2:") for failure in failures(root)), (at, changed)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"body": "Chữ khác."}, "read again it differs in body"),
        ({"title": "Tít khác"}, "read again it differs in title"),
        ({"captions": []}, "read again it differs in captions"),
        ({"fetched_at": "2026-11-23T15:22:00.000000Z"}, "read again it differs in fetched_at"),
        ({"revision": 2}, "revision 2"),
        ({"previous": "baoquangtri:0000001:1"}, "previous"),
        ({"source": "vietnamvn"}, "in the folder of"),
        ({"warc": None}, "no pointer"),
        ({"schema": 2}, "$.schema"),
        ({"flags": ["no_date"]}, "read again it differs in flags"),
        ({"provenance": {}}, "read again it differs in provenance"),
        ({"reader": "newsarchive/0.0.9"}, "its segment was written by"),
        ({"schema": 1.0}, "read again it differs in schema"),
        ({"revision": 1.0}, "and revision 1.0 differ"),
    ],
)
def test_a_lie_in_a_field_is_told(write: Write, fields: dict[str, object], reason: str) -> None:
    root = write((1, ""), (2, ""))
    change(table(root), 2, **fields)
    assert any(" line 2:" in failure and reason in failure for failure in failures(root))


def test_another_version_of_the_rules_is_a_note_no_failure(write: Write) -> None:
    root = write((1, ""), software="newsarchive/0.0.9")
    change(table(root), 1, reader="newsarchive/0.0.9", tags=["làng"])
    (note,) = problems(root)
    assert not note.fails
    assert "tags" in note.reason
    assert "newsarchive/0.0.9" in note.reason


def test_a_pointer_that_leads_elsewhere_is_told(write: Write) -> None:
    root = write((1, ""), (2, ""))
    records = [json.loads(line) for line in table(root).read_text(encoding="utf-8").splitlines()]
    change(table(root), 1, warc=records[1]["warc"])
    assert any("line 1" in failure and "read again" in failure for failure in failures(root))
    change(table(root), 1, warc={**records[0]["warc"], "file": "../../../etc/passwd"})
    assert any("line 1" in failure and "is not there" in failure for failure in failures(root))
    change(table(root), 1, warc={**records[0]["warc"], "offset": 7})
    assert any("line 1" in failure and "no whole record" in failure for failure in failures(root))


@pytest.mark.parametrize(
    "forged",
    [
        {"refers_to": {"file": "a", "offset": 0, "length": 1, "record_id": f"<urn:uuid:{'0' * 36}>"}},
        {"offset": 448.0},
        {"offset": 10**30},
        {"length": 1000.0},
        {"file": "a" * 5000},
        {"file": "."},
        {"payload_digest": "sha1:" + "A" * 32},
    ],
    ids=lambda forged: next(iter(forged)),
)
def test_a_forged_pointer_is_told(write: Write, forged: dict[str, object]) -> None:
    root = write((1, ""))
    pointer = json.loads(table(root).read_text(encoding="utf-8"))["warc"]
    change(table(root), 1, warc={**pointer, **forged})
    assert any(" line 1" in failure for failure in failures(root))


def test_another_spelling_of_the_file_is_told(write: Write) -> None:
    root = write((1, ""))
    pointer = json.loads(table(root).read_text(encoding="utf-8"))["warc"]
    for spelling in ("./" + pointer["file"], pointer["file"].replace("/", "//"), pointer["file"] + ".open"):
        change(table(root), 1, warc={**pointer, "file": spelling})
        assert any(" line 1" in failure for failure in failures(root)), spelling


def test_hostile_lines_are_told(write: Write) -> None:
    root = write((1, ""))
    good = table(root).read_bytes()
    for bad in (b"[" * 200_000, b"", b"\xff", b"1" * 5000, b"null"):
        table(root).write_bytes(good + bad + b"\n")
        assert any(" line 2" in failure for failure in failures(root)), bad[:10]


def test_what_can_not_be_read_is_told(write: Write) -> None:
    root = write((1, ""))
    path = warc(root)
    path.unlink()
    path.mkdir()
    assert failures(root)
    path.rmdir()
    path.symlink_to("nowhere")
    assert failures(root)


def test_deleted_lines_are_told_by_the_reports(write: Write) -> None:
    root = write((1, ""), (2, ""))
    (root / "baoquangtri" / "runs.jsonl").write_text('{"articles":2}\n', encoding="utf-8")
    assert not failures(root)
    lines = table(root).read_text(encoding="utf-8").splitlines(keepends=True)
    table(root).write_text(lines[0], encoding="utf-8")
    assert any("lines are missing" in failure for failure in failures(root))


def test_a_doubled_or_missing_version_breaks_the_chain(write: Write) -> None:
    root = write((1, ""), (1, "Sửa."))
    lines = table(root).read_text(encoding="utf-8").splitlines(keepends=True)
    table(root).write_text("".join([*lines, lines[1]]), encoding="utf-8")
    assert any("line 3" in failure for failure in failures(root))
    table(root).write_text(lines[1], encoding="utf-8")
    assert any("line 1" in failure and "expected 1" in failure for failure in failures(root))


def test_a_torn_line_is_told(write: Write) -> None:
    root = write((1, ""), (2, ""))
    table(root).write_bytes(table(root).read_bytes()[:-20])
    assert any("line 2: the line is torn" in failure for failure in failures(root))


def test_half_a_pair_is_told(write: Write) -> None:
    root = write((1, ""))
    table(root).unlink()
    assert any("twin is missing" in failure for failure in failures(root))
    other = write((1, ""), name="other")
    warc(other).unlink()
    assert any("its WARC is missing" in failure for failure in failures(other))


def test_the_same_records_twice_are_told(write: Write) -> None:
    root = write((1, ""))
    data = warc(root).read_bytes()
    warc(root).write_bytes(data + data)
    assert any("stands also in" in failure for failure in failures(root))


def test_a_cut_inside_any_record_is_told(write: Write) -> None:
    root = write((1, ""))
    data = warc(root).read_bytes()
    boundaries = {record.offset for record in reader.records(warc(root))} | {len(data)}
    for end in set(range(0, len(data), 37)) - boundaries:
        warc(root).write_bytes(data[:end])
        assert failures(root), end


def test_digests_of_every_common_form() -> None:
    assert fits("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b"")
    assert fits("sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", b"")
    assert fits("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", b"")
    assert not fits("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b"x")
    assert not fits("crc32:00000000", b"")
    assert not fits("sha1:???", b"")
