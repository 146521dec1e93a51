import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.archive import message
from newsarchive.archive.message import Message, dechunk


def frame(pieces: list[bytes], extension: bytes, end: bytes) -> bytes:
    framed = (b"%X%s%s%s%s" % (len(piece), extension, end, piece, end) for piece in pieces if piece)
    return b"".join(framed) + b"000" + extension + end + b"X-Trailer: 1" + end + end


@given(
    st.lists(st.binary(max_size=40), max_size=6),
    st.sampled_from([b"", b";a", b' ;a="b;c"', b"  "]),
    st.sampled_from([b"\r\n", b"\n"]),
    st.binary(max_size=10),
)
def test_whole_framing_is_undone(pieces: list[bytes], extension: bytes, end: bytes, after: bytes) -> None:
    assert dechunk(frame(pieces, extension, end) + after) == (b"".join(pieces), True, False, after)


@given(st.lists(st.binary(min_size=1, max_size=30), min_size=1, max_size=4), st.data())
def test_a_cut_body_keeps_what_arrived_of_its_chunks(pieces: list[bytes], data: st.DataObject) -> None:
    framed = frame(pieces, b"", b"\r\n")
    cut = data.draw(st.integers(len(b"%X\r\n" % len(pieces[0])), len(framed)))
    arrived, at = b"", 0
    for piece in pieces:
        start = at + len(b"%X\r\n" % len(piece))
        arrived += framed[start : min(cut, start + len(piece))]
        at = start + len(piece) + len(b"\r\n")
    got = dechunk(framed[:cut])
    assert not got.broken
    assert got.payload == arrived


@given(st.binary(max_size=200))
@example(b"deadbeef")
@example(b"0x5\r\nhello\r\n0\r\n\r\n")
@example(b"-1\r\nx")
@example(b"1_0\r\nx")
@example(b"\xd9\xa3\r\nabc")
@example(b"ffffffffffffffff\r\nabc")
@example(b"fffffffffffffffffffffffff\r\nabc")
def test_bytes_that_are_no_framing_are_never_lost(body: bytes) -> None:
    got = dechunk(body)
    if got.broken:
        rest = got.payload
        while rest and not body.endswith(rest):
            rest = rest[1:]
        assert rest, "what stands where framing must stand is kept to the end"
    elif b"\n" not in body:
        assert got.payload == body


def test_crumbs_and_an_endless_extension_take_little_time_and_memory() -> None:
    tracemalloc.start()
    try:
        crumbs = dechunk(b"1\r\nx\r\n" * 200_000 + b"0\r\n\r\n")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert crumbs == (b"x" * 200_000, True, False, b"")
    assert peak < 4_000_000
    endless = b"5;" + b"a" * 3_000_000
    assert dechunk(endless) == (endless, False, True, b"")


@pytest.mark.parametrize(
    ("lines", "chunked"),
    [
        (b"Transfer-Encoding: chunked", True),
        (b"tRANSFER-eNCODING:Chunked ", True),
        (b"Transfer-Encoding:\r\n chunked", True),
        (b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked", True),
        (b"X-Orig-Transfer-Encoding: chunked", False),
        (b"X-Note: Transfer-Encoding: chunked", False),
        (b"Transfer-Encoding: gzip, chunked", False),
        (b"Transfer-Encoding:", False),
        (b"X-A: b\r\n Transfer-Encoding: chunked", False),
    ],
)
def test_chunked_is_told_by_the_whole_header_name(lines: bytes, chunked: bool) -> None:
    assert Message(b"HTTP/1.1 200 OK\r\n" + lines + b"\r\n\r\n", b"").is_chunked is chunked


def test_rename_touches_only_lines_of_that_name() -> None:
    other = b"HTTP/1.1 200 Transfer-Encoding: x\r\nX-Transfer-Encoding: a\r\nA: b\r\n Transfer-Encoding: c\r\n"
    head = other + b"transfer-ENCODING : d\n\n"
    renamed = message.rename(head, "Transfer-Encoding", "X-Orig-Transfer-Encoding")
    assert renamed == other + b"X-Orig-Transfer-Encoding : d\n\n"


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        (b"GET / HTTP/1.1\r\nAUTHORIZATION: a\r\n b\r\n\tc\r\nA: b\r\n\r\n", b"GET / HTTP/1.1\r\nA: b\r\n\r\n"),
        (b"GET / HTTP/1.1\r\nA: b\r\nAuthorization:x\r\n\r\n", b"GET / HTTP/1.1\r\nA: b\r\n\r\n"),
        (b"GET / HTTP/1.1\r\nX-Authorization: x\r\n\r\n", b"GET / HTTP/1.1\r\nX-Authorization: x\r\n\r\n"),
        (b"GET / HTTP/1.1\r\nAuthorization: Bas", b"GET / HTTP/1.1\r\n"),
    ],
)
def test_without_cuts_a_line_and_its_continuation(head: bytes, kept: bytes) -> None:
    assert message.without(head, "Authorization") == kept


def test_headers_are_read_as_sent() -> None:
    head = b"HTTP/1.1 200\r\nB: 1\r\na: caf\xe9\r\nb:\t2 \r\nnocolon\r\nF: x\r\n  y\r\n\r\n"
    got = Message(head, b"")
    assert got.headers == [(b"B", b"1"), (b"a", b"caf\xe9"), (b"b", b"2"), (b"F", b"x y")]
    assert got.get_all("B") == ["1", "2"]
    assert got.get_all("A") == ["café"]
    assert (got.status, got.reason) == (200, None)


def test_content_headers() -> None:
    types = b"Content-Type: a/b\r\ncontent-type: text/html\r\n"
    codings = b"Content-Encoding: gzip\r\nContent-Encoding: br\r\n"
    got = Message(b"HTTP/1.0 404 Not Found\r\n" + types + codings + b"\r\n", b"")
    assert (got.content_type, got.content_encoding, got.declared_length) == ("text/html", "gzip, br", None)
    assert (got.status, got.reason) == (404, b"Not Found")


@pytest.mark.parametrize("value", [b"", b"-1", b"1e3", b"12 ", b"9" * 30, b"\xb2", b"0x10"])
def test_a_length_that_is_no_number_is_none(value: bytes) -> None:
    got = Message(b"HTTP/1.1 200 OK\r\nContent-Length: " + value + b"\r\n\r\n", b"").declared_length
    assert got == (12 if value == b"12 " else None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nA: b\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
        b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"HTTP/1.1  200 OK\r\n\r\n",
    ],
)
def test_what_is_no_complete_final_http1_head_is_none(data: bytes) -> None:
    assert message.response(data) is None
