"""Recovery loses no byte: the mended file and its `.torn` are what was there, wherever the pair was cut."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive import paths, reader
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.recovery import Lengths, recover
from newsarchive.archive.segment import Segments
from newsarchive.items import Article

Pair = tuple[Path, Path]
STEM = "tin-20261123T152200Z-00000-k3v9x0ab"


@pytest.fixture
def pair(
    segments: Callable[..., Segments],
    exchange: Callable[..., Exchange],
    page: Any,
    article: Callable[..., Article],
    folder: Path,
) -> tuple[bytes, bytes]:
    """The bytes of an open WARC and its lines: two pages, two lines, an attempt without an answer."""
    writer = segments()
    for number in range(2):
        captured = writer.add(exchange(f"/{number}", page(b"<p>%d</p>" % number)))
        assert captured is not None
        writer.write(article(captured, key=str(number)))
    writer.add(exchange("/2", error="ConnectionResetError"))
    (warc,), (table,) = paths.warc_files(folder), paths.jsonl_files(folder)
    # The lines name the file that they were written beside.
    return warc.read_bytes(), table.read_bytes().replace(paths.stem(warc).encode(), STEM.encode())


@pytest.fixture
def left(tmp_path: Path, pair: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Pair]:
    """Puts an open pair there as a crash left it, cut to these lengths, in a folder of its own. Fsync does nothing."""
    count = iter(range(10**6))
    monkeypatch.setattr(os, "fsync", lambda fd: None)

    def put(warc_bytes: int | None = None, jsonl_bytes: int | None = None) -> Pair:
        folder = tmp_path / f"{next(count)}" / "tin" / "2026" / "11"
        folder.mkdir(parents=True)
        warc, table = folder / f"{STEM}.warc.gz.open", folder / f"{STEM}.jsonl.open"
        warc.write_bytes(pair[0][:warc_bytes])
        table.write_bytes(pair[1][:jsonl_bytes])
        return warc, table

    return put


def together(opened: Path) -> bytes:
    """What a mended file and its torn bytes are, one behind the other."""
    final = paths.final(opened)
    torn = final.with_name(f"{final.name}{paths.TORN}")
    return b"".join(path.read_bytes() for path in (final, torn) if path.exists())


def state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("which", [0, 1], ids=["warc", "lines"])
@pytest.mark.parametrize("committed", [None, "first_page"])
def test_no_byte_is_lost_wherever_a_file_was_cut(
    left: Callable[..., Pair], pair: tuple[bytes, bytes], which: int, committed: str | None
) -> None:
    warc, _ = left()
    second = [record for record in reader.records(warc) if record.type == "response"][1]
    ends = (second.offset, pair[1].index(b"\n") + 1)
    known = {f"2026/11/{STEM}.warc.gz": Lengths(*ends, synced=True)} if committed else None
    for length in range(ends[which] - 20 if committed else 0, len(pair[which]) + 1):
        opened = left(*((length, None), (None, length))[which])
        before = [path.read_bytes() for path in opened]
        recover(opened[0].parents[2], known)
        assert [together(path) for path in opened] == before, length
        after = state(opened[0].parent)
        assert not [name for name in after if name.endswith(paths.OPEN)]
        if length % 64 == 0:
            recover(opened[0].parents[2], known)
            assert state(opened[0].parent) == after, "a second run changes nothing"


def test_a_file_that_ends_in_the_middle_of_an_event_has_a_torn_file_beside_it(
    left: Callable[..., Pair], pair: tuple[bytes, bytes]
) -> None:
    warc, _ = left()
    records = list(reader.records(warc))
    kinds = {record.offset + record.length: record.type for record in records}
    kept = {}
    for end in kinds:
        warc, _ = left(end)
        recover(warc.parents[2])
        torn = warc.with_name(f"{paths.final(warc).name}{paths.TORN}")
        kept[end] = torn.read_bytes() if torn.exists() else None
    # Behind a response or its request the event goes on. Without an answer nobody knows: the metadata record is first.
    assert [kept[end] for end in kinds] == [None, b"", b"", None, b"", b"", None, None, None]
    assert list(kinds.values())[-3:] == ["metadata", "metadata", "request"]


def test_a_run_that_was_killed_before_the_cut_is_gone_over_again(
    left: Callable[..., Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    warc, _ = left(-5)
    before = warc.read_bytes()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "truncate", killed)
        with pytest.raises(KeyboardInterrupt):
            recover(warc.parents[2])
    assert warc.read_bytes() == before
    recover(warc.parents[2])
    final = paths.final(warc)
    torn = [path.read_bytes() for path in sorted(final.parent.glob(f"{final.name}*.torn"))]
    assert len(torn) == 2
    assert torn[0] == torn[1]
    assert final.read_bytes() + torn[0] == before


def test_torn_bytes_are_on_the_disk_before_the_file_is_cut(
    left: Callable[..., Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    warc, _ = left(-5)
    steps: list[tuple[str, str]] = []
    cut, rename = os.truncate, Path.rename
    monkeypatch.setattr(os, "fsync", lambda fd: steps.append(("fsync", Path(f"/proc/self/fd/{fd}").readlink().name)))
    monkeypatch.setattr(os, "truncate", lambda path, end: (steps.append(("cut", Path(path).name)), cut(path, end))[1])
    monkeypatch.setattr(Path, "rename", lambda path, to: (steps.append(("rename", path.name)), rename(path, to))[1])
    recover(warc.parents[2])
    of_warc = [(step, name.removeprefix(STEM)) for step, name in steps if name.startswith(f"{STEM}.warc")]
    assert of_warc == [
        ("fsync", ".warc.gz.torn"),
        ("cut", ".warc.gz.open"),
        ("fsync", ".warc.gz.open"),
        ("rename", ".warc.gz.open"),
    ]
    assert steps[-1] == ("fsync", "11"), "the folder, last"


@contextmanager
def file_limit(size: int) -> Iterator[None]:
    """No file of this process grows beyond `size` bytes."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_leaves_all_as_it_was(left: Callable[..., Pair], pair: tuple[bytes, bytes]) -> None:
    warc, _ = left(-5)
    folder = warc.parent
    before = state(folder)
    with file_limit(100):
        report = recover(warc.parents[2])
    assert [(path, "File too large" in reason) for path, reason in report.failed] == [(warc, True)]
    assert state(folder) == before, "half of the torn bytes would look like all of them"
    assert not recover(warc.parents[2]).failed
    assert together(warc) == pair[0][:-5]
