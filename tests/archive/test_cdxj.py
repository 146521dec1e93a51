"""The index of a segment: what cdxj-indexer makes of its WARC, and what a look-up finds in it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive import urls
from newsarchive.archive import cdxj, paths, reader
from newsarchive.archive.events import Original
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.recovery import recover
from newsarchive.archive.segment import Segments
from newsarchive.items import Reference

MakeSegments = Callable[..., Segments]
FIELDS = ("url", "mime", "status", "digest", "offset", "length")


def told(lines: list[bytes]) -> list[tuple[Any, ...]]:
    """What a look-up needs of each line."""
    found = []
    for line in lines:
        key, stamp, shown = line.decode().split(" ", 2)
        fields = json.loads(shown)
        found.append((key, stamp, *(fields.get(name) for name in FIELDS)))
    return sorted(found, key=str)


def indexer(warc: Path) -> list[bytes]:
    program = "import sys; from cdxj_indexer.main import main; main(sys.argv[1:])"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program, "-s", str(warc)], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.splitlines()


@pytest.fixture
def odd_segment(segments: MakeSegments, odd_exchanges: list[Exchange], exchange: Any, page: Any, folder: Path) -> Path:
    """A closed WARC with every odd response, revisits of both kinds, and attempts without a response."""
    writer = segments()
    for odd in odd_exchanges:
        writer.add(odd)
    first = writer.add(exchange("/original", page()))
    assert first is not None
    at = first.capture
    place = Reference(at.file, at.offset, at.length, at.record_id)
    original = Original(at.record_id, first.url, first.date, at.payload_digest, place)
    unchanged = b'HTTP/1.1 304 Not Modified\r\nETag: "e"\r\n\r\n'
    for made in (exchange("/same", page()), exchange("/original", unchanged, not_modified=original)):
        captured = writer.add(made, lambda _: original)
        assert captured is not None
        assert captured.capture.refers_to is not None
    writer.close()
    (warc,) = paths.warc_files(folder)
    return warc


def test_the_index_is_that_of_cdxj_indexer(odd_segment: Path) -> None:
    lines = cdxj.beside(odd_segment).read_bytes().splitlines()
    assert lines == sorted(lines)
    assert told(lines) == told(indexer(odd_segment))


def test_each_line_slices_out_its_record(odd_segment: Path) -> None:
    for raw in cdxj.beside(odd_segment).read_bytes().splitlines():
        entry = cdxj.parse(raw)
        record = reader.record_at(odd_segment, entry.offset)
        assert (record.length, record.uri, record.payload_digest) == (entry.length, entry.url, entry.digest)
        assert entry.filename == odd_segment.name


def test_an_index_made_from_the_file_is_the_one_made_while_it_was_written(odd_segment: Path) -> None:
    written = cdxj.beside(odd_segment).read_bytes()
    cdxj.beside(odd_segment).unlink()
    assert cdxj.build(odd_segment) == len(written.splitlines())
    assert cdxj.beside(odd_segment).read_bytes() == written


def test_recovery_makes_the_index_too(segments: MakeSegments, exchange: Any, page: Any, folder: Path) -> None:
    writer = segments()
    for number in range(3):
        writer.add(exchange(f"/{number}", page()))
    writer.abandon()
    recover(folder)
    (warc,) = paths.warc_files(folder)
    lines = cdxj.beside(warc).read_bytes().splitlines()
    assert told(lines) == told(indexer(warc))
    assert len(lines) == 3


def test_many_indexes_are_merged_into_one(
    segments: MakeSegments, exchange: Any, page: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cdxj, "_OPEN_AT_ONCE", 2)
    writer = segments()
    for number in range(7):
        writer.add(exchange(f"/{number % 3}", page(b"x" * (50 + number))))
        writer.rotate()
    writer.close()
    warcs = paths.warc_files(folder)
    cdxj.merge(folder, [cdxj.beside(warc) for warc in warcs], folder / cdxj.INDEX)
    lines = (folder / cdxj.INDEX).read_bytes().splitlines()
    assert len(lines) == 7
    assert lines == sorted(lines)
    for raw in lines:
        entry = cdxj.parse(raw)
        assert entry.filename.startswith("2026/11/tin-")
        assert reader.record_at(folder / entry.filename, entry.offset).uri == entry.url
    assert not list(folder.glob(".index*"))


ADDRESS = st.sampled_from([f"https://tin.example/{letter * size}" for letter in "abc" for size in range(1, 9)])


@given(st.lists(st.tuples(ADDRESS, st.integers(0, 50)), max_size=40), ADDRESS)
def test_a_look_up_finds_what_a_scan_finds(
    tmp_path_factory: pytest.TempPathFactory, captures: list[tuple[str, int]], wanted: str
) -> None:
    begun = datetime(2026, 11, 23, tzinfo=UTC)
    index = tmp_path_factory.mktemp("index") / cdxj.INDEX
    lines = [
        cdxj.line(
            url,
            (begun + timedelta(days=day)).isoformat(),
            kind="response",
            mime="text/html; charset=utf-8",
            status=200,
            digest=None,
            place=(1, number, "x.warc.gz"),
        )
        for number, (url, day) in enumerate(captures)
    ]
    cdxj.write(index, sorted(lines))
    found = list(cdxj.captures(index, wanted))
    scanned = [entry for entry in map(cdxj.parse, sorted(lines)) if entry.key == urls.surt(wanted)]
    assert found == scanned
    at = begun + timedelta(days=20, hours=3)
    nearest = cdxj.nearest(index, wanted, at)
    assert (nearest is None) == (not scanned)
    if nearest is not None:
        assert abs(nearest.instant - at) == min(abs(entry.instant - at) for entry in scanned)
    outward = list(cdxj.outward(index, wanted, at))
    assert sorted(outward) == sorted(scanned)
    assert [abs(entry.instant - at) for entry in outward] == sorted(abs(entry.instant - at) for entry in scanned)


def test_a_look_up_goes_outward_in_time_by_fractions_of_a_second(tmp_path: Path) -> None:
    begun, place = datetime(2026, 11, 23, tzinfo=UTC), (1, 0, "x.warc.gz")
    dates = [begun + timedelta(seconds=second) for second in range(100)]
    index = tmp_path / cdxj.INDEX
    url = "https://tin.example/a"
    said: dict[str, Any] = {"kind": "response", "mime": None, "status": 200, "digest": None, "place": place}
    cdxj.write(index, [cdxj.line(url, date.isoformat(), **said) for date in dates])
    for fraction, first in ((0.3, [50, 51, 49, 52]), (0.7, [51, 50, 52, 49])):
        at = begun + timedelta(seconds=50 + fraction)
        found = [dates.index(entry.instant) for entry in cdxj.outward(index, url, at)]
        assert (found[:4], len(found)) == (first, 100)
