"""The site that crawls are tortured on, a process of its own: python site.py ARTICLES SEED FAULTS

Prints its port and serves until its standard input closes. Articles with pictures, found through a sitemap index and
through section pages. With FAULTS (0 to 1) that share of the addresses misbehaves at first: resets, cuts, stalls,
answers 429, 503 or 500, redirects. `/__count` says how many requests came in, `/__log` what and when, as JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import struct
import sys
import time
from collections import Counter
from socket import SO_LINGER, SOL_SOCKET

A_SITEMAP, A_SECTION = 100, 50
FAULTS = ("reset", "cut", "stall", "429", "503", "500", "moved")
RETRY_AFTER = 1
_REASONS = {200: "OK", 301: "Moved", 404: "Not Found", 429: "Too Many Requests", 500: "Broken", 503: "Busy"}
Answered = tuple[int, bytes, str]


class Site:
    """What is served, and what was asked for."""

    def __init__(self, articles: int, seed: str, faults: float) -> None:
        self.articles, self.seed, self.faults = articles, seed, faults
        self.port = 0
        self.log: list[tuple[float, str, int]] = []
        self.asked: Counter[str] = Counter()

    def fault(self, path: str) -> str | None:
        """How this request goes wrong: an address that misbehaves does so once or twice, then never again."""
        chance = random.Random(f"{self.seed} {path}")
        if path == "/robots.txt" or chance.random() >= self.faults:
            return None
        times, kind = chance.choice((1, 1, 2)), chance.choice(FAULTS)
        if kind == "moved" and not path.startswith("/tin/bai"):
            kind = "500"
        return kind if kind == "moved" or self.asked[path] <= times else None

    def answer(self, path: str) -> Answered:
        """Status, body and type of an address that behaves."""
        if path == "/sitemap.xml":
            count = -(-self.articles // A_SITEMAP)
            return 200, self._xml("sitemapindex", "sitemap", [f"/sitemaps/{n}.xml" for n in range(count)]), "text/xml"
        if found := re.fullmatch(r"/sitemaps/(\d+)\.xml", path):
            first = int(found[1]) * A_SITEMAP
            numbers = range(first, min(first + A_SITEMAP, self.articles))
            return 200, self._xml("urlset", "url", [f"/tin/bai-viet-{n}.html" for n in numbers]), "text/xml"
        if found := re.fullmatch(r"/muc/(\d+)", path):
            return 200, self._section(int(found[1])), "text/html"
        if (found := re.fullmatch(r"/tin/(?:moi/)?bai-viet-(\d+)\.html", path)) and int(found[1]) < self.articles:
            return 200, article(int(found[1])).encode(), "text/html; charset=utf-8"
        if found := re.fullmatch(r"/anh/(\d+)-(\d)\.jpg", path):
            return 200, random.Random(path).randbytes(1200 + int(found[1]) % 700), "image/jpeg"
        return 404, b"nothing here", "text/plain"

    def _xml(self, root: str, entry: str, paths: list[str]) -> bytes:
        entries = "".join(f"<{entry}><loc>http://127.0.0.1:{self.port}{path}</loc></{entry}>" for path in paths)
        return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>'.encode()

    def _section(self, number: int) -> bytes:
        first = (number - 1) * A_SECTION
        numbers = range(first, min(first + A_SECTION, self.articles))
        links = "".join(f'<p><a href="/tin/bai-viet-{n}.html">Bài {n}</a></p>' for n in numbers)
        more = f'<a href="/muc/{number + 1}">Trang sau</a>' if first + A_SECTION < self.articles else ""
        return f"<html><body>{links}{more}</body></html>".encode()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while True:
                path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode("latin-1")
                if path.startswith("/__"):
                    told = json.dumps(self.log if path == "/__log" else len(self.log)).encode()
                    writer.write(_wire(200, told, "application/json"))
                elif not await self._serve(path, writer):
                    return
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _serve(self, path: str, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False where the connection ends with it."""
        self.asked[path] += 1
        kind = self.fault(path)
        status, body, what = self.answer(path)
        headers = ""
        if kind in ("429", "503", "500"):
            status, body, what = int(kind), b"later", "text/plain"
            headers = f"Retry-After: {RETRY_AFTER}\r\n" if kind != "500" else ""
        if kind == "moved":
            status, body, headers = 301, b"moved", f"Location: {path.replace('/tin/', '/tin/moi/')}\r\n"
        self.log.append((time.monotonic(), path, 0 if kind in ("reset", "cut", "stall") else status))
        if kind not in ("reset", "cut", "stall"):
            writer.write(_wire(status, body, what, headers))
            return True
        writer.write(_wire(status, body, what)[: -max(len(body) // 2, 1)])
        await writer.drain()
        if kind == "stall":
            with contextlib.suppress(TimeoutError, asyncio.CancelledError):
                await asyncio.wait_for(asyncio.sleep(3600), 6)
        if kind == "reset":
            writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        return False


def article(number: int) -> str:
    """An invented article with two pictures of its own."""
    pictures = "".join(
        f"<figure><img src='/anh/{number}-{part}.jpg'><figcaption>Cánh đồng {number}.{part} - Ảnh: N.T</figcaption>"
        f"</figure><p>Đoạn {part} của bài {number}: người trong làng kể lại chuyện mùa gặt, chuyện con đường mới mở qua"
        f" cánh đồng, và chuyện những đứa trẻ đi học xa mỗi ngày từ tờ mờ sáng.</p>"
        for part in range(2)
    )
    return (
        f"<!doctype html><html lang='vi'><head><meta charset='utf-8'><title>Chuyện làng số {number}</title>"
        f"<meta property='og:type' content='article'></head><body><article><h1>Chuyện làng số {number}</h1>"
        f"<time>Thứ hai, 23/11/2026, {number // 60 % 24:02}:{number % 60:02} (GMT+7)</time>"
        f"<p class='sapo'>Một buổi sáng như mọi buổi sáng ở làng, trong bài số {number}.</p>{pictures}</article></body>"
        f"</html>"
    )


def _wire(status: int, body: bytes, kind: str, headers: str = "") -> bytes:
    head = (
        f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: {kind}\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def main() -> None:
    """Serve until standard input closes."""
    site = Site(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
    server = await asyncio.start_server(site.talk, "127.0.0.1", 0, backlog=512)
    site.port = server.sockets[0].getsockname()[1]
    sys.stdout.write(f"{site.port}\n")
    sys.stdout.flush()
    async with server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
