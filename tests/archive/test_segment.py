import errno
import fcntl
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive import jsonl, paths, reader
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.recovery import recover
from newsarchive.archive.segment import Captured, Committed, Segments
from newsarchive.errors import ArchiveError, WriteFailed
from newsarchive.items import Article

Make = Callable[..., Exchange]
MakeSegments = Callable[..., Segments]


def names(folder: Path) -> list[str]:
    return sorted(path.name.split("-", 4)[-1].partition(".")[2] for path in paths.segment_files(folder))


def add(writer: Segments, exchange: Exchange) -> Captured:
    captured = writer.add(exchange)
    assert captured is not None
    return captured


def test_a_pair_begins_with_the_first_exchange(segments: MakeSegments, exchange: Make, page: Any, folder: Path) -> None:
    writer = segments()
    writer.commit()
    writer.close()
    assert not folder.exists()
    writer.add(exchange("/", page()))
    assert names(folder) == ["jsonl.open", "warc.gz.open"]
    writer.close()
    writer.close()
    assert names(folder) == ["jsonl", "warc.gz"]
    (warc,) = paths.warc_files(folder)
    assert warc.parent == folder / "2026" / "11"
    assert paths.parse(warc) is not None


def test_the_pointer_leads_to_the_record(segments: MakeSegments, exchange: Make, page: Any, folder: Path) -> None:
    writer = segments()
    for number in range(5):
        body = f"<p>{number}</p>".encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n"
        got = add(writer, exchange(f"/{number}#x", head + body, truncated="length"))
        for path in (paths.resolve(folder, got.capture.file),):
            assert path is not None
            record = reader.record_at(path, got.capture.offset)
            assert (record.id, record.length) == (got.capture.record_id, got.capture.length)
            assert (record.payload, record.payload_digest) == (body, got.capture.payload_digest)
            assert (record.uri, record.date, record.truncated) == (got.url, got.date, got.truncated)
            assert (got.content_type, got.content_encoding) == ("text/html", "br")
            assert got.instant == record.instant
    writer.close()
    assert paths.resolve(folder, got.capture.file) == paths.warc_files(folder)[0]


def test_rotation_keeps_events_whole_and_lines_with_their_capture(
    segments: MakeSegments, exchange: Make, page: Any, article: Callable[..., Article], folder: Path
) -> None:
    writer = segments(max_bytes=4000)
    captures = []
    while len(paths.warc_files(folder)) < 4:
        captures.append(add(writer, exchange(f"/{len(captures)}", page(os.urandom(700)))))
    by_file = {}
    for captured in captures:
        by_file.setdefault(captured.capture.file, captured)
    first, _second, third, fourth = by_file.values()
    for key, captured in (("4", fourth), ("3", third), ("1", first)):
        writer.write(article(captured, key=key))
    assert sorted(names(folder)) == ["jsonl"] * 2 + ["jsonl.open"] * 2 + ["warc.gz"] * 2 + ["warc.gz.open"] * 2
    writer.close()
    where = {line.record["id"]: path for path in paths.jsonl_files(folder) for line in jsonl.lines(path)}
    assert paths.stem(where["tin:4:1"]) in fourth.capture.file
    assert paths.stem(where["tin:3:1"]) in third.capture.file
    assert paths.stem(where["tin:1:1"]) in fourth.capture.file, "of a closed pair: into the current one"
    serials = [name.serial for path in paths.warc_files(folder) if (name := paths.parse(path))]
    assert serials == [0, 1, 2, 3]
    for path in paths.warc_files(folder):
        kinds = [record.type for record in reader.records(path)]
        assert kinds == ["warcinfo"] + ["response", "request", "metadata"] * (len(kinds) // 3)
    for path in paths.warc_files(folder)[:-1]:
        last_event = sum(record.length for record in list(reader.records(path))[-3:])
        assert path.stat().st_size >= 4000 > path.stat().st_size - last_event


def test_an_idle_pair_is_closed(segments: MakeSegments, exchange: Make, page: Any, folder: Path) -> None:
    writer = segments()
    assert not writer.rotate_if_idle(timedelta(0))
    writer.add(exchange("/", page()))
    assert not writer.rotate_if_idle(timedelta(hours=1))
    assert writer.rotate_if_idle(timedelta(seconds=1))
    assert not writer.rotate_if_idle(timedelta(seconds=1))
    assert names(folder) == ["jsonl", "warc.gz"]


def test_an_article_without_capture_is_refused(
    segments: MakeSegments, exchange: Make, page: Any, article: Callable[..., Article]
) -> None:
    writer = segments()
    captured = add(writer, exchange("/", page()))
    bare = Article(id="tin:1:1", source="tin", title="x")
    with pytest.raises(ArchiveError, match="no capture"):
        writer.write(bare)
    writer.write(article(captured))


@pytest.mark.parametrize(("policy", "synced"), [("close", [0, 0, 0]), ("interval", [0, 0, 2]), ("always", [1, 1, 0])])
def test_fsync_policies(
    segments: MakeSegments,
    exchange: Make,
    page: Any,
    article: Any,
    monkeypatch: pytest.MonkeyPatch,
    policy: str,
    synced: list[int],
) -> None:
    writer = segments(fsync=policy)
    captured = add(writer, exchange("/", page()))
    writer.commit()
    calls: list[int] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (calls.append(fd), real(fd))[1])
    counts = []
    for step in (lambda: writer.add(exchange("/", page())), lambda: writer.write(article(captured)), writer.commit):
        step()
        counts.append(len(calls))
        calls.clear()
    writer.commit()
    assert not calls, "nothing new, nothing to sync"
    assert counts == synced
    writer.close()
    assert calls, "closing syncs under every policy"


def test_commit_calls_the_frontier_last(
    segments: MakeSegments, exchange: Make, page: Any, article: Any, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    order: list[Any] = []
    writer = segments(acknowledge=order.append)
    captured = add(writer, exchange("/", page()))
    writer.write(article(captured))
    monkeypatch.setattr(os, "fsync", lambda fd: order.append(Path(f"/proc/self/fd/{fd}").readlink().stem[-5:]))
    writer.commit()
    sizes = {path.suffixes[-2]: path.stat().st_size for path in paths.segment_files(folder)}
    assert order == ["rc.gz", "jsonl", [Committed(captured.capture.file, sizes[".gz"], sizes[".jsonl"])]]


def test_a_failed_fsync_is_never_taken_back(
    segments: MakeSegments, exchange: Make, page: Any, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    acknowledged: list[Any] = []
    writer = segments(acknowledge=acknowledged.append)
    writer.add(exchange("/", page()))

    def fail(_fd: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        with pytest.raises(WriteFailed, match="Input/output error"):
            writer.commit()
        assert not acknowledged
    with pytest.raises(WriteFailed):
        writer.add(exchange("/", page()))


class FullDisk:
    """os.write that takes `room` more bytes, then says ENOSPC."""

    def __init__(self, room: int) -> None:
        self.room, self.real = room, os.write

    def __call__(self, fd: int, data: Any) -> int:
        if self.room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = self.real(fd, data[: self.room])
        self.room -= written
        return written


@pytest.mark.parametrize("room", [0, 1, 100, 700])
def test_a_full_disk_tears_nothing(
    segments: MakeSegments,
    exchange: Make,
    page: Any,
    article: Any,
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    room: int,
) -> None:
    writer = segments()
    first = add(writer, exchange("/1", page()))
    with monkeypatch.context() as full:
        full.setattr(os, "write", FullDisk(room))
        with pytest.raises(WriteFailed, match="No space left"):
            writer.add(exchange("/2", page(os.urandom(3000))))
        full.setattr(os, "write", FullDisk(room))
        with pytest.raises(WriteFailed, match="No space left"):
            writer.write(article(first, title="x" * 2000))
    second = add(writer, exchange("/3", page()))
    writer.write(article(second))
    writer.close()
    (warc,) = paths.warc_files(folder)
    uris = [record.uri for record in reader.records(warc) if record.type == "response"]
    assert uris == ["https://tin.example/1", "https://tin.example/3"]
    assert reader.record_at(warc, second.capture.offset).id == second.capture.record_id
    assert [line.number for line in jsonl.lines(paths.jsonl_files(folder)[0])] == [1]


def test_a_disk_full_from_the_start_leaves_no_files(
    segments: MakeSegments, exchange: Make, page: Any, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    writer = segments()
    with monkeypatch.context() as full:
        full.setattr(os, "write", FullDisk(50))
        with pytest.raises(WriteFailed):
            writer.add(exchange("/", page()))
    assert paths.segment_files(folder) == []
    writer.add(exchange("/", page()))


def test_a_folder_that_takes_no_files_is_a_failed_write(
    segments: MakeSegments, exchange: Make, page: Any, folder: Path
) -> None:
    folder.mkdir()
    (folder / "2026").write_text("a file in the way")
    with pytest.raises(WriteFailed, match="2026"):
        segments().add(exchange("/", page()))


_LIMITED = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.recovery import recover
from newsarchive.archive.segment import Segments
from newsarchive.errors import WriteFailed

resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
SENT = b"GET / HTTP/1.1\\r\\n\\r\\n"
began = datetime(2026, 11, 23, tzinfo=UTC)
segments = Segments(Path(sys.argv[1]), "tin", clock=lambda: began, info={}, max_bytes=10**9)
body, failed = bytes(range(256)) * 60, 0
for number in range(40):
    head = b"HTTP/1.1 200 OK\\r\\nContent-Encoding: br\\r\\nX-N: %d\\r\\n\\r\\n" % number
    noise = bytes((b * (number + 3) + (i * i * (number + 7) >> 3)) & 255 for i, b in enumerate(body))
    answer = Exchange("https://tin.example/", "GET", began, SENT, head + noise, None, (), None, None, None, 0.0, None)
    try:
        segments.add(answer)
    except WriteFailed:
        failed += 1
segments.close()
print(failed)
"""


def test_a_real_limit_of_the_system_tears_nothing(folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _LIMITED, str(folder)], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 0
    (warc,) = paths.warc_files(folder)
    assert warc.stat().st_size <= 60_000
    kinds = [record.type for record in reader.records(warc)]
    assert len(kinds) > 3
    assert kinds == ["warcinfo"] + ["response", "request", "metadata"] * (len(kinds) // 3)
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


_WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.recovery import recover
from newsarchive.archive.segment import Segments

SENT = b"GET / HTTP/1.1\\r\\n\\r\\n"
began = datetime(2026, 11, 23, tzinfo=UTC)
segments = Segments(Path(sys.argv[1]), "tin", clock=lambda: began, info={}, max_bytes=20_000)
for number in range(60):
    response = b"HTTP/1.1 200 OK\\r\\n\\r\\n" + b"%d %s" % (number, sys.argv[2].encode()) * 100
    segments.add(Exchange("https://tin.example/", "GET", began, SENT, response, None, (), None, None, None, 0.0, None))
segments.close()
"""


def test_two_processes_never_share_a_file(folder: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", _WRITER, str(folder), who]) for who in ("a", "b")]
    assert [process.wait(60) for process in running] == [0, 0]
    found = [
        record.id for path in paths.warc_files(folder) for record in reader.records(path) if record.type == "response"
    ]
    assert len(found) == len(set(found)) == 120
    assert set(names(folder)) == {"warc.gz", "jsonl"}


def test_the_compression_level_is_a_choice(segments: MakeSegments, exchange: Make, page: Any, folder: Path) -> None:
    made = exchange("/", page())
    sizes = []
    for level in (None, 1, 9):
        captured = add(segments(level=level), made)
        sizes.append(captured.capture.length)
    assert sizes[2] <= sizes[1]
    for path in paths.warc_files(folder):
        assert [record.type for record in reader.records(path)][1:] == ["response", "request", "metadata"]


@pytest.mark.parametrize("wrong", [{"fsync": "sometimes"}, {"algorithm": "md5"}])
def test_wrong_options_are_refused(segments: MakeSegments, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong.values()))):
        segments(**wrong)


def test_a_close_that_fails_leaves_it_to_recovery(
    segments: MakeSegments, exchange: Make, page: Any, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    writer = segments(max_bytes=1)

    def fail(_self: Path, _target: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", fail)
        writer.add(exchange("/1", page()))
        writer.add(exchange("/2", page()))
        with pytest.raises(WriteFailed, match="Read-only"):
            writer.add(exchange("/3", page()))
    writer.add(exchange("/4", page()))
    writer.close()
    assert recover(folder).mended == 2, "its locks were let go"
    assert names(folder) == ["jsonl", "jsonl", "jsonl", "warc.gz", "warc.gz", "warc.gz"]


def test_a_new_pair_that_another_process_snatches_gets_another_name(
    segments: MakeSegments, exchange: Make, page: Any, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    real, snatched = fcntl.flock, []

    def flock(fd: int, operation: int) -> None:
        if len(snatched) < 2:
            snatched.append(fd)
            raise BlockingIOError(errno.EWOULDBLOCK, "Resource temporarily unavailable")
        real(fd, operation)

    monkeypatch.setattr(fcntl, "flock", flock)
    assert segments().add(exchange("/", page())) is not None


def test_a_folder_without_locks_is_told(
    segments: MakeSegments, exchange: Make, page: Any, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    def flock(_fd: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(WriteFailed, match="No locks available"):
        segments().add(exchange("/", page()))
    assert paths.segment_files(folder) == []


def test_nothing_is_written_over(segments: MakeSegments, exchange: Make, page: Any, folder: Path) -> None:
    writer = segments()
    writer.add(exchange("/", page()))
    opened = paths.warc_files(folder)[0]
    paths.final(opened).write_bytes(b"somebody else's")
    with pytest.raises(ArchiveError, match="stands already"):
        writer.close()
    assert paths.final(opened).read_bytes() == b"somebody else's"
    assert opened.exists()


def test_bytes_are_let_go(segments: MakeSegments, exchange: Make, page: Any) -> None:
    import tracemalloc

    writer = segments()
    writer.add(exchange("/", page()))
    tracemalloc.start()
    try:
        for number in range(20):
            writer.add(exchange(f"/{number}", page(bytes(500_000))))
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held < 500_000


def test_each_file_has_a_warcinfo_of_its_own(segments: MakeSegments, exchange: Make, page: Any, folder: Path) -> None:
    writer = segments(max_bytes=1)
    for number in range(3):
        writer.add(exchange(f"/{number}", page()))
    writer.close()
    infos = set()
    for path in paths.warc_files(folder):
        info, *others = reader.records(path)
        assert (info.type, info.get("WARC-Filename")) == ("warcinfo", path.name)
        assert len(others) == 3
        assert {record.get("WARC-Warcinfo-ID") for record in others} == {info.id}
        infos.add(info.id)
    assert len(infos) == 3


def test_an_event_is_one_write_at_the_end(
    segments: MakeSegments, exchange: Make, page: Any, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """Response, request and metadata together, on a descriptor that can only append."""
    writer = segments()
    writer.add(exchange("/1", page()))
    size = paths.warc_files(folder)[0].stat().st_size
    real, flags, written = os.write, [], []

    def write(fd: int, data: Any) -> int:
        flags.append(fcntl.fcntl(fd, fcntl.F_GETFL))
        written.append(real(fd, data))
        return written[-1]

    monkeypatch.setattr(os, "write", write)
    captured = add(writer, exchange("/2", page(os.urandom(300_000))))
    assert len(written) == 1
    assert flags[0] & os.O_APPEND
    assert captured.capture.offset == size
    assert paths.warc_files(folder)[0].stat().st_size == size + written[0]


def test_names_are_safe_once_a_pair_is_closed(
    segments: MakeSegments, exchange: Make, page: Any, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """The files are on the disk before they are renamed, and their folder after that."""
    writer = segments()
    writer.add(exchange("/", page()))
    steps: list[tuple[str, list[str]]] = []
    real = os.fsync

    def fsync(fd: int) -> None:
        real(fd)
        path = Path(f"/proc/self/fd/{fd}").readlink()
        steps.append((path.name if path.is_dir() else path.name.partition(".")[2], names(folder)))

    monkeypatch.setattr(os, "fsync", fsync)
    writer.close()
    assert steps[0] == ("warc.gz.open", ["jsonl.open", "warc.gz.open"])
    assert steps[-1] == ("11", ["jsonl", "warc.gz"])


def test_a_name_that_exists_is_never_opened(
    segments: MakeSegments, exchange: Make, page: Any, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    letters = iter("a" * 16 + "b" * 8)
    monkeypatch.setattr("newsarchive.archive.segment.secrets.choice", lambda _: next(letters))
    clock = {"clock": lambda: datetime(2026, 11, 23, tzinfo=UTC)}
    first, second = segments(**clock), segments(**clock)
    first.add(exchange("/1", page()))
    (taken,) = paths.warc_files(folder)
    data = taken.read_bytes()
    first.abandon()  # as a kill leaves it: no lock keeps anybody off
    second.add(exchange("/2", page()))
    assert taken.read_bytes() == data
    randoms = [name.random for path in paths.warc_files(folder) if (name := paths.parse(path))]
    assert randoms == ["a" * 8, "b" * 8]


def test_a_warcinfo_that_cannot_be_written_leaves_no_files(folder: Path, exchange: Make, page: Any) -> None:
    writer = Segments(folder, "baoquangtri", clock=lambda: datetime.now(UTC), info={"operator": "\udcff"})
    with pytest.raises(UnicodeEncodeError):
        writer.add(exchange("/", page()))
    assert paths.segment_files(folder) == []
