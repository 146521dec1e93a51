"""Damaged files and files packed oddly: what is given was in the file, what is passed over is told, and it ends."""

import gzip
import os
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from loopback.others import dictionary, http, packed, record, response, skippable, urn

from newsarchive.archive import reader, salvage
from newsarchive.archive.reader import Record
from newsarchive.archive.salvage import Skipped
from newsarchive.errors import BrokenRecord

NAMES = {"gz": "x.warc.gz", "zst": "x.warc.zst", "plain": "x.warc", "one_gz": "y.warc.gz", "one_zst": "y.warc.zst"}
BODIES = [b"<p>%d %s</p>" % (n, os.fsencode("bến đò " * 9)) for n in range(1, 6)]
RECORDS = [response(f"http://tin.example/{n}", body, n) for n, body in enumerate(BODIES, start=1)]
LENGTH = b"Content-Length: "
SIZE = b"%d" % len(http(BODIES[1]))
BLOCKS = {http(body) for body in BODIES}


def read(path: Path) -> tuple[list[Record], list[Skipped]]:
    items = list(salvage.records(path))
    return [i for i in items if isinstance(i, Record)], [i for i in items if isinstance(i, Skipped)]


def wrote(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def numbers(records: list[Record]) -> list[int]:
    return [int(one.id[-13:-1]) for one in records]


@pytest.mark.parametrize("form", [*NAMES, "dict_zst", "packed_dict_zst"])
def test_sound_files_are_read_whole(tmp_path: Path, form: str) -> None:
    path = wrote(tmp_path / NAMES.get(form, "x.warc.zst"), packed(RECORDS, form))
    records, skipped = read(path)
    assert [one.block for one in records] == [http(body) for body in BODIES]
    assert not skipped
    for one in records:
        assert 0 < one.length <= path.stat().st_size - one.offset
        again = salvage.record_at(path, one.offset, lambda found, wanted=one.id: found.id == wanted)
        assert again is not None
        assert (again.id, again.length, again.block) == (one.id, one.length, one.block)
    if not form.startswith("one"):
        assert [(r.id, r.offset, r.length) for r in reader.records(path)] == [
            (r.id, r.offset, r.length) for r in records
        ], "the strict reader says the same"
        assert [reader.record_at(path, one.offset).block for one in records] == [one.block for one in records]


def test_what_is_asked_for_is_not_there(tmp_path: Path) -> None:
    path = wrote(tmp_path / "x.warc.gz", packed(RECORDS, "gz"))
    assert salvage.record_at(path, 0, lambda found: found.id == urn(2)) is None
    assert salvage.record_at(path, 5, lambda found: True) is None
    assert salvage.record_at(path, 10**9, lambda found: True) is None


def second(old: bytes, new: bytes) -> bytes:
    assert old in RECORDS[1]
    return RECORDS[1].replace(old, new, 1)


def members(form: str) -> list[bytes]:
    return [packed([one], form) for one in RECORDS]


class TestDamage:
    """The second of five records, or what stands before it, is damaged."""

    @pytest.mark.parametrize(
        ("form", "damage", "reason"),
        [
            ("gz", lambda m: m[:-20], "corrupt"),
            ("gz", lambda m: m[:40] + b"\xff" * 20 + m[60:], "corrupt"),
            ("gz", lambda m: m[:-8] + b"CRC?" + m[-4:], "corrupt"),
            ("gz", lambda m: gzip.compress(RECORDS[1][:450]), "wrong_length"),
            ("gz", lambda m: gzip.compress(RECORDS[1][:90]), "no_header"),
            ("gz", lambda m: gzip.compress(second(LENGTH, LENGTH + b"9")), "wrong_length"),
            ("gz", lambda m: gzip.compress(second(LENGTH, LENGTH + b"-")), "bad content-length"),
            ("gz", lambda m: gzip.compress(second(LENGTH, b"Content-Breadth: ")), "no content-length"),
            ("gz", lambda m: gzip.compress(second(b"WARC/1.0", b"WORC/1.0")), "no_record"),
            ("gz", lambda m: gzip.compress(second(b"WARC-Date", b"WARC-Data")), "no warc-date"),
            ("gz", lambda m: gzip.compress(b""), None),
            ("gz", lambda m: b"\0" * 5000, "zero_bytes"),
            ("gz", lambda m: b"\x1f\x8b\x08" * 500, "cut"),
            ("zst", lambda m: m[:-20], "corrupt"),
            ("zst", lambda m: b"garbage", "no_zstd"),
            ("zst", lambda m: zstd.compress(second(LENGTH, LENGTH + b"9")), "wrong_length"),
            ("zst", lambda m: zstd.compress(second(b"<p>2", b"<p>3")), "wrong_digest"),
            ("plain", lambda m: m[:-20], "wrong_length"),
            ("plain", lambda m: b"garbage" * 20_000, "no_record"),
            ("plain", lambda m: b"\0" * 70_000, "zero_bytes"),
            ("plain", lambda m: second(LENGTH, LENGTH + b"9"), "cut"),
            ("plain", lambda m: second(SIZE, b"%d" % (int(SIZE) + 99)), "wrong_length"),
            ("plain", lambda m: second(SIZE, b"%d" % (int(SIZE) - 9)), "wrong_length"),
            ("plain", lambda m: second(LENGTH, b"Content-Length: 1\r\n" + LENGTH), "bad_header"),
            ("plain", lambda m: second(b"WARC-Date", b"WARC\0Date"), "bad_header"),
            ("plain", lambda m: second(LENGTH, LENGTH + b"x"), "bad content-length"),
            ("plain", lambda m: second(b"<p>2", b"<p>3"), "wrong_digest"),
            ("plain", lambda m: second(b"\r\n\r\n", b"\r\n"), "wrong_length"),
        ],
    )  # fmt: skip
    def test_the_records_behind_it_are_read(
        self, tmp_path: Path, form: str, damage: Callable[[bytes], bytes], reason: str | None
    ) -> None:
        whole = members(form)
        bad = damage(whole[1])
        path = wrote(tmp_path / NAMES[form], whole[0] + bad + b"".join(whole[2:]))
        records, skipped = read(path)
        assert numbers(records) == [1, 3, 4, 5]
        assert [one.reason for one in skipped] == ([reason] if reason else [])
        for one in skipped:
            assert (one.offset, one.length) == (len(whole[0]), len(bad))
            assert f"at offset {one.offset}: {one.reason}, {one.length} bytes skipped" in str(one)

    @pytest.mark.parametrize("form", ["gz", "zst", "plain"])
    @pytest.mark.parametrize(
        ("tail", "reason"), [(b"\0" * 1000, "zero_bytes"), (b"tail", None), (b"WARC/1.0\r\n", None)]
    )
    def test_bytes_behind_the_last_record(self, tmp_path: Path, form: str, tail: bytes, reason: str | None) -> None:
        whole = b"".join(members(form))
        records, skipped = read(wrote(tmp_path / NAMES[form], whole + tail))
        assert numbers(records) == [1, 2, 3, 4, 5]
        (one,) = skipped
        assert (one.offset, one.length) == (len(whole), len(tail))
        assert reason in (None, one.reason)

    @pytest.mark.parametrize("form", ["gz", "zst", "plain"])
    def test_bytes_before_the_first_record(self, tmp_path: Path, form: str) -> None:
        records, skipped = read(wrote(tmp_path / NAMES[form], b"junk" + b"".join(members(form))))
        assert numbers(records) == [1, 2, 3, 4, 5]
        assert [(one.offset, one.length) for one in skipped] == [(0, 4)]

    @pytest.mark.parametrize("form", ["one_gz", "one_zst"])
    def test_of_one_member_for_all_the_rest_is_lost(self, tmp_path: Path, form: str) -> None:
        data = packed(RECORDS, form)
        records, skipped = read(wrote(tmp_path / NAMES[form], data[:-12]))
        assert numbers(records) == [1, 2, 3, 4, 5][: len(records)]
        assert len(records) >= (3 if form == "one_gz" else 0), "zstd unpacks whole blocks of 128 KB"
        assert [one.reason for one in skipped] == ["cut"]

    @pytest.mark.parametrize("form", ["one_gz", "one_zst"])
    def test_a_bad_record_in_one_member_for_all(self, tmp_path: Path, form: str) -> None:
        bad = [*RECORDS]
        bad[1] = bad[1].replace(b"Content-Length: ", b"Content-Length: 9")
        records, skipped = read(wrote(tmp_path / NAMES[form], packed(bad, form)))
        assert numbers(records) == [1, 3, 4, 5]
        assert [(one.reason, one.length) for one in skipped] == [("wrong_length", len(bad[1]))]

    def test_what_the_strict_reader_says_is_told_by_it(self, tmp_path: Path) -> None:
        with pytest.raises(BrokenRecord, match="several_records"):
            list(reader.records(wrote(tmp_path / "x.warc.zst", packed(RECORDS, "one_zst"))))


def changed(data: bytes, kind: str, at: int, by: int) -> bytes:
    at %= len(data)
    if kind == "cut":
        return data[:at]
    if kind == "flip":
        return data[:at] + bytes([data[at] ^ (by % 255 + 1)]) + data[at + 1 :]
    if kind == "insert":
        return data[:at] + bytes([by % 256]) * (by % 70 + 1) + data[at:]
    return data[:at] + b"\0" * (by % 300) + data[at + by % 300 :]


@pytest.mark.parametrize("form", NAMES)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["cut", "flip", "insert", "zero"]), st.integers(0, 10_000), st.integers(0, 1000))
@example("cut", 0, 0)
@example("flip", 0, 0)
@example("flip", 5, 31)
def test_whatever_happens_to_a_file(tmp_path: Path, form: str, kind: str, at: int, by: int) -> None:
    whole = packed(RECORDS, form)
    path = tmp_path / NAMES[form]
    data = changed(whole, kind, at, by)
    records, skipped = read(wrote(path, data))
    assert all(one.block in BLOCKS for one in records), "nothing is made up"
    ends = {0, len(whole)} if form.startswith("one") else {sum(map(len, members(form)[:n])) for n in range(6)}
    if form == "plain":
        ends |= {end - missing for end in ends for missing in range(5)}  # no more than the last line ends are gone
    if len(records) < 5 and not (kind == "cut" and len(data) in ends):
        assert skipped, "what is missing is told"
    if form == "gz":
        assert all(one.headers in HEADERS for one in records), "a checksum vouches for each"
    for one in skipped:
        assert 0 <= one.offset <= len(data)
        assert one.length >= 0


def _headers() -> set[tuple[tuple[str, str], ...]]:
    return {tuple(reader.parse_header(Path("x"), 0, one[: one.index(b"\r\n\r\n")]).headers) for one in RECORDS}


HEADERS = _headers()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=30),
            st.sampled_from([*RECORDS[:2], *members("gz")[:2], *members("zst")[:2], b"WARC/1.0\r\n", b"\x1f\x8b\x08"]),
            st.sampled_from([gzip.compress(b"WARC/1.0\r\nA: b\r\n"), skippable(b"abc"), skippable(b"", 0x184D2A50)]),
        ),
        max_size=8,
    ),
    st.sampled_from(["x.warc.gz", "x.warc.zst", "x.warc", "x"]),
)
def test_no_bytes_make_it_crash(tmp_path: Path, pieces: list[bytes], name: str) -> None:
    records, _ = read(wrote(tmp_path / name, b"".join(pieces)))
    assert all(one.block in BLOCKS for one in records)


class TestLimits:
    def test_one_member_for_all_is_read_in_little_memory(self, tmp_path: Path) -> None:
        path = tmp_path / "x.warc.gz"
        stream = zlib.compressobj(1, wbits=31)
        with path.open("wb") as file:
            for n in range(400):
                file.write(stream.compress(response(f"http://tin.example/{n}", os.urandom(100) * 1000, n)))
            file.write(stream.flush())
        peak, count = self.peak(path)
        assert count == 400
        assert peak < 8 << 20

    @pytest.mark.parametrize("form", ["gz", "zst", "one_gz", "one_zst"])
    def test_a_bomb_is_passed_over_in_little_memory(self, tmp_path: Path, form: str) -> None:
        bomb = record("resource", "Content-Type: text/html", block=b"\0" * (96 << 20))
        path = wrote(tmp_path / NAMES[form], packed([bomb, RECORDS[0]], form))
        assert path.stat().st_size < 1 << 20
        del bomb
        peak, count = self.peak(path)
        assert count == 2
        assert peak < 16 << 20

    def peak(self, path: Path) -> tuple[int, int]:
        tracemalloc.start()
        try:
            count = sum(isinstance(item, Record) for item in salvage.records(path, limit=1 << 20))
            return tracemalloc.get_traced_memory()[1], count
        finally:
            tracemalloc.stop()

    def test_a_window_that_would_take_gigabytes_is_refused(self, tmp_path: Path) -> None:
        options = {zstd.CompressionParameter.window_log: 30, zstd.CompressionParameter.content_size_flag: 0}
        stream = zstd.ZstdCompressor(options=options)
        frame = stream.compress(RECORDS[0]) + stream.flush()
        path = wrote(tmp_path / "x.warc.zst", frame + zstd.compress(RECORDS[1]))
        records, skipped = read(path)
        assert numbers(records) == [2]
        assert [(one.offset, one.length, one.reason) for one in skipped] == [(0, len(frame), "corrupt")]

    @pytest.mark.parametrize(
        "first",
        [
            skippable(zstd.compress(b"\0" * (17 << 20))),
            skippable(zstd.compress(dictionary(RECORDS).dict_content)[:-9]),
            skippable(b"no dictionary"),
            skippable(b"\x37\xa4\x30\xec" + b"x" * 99),
            skippable(b""),
            b"\x5d\x2a\x4d\x18" + struct.pack("<I", 2**32 - 1),
        ],
        ids=["too_large", "cut", "none", "no_tables", "empty", "size"],
    )
    def test_a_bad_dictionary_is_told(self, tmp_path: Path, first: bytes) -> None:
        made = dictionary(RECORDS)
        path = wrote(tmp_path / "x.warc.zst", first + zstd.compress(RECORDS[0], zstd_dict=made))
        records, skipped = read(path)
        assert not records
        assert skipped[0].reason in ("bad_dictionary", "corrupt")
        with pytest.raises(BrokenRecord):
            list(reader.records(path))

    def test_a_skippable_frame_over_the_end_is_told(self, tmp_path: Path) -> None:
        data = packed(RECORDS, "zst")
        records, skipped = read(wrote(tmp_path / "x.warc.zst", data + skippable(b"12345")[:-1]))
        assert len(records) == 5
        assert [(one.offset, one.reason) for one in skipped] == [(len(data), "cut")]

    def test_frames_to_be_skipped_stand_anywhere(self, tmp_path: Path) -> None:
        frames = members("zst")
        note = skippable(b"note", 0x184D2A50)
        path = wrote(tmp_path / "x.warc.zst", note + note.join(frames) + note)
        records, skipped = read(path)
        assert numbers(records) == [1, 2, 3, 4, 5]
        assert not skipped
        assert [one.offset for one in reader.records(path)] == [one.offset for one in records]
        assert records[0].offset == len(note)

    @pytest.mark.parametrize(
        ("name", "piece"),
        [
            ("x.warc.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\3"),
            ("x.warc.gz", gzip.compress(b"WARC/1.0\r\nA: b\r\n\r\n")[:-9]),
            ("x.warc.gz", gzip.compress(b"WARC/1.0\r\nContent-Length: 99\r\n\r\n")),
            ("x.warc.zst", b"\x28\xb5\x2f\xfd"),
            ("x.warc", b"WARC/1.0\r\nContent-Length: 99999\r\n\r\n"),
            ("y.warc.gz", b"WARC/1.0\r\nContent-Length: 99999\r\n\r\n"),
            ("x.warc", b"WARC/1.0\r\nA: "),
            ("y.warc.gz", b"WARC/1.0\r\nA: "),
            ("x.warc", b"\r\n"),
        ],
        ids=[
            *("gz_heads", "cut_members", "short_members", "zst_heads", "plain", "plain_in_gz"),
            *("endless_headers", "endless_headers_in_gz", "line_ends"),
        ],
    )
    def test_hostile_files_come_to_an_end(self, tmp_path: Path, name: str, piece: bytes) -> None:
        data = piece * ((1 << 20) // len(piece))
        path = wrote(tmp_path / name, gzip.compress(data) if name.startswith("y") else data)
        began = time.process_time()
        records, skipped = read(path)
        assert time.process_time() - began < 20
        assert not records
        assert sum(one.length for one in skipped) >= len(data) * (name[:1] == "x" and piece != b"\r\n")
