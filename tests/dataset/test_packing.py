"""Packages: what of a source goes into a WACZ, that all of it is found there, and that nothing half-made stays."""

from __future__ import annotations

import gzip
import hashlib
import json
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from dataset.packages import CREATED, check, packed, pages

from newsarchive.archive import cdxj, paths, reader, wacz
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.segment import Segments
from newsarchive.dataset.indexing import index
from newsarchive.dataset.selecting import Days
from newsarchive.dataset.verify import Verification
from newsarchive.errors import UsageError

Write = Callable[..., Path]
LINTER = Path(__file__).resolve().parents[3] / "shared" / "validators" / "wacz_lint.py"
DAY = timedelta(days=1)


def test_a_whole_source_is_packed_byte_for_byte(write: Write, tmp_path: Path) -> None:
    root = write((1, ""), (2, ""), (3, ""), (1, "Sửa."), max_bytes=4000)
    target = tmp_path / "all.wacz"
    told: list[tuple[int, int]] = []
    done = packed(root, target, progress=lambda *numbers: told.append(numbers))
    warcs = paths.warc_files(root)
    assert len(warcs) > 1
    assert (done.files, done.captures, done.pages) == (len(warcs), 4, 4)
    assert len(check(target, tmp_path / "x")) == 4
    for warc in warcs:
        assert (tmp_path / "x" / "archive" / warc.name).read_bytes() == warc.read_bytes()
    assert told[-1][0] == told[-1][1] == sum(warc.stat().st_size for warc in warcs)
    with zipfile.ZipFile(target) as package:
        first = pages(package)[0]
        assert first["title"] == "Làng ven sông sửa đường lần thứ 1"
        assert "hội đồng làng họp bàn" in first["text"]
        described = json.loads(package.read("datapackage.json"))
    assert described["mainPageDate"] == max(page["ts"] for page in pages(zipfile.ZipFile(target)))


def test_days_are_picked_with_the_captures_that_their_revisits_refer_to(write: Write, tmp_path: Path) -> None:
    root = write((1, ""), (2, ""), (1, ""), (3, ""), (1, None), revisits=True, step=DAY, max_bytes=1)
    days = Days(date(2026, 11, 25), date(2026, 11, 27))
    assert packed(root, tmp_path / "a.wacz", days).captures == 4
    records = check(tmp_path / "a.wacz", tmp_path / "x")
    by_id = {record.id: record for record in records}
    revisits = [record for record in records if record.type == "revisit"]
    assert len(revisits) == 2
    for revisit in revisits:
        original = by_id[revisit.refers_to[0] or ""]
        assert original.type == "response"
        assert (original.uri, original.date) == revisit.refers_to[1:]
    assert packed(root, tmp_path / "b.wacz", days, self_contained=False).captures == 3
    assert all(
        record.type != "response" or "3" in (record.uri or "") for record in check(tmp_path / "b.wacz", tmp_path / "y")
    )


def test_an_excerpt_holds_whole_events_and_its_warcinfo(write: Write, tmp_path: Path) -> None:
    root = write((1, ""), (2, ""), (3, ""), step=DAY)
    (warc,) = paths.warc_files(root)
    day = date(2026, 11, 24)
    assert packed(root, tmp_path / "a.wacz", Days(day, day)).captures == 1
    check(tmp_path / "a.wacz", tmp_path / "x")
    kept = list(reader.records(tmp_path / "x" / "archive" / warc.name))
    assert [record.type for record in kept] == ["warcinfo", "response", "request", "metadata"]
    whole = {record.id: record for record in reader.records(warc)}
    for record in kept:
        assert record.block == whole[record.id].block
        assert record.get("WARC-Warcinfo-ID") in (None, kept[0].id)


def test_the_same_source_gives_the_same_package(write: Write, tmp_path: Path) -> None:
    root = write((1, ""), (2, ""), (1, "Sửa."), max_bytes=4000)
    packed(root, tmp_path / "a.wacz")
    packed(root, tmp_path / "b.wacz")
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


def test_what_is_open_and_what_is_empty_is_refused(write: Write, tmp_path: Path) -> None:
    root = write((1, ""))
    with pytest.raises(UsageError, match="no capture in these days"):
        packed(root, tmp_path / "a.wacz", Days(date(2020, 1, 1), date(2020, 1, 2)))
    (warc,) = paths.warc_files(root)
    warc.rename(warc.with_name(warc.name + paths.OPEN))
    with pytest.raises(UsageError, match="still open"):
        packed(root, tmp_path / "a.wacz")
    assert not list(tmp_path.glob("*a.wacz*"))


def test_a_package_that_could_not_be_finished_leaves_nothing(write: Write, tmp_path: Path) -> None:
    root = write((1, ""), (2, ""))
    target = tmp_path / "out" / "a.wacz"
    target.parent.mkdir()
    target.write_bytes(b"the one before")

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        packed(root, target, progress=stop)
    assert [path.name for path in target.parent.iterdir()] == ["a.wacz"]
    assert target.read_bytes() == b"the one before"


def test_members_beyond_two_gigabytes_have_headers_for_it(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write((1, ""))
    monkeypatch.setattr(wacz, "_ZIP32", 1000)
    packed(root, tmp_path / "a.wacz")
    check(tmp_path / "a.wacz", tmp_path / "x")
    needed = {}
    with zipfile.ZipFile(tmp_path / "a.wacz") as package, (tmp_path / "a.wacz").open("rb") as stream:
        for info in package.infolist():
            stream.seek(info.header_offset)
            signature, version, *_, names, extra = struct.unpack("<4s5H3L2H", stream.read(30))
            assert signature == b"PK\3\4"
            stream.seek(names, 1)
            needed[info.filename.partition("/")[0]] = (version, stream.read(extra)[:2])
    assert needed["archive"] == (45, b"\1\0"), "version 4.5, extra field 1: ZIP64"
    assert needed["datapackage.json"] == (20, b"")


def test_a_long_index_is_read_by_its_blocks(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wacz, "_BLOCK", 2)
    root = write(*[(number, "") for number in range(1, 6)])
    packed(root, tmp_path / "a.wacz")
    check(tmp_path / "a.wacz", tmp_path / "x")
    with zipfile.ZipFile(tmp_path / "a.wacz") as package:
        head, *blocks = package.read("indexes/index.idx").decode().splitlines()
        data = package.read("indexes/index.cdx.gz")
    assert json.loads(head.split(" ", 2)[2]) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    assert len(blocks) == 3
    for block in blocks:
        key, stamp, shown = block.split(" ", 2)
        place = json.loads(shown)
        piece = data[place["offset"] : place["offset"] + place["length"]]
        assert place["digest"] == "sha256:" + hashlib.sha256(piece).hexdigest()
        assert gzip.decompress(piece).decode().startswith(f"{key} {stamp} ")


@pytest.mark.skipif(not LINTER.is_file(), reason=f"no linter at {LINTER}")
def test_the_strict_linter_finds_nothing(write: Write, tmp_path: Path) -> None:
    root = write((1, ""), (2, ""), (1, ""), (3, ""), revisits=True, step=DAY, max_bytes=4000)
    for name, days in (("a", Days()), ("b", Days(date(2026, 11, 25)))):
        packed(root, tmp_path / f"{name}.wacz", days)
        done = subprocess.run([sys.executable, LINTER, tmp_path / f"{name}.wacz"], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
        assert "FAIL" not in done.stdout
        assert "WARN" not in done.stdout


def test_verify_holds_the_index_against_its_warc(write: Write) -> None:
    root = write((1, ""), (2, ""))
    (warc,) = paths.warc_files(root)
    beside = cdxj.beside(warc)
    beside.write_bytes(beside.read_bytes().replace(b'"status": "200"', b'"status": "404"', 1))
    found = list(Verification().check([root]))
    assert [(problem.where, problem.fails) for problem in found] == [(str(beside), True)]
    beside.unlink()
    found = list(Verification().check([root]))
    assert [(problem.where, problem.fails) for problem in found] == [(str(beside), False)]
    done = index(root / "baoquangtri")
    assert (done.files, done.made, done.broken) == (1, 1, [])
    assert list(Verification().check([root])) == []
    assert (
        len(
            list(cdxj.captures(done.merged, "https://www.baoquangtri.vn/xa-hoi/202611/lang-ven-song-sua-duong-0000001"))
        )
        == 1
    )


def test_memory_does_not_grow_with_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wacz, "_BLOCK", 200)

    def peak(captures: int) -> int:
        folder = tmp_path / str(captures) / "baoquangtri"
        segments = Segments(folder, "baoquangtri", clock=lambda: CREATED, info={}, max_bytes=200_000, fsync="close")
        for number in range(captures):
            body = f"{number} ".encode() * 60
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
            asked = b"GET / HTTP/1.1\r\nHost: baoquangtri.vn\r\n\r\n"
            url = f"https://baoquangtri.vn/{number}"
            wire: tuple[Any, ...] = (None, (), None, None, None, 0.1, None)
            segments.add(Exchange(url, "GET", CREATED, asked, head + body, *wire))
        segments.close()
        tracemalloc.start()
        try:
            for days in (Days(), Days(date(2026, 11, 26))):
                assert packed(folder.parent, tmp_path / "p.wacz", days).captures == captures
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few = peak(800)
    assert peak(3200) < few * 1.3
