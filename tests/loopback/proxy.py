"""A forward proxy on loopback: whatever host a client asks for, the loopback web answers. No byte is changed."""

from __future__ import annotations

import select
import socket

from loopback.listener import Listener
from loopback.web import Web

_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"


class Proxy:
    """Takes absolute-URI requests (http) and CONNECT (https); `heads` are what clients said to the proxy itself."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.heads: list[bytes] = []
        self._listener = Listener(self._serve)
        self.port = self._listener.port

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.stop()

    def url(self, login: str = "") -> str:
        """The proxy's address for http_proxy and https_proxy; `login` is user:password."""
        return f"http://{login}{'@' if login else ''}127.0.0.1:{self.port}"

    @property
    def tunnels(self) -> list[str]:
        """host:port of every CONNECT, in order."""
        return [head.split(b" ")[1].decode() for head in self.heads if head.startswith(b"CONNECT ")]

    def _serve(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = client.recv(65536)
            if not piece:
                return
            head += piece
        self.heads.append(head)
        tunnel = head.startswith(b"CONNECT ")
        with socket.create_connection(("127.0.0.1", self.web.tls_port if tunnel else self.web.port)) as server:
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if tunnel:
                client.sendall(_ESTABLISHED)
            else:
                server.sendall(head)
            _relay(client, server)


def _relay(client: socket.socket, server: socket.socket) -> None:
    """Pass bytes on both ways until one side ends; a reset by the server reaches the client as a reset."""
    other = {client: server, server: client}
    while True:
        for ready in select.select([client, server], [], [])[0]:
            try:
                piece = ready.recv(65536)
            except ConnectionResetError:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                return
            if not piece:
                return
            other[ready].sendall(piece)
