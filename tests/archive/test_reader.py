import gzip
import io
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.archive import paths, reader
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.reader import Record
from newsarchive.archive.segment import Segments
from newsarchive.errors import BrokenRecord

Make = Callable[..., Exchange]


@pytest.fixture
def small(segments: Callable[..., Segments], exchange: Make, page: Callable[..., bytes], folder: Path) -> Path:
    """A closed WARC of a few hundred bytes a record."""
    writer = segments()
    for number in range(2):
        writer.add(exchange(f"/{number}", page(b"<p>%d</p>" % number)))
    writer.close()
    return paths.warc_files(folder)[0]


def plain_copy(path: Path) -> Path:
    target = path.with_name("plain.warc")
    target.write_bytes(gzip.decompress(path.read_bytes()))
    return target


def boundaries(records: list[Record]) -> set[int]:
    return {0} | {record.offset + record.length for record in records}


def read(path: Path) -> tuple[list[str], BrokenRecord | None]:
    """Ids of the records that come before the file breaks, and how it breaks."""
    ids: list[str] = []
    try:
        for record in reader.records(path):
            ids.append(record.id)
    except BrokenRecord as error:
        return ids, error
    return ids, None


@pytest.mark.parametrize("plain", [False, True])
def test_a_cut_at_any_byte_is_a_boundary_or_told(small: Path, tmp_path: Path, plain: bool) -> None:
    path = plain_copy(small) if plain else small
    whole = list(reader.records(path))
    ends, data, cut = boundaries(whole), path.read_bytes(), tmp_path / "cut.warc.gz"
    assert max(ends) == len(data)
    # A plain file is cut at every third byte, to save time; around its boundaries at each.
    near = {end + step for end in ends for step in range(-5, 6)}
    for length in (n for n in range(len(data)) if not plain or n % 3 == 0 or n in near):
        cut.write_bytes(data[:length])
        ids, broken = read(cut)
        complete = [record for record in whole if record.offset + record.length <= length]
        assert ids == [record.id for record in complete]
        if length in ends:
            assert broken is None
        else:
            assert broken is not None
            assert broken.offset == max(end for end in ends if end <= length)


def test_a_changed_byte_is_told_or_changes_nothing(small: Path, tmp_path: Path) -> None:
    whole = [(r.id, r.block, r.headers) for r in reader.records(small)]
    data, path = small.read_bytes(), tmp_path / "flipped.warc.gz"
    unseen = 0
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= 0x10
        path.write_bytes(flipped)
        try:
            assert [(r.id, r.block, r.headers) for r in reader.records(path)] == whole
            unseen += 1
        except BrokenRecord:
            pass
    # Of a gzip member nothing checks the time, flags and system in its header and the bits behind the last code.
    assert unseen <= 7 * len(whole)


def test_offsets_are_exact(small: Path) -> None:
    data = small.read_bytes()
    for record in reader.records(small):
        again = reader.record_at(small, record.offset)
        assert (again.id, again.block, again.length) == (record.id, record.block, record.length)
        member = gzip.decompress(data[record.offset : record.offset + record.length])
        assert member.endswith(record.block + b"\r\n\r\n")


@pytest.mark.parametrize("offset", [1, 7, 10**9])
def test_an_offset_that_is_none_is_told(small: Path, offset: int) -> None:
    with pytest.raises(BrokenRecord) as caught:
        reader.record_at(small, offset)
    assert caught.value.offset == offset


def test_plain_files_give_the_same_records(small: Path) -> None:
    path = plain_copy(small)
    packed, plain = list(reader.records(small)), list(reader.records(path))
    assert [(r.id, r.block) for r in packed] == [(r.id, r.block) for r in plain]
    assert [reader.record_at(path, r.offset).id for r in plain] == [r.id for r in packed]


def record_bytes(*fields: str, block: bytes = b"", length: int | str | None = None, version: str = "WARC/1.1") -> bytes:
    given_fields = fields or (
        "WARC-Type: response", "WARC-Record-ID: <urn:x:1>", "WARC-Date: 2026-11-23T15:22:00Z",
        "WARC-Target-URI: http://tin.example/", "Content-Type: application/http;msgtype=response",
    )  # fmt: skip
    size = len(block) if length is None else length
    return "\r\n".join([version, *given_fields, f"Content-Length: {size}", "", ""]).encode() + block + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(record_bytes() + record_bytes(), mtime=0), "several_records"),
        (gzip.compress(record_bytes() + b"\r\n", mtime=0), "several_records"),
        (gzip.compress(record_bytes(block=b"abc", length=2), mtime=0), "wrong_length"),
        (gzip.compress(record_bytes(block=b"abc", length=4), mtime=0), "wrong_length"),
        (gzip.compress(record_bytes(block=b"abc", length=10**15), mtime=0), "wrong_length"),
        (gzip.compress(record_bytes(length="-1"), mtime=0), "bad content-length"),
        (gzip.compress(record_bytes(length="1e3"), mtime=0), "bad content-length"),
        (gzip.compress(record_bytes(length="9" * 40), mtime=0), "bad content-length"),
        (gzip.compress(record_bytes("WARC-Type: response"), mtime=0), "no warc-date"),
        (gzip.compress(b"hello", mtime=0), "no_header"),
        (gzip.compress(b"hello\r\n\r\nworld", mtime=0), "no_record"),
        (gzip.compress(b"", mtime=0), "no_header"),
        (gzip.compress(b"WARC/1.1\r\nA: " + b"x" * (1 << 21), mtime=0), "no_header"),
        (b"\x00" * 64, "no_gzip"),
        (b"just text", "no_gzip"),
        (b"\x28\xb5\x2f\xfd zstandard", "corrupt"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03 junk", "corrupt"),
        (record_bytes(block=b"abc", length=2), "wrong_length"),
        (record_bytes(block=b"abc", length=10**15), "cut"),
        (b"WARC/1.1\r\nA: b", "cut"),
    ],
)
def test_a_broken_file_names_the_reason(data: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    ids, broken = read(path)
    assert not ids
    assert broken is not None
    assert (broken.offset, broken.reason, broken.path) == (0, reason, path)


def test_junk_behind_the_records_is_told(small: Path) -> None:
    data = small.read_bytes()
    small.write_bytes(data + b"\0\0")
    ids, broken = read(small)
    assert len(ids) == 7
    assert broken is not None
    assert broken.offset == len(data)


def test_an_empty_file_has_no_records(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz.open"
    path.touch()
    assert list(reader.records(path)) == []


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_make_it_crash(tmp_path: Path, data: bytes, packed: bool) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(gzip.compress(b"WARC/1.0\r\n" + data, mtime=0) if packed else b"WARC/1.1\r\n" + data)
    read(path)


@pytest.mark.parametrize("length", [(1 << 20) - 400, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
@pytest.mark.parametrize("packed", [True, False])
def test_blocks_around_the_inflaters_step(tmp_path: Path, length: int, packed: bool) -> None:
    data = record_bytes(block=b"a" * length)
    path = tmp_path / "x.warc"
    path.write_bytes(2 * (gzip.compress(data, mtime=0) if packed else data))
    assert [record.block for record in reader.records(path)] == 2 * [b"a" * length]


def test_a_record_over_the_limit_is_passed_over_in_little_memory(tmp_path: Path) -> None:
    big, small = record_bytes(block=b"\0" * (64 << 20)), record_bytes(block=b"after")
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(big, 1, mtime=0) + gzip.compress(small))
    del big
    tracemalloc.start()
    try:
        first, second = reader.records(path, limit=1 << 20)
        assert second.block == b"after"
        assert first.size == 64 << 20
        with pytest.raises(BrokenRecord, match="too_large"):
            _ = first.block
        assert sum(map(len, reader.block_pieces(path, first.offset))) == 64 << 20
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20


def test_pieces_of_a_torn_record_end_in_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(record_bytes(block=bytes(range(256)) * 9))[:-9])
    with pytest.raises(BrokenRecord, match="cut"):
        list(reader.block_pieces(path, 0))


def written_by_warcio(path: Path, version: str, packed: bool) -> None:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=packed, warc_version=version)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "x"}))
        headers = StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")], protocol="HTTP/1.1"
        )
        body = io.BytesIO(b"2\r\n<p\r\n1\r\n>\r\n0\r\n\r\n")
        record = writer.create_warc_record("http://tin.example/", "response", payload=body, http_headers=headers)
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "tin.example")], is_http_request=True)
        asked = writer.create_warc_record("http://tin.example/", "request", http_headers=request)
        writer.write_request_response_pair(asked, record)
        writer.write_record(
            writer.create_revisit_record(
                "http://tin.example/again",
                record.rec_headers["WARC-Payload-Digest"],
                "http://tin.example/",
                record.rec_headers["WARC-Date"],
                http_headers=headers,
            )
        )


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # warcio leaves its spool files to the collector
@pytest.mark.parametrize("version", ["WARC/1.0", "WARC/1.1"])
@pytest.mark.parametrize("packed", [True, False])
def test_files_of_warcio_are_read(tmp_path: Path, version: str, packed: bool) -> None:
    path = tmp_path / "other.warc"
    written_by_warcio(path, version, packed)
    info, response, request, revisit = reader.records(path)
    assert (info.type, response.type, request.type, revisit.type) == ("warcinfo", "response", "request", "revisit")
    assert response.version == version
    assert response.http is not None
    assert (response.http.status, response.payload) == (200, b"<p>")
    assert request.http is not None
    assert request.http.method == "GET"
    given_page = reader.page_input(revisit, reader.resolve(revisit, lambda _id, uri, _date: response if uri else None))
    assert (given_page.body, given_page.url, given_page.content_type) == (
        b"<p>",
        "http://tin.example/again",
        "text/html",
    )


def test_a_record_in_wgets_manner_is_read(tmp_path: Path) -> None:
    path = tmp_path / "wget.warc.gz"
    fields = (
        "WARC-Type: response", "WARC-Record-ID: <urn:uuid:2F0C>", "WARC-Concurrent-To: <urn:x>",
        "WARC-Target-URI: <http://tin.example/a>", "WARC-Date: 2016-01-11T23:24:25Z", "WARC-IP-Address: 192.0.2.1",
        "WARC-Note: folded\r\n  twice\r\n\tover", "Content-Type: application/http;msgtype=response",
    )  # fmt: skip
    block = b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n<p>"
    path.write_bytes(gzip.compress(record_bytes(*fields, block=block, version="WARC/1.0"), mtime=0))
    (record,) = reader.records(path)
    assert (record.uri, record.get("warc-note")) == ("http://tin.example/a", "folded twice over")
    assert reader.page_input(record).body == b"<p>"


class TestPageInput:
    def test_tells_what_the_record_tells(self, archived: Callable[..., list[Record]], exchange: Make) -> None:
        body = "<p>Chợ nổi</p>".encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n\r\n"
        record = archived(exchange("/a#b", head + gzip.compress(body, mtime=0), truncated="length"))[1]
        given_page = reader.page_input(record)
        assert given_page.body == body
        assert given_page.url == "https://tin.example/a"
        assert given_page.content_type == "text/html; charset=utf-8"
        assert given_page.date == "2026-11-23T15:22:07.123456Z"
        assert given_page.fetched_at.isoformat() == "2026-11-23T15:22:07.123456+00:00"
        assert given_page.truncated

    def test_a_cut_coding_counts_as_truncated(self, archived: Callable[..., list[Record]], exchange: Make) -> None:
        data = gzip.compress(b"<p>" + bytes(range(256)) * 20)[:-30]
        record = archived(exchange("/", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + data))[1]
        assert record.truncated is None
        assert reader.page_input(record).truncated

    @pytest.mark.parametrize("index", [0, 2, 3])
    def test_other_records_hold_no_page(self, archived: Any, exchange: Make, page: Any, index: int) -> None:
        with pytest.raises(BrokenRecord, match="holds no page"):
            reader.page_input(archived(exchange("/", page()))[index])

    @pytest.mark.parametrize("date", ["2016-01-11T23:24:25.412030123Z", "2016-01-11", "2016-01-11T23:24:25+07:00"])
    def test_dates_are_aware(self, tmp_path: Path, date: str) -> None:
        record = self._dated(tmp_path, date)
        assert reader.page_input(record).fetched_at.utcoffset() is not None

    @pytest.mark.parametrize("date", ["yesterday", "2016", "2016-13-45T00:00:00Z"])
    def test_a_date_that_is_none_is_told(self, tmp_path: Path, date: str) -> None:
        record = self._dated(tmp_path, date)
        with pytest.raises(BrokenRecord, match="WARC-Date"):
            reader.page_input(record)

    def _dated(self, tmp_path: Path, date: str) -> Record:
        path = tmp_path / "x.warc"
        fields = ("WARC-Type: resource", "WARC-Record-ID: <urn:x>", f"WARC-Date: {date}", "Content-Type: text/html")
        path.write_bytes(record_bytes(*fields, block=b"<p>"))
        return next(reader.records(path))


def test_a_revisit_is_resolved_through_the_callers_index(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    fields = (
        "WARC-Type: revisit", "WARC-Record-ID: <urn:x:2>", "WARC-Date: 2026-11-24T00:00:00Z",
        "WARC-Refers-To: <urn:x:1>",
        "WARC-Refers-To-Target-URI: http://tin.example/", "WARC-Refers-To-Date: 2026-11-23T15:22:00Z",
        "WARC-Target-URI: http://tin.example/", "Content-Type: application/http;msgtype=response",
    )  # fmt: skip
    full = record_bytes(block=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>")
    path.write_bytes(full + record_bytes(*fields, block=b"HTTP/1.1 304 Not Modified\r\nETag: x"))
    response, revisit = reader.records(path)
    asked: list[Any] = []

    def find(*wanted: str | None) -> Record | None:
        asked.append(wanted)
        return response

    assert reader.resolve(revisit, find) is response
    assert asked == [("<urn:x:1>", "http://tin.example/", "2026-11-23T15:22:00Z")]
    assert reader.resolve(response, find) is response
    assert reader.resolve(revisit, lambda *_: revisit) is None
    assert revisit.http is not None
    assert (revisit.http.status, revisit.payload) == (304, b"")
    given_page = reader.page_input(revisit, response)
    assert (given_page.body, given_page.date, given_page.content_type) == (b"<p>", "2026-11-24T00:00:00Z", "text/html")
    with pytest.raises(BrokenRecord):
        reader.page_input(revisit)


def test_records_are_given_one_at_a_time(small: Path) -> None:
    stream: Iterator[Record] = reader.records(small)
    assert next(stream).type == "warcinfo"
    small.write_bytes(b"")  # read from the open file: what was read ahead is whole, the rest is gone
    read_on = [record.type for record in stream]
    assert read_on == ["response", "request", "metadata"] * 2
