"""Lines read from revisits: extracted again, proven, and what happens where the original is gone or another."""

import gzip
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.archive import paths, reader
from newsarchive.dataset import originals as originals_module
from newsarchive.dataset.originals import Originals
from newsarchive.dataset.outcome import Outcome
from newsarchive.dataset.problem import Problem
from newsarchive.dataset.rereading import outcomes
from newsarchive.dataset.verify import Verification

Write = Callable[..., Path]

# Two addresses with one page, a page that changes and changes back, a 304: three revisits, five lines.
PAGES = ((1, ""), (2, "", 1), (3, "A."), (3, "B."), (3, "A."), (1, None))


def extracted(*inputs: Path, jobs: int = 1) -> list[Outcome]:
    return list(outcomes(list(inputs), url=None, fetched_at=None, generic=False, jobs=jobs))


def written(root: Path) -> list[str]:
    return [line for path in paths.jsonl_files(root) for line in path.read_text(encoding="utf-8").splitlines()]


def unchained(lines: Sequence[str | None]) -> list[str]:
    """Lines without their place in a chain of revisions, which extract knows nothing of."""
    records = [json.loads(line) for line in lines if line is not None]
    return [json.dumps({**r, "id": r["id"].rpartition(":")[0], "revision": 1, "previous": None}) for r in records]


def failures(*roots: Path) -> list[Problem]:
    return [problem for problem in Verification().check(roots) if problem.fails]


def told(*roots: Path) -> str:
    return "\n".join(f"{problem.where}: {problem.reason}" for problem in failures(*roots))


def revisits(root: Path) -> Iterator[reader.Record]:
    for path in paths.warc_files(root):
        yield from (record for record in reader.records(path) if record.type == "revisit")


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change the bytes of records, each kept in a member of its own. Offsets move, digests of blocks stay."""
    records = list(reader.records(path))
    data = path.read_bytes()
    members = [gzip.decompress(data[record.offset : record.offset + record.length]) for record in records]
    path.write_bytes(b"".join(gzip.compress(change(member), mtime=0) for member in members))


def without(path: Path, *dropped: reader.Record) -> None:
    """Take records out of a file."""
    data, gone = path.read_bytes(), {record.id for record in dropped}
    kept = [record for record in reader.records(path) if record.id not in gone]
    path.write_bytes(b"".join(data[record.offset : record.offset + record.length] for record in kept))


def of_capture(record: reader.Record) -> list[reader.Record]:
    """The records of one capture event."""
    return [r for r in reader.records(record.path) if r.id == record.id or record.id in r.get_all("WARC-Concurrent-To")]


def place(pointer: dict[str, Any]) -> dict[str, Any]:
    """The reference that a revisit of this record would have."""
    return {name: pointer[name] for name in ("file", "offset", "length", "record_id")}


@pytest.fixture(params=[1_000_000, 1], ids=["one_file", "a_file_each"])
def root(write: Write, request: pytest.FixtureRequest) -> Path:
    """An archive of PAGES, in one segment, or each capture in its own."""
    return write(*PAGES, revisits=True, max_bytes=request.param)


def test_lines_of_revisits_are_proven(root: Path) -> None:
    lines = [json.loads(line) for line in written(root)]
    assert [line["warc"]["refers_to"] is not None for line in lines] == [False, True, False, False, True]
    assert lines[1]["warc"]["refers_to"]["record_id"] == lines[0]["warc"]["record_id"]
    assert [line["revision"] for line in lines] == [1, 1, 1, 2, 3]
    assert len(list(revisits(root))) == 3
    assert list(Verification().check([root])) == []
    for path in paths.segment_files(root):  # alone, too: what a revisit refers to is looked up in all files
        assert not [problem for problem in Verification().check([path]) if "revision" not in problem.reason], path


@pytest.mark.parametrize("jobs", [1, 2])
def test_revisits_read_again_give_their_lines(root: Path, jobs: int) -> None:
    found = extracted(root, jobs=jobs)
    assert len(found) == 5, "nothing from the 304, not even a reason"
    assert unchained([outcome.line for outcome in found]) == unchained(written(root))


def test_one_file_alone_finds_its_originals(root: Path) -> None:
    last = written(root)[-1]
    found = extracted(root / "baoquangtri" / json.loads(last)["warc"]["file"])
    assert unchained([last])[0] in unchained([outcome.line for outcome in found])


def test_no_index_is_made_where_the_revisits_know_the_place(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise AssertionError("all files are read for an index")

    monkeypatch.setattr(originals_module, "Index", refused)
    assert len(extracted(root)) == 5
    assert not failures(root)


def test_what_the_revisits_say_of_the_place_is_not_needed(root: Path) -> None:
    """Files of others have no such fields; where ours lie, and their offsets, may have changed."""
    want = [json.loads(line) for line in unchained(written(root))]
    for path in paths.warc_files(root):
        rewrite(path, lambda member: member.replace(b"WARC-Refers-To-File", b"X-No-Longer-File"))
    found = [json.loads(line) for line in unchained([outcome.line for outcome in extracted(root)])]
    for line in (*want, *found):
        pointer = line.pop("warc")
        line["ids"] = (pointer["record_id"], (pointer["refers_to"] or {}).get("record_id"))
    assert found == want
    assert "refers to nothing" not in told(root)


def test_records_without_an_id_to_refer_to_are_found_by_uri_and_date(root: Path) -> None:
    for path in paths.warc_files(root):
        rewrite(path, lambda member: member.replace(b"WARC-Refers-To: ", b"X-A: ").replace(b"Refers-To-File", b"X-B"))
    assert len([outcome for outcome in extracted(root) if outcome.line]) == 5
    assert "WARC-Refers-To is None" in told(root), "of our own archive more is asked"


def test_where_the_original_is_gone_the_revisit_is_counted(write: Write) -> None:
    root = write(*PAGES, revisits=True)
    (path,) = paths.warc_files(root)
    first = next(record for record in reader.records(path) if record.type == "response")
    without(path, *of_capture(first))
    found = extracted(root)
    assert [outcome.reason for outcome in found] == ["revisit_unresolved", None, None, None]
    assert "-0000002/" in found[0].where
    assert not found[0].broken
    assert f"a revisit that refers to nothing: {first.id}" in told(root)
    assert told(root).count("a revisit that refers to nothing") == 2, "the 304 too"


def test_a_file_that_is_not_there_is_missed_only_where_all_were_given(write: Write, tmp_path: Path) -> None:
    root = write(*PAGES, revisits=True, max_bytes=1)
    first, second, *_ = paths.warc_files(root)
    first.unlink()
    assert [problem.fails for problem in Verification().check([root]) if "to nothing" in problem.reason] == [True, True]
    assert [problem.fails for problem in Verification().check([second]) if "to nothing" in problem.reason] == [False]
    assert any("warc.refers_to.file" in problem.reason and problem.fails for problem in failures(second))
    assert [outcome.reason for outcome in extracted(second)] == ["revisit_unresolved"]


def test_a_record_that_is_not_where_the_revisit_says_is_missed_always(write: Write) -> None:
    root = write((1, ""), (2, "", 1), revisits=True, max_bytes=1)
    first, second = paths.warc_files(root)
    without(first, *of_capture(next(record for record in reader.records(first) if record.type == "response")))
    assert "refers to nothing" in told(second)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"Refers-To-Target-URI: https://baoquangtri.vn", b"Refers-To-Target-URI: https://khac.vn", "Target-URI is"),
        (b"Refers-To-Date: 2026", b"Refers-To-Date: 2025", "WARC-Refers-To-Date is 2025"),
        (b"Refers-To-Target-URI", b"Refers-To-Nothing", "Target-URI is None"),
        (b"Refers-To-Date", b"Refers-To-Nothing", "Date is None"),
        (b"WARC-Payload-Digest: sha1:", b"WARC-Payload-Digest: sha1:A", "not that of the payload"),
        (b"WARC-Payload-Digest", b"WARC-No-Digest", "WARC-Payload-Digest None is not"),
    ],
)
@pytest.mark.parametrize("kind", ["identical-payload-digest", "server-not-modified"])
def test_a_lie_about_the_original_is_told(write: Write, old: bytes, new: bytes, reason: str, kind: str) -> None:
    root = write(*PAGES, revisits=True)
    (path,) = paths.warc_files(root)
    rewrite(path, lambda member: member.replace(old, new) if kind.encode() in member else member)
    where = {str(record.offset) for record in revisits(root) if (record.get("WARC-Profile") or "").endswith(kind)}
    found = [problem for problem in failures(root) if reason in problem.reason and "at offset" in problem.where]
    assert {problem.where.rpartition(" ")[2] for problem in found} == where


def test_a_revisit_of_a_revisit_or_of_a_cut_record_is_told(write: Write) -> None:
    root = write((1, ""), (2, "", 1), (3, "", 1), revisits=True)
    (path,) = paths.warc_files(root)
    response, second, third = (r for r in reader.records(path) if r.type in ("response", "revisit"))
    refers = f"WARC-Refers-To: {response.id}".encode()

    def chain(member: bytes) -> bytes:
        return (
            member.replace(refers, f"WARC-Refers-To: {second.id}".encode()) if third.id.encode() in member else member
        )

    kept = path.read_bytes()
    rewrite(path, chain)
    assert "it refers to a revisit record" in told(root)
    assert [outcome.reason for outcome in extracted(root)] == [None, None, "revisit_unresolved"]
    path.write_bytes(kept)
    cut = b"WARC-Type: response\r\nWARC-Truncated: disconnect"
    rewrite(path, lambda member: member.replace(b"WARC-Type: response", cut))
    assert told(root).count("it refers to a truncated record (disconnect)") == 2


def test_another_payload_under_the_name_of_the_original_is_no_original(write: Write) -> None:
    root = write((1, ""), (2, "", 1), revisits=True)
    (path,) = paths.warc_files(root)
    rewrite(path, lambda member: member.replace("hội đồng làng".encode(), "hội đồng xóm ".encode()))
    rewrite(path, lambda m: m.replace(b"Payload-Digest", b"X-Digest") if b"Type: response" in m else m)
    assert [outcome.reason for outcome in extracted(root)] == [None, "revisit_unresolved"]
    assert "is not that of the payload it refers to" in told(root)


@pytest.mark.parametrize(
    ("forge", "reason"),
    [
        (lambda first, second: {**second, "refers_to": None}, "warc.refers_to says not of what"),
        (lambda first, second: {**second, "refers_to": place(first)}, "the record that it refers to says"),
        (lambda first, second: {**second, "refers_to": second["refers_to"] | {"length": 7}}, "warc.refers_to is"),
        (lambda first, second: {**second, "refers_to": second["refers_to"] | {"offset": 7}}, "no whole record"),
        (lambda first, second: {**second, "refers_to": second["refers_to"] | {"offset": 0}}, "a warcinfo record"),
        (lambda first, second: {**second, "refers_to": second["refers_to"] | {"file": "x"}}, "is not there"),
        (
            lambda first, second: first | second["refers_to"],
            "read again",
        ),
        (lambda first, second: first | {"refers_to": second["refers_to"]}, "warc.refers_to is"),
    ],
)
def test_a_forged_pointer_of_a_revisit_is_told(write: Write, forge: Any, reason: str) -> None:
    root = write((3, ""), (1, ""), (2, "", 1), revisits=True)
    (path,) = paths.jsonl_files(root)
    lines = [json.loads(line) for line in written(root)]
    lines[2]["warc"] = forge(lines[0]["warc"], lines[2]["warc"])
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    found = [problem for problem in failures(root) if problem.where.endswith("line 3")]
    assert any(reason in problem.reason for problem in found), found


def test_a_line_that_points_at_a_304_is_not_proven(write: Write) -> None:
    root = write((1, ""), (1, None), revisits=True)
    (path,) = paths.jsonl_files(root)
    line, (seen,) = json.loads(written(root)[0]), revisits(root)
    pointer = {"offset": seen.offset, "length": seen.length, "record_id": seen.id}
    line["warc"] = {**line["warc"], **pointer, "refers_to": place(line["warc"])}
    line["fetched_at"] = seen.date
    path.write_text(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    assert "a revisit that stands for no page" in told(root)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves spool files open
def test_revisits_of_others_are_read(tmp_path: Path, write: Write) -> None:
    """By URI and date alone; with and without a head of their own; from a later file of the folder, too."""
    root = write((1, ""))
    body = next(record for record in reader.records(paths.warc_files(root)[0]) if record.type == "response").payload
    shutil.rmtree(root)
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    gone = StatusAndHeaders("304 Not Modified", [("ETag", "e")], protocol="HTTP/1.1")
    with (tmp_path / "b.warc.gz").open("wb") as later, (tmp_path / "a.warc.gz").open("wb") as sooner:
        full, again = WARCWriter(later, gzip=True, warc_version="1.0"), WARCWriter(sooner, gzip=True)
        record = full.create_warc_record(
            "http://bao-la.example/1", "response", payload=BytesIO(body), http_headers=head
        )
        full.write_record(record)
        digest, date = (record.rec_headers[name] for name in ("WARC-Payload-Digest", "WARC-Date"))
        for number, headers in enumerate((head, None, gone), start=2):
            url = f"http://bao-la.example/{number}"
            again.write_record(
                again.create_revisit_record(url, digest, "http://bao-la.example/1", date, http_headers=headers)
            )
    found = [json.loads(outcome.line) for outcome in extracted(tmp_path) if outcome.line]
    assert [line["url"][-1] for line in found] == ["2", "3", "1"]
    assert [line["warc"]["refers_to"] and line["warc"]["refers_to"]["file"] for line in found] == [
        "b.warc.gz",
        "b.warc.gz",
        None,
    ]


def test_the_index_reads_the_revisits_own_file_first_and_no_more_than_it_must(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    whole = originals_module._records

    def reading(path: Path) -> Iterator[reader.Record]:
        read.append(path)
        return whole(path)

    monkeypatch.setattr(originals_module, "_records", reading)
    found = list(revisits(root))
    files = paths.warc_files(root)
    monkeypatch.setattr(Originals, "told_file", lambda *_: None)
    known = Originals(root / "baoquangtri")
    for record in found:
        original = known.of(record)
        assert original is not None
        assert original.id == record.refers_to[0]
    assert read[0] == found[0].path
    assert len(read) == len(set(read)) <= len(files)


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "..", "", "a\0b", "." * 300, "x/" * 3000])
def test_a_place_out_of_the_folder_is_not_looked_at(write: Write, name: str) -> None:
    root = write((1, ""), (2, "", 1), revisits=True)
    (record,) = revisits(root)
    ours = tuple(field for field in record.headers if not field[0].startswith("WARC-Refers-To-File"))
    record.headers = (*ours, ("WARC-Refers-To-Filename", name), ("WARC-Refers-To-File-Offset", "0"))
    assert Originals(root / "baoquangtri").told_file(record) is None
    assert Originals(root / "baoquangtri").of(record) is not None, "found by its id"
