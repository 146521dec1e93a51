"""Two HTTP servers on loopback: the list of articles, and the replayer with the archived pages, an origin each.

Paths are fixed: none becomes the name of a file.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import parse_qs

from newsarchive.errors import UsageError
from newsarchive.replaying import listing, policy, ranges
from newsarchive.replaying.pages import read_pages

LOOPBACK = "127.0.0.1"
_PIECE = 1 << 18
_HTML, _JS, _CSS = "text/html; charset=utf-8", "text/javascript; charset=utf-8", "text/css; charset=utf-8"


class Answer(NamedTuple):
    """What is at a path: its bytes, or a file that is read by ranges."""

    type: str
    body: bytes | BinaryIO
    policy: str


Routes = Mapping[str, Callable[[str], Answer]]  # by path; called with the query


class Server(ThreadingHTTPServer):
    """One origin: what its `routes` say, for requests that name it by its own address."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int) -> None:
        self.routes: Routes = {}
        super().__init__((LOOPBACK, port), _Handler)

    @property
    def origin(self) -> str:
        """Its address as a browser writes an origin."""
        return f"http://{LOOPBACK}:{self.server_port}"

    def knows(self, host: str | None) -> bool:
        """Tell whether a Host header is ours: a name that somebody else made to point here is not."""
        return host in (f"{LOOPBACK}:{self.server_port}", f"localhost:{self.server_port}")

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that hung up."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "newsarchive"
    sys_version = ""
    timeout = 60  # seconds that a connection may idle

    def do_GET(self) -> None:
        """Answer a fixed path, or refuse."""
        if not self.server.knows(self.headers.get("Host")):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return
        path, _, query = self.path.partition("?")
        route = self.server.routes.get(path)
        if route is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        answer = route(query)
        if isinstance(answer.body, bytes):
            self._head(HTTPStatus.OK, answer, len(answer.body))
            if self.command != "HEAD":
                self.wfile.write(answer.body)
        else:
            self._file(answer, answer.body)

    do_HEAD = do_GET

    def _file(self, answer: Answer, file: BinaryIO) -> None:
        size = os.fstat(file.fileno()).st_size
        try:
            # Without a validator no If-Range can hold, and then the whole is asked for.
            span = None if "If-Range" in self.headers else ranges.wanted(self.headers.get("Range"), size)
        except ranges.Unsatisfiable:
            self.send_error(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, explain=f"bytes */{size}")
            return
        start, end = span or (0, size)
        said = {"Accept-Ranges": "bytes"}
        if span is not None:
            said["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        self._head(HTTPStatus.PARTIAL_CONTENT if span is not None else HTTPStatus.OK, answer, end - start, said)
        while self.command != "HEAD" and start < end:
            piece = os.pread(file.fileno(), min(_PIECE, end - start), start)
            if not piece:
                self.close_connection = True  # the file was cut: fewer bytes than we said
                return
            self.wfile.write(piece)
            start += len(piece)

    def _head(self, status: HTTPStatus, answer: Answer, length: int, more: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": answer.type,
            "Content-Length": str(length),
            "Content-Security-Policy": answer.policy,
            "Cache-Control": "no-store",
            **policy.COMMON,
            **(more or {}),
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse in plain text that repeats nothing of the request; the body of a refused request stays unread."""
        status = HTTPStatus(code)
        body = f"{status.value} {status.phrase}\n".encode()
        self.close_connection = True
        more = {"Connection": "close"} | ({"Content-Range": explain} if explain else {})
        self._head(status, Answer("text/plain; charset=utf-8", body, policy.NOTHING), len(body), more)
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serving(name: str, wacz: Path, replayer: Path, port: int = 0) -> Iterator[str]:
    """Serve the package `wacz` with the replayer's files while the block runs; give the address of the list.

    The list is at `port`, the archived pages at the next one; 0: two free ones. Raise UsageError where one is taken, or
    the package is none.
    """
    pages = read_pages(wacz)
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(wacz.open("rb"))
        front, replay = _bound(stack, port), _bound(stack, port and port + 1)
        # A name of its own a run: the browser keeps what it read of a package under the package's address.
        package = f"/{secrets.token_hex(8)}.wacz"
        files = {path: (replayer / path).read_bytes() for path in ("ui.js", "sw.js", "LICENSE")}
        ui, worker = files["ui.js"], policy.guarded_worker(files["sw.js"])
        replay.routes = {
            "/": lambda query: Answer(
                _HTML, listing.frame_page(name, package).encode("utf-8", "replace"), policy.REPLAY
            ),
            "/ui.js": lambda query: Answer(_JS, ui, policy.REPLAY),
            # Until the worker answers here: an empty page, which the frame loads again.
            "/replay/": lambda query: Answer(_HTML, b"", policy.REPLAY),
            "/replay/ui.js": lambda query: Answer(_JS, ui, policy.REPLAY),
            "/replay/sw.js": lambda query: Answer(_JS, worker, policy.WORKER),
            "/LICENSE": lambda query: Answer("text/plain; charset=utf-8", files["LICENSE"], policy.REPLAY),
            package: lambda query: Answer("application/wacz", file, policy.REPLAY),
        }

        def list_page(query: str) -> Answer:
            page = listing.list_page(name, pages, _number(query), replay.origin)
            return Answer(_HTML, page.encode("utf-8", "replace"), policy.LIST)

        front.routes = {"/": list_page, "/list.css": lambda query: Answer(_CSS, listing.STYLE.encode(), policy.LIST)}
        for server in (front, replay):
            threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
            stack.callback(server.shutdown)
        yield f"{front.origin}/"


def _bound(stack: contextlib.ExitStack, port: int) -> Server:
    try:
        server = Server(port)
    except OSError as error:
        raise UsageError(f"port {port} of {LOOPBACK} can't be taken: {error.strerror or error}") from None
    stack.callback(server.server_close)
    return server


def _number(query: str) -> int:
    said = parse_qs(query).get("page", ["1"])[0]
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 1
