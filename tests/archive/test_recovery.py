import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive import jsonl, paths, reader
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.recovery import recover
from newsarchive.archive.segment import Segments
from newsarchive.items import Article

Make = Callable[..., Exchange]
MakeSegments = Callable[..., Segments]


@pytest.fixture
def killed(
    segments: MakeSegments, exchange: Make, page: Any, article: Callable[..., Article], folder: Path, tmp_path: Path
) -> Path:
    """The source's folder as a killed crawl leaves it: one open pair, three events, three lines; unlocked."""
    writer = segments()
    for number in range(3):
        captured = writer.add(exchange(f"/{number}", page(b"<p>%d</p>" % number)))
        assert captured is not None
        writer.write(article(captured, key=str(number)))
    copy = tmp_path / "killed" / "tin"
    shutil.copytree(folder, copy)
    return copy


def opened(folder: Path) -> tuple[Path, Path]:
    (warc,) = folder.rglob("*.warc.gz.open")
    (table,) = folder.rglob("*.jsonl.open")
    return warc, table


def state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_sound(folder: Path) -> None:
    """Every file is closed and whole, every pair has two files, every line points at its record."""
    files = paths.segment_files(folder)
    assert not any(paths.is_open(path) for path in files)
    stems = [paths.stem(path) for path in files]
    assert sorted(stems) == sorted(2 * list(set(stems)))
    for path in files:
        if paths.is_warc(path):
            assert next(reader.records(path)).type == "warcinfo"
            assert all(record.id for record in reader.records(path))
            continue
        for line in jsonl.lines(path):
            pointer = line.record["warc"]
            warc = paths.resolve(folder, pointer["file"])
            assert warc is not None
            assert reader.record_at(warc, pointer["offset"]).id == pointer["record_id"]


def test_whole_files_are_closed_as_they_are(killed: Path) -> None:
    warc, table = opened(killed)
    before = {paths.final(path).name: path.read_bytes() for path in (warc, table)}
    report = recover(killed)
    assert {path.name: path.read_bytes() for path in paths.segment_files(killed)} == before
    assert (report.mended, report.bytes_cut, report.lines_cut, report.torn) == (2, 0, 0, [])
    assert str(report) == "2 files closed, 0 empty ones removed; 0 torn bytes and 0 lines cut off"
    assert_sound(killed)


def test_a_second_run_changes_nothing(killed: Path) -> None:
    warc, _ = opened(killed)
    os.truncate(warc, warc.stat().st_size - 5)
    recover(killed)
    before = state(killed)
    report = recover(killed)
    assert not report.mended
    assert str(report) == "nothing to mend"
    assert state(killed) == before


def test_a_warc_cut_anywhere_keeps_its_whole_records_and_the_torn_bytes(killed: Path, tmp_path: Path) -> None:
    warc, table = opened(killed)
    data, lines = warc.read_bytes(), table.read_bytes()
    whole = [(r.offset + r.length, r.id, r.type) for r in reader.records(warc)]
    for length in [*range(0, len(data), 13), *(end for end, *_ in whole)]:
        target = tmp_path / "cut" / "tin"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(killed, target)
        os.truncate(target / warc.relative_to(killed), length)
        report = recover(target)
        kept = [(end, record_id, kind) for end, record_id, kind in whole if end <= length]
        end = kept[-1][0] if kept else 0
        torn = b"".join(path.read_bytes() for path in target.rglob("*.warc.gz.torn"))
        assert torn == data[end:length]
        assert report.bytes_cut >= length - end
        assert_sound(target)
        if not kept:
            assert paths.segment_files(target) == []
            continue
        (mended,) = paths.warc_files(target)
        assert [(r.id, r.type) for r in reader.records(mended)] == [(record_id, kind) for _, record_id, kind in kept]
        responses = sum(kind == "response" for *_, kind in kept)
        (mended_table,) = paths.jsonl_files(target)
        assert len(list(jsonl.lines(mended_table))) == responses, "a line stands for each capture that does, no other"
        assert lines.startswith(mended_table.read_bytes())


def test_a_jsonl_cut_anywhere_keeps_its_whole_lines_and_the_torn_bytes(killed: Path, tmp_path: Path) -> None:
    _, table = opened(killed)
    data = table.read_bytes()
    for length in range(0, len(data), 41):
        target = tmp_path / "cut" / "tin"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(killed, target)
        os.truncate(target / table.relative_to(killed), length)
        recover(target)
        end = data[:length].rfind(b"\n") + 1
        (mended,) = paths.jsonl_files(target)
        assert mended.read_bytes() == data[:end]
        assert b"".join(path.read_bytes() for path in target.rglob("*.jsonl.torn")) == data[end:length]


def test_a_response_whose_request_is_gone_stays(killed: Path) -> None:
    warc, _ = opened(killed)
    last = [record for record in reader.records(warc) if record.type == "response"][-1]
    os.truncate(warc, last.offset + last.length + 10)
    recover(killed)
    kinds = [record.type for record in reader.records(paths.warc_files(killed)[0])]
    assert kinds[-1] == "response"


def test_lines_are_cut_from_the_first_that_points_nowhere(killed: Path) -> None:
    _, table = opened(killed)
    first, second, third = table.read_bytes().splitlines(keepends=True)
    table.write_bytes(first + second.replace(b"<urn:uuid:", b"<urn:uuid:0000") + third)
    report = recover(killed)
    assert report.lines_cut == 2
    assert paths.jsonl_files(killed)[0].read_bytes() == first


@pytest.mark.parametrize(
    "pointer",
    [
        "null",
        '"x"',
        "{}",
        '{"file":"../../etc/passwd","offset":0,"record_id":"x"}',
        '{"file":"a.warc.gz","offset":-1,"record_id":"x"}',
        '{"file":"a.warc.gz","offset":0,"record_id":"x"}',
    ],
)
def test_a_strange_pointer_is_no_pointer(killed: Path, pointer: str) -> None:
    _, table = opened(killed)
    table.write_bytes(b'{"id":"tin:1:1","warc":' + pointer.encode() + b"}\n")
    assert recover(killed).lines_cut == 1


def test_a_line_may_point_into_another_segment(killed: Path, segments: MakeSegments, exchange: Make, page: Any) -> None:
    warc, table = opened(killed)
    line = table.read_bytes().splitlines(keepends=True)[0]
    recover(killed)
    stem = paths.new_stem("tin", next(reader.records(paths.warc_files(killed)[0])).instant, 9, "zzzzzzzz")
    other = Segments(killed, "tin", clock=lambda: next(reader.records(paths.warc_files(killed)[0])).instant, info={})
    other.add(exchange("/", page()))
    other.close()
    late = warc.with_name(f"{stem}.jsonl.open")
    late.write_bytes(line)
    shutil.copy(paths.warc_files(killed)[-1], late.with_name(f"{stem}.warc.gz.open"))
    assert recover(killed).lines_cut == 0
    assert late.with_name(f"{stem}.jsonl").read_bytes() == line


@pytest.mark.parametrize("garbage", [b"\0" * 4096, b"\x1f\x8b\x08\x00junk", b"x"])
def test_garbage_behind_the_records_is_kept_apart(killed: Path, garbage: bytes) -> None:
    warc, _ = opened(killed)
    data = warc.read_bytes()
    warc.write_bytes(data + garbage)
    recover(killed)
    (mended,) = paths.warc_files(killed)
    assert mended.read_bytes() == data
    assert mended.with_name(mended.name + ".torn").read_bytes() == garbage


def test_torn_files_are_never_written_over(killed: Path) -> None:
    warc, _ = opened(killed)
    final = paths.final(warc)
    (final.with_name(final.name + ".torn")).write_bytes(b"older")
    with warc.open("ab") as stream:
        stream.write(b"torn")
    recover(killed)
    assert final.with_name(final.name + ".torn").read_bytes() == b"older"
    assert final.with_name(final.name + ".2.torn").read_bytes() == b"torn"


def test_a_close_that_stopped_halfway_is_finished(killed: Path) -> None:
    warc, table = opened(killed)
    warc.rename(paths.final(warc))
    report = recover(killed)
    assert report.closed == [paths.final(table)]
    assert len(list(jsonl.lines(paths.final(table)))) == 3
    assert_sound(killed)


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08\x00half a warcinfo"])
def test_a_pair_that_held_nothing_goes(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "tin" / "2026" / "11"
    folder.mkdir(parents=True)
    warc = folder / "tin-20261123T152200Z-00000-k3v9x0ab.warc.gz.open"
    warc.write_bytes(content)
    (folder / "tin-20261123T152200Z-00000-k3v9x0ab.jsonl.open").touch()
    report = recover(tmp_path)
    assert (len(report.removed), report.closed) == (2, [])
    assert [path.read_bytes() for path in folder.iterdir()] == ([content] if content else [])


def test_a_jsonl_that_lost_its_warc_goes_but_its_bytes_stay(killed: Path) -> None:
    warc, table = opened(killed)
    data = table.read_bytes()
    warc.unlink()
    assert recover(killed).lines_cut == 3
    assert [path.read_bytes() for path in killed.rglob("*.torn")] == [data]
    assert paths.segment_files(killed) == []


def test_a_warc_that_lost_its_jsonl_gets_an_empty_one(killed: Path) -> None:
    _, table = opened(killed)
    table.unlink()
    recover(killed)
    assert paths.final(table).read_bytes() == b""
    assert_sound(killed)


def test_a_running_crawl_is_left_alone(
    segments: MakeSegments, exchange: Make, page: Any, folder: Path, killed: Path
) -> None:
    writer = segments()
    writer.add(exchange("/", page()))
    before = state(folder)
    report = recover(folder)
    assert len(report.locked) >= 2
    assert not report.mended
    assert "in use" in str(report)
    assert state(folder) == before
    writer.add(exchange("/2", page()))


def test_a_name_that_is_taken_is_told_and_the_others_go_on(killed: Path) -> None:
    warc, _ = opened(killed)
    paths.final(warc).write_bytes(b"in the way")
    shutil.copytree(killed / "2026", killed / "2025")
    (killed / "2025" / "11" / paths.final(warc).name).unlink()
    report = recover(killed)
    assert [(path.name, "stands already" in reason) for path, reason in report.failed] == [(warc.name, True)]
    assert len(report.closed) == 2
    assert paths.final(warc).read_bytes() == b"in the way"
    assert warc.exists()


def test_a_folder_that_is_missing_or_empty_has_nothing_to_mend(tmp_path: Path) -> None:
    assert str(recover(tmp_path / "missing")) == str(recover(tmp_path)) == "nothing to mend"


_CRAWL = """
import dataclasses, itertools, os, sys
from datetime import UTC, datetime
from pathlib import Path
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.segment import Segments
from newsarchive.items import Article

began = datetime(2026, 11, 23, tzinfo=UTC)
safe = 0
segments = Segments(
    Path(sys.argv[1]), "tin", clock=lambda: began, info={}, max_bytes=400_000, fsync=sys.argv[2],
    acknowledge=lambda lengths: print(safe, flush=True),
)
for number in itertools.count():
    body = os.urandom(9_000 if number % 7 else 300_000)
    head = b"HTTP/1.1 200 OK\\r\\nContent-Encoding: br\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body)
    sent = b"GET / HTTP/1.1\\r\\n\\r\\n"
    url = f"https://tin.example/{number}"
    got = segments.add(Exchange(url, "GET", began, sent, head + body, None, (), None, None, None, 0.0, None))
    segments.write(Article(id=f"tin:{number}:1", source="tin", title="x", url=url, warc=got.capture))
    safe = number
    if number % 5 == 4:
        segments.commit()
"""


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["interval", "close", "always"])
def test_a_killed_crawl_loses_nothing_that_was_committed(tmp_path: Path, policy: str) -> None:
    chance = random.Random(policy)
    folder = tmp_path / "tin"
    before: Counter[str] = Counter()
    for turn in range(3):
        out = tmp_path / f"{turn}.out"
        with out.open("wb") as stream:
            process = subprocess.Popen([sys.executable, "-c", _CRAWL, str(folder), policy], stdout=stream)
            while not out.stat().st_size:
                assert process.poll() is None
                time.sleep(0.002)
            time.sleep(chance.random() * 0.15)
            process.send_signal(signal.SIGKILL)
            process.wait()
        recover(folder)
        assert_sound(folder)
        committed = int(out.read_text().split()[-1])
        lines = Counter(line.record["id"] for path in paths.jsonl_files(folder) for line in jsonl.lines(path))
        added = lines - before
        assert len(added) > committed
        assert added == Counter(f"tin:{number}:1" for number in range(len(added))), "none missing, none twice"
        before = lines
