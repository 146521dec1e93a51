"""A listening loopback socket with a thread a connection, which ends all of them when told to."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator


class Listener:
    """Calls `serve` with each connection to a free port of 127.0.0.1; with a TLS `context`, once TLS stands."""

    def __init__(self, serve: Callable[[socket.socket], None], context: ssl.SSLContext | None = None) -> None:
        self._serve, self._context = serve, context
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._socket.getsockname()[1]
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._acceptor = threading.Thread(target=self._accept, name=f"accept-{self.port}")
        self._acceptor.start()

    def stop(self) -> None:
        """Close every socket and wait for every thread."""
        # close() alone would leave accept() waiting.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._acceptor.join()
        self._socket.close()
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    # The plain socket's shutdown: the TLS one would forget its session under a thread that writes.
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._run, args=(connection,), name=f"serve-{self.port}")
            with self._lock:
                self._threads = [t for t in self._threads if t.is_alive()]
                self._threads.append(thread)
            thread.start()

    def _run(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # The client may go away, or stop() end the wait.
        with self._tracked(connection), contextlib.suppress(OSError):
            if self._context is None:
                self._serve(connection)
            # wrap_socket() would leave its socket open where the client has reset the connection already.
            elif connection.recv(1, socket.MSG_PEEK):
                secured = self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
                with self._tracked(secured):
                    secured.do_handshake()
                    self._serve(secured)

    @contextlib.contextmanager
    def _tracked(self, connection: socket.socket) -> Iterator[None]:
        """Let stop() find the connection; close it at the end."""
        with connection:
            with self._lock:
                self._connections.add(connection)
            try:
                yield
            finally:
                with self._lock:
                    self._connections.discard(connection)
