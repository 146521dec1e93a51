"""Revisits as they are written, and read back as the pages that they stand for; ours with warcio and fastwarc, too."""

import gzip
import random
from argparse import Namespace
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.archive import paths, reader, revisit
from newsarchive.archive.events import Original
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.replay_index import ReplayIndex
from newsarchive.archive.segment import Captured, Segments
from newsarchive.items import Reference

Make = Callable[..., Exchange]
MakeSegments = Callable[..., Segments]

BEGUN = datetime(2026, 11, 23, 15, 22, 0, 123456, tzinfo=UTC)
BODY = ("<html><body>" + "<p>Bến đò chiều muộn, người làng gánh rơm về.</p>" * 40 + "</body></html>").encode()
FRAMED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)


def page(body: bytes = BODY, *lines: bytes, status: bytes = b"200 OK") -> bytes:
    return b"\r\n".join([b"HTTP/1.1 " + status, *lines, b"Content-Length: %d" % len(body), b"", b""]) + body


class Known:
    """The full records of a crawl so far by their payload, as a frontier keeps them; what it was asked."""

    def __init__(self) -> None:
        self.originals: dict[str, Original] = {}
        self.asked: list[str] = []

    def find(self, payload_digest: str) -> Original | None:
        self.asked.append(payload_digest)
        return self.originals.get(payload_digest)

    def learn(self, captured: Captured) -> Original:
        pointer = captured.capture
        reference = Reference(pointer.file, pointer.offset, pointer.length, pointer.record_id)
        original = Original(pointer.record_id, captured.url, captured.date, pointer.payload_digest, reference)
        if pointer.refers_to is None:
            self.originals.setdefault(pointer.payload_digest, original)
        return original


@pytest.fixture
def known() -> Known:
    return Known()


@pytest.fixture
def add(segments: MakeSegments, known: Known) -> Callable[..., Captured]:
    """Writes an exchange into one segment, with what is known so far; `close=True` closes it behind."""
    made: list[Segments] = []

    def write(exchange: Exchange, *, close: bool = False, **options: Any) -> Captured:
        if not made:
            made.append(segments(**options))
        captured = made[0].add(exchange, known.find)
        assert captured is not None
        known.learn(captured)
        if close:
            made[0].close()
        return captured

    return write


@pytest.fixture
def pair(add: Callable[..., Captured], exchange: Make, folder: Path) -> tuple[reader.Record, reader.Record]:
    """A response and its revisit under another URL, in a closed file."""
    first = page(BODY, b"Content-Type: text/html", b"X-Turn: one")
    second = b"HTTP/1.1 200 Lan Hai\r\nx-turn: two\r\nContent-Type: text/html; charset=utf-8\r\n"
    add(exchange("/a", first))
    again = exchange("/b", second + b"transfer-Encoding: chunked\r\n\r\n" + FRAMED, started=BEGUN + timedelta(hours=1))
    add(again, close=True)
    found = [r for r in reader.records(paths.warc_files(folder)[0]) if r.type in ("response", "revisit")]
    return found[0], found[1]


def test_a_payload_that_comes_again_is_a_revisit(pair: tuple[reader.Record, reader.Record], folder: Path) -> None:
    response, found = pair
    assert (response.type, found.type) == ("response", "revisit")
    assert found.block == (
        b"HTTP/1.1 200 Lan Hai\r\nx-turn: two\r\nContent-Type: text/html; charset=utf-8\r\n"
        b"X-Orig-Transfer-Encoding: chunked\r\n\r\n"
    )
    told = {name: found.get(name) for name, _ in found.headers if name.startswith(("WARC-Refers", "WARC-Prof"))}
    assert told == {
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        "WARC-Refers-To": response.id,
        "WARC-Refers-To-Target-URI": "https://tin.example/a",
        "WARC-Refers-To-Date": response.date,
        "WARC-Refers-To-Filename": response.path.name,
        "WARC-Refers-To-File-Offset": str(response.offset),
    }
    assert found.payload_digest == response.payload_digest
    assert (found.truncated, found.content_type) == ("length", "application/http;msgtype=response")
    assert (found.uri, found.date) == ("https://tin.example/b", "2026-11-23T16:22:00.123456Z")
    for name in ("WARC-IP-Address", "WARC-Protocol", "WARC-Warcinfo-ID"):
        assert found.get_all(name) == response.get_all(name) != []
    assert found.repeats_payload
    _, *_, request, metadata = reader.records(paths.warc_files(folder)[0])
    assert (request.type, metadata.type) == ("request", "metadata")
    assert request.get_all("WARC-Concurrent-To") == metadata.get_all("WARC-Concurrent-To") == [found.id]
    assert request.uri == metadata.uri == found.uri


def test_the_pointer_of_a_revisit_leads_to_both_records(
    add: Callable[..., Captured], exchange: Make, folder: Path
) -> None:
    full = add(exchange("/a", page(BODY, b"Content-Type: text/html")))
    again = add(exchange("/b", page(BODY, b"Content-Type: text/plain", b"Content-Encoding: identity")), close=True)
    assert full.capture.refers_to is None
    assert again.truncated is None, "of the page nothing is cut off"
    assert (again.content_type, again.content_encoding) == ("text/plain", "identity")
    assert again.capture.payload_digest == full.capture.payload_digest
    for pointer in (again.capture, again.capture.refers_to):
        assert pointer is not None
        path = paths.resolve(folder, pointer.file)
        assert path is not None
        record = reader.record_at(path, pointer.offset)
        assert (record.id, record.length) == (pointer.record_id, pointer.length)
    assert again.capture.refers_to == Reference(
        full.capture.file, full.capture.offset, full.capture.length, full.capture.record_id
    )


_HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("wire", "more"),
    [
        (page(BODY[:1023]), {}),
        (page(b""), {}),
        (page(), {"truncated": "length"}),
        (page(), {"truncated": "disconnect"}),
        (page(BODY + b"!" * 9)[:-9], {}),  # cut off by nobody knows whom
        (_HEAD + BODY, {}),
        (_HEAD + FRAMED[: -len(b"0\r\n\r\n")], {}),
        (_HEAD + FRAMED + b"surplus", {"method": "HEAD"}),
    ],
    ids=["small", "empty", "too_long", "lost", "short", "not_framed", "no_last_chunk", "surplus"],
)
def test_which_responses_can_be_revisits(wire: bytes, more: Any, add: Any, exchange: Make, known: Known) -> None:
    """Only what came whole and is worth it; of the rest nothing is asked, so nothing refers to it later."""
    for turn in range(2):
        captured = add(exchange(f"/{turn}", wire, **more))
        if "surplus" in str(wire):
            assert (captured.capture.refers_to is None) == (turn == 0), "what follows the message is no part of it"
        else:
            assert captured.capture.refers_to is None
            assert not known.asked


def test_the_smallest_payload_that_is_a_revisit(add: Any, exchange: Make) -> None:
    assert add(exchange("/a", page(b"x" * revisit.MIN_PAYLOAD))).capture.refers_to is None
    assert add(exchange("/b", page(b"x" * revisit.MIN_PAYLOAD))).capture.refers_to is not None


def test_verbatim_framing_has_no_revisits_of_payloads(add: Any, exchange: Make, known: Known) -> None:
    for turn in range(2):
        assert add(exchange(f"/{turn}", _HEAD + FRAMED), verbatim=True).capture.refers_to is None
    assert not known.asked


def test_a_revisit_never_refers_to_a_revisit(add: Any, exchange: Make) -> None:
    first, second, third = (add(exchange(f"/{turn}", page())) for turn in range(3))
    assert second.capture.refers_to == third.capture.refers_to
    assert second.capture.refers_to.record_id == first.capture.record_id


def test_an_original_is_a_full_whole_response_with_that_payload(
    segments: MakeSegments, exchange: Make, known: Known, folder: Path
) -> None:
    """What a frontier remembers is believed only as far as the file still says it."""
    writer = segments()
    captures = {}
    for name, wire, more in (
        ("full", page(), {}),
        ("again", page(), {}),
        ("cut", page(BODY[:1500]), {"truncated": "disconnect"}),
    ):
        captured = writer.add(exchange(f"/{name}", wire, **more), known.find)
        assert captured is not None
        known.learn(captured)
        captures[name] = captured
    writer.close()

    def original_at(name: str, shift: int = 0, payload_digest: str | None = None) -> Original | None:
        at = captures[name].capture
        return revisit.original_at(folder, at.file, at.offset + shift, payload_digest or at.payload_digest)

    full = captures["full"]
    found = original_at("full")
    assert found is not None
    assert (found.record_id, found.uri, found.date) == (full.capture.record_id, full.url, full.date)
    assert captures["again"].capture.refers_to == found.reference
    assert original_at("again") is None, "a revisit"
    assert original_at("cut") is None
    assert original_at("full", shift=1) is None
    assert original_at("full", payload_digest=captures["cut"].capture.payload_digest) is None


def test_without_find_all_is_written_in_full(segments: MakeSegments, exchange: Make) -> None:
    writer = segments()
    for turn in range(2):
        captured = writer.add(exchange(f"/{turn}", page()))
        assert captured is not None
        assert captured.capture.refers_to is None


class TestNotModified:
    HEAD = b'HTTP/1.1 304 Not Modified\r\nETag: "e"\r\nContent-Type: text/css\r\n\r\n'

    def test_refers_to_the_capture_that_stands(self, add: Any, exchange: Make, known: Known, folder: Path) -> None:
        full = add(exchange("/a", page(BODY, b'ETag: "e"')))
        original = known.learn(full)
        again = add(exchange("/a", self.HEAD, not_modified=original, started=BEGUN + timedelta(days=1)), close=True)
        record = reader.record_at(paths.warc_files(folder)[0], again.capture.offset)
        assert (record.type, record.block, record.truncated) == ("revisit", b"", None)
        told = dict(list(reader.records(paths.warc_files(folder)[0]))[-1].fields)
        assert b64decode(told["not-modified-head"]) == self.HEAD, "no byte of it is lost"
        assert record.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
        assert record.refers_to == (full.capture.record_id, "https://tin.example/a", full.date)
        assert record.payload_digest == full.capture.payload_digest == again.capture.payload_digest
        assert again.capture.refers_to == original.reference
        assert not record.repeats_payload

    def test_has_its_request_too(self, add: Any, exchange: Make, known: Known, folder: Path) -> None:
        original = known.learn(add(exchange("/a", page())))
        add(exchange("/a", self.HEAD, not_modified=original), close=True)
        again, request, metadata = list(reader.records(paths.warc_files(folder)[0]))[-3:]
        assert (again.type, request.type, metadata.type) == ("revisit", "request", "metadata")
        assert request.get_all("WARC-Concurrent-To") == metadata.get_all("WARC-Concurrent-To") == [again.id]
        assert request.block.startswith(b"GET /a HTTP/1.1\r\n")

    def test_is_a_response_where_nothing_is_known(self, add: Any, exchange: Make, folder: Path) -> None:
        captured = add(exchange("/a", self.HEAD), close=True)
        record = reader.record_at(paths.warc_files(folder)[0], captured.capture.offset)
        assert (record.type, captured.capture.refers_to) == ("response", None)

    @pytest.mark.parametrize(
        ("wire", "more"),
        [
            (HEAD + b"a body, against all rules", {}),
            (HEAD, {"truncated": "disconnect"}),
            (page(BODY[:50]), {}),
        ],
    )
    def test_is_only_said_of_a_whole_304(self, wire: bytes, more: Any, add: Any, exchange: Make, known: Known) -> None:
        original = known.learn(add(exchange("/a", page())))
        assert add(exchange("/a", wire, not_modified=original, **more)).capture.refers_to is None


class TestOtherReaders:
    """The same file under other people's tools."""

    @pytest.fixture(params=["sha1", "sha256"])
    def path(self, add: Any, exchange: Make, known: Known, folder: Path, request: pytest.FixtureRequest) -> Path:
        options = {"algorithm": request.param}
        original = known.learn(add(exchange("/a", page(BODY, b"X-Turn: one")), **options))
        add(exchange("/b", _HEAD + FRAMED))
        add(exchange("/a", TestNotModified.HEAD, not_modified=original))
        add(exchange("/c", page(BODY, b"X-Turn: two")), close=True)
        return paths.warc_files(folder)[0]

    def test_warcio_reads_and_checks_it(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        ours = {record.id: record for record in reader.records(path)}
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                mine = ours.pop(record.rec_headers["WARC-Record-ID"])
                assert record.rec_type == mine.type
                body = record.raw_stream.read()
                if mine.type == "revisit":
                    assert body == b""
                if mine.type == "revisit" and mine.http is not None:  # a 304 has no block
                    assert int(record.http_headers.get_statuscode()) == mine.http.status
        assert not ours
        checker = Checker(Namespace(inputs=[str(path)], verbose=True))
        checker.process_all()
        assert not checker.exit_value, capsys.readouterr().out

    def test_fastwarc_reads_it(self, path: Path) -> None:
        ours = {record.id: record for record in reader.records(path)}
        with path.open("rb") as stream:
            for record in FastIterator(stream, parse_http=False):
                mine = ours.pop(record.headers["WARC-Record-ID"])
                assert record.reader.read() == mine.block
                assert sorted(record.headers) == sorted(mine.headers)
        assert not ours


@st.composite
def _answers(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Two responses with one payload, each under its own head and framing."""
    text = draw(st.binary(max_size=40)) + random.Random(1).randbytes(draw(st.sampled_from([2000, 1000, 1024, 0])))
    payload = gzip.compress(text, mtime=0) + draw(st.sampled_from([b"", b"garbage"])) if draw(st.booleans()) else text
    return _answer(draw, payload), _answer(draw, payload)


def _answer(draw: st.DrawFn, payload: bytes) -> bytes:
    lines = [draw(st.sampled_from([b"HTTP/1.1 200 OK", b"HTTP/1.0 404", b"HTTP/1.1 200 Xong"]))]
    lines += draw(
        st.lists(
            st.sampled_from(
                [
                    b"Content-Encoding: gzip",
                    b"content-type: text/html",
                    b"Content-Type: text/plain; charset=tcvn",
                    b"A: b",
                ]
            ),
            max_size=4,
        )
    )
    end = draw(st.sampled_from([b"\r\n", b"\n"]))
    if draw(st.booleans()):
        lines.append(b"Transfer-Encoding: chunked")
        size = draw(st.integers(1, 700))
        pieces = [payload[at : at + size] for at in range(0, len(payload), size)]
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    else:
        lines += draw(st.sampled_from([[], [b"Content-Length: %d" % len(payload)]]))
        body = payload
    return end.join([*lines, b"", b""]) + body


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=_answers())
def test_a_revisit_reads_and_replays_as_what_it_stands_for(
    answers: tuple[bytes, bytes], tmp_path_factory: pytest.TempPathFactory, exchange: Make
) -> None:
    """Once with revisits, once without: page, live reading, and replayed exchange come out the same."""
    got: list[list[Any]] = []
    for known in (Known(), None):
        folder = tmp_path_factory.mktemp("revisits") / "tin"
        writer = Segments(folder, "tin", clock=lambda: BEGUN, info={}, fsync="close")
        captures = []
        for turn, answer in enumerate(answers):
            captured = writer.add(exchange(f"/{turn}", answer), known.find if known else None)
            assert captured is not None
            captures.append(captured)
            if known:
                known.learn(captured)
        writer.close()
        assert not known or bool(known.asked) == (captures[1].capture.refers_to is not None)
        (path,) = paths.warc_files(folder)
        records = [reader.record_at(path, captured.capture.offset) for captured in captures]
        original = reader.resolve(records[1], lambda *_, first=records[0]: first)
        replayed = ReplayIndex(path).exchange("https://tin.example/1", "GET", 0)
        assert replayed is not None
        replayed.replayed_from = None
        live = captures[1]._replace(capture=None)  # type: ignore[arg-type]
        got.append([live, _read(records[1], original), replayed])
    assert got[0] == got[1]


def _read(record: reader.Record, original: reader.Record | None) -> Any:
    try:
        return reader.page_input(record, original, limit=1 << 20)
    except Exception as error:  # noqa: BLE001  the same, whatever it is
        return repr(error)


class TestReplay:
    def test_a_304_is_no_answer(self, add: Any, exchange: Make, known: Known, folder: Path) -> None:
        original = known.learn(add(exchange("/a", page(BODY, b"X-Turn: one"))))
        add(exchange("/a", TestNotModified.HEAD, not_modified=original, started=BEGUN + timedelta(days=1)))
        add(exchange("/a", page(BODY, b"X-Turn: two"), started=BEGUN + timedelta(days=2)), close=True)
        index = ReplayIndex(folder)
        assert len(index) == 2
        answers = [index.exchange("https://tin.example/a", "GET", number) for number in range(3)]
        assert [answer.response for answer in answers if answer] == [
            page(BODY, b"X-Turn: one"),
            *[page(BODY, b"X-Turn: two")] * 2,
        ]

    def test_what_is_replayed_is_a_revisit_or_full_as_find_says(
        self, add: Any, exchange: Make, folder: Path, tmp_path: Path
    ) -> None:
        add(exchange("/a", page()))
        add(exchange("/b", _HEAD + FRAMED), close=True)
        index = ReplayIndex(folder)
        (tmp_path / "again").mkdir()
        writer = Segments(tmp_path / "again" / "tin", "tin", clock=lambda: BEGUN, info={})
        known, kinds = Known(), []
        for url in ("/b", "/a", "/b"):
            replayed = index.exchange(f"https://tin.example{url}", "GET", 0)
            assert replayed is not None
            assert replayed.truncated is None
            captured = writer.add(replayed, known.find)
            assert captured is not None
            known.learn(captured)
            kinds.append(captured.capture.refers_to is not None)
        writer.close()
        assert kinds == [False, True, True]
        first = next(r for r in reader.records(paths.warc_files(tmp_path / "again")[0]) if r.type == "response")
        assert first.block == _HEAD.replace(b"Transfer", b"X-Orig-Transfer") + BODY

    def test_a_revisit_of_what_is_in_no_file_is_a_miss(self, add: Any, exchange: Make, folder: Path) -> None:
        add(exchange("/a", page()))
        add(exchange("/b", page()), close=True)
        path = paths.warc_files(folder)[0]
        second = next(record for record in reader.records(path) if record.type == "revisit")
        alone = path.with_name("alone.warc.gz")
        alone.write_bytes(path.read_bytes()[second.offset :])
        index = ReplayIndex(alone)
        assert (len(index), index.exchange("https://tin.example/b", "GET", 0)) == (0, None)


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """Revisits as warcio writes them: with a head, with a head in other framing, without one."""
    path = tmp_path / "theirs.warc.gz"
    chunked = [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")]
    head = StatusAndHeaders("200 OK", chunked, protocol="HTTP/1.1")
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        record = writer.create_warc_record("http://a.example/", "response", payload=BytesIO(FRAMED), http_headers=head)
        writer.write_record(record)
        digest, date = (record.rec_headers[name] for name in ("WARC-Payload-Digest", "WARC-Date"))
        record.raw_stream.close()  # a temporary file that warcio leaves open
        for number, headers in enumerate((head, StatusAndHeaders("200 OK", [], protocol="HTTP/1.1"), None)):
            url = f"http://a.example/{number}"
            again = writer.create_revisit_record(url, digest, "http://a.example/", date, http_headers=headers)
            writer.write_record(again)
    return path


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_revisits_of_others_are_read_and_replayed(theirs: Path) -> None:
    response, *revisits = reader.records(theirs)
    index = ReplayIndex(theirs)
    assert len(index) == 4
    for number, record in enumerate(revisits):
        assert record.repeats_payload
        given_page = reader.page_input(record, response)
        assert (given_page.body, given_page.truncated) == (BODY, False)
        assert given_page.content_type == (None if number == 1 else "text/html")
        replayed = index.exchange(f"http://a.example/{number}", "GET", 0)
        assert replayed is not None
        assert replayed.message.payload == BODY
        assert replayed.message.status == 200
        assert not replayed.message.is_chunked
