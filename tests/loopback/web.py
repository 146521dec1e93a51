"""The loopback web: exact bytes by URL over raw sockets, HTTP and HTTPS, with a log of what came in and went out."""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from loopback.certificates import server_context
from loopback.listener import Listener

_PIECE = 911  # bytes a write: an odd number, so that heads, chunk sizes and letters are split anywhere
_MOST_PIECES = 24
_PAUSE = 0.0005
_STALL = 30.0  # seconds; the client gives up long before


@dataclass(frozen=True)
class Answer:
    """Bytes to send, and what then: keep the connection, close it, stall until the client goes, or reset it.

    `wire` may be a function that gives pieces, for what would not fit into memory; the log then has its size only.
    """

    wire: bytes | Callable[[], Iterator[bytes]]
    then: Literal["keep", "close", "stall", "reset"] = "keep"


@dataclass
class Served:
    """One request as it came in, and what was sent for it."""

    url: str
    request: bytes
    tls: bool
    sent: bytearray = field(default_factory=bytearray)
    size: int = 0
    at: float = 0.0  # time.monotonic() of the request

    @property
    def method(self) -> str:
        return self.request.split(b" ", 1)[0].decode()


def answer(
    body: bytes | str = b"",
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    headers: Sequence[str] = (),
    then: Literal["keep", "close", "stall", "reset"] = "keep",
) -> Answer:
    """An ordinary response with a Content-Length."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(data)}", *headers]
    return Answer("\r\n".join(lines).encode() + b"\r\n\r\n" + data, then)


def redirect(to: str, status: str = "301 Moved Permanently") -> Answer:
    return answer("moved", status, "text/plain", [f"Location: {to}"])


NOTHING = answer("nothing here", "404 Not Found", "text/plain")


class Web:
    """Serves `answers`: URL, "host/path" or "/path" -> an answer, or several in turn (the last for good).

    What is not among them is a 404. HEAD gets the head of the GET's answer.
    """

    def __init__(self, answers: Mapping[str, Answer | Sequence[Answer]] | None = None) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.log: list[Served] = []
        self._asked: dict[str, int] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        for url, given in (answers or {}).items():
            self.put(url, given)
        self._plain = Listener(lambda connection: self._serve(connection, tls=False))
        self._tls = Listener(lambda connection: self._serve(connection, tls=True), server_context())
        self.port, self.tls_port = self._plain.port, self._tls.port

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._stopping.set()
        self._plain.stop()
        self._tls.stop()

    def put(self, url: str, given: Answer | Sequence[Answer]) -> None:
        """Answer `url` so from now on."""
        with self._lock:
            self.answers[url] = [given] if isinstance(given, Answer) else list(given)
            self._asked.pop(url, None)

    def served(self, url: str) -> list[Served]:
        """What was asked for under this URL, in order."""
        return [served for served in self.log if served.url == url]

    def forget(self) -> None:
        """Empty the log."""
        self.log.clear()

    def _serve(self, connection: socket.socket, *, tls: bool) -> None:
        buffer = b""
        while not self._stopping.is_set():
            request, buffer = _read_request(connection, buffer)
            if request is None:
                return
            served = Served(_url(request, tls=tls), request, tls, at=time.monotonic())
            with self._lock:
                self.log.append(served)
                given = self._next(served.url)
            self._send(connection, given, served)
            if given.then == "stall":
                select.select([connection], [], [], _STALL)
            if given.then == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if given.then != "keep":
                return

    def _next(self, url: str) -> Answer:
        bare = url.partition("://")[2]
        for key in (url, bare, "/" + bare.partition("/")[2]):
            given = self.answers.get(key)
            if given is not None:
                number = self._asked.get(key, 0)
                self._asked[key] = number + 1
                return given[min(number, len(given) - 1)]
        return NOTHING

    def _send(self, connection: socket.socket, given: Answer, served: Served) -> None:
        if callable(given.wire):
            for piece in given.wire():
                connection.sendall(piece)
                served.size += len(piece)
            return
        wire = given.wire
        if served.method == "HEAD":
            wire = wire[: wire.find(b"\r\n\r\n") + 4]
        step = max(_PIECE, len(wire) // _MOST_PIECES)
        for start in range(0, len(wire), step):
            piece = wire[start : start + step]
            connection.sendall(piece)
            served.sent += piece
            served.size += len(piece)
            time.sleep(_PAUSE)


def _read_request(connection: socket.socket, buffer: bytes) -> tuple[bytes | None, bytes]:
    """One request, head and body, and the bytes behind it; None once the client has closed."""
    while b"\r\n\r\n" not in buffer:
        piece = connection.recv(65536)
        if not piece:
            return None, b""
        buffer += piece
    size = buffer.index(b"\r\n\r\n") + 4
    for line in buffer[:size].split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            size += int(value)
    while len(buffer) < size:
        buffer += connection.recv(65536)
    return buffer[:size], buffer[size:]


def _url(request: bytes, *, tls: bool) -> str:
    """The URL asked for: absolute in the request line (proxy), else Host and path."""
    target = request.split(b" ", 2)[1].decode("latin-1")
    if urlsplit(target).scheme:
        return target
    host = next(line[5:].strip().decode("latin-1") for line in request.split(b"\r\n") if line[:5].lower() == b"host:")
    return f"{'https' if tls else 'http'}://{host}{target}"
