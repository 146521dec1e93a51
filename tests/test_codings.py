import gzip
import os
import zlib

import brotli
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive import codings
from newsarchive.errors import CodingError

PAGE = "<html><body><p>Bản tin sáng: mực nước sông xuống chậm.</p></body></html>".encode() * 40
LIMIT = 100_000


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


ENCODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("data", [b"", b"x", PAGE, os.urandom(70_000)], ids=["empty", "byte", "page", "noise"])
def test_every_coding_is_undone(name: str, data: bytes) -> None:
    assert codings.decode(ENCODERS[name](data), name, limit=LIMIT) == (data, False)


def test_raw_deflate_is_undone() -> None:
    assert codings.decode(raw_deflate(PAGE), "deflate", limit=LIMIT) == (PAGE, False)


@pytest.mark.parametrize("header", [None, "", "identity", "none", "UTF-8", " , identity,"])
def test_no_coding(header: str | None) -> None:
    assert codings.decode(PAGE, header, limit=LIMIT) == (PAGE, False)


@pytest.mark.parametrize("header", ["gzip, br", "GZIP ,BR", '"gzip", br', "identity, gzip, br"])
def test_a_list_is_undone_from_its_end(header: str) -> None:
    assert codings.decode(brotli.compress(gzip.compress(PAGE)), header, limit=LIMIT) == (PAGE, False)


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("body", [PAGE, b"", b"Hi", b"{}", "Xin chào, đây là văn bản".encode()])
def test_plain_under_a_false_header_comes_back_as_it_is(name: str, body: bytes) -> None:
    assert codings.decode(body, name, limit=LIMIT) == (body, False)


@pytest.mark.parametrize("name", ENCODERS)
def test_cut_input_gives_what_could_be_had(name: str) -> None:
    noise = os.urandom(200_000)
    data = noise.hex().encode()
    whole = ENCODERS[name](data)
    body, cut = codings.decode(whole[: len(whole) // 2], name, limit=1_000_000)
    assert cut
    assert data.startswith(body)
    assert len(body) > len(data) / 4


@pytest.mark.parametrize("name", ENCODERS)
def test_without_the_last_byte_it_is_cut(name: str) -> None:
    body, cut = codings.decode(ENCODERS[name](PAGE)[:-1], name, limit=LIMIT)
    assert cut
    assert PAGE.startswith(body)


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_one_byte_of_a_magic_number_is_cut(name: str) -> None:
    assert codings.decode(ENCODERS[name](PAGE)[:1], name, limit=LIMIT) == (b"", True)


@pytest.mark.parametrize("name", ENCODERS)
def test_the_limit_is_exact(name: str) -> None:
    encoded = ENCODERS[name](PAGE)
    assert codings.decode(encoded, name, limit=len(PAGE)).body == PAGE
    with pytest.raises(CodingError) as caught:
        codings.decode(encoded, name, limit=len(PAGE) - 1)
    assert caught.value.reason == "too_large"


def test_the_limit_holds_for_plain_bodies() -> None:
    with pytest.raises(CodingError, match="more than 10 bytes"):
        codings.decode(PAGE, None, limit=10)


@pytest.mark.parametrize("name", ENCODERS)
def test_a_bomb_does_not_expand(name: str) -> None:
    import tracemalloc

    bomb = ENCODERS[name](bytes(50_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(CodingError) as caught:
            codings.decode(bomb, name, limit=1_000_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.reason == "too_large"
    assert peak < 12_000_000


def test_a_nested_bomb_stops_at_the_first_stage_over_the_limit() -> None:
    bomb = gzip.compress(gzip.compress(bytes(50_000_000)))
    with pytest.raises(CodingError) as caught:
        codings.decode(bomb, "gzip, gzip", limit=1_000_000)
    assert caught.value.reason == "too_large"


def test_gzip_members_are_one_body() -> None:
    assert codings.decode(gzip.compress(PAGE) + gzip.compress(b"more"), "gzip", limit=LIMIT) == (PAGE + b"more", False)


def test_the_limit_counts_all_members() -> None:
    with pytest.raises(CodingError):
        codings.decode(gzip.compress(PAGE) * 3, "gzip", limit=len(PAGE) * 2)


def test_many_empty_members_are_fast() -> None:
    assert codings.decode(gzip.compress(b"") * 20_000, "gzip", limit=10) == (b"", False)


@pytest.mark.parametrize(
    "garbage", [b"\0" * 8, b"\r\n", b"<!-- served by -->", os.urandom(3000).replace(b"\x1f", b"x")]
)
def test_garbage_behind_the_last_member_is_dropped(garbage: bytes) -> None:
    assert codings.decode(gzip.compress(PAGE) + garbage, "gzip", limit=LIMIT).body == PAGE


def test_zstd_frames_and_skippable_frames() -> None:
    skippable = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"note"
    body = skippable + zstd.compress(PAGE) + zstd.compress(b"more")
    assert codings.decode(body, "zstd", limit=LIMIT) == (PAGE + b"more", False)


def test_a_zstd_window_over_8_mb_is_refused() -> None:
    options = {zstd.CompressionParameter.window_log: 27}
    stream = zstd.ZstdCompressor(options=options)
    body = stream.compress(PAGE) + stream.flush()
    with pytest.raises(CodingError) as caught:
        codings.decode(body, "zstd", limit=LIMIT)
    assert caught.value.reason == "corrupt"


@pytest.mark.parametrize("name", ["gzip", "deflate", "zstd"])
def test_a_flipped_bit_is_corrupt(name: str) -> None:
    level = {"options": {zstd.CompressionParameter.checksum_flag: 1}} if name == "zstd" else {}
    body = bytearray(ENCODERS[name](os.urandom(5000), **level))
    body[2500] ^= 0xFF
    with pytest.raises(CodingError) as caught:
        codings.decode(bytes(body), name, limit=LIMIT)
    assert caught.value.reason == "corrupt"


@pytest.mark.parametrize("name", ["deflate", "br"])
def test_binary_that_is_no_stream_is_corrupt(name: str) -> None:
    with pytest.raises(CodingError) as caught:
        codings.decode(b"\xff\xfe\xff\x00\x01\x02" * 50, name, limit=LIMIT)
    assert caught.value.reason == "corrupt"


@pytest.mark.parametrize(("header", "reason"), [("compress", "unknown_coding"), ("gzip," * 5, "too_many_codings")])
def test_what_cannot_be_undone_is_refused(header: str, reason: str) -> None:
    with pytest.raises(CodingError) as caught:
        codings.decode(PAGE, header, limit=LIMIT)
    assert caught.value.reason == reason


HEADERS = st.sampled_from([*ENCODERS, "gzip, br", "br, zstd", "deflate, deflate", None])


def reason_or_size(body: bytes, header: str | None, limit: int) -> str | int:
    try:
        return len(codings.decode(body, header, limit=limit).body)
    except CodingError as error:
        return error.reason


@given(st.binary(max_size=300), HEADERS)
def test_noise_is_decoded_or_refused_and_never_over_the_limit(body: bytes, header: str | None) -> None:
    assert reason_or_size(body, header, 200) in {"too_large", "corrupt", *range(201)}


@settings(max_examples=200)
@given(st.sampled_from(sorted(ENCODERS)), st.data())
def test_damaged_streams_are_decoded_or_refused(name: str, data: st.DataObject) -> None:
    body = bytearray(ENCODERS[name](PAGE))
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    body = body[: data.draw(st.integers(0, len(body)))]
    assert reason_or_size(bytes(body), name, LIMIT) in {"too_large", "corrupt", *range(LIMIT + 1)}
