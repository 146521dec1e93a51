"""The middleware that undoes content-codings as `verify` will undo them again."""

from __future__ import annotations

import gzip
from types import SimpleNamespace
from typing import Any

import pytest
from loopback import odd
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings

from newsarchive.crawling.middlewares import Decompression, PrivateHosts, RefusedHost, UndecodableBody

URL = "https://baoquangtri.vn/tin-1.htm"


def middleware(**settings: Any) -> Decompression:
    stats = SimpleNamespace(counted=[], inc_value=lambda name: stats.counted.append(name))
    return Decompression(SimpleNamespace(settings=Settings(settings), stats=stats))  # type: ignore[arg-type]


def response(body: bytes, *codings: str, **meta: Any) -> tuple[Request, Response]:
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": list(codings)}
    return Request(URL, meta=meta), Response(URL, headers=headers, body=body)


def test_a_coded_page_becomes_a_plain_html_response() -> None:
    plain = middleware().process_response(*response(odd.GZIP, "gzip"))
    assert isinstance(plain, HtmlResponse)
    assert plain.body == odd.HTML
    assert "Content-Encoding" not in plain.headers
    assert plain.flags == []


def test_codings_are_undone_from_the_last_line_back() -> None:
    twice = gzip.compress(odd.GZIP)
    assert middleware().process_response(*response(twice, "gzip", "gzip")).body == odd.HTML


def test_a_body_that_ends_early_is_flagged() -> None:
    cut = middleware().process_response(*response(odd.GZIP[:-20], "gzip"))
    assert cut.flags == ["cut"]
    assert cut.body
    assert odd.HTML.startswith(cut.body)


def test_a_false_header_does_no_harm() -> None:
    assert middleware().process_response(*response(odd.HTML, "gzip")).body == odd.HTML


@pytest.mark.parametrize(
    ("body", "coding", "reason"), [(b"\x00" * 40, "nen", "unknown_coding"), (odd.CODINGS[7].framed, "gzip", "corrupt")]
)
def test_what_cannot_be_undone_is_counted(body: bytes, coding: str, reason: str) -> None:
    decompression = middleware()
    with pytest.raises(UndecodableBody, match=URL):
        decompression.process_response(*response(body, coding))
    assert decompression.stats.counted == [f"capture/undecodable/{reason}"]  # type: ignore[union-attr]


def test_the_limit_is_that_of_the_download() -> None:
    bomb = gzip.compress(bytes(200_000))
    with pytest.raises(UndecodableBody):
        middleware(DOWNLOAD_MAXSIZE=100_000).process_response(*response(bomb, "gzip"))
    with pytest.raises(UndecodableBody):
        middleware().process_response(*response(bomb, "gzip", download_maxsize=100_000))
    assert len(middleware(DOWNLOAD_MAXSIZE=200_000).process_response(*response(bomb, "gzip")).body) == 200_000


def test_a_head_response_and_an_empty_one_stay() -> None:
    for request, given in (
        (Request(URL, method="HEAD"), response(b"x", "gzip")[1]),
        response(b"", "gzip"),
        response(b"x"),
    ):
        assert middleware().process_response(request, given) is given


def test_a_request_that_comes_again_forgets_its_capture() -> None:
    request = Request(URL, meta={"capture": "of the redirect"})
    middleware().process_request(request)
    assert "capture" not in request.meta


def test_it_stands_aside_where_the_project_says_so() -> None:
    with pytest.raises(NotConfigured):
        middleware(COMPRESSION_ENABLED=False)


def private_hosts(**settings: Any) -> PrivateHosts:
    return PrivateHosts(SimpleNamespace(settings=Settings(settings), stats=None))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "localhost", "LOCALHOST", "localhost.", "a.localhost", "in.local", "10.0.0.1:8080"]
)
def test_private_hosts_by_url(host: str) -> None:
    with pytest.raises(RefusedHost, match="ALLOW_PRIVATE_HOSTS"):
        private_hosts().process_request(Request(f"http://{host}/"))


@pytest.mark.parametrize("host", ["baoquangtri.vn", "localhost.vn", "10.0.0.1.vn", "8.8.8.8"])
def test_public_hosts_by_url(host: str) -> None:
    private_hosts().process_request(Request(f"http://{host}/"))


@pytest.mark.parametrize("settings", [{"ALLOW_PRIVATE_HOSTS": True}, {"REPLAY": "web.warc.gz"}])
def test_where_nothing_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(NotConfigured):
        private_hosts(**settings)
