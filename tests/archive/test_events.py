import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from newsarchive.archive import warc
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.reader import Record

Archived = Callable[..., list[Record]]
Make = Callable[..., Exchange]


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def of_type(records: list[Record], kind: str) -> Record:
    (found,) = [record for record in records if record.type == kind]
    return found


def test_an_odd_response_is_kept_byte_for_byte(odd: Any, exchange: Make, archived: Archived) -> None:
    records = archived(exchange("/x", odd.wire, truncated=odd.truncated, method=odd.method))
    response = of_type(records, "response")
    assert response.block == odd.head + odd.payload
    assert response.payload == odd.payload
    assert response.payload_digest == sha1(odd.payload)
    assert response.truncated == (odd.stored_truncated or odd.truncated)
    assert [record.type for record in records] == ["warcinfo", "response", "request", "metadata"]


def test_the_fields_of_an_event(exchange: Make, page: Callable[..., bytes], archived: Archived) -> None:
    vietnam = timezone(timedelta(hours=7))
    sent = exchange("/a?b=1", page(), started=datetime(2026, 11, 23, 22, 22, 0, 5, tzinfo=vietnam), cipher="TLS_X")
    info, response, request, metadata = archived(sent)
    for record in (response, request, metadata):
        assert record.date == "2026-11-23T15:22:00.000005Z"
        assert record.uri == "https://tin.example/a?b=1"
        assert record.get("WARC-Warcinfo-ID") == info.id
        assert record.version == "WARC/1.1"
    for record in (response, request):
        assert record.get_all("WARC-Protocol") == ["http/1.1", "tls/1.3"]
        assert (record.get("WARC-IP-Address"), record.get("WARC-Cipher-Suite")) == ("203.0.113.7", "TLS_X")
    for record in (info, response, request, metadata):
        assert record.block_digest == sha1(record.block)
        assert record.id.startswith("<urn:uuid:")
        assert record.id[24] == "4"
    assert (response.content_type, request.content_type) == (
        "application/http;msgtype=response",
        "application/http;msgtype=request",
    )
    assert request.get_all("WARC-Concurrent-To") == metadata.get_all("WARC-Concurrent-To") == [response.id]
    assert request.block == sent.request
    assert metadata.get("WARC-IP-Address") is None
    assert len({record.id for record in (info, response, request, metadata)}) == 4


def test_metadata_says_how_the_fetch_went(exchange: Make, page: Callable[..., bytes], archived: Archived) -> None:
    made = exchange(
        "/", page(), via="https://tin.example/muc\r\nx: y", reconstructed=True, replayed_from="a.warc.gz <urn:uuid:1>"
    )
    assert of_type(archived(made), "metadata").fields == [
        ("via", "https://tin.example/muc x: y"),
        ("fetchTimeMs", "250"),
        ("reconstructed", "true"),
        ("replayed-from", "a.warc.gz <urn:uuid:1>"),
    ]


def test_secrets_are_cut_out_and_named(exchange: Make, page: Callable[..., bytes], archived: Archived) -> None:
    sent = (
        b"GET / HTTP/1.1\r\nHost: tin.example\r\nproxy-authorization: Basic s3cret\r\n"
        b"Authorization: Bearer s3cret\r\n folded-s3cret\r\nCookie: phien=1\r\nX-Authorization: ok\r\n\r\n"
    )
    records = archived(exchange("/", page(), request=sent, url="https://me:s3cret@tin.example/"))
    assert of_type(records, "request").block == (
        b"GET / HTTP/1.1\r\nHost: tin.example\r\nCookie: phien=1\r\nX-Authorization: ok\r\n\r\n"
    )
    assert ("masked", "userinfo, proxy-authorization, authorization") in of_type(records, "metadata").fields
    assert not any(b"s3cret" in record.block or "s3cret" in str(record.headers) for record in records)


def test_cookies_are_masked_when_asked(exchange: Make, page: Callable[..., bytes], archived: Archived) -> None:
    sent = b"GET / HTTP/1.1\r\nHost: tin.example\r\nCookie: phien=1\r\n\r\n"
    records = archived(exchange("/", page(), request=sent), mask_cookies=True)
    assert of_type(records, "request").block == b"GET / HTTP/1.1\r\nHost: tin.example\r\n\r\n"
    assert ("masked", "cookie") in of_type(records, "metadata").fields


def test_an_attempt_without_a_response_leaves_its_reason(exchange: Make, archived: Archived) -> None:
    records = archived(exchange("/", error="ConnectionResetError"))
    assert [record.type for record in records] == ["warcinfo", "metadata", "request"]
    assert records[2].get_all("WARC-Concurrent-To") == [records[1].id]
    assert ("error", "ConnectionResetError") in records[1].fields


def test_an_attempt_without_a_byte_is_one_metadata_record(exchange: Make, archived: Archived) -> None:
    records = archived(exchange("/", request=b"", error="CannotResolveHostError", ip=None))
    assert [record.type for record in records] == ["warcinfo", "metadata"]
    assert records[1].uri == "https://tin.example/"


@pytest.mark.parametrize("data", [b"HTTP/1.1 200 OK\r\nConte", b"SSH-2.0-x\r\n\r\n\x00\xff", b"HTTP/1.1 103 x\r\n\r\n"])
def test_bytes_that_are_no_response_are_kept(data: bytes, exchange: Make, archived: Archived) -> None:
    records = archived(exchange("/", data, truncated="disconnect"))
    assert [record.type for record in records] == ["warcinfo", "metadata", "request"]
    assert base64.b64decode(dict(records[1].fields)["unparsed-response"]) == data


def test_bytes_beyond_the_message_are_kept_beside_it(exchange: Make, archived: Archived) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
    plain = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    records = archived(exchange("/a", chunked + b"more"), exchange("/b", plain + b"more"))
    for response, metadata in ((records[1], records[3]), (records[4], records[6])):
        assert response.payload == b"ok"
        assert base64.b64decode(dict(metadata.fields)["unparsed-surplus"]) == b"more"


def test_lost_framing_is_told(exchange: Make, archived: Archived) -> None:
    data = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<p>no framing</p>"
    assert ("transfer-coding", "broken") in of_type(archived(exchange("/", data)), "metadata").fields


def test_sha256_digests_are_hexadecimal(exchange: Make, page: Callable[..., bytes], archived: Archived) -> None:
    response = of_type(archived(exchange("/", page(b"ok")), algorithm="sha256"), "response")
    assert response.payload_digest == "sha256:" + hashlib.sha256(b"ok").hexdigest()
    assert response.block_digest == "sha256:" + hashlib.sha256(response.block).hexdigest()


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://tin.example/a?q=1#phan", "https://tin.example/a?q=1"),
        ("https://tin.example/a b", "https://tin.example/a%20b"),
        ("https://tin.example/thời-sự", "https://tin.example/th%E1%BB%9Di-s%E1%BB%B1"),
        ("https://báo.example/x", "https://xn--bo-mia.example/x"),
        ("https://tin.example/<x>", "https://tin.example/%3Cx%3E"),
        ("https://u:p@tin.example:8443/", "https://tin.example:8443/"),
        ("https://tin.example/a@b", "https://tin.example/a@b"),
        ("https://tin.example/%7Ea|b", "https://tin.example/%7Ea|b"),
        ("gopher:\u00e9 x\n", "gopher:%C3%A9%20x"),
    ],
)
def test_target_uris_are_plain_ascii(url: str, uri: str) -> None:
    assert warc.target_uri(url) == uri


@pytest.mark.parametrize(
    ("ip", "plain"),
    [
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("192.0.2.1", "192.0.2.1"),
        ("tin", None),
        (None, None),
    ],
)
def test_addresses_have_their_canonical_form(ip: str | None, plain: str | None) -> None:
    assert warc.plain_ip(ip) == plain


def test_no_field_can_break_out_of_its_line(exchange: Make, page: Callable[..., bytes], archived: Archived) -> None:
    records = archived(
        exchange("/", page(), cipher="TLS\r\nWARC-Type: response", started=datetime(2026, 1, 1, tzinfo=UTC)),
        info={"operator": "Ông Bảy\r\n\r\nWARC/1.1"},
    )
    assert records[1].get("WARC-Cipher-Suite") == "TLS WARC-Type: response"
    assert ("operator", "Ông Bảy WARC/1.1") in records[0].fields


def test_warcinfo_says_who_wrote_the_file(exchange: Make, page: Callable[..., bytes], archived: Archived) -> None:
    info = archived(exchange("/", page()), info={"operator": "Thư viện", "isPartOf": "tin"})[0]
    fields = dict(info.fields)
    assert fields["software"].startswith("newsarchive/")
    assert fields["format"] == "WARC File Format 1.1"
    assert fields["conformsTo"].endswith("/warc-1.1/")
    assert (fields["operator"], fields["isPartOf"]) == ("Thư viện", "tin")
    assert info.get("WARC-Filename") == info.path.name
    assert info.uri is None


def test_verbatim_keeps_the_chunk_framing_and_digests_what_is_in_it(exchange: Make, archived: Archived) -> None:
    wire = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nxin\r\n5\r\n chao\r\n0\r\nX-T: y\r\n\r\n"
    response = of_type(archived(exchange("/", wire), verbatim=True), "response")
    assert response.block == wire
    assert response.payload == b"xin chao"
    assert response.payload_digest == warc.digest("sha1", [b"xin chao"])
    assert response.block_digest == warc.digest("sha1", [wire])
