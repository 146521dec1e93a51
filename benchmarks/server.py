"""A loopback server for benchmarks: serves the given pages round-robin under /a/<n>, gzip-coded, and an index.

python server.py PAGES.jsonl   prints its port, serves until its standard input closes
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
from pathlib import Path

_HEAD = (
    "HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: text/html; charset=utf-8\r\n"
    "Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
)


def answers(pages_file: Path) -> list[bytes]:
    """The complete responses, one a page."""
    rows = [json.loads(line) for line in pages_file.read_text(encoding="utf-8").splitlines() if line.strip()]
    bodies = [gzip.compress((pages_file.parent / row["file"]).read_bytes(), 6) for row in rows]
    return [(_HEAD % len(body)).encode() + body for body in bodies]


async def serve(pages: list[bytes]) -> None:
    """Answer keep-alive requests until standard input closes."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                digits = head.split(b" ", 2)[1].rpartition(b"/")[2]
                writer.write(pages[int(digits) % len(pages)] if digits.isdigit() else pages[0])
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(answers(Path(sys.argv[1]))))
