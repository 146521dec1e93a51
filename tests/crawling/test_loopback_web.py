"""The loopback web itself: it says what it sent, ends cleanly, and lets no crawl out."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest
from loopback.crawl import crawl
from loopback.proxy import Proxy
from loopback.web import Answer, Web, answer


def ask(port: int, request: bytes, *, half_close: bool = True) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        pieces = []
        while piece := connection.recv(65536):
            pieces.append(piece)
        return b"".join(pieces)


def test_it_serves_the_exact_bytes_and_logs_both_sides() -> None:
    given = Answer(b"HTTP/1.1 200 La\r\nx: \xe9\r\nContent-Length: 3000\r\n\r\n" + b"a" * 3000, "close")
    request = b"GET /tin HTTP/1.1\r\nhost: tin.example\r\n\r\n"
    with Web({"tin.example/tin": given}) as web, Proxy(web) as proxy:
        assert ask(web.port, request) == given.wire
        assert ask(proxy.port, request.replace(b"/tin", b"http://tin.example/tin", 1), half_close=False) == given.wire
        assert ask(web.port, request.replace(b"tin.example", b"khac.example")).startswith(b"HTTP/1.1 404")
    first, second, _ = web.log
    assert (first.request, bytes(first.sent)) == (request, given.wire)
    assert first.url == second.url == "http://tin.example/tin"


def test_answers_in_turn() -> None:
    with Web({"/tin": [answer("", "503 Ban", then="close"), answer("", then="close")]}) as web:
        codes = [ask(web.port, b"GET /tin HTTP/1.1\r\nHost: a\r\n\r\n").split(b" ")[1] for _ in range(3)]
    assert codes == [b"503", b"200", b"200"]


def test_it_ends_at_once_whatever_is_open() -> None:
    before = set(threading.enumerate())
    begun = time.monotonic()
    with Web({"/treo": Answer(b"HTTP/1.1 200 OK\r\n", "stall")}) as web, Proxy(web) as proxy:
        idle = socket.create_connection(("127.0.0.1", web.tls_port))
        stalled = socket.create_connection(("127.0.0.1", proxy.port))
        stalled.sendall(b"GET http://a/treo HTTP/1.1\r\nHost: a\r\n\r\n")
        assert stalled.recv(100)
        assert len(threading.enumerate()) > len(before)
    idle.close()
    stalled.close()
    assert set(threading.enumerate()) == before
    assert time.monotonic() - begun < 5


def test_a_crawl_that_would_leave_loopback_fails_its_test(tmp_path: Path) -> None:
    (tmp_path / "requests.txt").write_text("GET http://tin.example/\n")
    settings = {"SPIDER_MODULES": "loopback.prober", "ROBOTSTXT_OBEY": False, "RETRY_ENABLED": False}
    with pytest.raises(AssertionError, match="LEFT LOOPBACK"):
        crawl("prober", tmp_path / "archives", settings=settings, arguments={"requests": tmp_path / "requests.txt"})
