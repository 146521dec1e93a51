"""Put on the PYTHONPATH of every crawl that a test starts: no connection, packet or name look-up leaves loopback.

With LOOPBACK_FILE_LIMIT no file grows beyond that many bytes: a disk that is full. With LOOPBACK_FSYNC_LOG each fsync
leaves there the name that its file has by then.
"""

import os
import resource
import sys
from pathlib import Path

_LOCAL = ("127.", "::1", "localhost")


def _guard(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host and not str(host).startswith(_LOCAL):
        sys.stderr.write(f"LEFT LOOPBACK: {event} {host}\n")
        raise PermissionError(f"no test may leave loopback: {event} {host}")


sys.addaudithook(_guard)
if limit := int(os.environ.get("LOOPBACK_FILE_LIMIT", "0")):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
if log := os.environ.get("LOOPBACK_FSYNC_LOG"):
    sync = os.fsync

    def _logged(fd):
        with Path(log).open("a") as stream:
            stream.write(f"{Path(f'/proc/self/fd/{fd}').readlink()}\n")
        sync(fd)

    os.fsync = _logged
